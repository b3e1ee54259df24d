"""Questions about draws and inspectors."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.inspections.models import Draw, Inspector, Interest, Plan, Visit
from qianshao.inspections.rules import Chooser, Place, draw


def draws(scope: Scope, *, viewer: int | None = None) -> "QuerySet[Any]":
    """Draws, the newest first: the viewer's own, and those of which nothing is sealed any more."""
    found: QuerySet[Any] = Draw.objects.known_to(scope, viewer).order_by("-made_at", "-id")
    return found


def draw_of(scope: Scope, draw_id: int, *, viewer: int | None = None) -> Draw:
    """One draw.

    Raises:
        NotFound: there is none in the scope, or it is sealed and somebody else's.
    """
    found: Draw | None = draws(scope, viewer=viewer).filter(pk=draw_id).first()
    if found is None:
        raise NotFound("draw.unknown", _("没有找到这次抽查，或不在您的辖区。"))
    return found


def visits_of_draw(scope: Scope, drawn: Draw, *, viewer: int | None = None) -> list[Any]:
    """The visits of a draw the reader was given."""
    rows = Visit.objects.known_to(scope, viewer).filter(draw=drawn).prefetch_related("seats")
    return list(rows.order_by("id"))


def draw_again(drawn: Draw) -> bool:
    """Whether the recorded seed and lists give the recorded result; of named places, only their inspectors."""
    places = [Place(*row) for row in drawn.pool["places"]]
    choosers = [
        Chooser(key, home, unit, tuple(reach), frozenset(interests))
        for key, home, unit, reach, interests in drawn.pool["inspectors"]
    ]
    again = draw(drawn.seed, places, choosers, wanted=drawn.wanted, each=drawn.each)
    kept: list[list[Any]] = drawn.result
    return [[uid, keys] for uid, keys in again] == kept


def inspectors(scope: Scope, *, active: bool | None = None) -> "QuerySet[Any]":
    """The list inspectors are drawn from."""
    found: QuerySet[Any] = Inspector.objects.within(scope).prefetch_related("interests")
    if active is not None:
        found = found.filter(is_active=active)
    return found.order_by("division_path", "label", "id")


def inspector_of(scope: Scope, inspector_id: int) -> Inspector:
    """One of the list.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Inspector | None = inspectors(scope).filter(pk=inspector_id).first()
    if found is None:
        raise NotFound("inspector.unknown", _("名录里没有这个人，或不在您的辖区。"))
    return found


def interest_of(scope: Scope, interest_id: int) -> Interest:
    """One declared interest of somebody on the list.

    Raises:
        NotFound: there is none in the scope.
    """
    rows = Interest.objects.filter(scope.filter("inspector__division_path"), pk=interest_id)
    found: Interest | None = rows.select_related("inspector").first()
    if found is None:
        raise NotFound("interest.unknown", _("没有找到这条回避，或不在您的辖区。"))
    return found


def plans(scope: Scope, *, active: bool = True) -> "QuerySet[Any]":
    """Plans of the scope."""
    found: QuerySet[Any] = Plan.objects.within(scope)
    return (found.filter(is_active=True) if active else found).order_by("division_path", "name")


def plan_of(scope: Scope, plan_id: int) -> Plan:
    """One plan.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Plan | None = plans(scope, active=False).filter(pk=plan_id).first()
    if found is None:
        raise NotFound("plan.unknown", _("没有找到这项安排，或不在您的辖区。"))
    return found
