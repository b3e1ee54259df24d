"""Verbs of planning: compute a plan and keep it, change a figure. Nothing moves by a plan."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.core.scope import Scope
from qianshao.divisions.selectors import division_by_path
from qianshao.journal.services import record
from qianshao.resources.dispatch.services import Share, approve_plan, propose_moves
from qianshao.resources.models import Figure, Move, PlanKind, PlanRun
from qianshao.resources.planning import asked as lines
from qianshao.resources.planning import ground
from qianshao.resources.planning.answers import circles_data, serve_data, siting_data
from qianshao.resources.planning.figures import Value, figures, values
from qianshao.resources.planning.rules import (
    LEAST_WAY,
    MOST_PEOPLE,
    Need,
    Pace,
    Question,
    Rules,
    Terms,
    fire_circles,
    serve,
    site_points,
)
from qianshao.resources.planning.selectors import run_of

PLAN = "resources.plan"
MOST_POINTS = 200


def plan_reserve(*, division_path: str, budget: int, goal: str, actor: Actor, now: datetime) -> PlanRun:
    """Where ``budget`` more reserve points should stand in an area.

    Raises:
        Invalid: a budget or goal that cannot be.
    """
    scope = _scope(actor, division_path)
    if goal not in (LEAST_WAY, MOST_PEOPLE):
        raise Invalid("plan.goal", _("没有这种算法"))
    figure, found = values(), ground.villages(scope, division_path)
    sites = ground.sites(scope, found, _now("{village}储备点"), figure["risk_metres"])
    question = Question(_budget(budget, 1), goal, figure["near_km"], figure["road_factor"])
    plan = site_points(found, ground.stores(scope), sites, question)
    asked = {"budget": budget, "goal": goal, "near_km": figure["near_km"], "road_factor": figure["road_factor"]}
    words = _now("{n} 个新点，够近的人由 {a} 变为 {b}").format(n=len(plan.chosen), a=plan.now.near, b=plan.then.near)
    return _keep(PlanKind.RESERVE, division_path, (asked, siting_data(plan), words), actor, now)


def plan_fire(*, division_path: str, budget: int, actor: Actor, now: datetime) -> PlanRun:
    """Whom fire stations of an area reach in time, and where ``budget`` more micro stations close most of the gap.

    Raises:
        Invalid: a budget that cannot be.
    """
    scope = _scope(actor, division_path)
    figure, found = values(), ground.villages(scope, division_path)
    sites = ground.sites(scope, found, _now("{village}微型消防站"), 0)
    paces = {kind: Pace(figure[f"{kind}_turnout"], figure[f"{kind}_speed"]) for kind in ("brigade", "micro")}
    rules = Rules(figure["circle"], figure["road_factor"], paces)
    circles = fire_circles(found, ground.stations(scope), sites, rules, budget=_budget(budget, 0))
    asked = {"budget": budget} | {k: figure[k] for k in ("circle", "road_factor", "brigade_speed", "micro_speed")}
    words = _now("圈内 {a} 人，圈外 {b} 人").format(a=circles.inside_people, b=circles.people - circles.inside_people)
    return _keep(PlanKind.FIRE, division_path, (asked, circles_data(circles), words), actor, now)


def plan_serve(*, division_path: str, text: str, keep_least: bool, actor: Actor, now: datetime) -> PlanRun:
    """Which stores of an area serve what many villages ask for at once.

    Raises:
        Invalid: a line that cannot be read.
    """
    scope, figure = _scope(actor, division_path), values()
    needs = lines.needs(text, ground.villages(scope, division_path))
    return _serve(division_path, needs, {"keep_least": keep_least}, scope, figure, actor, now)


def plan_open(*, division_path: str, keep_least: bool, actor: Actor, now: datetime) -> PlanRun:
    """Which stores of an area serve all requests that wait there, at once.

    Raises:
        Invalid: none waits.
    """
    scope, figure = _scope(actor, division_path), values()
    needs = lines.open_needs(scope, division_path, now)
    asked = {"keep_least": keep_least, "open": True}
    return _serve(division_path, needs, asked, scope, figure, actor, now)


def _serve(
    path: str,
    needs: list[Need],
    asked: Mapping[str, Any],
    scope: Scope,
    figure: Mapping[str, float],
    actor: Actor,
    now: datetime,
) -> PlanRun:
    stores = lines.stores(scope, path, now.astimezone(BEIJING).date())
    keeps = (figure["truck_speed"], figure["road_factor"], figure["loading"], figure["elsewhere"])
    service = serve(needs, stores, Terms(*keeps, bool(asked["keep_least"])))
    served, lacking = (sum(row.quantity for row in rows) for rows in (service.loads, service.unmet))
    words = _now("{n} 项需求，可调 {a} 件，缺 {b} 件").format(n=len(needs), a=served, b=lacking)
    return _keep(PlanKind.SERVE, path, (asked, serve_data(service, needs, stores), words), actor, now)


def plan_to_moves(*, run_id: int, actor: Actor, now: datetime) -> list[Move]:
    """Write a plan for waiting requests on those requests, as proposals for somebody else to approve.

    Raises:
        NotFound: no such plan. Invalid: it was not made for requests, or none of them waits any more.
    """
    run = run_of(actor.scope, run_id)
    if run.kind != PlanKind.SERVE or not run.asked.get("open"):
        raise Invalid("plan.not_open", _("只有按等批申请算的方案才能转成调拨"))
    shares = [Share(row["line"], row["store"], row["quantity"]) for row in run.answer["loads"]]
    return propose_moves(plan_id=run.pk, division_path=run.division_path, shares=shares, actor=actor, now=now)


def approve_run(*, run_id: int, actor: Actor, now: datetime) -> tuple[int, list[str]]:
    """Approve what a plan proposes; see ``dispatch.services.approve_plan``.

    Raises:
        NotFound: no such plan. NotAllowed: no right to approve there.
    """
    run = run_of(actor.scope, run_id)
    actor.demand("resources.approve", run.division_path)
    return approve_plan(plan_id=run.pk, actor=actor, now=now)


def _scope(actor: Actor, path: str) -> Scope:
    """The area the plan is about, with what the actor may see; stores and stations of the whole of it count.

    Raises:
        NotFound: none of the actor's areas.
        NotAllowed: no right to plan there.
    """
    actor.demand(PLAN, path)
    division_by_path(actor.scope, path)
    return actor.scope


def _budget(number: int, least: int) -> int:
    if not least <= number <= MOST_POINTS:
        raise Invalid("plan.budget", _("个数要在 {low} 到 {high} 之间"), low=least, high=MOST_POINTS)
    return number


def _keep(
    kind: PlanKind, path: str, told: tuple[Mapping[str, Any], Mapping[str, Any], str], actor: Actor, now: datetime
) -> PlanRun:
    asked, answer, words = told
    with transaction.atomic(durable=True):
        run = PlanRun.objects.create(
            kind=kind,
            division_path=path,
            asked=asked,
            answer=answer,
            made_at=now,
            made_by=actor.label,
            made_by_id=actor.user_id,
        )
        record(
            kind="resources.planned",
            actor=actor,
            now=now,
            subject=("plan_run", run.pk),
            division_path=path,
            data={"kind": str(kind.label), "words": words},
        )
    return run


def set_figure(*, code: str, version: int, value: float, actor: Actor, now: datetime) -> Value:
    """Change a figure; plans made before keep theirs.

    Raises:
        NotFound: no such figure.
        Invalid: outside what makes sense.
        Stale: somebody else changed it.
    """
    actor.demand("resources.figures", "")
    one = next((row for row in figures() if row.code == code), None)
    if one is None:
        raise NotFound("figure.unknown", _("没有找到这一行"))
    if not one.low <= value <= one.high:
        raise Invalid("figure.range", _("{name}要在 {low} 到 {high} 之间"), name=one.name, low=one.low, high=one.high)
    if one.version != version:
        raise Stale("figure.raced", _("别人刚改过，请刷新后再改。"))
    with transaction.atomic(durable=True):
        _write(one, value, actor, now)
        paths = actor.scope.paths
        record(
            kind="resources.figure_changed",
            actor=actor,
            now=now,
            subject=("plan_figure", None),
            division_path=paths[0] if paths else "",
            data={"name": one.name, "old": f"{one.value:g}", "new": f"{value:g}"},
        )
    return next(row for row in figures() if row.code == code)


def _write(one: Value, value: float, actor: Actor, now: datetime) -> None:
    """The county's own row: made with version 1, or raised by one."""
    given = {"value": value, "version": one.version + 1, "changed_at": now, "changed_by": actor.label}
    if one.version:
        if not Figure.objects.filter(code=one.code, version=one.version).update(**given):
            raise Stale("figure.raced", _("别人刚改过，请刷新后再改。"))
        return
    try:
        with transaction.atomic():
            Figure.objects.create(code=one.code, **given)
    except IntegrityError:
        raise Stale("figure.raced", _("别人刚改过，请刷新后再改。")) from None
