"""The desk as the hall sees it from four metres: the same numbers, nothing to press, nobody's name."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.desk.selectors.feed import FeedRow, feed
from qianshao.desk.selectors.home import DeskHome, Figure, desk_home
from qianshao.hazards.selectors import dangers
from qianshao.journal.kinds import all_kinds
from qianshao.places.selectors import open_shelters, shelters_in

FEED_ROWS, FEED_READ = 8, 90
#: Rooms whose entries tell of the evening and name nobody; of users, roster and channels the hall reads nothing.
TOLD = frozenset({"alerts", "calling", "evacuation", "hazards", "places", "command"})
#: What an officer wrote freely may name somebody ("moved away, Zhang Hai took over"): the hall reads up to there.
FREE_WORDS = ("reason", "why", "basis", "words", "note")
#: The first two figures of the desk stand in the wall's left panel already; six fit across the wall.
IN_PANEL, ACROSS = 2, 6


def wall_desk(scope: Scope, *, now: datetime) -> DeskHome:
    """The front page without names and links; while people leave, their numbers take the place of the panel's."""
    found = desk_home(scope, now=now)
    figures = found.figures[IN_PANEL if found.leaving else 0 :]
    return replace(
        found,
        figures=(*figures, *_places(scope), *_dangers(scope))[:ACROSS],
        feed=_heard(feed(scope, limit=FEED_READ)),
    )


def _heard(rows: Iterable[FeedRow]) -> tuple[FeedRow, ...]:
    """The newest; what was said in many places within a minute is one line."""
    groups: dict[tuple[str, datetime], list[FeedRow]] = {}
    for row in (_without_names(one) for one in rows if _for_the_hall(one)):
        groups.setdefault((row.title, row.at.replace(second=0, microsecond=0)), []).append(row)
    return tuple(_together(group) for group in list(groups.values())[:FEED_ROWS])


def _together(group: list[FeedRow]) -> FeedRow:
    first, count = group[0], len(group)
    if count == 1:
        return first
    return replace(first, meta=_("{place}等 {n} 条").format(place=first.place, n=count))


def _for_the_hall(row: FeedRow) -> bool:
    kind = all_kinds().get(row.kind)
    return bool(kind and row.kind.split(".")[0] in TOLD and not kind.personal)


def _without_names(row: FeedRow) -> FeedRow:
    """Where and what; not who, and nothing an officer wrote freely."""
    title = heard_in_the_hall(str(all_kinds()[row.kind].sentence), row.title)
    return replace(row, title=title, meta=row.place, actor="", url="")


def heard_in_the_hall(sentence: str, said: str) -> str:
    """``said`` up to the free words of its sentence, whose own words before them tell where that is."""
    for name in FREE_WORDS:
        before, found, _rest = sentence.partition(f"{{{name}}}")
        own = before.rpartition("}")[2]
        if found:
            start = said.partition(own)[0] if own and own != before else ""
            said = start + _without_label(own)
    return said


def _without_label(own: str) -> str:
    """The words before a colon, without the last clause, which only announces what follows."""
    words = own.rstrip("：: ")
    return words.rpartition("，")[0] if "，" in words else words


def _places(scope: Scope) -> tuple[Figure, ...]:
    if not scope.may("places.view"):
        return ()
    every = shelters_in(scope).count()
    return (Figure(_("安置点启用"), open_shelters(scope).count(), _("/ {n} 处").format(n=f"{every:,}")),)


def _dangers(scope: Scope) -> tuple[Figure, ...]:
    if not scope.may("hazards.view"):
        return ()
    waiting = dangers(scope, state="new").count()
    return (Figure(_("待核实险情"), waiting, _("条"), "c-wait" if waiting else ""),)
