"""The commands that phones may push and the copies they may pull: what each room's ``sync.py`` declares."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.translation import gettext_lazy as _

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


#: What each kind asks for, for the officer who decides about one that was held.
LABELS = {
    "calling.answer": _("应答叫应"),
    "calling.door": _("上门回报"),
    "evacuation.mark": _("改转移状态"),
    "evacuation.add": _("登记新来的人"),
    "evacuation.sign_in": _("安置点签到"),
    "evacuation.leave": _("离开安置点"),
    "hazards.report": _("报险情"),
    "hazards.check_in": _("巡查签到"),
    "hazards.find": _("报隐患"),
    "hazards.fix": _("整改隐患"),
    "hazards.look": _("盯守回报"),
    "inspections.start": _("到场检查"),
    "inspections.record": _("检查记录"),
    "places.shelter_state": _("改安置点状态"),
}


def label_of(kind: str) -> str:
    """What a kind asks for, in words; an unknown one by its name."""
    return str(LABELS.get(kind, kind))
