"""Questions about users: who they are, what they may do where."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import ApiToken, Grant, RoleSheet, User
from qianshao.accounts.permissions import actions_held, all_actions
from qianshao.accounts.rules import secret_digest
from qianshao.core import clock
from qianshao.core.actor import Actor, Source
from qianshao.core.errors import NotFound
from qianshao.core.permissions import ROLES
from qianshao.core.scope import Scope
from qianshao.core.sql import fetch_all
from qianshao.divisions.selectors import names_of

# Asked by every request before anything else. Written out, since the ORM took longer to write it than the database to
# answer it; ``GrantQuerySet.on`` says the same, and a test holds the two together.
_HELD = """
SELECT held.role, area.path, (SELECT overrides FROM accounts_rolesheet ORDER BY version DESC LIMIT 1)
FROM accounts_grant AS held LEFT JOIN divisions_division AS area ON area.id = held.division_id
WHERE held.user_id = %s AND held.revoked_at IS NULL AND held.valid_from <= %s
  AND (held.valid_to IS NULL OR held.valid_to >= %s)
"""


def scope_of(user: Any, now: datetime | None = None) -> Scope:
    """What a user may do where, from the grants in force: one query. Nobody, and the disabled, have nothing."""
    if not (user.is_authenticated and user.is_active):
        return Scope()
    day = _day(now).isoformat()
    grants: dict[str, frozenset[str]] = {}
    for role, path, overrides in fetch_all(_HELD, (user.pk, day, day)):
        here = grants.get(path or "", frozenset())
        grants[path or ""] = here | actions_held(role, json.loads(overrides) if overrides else {})
    return Scope(grants=grants)


def _day(now: datetime | None) -> date:
    return (now or clock.now()).astimezone(clock.BEIJING).date()


def _in_force(now: datetime | None) -> "QuerySet[Grant]":
    return Grant.objects.on(_day(now))


def scope_of_token(token: ApiToken) -> Scope:
    """What a token may do: its grant's actions, narrowed to the token's own list when it has one."""
    actions = actions_held(token.grant.role, role_overrides())
    if token.actions:
        actions &= frozenset(token.actions)
    return Scope(grants={token.grant.division.path if token.grant.division else "": actions})


def role_codes_of(actor: Actor, now: datetime) -> list[str]:
    """The roles of whoever acts; the machine itself has none."""
    if actor.user_id is None:
        return []
    return sorted(set(_in_force(now).filter(user_id=actor.user_id).values_list("role", flat=True)))


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role in an area; ``phone`` in clear, only to be sealed again for a message."""

    user_id: int
    name: str
    phone: str
    person_id: int | None
    role: str
    path: str


def holders_of(roles: Collection[str], now: datetime) -> list[Holder]:
    """Who holds these roles today and may log in; for the machine, which tells them something. One query."""
    rows = _in_force(now).filter(role__in=roles, user__is_active=True).select_related("user", "division")
    return [
        Holder(
            one.user_id,
            one.user.display_name,
            one.user.phone,
            one.user.person_id,
            one.role,
            one.division.path if one.division else "",
        )
        for one in rows.order_by("user_id", "id")
    ]


def role_overrides() -> dict[str, list[str]]:
    """Which roles hold which actions where the county's newest version differs from what the rooms declare."""
    newest = RoleSheet.objects.order_by("-version").first()
    return dict(newest.overrides) if newest else {}


def roles_held(overrides: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Every action with the roles that hold it, in the order of ``ROLES``."""
    held = {role: actions_held(role, overrides) for role in ROLES}
    return {code: [role for role in ROLES if code in held[role]] for code in all_actions()}


def role_sheets() -> "QuerySet[RoleSheet]":
    """Every version, newest first."""
    return RoleSheet.objects.order_by("-version")


def actor_of(user: Any, source: Source = "desk", scope: Scope | None = None) -> Actor:
    """The user as the actor of a verb; an anonymous visitor is an actor who may do nothing."""
    if not user.is_authenticated:
        return Actor("link", "匿名", source)  # zh: stored in the journal
    return Actor("user", user.label, source, user.pk, user.person_id, scope_of(user) if scope is None else scope)


def living_token(secret: str, now: datetime) -> ApiToken | None:
    """The token behind a secret, if it, its grant and its user are all in force."""
    found = (
        ApiToken.objects.select_related("grant__user", "grant__division").filter(digest=secret_digest(secret)).first()
    )
    if found is None or not found.alive(now) or not found.grant.user.is_active:
        return None
    return found if _in_force(now).filter(pk=found.grant_id).exists() else None


def roles_of(user: Any, now: datetime | None = None) -> list[str]:
    """The role codes a user holds now."""
    return sorted(set(_in_force(now).filter(user_id=user.pk).values_list("role", flat=True)))


def users(scope: Scope, *, query: str = "", active: bool | None = None) -> "QuerySet[Any]":
    """Users of the scope with their grants, by name."""
    grants = Prefetch("grants", Grant.objects.select_related("division").order_by("valid_from"))
    found = User.objects.within(scope).prefetch_related(grants)
    if query:
        found = found.filter(Q(username__icontains=query) | Q(display_name__icontains=query))
    if active is not None:
        found = found.filter(is_active=active)
    return found.order_by("division_path", "username")


def user_by_id(scope: Scope, user_id: int) -> User:
    """One user.

    Raises:
        NotFound: there is none in the scope.
    """
    found: User | None = users(scope).filter(pk=user_id).first()
    if found is None:
        raise NotFound("user.unknown", _("没有找到这个用户。"))
    return found


def unit_names(found: Any) -> dict[str, str]:
    """Names of the units of some users, by path; one query."""
    return names_of({user.division_path for user in found if user.division_path})


def grants_of(user: User, now: datetime) -> list[Grant]:
    """A user's grants, newest first; each says whether it is ``in_force``."""
    day = now.astimezone(clock.BEIJING).date()
    grants = list(Grant.objects.select_related("division").filter(user=user).order_by("-id"))
    for grant in grants:
        grant.in_force = grant.holds_on(day)
    return grants


def tokens_of(user: User) -> list[ApiToken]:
    """A user's keys, newest first."""
    return list(ApiToken.objects.select_related("grant__division").filter(grant__user=user).order_by("-id"))


def grant_of(scope: Scope, user_id: int, grant_id: int) -> Grant:
    """One grant of one user.

    Raises:
        NotFound: there is none in the scope.
    """
    found = Grant.objects.filter(pk=grant_id, user=user_by_id(scope, user_id)).first()
    if found is None:
        raise NotFound("grant.unknown", _("没有找到这项授权。"))
    return found


def token_of(scope: Scope, user_id: int, token_id: int) -> ApiToken:
    """One key of one user.

    Raises:
        NotFound: there is none in the scope.
    """
    found = ApiToken.objects.filter(pk=token_id, grant__user=user_by_id(scope, user_id)).first()
    if found is None:
        raise NotFound("token.unknown", _("没有找到这个令牌。"))
    return found
