"""Goods come into a store, go out, come back, or are written off."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.journal.services import record
from qianshao.resources.models import Batch, EntryKind, Ownership
from qianshao.resources.selectors.stock import batch, item
from qianshao.resources.selectors.stores import store_of
from qianshao.resources.services.stock import Post, ensure_batch, post_entries

MAY = "resources.stock"
_KINDS = {
    EntryKind.ISSUE: "resources.issued",
    EntryKind.RETURN: "resources.returned",
    EntryKind.WRITEOFF: "resources.written_off",
}


def receive(
    *,
    store_id: int,
    item_id: int,
    quantity: int,
    lot: str = "",
    ownership: str = Ownership.OWN,
    owner: str = "",
    made_on: date | None = None,
    expires_on: date | None = None,
    tested_on: date | None = None,
    shelf: str = "",
    words: str = "",
    key: str = "",
    actor: Actor,
    now: datetime,
) -> Batch:
    """Put goods into a store; the same goods (item, lot, owner, dates) join their batch.

    Raises:
        Invalid: nothing, or dates the wrong way round.
        NotFound: no such store or item.
    """
    store, goods = store_of(actor.scope, store_id), item(item_id)
    actor.demand(MAY, store.division_path)
    if made_on and expires_on and expires_on < made_on:
        raise Invalid("batch.dates", _("到期日期早于生产日期"))
    with unit():
        found = ensure_batch(
            item=goods,
            store_id=store.pk,
            store_name=store.name,
            division_path=store.division_path,
            lot=lot,
            ownership=ownership,
            owner=owner,
            made_on=made_on,
            expires_on=expires_on,
            tested_on=tested_on,
            shelf=shelf,
        )
        if post_entries([Post(found.pk, quantity, EntryKind.RECEIVE, words, key)], actor=actor, now=now):
            _note("resources.received", found, quantity, actor, now, {})
    return found


def hand_out(
    *, batch_id: int, quantity: int, kind: str, words: str = "", key: str = "", actor: Actor, now: datetime
) -> Batch:
    """Issue, take back or write off (``kind``) so much of a batch; out and write-off say what for.

    Raises:
        Invalid: nothing, more than there is, no words.
    """
    found = batch(actor.scope, batch_id)
    actor.demand(MAY, found.division_path)
    if found.store_id is None or kind not in _KINDS:
        raise Invalid("stock.kind", _("没有这种操作"))
    if kind != EntryKind.RETURN and not words.strip():
        raise Invalid("stock.words", _("请写明用途或原因"))
    delta = quantity if kind == EntryKind.RETURN else -quantity
    with unit():
        if post_entries([Post(found.pk, delta, kind, words, key)], actor=actor, now=now):
            _note(_KINDS[EntryKind(kind)], found, quantity, actor, now, {"words": words.strip()[:120]})
    return found


def _note(kind: str, found: Batch, quantity: int, actor: Actor, now: datetime, more: Mapping[str, Any]) -> None:
    goods = {"item": found.item.name, "quantity": quantity, "unit": found.item.unit}
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("store", found.store_id),
        division_path=found.division_path,
        data={"store": found.store_name, **goods, **more},
    )
