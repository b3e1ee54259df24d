"""Who may read the journal."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import READERS, Action

ACTIONS = (Action("journal.view", _("查看日志"), roles=READERS),)
