"""What can be stocked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The three top classes of GB/T 38565-2020; an item's class is assigned by meaning."""

    LIVING = "1", _("基本生活保障物资")
    EQUIPMENT = "2", _("应急装备及配套物资")
    MATERIAL = "3", _("工程材料与机械设备")


class Certainty(models.TextChoices):
    """How sure we are of a figure's source."""

    CHECKED = "C", _("已核对原文或公开文本")
    SEEN = "W", _("见于公开资料，未核对原文")
    UNVERIFIED = "U", _("未核对，县里自定")


class Item(models.Model):
    """A kind of goods. ``gbt_code``: its code in GB/T 38565, where somebody has looked it up.

    ``shelf_life_days``: from making to scrapping; ``test_days``: between two tests; both the county's figures unless
    ``certainty`` says otherwise. ``is_ample``, ``is_short_lived``, ``is_costly``: the three reasons to keep goods by
    agreement and not in a store (clause S2-126).
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    unit = models.CharField(max_length=8)
    category = models.CharField(max_length=1, choices=Category.choices)
    gbt_code = models.CharField(max_length=20, null=True, blank=True)  # unknown is not empty
    spec = models.CharField(max_length=60, blank=True)
    shelf_life_days = models.PositiveIntegerField(null=True)
    test_days = models.PositiveIntegerField(null=True)
    is_returnable = models.BooleanField(default=True)
    is_ample = models.BooleanField(default=False)
    is_short_lived = models.BooleanField(default=False)
    is_costly = models.BooleanField(default=False)
    source = models.CharField(max_length=120, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices, default=Certainty.UNVERIFIED)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def fits_agreement(self) -> bool:
        """Whether it is better kept by agreement (S2-126)."""
        return self.is_ample or self.is_short_lived or self.is_costly
