"""Goods that are promised, not stored: by agreement, by production, by enterprises, by families."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.text import mask_name, mask_phone
from qianshao.resources.models.items import Item


class ReserveMode(models.TextChoices):
    """How goods are held outside the stores (储备方式; 实物 is a ``Batch``)."""

    AGREEMENT = "XY", _("协议储备")
    CAPACITY = "CN", _("产能储备")
    ENTERPRISE = "QY", _("企业和社会组织储备")
    FAMILY = "JT", _("家庭储备")


class Reserve(models.Model):
    """``holder`` keeps or can make ``quantity`` of an item and delivers within ``response_hours``.

    A family reserve is told as a survey: ``households`` that keep it. ``price_rule``: how it is paid.
    """

    division_path = models.CharField(max_length=40)
    mode = models.CharField(max_length=2, choices=ReserveMode.choices)
    holder = models.CharField(max_length=80)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reserves")
    quantity = models.PositiveIntegerField()
    households = models.PositiveIntegerField(null=True)
    response_hours = models.PositiveSmallIntegerField(null=True)
    price_rule = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    contact_name = EncryptedTextField(default="", blank=True)
    contact_phone = EncryptedTextField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "mode"), name="reserve_area"),
            models.Index(fields=("valid_to",), name="reserve_end", condition=Q(is_active=True)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="reserve_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.item_id}"

    @property
    def masked_contact(self) -> str:
        """``孙*莉 138****2046``."""
        return f"{mask_name(self.contact_name)} {mask_phone(self.contact_phone)}".strip()
