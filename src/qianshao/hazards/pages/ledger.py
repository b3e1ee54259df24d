"""The ledger's page: the list on one side, one hazard on the other."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.hazards import selectors
from qianshao.hazards.beside import beside
from qianshao.hazards.pages.acts import offered
from qianshao.hazards.pages.assist import assist_of
from qianshao.hazards.pages.told import told_unit
from qianshao.hazards.pages.works import works_of
from qianshao.hazards.rules.ledger import days_late, dots
from qianshao.hazards.selectors import BLANK, Filters
from qianshao.hazards.selectors.filters import COLUMNS
from qianshao.hazards.states.ledger import (
    DOT_OF,
    DOTS,
    GRADE_LABELS,
    SOURCE_LABELS,
    TABS,
    TREATMENT_LABELS,
    HazardState,
    Source,
)
from qianshao.hazards.states.risks import COLOUR_LABELS
from qianshao.registry.selectors import record_by_uid

PER_PAGE = 40
_SOON = 3
#: The county's table of a column's codes.
TABLE_OF = {
    "kind": "kinds",
    "disaster": "disasters",
    "sector": "sectors",
    "department": "departments",
    "place_class": "place_classes",
}
_PICKS = {
    "grade": _("等级"),
    "kind": _("类别"),
    "under": _("区划"),
    "department": _("部门"),
    "age": _("发现"),
    "disaster": _("灾种"),
    "sector": _("行业"),
    "treatment": _("治理方式"),
    "place_class": _("场所"),
    "source": _("来源"),
}
#: How many of them are asked for every day.
_DAILY = 4
_NOT_WRITTEN = (BLANK, _("没有写"))
_ASKED = ("tab", "under", "grade", "age", *COLUMNS)
_FLAGS = ("late", "soon", "supervised", "exact", "counted")


class _Counted(Paginator):  # type: ignore[type-arg]  # takes no argument when it runs
    """Pages of a list whose length the tabs have counted already; None: count."""

    def __init__(self, rows: Any, per_page: int, known: int | None) -> None:
        super().__init__(rows, per_page)
        if known is not None:
            self.count = known


def _known(asked: Filters, counts: dict[str, int]) -> int | None:
    if (asked.soon or asked.late) and asked.tab != "open":
        return None
    if asked.soon:
        return None if asked.late else counts["soon"]
    return counts["late"] if asked.late else counts[asked.tab if asked.tab in counts else "all"]


def filters_of(given: Any) -> Filters:
    """What the address asks for; the ledger opens on what is not closed."""
    asked = {name: given.get(name, "")[:40] for name in _ASKED}
    if "tab" not in given:
        asked["tab"] = "open"
    flags = {name: given.get(name) == "1" for name in _FLAGS}
    return Filters(**asked, **flags, search=given.get("q", "")[:60])


def address_of(asked: Filters) -> str:
    """The same filters as an address has them."""
    found = {name: getattr(asked, name) for name in _ASKED if name == "tab" or getattr(asked, name)}
    flags = {name: "1" for name in _FLAGS if getattr(asked, name)}
    return urlencode(found | flags | ({"q": asked.search} if asked.search else {}))


Pick = tuple[str, Any, str, list[tuple[str, Any]]]


def picks(scope: Scope, asked: Filters, now: datetime) -> tuple[list[Pick], list[Pick]]:
    """What a list may be narrowed by, each with its name, words, what is chosen and the choices: first what is asked
    for every day, then the rest. A column may also be asked for being empty.
    """
    tables: dict[str, list[tuple[str, Any]]] = {
        **{name: [*selectors.choices_of(table, now), _NOT_WRITTEN] for name, table in TABLE_OF.items()},
        "under": list(choices.towns(scope, asked.under)),
        "grade": [(str(code), label) for code, label in GRADE_LABELS.items()],
        "age": list(selectors.AGE_LABELS.items()),
        "treatment": [*((str(code), label) for code, label in TREATMENT_LABELS.items()), _NOT_WRITTEN],
        "source": [(str(code), label) for code, label in SOURCE_LABELS.items()],
    }
    every = [(name, label, getattr(asked, name), tables[name]) for name, label in _PICKS.items()]
    return every[:_DAILY], every[_DAILY:]


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
        **filter_context(scope, asked, now),
        "may": {name: scope.may(f"hazards.{name}") for name in ("find", "export", "standards")},
    }


def filter_context(scope: Scope, asked: Filters, now: datetime) -> dict[str, Any]:
    """The form that narrows a list or a table; what has no field of its own goes along unseen."""
    daily, more = picks(scope, asked, now)
    return {
        "daily": daily,
        "more": more,
        "is_more": any(chosen for _name, _label, chosen, _rows in more) or asked.counted or asked.exact,
        "kept": [name for name in ("late", "soon", "supervised", "exact") if getattr(asked, name)],
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


def detail_context(scope: Scope, row: Any, now: datetime, user_id: int | None = None) -> dict[str, Any]:
    """One hazard: what it is, what was done with its photos, what may be done."""
    acts = selectors.acts_of(row)
    photos = selectors.photos_of(scope, acts)
    risk = record_by_uid(scope, row.risk_uid) if row.risk_uid else None
    place = record_by_uid(scope, row.place_uid) if row.place_uid else None
    level = selectors.standard_row("supervision", row.supervision_level, now) if row.supervision_level else None
    return {
        **line(row, choices.places([row.division_path])[row.division_path], now),
        "h": row,
        "disaster": _name_of("disasters", row.disaster, now),
        "sector": _name_of("sectors", row.sector, now),
        "timeline": [(act, photos.get(act.pk, [])) for act in acts],
        "before": _first(acts, photos, ("find", "verify", "note")),
        "after": _first(reversed(acts), photos, ("ask", "fix_on_site", "progress")),
        "offers": offered(scope, row, now, user_id),
        "extension": selectors.open_extension(row),
        "told": told_unit(scope, row),
        "is_held": user_id in selectors.link_holders(row) and scope.may("hazards.accept", row.division_path),
        "may_reveal": bool(row.unit_phone) and scope.may("people.reveal", row.division_path),
        "has_order": row.assigned_at is not None and bool(row.unit_name),
        "guards": [guard for guard in row.guards.within(scope) if guard.state == "open"],
        "report": row.reports.first(),
        "plan": row.plans.first(),
        "risk": risk,
        **_risk_colour(scope, risk, now),
        "registered": place,
        **works_of(scope, row, now),
        "stations": selectors.stations_of(row) if row.source == Source.SENSOR else [],
        "level": level["name"] if level else "",
        "waits_delist": row.supervised_at is not None and row.state == HazardState.ACCEPTED,
        "counts_down": row.due_at is not None and row.step_due_at == row.due_at and row.due_at >= now,
        "beside": beside(scope, row, now),
        "assist": assist_of(scope, row, now) if row.state == HazardState.FOUND else None,
        "whistles": selectors.whistles_of(scope, hazard_id=row.pk),
        "may_whistle": not row.is_over and scope.may("hazards.whistle", row.division_path),
        "todo": [label for n, label in enumerate(DOTS) if n > DOT_OF[HazardState(row.state)]],
    }


def _name_of(table: str, code: str, now: datetime) -> str:
    found = selectors.standard_row(table, code, now) if code else None
    return str(found["name"]) if found else code


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
