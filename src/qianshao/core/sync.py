"""What a phone may pull and which commands it may push, declared by each room in its ``sync.py``.

``COMMANDS`` and ``PULLS`` there are gathered by the field room, which owns the queue, the answers and the devices.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Position:
    """Where the phone believed it was: WGS-84 degrees, accuracy in metres."""

    lon: float
    lat: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Push:
    """One command as it arrived.

    ``made_at`` is the phone's clock when the person pressed, ``received_at`` ours: both are kept, neither replaces
    the other (reliability G-C2). ``attachments`` are ids of evidence files, which may arrive later than the command.
    """

    id: UUID
    kind: str
    made_at: datetime
    received_at: datetime
    payload: dict[str, Any]
    actor: Actor
    device_id: int
    position: Position | None = None
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A kind of command: ``run`` calls the same service the desk calls, within ``core.units.unit``.

    ``run`` returns what the phone should know (may be empty) and raises a ``Refusal`` in words for the person.
    ``action`` must be held somewhere; where exactly, the service decides.
    """

    kind: str
    action: str
    run: Callable[[Push], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pull:
    """A named piece of the phone's copy: ``rows(scope, actor, now)`` gives JSON-ready rows of the person's own area.

    ``personal``: the phone keeps it only encrypted under the PIN, and wipes it when the device is revoked.
    """

    name: str
    action: str
    rows: Callable[[Scope, Actor, datetime], list[dict[str, Any]]]
    personal: bool = field(default=False)
