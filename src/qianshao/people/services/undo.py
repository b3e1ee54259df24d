"""Taking an import back: exactly its rows, and only while nobody has touched them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qianshao.people.models import Assignment, Household, Member, Person
from qianshao.people.records.households import HOUSEHOLD_FIELDS
from qianshao.people.records.persons import PERSON_FIELDS
from qianshao.people.records.write_rows import chunked, insert, update
from qianshao.people.services.import_households import drop_members

_WHY = "rows of a batch whose area was demanded"
_NAMED = 5


class Changed(Exception):
    """Rows that were changed or are in use since; ``names`` lists the first of them."""

    def __init__(self, found: Sequence[str]) -> None:
        more = _("等 {n} 个").format(n=len(found)) if len(found) > _NAMED else ""
        self.names = "、".join(found[:_NAMED]) + more
        super().__init__(self.names)


def versions_of(model: Any, ids: Iterable[int]) -> dict[int, int]:
    """The rows' versions right after the import wrote them."""
    found: dict[int, int] = {}
    for piece in chunked(sorted(ids)):
        found |= dict(model.objects.unscoped(_WHY).filter(pk__in=piece).values_list("pk", "version"))
    return found


def _rows(model: Any, ids: Iterable[int]) -> list[Any]:
    found: list[Any] = []
    for piece in chunked(sorted(ids)):
        found += model.objects.unscoped(_WHY).filter(pk__in=piece)
    return found


def _unchanged(model: Any, data: Mapping[str, Any]) -> list[Any]:
    """All rows of the batch, as long as each is as the batch left it."""
    versions = {int(key): version for key, version in data["versions"].items()}
    rows = _rows(model, versions)
    changed = [str(row) for row in rows if row.version != versions[row.pk]]
    gone = len(versions) - len(rows)
    if gone:
        changed.append(_("已删除 {n} 条").format(n=gone))
    if changed:
        raise Changed(changed)
    return rows


def _restore(rows: list[Any], before: Mapping[str, Mapping[str, Any]], fields: Sequence[str]) -> int:
    old = [row for row in rows if str(row.pk) in before]
    for row in old:
        for name, value in before[str(row.pk)].items():
            if name != "members":
                setattr(row, name, datetime.fromisoformat(value) if name == "verified_at" and value else value)
        row.version += 1
    update(old, [*fields, "version"])
    return len(old)


def undo_persons(data: Mapping[str, Any]) -> int:
    """Remove the persons and posts a batch made, restore those it changed; how many rows.

    Raises:
        Changed: a row was changed, was given another post, or looks after a household since.
    """
    rows = _unchanged(Person, data)
    created, assigned = set(data["created"]), set(data["assigned"])
    used: set[int] = set()
    for piece in chunked(sorted(created)):
        others = Assignment.objects.unscoped(_WHY).filter(person_id__in=piece).values_list("person_id", "pk")
        used |= {person for person, key in others if key not in assigned}
        guarded = Household.objects.unscoped(_WHY).filter(guardian_id__in=piece, is_active=True)
        used |= set(guarded.values_list("guardian_id", flat=True))
    ended = Assignment.objects.unscoped(_WHY).filter(pk__in=sorted(assigned), valid_to__isnull=False)
    used |= set(ended.values_list("person_id", flat=True))
    if used:
        raise Changed([person.name for person in _rows(Person, used)])
    for piece in chunked(sorted(assigned)):
        Assignment.objects.unscoped(_WHY).filter(pk__in=piece).delete()
    for piece in chunked(sorted(created)):
        Person.objects.unscoped(_WHY).filter(pk__in=piece).delete()
    return len(created) + _restore(rows, data["before"], PERSON_FIELDS)


def undo_households(data: Mapping[str, Any]) -> int:
    """Remove the households a batch made, restore those it changed with their members; how many rows.

    Raises:
        Changed: a row was changed since.
    """
    rows = _unchanged(Household, data)
    created = sorted(data["created"])
    drop_members(created)
    for piece in chunked(created):
        Household.objects.unscoped(_WHY).filter(pk__in=piece).delete()
    restored = _restore(rows, data["before"], HOUSEHOLD_FIELDS)
    old = {int(key): value["members"] for key, value in data["before"].items() if "members" in value}
    drop_members(sorted(old))
    insert([Member(household_id=key, **member) for key, members in old.items() for member in members])
    return len(created) + restored
