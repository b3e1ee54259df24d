"""What each room lets which role do, gathered into one table."""

from types import SimpleNamespace
from typing import Any

import pytest

from qianshao.accounts import permissions
from qianshao.accounts.permissions import actions_of, all_actions
from qianshao.config.navigation import SECTIONS
from qianshao.core.permissions import ROLES, Action


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
    """A part of a room that fewer people read has a view of its own (``money_view``)."""
    assert {code.split(".")[1].split("_")[-1] for code in actions_of("county_auditor")} <= {"view", "export"}


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
    from qianshao.config.rooms import ROOMS

    items = [item for section in SECTIONS for item in section.items]
    asked = {item.action for item in items if item.action.split(".")[0] in ROOMS}
    assert asked
    assert not asked - set(all_actions())
