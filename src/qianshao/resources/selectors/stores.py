"""Stores: records of the registry's group ``store``."""

from typing import Any

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.registry.selectors import record_of, records
from qianshao.resources.selectors.areas import where


def stores(scope: Scope, action: str = "resources.view") -> Any:
    """The stores of the scope in use, by area and name."""
    return records(where(scope, action), group="store")


def store_of(scope: Scope, store_id: int, action: str = "resources.view") -> Any:
    """One store, also one that was given up.

    Raises:
        NotFound: no such store in the scope.
    """
    found = record_of(where(scope, action), store_id)
    if found.kind.group != "store":
        raise NotFound("store.unknown", "没有找到这个仓库，或不在您的辖区")
    return found
