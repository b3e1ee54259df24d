"""Pages of risk points: the list by colour, one sheet with what may be done, the card to print."""

from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.hazards import selectors
from qianshao.hazards.forms.risks import AssessForm, CheckForm, ControlForm
from qianshao.hazards.selectors.risks import RiskFilters, RiskRow
from qianshao.hazards.signs import address_svg
from qianshao.hazards.states.risks import COLOUR_LABELS, COLOUR_NAMES, COLOURS, KEEPER_LABELS, Method

PER_PAGE = 50
_ASKED = ("under", "kind", "colour", "keeper", "what")
SHOWN = 30


def filters_of(given: Any) -> RiskFilters:
    """What the address asks for."""
    return RiskFilters(**{name: given.get(name, "")[:40] for name in _ASKED}, search=given.get("q", "")[:60])


def why(row: RiskRow) -> str:
    """Why it is shown in another colour than it was assessed; empty when it is not."""
    if not row.shown.is_raised:
        return ""
    shown = row.shown
    words = _("有 {n} 条未销号隐患").format(n=shown.open_hazards)
    if shown.major:
        words += _("（重大 {n} 条）").format(n=shown.major)
    colours = {"base": COLOUR_LABELS[shown.base], "colour": COLOUR_LABELS[shown.colour]}
    return _("评估为{base}，{words}，显示为{colour}；隐患销号后恢复").format(words=words, **colours)


def line(row: RiskRow, place: str) -> dict[str, Any]:
    """A row of the list."""
    return {
        "r": row,
        "place": place,
        "label": COLOUR_LABELS.get(row.colour, row.colour),
        "name": COLOUR_NAMES.get(row.colour, ""),
        "why": why(row),
    }


def list_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """The list under its filters; the colours are counted under the others."""
    asked = filters_of(given)
    every = selectors.risk_rows(scope, RiskFilters(**{**vars(asked), "colour": ""}), now)
    counts = Counter(row.colour for row in every)
    rows = [row for row in every if not asked.colour or row.colour == asked.colour.replace("none", "")]
    return {
        "found": rows,
        "asked": asked,
        "counts": [(code or "none", COLOUR_LABELS[code], counts[code]) for code in (*reversed(COLOURS), "")],
        "total": len(every),
        "late": sum(row.is_review_late or row.late_checks > 0 for row in every),
        "raised": sum(row.shown.is_raised for row in every),
        "keepers": list(KEEPER_LABELS.items()),
        "towns": choices.towns(scope, asked.under),
        "may": {
            "risks": scope.may("hazards.risks"),
            "export": scope.may("hazards.export"),
            "edit": scope.may("registry.edit"),
        },
    }


def lines(rows: list[RiskRow]) -> list[dict[str, Any]]:
    """Rows with their places."""
    where = choices.places([row.record.division_path for row in rows])
    return [line(row, where[row.record.division_path]) for row in rows]


def assess_form(row: RiskRow, now: datetime, data: Any = None) -> AssessForm:
    """The form with the county's values; what was assessed, else what the register says, stands in it."""
    table = selectors.standard_rows("risk_scores", now)
    scores = {
        part: [(f"{one['value']:g}", f"{one['value']:g}　{one['name']}") for one in table if one["part"] == part]
        for part in ("L", "E", "C")
    }
    return AssessForm(data, initial=_initial(row), scores=scores)


def _initial(row: RiskRow) -> dict[str, Any]:
    sheet, details = row.sheet, row.record.details
    if sheet is None:
        known = {part: _plain(details.get(f"lec_{part.lower()}")) for part in ("L", "E", "C")}
        return {**known, "method": Method.LEC, "harm": details.get("hazard", ""), "keeper_unit": row.record.owner_org}
    names = ("version", "method", "harm", "keeper", "keeper_unit", "keeper_person")
    return {name: getattr(sheet, name) for name in names} | {key: _plain(v) for key, v in sheet.given.items()}


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else ""


def given_of(clean: dict[str, Any]) -> dict[str, Any]:
    """A form's values as the verb takes them."""
    names = ("L", "E", "C") if clean["method"] == Method.LEC else ("likelihood", "consequence")
    given = {name: float(clean[name]) if clean[name] else None for name in names}
    others = ("version", "method", "harm", "keeper", "keeper_unit", "keeper_person", "words")
    return {"given": given, **{name: clean[name] for name in others}}


def sheet_context(scope: Scope, row: RiskRow, now: datetime, forms: dict[str, Any]) -> dict[str, Any]:
    """One risk point: colour and why, measures, hazards, history."""
    record, sheet = row.record, row.sheet
    controls = selectors.controls_of(sheet) if sheet else []
    may = {name: scope.may(f"hazards.{name}", record.division_path) for name in ("risks", "find")}
    kinds = selectors.choices_of("kinds", now)
    checks = {
        one.pk: CheckForm(kinds=kinds, initial={"control_id": one.pk}, auto_id=f"id_{one.pk}_%s") for one in controls
    }
    failed = forms.get("check")
    if failed is not None and (key := failed.data.get("control_id", "")).isdigit() and int(key) in checks:
        checks[int(key)] = failed
    return {
        **line(row, choices.places([record.division_path])[record.division_path]),
        "record": record,
        "sheet": sheet,
        "base": COLOUR_LABELS.get(row.shown.base, ""),
        "controls": [(one, checks[one.pk], one.next_at is not None and one.next_at < now) for one in controls],
        "hazards": list(selectors.hazards_at(scope, record.uid)[:SHOWN]),
        "history": [(one, COLOUR_LABELS.get(one.colour, "")) for one in sheet.assessments.all()[:SHOWN]]
        if sheet
        else [],
        "assess": forms.get("assess") or assess_form(row, now),
        "control": forms.get("control") or ControlForm(auto_id="id_control_%s"),
        "opened": [name for name, form in forms.items() if form is not None],
        "newer": _newer(sheet, now) if sheet else [],
        "may": may,
        "failed_check": failed is not None,
    }


def _newer(sheet: Any, now: datetime) -> list[str]:
    """Tables of which the county has published another version since."""
    names = {"risk_scores": _("分值"), "risk_bands": _("分级"), "risk_matrix": _("矩阵")}
    return [
        names[name]
        for name, version in sheet.tables.items()
        if selectors.standard_in_force(name, now).version != version
    ]


def card_context(request: Any, row: RiskRow, now: datetime) -> dict[str, Any]:
    """The card that hangs at the place (风险告知卡)."""
    context = sheet_context(request.scope, row, now, {})
    address = urljoin(request.build_absolute_uri("/"), reverse("registry:scan", args=[row.record.code]))
    return context | {"qr": address_svg(address), "now": now}
