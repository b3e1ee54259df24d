"""The same change to many records at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.journal.services import record
from qianshao.registry.models import Record, Revision
from qianshao.registry.records import apply, clean, difference, in_words, values_of
from qianshao.registry.services.writing import demand_area, once, revision
from qianshao.registry.states import RecordState

MOST = 5_000
_NEVER = frozenset({"name", "lon", "lat"})


def bulk_change(*, ids: Iterable[int], values: Mapping[str, Any], actor: Actor, now: datetime) -> int:
    """Give records the same values; all of them or none. Returns how many differ from before.

    Raises:
        Invalid: a value some kind does not have or that cannot be the same for many, or too many records.
        NotFound, NotAllowed: one of them is not the actor's to edit.
    """
    wanted = sorted(set(ids))
    if len(wanted) > MOST:
        raise Invalid("bulk.many", _("一次最多改 {most} 条"), most=MOST)
    if _NEVER & set(values) or not values:
        raise Invalid("bulk.values", _("名称和坐标不能批量改"))
    if path := values.get("division_path"):
        actor.demand("registry.edit", path)
        demand_area(path)
    with transaction.atomic(durable=True):
        rows = _rows(actor, wanted)
        changed = [pair for row in rows if (pair := _changed(row, values))]
        _write([row for row, _changes in changed], [revision(r, "bulk", c, actor, now) for r, c in changed])
        if changed:
            keys = dict.fromkeys(key for _row, changes in changed for key in changes)
            data = {"count": len(changed), "fields": in_words(changed[0][0].kind, keys)}
            area = _common_path([row.division_path for row, _changes in changed])
            record(
                kind="registry.bulk_changed",
                actor=actor,
                now=now,
                subject=("record", None),
                division_path=area,
                data=data,
            )
    return len(changed)


def _rows(actor: Actor, wanted: list[int]) -> list[Record]:
    found = Record.objects.within(actor.scope).filter(pk__in=wanted).exclude(state=RecordState.RETIRED)
    rows = list(found.select_related("kind").select_for_update(of=("self",)).order_by("pk"))
    if len(rows) != len(wanted):
        raise NotFound("bulk.missing", _("有的登记已注销，或不在您的辖区，请刷新后再选"))
    for path in {row.division_path for row in rows}:
        actor.demand("registry.edit", path)
    return rows


def _changed(row: Record, values: Mapping[str, Any]) -> "tuple[Record, dict[str, Any]] | None":
    cleaned = clean(row.kind, values, is_demo=row.is_demo)
    changes = difference(row.kind, values_of(row), cleaned)
    if not changes:
        return None
    for key, value in apply(row, row.kind, cleaned).items():
        setattr(row, key, value)
    row.version += 1
    return row, changes


def _write(rows: list[Record], revisions: list[Revision]) -> None:
    columns = ["division_path", "address", "coordinate_source", "owner_org", "keeper_name", "keeper_phone"]
    columns += ["keeper_hash", "grade", "is_public", "details", "sealed", "source", "runs_out"]
    columns += ["find_text", "version"]
    every = Record.objects.unscoped("the records were found in scope")
    once(lambda: every.bulk_update(rows, columns, batch_size=200))
    Revision.objects.bulk_create(revisions, batch_size=1000)


def _common_path(paths: list[str]) -> str:
    """The lowest area above all of them."""
    low, high = min(paths), max(paths)
    size = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    return low[: size - size % 4]
