"""What a phone sends, read with suspicion: sizes before bytes, shapes before meaning, and nothing is a crash.

A batch that cannot be read at all is refused as a whole, and the phone sends its commands one by one. A command that
has an id but no sense is answered and kept like any other.
"""

import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid, Refusal
from qianshao.core.fields import keyed_hash
from qianshao.core.sync import Position

MOST_COMMANDS = 100
MOST_BYTES = 512 * 1024
#: A checklist of many items, each with its photos; the phone stops a little earlier and says so (report.js).
MOST_ATTACHMENTS = 120
MOST_DEPTH = 20
GZIP = 31
#: Nothing a county's phone does was made before its product was.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class TooBig(Refusal):
    """More than a batch may weigh."""

    status = 413


class Unreadable(Refusal):
    """Not what a phone of ours sends."""

    status = 400


@dataclass(frozen=True, slots=True)
class Incoming:
    """One command as it came. ``fault``: why it makes no sense (a code), empty when it does.

    ``replaces``: the refused command that was filled in again as this one.
    """

    id: UUID
    kind: str
    made_at: datetime
    payload: dict[str, Any]
    attachments: tuple[UUID, ...]
    position: Position | None
    text: str
    fault: str = ""
    replaces: UUID | None = None

    @property
    def digest(self) -> str:
        """A keyed hash over all that the phone said."""
        return keyed_hash("command", self.text)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request brings. ``sent_at``: the phone's clock when it sent, if it told."""

    commands: tuple[Incoming, ...]
    sent_at: datetime | None


def unpack(raw: bytes, encoding: str) -> bytes:
    """The body's bytes, at most ``MOST_BYTES``; a bomb is not unpacked further than that.

    Raises:
        TooBig, Unreadable.
    """
    if len(raw) > MOST_BYTES:
        raise _too_big()
    if encoding in {"", "identity"}:
        return raw
    if encoding != "gzip":
        raise _unreadable()
    packed = zlib.decompressobj(GZIP)
    try:
        plain = packed.decompress(raw, MOST_BYTES + 1)
    except zlib.error:
        raise _unreadable() from None
    if len(plain) > MOST_BYTES:
        raise _too_big()
    if not packed.eof or packed.unused_data:
        raise _unreadable()
    return plain


def read_batch(body: bytes, received_at: datetime) -> Batch:
    """The commands of a body.

    Raises:
        Unreadable: no JSON of ours. Invalid: too many commands, or one without an id.
    """
    given = _json(body)
    rows = given.get("commands") if isinstance(given, dict) else None
    if not isinstance(rows, list):
        raise _unreadable()
    if len(rows) > MOST_COMMANDS:
        raise Invalid("sync.too_many", _("一次最多 {most} 条。"), most=MOST_COMMANDS)
    return Batch(tuple(_command(row, received_at) for row in rows), _moment(given.get("sent_at")))


def _json(body: bytes) -> Any:
    try:
        found = json.loads(body.decode(), parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()  # half a surrogate pair cannot be stored
    except (ValueError, RecursionError):
        raise _unreadable() from None
    return found


def _no_number(_text: str) -> NoReturn:
    raise ValueError("not a number")


def _command(row: Any, received_at: datetime) -> Incoming:
    if not isinstance(row, dict):
        raise _unreadable()
    key = _uuid(row.get("id"))
    if key is None:
        raise Invalid("sync.no_id", _("有一条没有编号。"))
    kind, payload, made_at = row.get("kind"), row.get("payload"), _moment(row.get("made_at"))
    attachments = _uuids(row.get("attachments"))
    position, placed = _position(row.get("position"))
    told = {name: row.get(name) for name in ("kind", "made_at", "payload", "attachments", "position")}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sound = (
        isinstance(kind, str) and 0 < len(kind) <= 60 and kind.isascii() and kind.isprintable(),
        isinstance(payload, dict) and _depth(payload) <= MOST_DEPTH,
        made_at is not None,
        attachments is not None,
        placed,
        "\\u0000" not in text,  # NUL: PostgreSQL cannot store it, and no keyboard types it
    )
    return Incoming(
        id=key,
        kind=kind if isinstance(kind, str) and sound[0] else "?",
        made_at=made_at or received_at,
        payload=payload if isinstance(payload, dict) and all(sound) else told,
        attachments=attachments or (),
        position=position,
        text=text,
        fault="" if all(sound) else "command.malformed",
        replaces=_uuid(row.get("replaces")),
    )


def _depth(value: Any) -> int:
    """How deep lists and objects lie in one another; by level, so that nothing is too deep to be measured."""
    level, depth = [value], 0
    while level and depth <= MOST_DEPTH:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
        ]
        level = [item for item in level if isinstance(item, dict | list)]
    return depth


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def _uuids(value: Any) -> tuple[UUID, ...] | None:
    """The ids of a list; None when it is no such list."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_ATTACHMENTS:
        return None
    found = [_uuid(item) for item in value]
    return tuple(item for item in found if item) if all(found) else None


def _moment(value: Any) -> datetime | None:
    """A moment with its zone, within two centuries; None for anything else."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = datetime.fromisoformat(value)
        found = found.astimezone(UTC) if found.tzinfo else None  # type: ignore[assignment]  # None is told apart below
    except (ValueError, OverflowError):
        return None
    return found if found and EARLIEST <= found < LATEST else None


def _position(value: Any) -> tuple[Position | None, bool]:
    """The position, and whether what was said makes sense. No position makes sense."""
    if value is None:
        return None, True
    if not isinstance(value, Mapping):
        return None, False
    given = [value.get(name) for name in ("lon", "lat", "accuracy")]
    numbers = [float(n) for n in given if isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < 1e9]
    if len(numbers) != 3 or not all(map(math.isfinite, numbers)):
        return None, False
    lon, lat, accuracy = numbers
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and accuracy >= 0):
        return None, False
    return Position(lon, lat, accuracy), True


def _too_big() -> TooBig:
    return TooBig("sync.too_big", _("一次发得太多，请分几次发。"))


def _unreadable() -> Unreadable:
    return Unreadable("input.unreadable", _("读不懂发来的内容，请检查格式。"))
