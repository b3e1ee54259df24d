"""Who may do what with alerts."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("alerts.view", _("查看预警"), roles=(*READERS, "village_cadre", "wall")),
    Action("alerts.receive", _("接收预警报文"), roles=DESK),
    Action("alerts.compose", _("拟写、提交、撤回预警"), roles=DESK),
    # A second person, one who answers for the area (reliability T1).
    Action("alerts.release", _("签发预警"), roles=("county_lead",)),
    Action("alerts.table", _("修改灾种和叫应范围"), roles=("county_lead", "county_admin")),
)
