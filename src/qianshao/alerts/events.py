"""What alerts write into the journal."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("alerts.received", _("收到预警“{title}”，来自 {sender}"), ("title", "sender", "signature"), icon="download"),
    Kind(
        "alerts.redelivered", _("同一编号的预警再次送来，内容不同，未采用"), ("sha256",), tone="warn", icon="copy-off"
    ),
    Kind("alerts.composed", _("拟写预警“{title}”"), ("title",), icon="pencil"),
    Kind("alerts.edited", _("修改预警“{title}”"), ("title",), icon="pencil"),
    Kind("alerts.submitted", _("提交签发“{title}”，应叫 {count}"), ("title", "count"), icon="send"),
    Kind("alerts.returned", _("退回修改，理由：{reason}"), ("reason",), tone="warn", icon="arrow-back-up"),
    Kind("alerts.withdrawn", _("撤回，理由：{reason}"), ("reason",), tone="warn", icon="ban"),
    Kind(
        "alerts.released",
        _("签发“{title}”，应叫 {count}，理由：{reason}"),
        ("title", "count", "reason", "colour", "hazard"),
        tone="bad",
        icon="bell-ringing",
    ),
    Kind("alerts.superseded", _("由新预警“{title}”更新"), ("title", "by"), icon="refresh"),
    Kind("alerts.cancelled", _("由“{title}”解除"), ("title", "by"), tone="ok", icon="bell-off"),
    Kind("alerts.expired", _("预警到期"), (), icon="clock-off"),
    Kind("alerts.called", _("叫应已发起，名单就绪"), ("callout",), icon="phone-call"),
    Kind(
        "alerts.table_published",
        _("灾种表“{name}”发布第 {version} 版，理由：{reason}"),
        ("name", "version", "reason", "source"),
        tone="warn",
        icon="pencil",
    ),
)
