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


#: What a payload's fields are called; one that is not here keeps its name.
_FIELDS = {
    "words": _("说明"), "kind": _("类别"), "place": _("地点"), "trapped": _("有人受困"), "found": _("看到"),
    "point": _("巡查点"), "hazard": _("隐患"), "guard": _("盯守"), "done": _("改完"), "worse": _("变坏"),
    "visit": _("检查"), "code": _("编码"), "how": _("怎么来的"), "started_at": _("开始"),
    "answers": _("检查项"), "item": _("项"), "result": _("结果"), "photos": _("照片"), "signer": _("签字人"),
    "refused": _("拒绝签字"), "inspectors": _("检查人员"), "name": _("姓名"), "phone": _("电话"),
    "outcome": _("结果"), "proof": _("怎么核实的"), "order": _("转移"), "to": _("改为"), "fixed": _("当场改好"),
    "presence_words": _("到场说明"), "payload": _("内容"), "attachments": _("照片"),
}  # fmt: skip


def word_of(name: str) -> str:
    """What a field of a payload is called."""
    return str(_FIELDS.get(name, name))


def label_of(kind: str) -> str:
    """What a kind asks for, in words; an unknown one by its name."""
    return str(LABELS.get(kind, kind))
