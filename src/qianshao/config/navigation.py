"""The rail of the desk: which pages, in duty order, for whom (ux.md §5.1)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.alerts.selectors.lists import waiting
from qianshao.core import clock
from qianshao.core.counting import Question, question
from qianshao.core.scope import Scope
from qianshao.enforcement.selectors import handed_waiting, waits_for
from qianshao.evacuation.selectors.desk import to_settle
from qianshao.field.selectors.held import DECIDE, held
from qianshao.hazards.selectors import steps_waiting, unhandled, whistles_waiting
from qianshao.inspections.selectors import missed_waiting
from qianshao.registry.selectors.due import tasks_waiting
from qianshao.tips.selectors.inbox import tips_waiting
from qianshao.tips.selectors.rewards import rewards_to_decide


@dataclass(frozen=True)
class Item:
    """One page: key, label, icon, URL name and the action that shows it."""

    key: str
    label: "str | Promise"
    icon: str
    url_name: str
    action: str


@dataclass(frozen=True)
class Section:
    """One entry of the rail and the pages behind it; who may open only some of them sees only those."""

    key: str
    label: "str | Promise"
    icon: str
    items: tuple[Item, ...]


SECTIONS: tuple[Section, ...] = (
    Section("desk", _("指挥台"), "map-2", (Item("desk", _("指挥台"), "map-2", "desk:home", "desk.view"),)),
    Section("map", _("一张图"), "stack-2", (Item("map", _("一张图"), "stack-2", "onemap:home", "onemap.view"),)),
    Section(
        "calling",
        _("预警叫应"),
        "bell-ringing",
        (
            Item("alerts", _("预警"), "cloud-rain", "alerts:list", "alerts.view"),
            Item("callouts", _("叫应"), "bell-ringing", "desk:callouts", "calling.view"),
            Item("ladders", _("步骤"), "stairs", "desk:ladders", "calling.ladders"),
            Item("reactions", _("自动"), "replace", "command:reactions", "command.view"),
            Item("channels", _("通道"), "antenna", "desk:channels", "channels.view"),
        ),
    ),
    Section(
        "evacuation",
        _("转移安置"),
        "home-move",
        (
            Item("evacuation", _("转移"), "home-move", "evacuation:orders", "evacuation.view"),
            Item("one-list", _("一张表"), "list-details", "evacuation:one-list", "evacuation.lists"),
            Item("shelters", _("安置点"), "home-shield", "places:shelters", "places.view"),
            Item("disposals", _("清除"), "trash", "evacuation:disposals", "evacuation.dispose"),
        ),
    ),
    Section(
        "hazards",
        _("险情隐患"),
        "alert-triangle",
        (
            Item("dangers", _("险情"), "alert-triangle", "hazards:dangers", "hazards.view"),
            Item("hazards", _("隐患"), "clipboard-check", "hazards:ledger", "hazards.view"),
            Item("tips", _("举报"), "message-2", "tips:inbox", "tips.view"),
            Item("inspections", _("巡查检查"), "checklist", "inspections:home", "inspections.view"),
            Item("risks", _("风险点"), "gauge", "hazards:risks", "hazards.view"),
            Item("whistles", _("吹哨"), "speakerphone", "hazards:whistles", "hazards.view"),
            Item("enforcement", _("执法"), "shield", "enforcement:cases", "enforcement.view"),
        ),
    ),
    Section(
        "forces",
        _("队伍物资"),
        "package",
        (
            Item("registry", _("资源"), "building-warehouse", "registry:home", "registry.view"),
            Item("supplies", _("物资"), "package", "resources:supplies", "resources.view"),
            Item("dispatch", _("调拨"), "truck", "resources:moves", "resources.view"),
            Item("planning", _("规划"), "chart-dots", "resources:planning", "resources.view"),
            Item("budget", _("经费"), "coins", "resources:budget", "budget.view"),
        ),
    ),
    Section(
        "base",
        _("基础台账"),
        "users",
        (
            Item("people", _("责任人"), "users", "people:persons", "people.view"),
            Item("households", _("住户"), "home", "people:households", "people.view"),
            Item("imports", _("导入"), "file-import", "people:imports", "people.import"),
        ),
    ),
    Section(
        "settings",
        _("管理"),
        "settings",
        (
            Item("quarantine", _("待处理"), "inbox", "field:quarantine", "field.quarantine"),
            Item("phones", _("手机"), "device-mobile", "accounts:phones", "field.devices"),
            Item("public", _("公众页"), "users-group", "public:desk", "public.view"),
            Item("users", _("用户"), "settings", "accounts:users", "accounts.manage"),
            Item("journal", _("日志"), "history", "desk:journal", "journal.view"),
        ),
    ),
)


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The sections this person may open, each with its pages; a section leads to its first page."""
    scope = getattr(request, "scope", None)
    if scope is None:
        return []
    minute = clock.now().replace(second=0, microsecond=0)
    badges = _question(frozenset(scope.grants.items()), scope.whole, minute).ask()
    sections = [(section, _shown(section, scope, request.path, badges)) for section in SECTIONS]
    here = max((one["url"] for _one, pages in sections for one in pages if one["current"]), key=len, default="")
    for _section, pages in sections:
        for one in pages:
            one["current"] = one["url"] == here
    return [_entry(section, pages) for section, pages in sections if pages]


