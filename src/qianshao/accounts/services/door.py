"""The door: a login is counted before the password is looked at, and blocked per pair or device, never per address.

Order matters. Counting first means that a thousand guesses at once cannot all slip in before the first is
counted; and because a known device has a counter of its own, 10,000 bad logins from the office's address leave
the officer at her own desk unharmed (reliability T26, G-A3).
"""

import unicodedata
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import User
from qianshao.accounts.rules import is_burst
from qianshao.accounts.selectors import actor_of
from qianshao.accounts.services.guard import count_try, forget_tries
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.fields import keyed_hash
from qianshao.core.scope import Scope
from qianshao.journal.services import record


def normal_username(username: str) -> str:
    """A login name as stored: full-width letters folded, lower case, no blanks around."""
    return unicodedata.normalize("NFKC", username).strip().lower()[:40]


def log_in(*, username: str, password: str, address: str, now: datetime, device: str = "") -> User:
    """The user of a name and password.

    ``address`` is the client's, ``device`` the secret of a browser that this user has used before (else empty).

    Raises:
        NotAllowed: too many failures of this pair or device; the sentence says how long to wait.
        Invalid: wrong name or password, or a disabled user; all three cost the same time.
    """
    name = normal_username(username)
    user: User | None = User.objects.unscoped("who is at the door is not known yet").filter(username=name).first()
    key = keyed_hash("login", f"device|{name}|{device}" if device else f"pair|{name}|{address}")
    _count(key, user, address, now)
    # An unknown name is hashed all the same, so that the answer's time does not tell names apart.
    right = check_password(password, user.password if user else UNUSABLE_PASSWORD_PREFIX)
    if not (user and right and user.is_active):
        raise Invalid("login.wrong", _("登录名或密码不对。"))
    _enter(user, key, address, now)
    return user


def _count(key: str, user: User | None, address: str, now: datetime) -> None:
    """Count this try as failed beforehand; success forgets it."""
    with transaction.atomic(durable=True):
        failures = count_try(key, now)
        if failures > 1 and is_burst(failures):
            _tell_burst(user, failures, address, now)


def _tell_burst(user: User | None, failures: int, address: str, now: datetime) -> None:
    """A line in the journal. An unknown name is not written: it may be a password typed in the wrong box."""
    record(
        kind="accounts.login_blocked",
        actor=Actor("link", "匿名", "desk"),  # zh: stored in the journal
        now=now,
        subject=("user", user.pk if user else None),
        division_path=user.division_path if user else "",
        data={"failures": failures, "address": address},
    )


def _enter(user: User, key: str, address: str, now: datetime) -> None:
    with transaction.atomic(durable=True):
        forget_tries(key)
        User.objects.unscoped("their own login time").filter(pk=user.pk).update(last_login_at=now)
        record(
            kind="accounts.logged_in",
            actor=actor_of(user, scope=Scope()),
            now=now,
            subject=("user", user.pk),
            division_path=user.division_path,
            data={"name": user.label, "address": address},
        )


def record_logout(*, actor: Actor, now: datetime, user: User) -> None:
    """Write that a user left."""
    record(
        kind="accounts.logged_out",
        actor=actor,
        now=now,
        subject=("user", user.pk),
        division_path=user.division_path,
        data={"name": user.label},
    )
