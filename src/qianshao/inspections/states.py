"""The life of a visit and of a draw. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class VisitState(StrEnum):
    """Where a visit stands."""

    DUE = "due"
    STARTED = "started"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


class VisitKind(StrEnum):
    """Why somebody goes."""

    PATROL = "patrol"
    INSPECTION = "inspection"
    SELF = "self"
    RANDOM = "random"
    SURPRISE = "surprise"


class Presence(StrEnum):
    """How the inspector proved to be there. Only ``SCAN`` and ``GPS`` prove anything."""

    SCAN = "scan"
    LINK = "link"
    TYPED = "typed"
    GPS = "gps"
    FAR = "far"
    NONE = "none"
    PAPER = "paper"
    UNIT = "unit"


class Result(StrEnum):
    """What one item of a checklist came to."""

    PASS = "pass"
    FAIL = "fail"
    SKIP = "skip"


class DrawState(StrEnum):
    """A draw holds, or was declared void with a reason; it is never removed."""

    MADE = "made"
    VOID = "void"


class GuidanceKind(StrEnum):
    """Whose help: the offices above, an expert, or one of the two appointed roles (S2-061)."""

    OFFICE = "office"
    EXPERT = "expert"
    TECHNICAL = "technical"
    SOCIAL = "social"


class GuidanceState(StrEnum):
    """Where a wish for advice stands."""

    ASKED = "asked"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


S = VisitState
MOVES = table(
    ("start", [S.DUE, S.MISSED], S.STARTED, "inspections.do"),
    ("finish", [S.STARTED], S.DONE, "inspections.do"),
    ("miss", [S.DUE, S.STARTED], S.MISSED, ""),
    ("cancel", [S.DUE, S.MISSED, S.STARTED], S.CANCELLED, "inspections.plan"),
)
DRAW_MOVES = table(("void", [DrawState.MADE], DrawState.VOID, "inspections.draw"))
#: The largest number an answer holds.
MOST_COUNT = 1_000_000
#: Somebody must still go.
OPEN = (S.DUE, S.STARTED)
#: Kinds that plans make, and kinds for which the law asks two officers.
PLANNED = (VisitKind.PATROL, VisitKind.INSPECTION, VisitKind.SELF)
DRAWN = (VisitKind.RANDOM, VisitKind.SURPRISE)
OFFICIAL = (VisitKind.INSPECTION, VisitKind.RANDOM, VisitKind.SURPRISE)
#: A place is proved: its label was read there as the device says, or the position lies near.
PROVED = (Presence.SCAN, Presence.GPS)

STATE_LABELS = {
    S.DUE: _("待查"),
    S.STARTED: _("检查中"),
    S.DONE: _("已查"),
    S.MISSED: _("漏检"),
    S.CANCELLED: _("已取消"),
}
STATE_TONES = {S.DUE: "wait", S.STARTED: "run", S.DONE: "ok", S.MISSED: "bad", S.CANCELLED: "off"}
KIND_LABELS = {
    VisitKind.PATROL: _("巡查"),
    VisitKind.INSPECTION: _("监督检查"),
    VisitKind.SELF: _("企业自查"),
    VisitKind.RANDOM: _("双随机抽查"),
    VisitKind.SURPRISE: _("四不两直"),
}
PRESENCE_LABELS = {
    Presence.SCAN: _("现场扫码"),
    Presence.LINK: _("只打开了牌子的链接"),
    Presence.TYPED: _("只输了编码"),
    Presence.GPS: _("定位在场"),
    Presence.FAR: _("定位不在场"),
    Presence.NONE: _("没有到场证明"),
    Presence.PAPER: _("纸质记录补录"),
    Presence.UNIT: _("单位自报"),
}
RESULT_LABELS = {Result.PASS: _("合格"), Result.FAIL: _("不合格"), Result.SKIP: _("不适用")}
DRAW_LABELS = {DrawState.MADE: _("有效"), DrawState.VOID: _("已作废")}
#: Tabs of the list: code, words, states.
TABS = (
    ("open", _("待查"), OPEN),
    ("missed", _("漏检"), (S.MISSED,)),
    ("done", _("已查"), (S.DONE,)),
    ("all", _("全部"), tuple(S)),
)
_G = GuidanceState
GUIDANCE_MOVES = table(
    ("plan", [_G.ASKED, _G.PLANNED], _G.PLANNED, "inspections.guide"),
    ("decline", [_G.ASKED, _G.PLANNED], _G.DECLINED, "inspections.guide"),
    ("record", [_G.ASKED, _G.PLANNED], _G.DONE, "inspections.plan"),
)
GUIDANCE_LABELS = {
    GuidanceKind.OFFICE: _("业务和技术指导"),
    GuidanceKind.EXPERT: _("专家指导服务"),
    GuidanceKind.TECHNICAL: _("技术检查员检查"),
    GuidanceKind.SOCIAL: _("社会监督员监督"),
}
GUIDANCE_STATE_LABELS = {
    _G.ASKED: _("待安排"),
    _G.PLANNED: _("已安排"),
    _G.DONE: _("已指导"),
    _G.DECLINED: _("没有安排"),
}
GUIDANCE_TONES = {_G.ASKED: "wait", _G.PLANNED: "run", _G.DONE: "ok", _G.DECLINED: "off"}
GUIDANCE_TABS = (
    ("open", _("待办"), (_G.ASKED, _G.PLANNED)),
    ("done", _("已指导"), (_G.DONE,)),
    ("all", _("全部"), tuple(_G)),
)
