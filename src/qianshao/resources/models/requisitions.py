"""Things of other people the government uses in an emergency, and what it owes them for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.text import mask_name, mask_phone


class ObjectSort(models.TextChoices):
    """What is used."""

    GOODS = "goods", _("物资")
    VEHICLE = "vehicle", _("车辆和机械")
    HOUSE = "house", _("房屋")
    LAND = "land", _("场地")


class Requisition(models.Model):
    """A requisition. ``issuer``: the people's government that decided, with the number of its decision.

    Money in cents. ``condition``: how the thing was when it was handed over; ``damage``: what was wrong with it when
    it came back.
    """

    code = models.CharField(max_length=16, unique=True)
    division_path = models.CharField(max_length=40)
    issuer = models.CharField(max_length=80)
    order_no = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=300)
    sort = models.CharField(max_length=8, choices=ObjectSort.choices)
    name = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField(default=1)
    unit = models.CharField(max_length=10, blank=True)
    owner_org = models.CharField(max_length=120, blank=True)
    owner_name = EncryptedTextField(default="", blank=True)
    owner_phone = EncryptedTextField(default="", blank=True)
    use = models.CharField(max_length=200)
    return_by = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="ordered")
    version = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=80)
    ordered_by_id = models.BigIntegerField(null=True)
    condition = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=80, blank=True)
    returned_at = models.DateTimeField(null=True)
    damage = models.CharField(max_length=300, blank=True)
    assessed_cents = models.BigIntegerField(null=True)
    assessed_by = models.CharField(max_length=80, blank=True)
    assessed_at = models.DateTimeField(null=True)
    paid_cents = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    voucher = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "state"), name="requisition_area")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(assessed_cents__isnull=True) | Q(assessed_cents__gte=0), name="requisition_owes"
            ),
            models.CheckConstraint(
                condition=Q(paid_cents__isnull=True) | Q(paid_cents=models.F("assessed_cents")),
                name="requisition_pays_what_it_owes",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def masked_owner(self) -> str:
        """The organisation, and the person's name and number covered."""
        return f"{self.owner_org} {mask_name(self.owner_name)} {mask_phone(self.owner_phone)}".strip()
