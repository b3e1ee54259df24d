"""Many households with their members at once: for the importer and the demonstration."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from qianshao.core.actor import Actor
from qianshao.core.fields import keyed_hash, seal
from qianshao.core.scope import subtree
from qianshao.core.text import normal_phone
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.geo.cells import cell_of
from qianshao.journal.services import record
from qianshao.people.models import Household, Member
from qianshao.people.rules import initials
from qianshao.people.services.import_persons import Written, areas_of, common_path
from qianshao.people.services.write_rows import chunked, insert, update


@dataclass(frozen=True)
class MemberRow:
    """One member; ``needs``: codes."""

    name: str
    relation: str = ""
    gender: str = ""
    birth_year: int | None = None
    phone: str = ""
    id_number: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class HouseholdRow:
    """A household to be there. ``key`` names the row within this call; empty fields change nothing on file.

    ``lon``/``lat`` are WGS-84 already; ``coordinate_source`` says what they were read as. Where ``members`` are
    given they replace those on file.
    """

    key: str
    division_path: str
    head_name: str
    code: str = ""
    phone: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    coordinate_source: str = ""
    needs: tuple[str, ...] = ()
    members: tuple[MemberRow, ...] = ()
    members_count: int | None = None
    guardian_id: int | None = None
    danger_zone_id: int | None = None


HOUSEHOLD_FIELDS = (
    "division",
    "division_path",
    "code",
    "head_name",
    "initials",
    "address",
    "phone",
    "phone_hash",
    "members_count",
    "needs",
    "lon",
    "lat",
    "coordinate_source",
    "cell",
    "guardian",
    "danger_zone",
)


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


def pack(codes: Iterable[str]) -> str:
    """Codes as the ``needs`` column keeps them: ``,alone,ill,``."""
    found = sorted(set(codes))
    return f",{','.join(found)}," if found else ""


def make_member(household: Household, row: MemberRow, order: int) -> Member:
    """A member as a model, numbers normal and hashed."""
    phone, number = normal_phone(row.phone), row.id_number.strip().upper()
    return Member(
        household=household,
        name=row.name,
        relation=row.relation,
        gender=row.gender,
        birth_year=row.birth_year,
        phone=phone,
        phone_hash=keyed_hash("phone", phone),
        id_number=number,
        id_hash=keyed_hash("id", number),
        needs=pack(row.needs),
        order=order,
    )


def fill(household: Household, row: HouseholdRow, area: Division) -> dict[str, Any]:
    """Put a row's filled fields on a household; the old values of those that changed, phones sealed."""
    needs = pack([*row.needs, *(code for member in row.members for code in member.needs)])
    values: dict[str, Any] = {
        "division_id": area.pk,
        "division_path": area.path,
        "code": row.code,
        "head_name": row.head_name,
        "address": row.address,
        "needs": needs,
        "members_count": row.members_count or len(row.members) or (0 if household.pk else 1),
        "guardian_id": row.guardian_id,
        "danger_zone_id": row.danger_zone_id,
    }
    if row.lon is not None and row.lat is not None:
        values |= {"lon": row.lon, "lat": row.lat, "cell": cell_of(row.lon, row.lat)}
        values["coordinate_source"] = row.coordinate_source or "WGS84"
    before: dict[str, Any] = {}
    for name, value in values.items():
        cleared = name == "needs" and bool(row.members or row.needs)
        if (cleared or value not in ("", None, 0)) and getattr(household, name) != value:
            before[name] = getattr(household, name)
            setattr(household, name, value)
    phone = normal_phone(row.phone)
    digest = keyed_hash("phone", phone)
    if phone and household.phone_hash != digest:
        before |= {"phone": seal(household.phone), "phone_hash": household.phone_hash}
        household.phone, household.phone_hash = phone, digest
    if "head_name" in before:
        before["initials"] = household.initials
        household.initials = initials(household.head_name)
    return before


class KnownHouseholds:
    """Households on file in the rows' villages, and those met earlier in the file."""

    def __init__(self) -> None:
        self.by_code: dict[tuple[str, str], Household] = {}
        self.by_head: dict[tuple[str, str, str], Household] = {}
        self.rows: dict[str, Household] = {}
        self._members: dict[int, list[Member]] = defaultdict(list)

    @classmethod
    def of(cls, areas: Iterable[Division], *, with_members: bool = True) -> "KnownHouseholds":
        """Read the villages' households and members; two queries for each 100 villages."""
        known = cls()
        levels = {area.path: area for area in areas}
        for piece in chunked(sorted({_village(area) for area in levels.values()}), 100):
            rows = Household.objects.unscoped("each area was demanded of the actor").filter(is_active=True)
            grids = rows.select_related("division").defer("division__boundary").order_by("id")
            for household in grids.filter(_below(piece, "division_path")):
                known.add(household, household.division)
            if with_members:
                found = Member.objects.unscoped("members of the same households").order_by("order", "id")
                for member in found.filter(_below(piece, "household__division_path")):
                    known._members[member.household_id].append(member)
        return known

    def add(self, household: Household, area: Division) -> None:
        """Remember one; the first of two equal ones stays."""
        village = _village(area)
        if household.code:
            self.by_code.setdefault((village, household.code), household)
        self.by_head.setdefault((village, household.head_name, household.phone_hash), household)

    def find(self, row: HouseholdRow, area: Division) -> Household | None:
        """The household a row means."""
        village = _village(area)
        if row.code:
            return self.by_code.get((village, row.code))
        return self.by_head.get((village, row.head_name, keyed_hash("phone", normal_phone(row.phone))))

    def members_differ(self, household_id: int, given: Sequence[MemberRow]) -> bool:
        """Whether the members on file are others than the given ones."""
        on_file = [
            (m.name, m.relation, m.gender, m.birth_year, m.phone_hash, m.id_hash, m.needs)
            for m in self._members.get(household_id, [])
        ]
        wanted = [
            (m.name, m.relation, m.gender, m.birth_year, m.phone_hash, m.id_hash, m.needs)
            for m in (make_member(Household(), row, 0) for row in given)
        ]
        return on_file != wanted

    def members_before(self, household_id: int) -> list[dict[str, Any]]:
        """The members on file as undo keeps them, numbers sealed."""
        names = ("name", "relation", "gender", "birth_year", "phone_hash", "id_hash", "needs", "order")
        return [
            {**{n: getattr(m, n) for n in names}, "phone": seal(m.phone), "id_number": seal(m.id_number)}
            for m in self._members.get(household_id, [])
        ]


def _below(paths: Sequence[str], column: str) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= subtree(path, column)
    return condition


def _village(area: Division) -> str:
    """Numbers are given per village; a grid is a part of one."""
    return area.path[:-4] if area.level == Level.GRID else area.path
