"""What sorts of things there are, as data a county edits."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """Kinds that are looked for together."""

    RISK = "risk", _("风险点")
    SITE = "site", _("重点单位")
    TEAM = "team", _("队伍")
    EXPERT = "expert", _("专家")
    VEHICLE = "vehicle", _("车辆")
    EQUIPMENT = "equipment", _("装备")
    STORE = "store", _("仓库与储备点")
    COMMS = "comms", _("三断通信")
    BROADCAST = "broadcast", _("广播终端")
    SERVICE = "service", _("服务站")
    SIGN = "sign", _("标识牌")
    FIRE = "fire", _("消防站点")


class Certainty(models.TextChoices):
    """How sure we are of where a kind's figures come from."""

    CHECKED = "C", _("已核对原文或公开文本")
    SEEN = "W", _("见于公开资料，未核对原文")
    UNVERIFIED = "U", _("未核对，县里自定")


class Kind(models.Model):
    """A sort of thing. ``fields``: ``[{key, label, type, unit, choices, required, public, personal, brief}]``;
    ``brief`` ones are read beside the name in a list.

    ``check_days``: a record is looked at again after so many days; null: never. ``is_public``: records of this kind
    may be shown to everybody, with their public fields only. ``certainty`` is about ``check_days``.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=30)
    group = models.CharField(max_length=10, choices=Group.choices)
    icon = models.CharField(max_length=30)
    check_days = models.PositiveSmallIntegerField(null=True)
    is_public = models.BooleanField(default=False)
    fields = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=120, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices, default=Certainty.UNVERIFIED)
    order = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name

    def field(self, key: str) -> dict[str, Any] | None:
        """The declared field with this key."""
        return next((field for field in self.fields if field["key"] == key), None)

    @property
    def personal_keys(self) -> frozenset[str]:
        """Keys of fields that are sealed."""
        return frozenset(field["key"] for field in self.fields if field.get("personal"))
