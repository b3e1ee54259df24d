"""How much should be in a store at least: the county's own figures."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as say

from qianshao.core.actor import Actor
from qianshao.core.errors import Stale
from qianshao.journal.services import record
from qianshao.resources.models import Batch, Minimum
from qianshao.resources.selectors.stock import item
from qianshao.resources.selectors.stores import store_of
from qianshao.resources.services.refills import follow_minimums


def put_minimum(
    *, store_id: int, item_id: int, quantity: int, version: int = 0, actor: Actor, now: datetime
) -> Minimum:
    """Set the least stock of an item in a store; 0: none is asked for any more.

    Raises:
        Stale: somebody else changed it.
    """
    store, goods = store_of(actor.scope, store_id), item(item_id)
    actor.demand("resources.edit", store.division_path)
    with transaction.atomic(durable=True):
        fresh = {"division_path": store.division_path, "store_name": store.name, "quantity": quantity}
        row: Minimum
        row, made = Minimum.objects.unscoped("the store was found in scope").get_or_create(
            store_id=store.pk, item=goods, defaults=fresh
        )
        if not made:
            rows = Minimum.objects.unscoped("found before").filter(pk=row.pk, version=version)
            if not rows.update(quantity=quantity, is_active=quantity > 0, version=version + 1):
                raise Stale("minimum.raced", say("别人刚改过，请刷新后再改。"))
        follow_minimums([Batch(store_id=store.pk, item=goods)], actor=actor, now=now)
        record(
            kind="resources.standard_edited",
            actor=actor,
            now=now,
            subject=("store", store.pk),
            division_path=store.division_path,
            data={"what": f"{store.name} {goods.name} ≥ {quantity} {goods.unit}"},
        )
    return row
