"""转移清单: totals that balance, villages, shelters, and one page of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.divisions.rules import short_name
from qianshao.evacuation.pages.orders import head_of, inside, outside_words
from qianshao.evacuation.pages.shelters import shelter_cards
from qianshao.evacuation.rules.balance import Balance
from qianshao.evacuation.rules.steps import IN_BULK, TODO, TONES, Step, next_step
from qianshao.evacuation.selectors import alarms, balance, order_of
from qianshao.evacuation.selectors.desk import LedgerQuery, doors_due, open_conflicts, people_by_key, people_sorted
from qianshao.evacuation.states import ALARM_LABELS, ARRIVED, UNACCOUNTED, WHEREABOUTS_LABELS, OrderState, Origin
from qianshao.people.selectors import needs_by_code
from qianshao.places.selectors import named

PER_PAGE = 50
MOST_ALARMS = 3
_TABS: Mapping[str, tuple[str, ...]] = {
    "todo": tuple(TODO),
    "unaccounted": tuple(UNACCOUNTED),
    "pickup": ("pickup",),
    "moving": ("moving",),
    "refused": ("refused",),
    "arrived": tuple(ARRIVED),
    "returned": ("returned",),
    "all": (),
}
_SORTS = ("first", "place", "latest")
_PAPER = (
    ("evacuation:paper-doors", "printer", "evacuation.mark"),
    ("evacuation:paper", "list-details", "evacuation.mark"),
    ("evacuation:ledger-export", "file-spreadsheet", "evacuation.export"),
)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """What the address asks for."""

    tab: str = "todo"
    village: str = ""
    sort: str = "first"
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class VillageLine:
    """A village's count; ``waiting``: who is not known to be safe."""

    n: Balance
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list. ``pick``: uid and the reports this page knew of, for marking many."""

    uid: str
    name: str
    url: str
    pick: str
    needs: tuple[str, ...]
    is_new: bool
    in_conflict: bool
    household: str
    place: str
    zone: str
    guardian: str
    going: str
    transport: str
    state: str
    state_words: str
    tone: str
    revisit_at: datetime | None
    at: datetime
    step: Step | None


def read_query(params: Mapping[str, str]) -> LedgerPage:
    """The list's filters in an address; anything unknown falls back, so an old link still opens."""
    tab, sort, page = params.get("state", ""), params.get("sort", ""), params.get("page", "1")
    village = params.get("village", "")
    return LedgerPage(
        tab=tab if tab in _TABS else "todo",
        village=village if village.isdigit() and len(village) <= 40 else "",
        sort=sort if sort in _SORTS else "first",
        text=params.get("q", "")[:60].strip(),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def order_context(scope: Scope, order_id: int, query: LedgerPage, *, now: datetime) -> dict[str, Any]:
    """Everything the order's parts read; the same for the page and for its live stream."""
    order = order_of(scope, order_id)
    head = head_of(order, scope, area=places([order.division_path])[order.division_path])
    counts = balance(scope, order_id)
    total, villages = counts.total, counts.rows
    shelters = shelter_cards(scope, order_id)
    return {
        "o": head,
        "t": total,
        "outside": outside_words(order.report.get("outside", 0), order.report.get("outside_people", 0)),
        "villages": [VillageLine(row, short_name(row.name), inside(row)) for row in villages],
        "village_choices": [(row.path, short_name(row.name)) for row in villages],
        "tabs": _tabs(total, query),
        "sorts": [("first", _("需帮扶的")), ("place", _("按村组")), ("latest", _("刚更新的"))],
        "q": query,
        "bulk": [(state, WHEREABOUTS_LABELS[state]) for state in IN_BULK],
        "shelters": shelters,
        "shelters_open": sum(card.is_open for card in shelters),
        "may": may(scope, order),
        "paper": paper_links(scope, order_id),
        "here": _here(order_id, query),
        "now": now,
        **_inbox(scope, order_id),
        **_people(scope, order, query, total),
    }


def may(scope: Scope, order: Any) -> dict[str, bool]:
    """Which acts to offer; the verbs decide again."""
    running, cleared = order.state == OrderState.ORDERED, order.state == OrderState.ALL_CLEAR
    live, path = running or cleared, order.division_path
    return {
        "mark": live and scope.may("evacuation.mark") and scope.may("people.view"),
        "add": live and scope.may("evacuation.mark"),
        "plan": live and scope.may("evacuation.assign") and scope.may("people.view"),
        "settle": scope.may("evacuation.settle"),
        "order": order.state == OrderState.DRAFT and scope.may("evacuation.order", path),
        "all_clear": running and scope.may("evacuation.all_clear", path),
        "close": cleared and scope.may("evacuation.all_clear", path),
        "names": scope.may("people.view"),
        "reveal": scope.may("people.reveal"),
    }


def paper_links(scope: Scope, order_id: int) -> list[dict[str, str]]:
    """Printed lists and the workbook, where that part of the house is installed."""
    labels = (_("打印敲门表"), _("登记表和录入"), _("导出台账"))
    found = []
    for (name, icon, action), label in zip(_PAPER, labels, strict=True):
        try:
            url = reverse(name, args=[order_id])
        except NoReverseMatch:
            continue
        if scope.may(action):
            found.append({"url": url, "icon": icon, "label": label})
    return found


def _here(order_id: int, query: LedgerPage) -> str:
    asked = {"state": query.tab, "village": query.village, "sort": query.sort, "q": query.text, "page": query.page}
    return reverse("evacuation:order", args=[order_id]) + "?" + urlencode({k: v for k, v in asked.items() if v})


def _tabs(total: Balance, query: LedgerPage) -> list[dict[str, Any]]:
    words = {
        "todo": _("待处理"),
        "unaccounted": _("未转移"),
        "pickup": _("待接送"),
        "moving": _("途中"),
        "refused": _("拒绝转移"),
        "arrived": _("已到安全处"),
        "returned": _("已返回"),
        "all": _("全部"),
    }
    counts = {key: sum(total.states[state] for state in states) for key, states in _TABS.items() if states}
    counts["all"] = total.should_leave + total.struck
    shown = [key for key in words if key != "returned" or counts[key] or query.tab == key]
    return [{"key": key, "label": words[key], "count": counts[key], "current": key == query.tab} for key in shown]


def _inbox(scope: Scope, order_id: int) -> dict[str, Any]:
    if not scope.may("people.view"):
        return {"alarms": [], "more_alarms": 0, "conflicts": open_conflicts(scope, order_id).count()}
    found = alarms(scope, order_id)
    rows, count = list(found[:MOST_ALARMS]), found.count()
    names = named({row.shelter_id for row in rows if row.shelter_id})
    shown = [
        {
            "id": row.pk,
            "words": ALARM_LABELS[row.kind],
            "name": row.evacuee.name if row.evacuee else "",
            "shelter": names.get(row.shelter_id, ""),
            "number": row.number,
            "at": row.raised_at,
            "url": reverse("evacuation:person", args=[order_id, row.evacuee.uid]) if row.evacuee else "",
        }
        for row in rows
    ]
    return {"alarms": shown, "more_alarms": count - len(rows), "conflicts": open_conflicts(scope, order_id).count()}


class _Pages(Paginator):  # type: ignore[type-arg]
    """Pages of a list whose length the balance has counted already."""

    known: int | None = None

    @cached_property
    def count(self) -> int:
        """How many rows."""
        return super().count if self.known is None else self.known


def _people(scope: Scope, order: Any, query: LedgerPage, total: Balance) -> dict[str, Any]:
    """The page of people; nobody's name for who may not read names."""
    if not scope.may("people.view"):
        return {"page": Paginator([], PER_PAGE).get_page(1)}
    wanted = LedgerQuery(_TABS[query.tab], query.village, query.text, query.sort)
    pages = _Pages(people_sorted(scope, order.pk, wanted), PER_PAGE)
    if not query.village and not query.text:
        states = _TABS[query.tab] or tuple(total.states)
        pages.known = sum(total.states[state] for state in states)
    page: Page[Any] = pages.get_page(query.page)
    page.object_list = person_rows(order, people_by_key(scope, page.object_list))
    return {"page": page}


def person_rows(order: Any, found: Sequence[Any]) -> list[PersonRow]:
    """People with their places, needs and shelters in words; four queries for any number of people."""
    needs, where = needs_by_code(), places([row.division_path for row in found])
    going = named({key for row in found for key in (row.shelter_id, row.planned_shelter_id) if key})
    due = doors_due(order.pk, [row.household_id for row in found if row.household_id])
    cleared = order.state == OrderState.ALL_CLEAR
    return [_row(order, row, needs, where, going, due, cleared) for row in found]


def _row(
    order: Any,
    row: Any,
    needs: Mapping[str, Any],
    where: Mapping[str, str],
    going: Mapping[int, str],
    due: Mapping[int, datetime],
    cleared: bool,
) -> PersonRow:
    waiting = row.state in (*UNACCOUNTED, "refused")
    return PersonRow(
        uid=row.uid,
        name=row.name,
        url=reverse("evacuation:person", args=[order.pk, row.uid]),
        pick=f"{row.uid}:{','.join(row.heads)}",
        needs=tuple(needs[code].name for code in row.need_codes if code in needs),
        is_new=row.origin != Origin.LIST,
        in_conflict=row.disputed,
        household=_("{name}家").format(name=row.head_name) if row.head_name and row.head_name != row.name else "",
        place=where[row.division_path],
        zone=row.zone.name if row.zone else "",
        guardian=row.guardian_name,
        going=_going(row, going),
        transport=" ".join(filter(None, (row.helper if row.helper != row.guardian_name else "", row.vehicle))),
        state=row.state,
        state_words=str(WHEREABOUTS_LABELS[row.state]),
        tone=TONES.get(row.state, ""),
        revisit_at=due.get(row.household_id) if waiting and row.state != "unnotified" else None,
        at=row.changed_at,
        step=next_step(row.state, has_help=bool(row.helper or row.vehicle), cleared=cleared),
    )


def _going(row: Any, names: Mapping[int, str]) -> str:
    """Where the person is or is to go."""
    if row.state == "elsewhere":
        return _("投亲靠友")
    return names.get(row.shelter_id or row.planned_shelter_id or 0, "")
