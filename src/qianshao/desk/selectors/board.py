"""The call-out board: two GROUP BY queries and one limited list, whatever the number of recipients."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from typing import Any, ClassVar

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from qianshao.calling.models import CallOut, Case
from qianshao.calling.rules import Plan, Step
from qianshao.calling.states import HOUSEHOLD, PERSON, CaseState, StepKind
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.desk.boards import (
    Audience,
    Board,
    BoardQuery,
    CallOutHead,
    GroupRow,
    LadderStep,
    PersonRow,
    Tally,
)
from qianshao.desk.rules import STEP_ICONS, mark, minutes_words, step_name
from qianshao.desk.selectors.callouts import head_of, visible_callouts
from qianshao.desk.selectors.people import person_rows
from qianshao.desk.selectors.tallies import tally_of, with_tallies
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import short_name
from qianshao.divisions.selectors import names_of

TOWN, VILLAGE = 4 * Level.TOWNSHIP, 4 * Level.VILLAGE
PAGE = 20  # twice what a screen shows; the live picture carries it every second
ENDED = (CaseState.ANSWERED, CaseState.REACHED, CaseState.CONFIRMED, CaseState.EXCUSED)


def find_callout(scope: Scope, callout_id: int) -> CallOut:
    """One call-out that concerns the scope.

    Raises:
        NotFound: there is none.
    """
    found: CallOut | None = visible_callouts(scope).filter(pk=callout_id).first()
    if found is None:
        raise NotFound("callout.unknown", _("没有找到这次叫应，或不在您的辖区。"))
    return found


def callout_head(scope: Scope, callout_id: int) -> CallOutHead:
    """The call-out's heading."""
    row = find_callout(scope, callout_id)
    return head_of(row, names_of({row.division_path}).get(row.division_path, ""))


def board(scope: Scope, callout_id: int, query: BoardQuery, *, now: datetime, with_people: bool = True) -> Board:
    """The whole board of one call-out, narrowed by `query`, as it stands at `now`.

    Args:
        with_people: also the list of people; the front page and the wall show only numbers.
    """
    callout = find_callout(scope, callout_id)
    cases = Case.objects.within(scope).filter(callout_id=callout_id)
    stands = _stands(cases, now)
    audiences = _audiences(callout, stands)
    kinds = _by_kind(audiences)
    if not kinds[query.kind].need and kinds[_other(query.kind)].need:
        query = BoardQuery(kind=_other(query.kind), state=query.state)
    of_kind = cases.filter(recipient_kind=query.kind)
    own = [row for row in stands if _kind_of(callout, row["ladder_index"]) == query.kind]
    rows = _post_rows(of_kind, query, now) if query.by == "post" else _area_rows(own, of_kind, query, now)
    people, listed = pending_rows(callout, of_kind, query, now=now) if with_people else ((), 0)
    return Board(
        head=head_of(callout, names_of({callout.division_path}).get(callout.division_path, "")),
        query=query,
        total=kinds[query.kind],
        audiences=tuple(a for a in audiences if a.kind == query.kind),
        shown=_shown(audiences, query.kind),
        kinds=kinds,
        median=(
            _median(callout, of_kind, kinds[query.kind].answered, scope, query.kind, now) if with_people else None
        ),
        rows=rows,
        list_title=_list_title(rows, query),
        people=people,
        listed=listed,
        pages=max(1, ceil(listed / PAGE)),
        now=now,
    )


def pending_rows(
    callout: CallOut, cases: "QuerySet[Any]", query: BoardQuery, *, now: datetime
) -> tuple[tuple[PersonRow, ...], int]:
    """One page of the list and how many there are: late first, key posts first, then the longest waiting."""
    found = _narrow(cases, query, now)
    order = ("-ended_at",) if query.state == "ended" else ("-is_key", "late_at", "pk")
    listed = found.count()
    first = (min(query.page, max(1, ceil(listed / PAGE))) - 1) * PAGE
    return person_rows(callout, found.order_by(*order)[first : first + PAGE], now=now), listed


