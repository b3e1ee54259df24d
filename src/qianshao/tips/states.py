"""The life of a tip and of its reward, in two tables. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import Transition, table


class TipState(StrEnum):
    """Where a tip stands. FOLDED waits like WAITING, beneath the others."""

    WAITING = "waiting"
    FOLDED = "folded"
    TAKEN = "taken"
    JOINED = "joined"
    ANSWERED = "answered"


class RewardState(StrEnum):
    """Where a reward stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    PAID = "paid"


class Channel(StrEnum):
    """How a tip came."""

    SIGN = "sign"
    PAGE = "page"
    HOTLINE = "hotline"
    ENTERPRISE = "enterprise"


S, R = TipState, RewardState
OPEN = (S.WAITING, S.FOLDED)
MOVES = table(
    ("take", OPEN, S.TAKEN, "tips.handle"),
    ("join", OPEN, S.JOINED, "tips.handle"),
    ("answer", OPEN, S.ANSWERED, "tips.handle"),
    # A hazard may take months; whoever asked, or the hotline with its date, is answered meanwhile.
    ("answer_taken", [S.TAKEN], S.TAKEN, "tips.handle"),
    ("answer_joined", [S.JOINED], S.JOINED, "tips.handle"),
    ("undo_take", [S.TAKEN], S.WAITING, "tips.handle"),
    ("undo_join", [S.JOINED], S.WAITING, "tips.handle"),
    ("fold", [S.WAITING], S.FOLDED, "tips.handle"),
    ("unfold", [S.FOLDED], S.WAITING, "tips.handle"),
    ("restore", [S.ANSWERED], S.WAITING, "tips.handle"),
)
REWARD_MOVES = table(
    ("approve", [R.PROPOSED], R.APPROVED, "tips.approve"),
    ("refuse", [R.PROPOSED], R.REFUSED, "tips.approve"),
    ("pay", [R.APPROVED], R.PAID, "tips.pay"),
)
#: Several rows of the table that are one act to an officer.
ACTS = {
    "answer": ("answer", "answer_taken", "answer_joined"),
    "undo": ("undo_take", "undo_join"),
}


def row_of(act: str, state: str) -> Transition | None:
    """The row by which ``act`` leaves ``state``; None when it may not now."""
    rows = (MOVES[name] for name in ACTS.get(act, (act,)))
    return next((row for row in rows if row.allows(state)), None)


STATE_LABELS = {
    S.WAITING: _("待处理"),
    S.FOLDED: _("折叠"),
    S.TAKEN: _("已转隐患"),
    S.JOINED: _("已并入隐患"),
    S.ANSWERED: _("已答复"),
}
STATE_TONES = {S.WAITING: "wait", S.FOLDED: "off", S.TAKEN: "run", S.JOINED: "run", S.ANSWERED: "ok"}
REWARD_LABELS = {R.PROPOSED: _("待审批"), R.APPROVED: _("待领取"), R.REFUSED: _("不予奖励"), R.PAID: _("已发放")}
REWARD_TONES = {R.PROPOSED: "wait", R.APPROVED: "run", R.REFUSED: "off", R.PAID: "ok"}
CHANNEL_LABELS = {
    Channel.SIGN: _("扫码"),
    Channel.PAGE: _("网页"),
    Channel.HOTLINE: _("12345 转办"),
    Channel.ENTERPRISE: _("企业自查"),
}
#: The source a hazard gets in the ledger.
SOURCES = {
    Channel.SIGN: "villager",
    Channel.PAGE: "villager",
    Channel.HOTLINE: "hotline",
    Channel.ENTERPRISE: "enterprise",
}
#: Why something was folded, in words for the officer.
WHY = {
    "same": _("同样的话已有多条"),
    "near": _("差不多的话已有多条"),
    "photo": _("同一张照片发过"),
    "burst": _("同一网络短时间内很多条"),
    "noise": _("看不出在说什么"),
    "elsewhere": _("不是从本页提交的"),
    "officer": _("人工折叠"),
}
#: What the reporter reads, by the state of the hazard a tip became.
STAGES = (_("已收到"), _("核实中"), _("处理中"), _("已办结"))
