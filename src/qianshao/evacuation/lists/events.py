"""What lists, paper and disposal write into the journal: counts and names of files, never of people."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind(
        "evacuation.list_received",
        _("收到{department}名册“{list}”：{rows} 行，{problems} 处问题"),
        ("department", "list", "rows", "problems"),
        icon="file-text",
    ),
    Kind(
        "evacuation.list_written",
        _("并入{department}名册“{list}” {rows} 行"),
        ("department", "list", "rows"),
        icon="file-import",
    ),
    Kind("evacuation.list_dropped", _("放弃{department}名册“{list}”"), ("department", "list"), icon="circle-x"),
    Kind(
        "evacuation.list_undone",
        _("撤回{department}名册“{list}” {rows} 行"),
        ("department", "list", "rows"),
        icon="arrow-back-up",
    ),
    Kind(
        "evacuation.lists_joined",
        _("重新比对名册：{rows} 条，待处理 {conflicts} 处，待登记 {unknown} 人"),
        ("rows", "conflicts", "unknown"),
        icon="list-details",
    ),
    Kind(
        "evacuation.list_settled",
        _("处理名册不一致（{what}）：{reason}"),
        ("what", "choice", "reason"),
        ("reason",),
        icon="user-check",
    ),
    Kind(
        "evacuation.disposal_due",
        _("办结已满 {days} 天，请清除转移个人信息，或写明理由延期"),
        ("days",),
        tone="warn",
        icon="clock-exclamation",
    ),
    Kind(
        "evacuation.disposal_proposed", _("提出{wish}，理由：{reason}"), ("wish", "reason"), ("reason",), icon="trash"
    ),
    Kind(
        "evacuation.disposal_postponed",
        _("批准延期清除个人信息至 {until}，理由：{reason}"),
        ("until", "reason"),
        ("reason",),
        icon="calendar-time",
    ),
    Kind("evacuation.disposal_refused", _("没有批准，理由：{reason}"), ("reason",), ("reason",), icon="circle-x"),
    Kind("evacuation.printed", _("打印{list} {count} 户"), ("list", "count"), icon="printer"),
    Kind("evacuation.exported", _("导出{list} {count} 条（{full}）"), ("list", "count", "full"), icon="table-export"),
)
