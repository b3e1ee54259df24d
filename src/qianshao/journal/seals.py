"""Digests over ranges of entries, each chained to the one before.

Sealing is a sweep of its own, so writing never waits on a chain (architecture §7). A chain alone does not catch
an insider who rewrites all of it: the newest head also goes to the county and onto the printed duty log.
"""

import hashlib
import json
from datetime import datetime, timedelta

from django.db import transaction

from qianshao.core.sql import fetch_all
from qianshao.journal.models import Entry, Seal

#: An entry younger than this is not sealed yet: on PostgreSQL a slower transaction may still bring a lower number.
SETTLE = timedelta(seconds=60)
_FIELDS = (
    "id, at, received_at, kind, actor_kind, actor_label, actor_user, source, correlation, "
    "subject_kind, subject_id, division_path, data, is_drill"
)


def _digest(before: str, first: int, last: int) -> str:
    rows = fetch_all(
        f"SELECT {_FIELDS} FROM journal_entry WHERE id BETWEEN %s AND %s ORDER BY id", (first, last)
    )
    chain = hashlib.sha256(before.encode())
    for row in rows:
        plain = [json.loads(value) if n == 12 and isinstance(value, str) else value for n, value in enumerate(row)]
        plain[13] = bool(plain[13])
        chain.update(json.dumps(plain, ensure_ascii=False, default=str, sort_keys=True).encode())
    return chain.hexdigest()


@transaction.atomic
def seal_entries(*, now: datetime, limit: int = 5000) -> Seal | None:
    """Seal the entries since the last seal that have settled, at most ``limit``; None when there are none.

    Numbers that no entry has are covered too, so that nothing can be put into a gap afterwards.
    """
    before = Seal.objects.order_by("-last").first()
    start = before.last + 1 if before else 1
    ids = list(
        Entry.objects.unscoped("sealing covers every area")
        .filter(id__gte=start, received_at__lte=now - SETTLE)
        .order_by("id")
        .values_list("id", flat=True)[:limit]
    )
    if not ids:
        return None
    digest = _digest(before.digest if before else "", start, ids[-1])
    return Seal.objects.create(first=start, last=ids[-1], digest=digest, sealed_at=now)


def verify_seals() -> list[int]:
    """The seals (by id) that no longer match the entries they cover; empty when the journal is whole."""
    broken, before = [], ""
    for seal in Seal.objects.order_by("last"):
        if _digest(before, seal.first, seal.last) != seal.digest:
            broken.append(seal.pk)
        before = seal.digest
    return broken
