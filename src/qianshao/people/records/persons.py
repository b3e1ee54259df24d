"""Persons on their way into the tables: rows, the persons on file they may mean, filled fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qianshao.core.fields import keyed_hash, seal
from qianshao.core.text import normal_phone
from qianshao.people.models import Person
from qianshao.people.records.write_rows import chunked
from qianshao.people.rules import initials


@dataclass(frozen=True)
class PostRow:
    """A post to be held: code, area, slot (A or B), from when (today), whether it is a key post (the post's own)."""

    code: str
    division_path: str
    slot: str = "A"
    valid_from: date | None = None
    is_key: bool | None = None
    order: int = 0


@dataclass(frozen=True)
class PersonRow:
    """A person to be there. ``key`` names the row within this call. Empty fields change nothing on file."""

    key: str
    name: str
    division_path: str
    phone: str = ""
    backup_phone: str = ""
    id_number: str = ""
    gender: str = ""
    title: str = ""
    posts: tuple[PostRow, ...] = ()
    verified: bool = False


PERSON_FIELDS = (
    "name",
    "initials",
    "gender",
    "title",
    "phone",
    "phone_hash",
    "backup_phone",
    "backup_hash",
    "id_number",
    "id_hash",
    "division",
    "division_path",
    "verified_at",
    "is_active",
)


class Known:
    """Persons on file that the rows may mean, found by keyed hashes, and those met earlier in the file."""

    def __init__(self) -> None:
        self.by_phone: dict[tuple[str, str], Person] = {}
        self.by_identity: dict[str, Person] = {}
        self.rows: dict[str, Person] = {}

    @classmethod
    def of(cls, rows: Sequence[PersonRow]) -> "Known":
        """Read what is on file; two queries for each 5,000 rows."""
        known = cls()
        for piece in chunked(rows):
            phones = {keyed_hash("phone", normal_phone(row.phone)) for row in piece if row.phone}
            numbers = {keyed_hash("id", row.id_number.strip().upper()) for row in piece if row.id_number}
            everyone = Person.objects.unscoped("a person is the same person in every area").filter(is_active=True)
            for person in everyone.filter(phone_hash__in=phones).order_by("id") if phones else ():
                known.add(person)
            for person in everyone.filter(id_hash__in=numbers).order_by("id") if numbers else ():
                known.add(person)
        return known

    def add(self, person: Person) -> None:
        """Remember one; the first of two equal ones stays."""
        if person.phone_hash:
            self.by_phone.setdefault((person.phone_hash, person.name), person)
        if person.id_hash:
            self.by_identity.setdefault(person.id_hash, person)

    def find(self, row: PersonRow) -> Person | None:
        """The person a row means."""
        if row.id_number:
            found = self.by_identity.get(keyed_hash("id", row.id_number.strip().upper()))
            if found:
                return found
        if row.phone:
            return self.by_phone.get((keyed_hash("phone", normal_phone(row.phone)), row.name))
        return None


def fill(person: Person, row: PersonRow, now: datetime) -> dict[str, Any]:
    """Put a row's filled fields on a person; the old values of those that changed, phones sealed."""
    before: dict[str, Any] = {}
    values: dict[str, Any] = {"name": row.name, "gender": row.gender, "title": row.title}
    if person._state.adding:
        values["division_path"] = row.division_path
    for name, value in values.items():
        if value and getattr(person, name) != value:
            before[name] = getattr(person, name)
            setattr(person, name, value)
    numbers = (
        ("phone", "phone_hash", "phone", normal_phone(row.phone)),
        ("backup_phone", "backup_hash", "phone", normal_phone(row.backup_phone)),
        ("id_number", "id_hash", "id", row.id_number.strip().upper()),
    )
    for name, code, kind, value in numbers:
        digest = keyed_hash(kind, value)
        if value and getattr(person, code) != digest:
            before |= {name: seal(getattr(person, name)), code: getattr(person, code)}
            setattr(person, name, value)
            setattr(person, code, digest)
    if "name" in before:
        before["initials"] = person.initials
        person.initials = initials(person.name)
    if row.verified and person.verified_at is None:
        before["verified_at"] = None
        person.verified_at = now
    return before
