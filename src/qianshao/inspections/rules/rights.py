"""Who may end a visit. It lies at a place, but whoever made it decides over it: the inspected must not. Pure."""

from collections.abc import Collection
from typing import Any

from qianshao.core.scope import Scope


def may_arrange(scope: Scope, user_id: int | None, visit: Any) -> bool:
    """Whether somebody may hand a visit over, cancel it, or say why a drawn one was missed. A drawn one: its maker,
    or who draws in the draw's own area. A plan's: who plans in the plan's own area.
    """
    if not scope.may("inspections.plan", visit.division_path):
        return False
    if visit.draw_id is not None:
        is_maker = user_id is not None and visit.maker_id == user_id
        return is_maker or scope.may("inspections.draw", visit.draw.division_path)
    return visit.plan_id is None or scope.may("inspections.plan", visit.plan.division_path)


def may_visit(scope: Scope, user_id: int | None, visit: Any, seats: Collection[int | None]) -> bool:
    """Whether somebody may start and finish a visit. A drawn one: its inspectors, its maker, who started it."""
    if not scope.may("inspections.do", visit.division_path):
        return False
    own = {visit.maker_id, visit.starter_id, visit.assignee_id, *seats} - {None}
    return visit.draw_id is None or user_id in own
