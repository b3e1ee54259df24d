"""Who may see, keep, inspect and open shelters."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS = (
    Action("places.view", _("查看安置点"), roles=(*READERS, "village_cadre", "grid_worker", "wall")),
    Action("places.edit", _("登记和修改安置点"), roles=(*DESK, "county_admin", "village_cadre")),
    Action("places.state", _("启用、停止接收和关闭安置点"), roles=(*DESK, "village_cadre", "grid_worker")),
    Action("places.inspect", _("检查安置点"), roles=(*DESK, "county_admin", "village_cadre", "grid_worker")),
    Action("places.import", _("导入安置点"), roles=("county_admin", "county_duty", "town_duty", "town_lead")),
    Action("places.export", _("导出安置点（遮盖号码）"), roles=READERS),
    Action("places.standards", _("修改安置点分类和检查项"), roles=("county_admin",)),
)
