"""What each room lets which role do, gathered into one table."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from qianshao.accounts import permissions
from qianshao.accounts.models import ApiToken, Grant, RoleSheet
from qianshao.accounts.permissions import actions_held, actions_of, all_actions
from qianshao.config.navigation import SECTIONS
from qianshao.core.permissions import ROLES, Action
from tests.cast import Cast


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Other actions than the rooms', for one test."""

    def declare(*actions: Action) -> None:
        monkeypatch.setattr(permissions, "import_module", lambda _name: SimpleNamespace(ACTIONS=actions))

    all_actions.cache_clear()
    actions_of.cache_clear()
    yield declare
    all_actions.cache_clear()
    actions_of.cache_clear()


def test_every_action_is_named_after_its_room_and_has_a_chinese_name() -> None:
    for code, action in all_actions().items():
        assert code == action.code
        assert code.count(".") == 1
        assert str(action.name)


def test_the_wall_reads_and_nothing_more() -> None:
    assert {code.split(".")[1] for code in actions_of("wall")} <= {"view"}


def test_the_auditor_changes_nothing() -> None:
    """A part of a room that fewer people read has a view of its own, named as a room's is (``budget.view``)."""
    assert {code.partition(".")[2] for code in actions_of("county_auditor")} <= {"view", "export"}


@pytest.mark.django_db
def test_a_sheet_and_a_key_that_name_an_action_by_its_former_name_keep_it(cast: Cast) -> None:
    """What a county stored before ``resources.money_view`` became ``budget.view``."""
    former, now_named = "resources.money_view", "budget.view"
    change = {"action": former, "added": ["town_duty"], "removed": []}
    held = {former: ["county_admin", "town_duty"]}
    sheet = RoleSheet.objects.create(version=1, valid_from=cast.now, overrides=held, changes=[change], reason="试")
    grant = Grant.objects.filter(role="town_duty").first()
    key = ApiToken.objects.create(
        grant=grant, name="表", digest="x", actions=[former], created_at=cast.now, expires_at=cast.now
    )
    import_module("qianshao.accounts.migrations.0004_budget_view").forward(apps, None)
    sheet.refresh_from_db()
    key.refresh_from_db()
    assert now_named in actions_held("town_duty", sheet.overrides)
    assert now_named not in actions_held("county_auditor", sheet.overrides)
    assert (sheet.changes[0]["action"], key.actions) == (now_named, [now_named])


def test_who_manages_users_does_not_release_alerts_or_run_a_call_out() -> None:
    """Powers apart: the administrator cannot issue, the issuer cannot make users (等保 8.1.4.2 d)."""
    for role in ROLES:
        held = actions_of(role)
        assert not ("accounts.manage" in held and held & {"alerts.release", "calling.start", "calling.excuse"})


def test_an_unknown_role_holds_nothing() -> None:
    assert actions_of("emperor") == frozenset()


def test_an_action_declared_twice_or_for_an_unknown_role_stops_the_site(declared: Any) -> None:
    declared(Action("x.y", "甲"), Action("x.y", "乙"))
    with pytest.raises(ValueError, match="twice"):
        all_actions()
    declared(Action("x.y", "甲", roles=("emperor",)))
    with pytest.raises(ValueError, match="unknown roles"):
        all_actions()


def test_every_menu_entry_asks_for_a_declared_action() -> None:
    asked = {item.action for section in SECTIONS for item in section.items if item.action}
    assert asked
    assert not asked - set(all_actions())
