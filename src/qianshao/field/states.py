"""What became of a command from a phone, and the only moves of those that an officer must look at. Pure data."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from qianshao.core.states import table


class Outcome(StrEnum):
    """What became of a command. ``retry`` is the only one that is run again when it comes again."""

    DONE = "done"
    REFUSED = "refused"
    RETRY = "retry"
    QUARANTINED = "quarantined"  # from a phone that was taken back, or failed too often: an officer decides
    RUN = "run"  # an officer let it run after all
    DISCARDED = "discarded"  # an officer put it aside, with a reason; it is kept


#: What an officer still has to look at: held, or refused to the person who sent it.
OPEN = (Outcome.QUARANTINED, Outcome.REFUSED)
#: What the phone is told when it sends a command again.
AGAIN = {
    Outcome.DONE: "duplicate",
    Outcome.RUN: "duplicate",
    Outcome.REFUSED: "refused",
    Outcome.QUARANTINED: "quarantined",
    Outcome.DISCARDED: "quarantined",
}
LABELS = {
    Outcome.DONE: _("已办"),
    Outcome.REFUSED: _("没办成"),
    Outcome.RETRY: _("待重发"),
    Outcome.QUARANTINED: _("待处理"),
    Outcome.RUN: _("已采用"),
    Outcome.DISCARDED: _("已搁置"),
}
MOVES = table(
    ("run", [Outcome.QUARANTINED, Outcome.REFUSED], Outcome.RUN, "field.quarantine"),
    ("discard", [Outcome.QUARANTINED, Outcome.REFUSED], Outcome.DISCARDED, "field.quarantine"),
)
