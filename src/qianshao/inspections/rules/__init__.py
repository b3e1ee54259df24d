"""Pure decisions of the room."""

from qianshao.inspections.rules.draws import Chooser, Place, draw, own_interest
from qianshao.inspections.rules.records import Said, presence_of, record_fault
from qianshao.inspections.rules.rights import may_arrange, may_visit
from qianshao.inspections.rules.turns import end_of_turn, nearest, turn_of

__all__ = [
    "Chooser",
    "Place",
    "Said",
    "draw",
    "end_of_turn",
    "may_arrange",
    "may_visit",
    "nearest",
    "own_interest",
    "presence_of",
    "record_fault",
    "turn_of",
]
