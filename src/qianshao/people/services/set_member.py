"""Who lives in a household: added, corrected, taken off."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.journal.services import record
from qianshao.people.models import Household, Member
from qianshao.people.records.households import MemberRow, make_member, pack
from qianshao.people.records.write_rows import update
from qianshao.people.rules import id_fault, phone_fault
from qianshao.people.services.edit_household import household_to_edit


def set_member(
    *, household_id: int, member_id: int | None, row: MemberRow | None, version: int, actor: Actor, now: datetime
) -> Household:
    """Add a member (no ``member_id``), correct one, or take one off (no ``row``). Empty numbers keep those on file.

    Raises:
        Invalid: no name, a faulty number.
        Stale: the household was changed meanwhile.
    """
    household = household_to_edit(actor, household_id)
    rows = Member.objects.unscoped("members of a household in scope").filter(household=household)
    old = rows.filter(pk=member_id).first() if member_id is not None else None
    if member_id is not None and old is None:
        raise NotFound("member.unknown", _("没有找到这个成员"))
    if row is not None:
        _check(row)
    with transaction.atomic(durable=True):
        claimed = Household.objects.unscoped("found in scope").filter(pk=household.pk, version=version)
        if not claimed.update(version=version + 1):
            raise Stale("household.raced", _("别人刚改过这一户，请刷新后再改。"))
        if row is None:
            rows.filter(pk=member_id).delete()
        else:
            _write(household, old, row, rows.count())
        _recount(household, version + 1)
        record(
            kind="people.household_changed",
            actor=actor,
            now=now,
            subject=("household", household.pk),
            division_path=household.division_path,
            data={"fields": str(_("成员"))},
        )
    return household


def _check(row: MemberRow) -> None:
    if not row.name.strip():
        raise Invalid("member.name", _("姓名没有填"))
    if fault := phone_fault(row.phone) or id_fault(row.id_number):
        raise Invalid("member.number", "{fault}", fault=fault)


def _write(household: Household, old: Member | None, row: MemberRow, order: int) -> None:
    made = make_member(household, row, old.order if old else order)
    if old is not None:
        made.pk = old.pk
        if not row.phone:
            made.phone, made.phone_hash = old.phone, old.phone_hash
        if not row.id_number:
            made.id_number, made.id_hash = old.id_number, old.id_hash
    made.save(force_insert=old is None, force_update=old is not None)


def _recount(household: Household, version: int) -> None:
    """The copies a household keeps of its members: how many, and their needs."""
    members = list(Member.objects.unscoped("members of a household in scope").filter(household=household))
    household.version = version
    household.members_count = max(len(members), 1)
    household.needs = pack(code for member in members for code in member.need_codes)
    update([household], ("members_count", "needs", "version"))
