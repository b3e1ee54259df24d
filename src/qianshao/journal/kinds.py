"""The kinds of entries each room may write, declared in its ``events.py`` and gathered at start."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext


@dataclass(frozen=True)
class Kind:
    """One kind: ``code`` (room.what), a Chinese sentence with {placeholders}, the data it must carry."""

    code: str
    sentence: "str | Promise"
    fields: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    tone: str = "run"
    icon: str = "history"


class _Registry:
    kinds: dict[str, Kind] | None = None


def all_kinds() -> dict[str, Kind]:
    """Every declared kind by code."""
    if _Registry.kinds is None:
        _Registry.kinds = _gather()
    return _Registry.kinds


def _gather() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("qianshao.") and find_spec(f"{config.name}.events"):
            for kind in import_module(f"{config.name}.events").KINDS:
                if kind.code in found:
                    raise ValueError(f"journal kind {kind.code} is declared twice")
                found[kind.code] = kind
    return found


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(code: str, data: dict[str, Any]) -> str:
    """The entry as a Chinese sentence; an unknown kind shows its code."""
    kind = all_kinds().get(code)
    if kind is None:
        return code
    words = gettext(kind.sentence) if isinstance(kind.sentence, str) else str(kind.sentence)
    return words.format_map(_Blank(data))
