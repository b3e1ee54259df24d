"""Somebody stands before a store and counts."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.registry.models import Line, Sort
from qianshao.registry.services.writing import note, record_for, revision, save

_MOST = 1_000_000_000


def count_kit(*, record_id: int, counts: Mapping[int, int], actor: Actor, now: datetime) -> int:
    """Write down how many of each kit line are there; how many lines differ from before.

    Whoever may check a record may count it: the old figure stays in its history.

    Raises:
        Invalid: not a number of things.
        Stale: somebody changed the record meanwhile.
    """
    row = record_for(actor, record_id, "registry.verify")
    if any(not 0 <= number <= _MOST for number in counts.values()):
        raise Invalid("line.quantity", _("数量要填 0 或更大的整数"))
    lines = Line.objects.unscoped("the record was found in scope").filter(record=row, is_active=True, sort=Sort.KIT)
    differ = [line for line in lines if line.pk in counts and counts[line.pk] != line.quantity]
    if not differ:
        return 0
    with transaction.atomic(durable=True):
        changes = {line.name: [line.quantity, counts[line.pk]] for line in differ}
        for line in differ:
            line.quantity, line.version = counts[line.pk], line.version + 1
            line.save(update_fields=["quantity", "version"])
        save(row, row.version, {})
        revision(row, "count", changes, actor, now).save()
        note("registry.counted", row, actor, now, count=len(differ))
    return len(differ)