def _narrow(cases: "QuerySet[Any]", query: BoardQuery, now: datetime) -> "QuerySet[Any]":
    if query.under:
        cases = cases.filter(subtree(query.under))
    if query.post:
        cases = cases.filter(post_label=query.post)
    if query.text:
        cases = cases.filter(name__icontains=query.text)
    conditions = {
        "late": Q(state=CaseState.OPEN, late_at__lte=now),
        "open": Q(state=CaseState.OPEN),
        "door": Q(state=CaseState.OPEN, due_at__isnull=True),
        "key": Q(state=CaseState.OPEN, is_key=True),
        "ended": Q(state__in=ENDED),
    }
    return cases.filter(conditions.get(query.state, ~Q(state=CaseState.MOVED)))


def _other(kind: str) -> str:
    return HOUSEHOLD if kind == PERSON else PERSON


def _by_kind(audiences: Iterable[Audience]) -> dict[str, Tally]:
    found = {PERSON: Tally(), HOUSEHOLD: Tally()}
    for audience in audiences:
        found[audience.kind].add(audience.tally)
    return found


def _shown(audiences: Iterable[Audience], kind: str) -> Audience | None:
    """The ladder to draw: the one with most people still open, else the biggest."""
    own = [a for a in audiences if a.kind == kind]
    return max(own, key=lambda a: (a.tally.open, a.tally.need), default=None)


def _stands(cases: "QuerySet[Any]", now: datetime) -> list[dict[str, Any]]:
    """Where everybody stands, by township, ladder and step: the one pass over all cases of the call-out."""
    grouped = with_tallies(cases.values("ladder_index", "step", area=Substr("division_path", 1, TOWN)), now)
    return list(
        grouped.annotate(
            n_tried=Count("pk", filter=Q(attempts__gt=0)),
            next_due=Min("due_at", filter=Q(state=CaseState.OPEN)),
        )
    )


def _audiences(callout: CallOut, stands: list[dict[str, Any]]) -> tuple[Audience, ...]:
    """The ladders with their people; ladders with equal steps are drawn as one."""
    by_ladder: dict[int, list[dict[str, Any]]] = {}
    for row in stands:
        by_ladder.setdefault(row["ladder_index"], []).append(row)
    alike: dict[tuple[str, tuple[Step, ...]], list[int]] = {}
    for index, plan in enumerate(callout.plans):
        alike.setdefault((_kind_of(callout, index), plan.steps), []).append(index)
    return tuple(_audience(callout, indexes, by_ladder) for indexes in alike.values())


def _kind_of(callout: CallOut, index: int) -> str:
    return str(callout.ladders[index].get("recipient_kind", PERSON))


def _audience(callout: CallOut, indexes: list[int], by_ladder: dict[int, list[dict[str, Any]]]) -> Audience:
    rows = [row for index in indexes for row in by_ladder.get(index, ())]
    total = Tally()
    for row in rows:
        total.add(tally_of(row))
    names = [str(callout.ladders[index].get("name") or callout.ladders[index]["audience"]) for index in indexes]
    return Audience(
        index=indexes[0],
        name="、".join(dict.fromkeys(names)),
        kind=_kind_of(callout, indexes[0]),
        tally=total,
        steps=_steps(callout, callout.plans[indexes[0]], rows),
    )


def _steps(callout: CallOut, plan: Plan, stands: list[dict[str, Any]]) -> tuple[LadderStep, ...]:
    """The steps as they stand: `now` is where most open people are, those before it are done."""
    open_at: Counter[int] = Counter()
    for row in stands:
        open_at[row["step"]] += row["n_open"]
    still = +open_at
    current = max(still, key=lambda step: (still[step], -step)) if still else len(plan.steps)
    at, found = callout.started_at, []
    for number, rung in enumerate(plan.steps):
        found.append(_step(number, rung, stands, current, at, still.total()))
        if rung.kind is not StepKind.DOOR:
            at += timedelta(seconds=(rung.tries - 1) * rung.retry_gap_s + rung.wait_s)
    return tuple(found)


