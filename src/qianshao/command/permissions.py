"""Who may do what in command."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("command.view", _("查看自动处置"), roles=READERS),
    Action("command.decide", _("处理平台的提示"), roles=DESK),
    Action("command.table", _("修改拟转移方案的对应表"), roles=("county_lead", "county_admin")),
    Action("command.retry", _("重试自动处置"), roles=("county_lead", "county_admin")),
)
