"""Who may open the map, take data out of it and bring data in."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("onemap.view", _("查看一张图"), roles=(*READERS, "village_cadre", "grid_worker")),
    Action("onemap.export", _("导出图层"), roles=(*DESK, "county_auditor", "county_admin")),
    Action("onemap.import", _("导入图层文件"), roles=("county_admin", "county_duty", "town_duty", "town_lead")),
)