def _step(
    number: int, rung: Step, stands: list[dict[str, Any]], current: int, at: datetime, still_open: int
) -> LadderStep:
    here = [row for row in stands if row["step"] == number]
    called = sum(row["n_tried"] for row in here) + sum(r["n_need"] for r in stands if r["step"] > number)
    state = "now" if number == current else "done" if number < current and called else "next"
    dues = [row["next_due"] for row in here if row["next_due"]]
    return LadderStep(
        mark=mark(number),
        name=step_name(rung),
        state=state,
        icon=STEP_ICONS[rung.kind],
        at=at,
        called=called,
        answered=sum(row["n_answered"] + row["n_reached"] for row in here),
        expected=still_open,
        limit_text=minutes_words(rung.wait_s),
        due=min(dues) if dues and state == "now" else None,
    )


def _area_rows(
    stands: list[dict[str, Any]], cases: "QuerySet[Any]", query: BoardQuery, now: datetime
) -> tuple[GroupRow, ...]:
    """Townships, most overdue first; below the chosen one its villages.

    People of the areas above stand under their own, shorter path.
    """
    towns: dict[str, GroupRow] = {}
    for stand in stands:
        town = towns.setdefault(stand["area"], GroupRow(stand["area"], "", selected=stand["area"] == query.town))
        town.tally.add(tally_of(stand))
    villages = _villages(cases, query, now) if query.town else []
    names = names_of({*towns, *(row.key for row in villages)})
    ordered: list[GroupRow] = []
    for row in _sorted(towns.values(), names, now):
        ordered.append(row)
        if row.selected:
            ordered += _sorted(villages, names, now)
    return tuple(ordered)


def _villages(cases: "QuerySet[Any]", query: BoardQuery, now: datetime) -> list[GroupRow]:
    inside = cases.filter(subtree(query.town)).values(area=Substr("division_path", 1, VILLAGE))
    rows = [
        GroupRow(r["area"], "", tally_of(r), "village", r["area"] == query.village) for r in with_tallies(inside, now)
    ]
    return [row for row in rows if len(row.key) > TOWN]


def _post_rows(cases: "QuerySet[Any]", query: BoardQuery, now: datetime) -> tuple[GroupRow, ...]:
    narrowed = cases.filter(subtree(query.under)) if query.under else cases
    rows = [
        GroupRow(r["post_label"], r["post_label"] or _("住户"), tally_of(r), "post", r["post_label"] == query.post)
        for r in with_tallies(narrowed.values("post_label"), now)
    ]
    return tuple(_sorted(rows, {}, now)[:60])


def _sorted(rows: Iterable[GroupRow], names: dict[str, str], now: datetime) -> list[GroupRow]:
    found = list(rows)
    for row in found:
        is_above = row.level == "town" and len(row.key) < TOWN  # people of the county itself
        row.name = _("县直") if is_above else short_name(names.get(row.key, row.name))
        row.longest = now - row.tally.oldest if row.tally.oldest else None
    return sorted(found, key=lambda r: (-r.tally.late, -r.tally.open, r.key))


class _Medians:
    """The last median of each board: sorting every answer each second would be half of a live picture's cost."""

    known: ClassVar[dict[tuple[int, str, tuple[str, ...]], tuple[int, datetime, timedelta]]] = {}
    fresh = timedelta(seconds=10)


def _median(callout: CallOut, cases: "QuerySet[Any]", answered: int, scope: Scope, kind: str, now: datetime) -> Any:
    """The middle answer time: everybody was called at the start, so the middle end is the middle time.

    At most ten seconds old while answers come in.
    """
    if not answered:
        return None
    key = (callout.pk, kind, scope.paths)
    count, at, value = _Medians.known.get(key, (-1, now, timedelta()))
    if count == answered or (count > 0 and timedelta() <= now - at < _Medians.fresh):
        return value
    ends = cases.filter(state__in=(CaseState.ANSWERED, CaseState.CONFIRMED)).order_by("ended_at")
    middle = list(ends.values_list("ended_at", flat=True)[answered // 2 : answered // 2 + 1])
    if not middle:
        return None
    if len(_Medians.known) > 500:
        _Medians.known.clear()
    _Medians.known[key] = (answered, now, middle[0] - callout.started_at)
    return middle[0] - callout.started_at


def _list_title(rows: Iterable[GroupRow], query: BoardQuery) -> str:
    chosen = [row.name for row in rows if row.selected]
    return chosen[-1] if chosen else query.post
