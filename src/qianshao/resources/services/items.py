"""The dictionary of items: the county adds to it and changes it, by version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Stale
from qianshao.journal.services import record
from qianshao.resources.models import Batch, Item
from qianshao.resources.selectors.stock import item

MAY = "resources.items"
FIELDS = (
    "name", "unit", "category", "gbt_code", "spec", "shelf_life_days", "test_days", "is_returnable", "is_ample",
    "is_short_lived", "is_costly", "source", "certainty", "is_active",
)  # fmt: skip


def add_item(*, code: str, values: Mapping[str, Any], actor: Actor, now: datetime) -> Item:
    """A kind of goods of the county's own, behind all others.

    Raises:
        Invalid: the code is taken, or the name is.
    """
    actor.demand(MAY, "")
    kept = _kept(values)
    _refuse_twin(kept["name"], None)
    last = Item.objects.aggregate(last=Max("order"))["last"] or 0
    try:
        with transaction.atomic(durable=True):
            made = Item.objects.create(code=code.strip()[:20], order=last + 10, **kept)
            _note(made, _("新增 {name}（{unit}）").format(name=made.name, unit=made.unit), actor, now)
    except IntegrityError as error:
        raise Invalid("item.code", _("编码 {code} 已经有了"), code=code) from error
    return made


def change_item(*, item_id: int, version: int, values: Mapping[str, Any], actor: Actor, now: datetime) -> Item:
    """Change an item. Its unit stays while goods of it are on the books: 5 boxes are not 5 bottles.

    Raises:
        Invalid: the unit of goods on the books, a name that is taken. Stale: somebody else changed it.
    """
    actor.demand(MAY, "")
    found, kept = item(item_id), _kept(values)
    _refuse_twin(kept["name"], found.pk)
    batches = Batch.objects.unscoped("whether anybody has any of it").filter(item=found)
    if kept["unit"] != found.unit and batches.exists():
        raise Invalid("item.unit", _("账上已有这种物资，单位不能改。要换单位请另立一种"))
    changed = [key for key in FIELDS if key in kept and getattr(found, key) != kept[key]]
    with transaction.atomic(durable=True):
        rows = Item.objects.filter(pk=found.pk, version=version)
        if not rows.update(**kept, version=version + 1):
            raise Stale("item.raced", _("别人刚改过，请刷新后再改。"))
        words = "；".join(f"{Item._meta.get_field(k).name} {getattr(found, k)} → {kept[k]}" for k in changed)
        _note(found, f"{found.name} {words}"[:200], actor, now)
    return item(item_id)


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: values[key] for key in FIELDS if key in values}
    for key in ("name", "unit"):
        kept[key] = str(kept.get(key, "")).strip()
        if not kept[key]:
            raise Invalid("item.name", _("名称和单位都要填"))
    kept["gbt_code"] = (kept.get("gbt_code") or "").strip() or None
    return kept


def _refuse_twin(name: str, own: int | None) -> None:
    if Item.objects.filter(name=name).exclude(pk=own or 0).exists():
        raise Invalid("item.twin", _("已经有叫“{name}”的物资"), name=name)


def _note(row: Item, what: str, actor: Actor, now: datetime) -> None:
    paths = actor.scope.paths
    record(
        kind="resources.standard_edited",
        actor=actor,
        now=now,
        subject=("item", row.pk),
        division_path=paths[0] if paths else "",
        data={"what": str(what)},
    )
