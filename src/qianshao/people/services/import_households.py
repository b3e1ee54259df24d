"""Many households with their members at once: for the importer and the demonstration."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.journal.services import record
from qianshao.people.models import Household, Member
from qianshao.people.records.households import (
    HOUSEHOLD_FIELDS,
    HouseholdRow,
    KnownHouseholds,
    MemberRow,
    fill,
    make_member,
)
from qianshao.people.records.write_rows import chunked, insert, update
from qianshao.people.services.import_persons import Written, areas_of, common_path


def import_households(*, rows: Sequence[HouseholdRow], actor: Actor, now: datetime, is_demo: bool = False) -> Written:
    """Make or update households and their members; all or nothing, one journal row.

    A household is known by its number within its village, else by its head's name and phone there.

    Raises:
        NotFound, NotAllowed: a row's area is not the actor's.
        Invalid: an unknown area.
    """
    with transaction.atomic(durable=True):
        return write_households(rows, actor=actor, now=now, is_demo=is_demo)


def write_households(rows: Sequence[HouseholdRow], *, actor: Actor, now: datetime, is_demo: bool = False) -> Written:
    """``import_households`` inside a transaction that somebody else opened."""
    areas = areas_of((row.division_path for row in rows), actor)
    written = Written()
    known = KnownHouseholds.of(areas.values(), with_members=any(row.members for row in rows))
    fresh: list[Household] = []
    changed: dict[int, Household] = {}
    members: list[tuple[Household, MemberRow, int]] = []
    replaced: list[int] = []
    for row in rows:
        household = known.find(row, areas[row.division_path])
        if household is None:
            household = Household(is_demo=is_demo, members_count=0)
            fill(household, row, areas[row.division_path])
            fresh.append(household)
            known.add(household, areas[row.division_path])
        else:
            before = fill(household, row, areas[row.division_path])
            if row.members and household.pk and known.members_differ(household.pk, row.members):
                before["members"] = known.members_before(household.pk)
                replaced.append(household.pk)
            elif not before:
                written.same += 1
            if before and household.pk:
                written.before[household.pk] = {**before, **written.before.get(household.pk, {})}
                changed[household.pk] = household
        known.rows[row.key] = household
        if household.pk is None or household.pk in replaced:
            members += [(household, member, n) for n, member in enumerate(row.members)]
    insert(fresh)
    for household in changed.values():
        household.version += 1
    update(list(changed.values()), [*HOUSEHOLD_FIELDS, "version"])
    drop_members(replaced)
    insert([make_member(household, member, n) for household, member, n in members])
    written.created = [household.pk for household in fresh]
    written.ids = {key: household.pk for key, household in known.rows.items()}
    written.members = sum(household.members_count for household in (*fresh, *changed.values()))
    record(
        kind="people.households_imported",
        actor=actor,
        now=now,
        subject=("household", None),
        division_path=common_path(row.division_path for row in rows),
        data=written.counts,
    )
    return written


def drop_members(household_ids: Sequence[int]) -> None:
    """Remove the members of these households; others take their place."""
    for piece in chunked(household_ids, 900):
        Member.objects.unscoped("members of households being written").filter(household_id__in=piece).delete()
