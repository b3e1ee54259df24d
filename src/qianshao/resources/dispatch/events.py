"""What dispatch writes into the journal: codes, goods, how many. Owners, takers and drivers never."""

from django.utils.translation import gettext_lazy as _

from qianshao.journal.kinds import Kind

KINDS = (
    Kind(
        "dispatch.requested", _("申请调拨 {code}：{goods}，送到{place}"), ("code", "goods", "place"), icon="package"
    ),
    Kind(
        "dispatch.approved",
        _("批准调拨 {code}：从{store}调 {goods}"),
        ("code", "store", "goods"),
        tone="ok",
        icon="check",
    ),
    Kind(
        "dispatch.verbal",
        _("口头令调拨 {code}：{by}下令，从{store}调 {goods}，{due} 前补书面"),
        ("code", "by", "store", "goods", "due"),
        tone="wait",
        icon="phone",
    ),
    Kind(
        "dispatch.paper_filed", _("调拨 {code} 补齐书面令：{number}"), ("code", "number"), tone="ok", icon="file-text"
    ),
    Kind(
        "dispatch.paper_late",
        _("调拨 {code} 的书面令已过期（{due}），还没有补"),
        ("code", "due"),
        tone="bad",
        icon="clock-exclamation",
    ),
    Kind(
        "dispatch.proposed", _("按方案建议 {code} 从{store}调 {goods}"), ("code", "store", "goods"), icon="chart-dots"
    ),
    Kind("dispatch.refused", _("不批准调拨 {code}：{reason}"), ("code", "reason"), icon="circle-x"),
    Kind("dispatch.withdrawn", _("撤回调拨 {code}：{reason}"), ("code", "reason"), icon="arrow-back-up"),
    Kind("dispatch.picked", _("拣货完成 {code}：{goods}"), ("code", "goods"), icon="clipboard-check"),
    Kind("dispatch.put_back", _("退回拣货 {code}：{reason}"), ("code", "reason"), icon="arrow-back-up"),
    Kind("dispatch.carried", _("出发 {code}：{goods}，车 {vehicle}"), ("code", "goods", "vehicle"), icon="truck"),
    Kind(
        "dispatch.turned_back", _("途中返回 {code}：{reason}"), ("code", "reason"), tone="wait", icon="arrow-back-up"
    ),
    Kind("dispatch.received", _("签收 {code}：{goods}"), ("code", "goods"), tone="ok", icon="package"),
    Kind(
        "dispatch.differs",
        _("签收 {code} 数量不符：{goods}，{reason}"),
        ("code", "goods", "reason"),
        tone="bad",
        icon="alert-triangle",
    ),
    Kind("dispatch.came_back", _("归还入库 {code}：{goods}"), ("code", "goods"), icon="arrow-back-up"),
    Kind("dispatch.written_off", _("核销 {code}：{goods}，{reason}"), ("code", "goods", "reason"), icon="circle-x"),
    Kind("dispatch.closed", _("调拨 {code} 办结"), ("code",), tone="ok", icon="circle-check"),
    Kind("dispatch.rules", _("调拨时限和系数改为第 {version} 版：{source}"), ("version", "source"), icon="edit"),
    Kind("requisition.ordered", _("{issuer}决定征用 {name}（{code}）"), ("code", "issuer", "name"), icon="file-text"),
    Kind("requisition.taken", _("征用 {code} 交接：{name}"), ("code", "name"), icon="package"),
    Kind("requisition.cancelled", _("取消征用 {code}：{reason}"), ("code", "reason"), icon="circle-x"),
    Kind("requisition.returned", _("征用 {code} 归还：{name}"), ("code", "name"), tone="ok", icon="arrow-back-up"),
    Kind(
        "requisition.used_up",
        _("征用 {code} 用完或毁损：{name}"),
        ("code", "name"),
        tone="wait",
        icon="alert-triangle",
    ),
    Kind("requisition.assessed", _("征用 {code} 评估应补偿 {yuan} 元"), ("code", "yuan"), tone="wait", icon="edit"),
    Kind("requisition.paid", _("征用 {code} 已补偿 {yuan} 元"), ("code", "yuan"), tone="ok", icon="check"),
    Kind("requisition.closed", _("征用 {code} 完好归还，了结"), ("code",), tone="ok", icon="circle-check"),
)
