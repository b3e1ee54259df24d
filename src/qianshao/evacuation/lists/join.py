"""The join: all written lists against the roster, in a number of statements that does not follow the lines.

The database finds who may be meant (three joins over hashes and names), Python decides, and only what differs from
the rows on file is written. Rulings of officers are kept and followed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import F

from qianshao.core import sql
from qianshao.divisions.rules import ancestors, short_name
from qianshao.divisions.selectors import names_of
from qianshao.evacuation.lists.facts import Facts, Found, Hit, Home, Line, Merged, Row
from qianshao.evacuation.lists.merge import merge
from qianshao.evacuation.models.lists import (
    ConflictState,
    Exposure,
    ListConflict,
    ListState,
    RiskEntry,
)
from qianshao.people.records.write_rows import chunked, insert, update

_WHY = "the join looks at every written list and the whole roster"
_LIVE = "JOIN evacuation_risklist l ON l.id = e.list_id AND l.state = 'written'"
_HOME = "JOIN people_household h ON h.id = {home} AND h.is_active"
_MEMBERS = f"SELECT e.id, h.id, m.id, m.name FROM evacuation_riskentry e {_LIVE} JOIN people_member m ON {{on}} "
_HEADS = f"SELECT e.id, h.id, 0, h.head_name FROM evacuation_riskentry e {_LIVE} JOIN people_household h ON {{on}}"
_COLUMNS = (
    "household",
    "member",
    "zone",
    "name",
    "division_path",
    "address",
    "heads",
    "kinds",
    "reasons",
    "conflicts",
)
_SAME_VILLAGE = "substr(h.division_path, 1, 20) = substr(e.division_path, 1, 20)"


def rejoin(*, now: datetime) -> dict[str, int]:
    """Bring the one list up to date; inside the caller's transaction. Counts of rows and open conflicts."""
    merged = merge(_facts())
    _write_matches(merged)
    _write_rows(merged.rows)
    opened = _write_conflicts(merged.conflicts, now)
    unknown = sum(row.household is None for row in merged.rows.values())
    return {"rows": len(merged.rows), "conflicts": opened, "unknown": unknown}


def _facts() -> Facts:
    by_id = _hits([_MEMBERS.format(on="m.id_hash = e.id_hash") + _HOME.format(home="m.household_id")
                   + " WHERE e.id_hash <> ''"])  # fmt: skip
    by_phone = _hits([
        _MEMBERS.format(on="m.phone_hash = e.phone_hash") + _HOME.format(home="m.household_id")
        + " WHERE e.phone_hash <> ''",
        _HEADS.format(on="h.phone_hash = e.phone_hash AND h.is_active") + " WHERE e.phone_hash <> ''",
    ])  # fmt: skip
    by_name = _hits([
        _MEMBERS.format(on="m.name = e.name") + _HOME.format(home="m.household_id") + f" WHERE {_SAME_VILLAGE}",
        _HEADS.format(on="h.head_name = e.name AND h.is_active") + f" WHERE {_SAME_VILLAGE}",
    ])  # fmt: skip
    lines, rulings = _lines(), _rulings()
    ruled = {int(choice[2:]) for choice in rulings.values() if choice.startswith("h:")}
    wanted = {hit.household for hits in (by_id, by_phone, by_name) for found in hits.values() for hit in found}
    homes = _homes(wanted | ruled)
    paths = {step for line in lines for step in ancestors(line.path)}
    paths |= {step for home in homes.values() for step in ancestors(home.path)}
    names = names_of(paths)

    def place(path: str) -> str:
        return "".join(short_name(names.get(step, "")) for step in ancestors(path)[3:])

    return Facts(lines, homes, by_id, by_phone, by_name, rulings, place, names)


def _hits(questions: Iterable[str]) -> dict[int, list[Hit]]:
    """Answers by line; a household known by its head counts only where no member was found in it."""
    found: dict[int, list[Hit]] = defaultdict(list)
    for question in questions:
        for entry, home, member, name in sql.fetch_all(question + " ORDER BY 1, 2, 3"):
            if member or all(hit.household != home for hit in found[entry]):
                found[entry].append(Hit(home, member or None, name))
    return dict(found)


def _lines() -> list[Line]:
    names = ("pk", "list_id", "list__department", "list__kind", "name", "id_hash", "phone_hash", "division_path",
             "address", "heads", "reason", "zone_id", "zone_name")  # fmt: skip
    rows = RiskEntry.objects.unscoped(_WHY).filter(list__state=ListState.WRITTEN).order_by("pk")
    return [Line(*row) for row in rows.values_list(*names)]


