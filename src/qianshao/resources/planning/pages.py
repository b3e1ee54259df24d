"""What the pages of planning show."""

from typing import Any

from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.divisions.levels import Level
from qianshao.divisions.rules import short_name
from qianshao.divisions.selectors import divisions
from qianshao.resources.dispatch.pages import marked
from qianshao.resources.dispatch.selectors import moves
from qianshao.resources.dispatch.states import MoveState
from qianshao.resources.models import Item, PlanKind, PlanRun

SHOWN = 30
PER_PAGE = 100


def areas(scope: Scope, action: str) -> list[tuple[str, Any]]:
    """Counties and townships where the person may plan."""
    rows = divisions(scope).filter(level__in=(Level.COUNTY, Level.TOWNSHIP)).values_list("path", "name", "level")
    return [
        (path, ("　" if level == Level.TOWNSHIP else "") + short_name(name))
        for path, name, level in rows
        if scope.may(action, path)
    ]


def home(rows: list[PlanRun]) -> list[dict[str, Any]]:
    """Plans of a list, with their places."""
    where = places([row.division_path for row in rows])
    return [{"run": row, "place": where[row.division_path]} for row in rows]


def moves_of(run: PlanRun, request: Any) -> dict[str, Any]:
    """The requests a plan was written on, and what may be done with it."""
    if run.kind != PlanKind.SERVE or not run.asked.get("open"):
        return {}
    scope, me = request.scope, request.actor.user_id
    rows = list(moves(scope).filter(plan_id=run.pk).order_by("pk"))
    waits = [row for row in rows if row.state == MoveState.REQUESTED and row.proposal]
    return {
        "moves": marked(rows),
        "may_propose": not rows and bool(run.answer["loads"]) and scope.may("resources.plan", run.division_path),
        "may_approve": bool(waits) and scope.may("resources.approve", run.division_path),
        "own_plan": any(row.proposed_by_id == me for row in waits),
        "waits": len(waits),
    }


def plan(run: PlanRun) -> dict[str, Any]:
    """One plan: its answer with the names of areas."""
    answer: dict[str, Any] = dict(run.answer)
    parts = ("chosen", "villages", "towns", "gaps", "more")
    rows = {key: [dict(row) for row in answer[key]] for key in parts if isinstance(answer.get(key), list)}
    where = places(sorted({row["path"] for found in rows.values() for row in found if row.get("path")}))
    for found in rows.values():
        for row in found:
            row["place"] = where.get(row.get("path", ""), "")
    if run.kind == PlanKind.SERVE:
        names = dict(Item.objects.values_list("code", "name"))
        for key in ("loads", "unmet"):
            rows[key] = [row | {"item": names.get(row["item"], row["item"])} for row in answer[key]]
    if run.kind == PlanKind.RESERVE:
        rows["villages"].sort(key=lambda row: (-(row["saved"] or 0) * row["people"], row["path"]))
    return {"run": run, "place": places([run.division_path])[run.division_path], "a": answer | rows}
