"""A record is looked at, confirmed, given up or brought back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.registry.models import Record
from qianshao.registry.records import apply, clean, difference, values_of
from qianshao.registry.rules import TESTED, next_check, readings_of
from qianshao.registry.services.writing import note, once, record_for, revision, save
from qianshao.registry.states import FOUND_WORDS, RECORD_MOVES, RECORD_WORDS, Found, RecordState


def verify_record(
    *,
    record_id: int,
    found: str,
    words: str = "",
    position: tuple[float, float] | None = None,
    readings: Mapping[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> Record:
    """Somebody went to look. ``position`` (lon, lat): where it really stands; taken over where none was known.
    ``readings``: what a test showed, by the keys of ``rules.readings_of``; with one, it was tested today.

    Raises:
        Invalid: not a finding, no words to a bad one, or a record that was given up.
    """
    row = record_for(actor, record_id, "registry.verify")
    if found not in FOUND_WORDS:
        raise Invalid("record.found", _("核实结果没有选"))
    if found != Found.OK and not words.strip():
        raise Invalid("record.found_words", _("与登记不符时，请写一句哪里不符"))
    if row.state == RecordState.RETIRED:
        raise Invalid("record.retired", _("已注销的登记要先恢复，才能修改"))
    columns = _looked_at(row, found, words.strip()[:200], actor, now)
    changes: dict[str, Any] = {"found": [row.found, found]}
    if position and row.lon is None:
        placed = clean(row.kind, {"lon": position[0], "lat": position[1]})
        changes |= difference(row.kind, values_of(row), placed)
        columns |= apply(row, row.kind, placed)
    if read := _read(row, readings or {}, now):
        changes |= difference(row.kind, values_of(row), read)
        columns |= apply(row, row.kind, read)
    with unit():
        save(row, row.version, columns)
        row.refresh_from_db()
        revision(row, "verify", changes, actor, now).save()
        if found == Found.OK:
            note("registry.verified", row, actor, now, found=str(FOUND_WORDS[found]))
        else:
            note("registry.not_as_written", row, actor, now, found=str(FOUND_WORDS[found]), words=row.found_words)
    return row


def _read(row: Record, readings: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    wanted = {field["key"] for field in readings_of(row.kind.fields)}
    given = {key: value for key, value in readings.items() if key in wanted and value not in (None, "")}
    today = now.astimezone(BEIJING).date().isoformat()
    return clean(row.kind, given | {TESTED: today}, is_demo=row.is_demo) if given else {}


def _looked_at(row: Record, found: str, words: str, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "verified_at": now,
        "verified_by": actor.label[:80],
        "found": found,
        "found_words": words,
        "next_check_at": next_check(now, row.kind.check_days, as_written=found == Found.OK),
        "overdue_noted": None,
    }


def adopt_record(*, record_id: int, version: int, actor: Actor, now: datetime) -> Record:
    """Take a proposed record into the register.

    Raises:
        Stale: it is not proposed any more, or somebody changed it.
    """
    return _move(record_id, version, "adopt", "", actor, now)


def retire_record(*, record_id: int, version: int, reason: str, actor: Actor, now: datetime) -> Record:
    """Give a record up; it stays readable, with its history.

    Raises:
        Invalid: no reason.
        Stale: somebody else changed it.
    """
    return _move(record_id, version, "retire", reason, actor, now)


def restore_record(*, record_id: int, version: int, reason: str, actor: Actor, now: datetime) -> Record:
    """Bring a record back that was given up; it is due for a look at once.

    Raises:
        Invalid: no reason, or another record has its name by now.
        Stale: somebody else changed it.
    """
    return _move(record_id, version, "restore", reason, actor, now)


def _reason(text: str) -> str:
    words = text.strip()[:200]
    if not words:
        raise Invalid("record.reason", _("请写明原因"))
    return words


_KINDS = {"adopt": "registry.adopted", "retire": "registry.retired", "restore": "registry.restored"}


def _move(record_id: int, version: int, action: str, reason: str, actor: Actor, now: datetime) -> Record:
    transition = RECORD_MOVES[action]
    row = record_for(actor, record_id, transition.permission)
    words = "" if action == "adopt" else _reason(reason)
    before, row.version = row.state, version
    with transaction.atomic(durable=True):
        more = {"next_check_at": now, "overdue_noted": None} if action == "restore" else {}
        once(lambda: move(row, transition, **more))
        changes = {"state": [str(RECORD_WORDS[before]), str(RECORD_WORDS[row.state])]}
        if words:
            changes["reason"] = ["", words]
        revision(row, action, changes, actor, now).save()
        note(_KINDS[action], row, actor, now, **({"reason": words} if words else {}))
    return row
