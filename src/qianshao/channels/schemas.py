"""Shapes of the API."""

from datetime import datetime

from ninja import Schema


class ChannelOut(Schema):
    """One channel and how it does."""

    code: str
    name: str
    purpose: str
    world: str
    enabled: bool
    state: str
    queued: int
    sent_today: int
    last_ok_at: datetime | None
    last_error: str
    last_error_at: datetime | None


class OutboxOut(Schema):
    """What waits to be sent."""

    queued: int
    sending: int
    late_seconds: float
