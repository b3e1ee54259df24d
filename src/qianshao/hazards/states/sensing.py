"""What a reading of a monitoring device is worth. Pure data."""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _


class Mark(IntEnum):
    """Whether a reading tells how it is now. All are kept; only ``TAKEN`` is judged."""

    TAKEN = 0
    AHEAD = 1
    OLD = 2
    BEHIND = 3


MARK_LABELS = {
    Mark.TAKEN: _("正常"),
    Mark.AHEAD: _("时间在将来，不作判断"),
    Mark.OLD: _("太旧，不作判断"),
    Mark.BEHIND: _("比已收到的早，不作判断"),
}