def _shown(section: Section, scope: Scope, path: str, badges: dict[str, int]) -> list[dict[str, Any]]:
    """The pages of a section that this person may open."""
    shown: list[dict[str, Any]] = []
    for item in section.items:
        if not scope.may(item.action):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        entry = {"key": item.key, "label": item.label, "icon": item.icon, "url": url}
        shown.append(entry | {"current": path.startswith(url), "badge": badges.get(item.key, 0)})
    return shown


def _entry(section: Section, pages: list[dict[str, Any]]) -> dict[str, Any]:
    """The section in the rail: alone it bears its page's own name, its badge counts what waits on any page."""
    one = section if len(pages) > 1 else next(item for item in section.items if item.key == pages[0]["key"])
    return {
        "key": section.key,
        "label": one.label,
        "icon": one.icon,
        "url": pages[0]["url"],
        "current": any(page["current"] for page in pages),
        "badge": sum(page["badge"] for page in pages),
        "pages": pages,
    }


# Writing this question took a third of the time of every page. It depends on the grants and the clock alone
# (``tests/config/test_navigation.py`` holds it to that), so it is written once a minute for each set of grants and
# asked anew on every page: the numbers are of now, only what falls due is seen up to a minute late.
@lru_cache(maxsize=512)
def _question(grants: frozenset[tuple[str, frozenset[str]]], whole: bool, minute: datetime) -> Question:
    return question(mine_to_do(Scope(grants=dict(grants), whole=whole), minute))


def mine_to_do(scope: Scope, now: datetime) -> "dict[str, QuerySet[Any]]":
    """What waits for this person, by page; badges never count what others must do (ux.md §5.1)."""
    waits = {
        "dangers": unhandled(scope),
        "hazards": steps_waiting(scope, now),
        "enforcement": waits_for(scope, now).union(*handed_waiting(scope), all=True),
        "whistles": whistles_waiting(scope),
        "registry": tasks_waiting(scope, now),
    }
    if scope.may("inspections.plan"):
        waits["inspections"] = missed_waiting(scope)
    tips = [tips_waiting(scope)] if scope.may("tips.handle") else []
    tips += [rewards_to_decide(scope)] if scope.may("tips.approve") else []
    if tips:
        waits["tips"] = tips[0].union(tips[1], all=True) if len(tips) > 1 else tips[0]
    if scope.may("evacuation.settle"):
        waits["evacuation"] = to_settle(scope)
    if scope.may("alerts.release"):
        waits["alerts"] = waiting(scope)
    if scope.may(DECIDE):
        waits["quarantine"] = held(scope)
    return waits


def site(_request: HttpRequest) -> dict[str, Any]:
    """What every template knows: the site's name, whether it is a demonstration, the clock's rate."""
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.DEMO,
        "now": clock.now(),
        "clock_rate": clock.rate(),
    }
