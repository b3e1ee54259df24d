"""The life of a hazard in the ledger, in one table. Pure data.

发现 → 核实 → 交办 → 整改 → 验收 → 销号, with 误报, 立行立改, 上报, 驳回 and 重新打开. 挂牌督办 and 移交执法 are flags
with acts of their own: a hazard under supervision or handed to enforcement still has to be mended.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class HazardState(StrEnum):
    """Where a hazard stands."""

    FOUND = "found"
    VERIFIED = "verified"
    FALSE = "false"
    FIXED_ON_SITE = "fixed_on_site"
    REPORTED = "reported"
    ASSIGNED = "assigned"
    RECTIFYING = "rectifying"
    ACCEPT_ASKED = "accept_asked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CLOSED = "closed"


class Source(StrEnum):
    """Who found it."""

    GRID = "grid"
    VILLAGER = "villager"
    ENTERPRISE = "enterprise"
    HOTLINE = "hotline"
    INSPECTION = "inspection"
    SENSOR = "sensor"
    PATROL = "patrol"
    DEPARTMENT = "department"


class Treatment(StrEnum):
    """How it is to be dealt with."""

    REPAIR = "repair"
    WORKS = "works"
    MOVE = "move"
    REINFORCE = "reinforce"
    STOP = "stop"


class ExtensionState(StrEnum):
    """A wish for more time."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class GuardState(StrEnum):
    """Whether somebody stands by a hazard."""

    OPEN = "open"
    ENDED = "ended"


#: 未定级, 一般隐患, 重大隐患 (hazards_to_assessment.md §1.3).
UNGRADED, GENERAL, MAJOR = 0, 1, 2

S = HazardState
#: Nobody must do anything more.
ENDED = (S.FALSE, S.CLOSED)
#: The unit responsible has the word; its date is the date agreed.
WITH_UNIT = (S.ASSIGNED, S.RECTIFYING, S.REJECTED)
#: Being mended, or shown and not accepted yet.
UNDER_WORK = (*WITH_UNIT, S.FIXED_ON_SITE, S.ACCEPT_ASKED)
LIVING = tuple(state for state in S if state not in ENDED)

MOVES = table(
    ("verify", [S.FOUND, S.REPORTED], S.VERIFIED, "hazards.verify"),
    ("dismiss", [S.FOUND, S.VERIFIED, S.REPORTED], S.FALSE, "hazards.verify"),
    ("restore", [S.FALSE], S.FOUND, "hazards.verify"),
    ("fix_on_site", [S.FOUND, S.VERIFIED], S.FIXED_ON_SITE, "hazards.fix"),
    ("report_up", [S.FOUND, S.VERIFIED], S.REPORTED, "hazards.fix"),
    ("assign", [S.VERIFIED, S.REPORTED], S.ASSIGNED, "hazards.assign"),
    ("reassign", WITH_UNIT, S.ASSIGNED, "hazards.assign"),
    ("start", [S.ASSIGNED, S.REJECTED], S.RECTIFYING, "hazards.fix"),
    ("ask", WITH_UNIT, S.ACCEPT_ASKED, "hazards.fix"),
    ("accept", [S.ACCEPT_ASKED, S.FIXED_ON_SITE], S.ACCEPTED, "hazards.accept"),
    ("reject", [S.ACCEPT_ASKED], S.REJECTED, "hazards.accept"),
    ("reject_on_site", [S.FIXED_ON_SITE], S.VERIFIED, "hazards.accept"),
    ("unaccept", [S.ACCEPTED], S.REJECTED, "hazards.close"),
    ("unaccept_on_site", [S.ACCEPTED], S.VERIFIED, "hazards.close"),
    ("close", [S.ACCEPTED], S.CLOSED, "hazards.close"),
    ("reopen", [S.CLOSED], S.ASSIGNED, "hazards.close"),
    ("reopen_on_site", [S.CLOSED], S.VERIFIED, "hazards.close"),
)
#: A reader will ask why.
NEEDS_WORDS = (
    "dismiss",
    "restore",
    "report_up",
    "reject",
    "reject_on_site",
    "unaccept",
    "unaccept_on_site",
    "reopen",
    "reopen_on_site",
    "transfer",
    "escalate",
    "delist",
    "note",
    "correct",
    "works_edit",
    "works_reject",
    "works_drop",
)

