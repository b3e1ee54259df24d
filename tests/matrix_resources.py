"""Objects for the permission matrix: budget lines, equipment lists, plans and figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qianshao.divisions.models import Division
from qianshao.resources.models import PlanRun
from qianshao.resources.money import services as money
from qianshao.resources.planning.answers import circles_data
from qianshao.resources.planning.rules import Rules, fire_circles
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder


def budget_line(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A line of the area's budget."""
    made = money.plan_line(
        actor=SYSTEM, now=cast.now, division_path=where.path, year=2026, source="own", head="relief",
        name="某项经费", planned=100,
    )  # fmt: skip
    return {"line_id": made.pk}


def bond(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An equipment list of the area."""
    made = money.start_project(
        actor=SYSTEM, now=cast.now, division_path=where.path, name="某项目", approved_on=date(2026, 1, 1), base=100
    )
    return {"project_id": made.pk}


def bond_item(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A line of an equipment list of the area."""
    made = bond(cast, where)
    item = money.add_item(actor=SYSTEM, now=cast.now, category="flood", name="橡皮艇", unit="艘", planned=2, **made)
    return {**made, "item_id": item.pk}


def plan(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A plan of the area."""
    nobody = fire_circles([], [], [], Rules(5, 1.3, {}), budget=0)
    kept = {"answer": circles_data(nobody), "asked": {"circle": 5}, "made_at": cast.now}
    row = PlanRun.objects.create(kind="fire", division_path=where.path, **kept)
    return {"run_id": row.pk}


def figure(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A figure of the site; the neighbouring county asks for one there is not."""
    return {"code": "nothing" if where.path == cast.neighbour_village.path else "circle"}


OBJECTS: dict[str, Builder] = {
    "resources:budget-line": budget_line,
    "resources:budget-edit": budget_line,
    "resources:budget-book": budget_line,
    "resources:bond": bond,
    "resources:bond-export": bond,
    "resources:bond-edit": bond,
    "resources:bond-item-new": bond,
    "resources:bond-item": bond_item,
    "resources:plan": plan,
    "resources:plan-propose": plan,
    "resources:plan-approve": plan,
    "resources:figure": figure,
}
