"""Households on their way into the tables: rows, the households on file they may mean, filled fields."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from qianshao.core.fields import keyed_hash, seal
from qianshao.core.scope import subtree
from qianshao.core.text import normal_phone
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.geo.cells import cell_of
from qianshao.people.models import Household, Member
from qianshao.people.records.write_rows import chunked
from qianshao.people.rules import initials


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
