"""Tables of evacuation."""

from qianshao.evacuation.models.ledger import Alarm, Conflict, Door, Evacuee, Movement
from qianshao.evacuation.models.orders import LimitsVersion, Order, OrderZone

__all__ = ["Alarm", "Conflict", "Door", "Evacuee", "LimitsVersion", "Movement", "Order", "OrderZone"]
