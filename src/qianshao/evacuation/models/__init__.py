"""Tables of evacuation."""

from qianshao.evacuation.models.disposal import Disposal
from qianshao.evacuation.models.ledger import Alarm, Conflict, Door, Evacuee, Movement
from qianshao.evacuation.models.lists import Exposure, ListConflict, RiskEntry, RiskList
from qianshao.evacuation.models.orders import LimitsVersion, Order, OrderZone

__all__ = [
    "Alarm",
    "Conflict",
    "Disposal",
    "Door",
    "Evacuee",
    "Exposure",
    "LimitsVersion",
    "ListConflict",
    "Movement",
    "Order",
    "OrderZone",
    "RiskEntry",
    "RiskList",
]
