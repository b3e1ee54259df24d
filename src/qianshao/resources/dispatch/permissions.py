"""Who receives goods and who sets the figures; the room's other actions stand in ``resources.permissions``."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, Action

ACTIONS = (
    Action("resources.receive", _("签收调拨物资"), roles=(*DESK, "village_cadre", "grid_worker")),
    Action("resources.dispatch_rules", _("修改调拨时限和系数"), roles=("county_admin",)),
)
