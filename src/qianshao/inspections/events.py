"""What the room writes into the journal. Nothing here names a place before its visit is started."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

_PLACE = ("kind", "place")
KINDS: tuple[Kind, ...] = (
    Kind("inspections.plan_saved", _("安排巡查检查：{name}"), ("name",), icon="calendar"),
    Kind(
        "inspections.plan_stopped", _("停用巡查检查安排：{name}，理由：{reason}"), ("name", "reason"), icon="circle-x"
    ),
    Kind("inspections.made", _("{name}：生成 {count} 项"), ("name", "count"), icon="calendar"),
    Kind("inspections.missed", _("{kind}漏检：{place}"), _PLACE, tone="warn", icon="clock"),
    Kind("inspections.missed_sealed", _("有一项抽查没有按期开始"), (), tone="warn", icon="clock"),
    Kind("inspections.reasoned", _("说明漏检原因：{place}"), ("place",), icon="notes"),
    Kind("inspections.handed", _("{kind}改由{who}去：{place}"), ("kind", "who", "place"), icon="send"),
    Kind("inspections.cancelled", _("取消{kind}：{place}，理由：{reason}"), (*_PLACE, "reason"), icon="circle-x"),
    Kind("inspections.started", _("{kind}开始：{place}，{presence}"), (*_PLACE, "presence"), icon="map-pin"),
    Kind("inspections.passed", _("{kind}完成：{place}，没有不合格项"), _PLACE, tone="ok", icon="circle-check"),
    Kind(
        "inspections.failed",
        _("{kind}完成：{place}，{count} 项不合格，都登记了隐患"),
        (*_PLACE, "count"),
        tone="warn",
        icon="clipboard-check",
    ),
    Kind("inspections.drawn", _("完成一次抽查抽取，编号 {no}，{count} 家"), ("no", "count"), icon="dots"),
    Kind("inspections.draw_told", _("抽查 {no} 告知检查人员"), ("no",), icon="send"),
    Kind(
        "inspections.draw_void", _("抽查 {no} 作废，理由：{reason}"), ("no", "reason"), tone="warn", icon="circle-x"
    ),
    Kind("inspections.inspector_saved", _("检查人员名录：{who}"), ("who",), icon="users"),
    Kind(
        "inspections.interest_declared",
        _("申报回避：{who}不去{what}，关系：{words}"),
        ("who", "what", "words"),
        icon="users",
    ),
    Kind(
        "inspections.interest_withdrawn",
        _("撤回回避：{who}可以去{what}，理由：{reason}"),
        ("who", "what", "reason"),
        tone="warn",
        icon="users",
    ),
    Kind("inspections.self_link_made", _("发企业自查链接：{place}"), ("place",), icon="send"),
    Kind("inspections.self_link_revoked", _("停用企业自查链接：{place}"), ("place",), icon="circle-x"),
    Kind("inspections.guidance_asked", _("申请{kind}：{what}"), ("kind", "what"), icon="send"),
    Kind("inspections.guidance_planned", _("安排{kind}：{what}"), ("kind", "what"), icon="calendar"),
    Kind("inspections.guidance_declined", _("没有安排{kind}：{what}"), ("kind", "what"), icon="circle-x"),
    Kind("inspections.guidance_done", _("{kind}已记录：{what}"), ("kind", "what"), tone="ok", icon="notes"),
    Kind("inspections.exported", _("导出巡查检查台账 {count} 条"), ("count",), icon="file-spreadsheet"),
)
