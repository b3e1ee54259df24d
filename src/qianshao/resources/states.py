"""How a stock-taking stands, and how it moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class TakeState(models.TextChoices):
    """Where a stock-taking has come to."""

    OPEN = "open", _("清点中")
    COUNTED = "counted", _("已清点，待复核")
    BOOKED = "booked", _("已入账")
    DROPPED = "dropped", _("已作废")


TAKE_MOVES = table(
    ("count", (TakeState.OPEN, TakeState.COUNTED), TakeState.COUNTED, "resources.stock"),
    ("book", (TakeState.COUNTED,), TakeState.BOOKED, "resources.stock"),
    ("drop", (TakeState.OPEN, TakeState.COUNTED), TakeState.DROPPED, "resources.stock"),
)
