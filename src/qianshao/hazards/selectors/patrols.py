"""Questions about patrol points and check-ins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.hazards.models import CheckIn, PatrolPoint
from qianshao.hazards.rules import patrol_state
from qianshao.hazards.states import POINT_LABELS, POINT_TONES
from qianshao.people.rules.codes import household_of_code

#: What is asked first in a list.
_ORDER = ("missed", "due", "new", "done")


@dataclass(frozen=True)
class PointRow:
    """A point and whether it was looked at in time."""

    point: Any
    state: str

    @property
    def label(self) -> Any:
        """In words."""
        return POINT_LABELS[self.state]

    @property
    def tone(self) -> str:
        """The chip."""
        return POINT_TONES[self.state]


def points(scope: Scope, *, under: str = "") -> "QuerySet[Any]":
    """The living points of the scope."""
    found = PatrolPoint.objects.within(scope).filter(subtree(under), is_active=True)
    return found.order_by("division_path", "name")


def points_with_state(scope: Scope, now: datetime, *, under: str = "", state: str = "") -> list[PointRow]:
    """The points, missed ones first."""
    rows = [PointRow(p, patrol_state(p.last_check_at, p.made_at, p.every, now)) for p in points(scope, under=under)]
    kept = [row for row in rows if not state or row.state == state]
    return sorted(kept, key=lambda row: _ORDER.index(row.state))


def point_by_id(scope: Scope, point_id: int) -> PatrolPoint:
    """One point, also a retired one.

    Raises:
        NotFound: there is none in the scope.
    """
    found: PatrolPoint | None = PatrolPoint.objects.within(scope).filter(pk=point_id).first()
    if found is None:
        raise NotFound("point.unknown", _("没有找到这个巡查点，或不在您的辖区。"))
    return found


def point_for(scope: Scope, given: int | str) -> PatrolPoint:
    """A point by its id or by the code of its sign (``QSP:000W-V`` or just ``000W-V``).

    Raises:
        NotFound: there is none in the scope.
    """
    if isinstance(given, str):
        text = given.strip().upper().removeprefix("QSP:")
        found = household_of_code(text) or (int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0)
        return point_by_id(scope, found)
    return point_by_id(scope, given)


def checks_of(scope: Scope, *, point_id: int | None = None) -> "QuerySet[Any]":
    """Check-ins of the scope or of one point, newest first."""
    found = CheckIn.objects.within(scope).select_related("point")
    if point_id is not None:
        found = found.filter(point_id=point_id)
    return found.order_by("-made_at", "-id")
