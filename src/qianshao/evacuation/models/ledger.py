"""The ledger: people, what was reported of them, reports that differ, doors, alarms.

Rows are written by set-based SQL (50,000 at once); shelters and guardians are known by number, their names are
copied, so that the ledger stays readable when they change.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.text import mask_phone
from qianshao.evacuation.models.orders import Order, OrderZone
from qianshao.evacuation.states import (
    CONFLICT_LABELS,
    DOOR_LABELS,
    ORIGIN_LABELS,
    TOP_LEVEL,
    WHEREABOUTS_LABELS,
    AlarmKind,
    ConflictState,
    DoorState,
    Origin,
    Whereabouts,
)
from qianshao.people.models import Household, Member


class Evacuee(models.Model):
    """One person who must leave. ``state``, ``shelter_id``, ``heads``, ``disputed`` are the fold of the movements.

    ``needs``: codes wrapped in commas. ``planned_shelter_id``: where the household is to go; ``shelter_id``: where
    the person is.
    """

    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="evacuees")
    uid = models.CharField(max_length=36)
    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="+")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    zone = models.ForeignKey(OrderZone, models.SET_NULL, null=True, related_name="+")
    division_path = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    head_name = models.CharField(max_length=40, blank=True)
    initials = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=120, blank=True)
    gender = models.CharField(max_length=1, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    phone = EncryptedTextField(default="", blank=True)
    phone_hash = models.CharField(max_length=32, blank=True)
    needs = models.CharField(max_length=200, blank=True)
    moves_first = models.BooleanField(default=False)
    guardian_id = models.BigIntegerField(null=True)
    guardian_name = models.CharField(max_length=60, blank=True)
    helper = models.CharField(max_length=60, blank=True)
    vehicle = models.CharField(max_length=60, blank=True)
    help_by_hand = models.BooleanField(default=False)
    planned_shelter_id = models.BigIntegerField(null=True)
    planned_by_hand = models.BooleanField(default=False)
    planned_reason = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=8, default=Origin.LIST, choices=list(ORIGIN_LABELS.items()))
    state = models.CharField(max_length=12, default=Whereabouts.UNNOTIFIED, choices=list(WHEREABOUTS_LABELS.items()))
    shelter_id = models.BigIntegerField(null=True)
    heads = models.JSONField(default=list)
    disputed = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("order", "uid"), name="evacuee_once")]
        indexes: ClassVar = [
            # The balance reads this index and nothing else (tests/evacuation/test_balance.py).
            models.Index(fields=("order", "division_path", "state", "moves_first"), name="evacuee_balance"),
            models.Index(fields=("order", "household"), name="evacuee_household"),
            models.Index(fields=("shelter_id", "order"), name="evacuee_shelter", condition=Q(state="settled")),
            models.Index(fields=("phone_hash",), name="evacuee_phone", condition=~Q(phone_hash="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """``138****2046``."""
        return mask_phone(self.phone)

    @property
    def need_codes(self) -> list[str]:
        """The codes in ``needs``."""
        return [code for code in self.needs.split(",") if code]


class Movement(models.Model):
    """One report about one person, append-only. It may arrive before the person's row does: known by ``uid``.

    ``key``: the command's id (the phone bases its next report on it while both still wait to be sent).
    ``made_at``: the phone's clock; ``received_at``: ours.
    """

    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="movements")
    uid = models.CharField(max_length=36)
    key = models.CharField(max_length=36)
    to = models.CharField(max_length=12, choices=list(WHEREABOUTS_LABELS.items()))
    based_on = models.JSONField(default=list)
    shelter_id = models.BigIntegerField(null=True)
    helper = models.CharField(max_length=60, blank=True)
    vehicle = models.CharField(max_length=60, blank=True)
    left_early = models.BooleanField(default=False)
    words = EncryptedTextField(default="", blank=True)
    evidence = models.JSONField(default=list)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_label = models.CharField(max_length=80)
    by_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)

    objects = models.Manager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("order", "uid", "key"), name="movement_once")]

    def __str__(self) -> str:
        return f"{self.uid} {self.to}"


class Conflict(models.Model):
    """Reports of one person that knew nothing of each other and differ. ``sides``: their keys."""

    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="conflicts")
    evacuee = models.ForeignKey(Evacuee, models.CASCADE, related_name="conflicts")
    division_path = models.CharField(max_length=40)
    sides = models.JSONField(default=list)
    counted_as = models.CharField(max_length=12, choices=list(WHEREABOUTS_LABELS.items()))
    state = models.CharField(max_length=10, default=ConflictState.OPEN, choices=list(CONFLICT_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_by_id = models.BigIntegerField(null=True)
    settled_to = models.CharField(max_length=12, blank=True)
    reason = EncryptedTextField(default="", blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("evacuee",), name="conflict_one_open", condition=Q(state="open"))
        ]
        indexes: ClassVar = [models.Index(fields=("order", "state", "division_path"), name="conflict_inbox")]

    def __str__(self) -> str:
        return f"{self.evacuee_id} {self.state}"


class Door(models.Model):
    """One household to be visited until nobody is left in it. It never ends by itself; an overdue one goes up."""

    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="doors")
    household = models.ForeignKey(Household, models.CASCADE, db_constraint=False, related_name="+")
    division_path = models.CharField(max_length=40)
    guardian_id = models.BigIntegerField(null=True)
    guardian_name = models.CharField(max_length=60, blank=True)
    moves_first = models.BooleanField(default=False)
    level = models.SmallIntegerField(default=0)  # index into states.DOOR_LEVELS
    due_at = models.DateTimeField(null=True)
    visits = models.PositiveSmallIntegerField(default=0)
    last_visit_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=6, default=DoorState.OPEN, choices=list(DOOR_LABELS.items()))
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("order", "household"), name="evacuation_door_once")]
        indexes: ClassVar = [
            models.Index(
                fields=("due_at",), name="evacuation_door_due", condition=Q(state="open", level__lt=TOP_LEVEL)
            ),
            models.Index(fields=("order", "division_path"), name="evacuation_door_area", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}:{self.household_id}"


class Alarm(models.Model):
    """Something to be looked at now: somebody left a shelter early, a shelter is over its capacity or not open."""

    order = models.ForeignKey(Order, models.CASCADE, db_index=False, related_name="alarms")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in AlarmKind])
    evacuee = models.ForeignKey(Evacuee, models.CASCADE, null=True, related_name="alarms")
    shelter_id = models.BigIntegerField(null=True)
    division_path = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    number = models.PositiveIntegerField(default=1)  # people over capacity, people at a closed shelter
    raised_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=80, blank=True)
    reason = EncryptedTextField(default="", blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("order", "key"), name="evacuation_alarm_once")]
        indexes: ClassVar = [
            models.Index(
                fields=("order", "division_path"), name="evacuation_alarm_open", condition=Q(handled_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_id}"
