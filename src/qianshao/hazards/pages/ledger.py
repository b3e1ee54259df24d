"""The ledger's page: the list on one side, one hazard on the other."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator

from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.hazards import selectors
from qianshao.hazards.beside import beside
from qianshao.hazards.pages.acts import offered
from qianshao.hazards.pages.assist import assist_of
from qianshao.hazards.pages.told import told_unit
from qianshao.hazards.rules.ledger import days_late, dots
from qianshao.hazards.selectors import Filters
from qianshao.hazards.states.ledger import DOT_OF, DOTS, GRADE_LABELS, TABS, HazardState
from qianshao.hazards.states.risks import COLOUR_LABELS
from qianshao.registry.selectors import record_by_uid

PER_PAGE = 40
_SOON = 3
_ASKED = ("tab", "under", "kind", "department", "grade", "age")


class _Counted(Paginator):  # type: ignore[type-arg]  # takes no argument when it runs
    """Pages of a list whose length the tabs have counted already; None: count."""

    def __init__(self, rows: Any, per_page: int, known: int | None) -> None:
        super().__init__(rows, per_page)
        if known is not None:
            self.count = known


def _known(asked: Filters, counts: dict[str, int]) -> int | None:
    if asked.late and asked.tab != "open":
        return None
    return counts["late"] if asked.late else counts[asked.tab if asked.tab in counts else "all"]


def filters_of(given: Any) -> Filters:
    """What the address asks for; the ledger opens on what is not closed."""
    asked = {name: given.get(name, "")[:40] for name in _ASKED}
    if "tab" not in given:
        asked["tab"] = "open"
    flags = {"late": given.get("late") == "1", "supervised": given.get("supervised") == "1"}
    return Filters(**asked, **flags, search=given.get("q", "")[:60])


def list_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """The list under its filters."""
    asked = filters_of(given)
    counts = selectors.tab_counts(scope, asked, now)
    page = _Counted(selectors.listed(scope, asked, now), PER_PAGE, _known(asked, counts)).get_page(given.get("page"))
    rows = list(page.object_list)
    where = choices.places([row.division_path for row in rows])
    return {
        "page": page,
        "rows": [line(row, where[row.division_path], now) for row in rows],
        "asked": asked,
        "tabs": [(code, label, counts.get(code)) for code, label, _states in TABS],
        "counts": counts,
        "kinds": selectors.choices_of("kinds", now),
        "departments": selectors.choices_of("departments", now),
        "grades": [(str(code), label) for code, label in GRADE_LABELS.items()],
        "ages": list(selectors.AGE_LABELS.items()),
        "towns": choices.towns(scope, asked.under),
        "may": {name: scope.may(f"hazards.{name}") for name in ("find", "export", "standards")},
    }


def line(row: Any, place: str, now: datetime) -> dict[str, Any]:
    """A row of the list: its dots, and how late it is or how long there is."""
    late = 0 if row.is_over else days_late(row.step_due_at, now)
    left = (row.step_due_at - now).days if row.step_due_at and not late else None
    state = HazardState(row.state)
    return {
        "row": row,
        "place": place,
        "dots": dots(state, late > 0),
        "step": DOTS[min(DOT_OF[state], len(DOTS) - 1)],
        "late": late,
        "left": left,
        "is_soon": left is not None and left < _SOON,
    }


def detail_context(scope: Scope, row: Any, now: datetime) -> dict[str, Any]:
    """One hazard: what it is, what was done with its photos, what may be done."""
    acts = selectors.acts_of(row)
    photos = selectors.photos_of(scope, acts)
    risk = record_by_uid(scope, row.risk_uid) if row.risk_uid else None
    place = record_by_uid(scope, row.place_uid) if row.place_uid else None
    level = selectors.standard_row("supervision", row.supervision_level, now) if row.supervision_level else None
    return {
        **line(row, choices.places([row.division_path])[row.division_path], now),
        "h": row,
        "timeline": [(act, photos.get(act.pk, [])) for act in acts],
        "before": _first(acts, photos, ("find", "verify", "note")),
        "after": _first(reversed(acts), photos, ("ask", "fix_on_site", "progress")),
        "offers": offered(scope, row, now),
        "extension": selectors.open_extension(row),
        "told": told_unit(scope, row),
        "guards": [guard for guard in row.guards.within(scope) if guard.state == "open"],
        "report": row.reports.first(),
        "plan": row.plans.first(),
        "risk": risk,
        **_risk_colour(scope, risk, now),
        "registered": place,
        "level": level["name"] if level else "",
        "beside": beside(scope, row, now),
        "assist": assist_of(scope, row, now) if row.state == HazardState.FOUND else None,
        "whistles": selectors.whistles_of(scope, hazard_id=row.pk),
        "may_whistle": not row.is_over and scope.may("hazards.whistle", row.division_path),
        "todo": [label for n, label in enumerate(DOTS) if n > DOT_OF[HazardState(row.state)]],
    }


def _risk_colour(scope: Scope, risk: Any, now: datetime) -> dict[str, Any]:
    """The colour of the risk point as it is shown, and its name."""
    colour = selectors.shown_of(scope, risk, now).colour if risk else ""
    return {"risk_colour": colour, "risk_label": COLOUR_LABELS.get(colour, colour)}


def _first(acts: Any, photos: Any, kinds: tuple[str, ...]) -> tuple[Any, Any] | None:
    """The first act of these kinds whose photo can be shown, with the photo."""
    for act in acts:
        shown = [photo for photo in photos.get(act.pk, []) if photo.is_shown]
        if act.act in kinds and shown:
            return act, shown[0]
    return None
