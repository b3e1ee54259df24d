"""The end of secrecy: what was drawn and will not happen any more is shown to everybody."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from qianshao.core.actor import Actor
from qianshao.inspections.models import Draw, Visit
from qianshao.inspections.selectors import number_in_force
from qianshao.inspections.states import VisitState
from qianshao.journal.services import Note, record_many


def unseal_draws(draw_ids: Iterable[int | None]) -> None:
    """Once nothing of a draw is sealed any more, everybody may check it."""
    wanted = {key for key in draw_ids if key is not None}
    sealed = Visit.objects.unscoped("of draws just touched").filter(draw_id__in=wanted, is_sealed=True)
    over = wanted - set(sealed.values_list("draw_id", flat=True))
    if over:
        Draw.objects.unscoped("as above").filter(pk__in=over).update(is_sealed=False)


def unseal_missed(*, limit: int, actor: Actor, now: datetime) -> int:
    """Drawn visits that were missed so long ago that nobody may catch them up: everybody learns that nobody went."""
    before = now - timedelta(days=number_in_force("catch_up_days", now))
    rows = Visit.objects.unscoped("the machine looks at every visit")
    late = rows.filter(state=VisitState.MISSED, is_sealed=True, due_at__lt=before)
    with transaction.atomic(durable=True):
        ids = list(late.order_by("due_at", "id").values_list("pk", flat=True)[:limit])
        rows.filter(pk__in=ids, state=VisitState.MISSED).update(is_sealed=False, version=F("version") + 1)
        opened = list(rows.filter(pk__in=ids, state=VisitState.MISSED, is_sealed=False))
        unseal_draws(row.draw_id for row in opened)
        record_many([_note(row) for row in opened], actor=actor, now=now)
    return len(opened)


def _note(row: Visit) -> Note:
    data = {"kind": str(row.kind_label), "place": row.place_name}
    return Note("inspections.missed", ("visit", row.pk), row.division_path, data)
