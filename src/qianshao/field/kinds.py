"""The commands that phones may push and the copies they may pull: what each room's ``sync.py`` declares."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from qianshao.core.sync import Command, Pull


def _found(name: str) -> "list[tuple[str, Command | Pull]]":
    found: list[tuple[str, Command | Pull]] = []
    for config in apps.get_app_configs():
        # core.sync declares the words, not commands
        if config.name.startswith("qianshao.") and find_spec(f"{config.name}.sync"):
            found += [(config.label, item) for item in getattr(import_module(f"{config.name}.sync"), name, ())]
    return found


@cache
def commands() -> dict[str, Command]:
    """Every kind of command by name.

    Raises:
        ValueError: two rooms declare the same kind.
    """
    found: dict[str, Command] = {}
    for room, command in _found("COMMANDS"):
        assert isinstance(command, Command)
        if command.kind in found:
            raise ValueError(f"command {command.kind} is declared twice, also by {room}")
        found[command.kind] = command
    return found


@cache
def pulls() -> dict[str, Pull]:
    """Every piece of a phone's copy by name.

    Raises:
        ValueError: two rooms declare the same name.
    """
    found: dict[str, Pull] = {}
    for room, pull in _found("PULLS"):
        assert isinstance(pull, Pull)
        if pull.name in found:
            raise ValueError(f"pull {pull.name} is declared twice, also by {room}")
        found[pull.name] = pull
    return found
