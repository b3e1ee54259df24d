"""Pure decisions about shelters: how full, how many people fit, what an inspection comes to, who goes where."""

from qianshao.places.rules.assign import assign
from qianshao.places.rules.capacity import people_that_fit
from qianshao.places.rules.fullness import Fullness, fullness
from qianshao.places.rules.inspection import Verdict, next_due, verdict
from qianshao.places.rules.plan import Household, Plan, Row, Site, Unplaced

__all__ = [
    "Fullness",
    "Household",
    "Plan",
    "Row",
    "Site",
    "Unplaced",
    "Verdict",
    "assign",
    "fullness",
    "next_due",
    "people_that_fit",
    "verdict",
]
