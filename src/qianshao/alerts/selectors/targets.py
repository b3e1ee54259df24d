"""Whom an alert concerns: area → villages touched → responsible persons and households, as SQL sources.

The same sources feed the preview and the release, so the numbers a person confirms are those that are called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from qianshao.alerts.models import Alert
from qianshao.alerts.rules import AUDIENCE_LEVELS, HOUSEHOLD, calls_everyone_again
from qianshao.alerts.selectors.area import Covered, covered_area
from qianshao.alerts.selectors.chain import callout_ids
from qianshao.alerts.selectors.tables import reach_of
from qianshao.alerts.selectors.within import count_of, within
from qianshao.alerts.states import AUDIENCE_LABELS
from qianshao.calling.models import Case
from qianshao.calling.selectors.outside import outside_count
from qianshao.calling.services.sources import Recipients
from qianshao.calling.states import PERSON
from qianshao.core.clock import BEIJING
from qianshao.core.scope import subtree
from qianshao.core.sql import Select
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.divisions.rules import ancestors
from qianshao.people.selectors import (
    contacts_of,
    guardians_in,
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
    """Who and how many, from the stored row. ``left_out``: an Update's smaller area no longer concerns
    them. ``whole``: townships and larger areas that were named as such."""

    rows: tuple[Row, ...]
    villages: tuple[str, ...]
    towns: tuple[str, ...]
    unplaced: int
    notes: tuple[str, ...]
    only_new: bool = False
    left_out: int = 0
    whole: tuple[str, ...] = ()

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
    """What a release gives to calling, and its preview.

    ``inside``: everybody the area concerns by kind, also those who were called already.
    """

    covered: Covered
    preview: Preview
    day: date
    recipients: tuple[Recipients, ...] = ()
    persons: frozenset[int] = frozenset()
    inside: Mapping[str, tuple[Select, ...]] = field(default_factory=dict)

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences that have anybody."""
        return tuple(group.audience for group in self.recipients)

    def contacts(self) -> tuple[Select, ...]:
        """The phone book of everybody the recipients refer to; only a release asks, it reads every household."""
        homes = [chunk for group in self.recipients if group.kind == HOUSEHOLD for chunk in group.chunks]
        ids = self.persons | guardians_in(homes)
        return (contacts_of(ids, self.day),) if ids else ()


def targets_of(alert: Alert, now: datetime) -> Targets:
    """Everybody the alert concerns, as it is stored now. An unusable area concerns nobody."""
    covered = covered_area(alert)
    day = now.astimezone(BEIJING).date()
    if not covered.usable:
        return Targets(covered, Preview((), (), (), 0, covered.notes), day)
    found = within(covered, day)
    paths = sorted({*found.villages, *covered.paths})
    called = _called_before(alert)
    wanted = reach_of(alert, now)
    groups, rows, ids, known = _persons(paths, day, wanted, called)
    inside = {PERSON: known, HOUSEHOLD: tuple(found.sources) if HOUSEHOLD in wanted else ()}
    if HOUSEHOLD in wanted:
        sources = tuple(_without(one, HOUSEHOLD, called) for one in found.sources)
        count = count_of(sources) if called else found.count
        rows.append(Row(HOUSEHOLD, str(AUDIENCE_LABELS[HOUSEHOLD]), count))
        if count:
            groups.append(Recipients(HOUSEHOLD, HOUSEHOLD, sources))
    villages, towns, whole = _names(paths)
    unplaced = found.unplaced if HOUSEHOLD in wanted else 0
    left_out = _left_out(called, inside)
    preview = Preview(tuple(rows), villages, towns, unplaced, covered.notes, bool(called), left_out, whole)
    return Targets(covered, preview, day, tuple(groups), frozenset(ids), inside)


def _persons(
    paths: Sequence[str], day: date, audiences: Sequence[str], called: Sequence[int]
) -> tuple[list[Recipients], list[Row], set[int], tuple[Select, ...]]:
    roster = roster_for(paths, day)
    groups: list[Recipients] = []
    rows: list[Row] = []
    ids: set[int] = set()
    known: list[Select] = []
    for audience in audiences:
        if audience == HOUSEHOLD:
            continue
        found = person_recipients(paths, day, levels=AUDIENCE_LEVELS[audience], roster=roster)
        known.append(found.source)
        # A person found twice is called once, by the gravest audience.
        source = _without(found.source, PERSON, called)
        count = count_of([source]) if called else found.count
        rows.append(Row(audience, str(AUDIENCE_LABELS[audience]), count, found.key_count))
        if count:
            groups.append(Recipients(PERSON, audience, (source,)))
            ids |= set(found.ids)
    return groups, rows, ids, tuple(known)


def _without(source: Select, kind: str, called: Sequence[int]) -> Select:
    """Without those whom the earlier call-outs have: they know, or are still being called there.

    Whom a smaller area once left out was told so: the next Update that takes them in calls them again.
    """
    if not called:
        return source
    marks = ", ".join(["%s"] * len(called))
    text = (
        f"SELECT * FROM ({source.sql}) AS fresh WHERE NOT EXISTS (SELECT 1 FROM {Case._meta.db_table} AS c "
        f"WHERE c.callout_id IN ({marks}) AND c.recipient_kind = %s AND c.recipient_id = fresh.recipient_id "
        "AND c.cleared_at IS NULL)"
    )
    return Select(text, (*source.params, *called, kind))


def _left_out(called: Sequence[int], inside: Mapping[str, Sequence[Select]]) -> int:
    """How many of those called before lie outside now."""
    return sum(outside_count(called, kind, sources) for kind, sources in inside.items()) if called else 0


def _called_before(alert: Alert) -> list[int]:
    """Call-outs whose people need not be called again by this Update; empty when everybody is called."""
    if alert.msg_type != "Update":
        return []
    old = [one.target for one in alert.references.select_related("target") if one.target is not None]
    if any(calls_everyone_again(one.colour, alert.colour, one.hazard, alert.hazard) for one in old):
        return []
    return callout_ids(alert)


def _names(paths: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names: of the villages, those inside an area given whole too; of their towns; of the areas given whole."""
    divisions = Division.objects.unscoped("names of areas are public")
    above = {one for path in paths for one in ancestors(path)}
    known = set(divisions.filter(path__in=sorted(above)).values_list("path", "name", "level"))
    given = set(paths)
    whole = sorted(row for row in known if row[0] in given and row[2] < Level.VILLAGE)
    if whole:
        inner = Q()
        for path, _name, _level in whole:
            inner |= subtree(path, "path")
        lower = (Level.TOWNSHIP, Level.VILLAGE)
        known |= set(divisions.filter(inner, level__in=lower).values_list("path", "name", "level"))
    names = {level: tuple(row[1] for row in sorted(known) if row[2] == level) for level in Level}
    return names[Level.VILLAGE], names[Level.TOWNSHIP], tuple(row[1] for row in whole)


def places(preview: Preview) -> str:
    """The area in words for a message: up to three names; of what was given whole where that is all there is."""
    if len(preview.whole) == 1 and len(preview.towns) != 1:
        return preview.whole[0]
    shown = "、".join(preview.towns[:3] or preview.villages[:3])
    if len(preview.towns) > 3:
        return _("{names}等 {count} 个乡镇").format(names=shown, count=len(preview.towns))
    return shown