STATE_LABELS = {
    S.FOUND: _("待核实"),
    S.VERIFIED: _("待交办"),
    S.FALSE: _("不属实"),
    S.FIXED_ON_SITE: _("立行立改，待验收"),
    S.REPORTED: _("已上报，待交办"),
    S.ASSIGNED: _("已交办"),
    S.RECTIFYING: _("整改中"),
    S.ACCEPT_ASKED: _("待验收"),
    S.ACCEPTED: _("待销号"),
    S.REJECTED: _("验收驳回，整改中"),
    S.CLOSED: _("已销号"),
}
STATE_TONES = {
    S.FOUND: "wait",
    S.VERIFIED: "wait",
    S.FALSE: "off",
    S.FIXED_ON_SITE: "run",
    S.REPORTED: "wait",
    S.ASSIGNED: "run",
    S.RECTIFYING: "run",
    S.ACCEPT_ASKED: "run",
    S.ACCEPTED: "run",
    S.REJECTED: "bad",
    S.CLOSED: "ok",
}
#: 发现 核实 交办 整改 验收 销号: which dot is the one being worked on.
DOTS = (_("发现"), _("核实"), _("交办"), _("整改"), _("验收"), _("销号"))
DOT_OF = {
    S.FOUND: 1,
    S.FALSE: 1,
    S.VERIFIED: 2,
    S.REPORTED: 2,
    S.ASSIGNED: 3,
    S.RECTIFYING: 3,
    S.REJECTED: 3,
    S.FIXED_ON_SITE: 4,
    S.ACCEPT_ASKED: 4,
    S.ACCEPTED: 5,
    S.CLOSED: 6,
}
#: The tabs of the ledger: code, label, states.
TABS: tuple[tuple[str, object, tuple[HazardState, ...]], ...] = (
    ("open", _("未销号"), LIVING),
    ("verify", _("待核实"), (S.FOUND,)),
    ("assign", _("待交办"), (S.VERIFIED, S.REPORTED)),
    ("fixing", _("整改中"), WITH_UNIT),
    ("accept", _("待验收"), (S.ACCEPT_ASKED, S.FIXED_ON_SITE)),
    ("close", _("待销号"), (S.ACCEPTED,)),
    ("closed", _("已销号"), (S.CLOSED,)),
    ("false", _("不属实"), (S.FALSE,)),
)
GRADE_LABELS = {UNGRADED: _("未定级"), GENERAL: _("一般"), MAJOR: _("重大")}
GRADE_TAGS = {UNGRADED: "", GENERAL: "", MAJOR: "hot"}
SOURCE_LABELS = {
    Source.GRID: _("网格员上报"),
    Source.VILLAGER: _("群众上报"),
    Source.ENTERPRISE: _("企业自查"),
    Source.HOTLINE: _("热线转来"),
    Source.INSPECTION: _("检查发现"),
    Source.SENSOR: _("监测设备"),
    Source.PATROL: _("巡查发现"),
    Source.DEPARTMENT: _("部门检查"),
}
TREATMENT_LABELS = {
    Treatment.REPAIR: _("一般整改"),
    Treatment.WORKS: _("工程治理"),
    Treatment.MOVE: _("避险搬迁"),
    Treatment.REINFORCE: _("除险加固"),
    Treatment.STOP: _("停产停业整改"),
}
EXTENSION_LABELS = {
    ExtensionState.OPEN: _("待批"),
    ExtensionState.GRANTED: _("同意"),
    ExtensionState.REFUSED: _("不同意"),
    ExtensionState.WITHDRAWN: _("撤回"),
}
#: The parts of the papers of a major hazard (hazards_to_assessment.md §1.3).
REPORT_PARTS = {
    "present": _("隐患的现状和产生原因"),
    "harm": _("危害程度和整改难易程度"),
    "plan": _("治理方案"),
}
PLAN_PARTS = {
    "goals": _("治理的目标和任务"),
    "measures": _("采取的方法和措施"),
    "money": _("经费和物资的落实"),
    "people": _("负责治理的机构和人员"),
    "limit": _("治理的时限和要求"),
    "safety": _("安全措施和应急预案"),
}
ACT_LABELS = {
    "find": _("发现登记"),
    "verify": _("核实定级"),
    "dismiss": _("核实不属实"),
    "restore": _("恢复为待核实"),
    "fix_on_site": _("立行立改"),
    "report_up": _("上报"),
    "assign": _("交办"),
    "reassign": _("转办"),
    "start": _("开始整改"),
    "progress": _("整改进展"),
    "ask": _("申请验收"),
    "accept": _("验收通过"),
    "reject": _("验收驳回"),
    "reject_on_site": _("立行立改验收驳回"),
    "unaccept": _("退回整改"),
    "unaccept_on_site": _("退回，待交办"),
    "close": _("销号"),
    "reopen": _("重新打开"),
    "reopen_on_site": _("重新打开，待交办"),
    "ask_extension": _("申请延期"),
    "grant_extension": _("同意延期"),
    "refuse_extension": _("不同意延期"),
    "withdraw_extension": _("撤回延期申请"),
    "escalate": _("挂牌督办"),
    "delist": _("摘牌"),
    "transfer": _("移交执法"),
    "report": _("重大隐患报告"),
    "plan": _("治理方案"),
    "guard": _("安排盯守"),
    "end_guard": _("盯守结束"),
    "look": _("盯守回报"),
    "look_worse": _("盯守回报：情况变坏"),
    "link_risk": _("关联风险点"),
    "works_plan": _("制定治理工程"),
    "works_edit": _("调整治理工程"),
    "works_done": _("工程节点完成"),
    "works_photo": _("补工程节点照片"),
    "works_told": _("工程进展"),
    "works_ask": _("工程申请验收"),
    "works_accept": _("工程验收通过"),
    "works_reject": _("工程验收退回"),
    "works_drop": _("取消治理工程"),
    "works_remind": _("工程节点快到期"),
    "works_urge": _("工程节点逾期"),
    "sense_over": _("监测超过阈值"),
    "sense_back": _("监测读数回落"),
    "merge": _("并入同一处"),
    "split": _("不是同一处"),
    "remind": _("到期提醒"),
    "urge": _("督办"),
    "note": _("记一笔"),
    "correct": _("更正位置"),
}
ACT_TONES = {
    "urge": "late",
    "reject": "late",
    "reject_on_site": "late",
    "unaccept": "late",
    "unaccept_on_site": "late",
    "escalate": "late",
    "look_worse": "late",
    "works_reject": "late",
    "works_urge": "late",
    "sense_over": "late",
}
