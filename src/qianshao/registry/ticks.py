"""What has faded and what runs out: said once, in the journal; the lists stand in the selectors."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.sweeps import Sweep
from qianshao.journal.services import Note, record_many
from qianshao.registry.models import Line, Record, Sort
from qianshao.registry.selectors.due import NOTICE_DAYS, first_paper
from qianshao.registry.states import RecordState

_TOWN = 4 * 4
_NAMED = 3


def note_overdue(now: datetime, limit: int) -> int:
    """Write those whose check has passed into the journal, each check once: one line per township and kind."""
    with transaction.atomic(durable=True):
        every = Record.objects.unscoped("the sweep looks at every record")
        late = every.filter(state=RecordState.ACTIVE, next_check_at__lt=now).filter(
            Q(overdue_noted__isnull=True) | ~Q(overdue_noted=F("next_check_at"))
        )
        locked = late.select_related("kind").select_for_update(skip_locked=True, of=("self",))
        found = locked.only("id", "name", "kind__name", "division_path", "next_check_at")
        rows = list(found.order_by("next_check_at", "id")[:limit])
        every.filter(pk__in=[row.pk for row in rows]).update(overdue_noted=F("next_check_at"))
        record_many(_overdue_notes(rows), actor=Actor.system("registry.overdue"), now=now)
    return len(rows)


def _overdue_notes(rows: list[Record]) -> Iterator[Note]:
    together = defaultdict[tuple[str, int], list[Record]](list)
    for row in rows:
        together[row.division_path[:_TOWN], row.kind_id].append(row)
    for (path, _kind), group in together.items():
        names = "、".join(row.name for row in group[:_NAMED]) + ("……" if len(group) > _NAMED else "")
        data = {"count": len(group), "kind": group[0].kind.name, "names": names}
        yield Note("registry.overdue", ("record", group[0].pk), path, data)


def note_expiring(now: datetime, limit: int) -> int:
    """Write lines that run out within ``NOTICE_DAYS`` into the journal, each day once."""
    until = now.astimezone(BEIJING).date() + timedelta(days=NOTICE_DAYS)
    with transaction.atomic(durable=True):
        every = Line.objects.unscoped("the sweep looks at every line")
        due = every.filter(is_active=True, expires_on__lte=until, record__state=RecordState.ACTIVE).filter(
            Q(expiry_noted__isnull=True) | ~Q(expiry_noted=F("expires_on"))
        )
        locked = due.select_related("record__kind").select_for_update(skip_locked=True, of=("self",))
        rows = list(locked.order_by("expires_on", "id")[:limit])
        every.filter(pk__in=[row.pk for row in rows]).update(expiry_noted=F("expires_on"))
        record_many([_expiry_note(row) for row in rows], actor=Actor.system("registry.expiring"), now=now)
    return len(rows)


def note_ending(now: datetime, limit: int) -> int:
    """The same for the papers that stand in the records themselves: insurance, inspection, contract."""
    until = now.astimezone(BEIJING).date() + timedelta(days=NOTICE_DAYS)
    with transaction.atomic(durable=True):
        every = Record.objects.unscoped("the sweep looks at every record")
        due = every.filter(state=RecordState.ACTIVE, runs_out__lte=until).filter(
            Q(ending_noted__isnull=True) | ~Q(ending_noted=F("runs_out"))
        )
        locked = due.select_related("kind").select_for_update(skip_locked=True, of=("self",))
        rows = list(locked.order_by("runs_out", "id")[:limit])
        every.filter(pk__in=[row.pk for row in rows]).update(ending_noted=F("runs_out"))
        record_many([_ending_note(row) for row in rows], actor=Actor.system("registry.expiring"), now=now)
    return len(rows)


def _ending_note(row: Record) -> Note:
    data = {"kind": row.kind.name, "name": row.name, "sort": first_paper(row), "on": f"{row.runs_out:%Y-%m-%d}"}
    return Note("registry.expiring", ("record", row.pk), row.division_path, data)


def _expiry_note(row: Line) -> Note:
    data: dict[str, Any] = {"kind": row.record.kind.name, "name": row.record.name}
    data |= {"sort": str(Sort(row.sort).label), "on": f"{row.expires_on:%Y-%m-%d}"}
    return Note("registry.expiring", ("record", row.record_id), row.division_path, data)


SWEEPS = (
    Sweep("registry.overdue", note_overdue, every=600.0),
    Sweep("registry.expiring", note_expiring, every=3600.0),
    Sweep("registry.ending", note_ending, every=3600.0),
)
