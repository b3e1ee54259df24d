"""What the pages show, put together from selectors."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.selectors import users
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.files.selectors import evidence_of
from qianshao.hazards.signs import address_svg
from qianshao.inspections import selectors
from qianshao.inspections.rules import may_arrange, may_visit
from qianshao.inspections.selectors import Filters
from qianshao.inspections.states import KIND_LABELS, OFFICIAL, OPEN, PROVED, TABS, VisitKind, VisitState
from qianshao.registry.selectors import record_by_code, record_by_uid, records

PER_PAGE = 40
_ASKED = ("tab", "kind", "under", "place_class")
#: Of enterprises by the people they have for safety.
STAFFING_TABS = (("short", _("不够")), ("unknown", _("没登记全")), ("enough", _("够")))
_FIGURES = ("due", "done", "late", "missed", "found", "proved")


def month_of(text: str, now: datetime) -> date:
    """The first day of the month asked for (``2026-07``), else of the present one."""
    today = now.astimezone(BEIJING).date()
    year, _dash, month = text.partition("-")
    is_plain = len(text) == 7 and len(year) == 4 and (year + month).isascii() and (year + month).isdigit()
    if is_plain and 2000 <= int(year) <= 2199 and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return today.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=32)).replace(day=1)


def midnight(day: date) -> datetime:
    """When a day begins in Beijing."""
    return datetime.combine(day, time(0), BEIJING)


def filters_of(given: Any, now: datetime) -> Filters:
    """What the address asks for: the list opens on what somebody must still do, whatever the month."""
    asked = {name: given.get(name, "")[:40] for name in _ASKED}
    if "tab" not in given:
        asked["tab"] = "open"
    if asked["tab"] not in {code for code, _label, _states in TABS}:
        asked["tab"] = "all"
    month = given.get("month", "")
    day = given.get("day", "")
    flags = {"unreasoned": given.get("unreasoned") == "1", "mine": given.get("mine") == "1"}
    span: dict[str, Any] = {}
    if month or asked["tab"] in ("done", "all"):
        first = month_of(month, now)
        span = {"since": midnight(first), "before": midnight(next_month(first))}
        if day.isascii() and day.isdigit() and 1 <= int(day[:2]) <= (next_month(first) - timedelta(days=1)).day:
            chosen = first.replace(day=int(day[:2]))
            span = {"since": midnight(chosen), "before": midnight(chosen + timedelta(days=1))}
    return Filters(**asked, **flags, **span, search=given.get("q", "")[:60])


def home_context(scope: Scope, viewer: int | None, given: Any, now: datetime) -> dict[str, Any]:
    """The list, the month's calendar, the towns' figures."""
    asked, month = filters_of(given, now), month_of(given.get("month", ""), now)
    page = Paginator(selectors.visits(scope, asked, viewer=viewer), PER_PAGE).get_page(given.get("page"))
    rows = list(page.object_list)
    where = choices.places([row.division_path for row in rows])
    counts = selectors.tab_counts(scope, asked, viewer=viewer)
    return {
        "page": page,
        "rows": [(row, where[row.division_path]) for row in rows],
        "asked": asked,
        "tabs": [(code, label, counts[code]) for code, label, _states in TABS],
        "unreasoned": counts["unreasoned"],
        "kinds": list(KIND_LABELS.items()),
        "classes": selectors.class_choices(now),
        "towns": choices.towns(scope, asked.under),
        "weeks": weeks(scope, month, asked, now),
        "month": month,
        "before": f"{month - timedelta(days=1):%Y-%m}",
        "after": f"{next_month(month):%Y-%m}",
        "month_key": f"{month:%Y-%m}",
        **figures(scope, month, asked),
        "may": {name: scope.may(f"inspections.{name}") for name in ("plan", "draw", "export", "do")},
    }


def figures(scope: Scope, month: date, asked: Filters) -> dict[str, Any]:
    """Each township's visits of the month, and their sum. Under a kind: of that kind."""
    kinds = (asked.kind,) if asked.kind else ()
    rows = selectors.coverage(scope, midnight(month), midnight(next_month(month)), kinds=kinds)
    names = choices.places([row["town"] for row in rows])
    total = {name: sum(row[name] for row in rows) for name in _FIGURES}
    return {"figures": [(names[row["town"]], row) for row in rows], "total": total}


