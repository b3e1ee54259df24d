"""What command writes into the journal."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("command.suggested", _("平台提示：{title}"), ("title", "what", "cause", "order"), icon="info-circle"),
    Kind("command.suggestion_ended", _("平台提示已失效：{title}"), ("title", "why"), icon="clock-off"),
    Kind("command.dismissed", _("不采用平台提示“{title}”，理由：{reason}"), ("title", "reason"), icon="circle-x"),
    Kind(
        "command.household_told",
        _("转移登记接通叫应：{count} 户算已知晓"),
        ("count", "cases", "order"),
        tone="ok",
        icon="check",
    ),
    Kind(
        "command.sheet_published",
        _("拟转移对应表“{hazard}”发布第 {version} 版，理由：{reason}"),
        ("hazard", "version", "reason"),
        tone="warn",
        icon="pencil",
    ),
    Kind(
        "command.stuck",
        _("自动处置“{name}”多次失败，请人工处理"),
        ("name", "entry"),
        tone="bad",
        icon="alert-octagon",
    ),
    Kind(
        "command.reminded",
        _("{what} {no} 的到期提醒已发给 {count} 人"),
        ("what", "no", "count", "step", "number", "who"),
        icon="bell-ringing",
    ),
    Kind(
        "command.nobody_to_remind",
        _("{what} {no} 到期没有人可提醒，请设置负责人"),
        ("what", "no", "step", "roles"),
        tone="bad",
        icon="alert-octagon",
    ),
    Kind(
        "command.told",
        _("{what} {no} 已通知 {count} 人"),
        ("what", "no", "count", "step", "number", "who"),
        icon="bell-ringing",
    ),
    Kind("command.departments_told", _("吹哨 {no} 已发给 {who} 的值班电话"), ("no", "who"), icon="send"),
    Kind(
        "command.departments_no_phone",
        _("吹哨 {no} 没有发给 {who}：没有值班电话"),
        ("no", "who"),
        tone="warn",
        icon="phone",
    ),
    Kind("command.unit_told", _("隐患 {no} 的交办已发给{unit}"), ("no", "unit"), icon="send"),
    Kind(
        "command.unit_no_phone",
        _("隐患 {no} 的交办没有发给{unit}：没有电话，请当面交办"),
        ("no", "unit"),
        tone="warn",
        icon="phone",
    ),
    Kind(
        "command.guards_told",
        _("盯守的人已通知 {count} 人，{missing} 人没有电话"),
        ("count", "missing", "who"),
        icon="send",
    ),
    Kind("command.retried", _("重试自动处置“{name}”"), ("name", "entry"), icon="refresh"),
)
