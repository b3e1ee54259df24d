"""Forget what phones said once it is done: the ledger has it, and a sealed copy of it is one more to lose."""

from datetime import datetime, timedelta

from qianshao.core.sweeps import Sweep
from qianshao.field.models import PhoneCommand
from qianshao.field.states import Outcome

#: Long enough for a phone that comes back after its 30 days to be told what became of its queue.
KEEP = timedelta(days=60)
_OVER = (Outcome.DONE, Outcome.REFUSED, Outcome.RUN, Outcome.DISCARDED)


def forget_payloads(now: datetime, limit: int) -> int:
    """Blank the payload, the answer and the place of old finished commands; ids, times and digests stay.

    What waits for an officer is kept until the officer has decided.
    """
    old = PhoneCommand.objects.unscoped("old payloads of the whole site")
    found = old.filter(received_at__lt=now - KEEP, state__in=_OVER).exclude(payload="")
    ids = list(found.order_by("received_at").values_list("pk", flat=True)[:limit])
    return old.filter(pk__in=ids).update(payload="", answer="", position=None) if ids else 0


SWEEPS = (Sweep("field.payloads", forget_payloads, every=3600.0),)
