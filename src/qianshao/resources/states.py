"""How a stock-taking stands, and how it moves."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class TakeState(StrEnum):
    """Where a stock-taking has come to."""

    OPEN = "open"
    COUNTED = "counted"
    BOOKED = "booked"
    DROPPED = "dropped"


TAKE_LABELS = {
    TakeState.OPEN: _("清点中"),
    TakeState.COUNTED: _("已清点，待复核"),
    TakeState.BOOKED: _("已入账"),
    TakeState.DROPPED: _("已作废"),
}

TAKE_MOVES = table(
    ("count", (TakeState.OPEN, TakeState.COUNTED), TakeState.COUNTED, "resources.stock"),
    ("book", (TakeState.COUNTED,), TakeState.BOOKED, "resources.stock"),
    ("drop", (TakeState.OPEN, TakeState.COUNTED), TakeState.DROPPED, "resources.stock"),
)
