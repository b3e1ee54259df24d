"""A live stream as a room declares it in ``streams.py`` (``STREAMS``): who may watch, and what they see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qianshao.core.scope import Scope


@dataclass(frozen=True)
class Picture:
    """What one watcher sees: ``key`` is equal for watchers who see the same; ``render`` draws it anew."""

    key: str
    render: Callable[[], str | None]


@dataclass(frozen=True)
class Stream:
    """``/live/<name>/<id>``: ``open`` refuses (``core.errors``) or returns the picture for this scope and query."""

    name: str
    open: Callable[[Scope, int, Mapping[str, str]], Picture]
