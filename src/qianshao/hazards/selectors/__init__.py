"""Questions of the room."""

from qianshao.hazards.selectors.dangers import (
    dangers,
    dangers_at,
    looks_same,
    open_dangers,
    sighting_by_id,
    told_again,
    unhandled,
    with_photos,
)
from qianshao.hazards.selectors.kinds import ICONS, kind_by_code, kinds_in_force
from qianshao.hazards.selectors.patrols import PointRow, checks_of, point_by_id, point_for, points, points_with_state

__all__ = [
    "ICONS",
    "PointRow",
    "checks_of",
    "dangers",
    "dangers_at",
    "kind_by_code",
    "kinds_in_force",
    "looks_same",
    "open_dangers",
    "point_by_id",
    "point_for",
    "points",
    "points_with_state",
    "sighting_by_id",
    "told_again",
    "unhandled",
    "with_photos",
]
