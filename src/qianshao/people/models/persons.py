"""Posts, persons, and who holds which post where, from when to when."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.text import mask_phone
from qianshao.divisions.models import Division


class Slot(models.TextChoices):
    """A holds the post; B stands in."""

    A = "A", _("A 岗（本人）")
    B = "B", _("B 岗（替补）")


class Gender(models.TextChoices):
    """As on the identity card."""

    MALE = "M", _("男")
    FEMALE = "F", _("女")
    UNKNOWN = "", _("未填")


class Post(models.Model):
    """A kind of post. ``rank``: lower is higher. ``lead_order``: set where its holders lead their area.

    ``short`` follows an area's name in labels (``柳溪村支书``). Shipped rows name their ``source``; a county may
    edit them and add its own, each edit raises ``version``.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    short = models.CharField(max_length=20)
    levels = models.JSONField(default=list)
    is_key = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=500)
    lead_order = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("rank", "code")

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Someone with duties. ``division`` is where they live or sit; posts say where they are responsible."""

    name = models.CharField(max_length=40)
    initials = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=1, blank=True, choices=Gender.choices)
    title = models.CharField(max_length=60, blank=True)
    phone = EncryptedTextField(default="", blank=True)
    phone_hash = models.CharField(max_length=32, blank=True)
    backup_phone = EncryptedTextField(default="", blank=True)
    backup_hash = models.CharField(max_length=32, blank=True)
    id_number = EncryptedTextField(default="", blank=True)
    id_hash = models.CharField(max_length=32, blank=True)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    division_path = models.CharField(max_length=40)
    verified_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "id"), name="person_area"),
            models.Index(fields=("phone_hash",), name="person_phone"),
            models.Index(fields=("backup_hash",), name="person_backup", condition=~Q(backup_hash="")),
            models.Index(fields=("id_hash",), name="person_identity", condition=~Q(id_hash="")),
            models.Index(fields=("name",), name="person_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """``138****2046``."""
        return mask_phone(self.phone)


def current_on(day: date, prefix: str = "") -> Q:
    """The condition that an assignment (reached by ``prefix``) is in force on ``day``; its last day counts."""
    starts = Q(**{f"{prefix}valid_from__lte": day})
    return starts & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


class Assignment(models.Model):
    """A person holds a post in an area, from a day to a day (both counted; no end: until further notice)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    division_path = models.CharField(max_length=40)
    slot = models.CharField(max_length=1, choices=Slot.choices, default=Slot.A)
    is_key = models.BooleanField()
    order = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "post"), name="assignment_area")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "post", "division", "slot"),
                condition=Q(valid_to__isnull=True),
                name="assignment_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="assignment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id} {self.division_path} {self.slot}"
