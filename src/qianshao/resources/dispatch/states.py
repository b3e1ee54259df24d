"""States of a move and of a requisition, and the only moves between them. Pure data."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class MoveState(StrEnum):
    """How far a move has come."""

    REQUESTED = "requested"
    APPROVED = "approved"
    PICKED = "picked"
    CARRYING = "carrying"
    RECEIVED = "received"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_M = MoveState
MOVE_WORDS: Mapping[str, "str | Promise"] = {
    _M.REQUESTED: _("待批准"),
    _M.APPROVED: _("待拣货"),
    _M.PICKED: _("待出发"),
    _M.CARRYING: _("在路上"),
    _M.RECEIVED: _("已签收，有未了"),
    _M.CLOSED: _("已办结"),
    _M.REFUSED: _("未批准"),
    _M.WITHDRAWN: _("已撤回"),
}
MOVE_TONES: Mapping[str, str] = {
    _M.REQUESTED: "wait",
    _M.APPROVED: "run",
    _M.PICKED: "run",
    _M.CARRYING: "run",
    _M.RECEIVED: "wait",
    _M.CLOSED: "ok",
    _M.REFUSED: "off",
    _M.WITHDRAWN: "off",
}
#: What is still to be done, in the order it is done.
LIVE = (_M.REQUESTED, _M.APPROVED, _M.PICKED, _M.CARRYING, _M.RECEIVED)

#: ``settle`` counts goods back in or off; the move stays until nothing is open, then ``close`` ends it.
MOVES = table(
    ("approve", [_M.REQUESTED], _M.APPROVED, "resources.approve"),
    ("order_by_word", [_M.REQUESTED], _M.APPROVED, "resources.request"),
    ("refuse", [_M.REQUESTED], _M.REFUSED, "resources.approve"),
    ("withdraw", [_M.REQUESTED, _M.APPROVED], _M.WITHDRAWN, "resources.request"),
    ("pick", [_M.APPROVED], _M.PICKED, "resources.stock"),
    ("put_back", [_M.PICKED], _M.APPROVED, "resources.stock"),
    ("carry", [_M.PICKED], _M.CARRYING, "resources.stock"),
    ("turn_back", [_M.CARRYING], _M.CLOSED, "resources.stock"),
    ("receive", [_M.CARRYING], _M.RECEIVED, "resources.receive"),
    ("settle", [_M.RECEIVED], _M.RECEIVED, "resources.stock"),
    ("close", [_M.RECEIVED], _M.CLOSED, "resources.stock"),
)


class RequisitionState(StrEnum):
    """How far a requisition has come."""

    ORDERED = "ordered"
    TAKEN = "taken"
    RETURNED = "returned"
    USED_UP = "used_up"
    ASSESSED = "assessed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_R = RequisitionState
REQUISITION_WORDS: Mapping[str, "str | Promise"] = {
    _R.ORDERED: _("已决定，待交接"),
    _R.TAKEN: _("使用中"),
    _R.RETURNED: _("已归还，待核损"),
    _R.USED_UP: _("已用完或毁损，待评估"),
    _R.ASSESSED: _("已评估，待补偿"),
    _R.CLOSED: _("已了结"),
    _R.CANCELLED: _("已取消"),
}
REQUISITION_TONES: Mapping[str, str] = {
    _R.ORDERED: "wait",
    _R.TAKEN: "run",
    _R.RETURNED: "wait",
    _R.USED_UP: "wait",
    _R.ASSESSED: "wait",
    _R.CLOSED: "ok",
    _R.CANCELLED: "off",
}
#: What came back whole ends without money; what did not is assessed first, and paid.
REQUISITION_MOVES = table(
    ("take", [_R.ORDERED], _R.TAKEN, "resources.requisition"),
    ("cancel", [_R.ORDERED], _R.CANCELLED, "resources.requisition"),
    ("give_back", [_R.TAKEN], _R.RETURNED, "resources.requisition"),
    ("use_up", [_R.TAKEN], _R.USED_UP, "resources.requisition"),
    ("assess", [_R.RETURNED, _R.USED_UP], _R.ASSESSED, "resources.requisition"),
    ("no_claim", [_R.RETURNED], _R.CLOSED, "resources.requisition"),
    ("pay", [_R.ASSESSED], _R.CLOSED, "resources.money"),
)
