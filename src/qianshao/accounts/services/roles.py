"""A county may change which roles hold an action; every change is a version with a reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.accounts.models import RoleSheet
from qianshao.accounts.permissions import all_actions
from qianshao.accounts.rules import role_faults
from qianshao.accounts.selectors import role_codes_of, role_overrides, roles_held
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, Stale
from qianshao.core.permissions import ROLES
from qianshao.divisions.levels import Level
from qianshao.journal.services import record

_LEAST_REASON = 4
_COUNTY = 4 * Level.COUNTY


def publish_roles(
    *, held: Mapping[str, Sequence[str]], reason: str, based_on: int, actor: Actor, now: datetime
) -> RoleSheet:
    """The next version of who holds what, in force with everybody's next request.

    A release stays with two persons whatever roles hold it: the alert itself refuses its submitter.

    Args:
        held: action → roles for every action that changes; the others stay.
        based_on: the version that was read (0: none yet).

    Raises:
        NotAllowed: not an administrator of the county. Invalid: it breaks a rule of ``role_faults``, changes nothing,
            or has no reason. Stale: another version came first.
    """
    actor.demand("accounts.roles", "")
    if not _is_county_wide(actor):
        raise NotAllowed("roles.county", _("角色权限管全县，要由县级系统管理员来改。"))
    if len(reason.strip()) < _LEAST_REASON:
        raise Invalid("roles.reason", _("请写明为什么改，至少四个字。"))
    before = roles_held(role_overrides())
    wished = {**before, **{code: _ordered(given) for code, given in held.items()}}
    names = {code: str(action.name) for code, action in all_actions().items()}
    if faults := role_faults(wished, before, list(ROLES), role_codes_of(actor, now), names):
        raise Invalid("roles.unsound", _("不能这样改：{problems}"), problems=" ".join(faults))
    changes = _changes(before, wished)
    if not changes:
        raise Invalid("roles.same", _("没有改动。"))
    with transaction.atomic(durable=True):
        newest = RoleSheet.objects.order_by("-version").first()
        last = newest.version if newest else 0
        if last != based_on:
            raise Stale("roles.raced", _("别人刚刚发布了新版本，请刷新后再改。"))
        sheet = RoleSheet.objects.create(
            version=last + 1,
            valid_from=now,
            overrides=_overrides(wished),
            changes=changes,
            reason=reason.strip()[:200],
            published_by=actor.label[:80],
            published_by_id=actor.user_id,
        )
        record(
            kind="accounts.roles_published",
            actor=actor,
            now=now,
            subject=("role_sheet", sheet.pk),
            division_path="",
            data={
                "version": sheet.version,
                "summary": "；".join(_in_words(one) for one in changes)[:300],  # zh: stored in the journal
                "reason": sheet.reason,
                "changes": changes,
            },
        )
    return sheet


def _is_county_wide(actor: Actor) -> bool:
    """Whether the right is held over a whole county (or the site), not over one town."""
    scope = actor.scope
    return scope.whole or any("accounts.roles" in held and len(p) <= _COUNTY for p, held in scope.grants.items())


def _ordered(given: Sequence[str]) -> list[str]:
    """In the order of ``ROLES``; what is no role at all comes last, to be refused."""
    return [*(role for role in ROLES if role in given), *sorted(set(given) - set(ROLES))]


def _changes(before: Mapping[str, Sequence[str]], wished: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    return [
        {
            "action": code,
            "added": [role for role in wished[code] if role not in before[code]],
            "removed": [role for role in before[code] if role not in wished[code]],
        }
        for code in before
        if set(before[code]) != set(wished[code])
    ]


def _overrides(wished: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Only what differs from the rooms' own declarations: what a later release adds keeps its default."""
    declared = {code: set(action.roles) for code, action in all_actions().items()}
    return {code: list(given) for code, given in wished.items() if set(given) != declared[code]}


def _in_words(change: Mapping[str, Any]) -> str:
    name = str(all_actions()[change["action"]].name)
    added = "".join(f"+{ROLES[role]}" for role in change["added"])
    removed = "".join(f"-{ROLES[role]}" for role in change["removed"])
    return f"{name} {added}{removed}"
