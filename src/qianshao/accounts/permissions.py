"""Who may manage users; and every room's actions, gathered into what each role may do."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from qianshao.core.permissions import DESK, ROLES, Action

ACTIONS = (
    Action("accounts.manage", _("管理用户"), roles=("county_admin",)),
    Action("accounts.roles", _("调整角色权限"), roles=("county_admin",)),
    Action("accounts.view", _("查看用户"), roles=("county_admin", "county_auditor")),
    # The field room shows what phones sent; who holds a phone is decided here.
    Action("field.devices", _("绑定和收回手机"), roles=("county_admin", "town_duty", "town_lead")),
    # Named after what it shows; it stands here because the verb (``services.reveal_personal``) does.
    Action("people.reveal", _("查看完整号码（写明原因）"), roles=(*DESK, "village_cadre")),
)


@cache
def all_actions() -> dict[str, Action]:
    """Every action of every installed room by code, lower floors first."""
    found: dict[str, Action] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("qianshao.") and find_spec(f"{config.name}.permissions"):
            # core.permissions declares the words, not actions
            for action in getattr(import_module(f"{config.name}.permissions"), "ACTIONS", ()):
                _check(action, found)
                found[action.code] = action
    return found


def _check(action: Action, found: dict[str, Action]) -> None:
    if action.code in found:
        raise ValueError(f"action {action.code} is declared twice")
    unknown = set(action.roles) - set(ROLES)
    if unknown:
        raise ValueError(f"action {action.code} names unknown roles {sorted(unknown)}")


@cache
def actions_of(role: str) -> frozenset[str]:
    """The action codes a role holds as the rooms declare them; an unknown role holds none."""
    return frozenset(action.code for action in all_actions().values() if role in action.roles)


def actions_held(role: str, overrides: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The action codes a role holds where the county has changed some (``RoleSheet.overrides``)."""
    if not overrides:
        return actions_of(role)
    known = {code: roles for code, roles in overrides.items() if code in all_actions()}
    return frozenset(actions_of(role) - known.keys() | {code for code, roles in known.items() if role in roles})
