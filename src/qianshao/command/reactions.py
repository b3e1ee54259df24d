"""The one table of what the platform does by itself: journal kind → rules. A bureau reads it as ``/reactions/``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.command.services import propose
from qianshao.command.services.guard_hazards import end_guards, guard_found, guard_hazards
from qianshao.command.services.tell_declined import tell_declined
from qianshao.command.services.tell_guards import tell_guards, tell_worse
from qianshao.command.services.tell_households import tell_households
from qianshao.command.services.tell_hung import tell_hung
from qianshao.command.services.tell_moved import tell_moved
from qianshao.command.services.tell_unit import tell_unit
from qianshao.command.services.tell_whistle import tell_whistle
from qianshao.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Rule:
    """One reaction. ``run`` joins the caller's commit, returns what it did in a word or two, raises when it failed.

    ``does`` and ``decides`` are for people: what happens without anybody, and what stays a person's decision.
    """

    name: str
    when: "str | Promise"
    does: "str | Promise"
    decides: "str | Promise"
    run: Callable[[Entry, datetime], str]


_PROPOSE = Rule(
    "propose",
    _("预警签发生效"),
    _("按灾种和颜色，从预警范围内的危险区拟转移方案；颜色低的只提示准备或先转特殊群体"),
    _("下不下转移令，由带班领导决定"),
    propose.propose_for_alert,
)
_WITHDRAW = Rule(
    "withdraw",
    _("预警更新、解除或到期"),
    _("还没下令的转移方案作废，准备提示收起"),
    _("已下的转移令不受影响"),
    propose.withdraw_for_alert,
)
_ALL_CLEAR = Rule(
    "ask_all_clear",
    _("预警解除或到期，而转移还没解除"),
    _("提醒带班领导排查后决定是否解除转移"),
    _("平台从不自动解除转移，没有解除不能返回"),
    propose.ask_all_clear,
)
_TOLD = Rule(
    "tell_households",
    _("转移登记为已通知、待接送、转移途中、已安置、投亲靠友，或在安置点签到"),
    _("这一户的叫应算已知晓，以登记作凭据"),
    _("家中无人和拒绝转移的，叫应继续"),
    tell_households,
)
_GUARD = Rule(
    "guard_hazards",
    _("预警签发生效"),
    _("预警范围内没销号的隐患，交给当地责任人盯守，隔多久看一次按县里的隐患标准"),
    _("人手不够时改派谁，由乡镇决定"),
    guard_hazards,
)
_GUARD_FOUND = Rule(
    "guard_found",
    _("预警期间新报、恢复、重新打开或更正位置的隐患"),
    _("在预警范围内的，一样安排盯守"),
    "",
    guard_found,
)
_GUARDS_END = Rule(
    "end_guards",
    _("预警更新、解除或到期"),
    _("因这次预警安排的盯守结束"),
    _("隐患还在，仍要整改"),
    end_guards,
)
_WHISTLE = Rule(
    "tell_whistle",
    _("乡镇吹哨，或加叫部门"),
    _("给每个部门的值班电话发一条，带办理链接，马上告诉县里的人；值班电话和告诉谁按县里的隐患标准"),
    _("部门没有值班电话的，由县值班员另行通知"),
    tell_whistle,
)
_DECLINED = Rule(
    "tell_declined",
    _("部门说吹哨的事不归它管"),
    _("马上告诉吹哨的乡镇；告诉谁按县里的隐患标准"),
    _("换部门还是仍请来，由乡镇决定"),
    tell_declined,
)
_UNIT = Rule(
    "tell_unit",
    _("隐患交办、转办，验收驳回、退回整改、重新打开，挂牌督办，批延期，更正位置"),
    _("给责任单位的电话发一条：什么隐患、在哪里、什么时候前改完、为什么，带办理链接"),
    _("没有电话的，当面交办"),
    tell_unit,
)
_GUARDS_TOLD = Rule(
    "tell_guards",
    _("安排盯守"),
    _("给盯守的人发一条，一个人有几处也只发一条"),
    "",
    tell_guards,
)
_HUNG = Rule(
    "tell_hung",
    _("隐患挂牌督办"),
    _("马上告诉当地乡镇；告诉谁按县里的隐患标准"),
    _("整改好没有、能不能摘牌，由挂牌的一级决定"),
    tell_hung,
)
_WORSE = Rule(
    "tell_worse",
    _("盯守回报情况变坏"),
    _("马上告诉值班员和乡镇领导，告诉谁按县里的隐患标准"),
    _("要不要先转移人，由值班员和领导决定"),
    tell_worse,
)
_MOVED = Rule(
    "tell_moved",
    _("隐患更正到别的村、别的乡镇"),
    _("马上告诉新地方的值班员，告诉谁按县里的隐患标准；期限不变"),
    _("更正得对不对，由新地方核实"),
    tell_moved,
)
_TAKEN = Rule("taken", _("下令转移"), _("对应的提示记为已采用"), "", propose.note_ordered)
_DROPPED = Rule("dropped", _("转移方案未采用"), _("对应的提示收起"), "", propose.note_dropped)
_CLEARED = Rule("cleared", _("解除转移"), _("对应的提醒收起"), "", propose.note_cleared)

TABLE: dict[str, tuple[Rule, ...]] = {
    "alerts.released": (_PROPOSE, _GUARD),
    "alerts.superseded": (_WITHDRAW, _GUARDS_END),
    "alerts.cancelled": (_WITHDRAW, _ALL_CLEAR, _GUARDS_END),
    "alerts.expired": (_WITHDRAW, _ALL_CLEAR, _GUARDS_END),
    "evacuation.marked": (_TOLD,),
    "evacuation.signed_in": (_TOLD,),
    "evacuation.ordered": (_TAKEN,),
    "evacuation.dropped": (_DROPPED,),
    "evacuation.all_cleared": (_CLEARED,),
    "hazards.ledger_find": (_GUARD_FOUND,),
    "hazards.ledger_restore": (_GUARD_FOUND,),
    "hazards.ledger_reopen": (_GUARD_FOUND, _UNIT),
    "hazards.ledger_split": (_GUARD_FOUND,),
    "hazards.ledger_assign": (_UNIT,),
    "hazards.ledger_reassign": (_UNIT,),
    "hazards.ledger_reject": (_UNIT,),
    "hazards.ledger_unaccept": (_UNIT,),
    "hazards.ledger_escalate": (_UNIT, _HUNG),
    "hazards.ledger_grant_extension": (_UNIT,),
    "hazards.ledger_refuse_extension": (_UNIT,),
    "hazards.ledger_correct": (_GUARD_FOUND, _UNIT),
    "hazards.ledger_left": (_MOVED,),
    "hazards.ledger_guard": (_GUARDS_TOLD,),
    "hazards.guards_set": (_GUARDS_TOLD,),
    "hazards.ledger_look_worse": (_WORSE,),
    "hazards.whistle_blow": (_WHISTLE,),
    "hazards.whistle_call": (_WHISTLE,),
    "hazards.whistle_decline": (_DECLINED,),
}


def rules() -> dict[str, tuple[Rule, list[str]]]:
    """Every rule by name, with the kinds that set it going, in the table's order."""
    found: dict[str, tuple[Rule, list[str]]] = {}
    for kind, listed in TABLE.items():
        for rule in listed:
            found.setdefault(rule.name, (rule, []))[1].append(kind)
    return found
