"""The chain of responsibility as it stands on one day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from qianshao.core.scope import Scope, subtree
from qianshao.divisions.rules import ancestors, short_name
from qianshao.people.models import Assignment, Person, current_on
from qianshao.people.rules import Holding, Roster

_FIELDS = (
    "person_id",
    "division_path",
    "division__level",
    "division__name",
    "post__code",
    "post__short",
    "post__rank",
    "post__lead_order",
    "slot",
    "is_key",
    "order",
)


#: With more areas than this a chain is read as the one area around them all.
_MOST_RANGES = 40


def outermost(paths: Iterable[str]) -> list[str]:
    """The paths without those that lie inside another one, in order."""
    found: list[str] = []
    # Sorted, everything inside an area follows it at once.
    for path in sorted(set(paths)):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


def _around(ordered: list[str]) -> str:
    """The smallest area that holds all paths: what the first and the last in order have in common."""
    shared = [a for a, b in zip(ancestors(ordered[0]), ancestors(ordered[-1]), strict=False) if a == b]
    return shared[-1] if shared else ""


def _areas(paths: Iterable[str]) -> Q:
    """Everything in the areas, and whoever sits exactly at an area above one of them."""
    outer = outermost(paths)
    if "" in outer:
        return Q()
    condition = Q(division_path__in=sorted({a for p in outer for a in ancestors(p)[:-1]}))
    if len(outer) > _MOST_RANGES:
        # Hundreds of OR-ed ranges cost more to plan than the few rows between them cost to read.
        outer = [_around(outer)]
    for path in outer:
        condition |= subtree(path)
    return condition if outer != [""] else Q()


def roster_for(paths: Iterable[str], on: date) -> Roster:
    """Everyone who holds a post in or above the areas on a day; one query, about 30 ms for 3,000 holdings."""
    rows = Assignment.objects.unscoped("a chain reaches above the areas it starts from")
    found = rows.filter(_areas(paths), current_on(on), person__is_active=True).values_list(*_FIELDS)
    return Roster(_holding(*row) for row in found.iterator(chunk_size=5000))


def _holding(
    person: int,
    path: str,
    level: int,
    area: str,
    code: str,
    short: str,
    rank: int,
    lead: int | None,
    slot: str,
    is_key: bool,
    order: int,
) -> Holding:
    label = f"{short_name(area)}{short}"
    return Holding(person, path, level, code, label, rank, lead, slot, is_key, order)


@dataclass(frozen=True)
class Link:
    """One step of the chain as a page shows it; ``open``: the reader may look at that person's page."""

    person: Person
    label: str
    path: str
    standin: Person | None
    open: bool = True


def chain_for(scope: Scope, path: str, on: date) -> list[Link]:
    """Who answers for an area, from the area's own leader up to the county, each with the stand-in.

    A leader above the reader's area is shown by name and post: the duty phone book of every township has them.
    """
    if not scope.sees(path):
        return []
    roster = roster_for([path], on)
    steps: list[tuple[Holding, int | None]] = []
    person = roster.leader_of(path)
    while person is not None and len(steps) < 20:
        holding = roster.highest(person)
        if holding is None:
            break
        steps.append((holding, roster.standin(holding)))
        person = roster.superior_of(holding)
    people = _people([p for holding, standin in steps for p in (holding.person, standin) if p])
    return [
        Link(
            people[holding.person],
            holding.label,
            holding.path,
            people.get(standin or 0),
            scope.sees(people[holding.person].division_path),
        )
        for holding, standin in steps
    ]


@dataclass(frozen=True)
class Responsible:
    """Who answers for an area: number, and name with post."""

    person_id: int
    label: str


def responsible_for(paths: Iterable[str], on: date) -> dict[str, Responsible]:
    """Who leads each area or, where nobody does, the area above it; areas with nobody at all are left out."""
    wanted = set(paths)
    roster = roster_for(wanted, on)
    leaders = {path: person for path in wanted if (person := roster.leader_of(path)) is not None}
    people = _people(sorted(set(leaders.values())))
    return {path: _responsible(people[person], roster) for path, person in leaders.items() if person in people}


def _responsible(person: Person, roster: Roster) -> Responsible:
    holding = roster.highest(person.pk)
    return Responsible(person.pk, f"{person.name}（{holding.label}）" if holding else person.name)


def _people(ids: Sequence[int]) -> dict[int, Person]:
    rows = Person.objects.unscoped("a chain reaches above the areas it starts from")
    return {p.pk: p for p in rows.filter(pk__in=ids)}


def _held(person: Person) -> list[str]:
    rows = Assignment.objects.unscoped("areas a person answers for")
    return list(rows.filter(person=person).values_list("division_path", flat=True))


def superior_of(scope: Scope, person: Person, on: date) -> Person | None:
    """The next holder of a leading post up the chain, or None at the top."""
    if not scope.sees(person.division_path):
        return None
    held = _held(person)
    roster = roster_for([*held, person.division_path], on)
    holding = roster.highest(person.pk)
    found = roster.superior_of(holding) if holding else roster.superior(person.pk, person.division_path, None)
    return _people([found]).get(found) if found else None


def standin_of(scope: Scope, person: Person, on: date) -> Person | None:
    """Who stands in for a person's highest post."""
    if not scope.sees(person.division_path):
        return None
    held = _held(person)
    roster = roster_for(held, on)
    holding = roster.highest(person.pk)
    found = roster.standin(holding) if holding else None
    return _people([found]).get(found) if found else None
