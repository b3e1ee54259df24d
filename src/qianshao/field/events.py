"""What this room writes into the journal. What a command does is written by the room whose verb it calls."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("field.quarantined", _("{device} 发来 {count} 条，待处理"), ("device", "count"), tone="warn", icon="inbox"),
    Kind("field.copied", _("{device} 取走 {rows} 条名册"), ("device", "rows"), icon="device-mobile"),
    Kind("field.refused", _("{device} 有 {count} 条没办成"), ("device", "count"), tone="warn", icon="device-mobile"),
    Kind(
        "field.quarantine_run",
        _("采用手机发来、没有并入的一条，原因：{reason}"),
        ("command", "reason"),
        tone="warn",
        icon="inbox",
    ),
    Kind(
        "field.quarantine_discarded",
        _("搁置手机发来、没有并入的一条，原因：{reason}"),
        ("command", "reason"),
        tone="warn",
        icon="inbox-off",
    ),
)
