"""Who may see and change the tree."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import READERS, Action

ACTIONS = (
    Action("divisions.view", _("查看区划"), roles=(*READERS, "village_cadre", "grid_worker", "wall")),
    Action("divisions.import", _("导入区划"), roles=("county_admin",)),
)
