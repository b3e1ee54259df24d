"""Moves of goods from a store to where they are needed, and the county's figures for them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.text import mask_name, mask_phone


class DispatchRules(models.Model):
    """One version of the county's figures; never edited.

    ``paper_hours``: a verbal order's paper; ``remind_hours``: between two reminders; ``road_factor``: road over
    straight distance where no roads are loaded; ``speed``: km/h; ``pack_minutes``: until a vehicle leaves.
    """

    version = models.PositiveIntegerField(unique=True)
    valid_from = models.DateTimeField()
    paper_hours = models.PositiveSmallIntegerField()
    remind_hours = models.PositiveSmallIntegerField()
    road_factor = models.FloatField()
    speed = models.FloatField()
    pack_minutes = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)
    published_by = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"v{self.version}"


class Move(models.Model):
    """A move. ``division_path``: where the goods go; ``from_path``: the store's area, once one is chosen.

    ``to_store_id``: a store that takes them into its stock; else ``place`` says where, and what is returnable stays
    the move's own until it comes back. ``code``: what the QR code and the paper carry.
    ``parent``: the request this is the rest of. ``proposal``: what a plan proposes, ``[{store, counts: {item: n}}]``,
    the first for this move and the others for its rests; ``plan_id`` and ``proposed_by`` say whose plan.
    """

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120)
    why = models.CharField(max_length=300, blank=True)
    division_path = models.CharField(max_length=40)
    place = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    to_store_id = models.BigIntegerField(null=True)
    taker_name = EncryptedTextField(default="", blank=True)
    taker_phone = EncryptedTextField(default="", blank=True)
    needed_by = models.DateTimeField(null=True)
    from_store_id = models.BigIntegerField(null=True)
    from_name = models.CharField(max_length=120, blank=True)
    from_path = models.CharField(max_length=40, blank=True)
    reach = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="rests")
    plan_id = models.BigIntegerField(null=True)
    proposal = models.JSONField(default=list)
    proposed_by = models.CharField(max_length=80, blank=True)
    proposed_by_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default="requested")
    version = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=80)
    requested_by_id = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_by_id = models.BigIntegerField(null=True)
    verbal_at = models.DateTimeField(null=True)
    verbal_by = models.CharField(max_length=80, blank=True)
    paper_due_at = models.DateTimeField(null=True)
    paper_at = models.DateTimeField(null=True)
    paper_no = models.CharField(max_length=60, blank=True)
    paper_by = models.CharField(max_length=80, blank=True)
    remind_at = models.DateTimeField(null=True)
    vehicle = models.CharField(max_length=40, blank=True)
    driver = EncryptedTextField(default="", blank=True)
    driver_phone = EncryptedTextField(default="", blank=True)
    carried_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)
    is_drill = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "state"), name="move_to_area"),
            models.Index(fields=("from_path", "state"), name="move_from_area"),
            models.Index(fields=("requested_at",), name="move_requested"),
            models.Index(fields=("plan_id",), name="move_plan", condition=Q(plan_id__isnull=False)),
            models.Index(
                fields=("remind_at",),
                name="move_paper_due",
                condition=Q(remind_at__isnull=False, paper_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def masked_taker(self) -> str:
        """``孙*莉 138****2046``."""
        return f"{mask_name(self.taker_name)} {mask_phone(self.taker_phone)}".strip()

    @property
    def masked_driver(self) -> str:
        """Like ``masked_taker``."""
        return f"{mask_name(self.driver)} {mask_phone(self.driver_phone)}".strip()


class MoveLine(models.Model):
    """One item of a move: asked, then approved, then counted on arrival. ``over``: more came than was carried."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey("resources.Item", on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField()
    approved = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("move", "item"), name="move_item_once"),
            models.CheckConstraint(condition=Q(asked__gt=0), name="move_asks_for_some"),
            models.CheckConstraint(condition=Q(approved__lte=F("asked")), name="move_no_more_than_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} x {self.asked}"


class Pick(models.Model):
    """So many out of one batch of the store, the transit batch they travel in and the batch they end in.

    ``quantity`` = on the road + ``arrived`` + what never arrived and was settled. ``returned`` and ``gone`` (written
    off) count what came back or is no more, whether it was lent out or lost on the way.
    """

    line = models.ForeignKey(MoveLine, on_delete=models.CASCADE, related_name="picks")
    batch = models.ForeignKey("resources.Batch", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    transit = models.ForeignKey("resources.Batch", on_delete=models.PROTECT, null=True, related_name="+")
    ended = models.ForeignKey("resources.Batch", on_delete=models.PROTECT, null=True, related_name="+")
    arrived = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("line", "batch"), name="pick_batch_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="pick_takes_some"),
            models.CheckConstraint(condition=Q(arrived__lte=F("quantity")), name="pick_arrives_no_more"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.quantity}"
