"""Whom an alert concerns: area → villages touched → responsible persons and households, as SQL sources.

The same sources feed the preview and the release, so the numbers a person confirms are those that are called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import shapely
from django.utils.translation import gettext as _

from qianshao.alerts.models import Alert
from qianshao.alerts.rules import AUDIENCE_LEVELS, HOUSEHOLD, calls_everyone_again, reach
from qianshao.alerts.selectors.area import Covered, covered_area
from qianshao.alerts.selectors.chain import callout_ids
from qianshao.alerts.states import AUDIENCE_LABELS
from qianshao.calling.models import Case
from qianshao.calling.services.sources import Recipients
from qianshao.calling.states import PERSON
from qianshao.core import sql
from qianshao.core.clock import BEIJING
from qianshao.core.scope import AFTER
from qianshao.core.sql import Select
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.divisions.selectors import names_of
from qianshao.geo.geojson import load
from qianshao.geo.refine import keys_in
from qianshao.people.selectors import (
    contacts_of,
    guardians_in,
    household_sources,
    household_sources_in,
    person_recipients,
    roster_for,
)


@dataclass(frozen=True)
class Row:
    """One line of the preview."""

    audience: str
    label: str
    count: int
    key_count: int = 0


@dataclass(frozen=True)
class Preview:
    """Who and how many, from the stored row."""

    rows: tuple[Row, ...]
    villages: tuple[str, ...]
    towns: tuple[str, ...]
    unplaced: int
    notes: tuple[str, ...]
    only_new: bool = False

    @property
    def total(self) -> int:
        """Everybody who will be called."""
        return sum(row.count for row in self.rows)

    @property
    def persons(self) -> int:
        """Responsible persons."""
        return sum(row.count for row in self.rows if row.audience != HOUSEHOLD)

    @property
    def households(self) -> int:
        """Households."""
        return sum(row.count for row in self.rows if row.audience == HOUSEHOLD)


@dataclass(frozen=True)
class Targets:
    """What a release gives to calling, and its preview."""

    covered: Covered
    preview: Preview
    recipients: tuple[Recipients, ...] = ()
    contacts: tuple[Select, ...] = ()

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences that have anybody."""
        return tuple(group.audience for group in self.recipients)


def targets_of(alert: Alert, now: datetime) -> Targets:
    """Everybody the alert concerns, as it is stored now. An unusable area concerns nobody."""
    covered = covered_area(alert)
    if not covered.usable:
        return Targets(covered, Preview((), (), (), 0, covered.notes))
    day = now.astimezone(BEIJING).date()
    villages = _villages_touched(covered, day)
    paths = sorted({*villages, *covered.paths})
    called = _called_before(alert)
    groups, rows, ids = _persons(paths, day, reach(alert.colour, alert.audiences), called)
    unplaced = 0
    if HOUSEHOLD in reach(alert.colour, alert.audiences):
        sources, unplaced = _households(covered, villages, day, called)
        count = _count(sources)
        if count:
            groups.append(Recipients(HOUSEHOLD, HOUSEHOLD, tuple(sources)))
            ids |= guardians_in(sources)
        rows.append(Row(HOUSEHOLD, str(AUDIENCE_LABELS[HOUSEHOLD]), count))
    names = _names(paths)
    preview = Preview(tuple(rows), names[0], names[1], unplaced, covered.notes, bool(called))
    return Targets(covered, preview, tuple(groups), (contacts_of(ids, day),) if ids else ())


def _persons(
    paths: Sequence[str], day: date, audiences: Sequence[str], called: Sequence[int]
) -> tuple[list[Recipients], list[Row], set[int]]:
    roster = roster_for(paths, day)
    groups: list[Recipients] = []
    rows: list[Row] = []
    ids: set[int] = set()
    for audience in audiences:
        if audience == HOUSEHOLD:
            continue
        found = person_recipients(paths, day, levels=AUDIENCE_LEVELS[audience], roster=roster)
        # A person found twice is called once, by the gravest audience.
        source = _without(found.source, PERSON, called)
        count = _count([source]) if called else found.count
        rows.append(Row(audience, str(AUDIENCE_LABELS[audience]), count, found.key_count))
        if count:
            groups.append(Recipients(PERSON, audience, (source,)))
            ids |= set(found.ids)
    return groups, rows, ids


def _households(
    covered: Covered, villages: Sequence[str], day: date, called: Sequence[int]
) -> tuple[list[Select], int]:
    """Inside the geometry, inside the divisions, and those of touched villages whose place nobody knows."""
    sources = household_sources(covered.paths, day) if covered.paths else []
    unplaced = 0
    if covered.geometry is not None:
        sources += [_below(covered.home.path, one) for one in household_sources_in(covered.geometry, day)]
        without_place = household_sources(villages, day, without_place=True) if villages else []
        unplaced = _count(without_place)
        sources += without_place if unplaced else []
    return [_without(one, HOUSEHOLD, called) for one in sources], unplaced


