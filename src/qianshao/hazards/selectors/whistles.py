"""Questions about whistles: which there are, which wait, how fast departments come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.hazards.models import Whistle, WhistleAct, WhistleCall, WhistleReminder
from qianshao.hazards.rules.whistles import Figures, figures, missed_or_done, ranks
from qianshao.hazards.selectors.standards import limit_of
from qianshao.hazards.states.whistles import CALL_ENDED, DONE_AT, DUE_AT, STEPS

#: Depth of a township in a path of divisions.
TOWN = 16
_MOST = 50_000
TABS = (("open", _("办理中")), ("late", _("有超时")), ("closed", _("已办结")), ("withdrawn", _("已撤回")))


def whistles(scope: Scope, *, tab: str = "", under: str = "", now: datetime | None = None) -> "QuerySet[Any]":
    """Whistles with their calls, the newest first. Tab ``late``: open ones with a date that has passed."""
    calls = WhistleCall.objects.unscoped("of the whistles below").order_by("id")
    found: QuerySet[Any] = Whistle.objects.within(scope).filter(subtree(under))
    if tab == "late" and now is not None:
        found = found.filter(state="open", pk__in=_late_calls(scope, now).values("whistle"))
    elif tab:
        found = found.filter(state=tab)
    return found.prefetch_related(Prefetch("calls", calls)).order_by("-blown_at", "-id")


def _late_calls(scope: Scope, now: datetime) -> "QuerySet[Any]":
    """Calls for which somebody is late now."""
    late = Q(answered_at__isnull=True, answer_due_at__lt=now) | Q(arrived_at__isnull=True, arrive_due_at__lt=now)
    late |= Q(finished_at__isnull=True, finish_due_at__lt=now)
    found: QuerySet[Any] = WhistleCall.objects.within(scope).filter(late).exclude(state__in=CALL_ENDED)
    return found


def whistle_counts(scope: Scope, now: datetime, under: str = "") -> dict[str, int]:
    """How many each tab holds."""
    rows = Whistle.objects.within(scope).filter(subtree(under)).values_list("state").annotate(n=Count("id"))
    late = whistles(scope, tab="late", under=under, now=now).count()
    return {**dict(rows.order_by("state")), "late": late}


def whistle_of(scope: Scope, whistle_id: int) -> Whistle:
    """One whistle.

    Raises:
        NotFound: there is none in the scope.
    """
    rows = Whistle.objects.within(scope).select_related("hazard", "sighting")
    found: Whistle | None = rows.filter(pk=whistle_id).first()
    if found is None:
        raise NotFound("whistle.unknown", _("没有找到这次吹哨，或不在您的辖区。"))
    return found


def call_of(scope: Scope, call_id: int) -> WhistleCall | None:
    """One call with its whistle."""
    rows = WhistleCall.objects.within(scope).select_related("whistle")
    found: WhistleCall | None = rows.filter(pk=call_id).first()
    return found


def calls_of(whistle: Whistle) -> list[WhistleCall]:
    """The departments of a whistle the reader was given."""
    return list(WhistleCall.objects.unscoped("of a whistle the reader was given").filter(whistle=whistle))


def timeline_of(whistle: Whistle) -> list[WhistleAct]:
    """Everything that was done, in the order it happened."""
    return list(whistle.acts.order_by("at", "id"))


def whistles_waiting(scope: Scope) -> "QuerySet[Any]":
    """What waits for this person, for the rail: where they write for departments, calls that are not done; where they
    blow, calls to evaluate, and departments that say the matter is none of theirs.
    """
    waiting = Q(pk__in=[])
    for path in scope.grants:
        here = subtree(path) if path else Q(pk__isnull=False)
        if scope.may("hazards.answer", path or "0"):
            waiting |= here & Q(state__in=("called", "answered", "arrived"))
        if scope.may("hazards.whistle", path or "0"):
            waiting |= here & Q(state="done", rating__isnull=True)
            waiting |= here & Q(state="called", declined_at__isnull=False)
    rows = WhistleCall.objects.within(scope).filter(waiting, is_drill=False, whistle__state="open")
    return rows.values_list("pk")


def whistle_reminders_to_tell(limit: int = 200, *, hold: bool = False) -> list[WhistleReminder]:
    """Missed dates nobody has passed on yet, the oldest first; for the floor above, which calls people.

    ``hold``: keep other engines from them until the caller's commit.
    """
    rows = WhistleReminder.objects.unscoped("the machine passes reminders on").filter(told_at__isnull=True)
    rows = rows.select_for_update(skip_locked=True, of=("self",)) if hold else rows
    return list(rows.select_related("call__whistle").order_by("id")[:limit])


@dataclass(frozen=True)
class Ranked:
    """How one department answers, or how one township is answered. ``place`` None: too few cases to be ranked."""

    key: str
    name: str
    n: int
    answer: Figures
    arrive: Figures
    finish: Figures
    rating: float | None
    rated: int
    place: int | None = None


def response(
    scope: Scope, *, by: str, now: datetime, since: datetime | None = None, under: str = ""
) -> tuple[list[Ranked], int]:
    """Departments (``by="department"``) or townships (``town``) by the share that came in time, then of answers in
    time, then the shorter median; and how few cases are not ranked. Drills and withdrawn whistles are not counted; of
    a department that was told not to come only what it had missed or done by then.

    Raises:
        ValueError: no such grouping.
    """
    if by not in ("department", "town"):
        raise ValueError(f"no grouping {by}")
    rows = WhistleCall.objects.within(scope).filter(
        subtree(under), is_drill=False, called_at__gte=since or now - timedelta(days=366), called_at__lte=now
    )
    rows = rows.exclude(whistle__state="withdrawn").exclude(state="released", released_at__isnull=True)
    names = ("department", "division_path", "department_name", "called_at", "rating", "released_at")
    moments = (*DUE_AT.values(), *DONE_AT.values())
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows.order_by("id").values_list(*names, *moments, named=True)[:_MOST]:
        if row.released_at is None or any(_steps(row)):
            groups[row.department if by == "department" else row.division_path[:TOWN]].append(row)
    least = int(limit_of("whistle_rank_least", now))
    return _placed([_figures(key, members, now) for key, members in groups.items()], least), least


def _figures(key: str, rows: list[Any], now: datetime) -> Ranked:
    rated = [row.rating for row in rows if row.rating is not None]
    answer, arrive, finish = (figures([(row.called_at, *_step(row, step)) for row in rows], now) for step in STEPS)
    mean = sum(rated) / len(rated) if rated else None
    return Ranked(key, rows[-1].department_name, len(rows), answer, arrive, finish, mean, len(rated))


def _step(row: Any, step: str) -> tuple[datetime | None, datetime | None]:
    return missed_or_done(getattr(row, DUE_AT[step]), getattr(row, DONE_AT[step]), row.released_at)


def _steps(row: Any) -> list[datetime | None]:
    """Until when each step that counts was due."""
    return [_step(row, step)[0] for step in STEPS]


def _placed(rows: list[Ranked], least: int) -> list[Ranked]:
    places = ranks([_score(row, least) for row in rows])
    placed = [Ranked(**{**vars(row), "place": place}) for row, place in zip(rows, places, strict=True)]
    return sorted(placed, key=lambda row: (row.place is None, row.place or 0, -row.n, row.key))


def _score(row: Ranked, least: int) -> tuple[Any, ...] | None:
    if row.arrive.n < least or row.arrive.share is None:
        return None
    slow = float("inf") if row.arrive.median is None else row.arrive.median
    return (row.arrive.share, row.answer.share or 0.0, -slow)


def whistles_of(scope: Scope, *, hazard_id: int | None = None, sighting_id: int | None = None) -> list[Whistle]:
    """Whistles about a hazard or a report of danger."""
    rows = Whistle.objects.within(scope).filter(hazard_id=hazard_id, sighting_id=sighting_id)
    return list(rows.order_by("-id")[:10])
