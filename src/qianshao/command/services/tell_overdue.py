"""The date of a hazard or of a department called by a whistle comes near or has passed: told, each reminder once.

The reminder that says "told" and the message in the outbox are one commit. What came due while the machine stood
still goes out together.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from qianshao.command.services.due import of_hazards, of_whistles
from qianshao.command.services.telling import tell
from qianshao.hazards.selectors import reminders_to_tell
from qianshao.hazards.selectors.whistles import whistle_reminders_to_tell
from qianshao.hazards.services import mark_told
from qianshao.hazards.services.whistle_reminders import mark_whistles_told


def tell_overdue(now: datetime, limit: int) -> int:
    """Pass on at most ``limit`` reminders of each sort; how many."""
    with transaction.atomic(durable=True):
        hazards, whistles = reminders_to_tell(limit, hold=True), whistle_reminders_to_tell(limit, hold=True)
        if hazards or whistles:
            with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
                tell([*of_whistles(whistles), *of_hazards(hazards, now)], now)
            mark_told(reminder_ids=[one.pk for one in hazards], now=now)
            mark_whistles_told(reminder_ids=[one.pk for one in whistles], now=now)
    return len(hazards) + len(whistles)
