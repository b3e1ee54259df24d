"""Who may do what about cases."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

_LEADS = ("county_lead", "town_lead")

ACTIONS: tuple[Action, ...] = (
    Action("enforcement.view", _("查看执法案件"), roles=READERS),
    Action("enforcement.handle", _("办理执法案件"), roles=DESK),
    Action("enforcement.approve", _("审批立案、告知、移送、撤案和结案"), roles=_LEADS),
    # A township's leader only where the matter is delegated to the township: the verb asks the register.
    Action("enforcement.decide", _("作出处罚或不予处罚的决定"), roles=_LEADS),
    Action("enforcement.officers", _("登记执法人员"), roles=("county_admin", "county_duty")),
    Action("enforcement.delegations", _("登记乡镇赋权事项"), roles=("county_admin", "county_lead")),
    Action("enforcement.templates", _("修改文书模板"), roles=("county_admin",)),
    Action("enforcement.export", _("导出执法台账"), roles=READERS),
)
