"""The list of cases and one case, put together from selectors."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator

from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.enforcement import selectors
from qianshao.enforcement.forms.cases import CaseForm
from qianshao.enforcement.pages.acts import offered
from qianshao.enforcement.selectors import Filters
from qianshao.enforcement.states import BODY_LABELS, PENALTY_LABELS, TABS, CaseState
from qianshao.hazards.selectors import choices_of

PER_PAGE = 40
_WAITING_SHOWN = 20


def filters_of(given: Any) -> Filters:
    """What the address asks for; the list opens on what is not over."""
    asked = {name: given.get(name, "")[:40] for name in ("under", "mode", "body")}
    return Filters(
        given.get("tab", "open")[:10], **asked, late=given.get("late") == "1", search=given.get("q", "")[:60]
    )


def list_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """The list under its filters, and what was handed in and has no case yet."""
    asked = filters_of(given)
    counts = selectors.tab_counts(scope, asked, now)
    page = Paginator(selectors.cases(scope, asked, now), PER_PAGE).get_page(given.get("page"))
    rows = list(page.object_list)
    where = choices.places([row.division_path for row in rows])
    running = selectors.next_clocks(rows)
    handed = list(selectors.handed_in(scope)[:_WAITING_SHOWN]) if scope.may("enforcement.handle") else []
    return {
        "page": page,
        "rows": [line(row, where[row.division_path], running.get(row.pk), now) for row in rows],
        "asked": asked,
        "tabs": [(code, label, counts.get(code)) for code, label, _states in TABS],
        "counts": counts,
        "modes": choices_of("case_modes", now),
        "bodies": list(BODY_LABELS.items()),
        "towns": choices.towns(scope, asked.under),
        "handed": handed,
        "may": {name: scope.may(f"enforcement.{name}") for name in ("handle", "export", "templates")},
    }


def line(case: Any, place: str, clock: Any, now: datetime) -> dict[str, Any]:
    """A row of the list: what comes next by date."""
    dates = [(clock.until, clock.name)] if clock else []
    if case.state == CaseState.ORDERED and case.due_at:
        dates.append((case.due_at, ""))
    until, name = min(dates, default=(None, ""))
    return {"case": case, "place": place, "until": until, "what": name, "is_late": until is not None and until < now}


def case_context(scope: Scope, case: Any, now: datetime) -> dict[str, Any]:
    """One case: what it is, its clocks, its one timeline, its evidence and papers, what may be done."""
    items = selectors.evidence_items(case)
    photos = selectors.pictures(scope, items)
    by_act: dict[int, list[Any]] = {}
    for item in items:
        by_act.setdefault(item.act_id, []).append((item, photos.get(item.uid)))
    clocks = [
        {"row": row, "is_late": row.stopped_at is None and row.until < now, "was_late": _was_late(row)}
        for row in selectors.clocks_of(case)
    ]
    return {
        "c": case,
        "place": choices.places([case.division_path])[case.division_path],
        "clocks": clocks,
        "order_late": case.state == CaseState.ORDERED and case.due_at is not None and case.due_at < now,
        "penalty": PENALTY_LABELS.get(case.penalty, ""),
        "timeline": [(act, by_act.get(act.pk, [])) for act in selectors.acts_of(case)],
        "evidence": [(item, photos.get(item.uid)) for item in items],
        "broken": selectors.chain_break(items),
        "papers": selectors.documents_of(case),
        "makeable": selectors.makeable(case, now) if scope.may("enforcement.handle", case.division_path) else [],
        "offers": offered(scope, case, now, selectors.open_holds(case)),
    }


def _was_late(row: Any) -> bool:
    return row.stopped_at is not None and row.stopped_at > row.until


def case_form(request: Any, now: datetime, hazard: Any = None) -> CaseForm:
    """The form of a new case; out of a hazard, what it knows is filled in."""
    first: dict[str, Any] = {"mode": "own", "body": "county"}
    areas = choices.form_areas(request.scope, "enforcement.handle")
    if hazard is not None:
        first |= {
            "matter": hazard.kind_name,
            "division_path": hazard.division_path,
            "place_name": hazard.place_name,
            "party_name": hazard.unit_name,
            "party_head": hazard.person_name,
            "party_address": hazard.address,
        }
        areas = [(hazard.division_path, choices.places([hazard.division_path])[hazard.division_path])]
    return CaseForm(request.POST or None, initial=first, areas=areas, modes=choices_of("case_modes", now))
