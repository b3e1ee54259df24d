"""What the room lets people do, and who may by default."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import COUNTY_DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("channels.view", _("查看通道状态"), roles=READERS),
    Action("channels.configure", _("配置和启停通道"), roles=("county_admin",)),
    Action("channels.test", _("试发一条"), roles=("county_admin", *COUNTY_DESK)),
)
