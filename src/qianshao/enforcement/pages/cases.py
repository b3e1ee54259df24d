"""The list of cases and one case, put together from selectors."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator

from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.enforcement import selectors, services
from qianshao.enforcement.forms.cases import CaseForm, CheckedCaseForm
from qianshao.enforcement.pages.acts import offered
from qianshao.enforcement.selectors import Filters
from qianshao.enforcement.states import BODY_LABELS, PARTYS_CLOCKS, PENALTY_LABELS, TABS
from qianshao.hazards.forms.ledger import end_of
from qianshao.hazards.selectors import choices_of
from qianshao.registry.selectors import record_by_uid

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
    waiting = Paginator(selectors.Handed(scope) if scope.may("enforcement.handle") else [], _WAITING_SHOWN)
    return {
        "page": page,
        "rows": [line(row, where[row.division_path], running.get(row.pk), now) for row in rows],
        "asked": asked,
        "tabs": [(code, label, counts.get(code)) for code, label, _states in TABS],
        "counts": counts,
        "modes": choices_of("case_modes", now),
        "bodies": list(BODY_LABELS.items()),
        "towns": choices.towns(scope, asked.under),
        "handed": waiting.get_page(given.get("handed")),
        "may": {name: scope.may(f"enforcement.{name}") for name in ("handle", "export", "templates")},
    }


def line(case: Any, place: str, clock: Any, now: datetime) -> dict[str, Any]:
    """A row of the list: what comes next by date."""
    dates = [(clock.until, clock.name)] if clock else []
    if case.is_order_open:
        dates.append((case.due_at, ""))
    until, name = min(dates, default=(None, ""))
    is_partys = clock is not None and clock.code in PARTYS_CLOCKS and until == clock.until
    is_late = until is not None and until < now and not is_partys
    return {"case": case, "place": place, "until": until, "what": name, "is_late": is_late}


def case_context(scope: Scope, case: Any, now: datetime) -> dict[str, Any]:
    """One case: what it is, its clocks, its one timeline, its evidence and papers, what may be done."""
    items = selectors.evidence_items(case)
    photos = selectors.pictures(scope, items)
    by_act: dict[int, list[Any]] = {}
    for item in items:
        by_act.setdefault(item.act_id, []).append((item, photos.get(item.uid)))
    clocks = [
        {"row": row, "is_late": _is_late(row, now), "is_over": _is_over(row, now), "was_late": _was_late(row)}
        for row in selectors.clocks_of(case)
    ]
    return {
        "c": case,
        "place": choices.places([case.division_path])[case.division_path],
        "clocks": clocks,
        "order_late": case.is_order_open and case.due_at < now,
        "penalty": PENALTY_LABELS.get(case.penalty, ""),
        "timeline": [(act, by_act.get(act.pk, [])) for act in selectors.acts_of(case)],
        "evidence": [(item, photos.get(item.uid)) for item in items],
        "broken": selectors.chain_break(items),
        "papers": selectors.documents_of(case),
        "makeable": selectors.makeable(case, now) if scope.may("enforcement.handle", case.division_path) else [],
        "offers": offered(scope, case, now),
    }


def _is_over(row: Any, now: datetime) -> bool:
    return row.stopped_at is None and row.until < now


def _is_late(row: Any, now: datetime) -> bool:
    return _is_over(row, now) and row.code not in PARTYS_CLOCKS


def _was_late(row: Any) -> bool:
    return row.stopped_at is not None and row.stopped_at > row.until and row.code not in PARTYS_CLOCKS


def case_form(request: Any, now: datetime, hazard: Any = None, before: Any = None) -> CaseForm:
    """The form of a new case; out of a hazard, or of a township's case handed up, what it knows is filled in."""
    first: dict[str, Any] = {"mode": "own", "body": "county"}
    areas = choices.form_areas(request.scope, "enforcement.handle")
    first |= _of_hazard(request.scope, hazard) if hazard is not None else {}
    first |= _of_case(before) if before is not None else {}
    if path := first.get("division_path"):
        areas = [(path, choices.places([path])[path])]
    kind: type[CaseForm] = CaseForm
    more: dict[str, Any] = {}
    if hazard is not None:
        officers = selectors.officers_for(hazard.division_path, whole_county=True, today=selectors.day_of(now))
        first |= _check_of(request, hazard, officers)
        kind = CheckedCaseForm
        more["officers"] = [(str(row.pk), f"{row.name} {row.certificate} {row.organisation}") for row in officers]
    return kind(request.POST or None, initial=first, areas=areas, modes=choices_of("case_modes", now), **more)


def _of_hazard(scope: Scope, hazard: Any) -> dict[str, Any]:
    """What the hazard knows; the address, without which no decision stands (行政处罚法 59), else of its place."""
    place = record_by_uid(scope, hazard.place_uid) if hazard.place_uid and not hazard.address else None
    return {
        "matter": hazard.kind_name,
        "division_path": hazard.division_path,
        "place_name": hazard.place_name,
        "party_name": hazard.unit_name,
        "party_head": hazard.person_name,
        "party_address": place.address if place else hazard.address,
        "words": hazard.description,
    }


def _of_case(case: Any) -> dict[str, Any]:
    names = ("matter", "division_path", "place_name", "mode", "party_kind", "party_name", "party_head")
    return {name: getattr(case, name) for name in (*names, "party_code", "party_phone", "party_address")}


def _check_of(request: Any, hazard: Any, officers: Any) -> dict[str, Any]:
    """The check that found the hazard; its people are chosen where the register has them under their names."""
    told = [*request.GET.getlist("officers")[:20], hazard.finder_label]
    names = {word for label in told for word in label.split()}
    chosen = [str(row.pk) for row in officers if {row.name, row.certificate} & names]
    return {"check_words": hazard.description, "officers": chosen, "take_photos": True}


def opening_of(clean: Mapping[str, Any], keys: Mapping[str, Any]) -> tuple[Callable[..., Any], dict[str, Any]]:
    """The verb and the arguments of a new case: with officers chosen, the check is written with it."""
    names = ("officers", "check_words", "sign_refused", "take_photos", "due_on", "order_words")
    given = {name: value for name, value in clean.items() if name not in names} | dict(keys)
    if not clean.get("officers"):
        return services.open_case, given
    check = services.Checked(
        words=clean["check_words"],
        officers=clean["officers"],
        is_refused=clean["sign_refused"],
        due_at=end_of(clean["due_on"]),
        order_words=clean["order_words"],
        takes_photos=clean["take_photos"],
    )
    return services.open_checked, given | {"check": check}
