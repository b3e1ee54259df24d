"""Batches and the entries that make their stock."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import ScopedManager
from qianshao.resources.models.items import Item


class Ownership(models.TextChoices):
    """Whose goods lie in the store."""

    OWN = "own", _("自有")
    AGREEMENT = "agreement", _("协议代储")
    SOCIAL = "social", _("社会捐赠或代管")


class EntryKind(models.TextChoices):
    """Why the stock changed."""

    RECEIVE = "receive", _("入库")
    ISSUE = "issue", _("出库")
    RETURN = "return", _("归还")
    ADJUST = "adjust", _("盘点调整")
    WRITEOFF = "writeoff", _("报损")
    TRANSFER_OUT = "transfer_out", _("调出")
    TRANSFER_IN = "transfer_in", _("调入")


class Batch(models.Model):
    """Goods of one item, lot and date in one place: a store, or (``move_id``) on the way of one move.

    ``stock``: whole units; written only by ``services.stock``, with the entry, in one transaction. ``version`` counts
    the entries. ``test_due``: the next test; ``expiry_noted``: the warning (days) the journal had last.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="batches")
    store_id = models.BigIntegerField(null=True)
    store_name = models.CharField(max_length=80, blank=True)
    move_id = models.BigIntegerField(null=True)
    division_path = models.CharField(max_length=40)
    lot = models.CharField(max_length=40, blank=True)
    ownership = models.CharField(max_length=10, choices=Ownership.choices, default=Ownership.OWN)
    owner = models.CharField(max_length=60, blank=True)
    made_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    tested_on = models.DateField(null=True)
    test_due = models.DateField(null=True)
    shelf = models.CharField(max_length=30, blank=True)
    stock = models.BigIntegerField(default=0)
    expiry_noted = models.PositiveSmallIntegerField(null=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("store_id", "item"), name="stock_batch_store"),
            models.Index(fields=("division_path", "item"), name="stock_batch_area"),
            models.Index(fields=("item", "division_path"), name="stock_batch_item", condition=Q(stock__gt=0)),
            models.Index(fields=("expires_on",), name="stock_batch_expiry", condition=Q(stock__gt=0)),
            models.Index(fields=("test_due",), name="stock_batch_test", condition=Q(stock__gt=0)),
            models.Index(fields=("move_id",), name="stock_batch_move", condition=Q(move_id__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stock__gte=0), name="stock_never_negative"),
            models.CheckConstraint(
                condition=Q(store_id__isnull=False, move_id__isnull=True)
                | Q(store_id__isnull=True, move_id__isnull=False),
                name="stock_in_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.store_name} {self.lot}".strip()


class Entry(models.Model):
    """One change of a batch's stock. Written once; triggers refuse UPDATE and DELETE.

    ``serial``: the batch's own count; ``stock_after``: what was there then. ``key``: the caller's own id of the
    change, so that one sent twice is written once. ``take_id``: the stock-taking it comes from.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="entries")
    serial = models.PositiveIntegerField()
    delta = models.BigIntegerField()
    stock_after = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    division_path = models.CharField(max_length=40)
    move_id = models.BigIntegerField(null=True)
    take_id = models.BigIntegerField(null=True)
    words = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "at"), name="stock_entry_area"),
            models.Index(fields=("move_id",), name="stock_entry_move", condition=Q(move_id__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "serial"), name="stock_entry_serial"),
            models.UniqueConstraint(fields=("key",), condition=~Q(key=""), name="stock_entry_key_once"),
            models.CheckConstraint(condition=~Q(delta=0), name="stock_entry_changes"),
            models.CheckConstraint(condition=Q(stock_after__gte=0), name="stock_entry_never_negative"),
            models.CheckConstraint(
                condition=Q(kind="adjust")
                | Q(kind__in=("receive", "return", "transfer_in"), delta__gt=0)
                | Q(kind__in=("issue", "writeoff", "transfer_out"), delta__lt=0),
                name="stock_entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(serial=1, stock_after=F("delta")) | Q(serial__gt=1), name="stock_entry_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind} {self.delta:+d}"
