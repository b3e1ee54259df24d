"""Whether a message the platform sent about something has gone out, in words for a page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.channels.selectors import messages_of
from qianshao.channels.states import MessageState
from qianshao.core.scope import Scope
from qianshao.hazards.states.ledger import WITH_UNIT

_WORDS = {
    MessageState.QUEUED: _("短信在排队"),
    MessageState.SENDING: _("短信在发"),
    MessageState.SENT: _("短信已发"),
    MessageState.FAILED: _("短信没有发出，请打电话"),
    MessageState.DROPPED: _("短信没有发出，请打电话"),
}


@dataclass(frozen=True)
class Told:
    """What became of a message. ``tone``: of the note or chip."""

    words: Any
    at: datetime | None = None
    tone: str = ""


def told_by_id(scope: Scope, subject: str, ids: Collection[int]) -> dict[int, Told]:
    """The newest message about each subject the reader was given."""
    return {row.subject_id: _of(row) for row in messages_of(scope, subject, ids)} if ids else {}


def told_unit(scope: Scope, hazard: Any) -> Told | None:
    """Whether the unit that has the word was told of it; None while no unit has it."""
    if hazard.state not in WITH_UNIT or hazard.assigned_at is None:
        return None
    if not hazard.unit_phone:
        return Told(_("没有电话，请当面交办"), tone="wait")
    rows = messages_of(scope, "hazard_unit", [hazard.pk]).filter(created_at__gte=hazard.assigned_at)
    found = list(rows)
    return _of(found[-1]) if found else None


def _of(row: Any) -> Told:
    state = MessageState(row.state)
    tone = "bad" if state in (MessageState.FAILED, MessageState.DROPPED) else ""
    return Told(_WORDS[state], row.sent_at if state == MessageState.SENT else None, tone)
