"""Who may see, keep, ask for and decide changes of the register."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import READERS, Action

_EDITORS = ("county_duty", "county_admin", "town_duty", "town_lead")
_BELOW = ("village_cadre", "grid_worker")

ACTIONS = (
    Action("registry.view", _("查看资源登记"), roles=(*READERS, *_BELOW)),
    Action("registry.edit", _("登记和修改资源"), roles=_EDITORS),
    Action("registry.ask", _("申请新增和修改资源"), roles=(*_EDITORS, *_BELOW)),
    Action("registry.decide", _("审批资源变更"), roles=("county_duty", "county_lead", "town_lead")),
    Action("registry.verify", _("现场核实资源"), roles=(*_EDITORS, *_BELOW)),
    Action("registry.kinds", _("修改资源种类和字段"), roles=("county_admin",)),
    Action(
        "registry.reveal", _("查看资源联系人完整号码"), roles=("county_duty", "county_lead", "town_duty", "town_lead")
    ),
)
