"""The rail of the desk: which pages, in duty order, for whom (ux.md §5.1)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.alerts.selectors.lists import waiting_count
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.evacuation.selectors.desk import waiting_count as conflicts_and_alarms
from qianshao.field.selectors.held import held_count
from qianshao.hazards.selectors import unhandled
from qianshao.registry.selectors.tasks import tasks_waiting


@dataclass(frozen=True)
class Item:
    """One entry: key, label, icon, URL name and the action that shows it."""

    key: str
    label: "str | Promise"
    icon: str
    url_name: str
    action: str


ITEMS: tuple[Item, ...] = (
    Item("desk", _("指挥台"), "map-2", "desk:home", "desk.view"),
    Item("map", _("一张图"), "stack-2", "onemap:home", "onemap.view"),
    Item("alerts", _("预警"), "cloud-rain", "alerts:list", "alerts.view"),
    Item("callouts", _("叫应"), "bell-ringing", "desk:callouts", "calling.view"),
    Item("evacuation", _("转移"), "home-move", "evacuation:orders", "evacuation.view"),
    Item("one-list", _("一张表"), "list-details", "evacuation:one-list", "evacuation.lists"),
    Item("disposals", _("清除"), "trash", "evacuation:disposals", "evacuation.dispose"),
    Item("shelters", _("安置点"), "home-shield", "places:shelters", "places.view"),
    Item("planning", _("规划"), "chart-dots", "resources:planning", "resources.view"),
    Item("budget", _("经费"), "coins", "resources:budget", "resources.money_view"),
    Item("supplies", _("物资"), "package", "resources:supplies", "resources.view"),
    Item("dangers", _("险情"), "alert-triangle", "hazards:dangers", "hazards.view"),
    Item("registry", _("资源"), "building-warehouse", "registry:home", "registry.view"),
    Item("dispatch", _("调拨"), "truck", "resources:moves", "resources.view"),
    Item("people", _("责任人"), "users", "people:persons", "people.view"),
    Item("households", _("住户"), "home", "people:households", "people.view"),
    Item("imports", _("导入"), "file-import", "people:imports", "people.import"),
    Item("ladders", _("步骤"), "stairs", "desk:ladders", "calling.ladders"),
    Item("reactions", _("自动"), "replace", "command:reactions", "command.view"),
    Item("public", _("公众页"), "users-group", "public:desk", "public.view"),
    Item("channels", _("通道"), "antenna", "desk:channels", "channels.view"),
    Item("journal", _("日志"), "history", "desk:journal", "journal.view"),
    Item("phones", _("手机"), "device-mobile", "accounts:phones", "field.devices"),
    Item("quarantine", _("待处理"), "inbox", "field:quarantine", "field.quarantine"),
    Item("users", _("用户"), "settings", "accounts:users", "accounts.manage"),
)


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries this person may open."""
    scope = getattr(request, "scope", None)
    shown: list[dict[str, Any]] = []
    for item in ITEMS:
        if scope is None or not scope.may(item.action):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        current = request.path.startswith(url)
        entry = {"key": item.key, "label": item.label, "icon": item.icon, "url": url, "current": current}
        shown.append(entry | {"badge": _mine_to_do(item.key, scope)})
    here = max((entry["url"] for entry in shown if entry["current"]), key=len, default="")
    return [entry | {"current": entry["url"] == here} for entry in shown]


def _mine_to_do(key: str, scope: Scope) -> int:
    """How many things wait for this person on the page; badges never count what others must do (ux.md §5.1)."""
    if key == "dangers":
        return unhandled(scope)
    if key == "evacuation":
        return conflicts_and_alarms(scope) if scope.may("evacuation.settle") else 0
    if key == "registry":
        return tasks_waiting(scope, clock.now())
    if key == "alerts" and scope.may("alerts.release"):
        return waiting_count(scope)
    return held_count(scope) if key == "quarantine" else 0


def site(_request: HttpRequest) -> dict[str, Any]:
    """What every template knows: the site's name, whether it is a demonstration, the clock's rate."""
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.DEMO,
        "now": clock.now(),
        "clock_rate": clock.rate(),
    }
