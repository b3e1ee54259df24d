"""Who may see, keep, ask for and hand out supplies."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action
from qianshao.resources.dispatch.permissions import ACTIONS as DISPATCH

ACTIONS = (
    Action("resources.view", _("查看物资"), roles=(*READERS, "village_cadre")),
    Action("resources.stock", _("物资入库、出库和盘点"), roles=DESK),
    Action("resources.edit", _("修改最低储备、协议和家庭储备"), roles=("county_admin", "county_duty")),
    Action("resources.items", _("修改物资目录和储备规则"), roles=("county_admin",)),
    Action("resources.request", _("申请调拨物资"), roles=("town_duty", "town_lead", "village_cadre", "county_duty")),
    Action("resources.approve", _("批准调拨"), roles=("county_lead", "county_duty")),
    Action("resources.requisition", _("征用社会物资"), roles=("county_lead", "town_lead")),
    Action("resources.plan", _("计算储备点、调运和消防圈方案"), roles=(*DESK, "county_admin")),
    Action("resources.figures", _("修改规划参数"), roles=("county_admin",)),
    # A view of its own, named after its page: fewer people read it than the room.
    Action(
        "budget.view",
        _("查看经费和国债装备"),
        roles=("county_admin", "county_lead", "county_duty", "county_auditor", "town_lead"),
    ),
    Action("resources.money", _("登记经费、国债装备和补偿"), roles=("county_admin", "county_lead")),
    *DISPATCH,
)
