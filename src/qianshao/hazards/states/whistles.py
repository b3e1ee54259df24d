"""The lives of a whistle (吹哨) and of each department it calls. Pure data.

A department is called, answers, sets out, comes (报到), acts; it may say that the matter is none of
theirs, which leaves it called until the township decides; that may say that it need not come any more. The
whistle is over when every department has acted and was evaluated, or need not come.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class WhistleState(StrEnum):
    """Whether anybody still has to do something."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class CallState(StrEnum):
    """How far a department is."""

    CALLED = "called"
    ANSWERED = "answered"
    ARRIVED = "arrived"
    DONE = "done"
    RELEASED = "released"


class Proof(StrEnum):
    """How it is known that the department came."""

    WORD = "word"
    GPS = "gps"
    CODE = "code"
    CALLER = "caller"


C = CallState
#: Nothing more is asked of a department.
CALL_ENDED = (C.DONE, C.RELEASED)
WHISTLE_MOVES = table(
    ("close", [WhistleState.OPEN], WhistleState.CLOSED, "hazards.whistle"),
    ("withdraw", [WhistleState.OPEN], WhistleState.WITHDRAWN, "hazards.whistle"),
)
CALL_MOVES = table(
    ("answer", [C.CALLED], C.ANSWERED, "hazards.answer"),
    # Neither moves it: whoever has set out has not come, and nobody takes themselves off the list.
    ("set_out", [C.ANSWERED], C.ANSWERED, "hazards.answer"),
    ("decline", [C.CALLED], C.CALLED, "hazards.answer"),
    ("insist", [C.CALLED], C.CALLED, "hazards.whistle"),
    ("arrive", [C.CALLED, C.ANSWERED], C.ARRIVED, "hazards.answer"),
    ("finish", [C.ARRIVED], C.DONE, "hazards.answer"),
    ("release", [C.CALLED, C.ANSWERED, C.ARRIVED], C.RELEASED, "hazards.whistle"),
)
#: A reader will ask why.
WHISTLE_WORDS = ("withdraw", "release", "finish", "note", "decline", "insist")
#: The three dates of a call: which column says until when, which says that it was done, in order.
STEPS = ("answer", "arrive", "finish")
DONE_AT = {"answer": "answered_at", "arrive": "arrived_at", "finish": "finished_at"}
DUE_AT = {"answer": "answer_due_at", "arrive": "arrive_due_at", "finish": "finish_due_at"}

WHISTLE_LABELS = {
    WhistleState.OPEN: _("办理中"),
    WhistleState.CLOSED: _("已办结"),
    WhistleState.WITHDRAWN: _("已撤回"),
}
WHISTLE_TONES = {WhistleState.OPEN: "run", WhistleState.CLOSED: "ok", WhistleState.WITHDRAWN: "off"}
CALL_LABELS = {
    C.CALLED: _("待应答"),
    C.ANSWERED: _("已应答，待报到"),
    C.ARRIVED: _("已报到，处理中"),
    C.DONE: _("已办完"),
    C.RELEASED: _("不用来了"),
}
CALL_TONES = {C.CALLED: "wait", C.ANSWERED: "run", C.ARRIVED: "run", C.DONE: "ok", C.RELEASED: "off"}
STEP_LABELS = {"answer": _("应答"), "arrive": _("报到"), "finish": _("办结")}
PROOF_LABELS = {
    Proof.WORD: _("部门自报"),
    Proof.GPS: _("现场定位"),
    Proof.CODE: _("现场报到码"),
    Proof.CALLER: _("吹哨方确认"),
}
RATINGS = {5: _("很满意"), 4: _("满意"), 3: _("一般"), 2: _("不满意"), 1: _("很不满意")}
WHISTLE_ACTS = {
    "blow": _("吹哨"),
    "call": _("加叫部门"),
    "answer": _("应答"),
    "set_out": _("出发"),
    "decline": _("说不归本部门管"),
    "insist": _("仍请来办"),
    "arrive": _("报到"),
    "finish": _("办完"),
    "release": _("不用来了"),
    "miss": _("超时未办"),
    "rate": _("评价"),
    "close": _("办结"),
    "withdraw": _("撤回"),
    "note": _("记一笔"),
}
