"""Who is on file."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from qianshao.core.errors import NotFound
from qianshao.core.fields import keyed_hash
from qianshao.core.scope import Scope, subtree
from qianshao.core.text import normal_phone
from qianshao.people.models import Assignment, Household, Person, Post, current_on
from qianshao.people.selectors.areas import where


def posts() -> "QuerySet[Post]":
    """The dictionary of posts in use, highest first."""
    return Post.objects.filter(is_active=True)


def all_posts() -> "QuerySet[Post]":
    """The whole dictionary of posts, highest first."""
    return Post.objects.all()


def persons(
    scope: Scope,
    *,
    on: date,
    search: str = "",
    under: str = "",
    post: str = "",
    state: str = "",
) -> "QuerySet[Any]":
    """Persons of the scope with their current assignments (``current``), by area and name.

    ``search``: part of a name, initials (``wcg``), or a whole phone number (found by its keyed hash).
    ``state``: ``unverified``, ``no_phone``, ``no_post`` or ``inactive``.
    """
    current = Assignment.objects.unscoped("of persons in scope").filter(current_on(on))
    found = Person.objects.within(where(scope)).filter(subtree(under), is_active=state != "inactive")
    if search.strip():
        found = found.filter(_matches(search.strip()))
    if post:
        found = found.filter(Exists(current.filter(person=OuterRef("pk"), post__code=post)))
    if state == "unverified":
        found = found.filter(verified_at__isnull=True)
    elif state == "no_phone":
        found = found.filter(phone_hash="")
    elif state == "no_post":
        found = found.filter(~Exists(current.filter(person=OuterRef("pk"))))
    ordered = current.select_related("post", "division").order_by("slot", "post__rank", "order")
    return (
        found.select_related("division")
        .prefetch_related(Prefetch("assignments", queryset=ordered, to_attr="current"))
        .order_by("division_path", "id")
    )


def _matches(search: str) -> Q:
    digits = normal_phone(search)
    if len(digits) >= 7 and len(digits) >= len(search) - 4:
        code = keyed_hash("phone", digits)
        return Q(phone_hash=code) | Q(backup_hash=code)
    if search.isascii():
        return Q(initials__startswith=search.lower()) | Q(initials__contains=" " + search.lower())
    return Q(name__contains=search)


def person(scope: Scope, key: int) -> Person:
    """One person.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Person | None = Person.objects.within(where(scope)).select_related("division").filter(pk=key).first()
    if found is None:
        raise NotFound("person.unknown", "没有找到这个人，或不在您的辖区")
    return found


def assignments_of(scope: Scope, someone: Person) -> "QuerySet[Any]":
    """All posts a person holds, held or will hold, newest first.

    The person is in the scope; a post held elsewhere is shown too, as the duty phone book does.
    """
    rows = Assignment.objects.within(where(scope))
    if scope.sees(someone.division_path):
        rows = Assignment.objects.unscoped("posts of a person in scope")
    found = rows.filter(person=someone)
    return found.select_related("post", "division").order_by("-valid_from", "post__rank")


def people_by_id(scope: Scope, ids: Collection[int]) -> dict[int, Person]:
    """Persons of the scope by id."""
    return {p.pk: p for p in Person.objects.within(where(scope)).filter(pk__in=ids)}


def guarded_by(scope: Scope, someone: Person) -> int:
    """How many households of the scope a person looks after."""
    return Household.objects.within(where(scope)).filter(guardian=someone, is_active=True).count()


def guardian_choices(scope: Scope, under: str, most: int = 600) -> list[tuple[str, str]]:
    """Persons who may look after a household below ``under``: (id, name and title), by name."""
    rows = (
        Person.objects.within(where(scope)).filter(subtree(under), is_active=True).order_by("initials", "id")[:most]
    )
    return [(str(p.pk), f"{p.name} {p.title}".strip()) for p in rows]


def person_totals(scope: Scope, *, on: date, under: str = "") -> dict[str, int]:
    """Persons, holders of key posts, numbers never verified, persons without a number."""
    rows = Person.objects.within(where(scope)).filter(subtree(under), is_active=True)
    held = Assignment.objects.unscoped("of persons in scope").filter(current_on(on), is_key=True)
    found = rows.aggregate(
        persons=Count("id"),
        unverified=Count("id", filter=Q(verified_at__isnull=True)),
        no_phone=Count("id", filter=Q(phone_hash="")),
        key=Count("id", filter=Exists(held.filter(person=OuterRef("pk")))),
    )
    return {key: int(value or 0) for key, value in found.items()}