def weeks(scope: Scope, month: date, asked: Filters, now: datetime) -> list[list[Any]]:
    """The month by weeks from Monday: each day with how many visits end on it; None outside of the month."""
    end, today = next_month(month), now.astimezone(BEIJING).date()
    days = selectors.by_day(scope, midnight(month), midnight(end), asked)
    cells: list[Any] = [None] * month.weekday()
    for n in range((end - month).days):
        day = month + timedelta(days=n)
        cells.append({"day": day, "is_today": day == today, **days.get(day, {})})
    cells += [None] * (-len(cells) % 7)
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def visit_context(scope: Scope, viewer: int | None, visit: Any, now: datetime) -> dict[str, Any]:
    """One visit: where, by whom, what was found, what may be done."""
    answers = list(visit.answers.all())
    photos = {str(one.uid): one for one in evidence_of(scope, [uid for a in answers for uid in a.photos])}
    here, registered = visit.division_path, record_by_uid(scope, visit.place_uid)
    seats, is_open = list(visit.seats.all()), visit.state in (*OPEN, VisitState.MISSED)
    may_go = may_visit(scope, viewer, visit, [seat.user_id for seat in seats])
    may_plan = may_arrange(scope, viewer, visit)
    may_explain = may_plan or (visit.draw_id is None and scope.may("inspections.plan", here))
    return {
        "visit": visit,
        "place": choices.places([here])[here],
        "answers": [(a, [photos[uid] for uid in a.photos if uid in photos]) for a in answers],
        "signatures": list(visit.signatures.all()),
        "seats": seats,
        "excesses": selectors.excesses(registered, now),
        "lacking": selectors.safety_lack(registered, now),
        **self_link(scope, visit, now),
        "history": selectors.history_of(scope, visit),
        "checklist": selectors.checklist_of(visit.place_class, now),
        "is_proved": visit.presence in PROVED,
        "is_self": visit.kind == VisitKind.SELF,
        "may_start": may_go and visit.state in (VisitState.DUE, VisitState.MISSED),
        "may_record": may_go and visit.state == VisitState.STARTED,
        "may_plan": may_plan and is_open,
        "may_reason": may_explain and visit.state == VisitState.MISSED and not visit.reason,
        "is_overdue": visit.state in OPEN and visit.due_at < now,
        # A case begins on the page of another room, with what this check found and who made it.
        "may_case": visit.kind in OFFICIAL and scope.may("enforcement.handle", here),
    }


def staffing_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """The enterprises by whether they have the people for safety, those that lack some first."""
    tab, under = given.get("tab", "short")[:10], given.get("under", "")[:40]
    rows = selectors.staffed(scope, now, under=under)
    counts = Counter(row.tab for row in rows)
    page = Paginator([row for row in rows if row.tab == tab], PER_PAGE).get_page(given.get("page"))
    where = choices.places([row.place.division_path for row in page])
    return {
        "page": page,
        "rows": [(row, where[row.place.division_path]) for row in page],
        "tab": tab,
        "tabs": [(code, label, counts[code]) for code, label in STAFFING_TABS],
        "towns": choices.towns(scope, under),
        "under": under,
    }


def people_choices(scope: Scope) -> list[tuple[str, Any]]:
    """Users who may be sent, for a form."""
    rows = users(scope, active=True)[:400]
    return [(str(row.pk), f"{row.display_name} {row.title}".strip()) for row in rows]


def self_link(scope: Scope, visit: Any, now: datetime) -> dict[str, Any]:
    """The link of a self-check's place for whoever may give it out: its address and code."""
    if visit.kind != VisitKind.SELF or not scope.may("inspections.plan", visit.division_path):
        return {}
    link = selectors.link_of_place(scope, visit.place_uid, now)
    if link is None:
        return {"may_link": True}
    address = settings.PUBLIC_URL + reverse("inspections:self-check", args=[selectors.token_of(link)])
    return {"may_link": True, "self_link": link, "self_address": address, "self_code": address_svg(address)}


def self_check_context(link: Any, now: datetime) -> dict[str, Any]:
    """What the keeper of a place reads: what is due, its checklist, the checks before."""
    due = selectors.self_check_due(link, now)
    items = due.items if due and due.items else selectors.checklist_of(link.place_class, now).items
    return {"link": link, "due": due, "items": list(items), "checks": selectors.self_checks(link)}


def officer_choices(visit: Any, now: datetime) -> list[tuple[int, str]] | None:
    """Whom the record of an inspection may name, for a form; None: it is no inspection."""
    if visit.kind not in OFFICIAL:
        return None
    rows = selectors.officers(visit.division_path, visit.started_at or now)
    return [(row.user_id, f"{row.label} {row.unit} {row.certificate}".replace("  ", " ")) for row in rows]


def places_in(scope: Scope, text: str) -> list[str]:
    """The places somebody typed, one a line or parted by signs, each by the code of its label or its whole name.

    Raises:
        Invalid: none of that code or name in the scope, or several of that name; it says which was meant.
    """
    parts = text.replace("，", " ").replace(",", " ").replace("、", " ").split()
    return [str(_place(scope, part).uid) for part in list(dict.fromkeys(parts))[:500]]


def _place(scope: Scope, part: str) -> Any:
    try:
        return record_by_code(scope, part)
    except NotFound:
        named = list(records(scope).filter(name=part)[:2])
    if len(named) == 1:
        return named[0]
    if named:
        raise Invalid("visit.twins", _("“{part}”不止一处，请写编码。"), part=part)
    raise Invalid("visit.place", _("没有找到“{part}”，或不在您的辖区。请写登记的编码或全名。"), part=part)
