"""Who decides about what came from phones that were taken back."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, Action

ACTIONS = (Action("field.quarantine", _("处理收回手机发来的内容"), roles=DESK),)
