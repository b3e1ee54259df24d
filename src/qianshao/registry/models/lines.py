"""What belongs to a record: its people, papers and things."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.text import mask_name, mask_phone
from qianshao.registry.models.records import Record


class Sort(models.TextChoices):
    """What a line is."""

    MEMBER = "member", _("队员")
    CERTIFICATE = "certificate", _("证书")
    INSURANCE = "insurance", _("保险")
    KIT = "kit", _("装备器材")
    CONTRACT = "contract", _("合同协议")


class Line(models.Model):
    """A member, a paper or a piece of kit. ``expires_on``: its last good day. ``expiry_noted``: that day, once said.

    ``division_path`` is its record's, so that a list of lines knows its scope.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="lines")
    division_path = models.CharField(max_length=40)
    sort = models.CharField(max_length=12, choices=Sort.choices)
    name = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField(default=1)
    unit = models.CharField(max_length=10, blank=True)
    expires_on = models.DateField(null=True)
    expiry_noted = models.DateField(null=True)
    details = models.JSONField(default=dict, blank=True)
    phone = EncryptedTextField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=("expires_on",), name="line_expiry", condition=Q(is_active=True, expires_on__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """Its name; a member's is masked."""
        return mask_name(self.name) if self.sort == Sort.MEMBER else self.name

    @property
    def masked_phone(self) -> str:
        """``138****2046``."""
        return mask_phone(self.phone)
