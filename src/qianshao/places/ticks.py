"""Inspections that are due and were not made: said once, in the journal."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.sweeps import Sweep
from qianshao.journal.services import Note, record_many
from qianshao.places.models import Shelter


def note_overdue(now: datetime, limit: int) -> int:
    """Write those whose day passed into the journal, each day once; a new inspection starts it afresh."""
    today = now.astimezone(BEIJING).date()
    with transaction.atomic(durable=True):
        living = Shelter.objects.unscoped("the sweep looks at every shelter").filter(is_active=True)
        late = living.filter(inspection_due__lt=today).filter(
            Q(overdue_noted__isnull=True) | ~Q(overdue_noted=F("inspection_due"))
        )
        rows = list(late.order_by("inspection_due", "id").select_for_update(skip_locked=True)[:limit])
        for row in rows:
            living.filter(pk=row.pk).update(overdue_noted=row.inspection_due)
        record_many([_note(row) for row in rows], actor=Actor.system("places.overdue"), now=now)
    return len(rows)


def _note(row: Shelter) -> Note:
    data = {"name": row.name, "due": f"{row.inspection_due:%Y-%m-%d}"}
    return Note("places.inspection_overdue", ("shelter", row.pk), row.division_path, data)


SWEEPS = (Sweep("places.overdue", note_overdue, every=600.0),)
