"""A bound phone, and the commands of the sync's own tests."""

import pytest

from qianshao.field import kinds
from tests.cast import Cast
from tests.field.commands import note
from tests.field.phones import Phone, bind, command_of


@pytest.fixture
def test_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kinds.commands() | command_of("test.add", note) | command_of("test.secret", note, "accounts.manage")
    monkeypatch.setattr(kinds, "commands", lambda: found)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return bind(cast)
