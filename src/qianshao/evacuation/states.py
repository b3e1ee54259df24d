"""States of orders, people, conflicts and doors, and the only moves between them. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class OrderState(StrEnum):
    """An order's life."""

    DRAFT = "draft"
    ORDERED = "ordered"
    ALL_CLEAR = "all_clear"
    CLOSED = "closed"
    DISPOSED = "disposed"
    DROPPED = "dropped"  # a proposal nobody ordered


class Whereabouts(StrEnum):
    """Where a person on the ledger stands."""

    UNNOTIFIED = "unnotified"
    NOTIFIED = "notified"
    NOBODY = "nobody"
    PICKUP = "pickup"
    REFUSED = "refused"
    MOVING = "moving"
    SETTLED = "settled"
    ELSEWHERE = "elsewhere"
    RETURNED = "returned"
    STRUCK = "struck"  # entered by mistake: counted nowhere


class Origin(StrEnum):
    """How a person came onto the ledger."""

    LIST = "list"
    DOOR = "door"
    SHELTER = "shelter"
    DESK = "desk"


class ConflictState(StrEnum):
    """Two reports that knew nothing of each other."""

    OPEN = "open"
    SETTLED = "settled"  # by an officer, with a reason
    DISSOLVED = "dissolved"  # a report arrived that knew of both


class DoorState(StrEnum):
    """A household to be visited."""

    OPEN = "open"
    DONE = "done"


class AlarmKind(StrEnum):
    """What must be looked at now."""

    LEFT_EARLY = "left_early"
    OVER_CAPACITY = "over_capacity"
    CLOSED_SHELTER = "closed_shelter"


ORDER_MOVES = table(
    ("issue", [OrderState.DRAFT], OrderState.ORDERED, "evacuation.order"),
    ("drop", [OrderState.DRAFT], OrderState.DROPPED, "evacuation.order"),
    ("all_clear", [OrderState.ORDERED], OrderState.ALL_CLEAR, "evacuation.all_clear"),
    ("close", [OrderState.ALL_CLEAR], OrderState.CLOSED, "evacuation.all_clear"),
    ("dispose", [OrderState.CLOSED], OrderState.DISPOSED, "evacuation.dispose"),
)
CONFLICT_MOVES = table(
    ("settle", [ConflictState.OPEN], ConflictState.SETTLED, "evacuation.settle"),
    ("dissolve", [ConflictState.OPEN], ConflictState.DISSOLVED, ""),
)

#: Orders in these states still take reports.
LIVE = (OrderState.ORDERED, OrderState.ALL_CLEAR)
#: Safe, as far as the order is concerned.
ARRIVED = (Whereabouts.SETTLED, Whereabouts.ELSEWHERE)
#: Nobody knows that they left.
UNACCOUNTED = (Whereabouts.UNNOTIFIED, Whereabouts.NOTIFIED, Whereabouts.NOBODY, Whereabouts.PICKUP)
#: A household with anybody in these states is still to be visited.
AT_THE_DOOR = (*UNACCOUNTED, Whereabouts.REFUSED)
#: What a report may say. "unnotified" is said by taking back a first report: the earlier one stays on record.
REPORTABLE = tuple(Whereabouts)
#: From the safest to the least safe. Where reports disagree, the last of them counts; "struck" yields to any.
SAFEST_FIRST = (
    Whereabouts.STRUCK,
    Whereabouts.SETTLED,
    Whereabouts.ELSEWHERE,
    Whereabouts.RETURNED,
    Whereabouts.MOVING,
    Whereabouts.PICKUP,
    Whereabouts.REFUSED,
    Whereabouts.NOTIFIED,
    Whereabouts.NOBODY,
    Whereabouts.UNNOTIFIED,
)
#: Who looks after an overdue door: the guardian, then the village, the township, the county.
DOOR_LEVELS = ("guardian", "village", "township", "county")
TOP_LEVEL = len(DOOR_LEVELS) - 1

ORDER_LABELS = {
    OrderState.DRAFT: _("待下令"),
    OrderState.ORDERED: _("转移中"),
    OrderState.ALL_CLEAR: _("已解除"),
    OrderState.CLOSED: _("已办结"),
    OrderState.DISPOSED: _("已清除个人信息"),
    OrderState.DROPPED: _("未采用"),
}
WHEREABOUTS_LABELS = {
    Whereabouts.UNNOTIFIED: _("未通知"),
    Whereabouts.NOTIFIED: _("已通知"),
    Whereabouts.NOBODY: _("家中无人"),
    Whereabouts.PICKUP: _("待接送"),
    Whereabouts.REFUSED: _("拒绝转移"),
    Whereabouts.MOVING: _("转移途中"),
    Whereabouts.SETTLED: _("已安置"),
    Whereabouts.ELSEWHERE: _("投亲靠友"),
    Whereabouts.RETURNED: _("已返回"),
    Whereabouts.STRUCK: _("误登已注销"),
}
ORIGIN_LABELS = {
    Origin.LIST: _("名册"),
    Origin.DOOR: _("入户补登"),
    Origin.SHELTER: _("安置点补登"),
    Origin.DESK: _("值班台补登"),
}
CONFLICT_LABELS = {
    ConflictState.OPEN: _("待核实"),
    ConflictState.SETTLED: _("已核实"),
    ConflictState.DISSOLVED: _("已自行消除"),
}
DOOR_LABELS = {DoorState.OPEN: _("待上门"), DoorState.DONE: _("已走完")}
DOOR_LEVEL_LABELS = (_("包保责任人"), _("村"), _("乡镇"), _("县"))
ALARM_LABELS = {
    AlarmKind.LEFT_EARLY: _("提前离开安置点"),
    AlarmKind.OVER_CAPACITY: _("安置点超员"),
    AlarmKind.CLOSED_SHELTER: _("安置点未开放，有人到达"),
}
