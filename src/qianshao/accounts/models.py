"""Users, their grants, the guard at the door, tokens for programs, and what was revealed to whom."""

from datetime import date, datetime
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.permissions import ROLES
from qianshao.core.scope import ScopedQuerySet


class UserQuerySet(ScopedQuerySet):
    """Users belong to the area of their unit."""

    def get_by_natural_key(self, username: str) -> Any:
        """The user of a login name, for Django's own commands."""
        return self.unscoped("a login name is asked before anybody is known").get(username=username)


class User(AbstractBaseUser):
    """One human being with a login; accounts are never shared (reliability T9).

    ``person_id`` names the person of the people room, which is a floor above and so no foreign key.
    """

    last_login = None  # ours is ``last_login_at``, written with the verb's own ``now``
    username = models.CharField(_("登录名"), max_length=40, unique=True)
    display_name = models.CharField(_("姓名"), max_length=40)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    phone = EncryptedTextField(_("电话"), blank=True, default="")
    phone_hash = models.CharField(max_length=32, blank=True, db_index=True)
    person_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    division_path = models.CharField(max_length=40, blank=True, db_index=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)
    last_login_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    objects = models.Manager.from_queryset(UserQuerySet)()

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """The name people call them by."""
        return self.display_name

    @property
    def label(self) -> str:
        """How the journal names them: name and title."""
        return f"{self.display_name}（{self.title}）" if self.title else self.display_name


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants are read through their user, who is scoped."""

    def on(self, day: date) -> Self:
        """Those in force on a day (Beijing date)."""
        open_end = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day)
        return self.filter(open_end, valid_from__lte=day, revoked_at__isnull=True)


class Grant(models.Model):
    """A role held in an area and below, from a day to a day; no area means the whole site."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("角色"), max_length=20, choices=list(ROLES.items()))
    division = models.ForeignKey("divisions.Division", null=True, blank=True, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)

    in_force = True  # set by ``selectors.grants_of`` for lists

    objects = models.Manager.from_queryset(GrantQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["user", "valid_to"], name="accounts_grant_user")]

    def __str__(self) -> str:
        return f"{ROLES.get(self.role, self.role)}"

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.revoked_at is None and self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


class LoginGuard(models.Model):
    """Failed logins of one (name, address) pair or one known device; ``key`` is a keyed hash, no name in clear."""

    key = models.CharField(max_length=32, unique=True)
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)


class ApiToken(models.Model):
    """A program's key: acts as its user through one grant, narrowed to ``actions`` when given."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    actions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def alive(self, now: datetime) -> bool:
        """Neither revoked nor over."""
        return self.revoked_at is None and now < self.expires_at


class Reveal(models.Model):
    """How many full numbers a user has seen in an hour, so that a harvest stops at the cap (reliability T13)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hour"], name="accounts_reveal_hour")]


class DeviceQuerySet(ScopedQuerySet):
    """Phones lie where their user does."""

    path_column = "user__division_path"


class Device(models.Model):
    """A phone bound to one user. Only the digest of its secret is stored; the secret is in the phone's cookie.

    ``skew_s``: how far its clock was ahead of ours at the last contact, in seconds (negative: behind). Nothing is
    ordered by it; pages show it beside the phone's times (reliability G-C2). ``wiped_at``: when the phone was told
    to wipe what it keeps.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="phones")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    skew_s = models.IntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, default="", blank=True)
    revoke_reason = models.CharField(max_length=200, default="", blank=True)
    wiped_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(DeviceQuerySet)()

    def __str__(self) -> str:
        return self.name

    @property
    def is_cut_off(self) -> bool:
        """Whether what it sends is no longer believed: taken back, or its user shut out."""
        return self.revoked_at is not None or not self.user.is_active

    def is_over(self, now: datetime) -> bool:
        """Whether its days are over: it must be bound again, and keeps what it has not sent."""
        return now >= self.expires_at


class EnrolmentCode(models.Model):
    """A one-time code that binds one phone to a user: eight digits to type, or a long secret to scan."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digits_hash = models.CharField(max_length=32, db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class RoleSheet(models.Model):
    """One version of which roles hold which actions here, where that differs from what the rooms declare.

    ``overrides``: action → roles. ``changes``: what this version changed, for people to read. Never edited in place.
    """

    version = models.PositiveIntegerField(unique=True)
    valid_from = models.DateTimeField()
    overrides = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    published_by = models.CharField(max_length=80)
    published_by_id = models.BigIntegerField(null=True)
