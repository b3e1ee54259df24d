"""What this room writes into the journal: which shelter, which state, how many. Keepers' names and phones never."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind(
        "places.shelter_created",
        _("登记安置点“{name}”，可容 {capacity} 人"),
        ("name", "capacity"),
        icon="home-shield",
    ),
    Kind("places.shelter_changed", _("修改安置点“{name}”：{fields}"), ("name", "fields"), icon="edit"),
    Kind("places.shelter_retired", _("撤销安置点“{name}”：{reason}"), ("name", "reason"), icon="circle-x"),
    Kind("places.shelter_opened", _("启用安置点“{name}”：{why}"), ("name", "why"), tone="ok", icon="door-enter"),
    Kind("places.shelter_full", _("安置点“{name}”停止接收：{why}"), ("name", "why"), tone="wait", icon="ban"),
    Kind("places.shelter_rested", _("安置点“{name}”转为平时待用：{why}"), ("name", "why"), icon="home-shield"),
    Kind("places.shelter_closed", _("安置点“{name}”不能用：{why}"), ("name", "why"), tone="bad", icon="circle-x"),
    Kind(
        "places.inspected",
        _("检查安置点“{name}”：{result}，缺 {faults} 项"),
        ("name", "result", "faults"),
        icon="clipboard-check",
    ),
    Kind(
        "places.inspection_overdue",
        _("安置点“{name}”检查已到期（{due}），还没有检查"),
        ("name", "due"),
        tone="wait",
        icon="clock-exclamation",
    ),
    Kind(
        "places.need_asked",
        _("安置点“{name}”缺{what}：{words}"),
        ("name", "what", "words"),
        tone="wait",
        icon="package",
    ),
    Kind(
        "places.need_answered",
        _("安置点“{name}”缺{what}，已答复：{words}"),
        ("name", "what", "words"),
        tone="ok",
        icon="package",
    ),
    Kind("places.standard_edited", _("修改安置点分类和检查项：{what}"), ("what",), icon="list-details"),
    Kind(
        "places.import_checked",
        _("上传安置点表“{file}”：{rows} 行，{problems} 处问题"),
        ("file", "rows", "problems"),
        icon="file-text",
    ),
    Kind(
        "places.imported",
        _("导入安置点：新增 {created} 个，更新 {updated} 个"),
        ("created", "updated"),
        icon="file-import",
    ),
    Kind("places.import_dropped", _("放弃导入“{file}”"), ("file",), icon="circle-x"),
    Kind("places.import_undone", _("撤回导入“{file}”：{reverted} 条"), ("file", "reverted"), icon="arrow-back-up"),
    Kind("places.exported", _("导出安置点 {count} 条"), ("count",), icon="table-export"),
)