def _villages_touched(covered: Covered, day: date) -> list[str]:
    """Villages with their seat, an outline or a household in the geometry.

    A village that nobody has placed yet counts when its town is touched; when no village is known at all, the
    touched towns themselves do: doubt warns more people, never fewer.
    """
    area = covered.geometry
    if area is None:
        return []
    rows = list(
        Division.objects.unscoped("areas touched by an alert within its home")
        .filter(path__gte=covered.home.path, path__lt=covered.home.path + AFTER, valid_to__isnull=True)
        .filter(level__in=(Level.TOWNSHIP, Level.VILLAGE))
        .values_list("path", "level", "lon", "lat", "boundary")
    )
    villages = [row for row in rows if row[1] == Level.VILLAGE]
    towns = [row[0] for row in rows if row[1] == Level.TOWNSHIP and _outline_touches(row[4], area)]
    found = {row[0] for row in villages if _outline_touches(row[4], area)} | _seats_in(villages, area)
    found |= _with_households({row[0] for row in villages}, area, covered.home.path, day)
    unknown = [row[0] for row in villages if row[2] is None and not row[4]]
    found |= {path for path in unknown if any(path.startswith(town) for town in towns)}
    return sorted(found or towns)


def _outline_touches(boundary: dict[str, object] | None, area: shapely.Geometry) -> bool:
    return bool(boundary) and bool(shapely.intersects(load(boundary or {}), area))


def _seats_in(
    villages: Iterable[tuple[str, int, float | None, float | None, object]], area: shapely.Geometry
) -> set[str]:
    placed = [
        (path, lon, lat) for path, _level, lon, lat, _outline in villages if lon is not None and lat is not None
    ]
    return set(keys_in(area, placed))


def _with_households(villages: set[str], area: shapely.Geometry, home: str, day: date) -> set[str]:
    found: set[str] = set()
    for source in household_sources_in(area, day):
        below = _below(home, source)
        rows = sql.fetch_all(f"SELECT DISTINCT division_path FROM ({below.sql}) AS s", below.params)
        found |= {row[0] for row in rows}
    # A household may stand in a grid below its village.
    return {path[:end] for path in found for end in range(len(home), len(path) + 1, 4) if path[:end] in villages}


def _below(path: str, source: Select) -> Select:
    """Only the rows inside one area: a neighbour in the same database is not ours to call."""
    text = f"SELECT * FROM ({source.sql}) AS own WHERE own.division_path >= %s AND own.division_path < %s"
    return Select(text, (*source.params, path, path + AFTER))


def _without(source: Select, kind: str, called: Sequence[int]) -> Select:
    """Without those whom the earlier call-outs have: they know, or are still being called there."""
    if not called:
        return source
    marks = ", ".join(["%s"] * len(called))
    text = (
        f"SELECT * FROM ({source.sql}) AS fresh WHERE NOT EXISTS (SELECT 1 FROM {Case._meta.db_table} AS c "
        f"WHERE c.callout_id IN ({marks}) AND c.recipient_kind = %s AND c.recipient_id = fresh.recipient_id)"
    )
    return Select(text, (*source.params, *called, kind))


def _called_before(alert: Alert) -> list[int]:
    """Call-outs whose people need not be called again by this Update; empty when everybody is called."""
    if alert.msg_type != "Update":
        return []
    old = [one.target for one in alert.references.select_related("target") if one.target is not None]
    if any(calls_everyone_again(one.colour, alert.colour, one.hazard, alert.hazard) for one in old):
        return []
    return callout_ids(alert)


def _count(sources: Sequence[Select]) -> int:
    """Different recipients of the sources together."""
    if not sources:
        return 0
    text = " UNION ".join(f"SELECT recipient_id FROM ({one.sql}) AS s{n}" for n, one in enumerate(sources))
    params = [value for one in sources for value in one.params]
    return int(sql.fetch_all(f"SELECT COUNT(*) FROM ({text}) AS everybody", params)[0][0])


def _names(paths: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of villages (or larger areas given whole) and of the towns they lie in, for people to read."""
    towns = sorted({path[:16] for path in paths if len(path) >= 16})
    names = names_of({*paths, *towns})
    return tuple(names.get(path, path) for path in paths), tuple(names.get(path, path) for path in towns)


def places(preview: Preview) -> str:
    """The area in words for a message: up to three towns by name."""
    shown = "、".join(preview.towns[:3] or preview.villages[:3])
    if len(preview.towns) > 3:
        return _("{names}等 {count} 个乡镇").format(names=shown, count=len(preview.towns))
    return shown
