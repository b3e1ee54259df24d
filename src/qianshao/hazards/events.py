"""What the room writes into the journal. Places in a reporter's words and the words of an act stay where they are,
but for a correction of the place, which keeps what stood before and after.
"""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS: tuple[Kind, ...] = (
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

_NO = ("no",)
_WORKS = ("no", "name")
_LEDGER = (
    ("find", _("登记隐患 {no}：{kind}"), ("no", "kind"), "warn", "alert-triangle"),
    ("verify", _("核实隐患 {no}，定为{grade}"), ("no", "grade"), "run", "eye-check"),
    ("dismiss", _("隐患 {no} 核实不属实"), _NO, "run", "circle-x"),
    ("restore", _("隐患 {no} 恢复为待核实"), _NO, "warn", "refresh"),
    ("fix_on_site", _("隐患 {no} 立行立改"), _NO, "ok", "check"),
    ("report_up", _("隐患 {no} 上报"), _NO, "run", "send"),
    ("assign", _("隐患 {no} 交办给{unit}"), ("no", "unit"), "run", "send"),
    ("reassign", _("隐患 {no} 转办给{unit}"), ("no", "unit"), "run", "send"),
    ("start", _("隐患 {no} 开始整改"), _NO, "run", "tool"),
    ("progress", _("隐患 {no} 整改进展"), _NO, "run", "notes"),
    ("ask", _("隐患 {no} 申请验收"), _NO, "run", "send"),
    ("accept", _("隐患 {no} 验收通过"), _NO, "ok", "check"),
    ("reject", _("隐患 {no} 验收驳回"), _NO, "warn", "circle-x"),
    ("reject_on_site", _("隐患 {no} 立行立改验收驳回"), _NO, "warn", "circle-x"),
    ("unaccept", _("隐患 {no} 退回整改"), _NO, "warn", "circle-x"),
    ("unaccept_on_site", _("隐患 {no} 退回，待交办"), _NO, "warn", "circle-x"),
    ("close", _("隐患 {no} 销号"), _NO, "ok", "circle-check"),
    ("reopen", _("隐患 {no} 重新打开"), _NO, "warn", "refresh"),
    ("reopen_on_site", _("隐患 {no} 重新打开，待交办"), _NO, "warn", "refresh"),
    ("ask_extension", _("隐患 {no} 申请延期到 {until}"), ("no", "until"), "run", "clock"),
    ("grant_extension", _("隐患 {no} 同意延期到 {until}"), ("no", "until"), "run", "clock"),
    ("refuse_extension", _("隐患 {no} 不同意延期"), _NO, "run", "clock"),
    ("withdraw_extension", _("隐患 {no} 撤回延期申请"), _NO, "run", "clock"),
    ("escalate", _("隐患 {no} {level}"), ("no", "level"), "warn", "stairs"),
    ("delist", _("隐患 {no} 摘牌：{level}"), ("no", "level"), "ok", "circle-check"),
    ("transfer", _("隐患 {no} 移交执法"), _NO, "warn", "send"),
    ("report", _("隐患 {no} 重大隐患报告"), _NO, "run", "file-text"),
    ("plan", _("隐患 {no} 治理方案"), _NO, "run", "file-text"),
    ("guard", _("隐患 {no} 安排盯守：{cause}"), ("no", "cause"), "warn", "eye"),
    ("end_guard", _("隐患 {no} 盯守结束"), _NO, "ok", "eye"),
    ("look", _("隐患 {no} 盯守回报"), _NO, "run", "eye"),
    ("look_worse", _("隐患 {no} 盯守回报：情况变坏"), _NO, "bad", "alert-octagon"),
    ("link_risk", _("隐患 {no} 关联风险点"), _NO, "run", "link"),
    ("merge", _("隐患 {no} 与 {other} 是同一处"), ("no", "other"), "run", "link"),
    ("split", _("隐患 {no} 与 {other} 不是同一处"), ("no", "other"), "run", "unlink"),
    ("remind", _("隐患 {no} 快到期，提醒"), _NO, "warn", "bell-ringing"),
    ("urge", _("隐患 {no} 逾期，第 {number} 次督办"), ("no", "number"), "bad", "bell-ringing"),
    ("note", _("隐患 {no} 记一笔"), _NO, "run", "notes"),
    ("correct", _("更正隐患 {no} 的位置：{before} → {after}"), ("no", "before", "after"), "run", "edit"),
    ("left", _("隐患 {no} 不在{before}，更正到{after}"), ("no", "before", "after"), "run", "arrow-right"),
    ("sense_over", _("隐患 {no} 监测超过阈值：{value}（{limit}）"), ("no", "value", "limit"), "warn", "wave-square"),
    ("sense_back", _("隐患 {no} 监测读数回落：{value}"), ("no", "value"), "run", "wave-square"),
    ("works_plan", _("隐患 {no} 制定治理工程：{name}"), _WORKS, "run", "building"),
    ("works_edit", _("隐患 {no} 调整治理工程：{name}"), _WORKS, "run", "edit"),
    ("works_done", _("隐患 {no} 工程节点完成：{name}"), _WORKS, "ok", "check"),
    ("works_photo", _("隐患 {no} 补工程节点照片：{name}"), _WORKS, "run", "photo"),
    ("works_told", _("隐患 {no} 工程进展：{name}"), _WORKS, "run", "notes"),
    ("works_ask", _("隐患 {no} 工程申请验收：{name}"), _WORKS, "run", "send"),
    ("works_accept", _("隐患 {no} 工程验收通过：{name}"), _WORKS, "ok", "circle-check"),
    ("works_reject", _("隐患 {no} 工程验收退回：{name}"), _WORKS, "warn", "circle-x"),
    ("works_drop", _("隐患 {no} 取消治理工程：{name}"), _WORKS, "warn", "x"),
    ("works_remind", _("隐患 {no} 工程节点快到期：{name}"), _WORKS, "warn", "bell-ringing"),
    (
        "works_urge",
        _("隐患 {no} 工程节点逾期：{name}，第 {number} 次督办"),
        (*_WORKS, "number"),
        "bad",
        "bell-ringing",
    ),
)
KINDS += tuple(
    Kind(f"hazards.ledger_{act}", sentence, fields, tone=tone, icon=icon)
    for act, sentence, fields, tone, icon in _LEDGER
)
KINDS += (
    Kind(
        "hazards.standard_published",
        _("隐患标准“{title}”第 {version} 版，共 {count} 行"),
        ("title", "version", "count"),
        icon="list",
    ),
    Kind("hazards.guards_set", _("{cause}：{count} 处隐患安排盯守"), ("cause", "count"), tone="warn", icon="eye"),
    Kind("hazards.guards_ended", _("{cause}：{count} 处隐患盯守结束"), ("cause", "count"), tone="ok", icon="eye"),
    Kind("hazards.eye", _("隐患 {no} 的照片请识图服务看过"), ("no",), icon="eye"),
    Kind("hazards.ledger_exported", _("导出隐患台账 {count} 条"), ("count",), icon="download"),
)

_WHISTLE = (
    ("blow", _("吹哨 {no}（{case}），叫{departments}"), ("no", "case", "departments"), "bad", "speakerphone"),
    ("call", _("吹哨 {no} 加叫{department}"), ("no", "department"), "warn", "speakerphone"),
    ("answer", _("吹哨 {no}：{department}应答"), ("no", "department"), "run", "check"),
    ("set_out", _("吹哨 {no}：{department}出发"), ("no", "department"), "run", "walk"),
    ("decline", _("吹哨 {no}：{department}说不归本部门管"), ("no", "department"), "bad", "arrow-back-up"),
    ("insist", _("吹哨 {no}：仍请{department}来办"), ("no", "department"), "warn", "speakerphone"),
    ("arrive", _("吹哨 {no}：{department}报到"), ("no", "department"), "ok", "map-pin"),
    ("finish", _("吹哨 {no}：{department}办完"), ("no", "department"), "ok", "circle-check"),
    ("release", _("吹哨 {no}：{department}不用来了"), ("no", "department"), "run", "circle-x"),
    ("miss", _("吹哨 {no}：{department}超时，第 {number} 次"), ("no", "department", "number"), "bad", "bell-ringing"),
    ("rate", _("吹哨 {no}：评价{department} {rating} 分"), ("no", "department", "rating"), "run", "star"),
    ("close", _("吹哨 {no} 办结"), ("no",), "ok", "circle-check"),
    ("withdraw", _("吹哨 {no} 撤回"), ("no",), "run", "arrow-back-up"),
    ("note", _("吹哨 {no} 记一笔"), ("no",), "run", "notes"),
)
KINDS += tuple(
    Kind(f"hazards.whistle_{act}", sentence, fields, tone=tone, icon=icon)
    for act, sentence, fields, tone, icon in _WHISTLE
)

KINDS += (
    Kind("hazards.risk_assessed", _("评估风险点 {name}"), ("name", "colour", "score"), icon="gauge"),
    Kind("hazards.risk_control", _("风险点 {name} 增加管控措施"), ("name",), icon="shield-plus"),
    Kind("hazards.risk_control_dropped", _("停用管控措施：{words}"), ("words",), icon="shield-minus"),
    Kind("hazards.risk_check", _("管控措施检查：{words}"), ("words",), tone="ok", icon="shield-check"),
    Kind("hazards.risk_check_failed", _("管控措施不管用：{words}"), ("words",), tone="bad", icon="alert-triangle"),
    Kind("hazards.station_saved", _("登记监测站点 {name}（{code}）"), ("name", "code"), icon="antenna"),
    Kind("hazards.link_shown", _("看了隐患 {no} 给{unit}的办理链接"), ("no", "unit"), icon="link"),
    Kind("hazards.works_exported", _("导出治理工程 {count} 项"), ("count",), icon="download"),
    Kind("hazards.risks_exported", _("导出风险点 {count} 条"), ("count",), icon="download"),
)
