"""Papers of verbal orders that are late: said once, and again after the county's hours until they are filed."""

from datetime import datetime

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.sweeps import Sweep
from qianshao.journal.services import Note, record_many
from qianshao.resources.dispatch.selectors.figures import figures
from qianshao.resources.models import Move


def remind_papers(now: datetime, limit: int) -> int:
    """Write late papers into the journal and set the next reminder."""
    rules = figures()
    with transaction.atomic(durable=True):
        every = Move.objects.unscoped("the sweep looks at every move")
        due = every.filter(remind_at__lte=now, paper_at__isnull=True).order_by("remind_at", "id")
        rows = list(due.select_for_update(skip_locked=True)[:limit])
        every.filter(pk__in=[row.pk for row in rows]).update(remind_at=rules.next_reminder(now))
        record_many([_note(row) for row in rows], actor=Actor.system("dispatch.papers"), now=now)
    return len(rows)


def _note(row: Move) -> Note:
    due = row.paper_due_at.astimezone(BEIJING) if row.paper_due_at else None
    data = {"code": row.code, "due": f"{due:%m-%d %H:%M}"}
    return Note("dispatch.paper_late", ("move", row.pk), row.division_path, data, is_drill=row.is_drill)


SWEEPS = (Sweep("dispatch.papers", remind_papers, every=60.0),)
