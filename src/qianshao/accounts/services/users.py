"""Making users, letting them in and keeping them out."""

import re
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import User
from qianshao.accounts.rules import one_time_password
from qianshao.accounts.selectors import user_by_id
from qianshao.accounts.services.authority import demand_manage, demand_over, keep_an_administrator
from qianshao.accounts.services.door import normal_username
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed
from qianshao.core.fields import keyed_hash
from qianshao.core.text import normal_phone
from qianshao.journal.services import record

_USERNAME = re.compile(r"[\w.\-]{2,40}")


class Created(NamedTuple):
    """A new user and the one-time password to hand over, shown once and stored only hashed."""

    user: User
    password: str


def create_user(
    *,
    actor: Actor,
    now: datetime,
    username: str,
    display_name: str,
    division_path: str = "",
    title: str = "",
    phone: str = "",
    person_id: int | None = None,
    password: str = "",
) -> Created:
    """Make a user of the unit at ``division_path`` (empty: the site). They hold no role yet.

    Without ``password`` a one-time one is made, which must be changed at the first login.

    Raises:
        NotAllowed, NotFound: not theirs to manage.
        Invalid: the name is taken or unfit, or the password too weak.
    """
    demand_manage(actor, division_path)
    name = normal_username(username)
    if not _USERNAME.fullmatch(name):
        raise Invalid("user.username", _("登录名用 2 到 40 个字母、数字、汉字、点或横线。"))
    if not display_name.strip():
        raise Invalid("user.name", _("请填写姓名。"))
    user = User(
        username=name,
        display_name=display_name.strip(),
        title=title.strip(),
        phone=normal_phone(phone),
        phone_hash=keyed_hash("phone", normal_phone(phone)),
        person_id=person_id,
        division_path=division_path,
        created_at=now,
        must_change_password=not password,
        password_changed_at=now if password else None,
    )
    if password:
        _check_password(password, user)
    secret = password or one_time_password()
    user.set_password(secret)
    try:
        with transaction.atomic(durable=True):
            user.save(force_insert=True)
            _note("accounts.user_created", user, actor, now)
    except IntegrityError as error:  # the unique column decides, also between two who ask at once
        raise Invalid("user.taken", _("登录名 {name} 已有人用。"), name=name) from error
    return Created(user, secret)


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("password.weak", " ".join(error.messages).replace("{", "").replace("}", "")) from error


def _note(kind: str, user: User, actor: Actor, now: datetime) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("user", user.pk),
        division_path=user.division_path,
        data={"name": user.label},
    )


def disable_user(*, actor: Actor, now: datetime, user_id: int) -> User:
    """Shut a user out from the next request on; sessions and tokens die with it.

    Raises:
        NotAllowed: oneself, or the last administrator.
    """
    user = user_by_id(actor.scope, user_id)
    demand_over(actor, user, now)
    if actor.user_id == user.pk:
        raise NotAllowed("user.self", _("不能停用自己。"))
    with transaction.atomic(durable=True):
        keep_an_administrator(now, without_user=user.pk)
        _change(user, is_active=False)
        _note("accounts.user_disabled", user, actor, now)
    return user


def enable_user(*, actor: Actor, now: datetime, user_id: int) -> User:
    """Let a disabled user in again, with the grants they still hold."""
    user = user_by_id(actor.scope, user_id)
    demand_over(actor, user, now)
    with transaction.atomic(durable=True):
        _change(user, is_active=True)
        _note("accounts.user_enabled", user, actor, now)
    return user


def reset_password(*, actor: Actor, now: datetime, user_id: int) -> Created:
    """A one-time password in place of a forgotten one; every session of the user ends."""
    user = user_by_id(actor.scope, user_id)
    demand_over(actor, user, now)
    secret = one_time_password()
    with transaction.atomic(durable=True):
        _change_password(user, secret, now, must_change=True)
        _note("accounts.password_reset", user, actor, now)
    return Created(user, secret)


def set_password(*, actor: Actor, now: datetime, user_id: int, password: str) -> User:
    """A given password in place of the old one (command line); it need not be changed at login.

    Raises:
        Invalid: too weak.
    """
    user = user_by_id(actor.scope, user_id)
    demand_over(actor, user, now)
    _check_password(password, user)
    with transaction.atomic(durable=True):
        _change_password(user, password, now, must_change=False)
        _note("accounts.password_reset", user, actor, now)
    return user


def change_password(*, actor: Actor, now: datetime, user: User, old: str, new: str) -> User:
    """One's own new password; all other sessions end.

    Raises:
        NotAllowed: somebody else's.
        Invalid: the old one is wrong, or the new one weak or the same.
    """
    if actor.user_id != user.pk:
        raise NotAllowed("user.other", _("只能改自己的密码。"))
    if not user.check_password(old):
        raise Invalid("password.old", _("原密码不对。"))
    if old == new:
        raise Invalid("password.same", _("新密码要和原密码不同。"))
    _check_password(new, user)
    with transaction.atomic(durable=True):
        _change_password(user, new, now, must_change=False)
        _note("accounts.password_changed", user, actor, now)
    return user


def _change_password(user: User, password: str, now: datetime, *, must_change: bool) -> None:
    user.set_password(password)
    _change(user, password=user.password, must_change_password=must_change, password_changed_at=now)


def _change(user: User, **changes: object) -> None:
    User.objects.unscoped("one row, found in the scope").filter(pk=user.pk).update(**changes)
    for name, value in changes.items():
        setattr(user, name, value)
