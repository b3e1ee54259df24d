"""Shapes of the API."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Schema

MOST_READINGS = 500
Text = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]


class ReadingIn(Schema):
    """One reading. ``id``: the sender's, by which it is taken once; ``at``: the device's time with its zone."""

    model_config = {"extra": "forbid"}
    id: Text
    station: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    quantity: Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[^\x00]*$")]
    value: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e12, le=1e12)]
    unit: Annotated[str, Field(max_length=16)]
    at: datetime


class BatchIn(Schema):
    """Rows as they come: each is read by itself, so that a wrong one spoils no other."""

    readings: Annotated[list[Any], Field(min_length=1, max_length=MOST_READINGS)]


class RowOut(Schema):
    """What became of a row: taken, kept (not judged), same (known already) or refused; ``code``, ``message``: why."""

    row: int
    id: str
    state: str
    code: str = ""
    message: str = ""


class BatchOut(Schema):
    """Sums, and every row in its order. ``now``: the site's clock, to set the device's by."""

    now: datetime
    taken: int
    kept: int
    same: int
    refused: int
    rows: list[RowOut]
