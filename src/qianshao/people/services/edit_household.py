"""One household: registered, corrected, moved, retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.services import reveal_personal
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.divisions.models import Division
from qianshao.journal.services import record
from qianshao.people.models import DangerZone, Household, Member, Person
from qianshao.people.records.households import HOUSEHOLD_FIELDS, HouseholdRow, MemberRow, fill, make_member
from qianshao.people.records.write_rows import insert, update
from qianshao.people.rules import id_fault, phone_fault
from qianshao.people.services.import_households import drop_members
from qianshao.people.services.import_persons import areas_of

_WORDS = {
    "head_name": _("户主"),
    "phone": _("电话"),
    "address": _("住址"),
    "lon": _("坐标"),
    "needs": _("特殊情况"),
    "members_count": _("人数"),
    "guardian_id": _("包保责任人"),
    "danger_zone_id": _("危险区"),
    "code": _("户编号"),
}


@dataclass(frozen=True)
class Draft:
    """What a form says about a household; ``members`` replace those on file."""

    code: str
    head_name: str
    phone: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    guardian_id: int | None = None
    danger_zone_id: int | None = None
    members: Sequence[MemberRow] = ()
    members_count: int | None = None

    def row(self, path: str) -> HouseholdRow:
        """As the bulk verbs take it."""
        return HouseholdRow(
            key="",
            division_path=path,
            head_name=self.head_name.strip(),
            code=self.code.strip(),
            phone=self.phone,
            address=self.address.strip(),
            lon=self.lon,
            lat=self.lat,
            members=tuple(self.members),
            members_count=self.members_count,
            guardian_id=self.guardian_id,
            danger_zone_id=self.danger_zone_id,
        )


def household_to_edit(actor: Actor, household_id: int) -> Household:
    """A household the actor may change.

    Raises:
        NotFound: not in the actor's area.
        NotAllowed: no right to edit there.
    """
    rows = Household.objects.within(actor.scope).select_related("division")
    found: Household | None = rows.filter(pk=household_id).first()
    if found is None:
        raise NotFound("household.unknown", _("没有找到这一户，或不在您的辖区"))
    actor.demand("people.edit", found.division_path)
    return found


def create_household(*, division_path: str, draft: Draft, actor: Actor, now: datetime) -> Household:
    """Register a household in a village or grid.

    Raises:
        Invalid: no head, a faulty number, the house number is taken in this village.
    """
    area = areas_of([division_path], actor, "people.edit")[division_path]
    _check(draft, area, None, actor)
    household = Household(members_count=0)
    with transaction.atomic(durable=True):
        fill(household, draft.row(area.path), area)
        insert([household])
        insert([make_member(household, member, n) for n, member in enumerate(draft.members)])
        _note("people.household_created", household, actor, now, {"code": household.code or "—"})
    return household


def update_household(*, household_id: int, version: int, draft: Draft, actor: Actor, now: datetime) -> Household:
    """Correct a household; ``version`` is the one the page showed. What the draft leaves empty is cleared.

    Raises:
        Invalid: a faulty value.
        Stale: somebody else changed it meanwhile.
    """
    household = household_to_edit(actor, household_id)
    _check(draft, household.division, household.pk, actor)
    if household.version != version:
        raise Stale("household.raced", _("别人刚改过这一户，请刷新后再改。"))
    before = {name: getattr(household, name) for name in _WORDS}
    _clear(household, draft)
    fill(household, draft.row(household.division_path), household.division)
    fields = "、".join(str(word) for name, word in _WORDS.items() if getattr(household, name) != before[name])
    with transaction.atomic(durable=True):
        _claim(household, version)
        update([household], HOUSEHOLD_FIELDS)
        if draft.members:
            drop_members([household.pk])
            insert([make_member(household, member, n) for n, member in enumerate(draft.members)])
        _note("people.household_changed", household, actor, now, {"fields": fields or str(_("成员"))})
    return household


def _clear(household: Household, draft: Draft) -> None:
    household.guardian_id, household.danger_zone_id = draft.guardian_id, draft.danger_zone_id
    household.address = draft.address.strip()
    if not draft.phone.strip():
        household.phone = household.phone_hash = ""
    if draft.lon is None or draft.lat is None:
        household.lon = household.lat = household.cell = None


def _claim(household: Household, version: int) -> None:
    rows = Household.objects.unscoped("found in scope").filter(pk=household.pk, version=version)
    if not rows.update(version=version + 1):
        raise Stale("household.raced", _("别人刚改过这一户，请刷新后再改。"))
    household.version = version + 1


def _check(draft: Draft, area: Division, own_id: int | None, actor: Actor) -> None:
    if not draft.head_name.strip():
        raise Invalid("household.head", _("户主没有填"))
    for phone in (draft.phone, *(member.phone for member in draft.members)):
        if fault := phone_fault(phone):
            raise Invalid("household.phone", "{fault}", fault=fault)
    for member in draft.members:
        if fault := id_fault(member.id_number):
            raise Invalid("household.identity", "{name}：{fault}", name=member.name, fault=fault)
    taken = Household.objects.unscoped("a house number is unique in its village").filter(
        division=area, is_active=True
    )
    if draft.code.strip() and taken.filter(code=draft.code.strip()).exclude(pk=own_id).exists():
        raise Invalid("household.code", _("户编号 {code} 在这里已经用了"), code=draft.code.strip())
    for model, key in ((Person, draft.guardian_id), (DangerZone, draft.danger_zone_id)):
        if key is not None and not model.objects.within(actor.scope).filter(pk=key, is_active=True).exists():
            raise NotFound("household.ref", _("没有找到所选的责任人或危险区"))


def move_household(*, household_id: int, to_path: str, actor: Actor, now: datetime) -> Household:
    """A household now belongs to another village or grid; the guardian stays until changed.

    Raises:
        Invalid: the house number is taken there.
    """
    household = household_to_edit(actor, household_id)
    area = areas_of([to_path], actor, "people.edit")[to_path]
    others = Household.objects.unscoped("a house number is unique in its village")
    taken = others.filter(division=area, code=household.code, is_active=True).exclude(pk=household.pk)
    if household.code and taken.exists():
        raise Invalid("household.code", _("户编号 {code} 在这里已经用了"), code=household.code)
    with transaction.atomic(durable=True):
        _claim(household, household.version)
        household.division, household.division_path = area, area.path
        update([household], ("division", "division_path"))
        _note("people.household_moved", household, actor, now, {"to": area.name})
    return household


def retire_household(*, household_id: int, reason: str, actor: Actor, now: datetime) -> Household:
    """Nobody lives there any more; the record stays, no call goes there.

    Raises:
        Invalid: no reason.
    """
    household = household_to_edit(actor, household_id)
    if not reason.strip():
        raise Invalid("household.reason", _("请写明注销原因"))
    with transaction.atomic(durable=True):
        _claim(household, household.version)
        household.is_active = False
        update([household], ("is_active",))
        _note("people.household_retired", household, actor, now, {"reason": reason.strip()[:120]})
    return household


def reveal_household_phone(
    *, household_id: int, member_id: int | None = None, reason: str, actor: Actor, now: datetime
) -> str:
    """The full number of a household, or of one of its members, for a reason that the journal keeps.

    Raises:
        NotFound, NotAllowed, Invalid: see ``accounts.services.reveal_personal``.
    """
    found: Household | None = Household.objects.within(actor.scope).filter(pk=household_id).first()
    holder: Any = found
    if found is not None and member_id is not None:
        holder = Member.objects.unscoped("of a household in scope").filter(pk=member_id, household=found).first()
    if found is None or holder is None:
        raise NotFound("household.unknown", _("没有找到这一户，或不在您的辖区"))
    with transaction.atomic(durable=True):
        reveal_personal(
            actor=actor,
            now=now,
            subject=("household", found.pk),
            division_path=found.division_path,
            reason=reason,
            field=str(_("电话")),
        )
    return str(holder.phone)


def _note(kind: str, household: Household, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("household", household.pk),
        division_path=household.division_path,
        data=data,
    )
