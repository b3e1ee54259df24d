"""Pure decisions about shelters: how full, how many people fit, what an inspection comes to, who goes where."""

from qianshao.places.rules.capacity import people_that_fit
from qianshao.places.rules.fullness import Fullness, fullness
from qianshao.places.rules.inspection import Verdict, next_due, verdict

__all__ = ["Fullness", "Verdict", "fullness", "next_due", "people_that_fit", "verdict"]
