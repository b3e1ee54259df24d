"""What this room writes into the journal. Addresses and texts never stand here, only counts and codes."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("channels.configured", _("配置通道 {name}：{changed}"), ("name", "changed"), icon="settings"),
    Kind("channels.enabled", _("启用通道 {name}"), ("name",), icon="antenna"),
    Kind("channels.disabled", _("停用通道 {name}"), ("name",), icon="antenna"),
    Kind("channels.tested", _("试发通道 {name}：{result}"), ("name", "result"), icon="antenna"),
    Kind(
        "channels.broken",
        _("通道 {name} 连续失败，暂停 {seconds} 秒：{error}"),
        ("name", "seconds", "error"),
        tone="bad",
    ),
    Kind("channels.recovered", _("通道 {name} 恢复"), ("name",), tone="ok"),
    Kind("channels.expired", _("{count} 条消息过了时效，没有发出"), ("count", "kinds"), tone="warn"),
    Kind("channels.no_way", _("{count} 条消息没能发出：没有启用的“{way}”通道"), ("count", "way"), tone="bad"),
    Kind("channels.cancelled", _("{count} 条待发消息已作废：{reason}"), ("count", "reason")),
    Kind("channels.forgotten", _("{count} 条 {days} 天前的消息已去掉姓名和号码"), ("count", "days"), icon="trash"),
    Kind("channels.callback_refused", _("通道 {name} 收到签名或时间不对的回执，未接收"), ("name",), tone="bad"),
    Kind(
        "channels.receipt_conflict",
        _("通道 {name} 有 {count} 条回执与先前的不一致，未采用"),
        ("name", "count"),
        tone="warn",
    ),
)