def _rulings() -> dict[str, str]:
    rows = ListConflict.objects.unscoped(_WHY).filter(state=ConflictState.SETTLED)
    return dict(rows.values_list("fingerprint", "choice"))


def _homes(ids: Iterable[int]) -> dict[int, Home]:
    rows = sql.fetch_all(
        "SELECT h.id, h.division_path, h.address, h.head_name, h.members_count, h.code, h.danger_zone_id "
        f"FROM people_household h JOIN {sql.ids_table()} ON wanted.id = h.id "
        f"WHERE h.is_active = {sql.truth(True)}",
        (sql.ids_param(sorted(ids)),),
    )
    return {row[0]: Home(*row) for row in rows}


def _write_matches(merged: Merged) -> None:
    rows = RiskEntry.objects.unscoped(_WHY).filter(list__state=ListState.WRITTEN)
    changed = []
    for key, home, member, by in rows.values_list("pk", "household_id", "member_id", "matched_by"):
        match = merged.matches.get(key)
        wanted = (match.household, match.member, match.by) if match else (None, None, "")
        if wanted != (home, member, by):
            changed.append(RiskEntry(pk=key, household_id=wanted[0], member_id=wanted[1], matched_by=wanted[2]))
    update(changed, ("household", "member", "matched_by"))


def _exposure(row: Row) -> dict[str, Any]:
    return {
        "household_id": row.household,
        "member_id": row.member,
        "zone_id": row.zone,
        "name": row.name,
        "division_path": row.path,
        "address": row.address,
        "heads": row.heads,
        "kinds": row.kinds,
        "reasons": json.dumps(row.reasons, ensure_ascii=False),
        "conflicts": row.conflicts,
    }


def _write_rows(rows: Mapping[str, Row]) -> None:
    on_file = {row.subject: row for row in Exposure.objects.unscoped(_WHY)}
    fresh, changed = [], []
    for subject, row in rows.items():
        values, known = _exposure(row), on_file.get(subject)
        if known is None:
            fresh.append(Exposure(subject=subject, **values))
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            changed.append(known)
    gone = [row.pk for subject, row in on_file.items() if subject not in rows]
    _delete(Exposure, gone)
    insert(fresh)
    update(changed, _COLUMNS)


def _delete(model: Any, ids: list[int]) -> None:
    table = model._meta.db_table
    sql.execute(f'DELETE FROM "{table}" WHERE id IN (SELECT id FROM {sql.ids_table()})', (sql.ids_param(ids),))


def _write_conflicts(found: Mapping[str, Found], now: datetime) -> int:
    """New ones are opened, those that no longer exist vanish unless somebody ruled; how many are open."""
    rows = ListConflict.objects.unscoped(_WHY).values_list("fingerprint", "pk", "state")
    on_file = {code: (key, state) for code, key, state in rows}
    fresh = [_conflict(code, one, now) for code, one in found.items() if code not in on_file]
    reopened = [on_file[code][0] for code in found if code in on_file and on_file[code][1] == ConflictState.SETTLED]
    gone = [key for code, (key, state) in on_file.items() if code not in found and state == ConflictState.OPEN]
    _delete(ListConflict, gone)
    insert(fresh)
    for piece in chunked(reopened):
        # What was ruled cannot be followed any more (the household is gone): somebody has to look again.
        ListConflict.objects.unscoped(_WHY).filter(pk__in=piece).update(
            state=ConflictState.OPEN, choice="", version=F("version") + 1
        )
    _renew(found, {code: key for code, (key, _state) in on_file.items()})
    return len(found)


def _renew(found: Mapping[str, Found], on_file: Mapping[str, int]) -> None:
    """Open ones point to the newest lines."""
    kept = {on_file[code]: one for code, one in found.items() if code in on_file}
    rows = ListConflict.objects.unscoped(_WHY).filter(state=ConflictState.OPEN).values_list("pk", "entries")
    newest = {key: json.dumps(one.entries) for key, one in kept.items()}
    stale = [key for key, entries in rows if key in newest and entries != newest[key]]
    update([ListConflict(pk=key, entries=newest[key]) for key in stale], ("entries",))


def _conflict(code: str, one: Found, now: datetime) -> ListConflict:
    return ListConflict(
        fingerprint=code,
        kind=one.kind,
        subject=one.subject,
        division_path=one.path,
        household_id=one.household,
        entries=json.dumps(one.entries),
        title=one.title,
        options=json.dumps([asdict(option) for option in one.options], ensure_ascii=False),
        found_at=now,
    )
