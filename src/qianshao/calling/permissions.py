"""Who may do what in 叫应."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import COUNTY_DESK, DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("calling.view", _("查看叫应"), roles=(*READERS, "village_cadre", "wall")),
    Action("calling.start", _("发起叫应"), roles=COUNTY_DESK),
    Action("calling.mine", _("应答自己的叫应"), roles=(*DESK, "village_cadre", "grid_worker")),
    Action("calling.answer", _("代记应答"), roles=DESK),
    Action("calling.door", _("上门回报"), roles=(*DESK, "village_cadre", "grid_worker")),
    Action("calling.excuse", _("销叫（写明理由）"), roles=("county_lead", "town_lead")),
    Action("calling.reassign", _("改派、改号码、再叫一遍"), roles=DESK),
    Action("calling.lift", _("解除叫应"), roles=("county_lead",)),
    Action("calling.close", _("办结叫应"), roles=COUNTY_DESK),
    Action("calling.ladders", _("修改叫应步骤"), roles=("county_lead", "county_admin")),
)
