"""What this room writes into the journal. Names and numbers are not written: only who, where and how many."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind("people.person_created", _("登记责任人（{post}）"), ("post",), icon="user-plus"),
    Kind("people.person_changed", _("修改责任人资料：{fields}"), ("fields",), icon="edit"),
    Kind("people.person_retired", _("停用责任人：{reason}"), ("reason",), icon="user-minus"),
    Kind("people.person_verified", _("核实责任人号码"), icon="user-check"),
    Kind("people.phone_changed", _("更换责任人电话：{reason}"), ("reason",), icon="phone"),
    Kind(
        "people.post_assigned",
        _("任职：{post}（{slot} 岗），自 {start}"),
        ("post", "slot", "start"),
        icon="id-badge-2",
    ),
    Kind("people.post_ended", _("卸任：{post}，至 {end}"), ("post", "end"), icon="user-minus"),
    Kind("people.household_created", _("登记住户 {code}"), ("code",), icon="home"),
    Kind("people.household_changed", _("修改住户资料：{fields}"), ("fields",), icon="edit"),
    Kind("people.household_moved", _("住户迁到 {to}"), ("to",), icon="home-move"),
    Kind("people.household_retired", _("注销住户：{reason}"), ("reason",), icon="circle-x"),
    Kind("people.zone_created", _("划定危险区“{name}”"), ("name",), icon="alert-triangle"),
    Kind("people.zone_changed", _("修改危险区“{name}”"), ("name",), icon="alert-triangle"),
    Kind("people.zone_retired", _("撤销危险区“{name}”：{reason}"), ("name", "reason"), icon="circle-x"),
    Kind("people.zone_settled", _("按范围把 {count} 户划入危险区“{name}”"), ("name", "count"), icon="home"),
    Kind("people.post_edited", _("修改岗位字典 {code}"), ("code",), icon="list-details"),
    Kind(
        "people.persons_imported",
        _("导入责任人：新增 {created} 人，更新 {updated} 人，任职 {assigned} 个"),
        ("created", "updated", "assigned"),
        icon="file-import",
    ),
    Kind(
        "people.households_imported",
        _("导入住户：新增 {created} 户，更新 {updated} 户，共 {members} 人"),
        ("created", "updated", "members"),
        icon="file-import",
    ),
    Kind(
        "people.import_checked",
        _("上传名册“{file}”：{rows} 行，{problems} 处问题"),
        ("file", "rows", "problems"),
        icon="file-text",
    ),
    Kind("people.import_dropped", _("放弃导入“{file}”"), ("file",), icon="circle-x"),
    Kind("people.import_undone", _("撤回导入“{file}”：{reverted} 条"), ("file", "reverted"), icon="arrow-back-up"),
    Kind("people.exported", _("导出{list} {count} 条（{full}）"), ("list", "count", "full"), icon="table-export"),
)
