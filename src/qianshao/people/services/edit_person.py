"""One person: registered, corrected, verified, retired; a number changed; a full number shown with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.services import reveal_personal
from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.fields import keyed_hash
from qianshao.core.text import normal_phone
from qianshao.journal.services import record
from qianshao.people.models import Assignment, Household, Person
from qianshao.people.rules import id_fault, initials, phone_fault
from qianshao.people.services.import_persons import areas_of

#: Fields an edit may name, with the word the journal uses for them.
PERSON_WORDS = {
    "name": _("姓名"),
    "gender": _("性别"),
    "title": _("职务"),
    "phone": _("手机号"),
    "backup_phone": _("备用电话"),
    "id_number": _("身份证号"),
    "division_path": _("所在区划"),
}
_NUMBERS = {
    "phone": ("phone_hash", "phone"),
    "backup_phone": ("backup_hash", "phone"),
    "id_number": ("id_hash", "id"),
}


def person_to_edit(actor: Actor, person_id: int) -> Person:
    """A person the actor may change.

    Raises:
        NotFound: not in the actor's area.
        NotAllowed: no right to edit there.
    """
    found: Person | None = Person.objects.within(actor.scope).filter(pk=person_id).first()
    if found is None:
        raise NotFound("person.unknown", _("没有找到这个人，或不在您的辖区"))
    actor.demand("people.edit", found.division_path)
    return found


def create_person(
    *,
    name: str,
    division_path: str,
    phone: str,
    backup_phone: str = "",
    id_number: str = "",
    gender: str = "",
    title: str = "",
    actor: Actor,
    now: datetime,
) -> Person:
    """Register a person. The same phone and name again is refused: that person is on file.

    Raises:
        Invalid: no name, a faulty number, already on file.
    """
    area = areas_of([division_path], actor, "people.edit")[division_path]
    given = {"name": name, "phone": phone, "backup_phone": backup_phone, "id_number": id_number}
    values = _clean({**given, "gender": gender, "title": title})
    _refuse_double(values, None)
    with transaction.atomic(durable=True):
        person = Person.objects.create(division=area, division_path=area.path, **values)
        _note("people.person_created", person, actor, now, {"post": title or "—"})
    return person


def _clean(given: dict[str, str]) -> dict[str, Any]:
    """Given fields as columns: numbers normal, hashed, checked; initials beside the name."""
    values: dict[str, Any] = {key: value.strip() for key, value in given.items()}
    if "name" in values:
        if not values["name"]:
            raise Invalid("person.name", _("姓名没有填"))
        values["initials"] = initials(values["name"])
    for key, (column, kind) in _NUMBERS.items():
        if key not in values:
            continue
        fault = id_fault(values[key]) if kind == "id" else phone_fault(values[key])
        if fault:
            raise Invalid("person." + key, fault.replace("{", "").replace("}", ""))
        values[key] = values[key].upper() if kind == "id" else normal_phone(values[key])
        values[column] = keyed_hash(kind, values[key])
    return values


def _refuse_double(values: dict[str, Any], own_id: int | None) -> None:
    everyone = Person.objects.unscoped("a person is the same person in every area").filter(is_active=True)
    if own_id is not None:
        everyone = everyone.exclude(pk=own_id)
    phone = values.get("phone_hash")
    if phone and values.get("name") and everyone.filter(phone_hash=phone, name=values["name"]).exists():
        raise Invalid("person.double", _("这个人已经登记过（姓名和手机号都相同）"))
    number = values.get("id_hash")
    if number and everyone.filter(id_hash=number).exists():
        raise Invalid("person.double", _("这个身份证号已经登记过"))


def update_person(*, person_id: int, version: int, changes: dict[str, str], actor: Actor, now: datetime) -> Person:
    """Correct a person's data; ``version`` is the one the page showed. ``changes``: keys of ``PERSON_WORDS``.

    Raises:
        Invalid: a faulty value.
        Stale: somebody else changed the person meanwhile.
    """
    person = person_to_edit(actor, person_id)
    if unknown := set(changes) - set(PERSON_WORDS):
        raise ValueError(f"no such fields: {sorted(unknown)}")
    values = _clean({key: value for key, value in changes.items() if key != "division_path"})
    if path := changes.get("division_path"):
        values |= {"division_id": areas_of([path], actor, "people.edit")[path].pk, "division_path": path}
    values = {key: value for key, value in values.items() if getattr(person, key) != value}
    if not values:
        return person
    _refuse_double({"name": person.name, "phone_hash": person.phone_hash, **values}, person.pk)
    with transaction.atomic(durable=True):
        _save(person, version, values)
        words = "、".join(str(word) for key, word in PERSON_WORDS.items() if key in values)
        _note("people.person_changed", person, actor, now, {"fields": words})
    return person


def _save(person: Person, version: int, values: dict[str, Any]) -> None:
    rows = Person.objects.unscoped("the person was found in scope").filter(pk=person.pk, version=version)
    if not rows.update(**values, version=version + 1):
        raise Stale("person.raced", _("别人刚改过这个人的资料，请刷新后再改。"))
    person.refresh_from_db()


def change_phone(*, person_id: int, phone: str, reason: str, actor: Actor, now: datetime) -> Person:
    """A new number, for instance during a call-out when the old one is 停机; the old one becomes the backup.

    Raises:
        Invalid: a faulty or empty number, no reason.
    """
    person = person_to_edit(actor, person_id)
    if not phone.strip():
        raise Invalid("person.phone", _("新号码没有填"))
    if not reason.strip():
        raise Invalid("person.reason", _("请写明换号原因"))
    values = _clean({"phone": phone})
    if values["phone_hash"] != person.phone_hash:
        values |= {"backup_phone": person.phone, "backup_hash": person.phone_hash}
    with transaction.atomic(durable=True):
        _save(person, person.version, {**values, "verified_at": now})
        _note("people.phone_changed", person, actor, now, {"reason": reason.strip()[:120]})
    return person


def verify_person(*, person_id: int, actor: Actor, now: datetime) -> Person:
    """Somebody rang the number and the person answered; rosters are checked every year before the flood season."""
    person = person_to_edit(actor, person_id)
    with transaction.atomic(durable=True):
        _save(person, person.version, {"verified_at": now})
        _note("people.person_verified", person, actor, now, {})
    return person


def retire_person(*, person_id: int, reason: str, actor: Actor, now: datetime) -> Person:
    """Take a person off the rosters; their posts end today.

    Raises:
        Invalid: no reason, or households still have this person as guardian.
    """
    person = person_to_edit(actor, person_id)
    if not reason.strip():
        raise Invalid("person.reason", _("请写明停用原因"))
    guarded = (
        Household.objects.unscoped("all households of a guardian").filter(guardian=person, is_active=True).count()
    )
    if guarded:
        words = _("还有 {n} 户由这个人包保，请先改派")
        raise Invalid("person.guards", words, n=guarded)
    today = now.astimezone(BEIJING).date()
    with transaction.atomic(durable=True):
        held = Assignment.objects.unscoped("all posts of a person").filter(person=person, valid_to__isnull=True)
        held.filter(valid_from__lte=today).update(valid_to=today)
        held.filter(valid_from__gt=today).delete()
        _save(person, person.version, {"is_active": False})
        _note("people.person_retired", person, actor, now, {"reason": reason.strip()[:120]})
    return person


def reveal_phone(*, person_id: int, field: str, reason: str, actor: Actor, now: datetime) -> str:
    """A full number, for a reason that the journal keeps; counted and capped.

    ``field``: phone, backup_phone or id_number.

    Raises:
        NotFound, NotAllowed, Invalid: see ``accounts.services.reveal_personal``.
    """
    person: Person | None = Person.objects.within(actor.scope).filter(pk=person_id).first()
    if person is None or field not in _NUMBERS:
        raise NotFound("person.unknown", _("没有找到这个人，或不在您的辖区"))
    with transaction.atomic(durable=True):
        reveal_personal(
            actor=actor,
            now=now,
            subject=("person", person.pk),
            division_path=person.division_path,
            reason=reason,
            field=str(PERSON_WORDS[field]),
        )
    return str(getattr(person, field))


def _note(kind: str, person: Person, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("person", person.pk),
        division_path=person.division_path,
        data=data,
    )
