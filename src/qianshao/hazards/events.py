"""What dangers and patrols write into the journal. The place in a reporter's words stays in the report."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind(
        "hazards.trapped",
        _("有人受困！{where}报{kind}，人数：{count}"),
        ("kind", "where", "count"),
        tone="bad",
        icon="alert-octagon",
    ),
    Kind("hazards.reported", _("{where}报险情：{kind}"), ("kind", "where"), tone="warn", icon="alert-triangle"),
    Kind("hazards.verify", _("核实险情：{kind}"), ("kind",), icon="eye-check"),
    Kind("hazards.handle", _("险情已处置：{kind}"), ("kind",), tone="ok", icon="circle-check"),
    Kind("hazards.dismiss", _("险情为误报：{kind}"), ("kind",), icon="circle-x"),
    Kind("hazards.reopen", _("重新打开险情：{kind}"), ("kind",), tone="warn", icon="refresh"),
    Kind("hazards.note", _("险情记一笔：{kind}"), ("kind",), icon="notes"),
    Kind("hazards.merge", _("险情 {one} 与险情 {other} 是同一处"), ("one", "other"), icon="link"),
    Kind("hazards.split", _("险情 {one} 与险情 {other} 不是同一处"), ("one", "other"), icon="unlink"),
    Kind("hazards.checked_in", _("巡查打卡，没有异常"), ("point", "metres"), tone="ok", icon="map-pin"),
    Kind("hazards.checked_found", _("巡查发现异常"), ("point", "metres"), tone="warn", icon="eye"),
    Kind("hazards.point_saved", _("设置巡查点"), ("point",), icon="map-pin"),
    Kind("hazards.point_retired", _("停用巡查点，理由：{reason}"), ("point", "reason"), icon="map-off"),
    Kind("hazards.kinds_published", _("险情类别第 {version} 版，共 {count} 类"), ("version", "count"), icon="list"),
)
