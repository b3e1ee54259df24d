"""Who may do what with reports of anybody."""

from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, READERS, Action

ACTIONS: tuple[Action, ...] = (
    Action("tips.view", _("查看群众举报"), roles=READERS),
    Action("tips.handle", _("受理群众举报、登记热线和企业自查"), roles=("town_duty", "county_duty")),
    # Whoever protects reporters must not need to know them: one role, few times a day, always in the journal.
    Action("tips.reveal", _("查看举报人"), roles=("county_lead",)),
    Action("tips.propose", _("提出举报奖励"), roles=("town_duty", "county_duty")),
    Action("tips.approve", _("审批举报奖励"), roles=("county_lead", "town_lead")),
    Action("tips.pay", _("凭领奖码发放奖励"), roles=("county_duty", "town_duty")),
    Action("tips.export", _("导出举报奖励台账"), roles=READERS),
    Action("tips.signs", _("打印随手拍二维码"), roles=DESK),
)
