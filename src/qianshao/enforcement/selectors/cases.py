"""Questions about cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.clock import BEIJING
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.enforcement.models import Case, CaseAct, CaseClock, EvidenceItem
from qianshao.enforcement.rules.chain import Link, broken_at
from qianshao.enforcement.rules.clocks import Calendar
from qianshao.enforcement.states import LIVING, PARTYS_CLOCKS, TABS, CaseState
from qianshao.files.selectors import evidence_of
from qianshao.files.states import EvidenceState
from qianshao.hazards.selectors import acts_of as hazard_acts
from qianshao.hazards.selectors import hazard_of, photos_of, standard_row, standard_rows

COUNTY_WIDE = "county"
#: Whose word a case waits for.
_TURNS = {
    CaseState.FILING: "enforcement.approve",
    CaseState.PROPOSED: "enforcement.approve",
    CaseState.HEARD: "enforcement.decide",
    CaseState.EXECUTING: "enforcement.approve",
}
_COME = (EvidenceState.ARRIVED, EvidenceState.KEPT)


@dataclass(frozen=True)
class Filters:
    """What the list is asked for."""

    tab: str = "open"
    under: str = ""
    mode: str = ""
    body: str = ""
    late: bool = False
    search: str = ""


def cases(scope: Scope, asked: Filters | None = None, now: datetime | None = None) -> "QuerySet[Any]":
    """The cases: the nearest date first, then what has no date, then what is over, newest first."""
    want = asked or Filters(tab="")
    found: QuerySet[Any] = Case.objects.within(scope).filter(subtree(want.under))
    if states := {code: states for code, _label, states in TABS}.get(want.tab):
        found = found.filter(state__in=states)
    for name in ("mode", "body"):
        if value := getattr(want, name):
            found = found.filter(**{name: value})
    if want.late and now is not None:
        found = found.filter(late(now))
    if words := want.search.strip():
        found = found.filter(_by_words(words))
    return found.order_by("turn_at", "id")


def late(now: datetime) -> Q:
    """A date of the case has passed: a clock of the law, or the date of an order."""
    running = CaseClock.objects.filter(case=OuterRef("pk"), stopped_at__isnull=True, until__lt=now)
    running = running.exclude(code__in=PARTYS_CLOCKS)
    return Exists(running) | Q(state__in=LIVING, due_at__lt=now, is_mended__isnull=True)


def _by_words(words: str) -> Q:
    condition = Q(pk__in=[])
    for name in ("no", "matter", "party_name", "place_name"):
        condition |= Q(**{f"{name}__icontains": words})
    return condition


def tab_counts(scope: Scope, asked: Filters, now: datetime) -> dict[str, int]:
    """How many cases each tab holds under the other filters, and how many are ``late``."""
    rows = cases(scope, Filters(**{**vars(asked), "tab": "", "late": False})).order_by()
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    found = {code: sum(states.get(state, 0) for state in members) for code, _label, members in TABS}
    return found | {"late": rows.filter(late(now)).count()}


def case_of(scope: Scope, case_id: int) -> Case:
    """One case.

    Raises:
        NotFound: there is none in the scope.
    """
    rows = Case.objects.within(scope).select_related("hazard", "delegation", "came_from")
    found: Case | None = rows.filter(pk=case_id).first()
    if found is None:
        raise NotFound("case.unknown", _("没有找到这个案件，或不在您的辖区。"))
    return found


def cases_of_hazard(scope: Scope, hazard_id: int) -> list[Case]:
    """The cases of a hazard the reader was given."""
    return list(Case.objects.within(scope).filter(hazard_id=hazard_id).order_by("id"))


def acts_of(case: Case) -> list[CaseAct]:
    """Everything done about a case the reader was given, the oldest first."""
    return list(case.acts.order_by("id"))


def clocks_of(case: Case) -> list[CaseClock]:
    """The clocks of a case, those still running first."""
    rows = list(case.clocks.all())
    return sorted(rows, key=lambda row: (row.stopped_at is not None, row.until))


def next_clocks(rows: Iterable[Case]) -> dict[int, CaseClock]:
    """The nearest running clock of each case; one query."""
    found: dict[int, CaseClock] = {}
    running = CaseClock.objects.filter(case__in=[row.pk for row in rows], stopped_at__isnull=True)
    for clock in running.order_by("-until", "-id"):
        found[clock.case_id] = clock
    return found


def evidence_items(case: Case) -> list[EvidenceItem]:
    """The chain, in its order."""
    return list(case.evidence.select_related("act").order_by("number"))


def pictures(scope: Scope, items: Iterable[EvidenceItem]) -> Mapping[Any, Any]:
    """The photos of the items, by uid; one query."""
    return {row.uid: row for row in evidence_of(scope, [item.uid for item in items])}


def photos_of_hazard(scope: Scope, hazard_id: int) -> list[Any]:
    """The photos of a hazard the reader was given, the oldest first."""
    hazard = hazard_of(scope, hazard_id)
    return [photo for photos in photos_of(scope, hazard_acts(hazard)).values() for photo in photos]


def pictures_sent(uids: Iterable[UUID]) -> list[tuple[UUID, str]]:
    """The photos among these whose bytes have wholly come and are no refused file, with the hash of what was sent."""
    rows = evidence_of(Scope.everything("photos the verb has tied to the case"), uids)
    return [(row.uid, row.sha256) for row in rows if row.sha256 and row.state in _COME]


def chain_break(items: Iterable[EvidenceItem]) -> int:
    """The number of the first item that does not follow from the one before; 0 when the chain holds."""
    return broken_at(
        [Link(row.number, str(row.uid), row.sha256, row.at, row.by_label, row.words, row.chain) for row in items]
    )


def waits_for(scope: Scope, now: datetime | None = None) -> "QuerySet[Any]":
    """Cases whose next step is this person's, and (with ``now``) late ones they may handle, by number alone: for the
    rail.
    """
    waiting = Q(pk__in=[])
    for path in scope.grants:
        # "0" is a path no area has: of the whole site's grant only what is granted there holds for it.
        states = [state for state, action in _TURNS.items() if scope.may(action, path or "0")]
        here = subtree(path, "body_path") if path else Q(pk__isnull=False)
        waiting |= here & Q(state__in=states)
        if now is not None and scope.may("enforcement.handle", path or "0"):
            waiting |= here & late(now)
    return Case.objects.within(scope).filter(waiting, is_drill=False).values_list("pk")


def case_rule(code: str, now: datetime) -> dict[str, Any]:
    """A row of the county's case rules; empty where nothing is set."""
    return standard_row("case_rules", code, now) or {}


def calendar(now: datetime) -> Calendar:
    """The county's days off and working days."""
    return Calendar.of(standard_rows("workdays", now))


def mode_row(code: str, now: datetime) -> dict[str, Any]:
    """A dispatch mode."""
    return standard_row("case_modes", code, now) or {}


def is_county_wide(mode: str, now: datetime) -> bool:
    """Whether the mode brings officers of other townships."""
    return mode_row(mode, now).get("reach") == COUNTY_WIDE


def year_of(now: datetime) -> int:
    """The year in Beijing, in which numbers count."""
    return now.astimezone(BEIJING).year
