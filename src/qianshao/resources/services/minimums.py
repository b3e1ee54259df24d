"""How much should be in a store, or in an area as a whole, at least: the county's own figures."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.divisions.choices import places
from qianshao.divisions.selectors import division_by_path
from qianshao.journal.services import record
from qianshao.resources.models import Batch, Item, Minimum
from qianshao.resources.selectors.stock import item
from qianshao.resources.selectors.stores import store_of
from qianshao.resources.services.refills import follow_minimums

MAY = "resources.edit"


def put_minimum(
    *,
    store_id: int,
    item_id: int,
    quantity: int,
    source: str = "",
    version: int = 0,
    actor: Actor,
    now: datetime,
) -> Minimum:
    """Set the least stock of an item in a store; 0: none is asked for any more.

    Raises:
        Stale: somebody else changed it.
    """
    store, goods = store_of(actor.scope, store_id), item(item_id)
    actor.demand(MAY, store.division_path)
    place: dict[str, object] = {"store_id": store.pk}
    with transaction.atomic(durable=True):
        row = _put(place, goods, (store.division_path, store.name), quantity, source, version)
        follow_minimums([Batch(store_id=store.pk, item=goods)], actor=actor, now=now)
        _note(row, store.name, goods, actor, now)
    return row


def put_area_minimum(
    *,
    division_path: str,
    item_id: int,
    quantity: int,
    source: str = "",
    version: int = 0,
    actor: Actor,
    now: datetime,
) -> Minimum:
    """Set the least stock of an item in all stores of an area together; 0: none is asked for any more.

    Raises:
        Stale: somebody else changed it.
    """
    goods = item(item_id)
    actor.demand(MAY, division_path)
    division_by_path(actor.scope, division_path)
    with transaction.atomic(durable=True):
        place: dict[str, object] = {"store_id": None, "division_path": division_path}
        row = _put(place, goods, (division_path, ""), quantity, source, version)
        _note(row, places([division_path])[division_path], goods, actor, now)
    return row


def change_minimum(*, minimum_id: int, version: int, quantity: int, actor: Actor, now: datetime) -> Minimum:
    """Change a minimum that stands, of a store or an area.

    Raises:
        NotFound: none such in the actor's areas. Stale: somebody else changed it.
    """
    found = Minimum.objects.within(actor.scope).filter(pk=minimum_id).first()
    if found is None:
        raise NotFound("minimum.unknown", _("没有找到这一行"))
    given = {"item_id": found.item_id, "quantity": quantity, "source": found.source, "version": version}
    if found.store_id is None:
        return put_area_minimum(division_path=found.division_path, actor=actor, now=now, **given)
    return put_minimum(store_id=found.store_id, actor=actor, now=now, **given)


def _put(
    place: dict[str, object], goods: Item, named: tuple[str, str], quantity: int, source: str, version: int
) -> Minimum:
    if not 0 <= quantity <= 10_000_000:
        raise Invalid("minimum.quantity", _("数量要在 0 到 {n} 之间"), n=10_000_000)
    fresh = {"division_path": named[0], "store_name": named[1][:80], "quantity": quantity, "source": source.strip()}
    every = Minimum.objects.unscoped("the place was found in scope")
    row: Minimum
    row, made = every.get_or_create(**place, item=goods, defaults=fresh)
    if not made:
        changes = {"quantity": quantity, "is_active": quantity > 0, "version": version + 1, "source": source.strip()}
        if not every.filter(pk=row.pk, version=version).update(**changes):
            raise Stale("minimum.raced", _("这里已有这种物资的最低储备，或别人刚改过，请刷新后再改。"))
        row.quantity, row.version = quantity, version + 1
    return row


def _note(row: Minimum, where: str, goods: Item, actor: Actor, now: datetime) -> None:
    record(
        kind="resources.standard_edited",
        actor=actor,
        now=now,
        subject=("store", row.store_id) if row.store_id else ("area_minimum", row.pk),
        division_path=row.division_path,
        data={"what": f"{where} {goods.name} ≥ {row.quantity} {goods.unit}"},
    )
