"""What the room writes into the journal: numbers and places, never who reported, never their words."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

_NO = ("no",)
KINDS: tuple[Kind, ...] = (
    Kind("tips.received", _("收到群众举报 {no}：{kind}"), ("no", "kind"), tone="warn", icon="message-2"),
    Kind("tips.take", _("举报 {no} 转为隐患 {hazard}"), ("no", "hazard"), icon="clipboard-check"),
    Kind("tips.join", _("举报 {no} 并入隐患 {hazard}"), ("no", "hazard"), icon="link"),
    Kind("tips.answer", _("举报 {no} 已答复"), _NO, tone="ok", icon="circle-check"),
    Kind(
        "tips.undo",
        _("举报 {no} 从隐患 {hazard} 撤回，理由：{reason}"),
        ("no", "hazard", "reason"),
        tone="warn",
        icon="arrow-back-up",
    ),
    Kind("tips.restore", _("举报 {no} 重新处理"), _NO, tone="warn", icon="refresh"),
    Kind("tips.fold", _("举报 {no} 人工折叠，理由：{reason}"), ("no", "reason"), icon="archive"),
    Kind("tips.unfold", _("举报 {no} 取消折叠"), _NO, icon="inbox"),
    Kind("tips.revealed", _("查看举报 {no} 的举报人，理由：{reason}"), ("no", "reason"), tone="warn", icon="eye"),
    Kind("tips.proposed", _("举报 {no} 提出奖励 {amount} 元"), ("no", "amount"), icon="coins"),
    Kind("tips.approve", _("举报 {no} 的奖励批准，{amount} 元"), ("no", "amount"), tone="ok", icon="coins"),
    Kind("tips.refuse", _("举报 {no} 的奖励没有批准"), _NO, icon="circle-x"),
    Kind("tips.code_shown", _("举报 {no} 的领奖码已出示"), _NO, icon="key"),
    Kind(
        "tips.code_renewed",
        _("举报 {no} 的领奖码重新发放，理由：{reason}"),
        ("no", "reason"),
        tone="warn",
        icon="key",
    ),
    Kind("tips.pay", _("举报 {no} 的奖励已发放，{amount} 元"), ("no", "amount"), tone="ok", icon="coins"),
    Kind("tips.exported", _("导出举报奖励台账，共 {count} 条"), ("count",), icon="file-spreadsheet"),
)
