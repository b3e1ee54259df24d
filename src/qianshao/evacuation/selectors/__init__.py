"""Questions about evacuations. Each takes scope first."""

from qianshao.evacuation.selectors.balance import (
    Balances,
    balance,
    balances_of,
    count_by_village,
    households_by_state,
    occupancy,
    total_of,
)
from qianshao.evacuation.selectors.ledger import (
    Disagreement,
    DoorRow,
    LedgerPage,
    alarms,
    conflicts,
    doors,
    evacuee_of,
    ledger,
    people,
)
from qianshao.evacuation.selectors.orders import limits_versions, movements_of, order_of, orders, running
from qianshao.evacuation.selectors.past import orders_at, safe_at
from qianshao.evacuation.selectors.pulls import evacuation_rows, occupancy_rows

__all__ = [
    "Balances",
    "Disagreement",
    "DoorRow",
    "LedgerPage",
    "alarms",
    "balance",
    "balances_of",
    "conflicts",
    "count_by_village",
    "doors",
    "evacuation_rows",
    "evacuee_of",
    "households_by_state",
    "ledger",
    "limits_versions",
    "movements_of",
    "occupancy",
    "occupancy_rows",
    "order_of",
    "orders",
    "orders_at",
    "people",
    "running",
    "safe_at",
    "total_of",
]
