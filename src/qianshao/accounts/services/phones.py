"""Phones: bound to a user by a one-time code, taken back with a reason, told to wipe at their next contact."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import Device, EnrolmentCode, Grant, LoginGuard, User
from qianshao.accounts.rules import (
    CODE_LIFE,
    GUESS_WINDOW,
    SITE_GUESSES,
    device_secret,
    enrolment_digits,
    plain_code,
    scan_secret,
    secret_digest,
)
from qianshao.accounts.selectors import actor_of, user_by_id
from qianshao.accounts.selectors.phones import DEVICES, phone_by_id
from qianshao.accounts.services.guard import count_try, forget_tries
from qianshao.core import clock
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed
from qianshao.core.fields import keyed_hash
from qianshao.core.scope import Scope
from qianshao.core.units import unit
from qianshao.journal.services import record

MOST_CODES = 30
MIN_REASON = 2
_SITE_KEY = "every wrong code of the site"


class Code(NamedTuple):
    """A code, shown once: the digits to type and the secret inside the square to scan."""

    user: User
    digits: str
    secret: str
    expires_at: datetime


def make_codes(*, actor: Actor, now: datetime, user_ids: Sequence[int]) -> list[Code]:
    """One code for each user, good for one phone and 15 minutes; a user's earlier code dies.

    Raises:
        NotFound, NotAllowed: a user is not the actor's, or holds a role beyond the actor's area.
        Invalid: nobody, or more than 30.
    """
    if not 1 <= len(set(user_ids)) <= MOST_CODES:
        raise Invalid("phone.codes", _("一次请选 1 到 {most} 个人。"), most=MOST_CODES)
    people = [user_by_id(actor.scope, user_id) for user_id in dict.fromkeys(user_ids)]
    for person in people:
        _demand_over(actor, person, now)
    with transaction.atomic(durable=True):
        return [_make(person, actor, now) for person in people]


def _demand_over(actor: Actor, user: User, now: datetime) -> None:
    """A phone acts with all roles of its user, so all of them must lie in the area of who binds it."""
    actor.demand(DEVICES, user.division_path)
    if not user.is_active:
        raise Invalid("phone.user_off", _("这个用户已停用，不能绑定手机。"))
    held = Grant.objects.on(now.astimezone(clock.BEIJING).date()).filter(user=user)
    areas = [path or "" for path in held.values_list("division__path", flat=True)]
    if not all(actor.scope.may(DEVICES, path) if path else _whole(actor) for path in areas):
        raise NotAllowed("phone.above", _("这个人还有您辖区以外的权限，请找上级绑定。"))


def _whole(actor: Actor) -> bool:
    return actor.scope.whole or DEVICES in actor.scope.grants.get("", ())


def _make(person: User, actor: Actor, now: datetime) -> Code:
    made = Code(person, enrolment_digits(), scan_secret(), now + CODE_LIFE)
    EnrolmentCode.objects.filter(user=person, used_at__isnull=True).delete()
    EnrolmentCode.objects.create(
        user=person,
        digits_hash=keyed_hash("enrol", made.digits),
        digest=secret_digest(made.secret),
        made_at=now,
        made_by=actor.label[:80],
        expires_at=made.expires_at,
    )
    record(
        kind="accounts.phone_code_made",
        actor=actor,
        now=now,
        subject=("user", person.pk),
        division_path=person.division_path,
        data={"name": person.label},
    )
    return made


class Enrolled(NamedTuple):
    """A bound phone and its secret, which only the phone keeps."""

    device: Device
    secret: str


def enrol_phone(*, code: str, address: str, name: str, now: datetime) -> Enrolled:
    """Bind a phone with a code. Each try is counted before it is looked at, like a login.

    Raises:
        NotAllowed: too many tries of this address, or so many wrong digits on the site that only scanning is open.
        Invalid: no such code, used or over; the words are the same.
    """
    key = keyed_hash("enrol-tries", address)
    with transaction.atomic(durable=True):
        count_try(key, now)
    plain = plain_code(code)
    found = _living(plain, now)
    if found is None:
        _count_wrong(now)
        raise Invalid("phone.code", _("绑定码不对，或者已经过期。请让乡镇重新开一个。"))
    with transaction.atomic(durable=True):
        forget_tries(key)
        return _bind(found, name, now)


def _living(plain: str, now: datetime) -> EnrolmentCode | None:
    open_codes = EnrolmentCode.objects.select_related("user").filter(
        used_at__isnull=True, expires_at__gt=now, user__is_active=True
    )
    if not plain.isdecimal():
        return open_codes.filter(digest=secret_digest(plain)).first()
    if _is_guessed(now):
        raise NotAllowed("phone.scan_only", _("刚才有人在乱试数字，现在只能扫二维码绑定。请扫乡镇屏幕上的二维码。"))
    found = list(open_codes.filter(digits_hash=keyed_hash("enrol", plain))[:2])
    return found[0] if len(found) == 1 else None


def _is_guessed(now: datetime) -> bool:
    since = now - GUESS_WINDOW
    wrong = LoginGuard.objects.filter(key=keyed_hash("enrol-site", _SITE_KEY), blocked_until__gt=since)
    return wrong.filter(failures__gte=SITE_GUESSES).exists()


def _count_wrong(now: datetime) -> None:
    """Count a wrong code of the site. ``blocked_until`` is the moment its window began; nobody is blocked by it."""
    with transaction.atomic(durable=True):
        key = keyed_hash("enrol-site", _SITE_KEY)
        guard, fresh = LoginGuard.objects.select_for_update().get_or_create(
            key=key, defaults={"failures": 1, "blocked_until": now, "last_at": now}
        )
        if fresh:
            return
        begins = guard.blocked_until if now - guard.blocked_until < GUESS_WINDOW else now
        guard.failures = 1 if begins == now else guard.failures + 1
        guard.blocked_until, guard.last_at = begins, now
        guard.save(update_fields=["failures", "blocked_until", "last_at"])
        if guard.failures == SITE_GUESSES:
            _tell_guessing(guard.failures, now)


def _tell_guessing(failures: int, now: datetime) -> None:
    anybody = Actor("link", "匿名", "phone")  # zh: stored in the journal
    record(
        kind="accounts.phone_guessing",
        actor=anybody,
        now=now,
        subject=("user", None),
        division_path="",
        data={"failures": failures},
    )


def _bind(found: EnrolmentCode, name: str, now: datetime) -> Enrolled:
    taken = EnrolmentCode.objects.filter(pk=found.pk, used_at__isnull=True, expires_at__gt=now).update(used_at=now)
    if not taken:
        raise Invalid("phone.code", _("绑定码不对，或者已经过期。请让乡镇重新开一个。"))
    secret, person = device_secret(), found.user
    device = Device.objects.create(
        user=person,
        name=name.strip()[:60] or "手机",  # zh: a phone that does not tell its model
        digest=secret_digest(secret),
        enrolled_at=now,
        enrolled_by=found.made_by,
        expires_at=now + timedelta(days=settings.QIANSHAO["phone_days"]),
        last_seen_at=now,
    )
    _note("accounts.phone_enrolled", device, actor_of(person, "phone", Scope()), now)
    return Enrolled(device, secret)


def revoke_phone(*, actor: Actor, now: datetime, device_id: int, reason: str) -> Device:
    """Take a phone back: lost, broken, its holder has left. What it sends from now on goes to the inbox.

    Raises:
        NotFound, NotAllowed: not the actor's. Invalid: no reason, or taken back before.
    """
    device = phone_by_id(actor.scope, device_id)
    actor.demand(DEVICES, device.user.division_path)
    if len(reason.strip()) < MIN_REASON:
        raise Invalid("phone.reason", _("请写明为什么收回，例如“手机丢失”。"))
    with transaction.atomic(durable=True):
        _revoke(device, actor, reason.strip()[:200], now)
    return device


def leave_phone(*, device: Device, now: datetime) -> None:
    """Its holder gives the phone up: "退出" on the phone. A phone that is cut off already stays so."""
    if device.revoked_at is not None:
        return
    with transaction.atomic(durable=True):
        words = "本人在手机上退出"  # zh: stored in the journal
        _revoke(device, actor_of(device.user, "phone", Scope()), words, now)
        Device.objects.unscoped("its own phone").filter(pk=device.pk).update(wiped_at=now)


def _revoke(device: Device, actor: Actor, reason: str, now: datetime) -> None:
    facts = {"revoked_at": now, "revoked_by": actor.label[:80], "revoke_reason": reason}
    changed = Device.objects.unscoped("its area was checked").filter(pk=device.pk, revoked_at__isnull=True)
    if not changed.update(**facts):
        raise Invalid("phone.gone", _("这台手机已经收回了。"))
    for name, value in facts.items():
        setattr(device, name, value)
    _note("accounts.phone_revoked", device, actor, now, reason=reason)


def _note(kind: str, device: Device, actor: Actor, now: datetime, **further: str) -> None:
    person = device.user
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("user", person.pk),
        division_path=person.division_path,
        data={"name": person.label, "device": device.name, "device_id": device.pk, **further},
    )


def hold_phone(device_id: int, now: datetime, *, skew_s: int | None = None) -> Device:
    """Lock the phone's row for the rest of the transaction, as it stands now, and note the contact.

    A phone sends one batch at a time this way, and a phone taken back a moment ago is seen as such: what the
    middleware read before is not relied on.
    """
    phones = Device.objects.unscoped("the phone that asks")
    device: Device = phones.select_for_update(of=("self",)).select_related("user").get(pk=device_id)
    facts = {"last_seen_at": now} | ({"skew_s": skew_s} if skew_s is not None else {})
    phones.filter(pk=device_id).update(**facts)
    return device


def note_wipe(device: Device, now: datetime) -> None:
    """The phone is being told to wipe; the first time counts."""
    if device.wiped_at is None:
        with unit():
            Device.objects.unscoped("its own phone").filter(pk=device.pk, wiped_at__isnull=True).update(wiped_at=now)
        device.wiped_at = now


def note_contact(device: Device, now: datetime) -> None:
    """The phone asked for its copies; written at most once a minute."""
    if now - device.last_seen_at >= timedelta(minutes=1):
        with unit():
            Device.objects.unscoped("its own phone").filter(pk=device.pk).update(last_seen_at=now)
