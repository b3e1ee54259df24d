"""What a phone keeps of people: whom to ring, and the households of one's own village.

Small on purpose: a phone is lost more easily than a desk. Households only where the holder works in a village or
below; whoever works higher up has the desk.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope, subtree
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import ancestors, short_name
from qianshao.people.models import Assignment, Household, Person, Slot, current_on
from qianshao.people.selectors.areas import where
from qianshao.people.selectors.chain import chain_for

#: A path has four digits for each level.
VILLAGE_LENGTH = 4 * Level.VILLAGE
DUTY_POST = "C-DO"
MOST_NEIGHBOURS = 60
MOST_HOUSEHOLDS = 1500


class Number(NamedTuple):
    """Somebody to ring; ``kind``: chain, standin, duty, village or guardian."""

    kind: str
    label: str
    person: Person


def home_of(scope: Scope, actor: Actor) -> str:
    """The area whose people a phone's holder rings: where they sit, else the first area they work in."""
    paths = where(scope).paths
    rows = Person.objects.unscoped("the holder's own row").filter(pk=actor.person_id or 0)
    own = rows.values_list("division_path", flat=True).first()
    return str(own) if own and scope.sees(own) else (paths[0] if paths else "")


def phone_list(scope: Scope, actor: Actor, on: date) -> list[Number]:
    """Superiors with their stand-ins, duty officers above, and in a village everybody with a post and the guardians.

    Each person once, without the holder and without those who have no number.
    """
    path = home_of(scope, actor)
    if not path:
        return []
    found: dict[int, Number] = {}
    for number in _numbers(scope, path, on):
        if number.person.phone and number.person.pk != actor.person_id:
            found.setdefault(number.person.pk, number)
    return list(found.values())


def _numbers(scope: Scope, path: str, on: date) -> Iterator[Number]:
    for link in chain_for(scope, path, on):
        yield Number("chain", link.label, link.person)
        if link.standin:
            yield Number("standin", link.label, link.standin)
    for held in _held(on).filter(division_path__in=ancestors(path), post__code=DUTY_POST):
        yield Number("duty", _label(held), held.person)
    village = path[:VILLAGE_LENGTH]
    if len(village) < VILLAGE_LENGTH:
        return
    for held in _held(on).filter(subtree(village), slot=Slot.A)[:MOST_NEIGHBOURS]:
        yield Number("village", _label(held), held.person)
    guarding = Household.objects.unscoped("guardians of one's own village").filter(subtree(village), is_active=True)
    guardians = Person.objects.unscoped("guardians of one's own village").filter(
        pk__in=guarding.filter(guardian__isnull=False).values("guardian"), is_active=True
    )
    for person in guardians.order_by("initials", "id")[:MOST_NEIGHBOURS]:
        yield Number("guardian", "", person)


def _held(on: date) -> "QuerySet[Any]":
    rows = Assignment.objects.unscoped("the phone list of one's own village and of the duty desks above it")
    living = rows.filter(current_on(on), person__is_active=True)
    return living.select_related("person", "post", "division").order_by("post__rank", "order", "id")


def _label(held: Assignment) -> str:
    return f"{short_name(held.division.name)}{held.post.short}"


def own_households(scope: Scope) -> list[Household]:
    """Active households of the villages the holder works in."""
    areas = [path for path in where(scope).paths if len(path) >= VILLAGE_LENGTH]
    near = Scope({path: scope.grants[path] for path in areas})
    rows = Household.objects.within(near).filter(is_active=True).select_related("division", "danger_zone")
    return list(rows.order_by("division_path", "id")[:MOST_HOUSEHOLDS])
