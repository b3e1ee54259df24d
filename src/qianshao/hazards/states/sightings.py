"""The life of a report of danger. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class SightingState(StrEnum):
    """新报, 已核实, 已处置, 误报."""

    NEW = "new"
    VERIFIED = "verified"
    HANDLED = "handled"
    FALSE = "false"


class Trapped(StrEnum):
    """Whether people are trapped, as far as the reporter could see; empty: not said."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    UNSAID = ""


#: Somebody must still do something about these.
OPEN = (SightingState.NEW, SightingState.VERIFIED)

MOVES = table(
    ("verify", [SightingState.NEW], SightingState.VERIFIED, "hazards.handle"),
    ("handle", OPEN, SightingState.HANDLED, "hazards.handle"),
    ("dismiss", OPEN, SightingState.FALSE, "hazards.handle"),
    ("reopen", [SightingState.HANDLED, SightingState.FALSE], SightingState.NEW, "hazards.handle"),
)
#: These say something for which a reader will ask why.
NEEDS_WORDS = ("handle", "dismiss", "reopen")

STATE_LABELS = {
    SightingState.NEW: _("新报"),
    SightingState.VERIFIED: _("已核实"),
    SightingState.HANDLED: _("已处置"),
    SightingState.FALSE: _("误报"),
}
STATE_TONES = {
    SightingState.NEW: "bad",
    SightingState.VERIFIED: "wait",
    SightingState.HANDLED: "ok",
    SightingState.FALSE: "off",
}
TRAPPED_LABELS = {
    Trapped.YES: _("有人受困"),
    Trapped.NO: _("没有人受困"),
    Trapped.UNKNOWN: _("受困不清楚"),
    Trapped.UNSAID: _("没有说"),
}
ACT_LABELS = {
    "verify": _("核实"),
    "handle": _("处置完"),
    "dismiss": _("误报"),
    "reopen": _("重新打开"),
    "merge": _("并入同一处"),
    "split": _("不是同一处"),
    "note": _("记一笔"),
}
POINT_KINDS = {
    "gully": _("山洪沟道"),
    "slope": _("边坡"),
    "water": _("水库山塘"),
    "river": _("河堤"),
    "house": _("危房"),
    "road": _("路桥"),
    "low": _("低洼易涝"),
    "other": _("其他"),
}
POINT_LABELS = {"due": _("该巡了"), "missed": _("漏巡"), "done": _("已巡"), "new": _("还没巡过")}
POINT_TONES = {"due": "wait", "missed": "bad", "done": "ok", "new": "wait"}
