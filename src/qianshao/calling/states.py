"""States of call-outs, cases and door tasks, and the only moves between them. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class CallOutState(StrEnum):
    """A call-out's life."""

    RUNNING = "running"
    EXPIRED = "expired"  # past not_after with people still open: nothing is sent, an officer must decide
    LIFTED = "lifted"
    CLOSED = "closed"


class CaseState(StrEnum):
    """One recipient's standing."""

    OPEN = "open"
    ANSWERED = "answered"
    REACHED = "reached"
    CONFIRMED = "confirmed"
    EXCUSED = "excused"
    MOVED = "moved"  # continued in the superseding call-out: not an end


class DoorState(StrEnum):
    """One walk to a door."""

    OPEN = "open"
    DONE = "done"
    PASSED_UP = "passed_up"
    VOID = "void"  # the case ended another way


class DoorOutcome(StrEnum):
    """What was found at the door."""

    REACHED = "reached"
    CONFIRMED = "confirmed"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"


class StepKind(StrEnum):
    """How a step calls."""

    SMS = "sms"
    IM = "im"
    VOICE = "voice"
    BROADCAST = "broadcast"
    DOOR = "door"


class Who(StrEnum):
    """Whom a step calls about the case."""

    SELF = "self"
    STANDIN = "standin"
    SUPERIOR = "superior"
    GUARDIAN = "guardian"


class AnswerChannel(StrEnum):
    """Where an answer came in."""

    LINK = "link"
    KEYPAD = "keypad"
    DESK = "desk"
    PHONE = "phone"


#: Who stands behind a door task, in the order an overdue one is passed up.
DOOR_LEVELS = ("assignee", "superior", "township", "county")
TOP_LEVEL = len(DOOR_LEVELS) - 1

PERSON, HOUSEHOLD = "person", "household"
#: Call-outs in these states still have people to account for.
LIVE = (CallOutState.RUNNING, CallOutState.EXPIRED)
#: The ways a case may end; MOVED is deliberately missing.
ENDS = (CaseState.ANSWERED, CaseState.REACHED, CaseState.CONFIRMED, CaseState.EXCUSED)

CALLOUT_MOVES = table(
    ("expire", [CallOutState.RUNNING], CallOutState.EXPIRED, ""),
    ("resume", [CallOutState.EXPIRED], CallOutState.RUNNING, ""),
    ("lift", LIVE, CallOutState.LIFTED, "calling.lift"),
    ("close", [*LIVE, CallOutState.LIFTED], CallOutState.CLOSED, "calling.close"),
)
CASE_MOVES = table(
    ("answer", [CaseState.OPEN], CaseState.ANSWERED, ""),
    ("reach", [CaseState.OPEN], CaseState.REACHED, "calling.door"),
    ("confirm", [CaseState.OPEN], CaseState.CONFIRMED, ""),
    ("excuse", [CaseState.OPEN], CaseState.EXCUSED, "calling.excuse"),
    ("carry", [CaseState.OPEN], CaseState.MOVED, ""),
)
DOOR_MOVES = table(
    ("finish", [DoorState.OPEN, DoorState.PASSED_UP], DoorState.DONE, "calling.door"),
    ("pass_up", [DoorState.OPEN], DoorState.PASSED_UP, ""),
    ("drop", [DoorState.OPEN, DoorState.PASSED_UP], DoorState.VOID, ""),
)

CALLOUT_LABELS = {
    CallOutState.RUNNING: _("叫应中"),
    CallOutState.EXPIRED: _("到期未结"),
    CallOutState.LIFTED: _("已解除"),
    CallOutState.CLOSED: _("已办结"),
}
CASE_LABELS = {
    CaseState.OPEN: _("叫应中"),
    CaseState.ANSWERED: _("已应答"),
    CaseState.REACHED: _("当面叫到"),
    CaseState.CONFIRMED: _("已确认"),
    CaseState.EXCUSED: _("已销叫"),
    CaseState.MOVED: _("转入新叫应"),
}
DOOR_LABELS = {
    DoorState.OPEN: _("待上门"),
    DoorState.DONE: _("已上门"),
    DoorState.PASSED_UP: _("已上交"),
    DoorState.VOID: _("不必再去"),
}
OUTCOME_LABELS = {
    DoorOutcome.REACHED: _("当面叫到"),
    DoorOutcome.CONFIRMED: _("住户已知晓"),
    DoorOutcome.NOBODY_HOME: _("家中无人"),
    DoorOutcome.REFUSED: _("不配合"),
}
STEP_LABELS = {
    StepKind.SMS: _("短信"),
    StepKind.IM: _("即时消息"),
    StepKind.VOICE: _("智能外呼"),
    StepKind.BROADCAST: _("应急广播"),
    StepKind.DOOR: _("敲门"),
}
WHO_LABELS = {
    Who.SELF: _("本人"),
    Who.STANDIN: _("AB岗"),
    Who.SUPERIOR: _("上级"),
    Who.GUARDIAN: _("包保责任人"),
}
CHANNEL_LABELS = {
    AnswerChannel.LINK: _("点链接"),
    AnswerChannel.KEYPAD: _("电话按键"),
    AnswerChannel.DESK: _("值班台代记"),
    AnswerChannel.PHONE: _("手机端"),
}
