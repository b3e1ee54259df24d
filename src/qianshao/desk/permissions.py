"""Who may open the desk and take data out of it."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("desk.view", _("查看指挥台"), roles=(*READERS, "village_cadre", "wall")),
    Action("desk.export", _("导出叫应台账"), roles=(*DESK, "county_auditor", "county_admin")),
)
