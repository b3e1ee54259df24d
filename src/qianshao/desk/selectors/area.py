"""The warned area of a call-out's cause, for the map."""

from typing import Any

from qianshao.core.scope import Scope


def warned_area(_scope: Scope, _cause: tuple[str, int]) -> dict[str, Any] | None:
    """GeoJSON of the area the cause warns; None when the cause has none."""
    return None
