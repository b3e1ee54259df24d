"""What this room writes into the journal: which record, which fields, how many. Names and phones of people never."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("registry.created", _("登记{kind}“{name}”"), ("kind", "name"), icon="circle-plus"),
    Kind("registry.changed", _("修改{kind}“{name}”：{fields}"), ("kind", "name", "fields"), icon="edit"),
    Kind("registry.adopted", _("确认{kind}“{name}”在册"), ("kind", "name"), tone="ok", icon="circle-check"),
    Kind("registry.verified", _("核实{kind}“{name}”：{found}"), ("kind", "name", "found"), icon="clipboard-check"),
    Kind(
        "registry.not_as_written",
        _("核实{kind}“{name}”：{found}，{words}"),
        ("kind", "name", "found", "words"),
        tone="wait",
        icon="alert-triangle",
    ),
    Kind("registry.retired", _("注销{kind}“{name}”：{reason}"), ("kind", "name", "reason"), icon="circle-x"),
    Kind("registry.restored", _("恢复{kind}“{name}”：{reason}"), ("kind", "name", "reason"), icon="arrow-back-up"),
    Kind("registry.line_put", _("{kind}“{name}”登记{sort}一条"), ("kind", "name", "sort"), icon="list-details"),
    Kind("registry.line_dropped", _("{kind}“{name}”删去{sort}一条"), ("kind", "name", "sort"), icon="list-details"),
    Kind(
        "registry.asked", _("申请变更{kind}“{name}”：{fields}"), ("kind", "name", "fields"), tone="wait", icon="edit"
    ),
    Kind(
        "registry.decided",
        _("变更{kind}“{name}”的申请{result}：{reason}"),
        ("kind", "name", "result", "reason"),
        icon="clipboard-check",
    ),
    Kind("registry.bulk_changed", _("批量修改 {count} 条资源：{fields}"), ("count", "fields"), icon="edit"),
    Kind(
        "registry.imported",
        _("导入{kind}：新增 {created} 条，更新 {updated} 条"),
        ("kind", "created", "updated"),
        icon="file-import",
    ),
    Kind(
        "registry.import_checked",
        _("上传资源表“{file}”：{rows} 行，{problems} 处问题"),
        ("file", "rows", "problems"),
        icon="file-text",
    ),
    Kind("registry.import_dropped", _("放弃导入“{file}”"), ("file",), icon="circle-x"),
    Kind("registry.import_undone", _("撤回导入“{file}”：{reverted} 条"), ("file", "reverted"), icon="arrow-back-up"),
    Kind("registry.photo_kept", _("{kind}“{name}”加一张照片"), ("kind", "name"), icon="photo"),
    Kind(
        "registry.counted", _("盘点{kind}“{name}”，{count} 项数量有变"), ("kind", "name", "count"), icon="list-check"
    ),
    Kind("registry.exported", _("导出{kind} {count} 条"), ("kind", "count"), icon="table-export"),
    Kind("registry.kind_edited", _("修改资源种类“{name}”"), ("name",), icon="list-details"),
    Kind(
        "registry.overdue",
        _("{count} 条{kind}到期没有核实：{names}"),
        ("count", "kind", "names"),
        tone="wait",
        icon="clock-exclamation",
    ),
    Kind(
        "registry.expiring",
        _("{kind}“{name}”的{sort}将在 {on} 到期"),
        ("kind", "name", "sort", "on"),
        tone="wait",
        icon="clock-exclamation",
    ),
)
