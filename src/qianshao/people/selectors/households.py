"""Which households are on file."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from qianshao.core.errors import NotFound
from qianshao.core.fields import keyed_hash
from qianshao.core.scope import Scope, subtree
from qianshao.core.text import normal_phone
from qianshao.people.models import DangerZone, Household, Member, Need
from qianshao.people.selectors.areas import where


def needs_by_code() -> dict[str, Need]:
    """The kinds of special needs by code."""
    return {need.code: need for need in Need.objects.all()}


def danger_zones(scope: Scope, *, under: str = "") -> "QuerySet[Any]":
    """Danger zones of the scope."""
    return (
        DangerZone.objects.within(where(scope))
        .filter(subtree(under), is_active=True)
        .order_by("division_path", "name")
    )


def danger_zone(scope: Scope, key: int) -> DangerZone:
    """One danger zone.

    Raises:
        NotFound: there is none in the scope.
    """
    rows = DangerZone.objects.within(where(scope)).select_related("division")
    found: DangerZone | None = rows.filter(pk=key).first()
    if found is None:
        raise NotFound("zone.unknown", "没有找到这个危险区，或不在您的辖区")
    return found


def zones_with_counts(scope: Scope, *, under: str = "") -> "QuerySet[Any]":
    """Danger zones with how many households (``homes``), people and households with needs stand in each."""
    living = Q(households__is_active=True)
    found: QuerySet[Any] = danger_zones(scope, under=under).annotate(
        homes=Count("households", filter=living),
        people=Sum("households__members_count", filter=living, default=0),
        first=Count("households", filter=living & ~Q(households__needs="")),
    )
    return found


def households(
    scope: Scope,
    *,
    search: str = "",
    under: str = "",
    need: str = "",
    zone: int | None = None,
    state: str = "",
) -> "QuerySet[Any]":
    """Households of the scope, by area and number.

    ``search``: part of the head's name, initials, house number, or a whole phone number. ``need``: a code, or
    ``any``. ``state``: ``no_phone``, ``no_guardian``, ``no_place``, ``in_zone`` or ``inactive``.
    """
    found = Household.objects.within(where(scope)).filter(subtree(under), is_active=state != "inactive")
    if search.strip():
        found = found.filter(_matches(search.strip()))
    if need == "any":
        found = found.exclude(needs="")
    elif need:
        found = found.filter(needs__contains=f",{need},")
    if zone is not None:
        found = found.filter(danger_zone_id=zone)
    conditions = {
        "no_phone": Q(phone_hash=""),
        "no_guardian": Q(guardian__isnull=True),
        "no_place": Q(cell__isnull=True),
        "in_zone": Q(danger_zone__isnull=False),
    }
    if state in conditions:
        found = found.filter(conditions[state])
    return found.select_related("division", "guardian", "danger_zone").order_by("division_path", "id")


def _matches(search: str) -> Q:
    digits = normal_phone(search)
    if len(digits) >= 7 and len(digits) >= len(search) - 4:
        return Q(phone_hash=keyed_hash("phone", digits)) | Q(code=search)
    if search.isascii():
        word = search.lower()
        return Q(initials__startswith=word) | Q(initials__contains=" " + word) | Q(code=search)
    return Q(head_name__contains=search)


def household(scope: Scope, key: int) -> Household:
    """One household with its members (``people``).

    Raises:
        NotFound: there is none in the scope.
    """
    members = Member.objects.unscoped("members of a household in scope").order_by("order", "id")
    found = (
        Household.objects.within(where(scope))
        .select_related("division", "guardian", "danger_zone")
        .prefetch_related(Prefetch("members", queryset=members, to_attr="people"))
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise NotFound("household.unknown", "没有找到这一户，或不在您的辖区")
    return found  # type: ignore[no-any-return]


def member_of(home: Household, key: int) -> Member:
    """One member of a household that was found in the scope.

    Raises:
        NotFound: nobody such lives there.
    """
    found = Member.objects.unscoped("members of a household in scope").filter(pk=key, household=home).first()
    if found is None:
        raise NotFound("member.unknown", "没有找到这个成员")
    return found  # type: ignore[no-any-return]


def household_totals(scope: Scope, *, under: str = "") -> dict[str, int]:
    """Households, people in them, households with special needs, without a phone, without a place."""
    rows = Household.objects.within(where(scope)).filter(subtree(under), is_active=True)
    found = rows.aggregate(
        households=Count("id"),
        people=Sum("members_count"),
        with_needs=Count("id", filter=~Q(needs="")),
        no_phone=Count("id", filter=Q(phone_hash="")),
        no_place=Count("id", filter=Q(cell__isnull=True)),
        in_zone=Count("id", filter=Q(danger_zone__isnull=False)),
    )
    return {key: int(value or 0) for key, value in found.items()}
