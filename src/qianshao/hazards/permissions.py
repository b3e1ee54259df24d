"""Who may do what about dangers and patrols."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("hazards.view", _("查看险情和巡查"), roles=(*READERS, "village_cadre", "grid_worker", "wall")),
    Action("hazards.report", _("上报险情、巡查打卡"), roles=(*DESK, "village_cadre", "grid_worker")),
    Action("hazards.handle", _("核实和处置险情"), roles=DESK),
    Action("hazards.points", _("设置巡查点"), roles=(*DESK, "village_cadre")),
    Action("hazards.kinds", _("修改险情类别"), roles=("county_admin", "county_lead")),
)
