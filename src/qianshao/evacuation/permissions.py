"""Who may do what in an evacuation."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

_LEADS = ("county_lead", "town_lead")
_VILLAGE = ("village_cadre", "grid_worker")

ACTIONS: tuple[Action, ...] = (
    Action("evacuation.view", _("查看转移安置"), roles=(*READERS, *_VILLAGE, "wall")),
    Action("evacuation.propose", _("拟转移方案"), roles=DESK),
    Action("evacuation.order", _("下转移命令"), roles=_LEADS),
    Action("evacuation.mark", _("登记转移去向"), roles=(*DESK, *_VILLAGE)),
    Action("evacuation.assign", _("派人派车、改安置点"), roles=DESK),
    Action("evacuation.all_clear", _("解除和办结转移"), roles=_LEADS),
    Action("evacuation.settle", _("核实不一致的记录"), roles=DESK),
    Action("evacuation.limits", _("修改再次上门时限"), roles=("county_lead", "county_admin")),
    Action("evacuation.lists", _("合并转移名册"), roles=("county_duty", "county_lead", "town_duty", "town_lead")),
    Action("evacuation.export", _("导出转移台账（遮盖号码）"), roles=READERS),
    Action("evacuation.dispose", _("清除转移个人信息"), roles=("county_admin", "county_lead")),
    # Two persons: whoever asked may not approve (services/dispose.py).
    Action("evacuation.dispose_approve", _("批准清除转移个人信息"), roles=("county_lead",)),
)
