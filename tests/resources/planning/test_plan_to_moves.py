"""All waiting requests are planned at once; the plan becomes proposals, and somebody else approves them."""

from collections.abc import Mapping

import pytest

from qianshao.core.actor import Actor
from qianshao.resources.dispatch import services as dispatch
from qianshao.resources.models import Item, Minimum, Move, PlanRun
from qianshao.resources.planning import services
from qianshao.resources.planning.rules import Need, Store, Terms, serve
from tests.cast import NOW, SYSTEM
from tests.conftest import ClientAs
from tests.resources.dispatch.build import Depot, person, refused, shelve
from tests.resources.dispatch.conftest import staffed

__all__ = ["staffed"]  # a fixture
pytestmark = pytest.mark.django_db


@pytest.fixture
def depot(request: pytest.FixtureRequest) -> Depot:
    """Two stores with 50 tents and 300 boxes of water each, and the people of a move."""
    built: Depot = request.getfixturevalue("staffed")
    return built


def planner(depot: Depot) -> Actor:
    """A fourth person, who plans for the county."""
    return person(depot.cast.county.path, "周正", 104, "resources.plan", "resources.view", "resources.approve")


def ask(depot: Depot, counts: Mapping[Item, int]) -> Move:
    """A request from a place that has no coordinates of its own."""
    return depot.ask(counts)


def planned(depot: Depot, by: Actor) -> PlanRun:
    """The plan of the county."""
    return services.plan_open(division_path=depot.cast.county.path, keep_least=True, actor=by, now=NOW)


def moves(state: str) -> list[Move]:
    """Moves in a state."""
    return list(Move.objects.unscoped("test").filter(state=state).order_by("pk"))


def test_a_plan_for_requests_becomes_moves_that_another_person_approves(depot: Depot) -> None:
    ask(depot, {depot.tents: 40}), ask(depot, {depot.tents: 40, depot.water: 10})
    by = planner(depot)
    run = planned(depot, by)
    assert sum(row["quantity"] for row in run.answer["loads"]) == 90
    services.plan_to_moves(run_id=run.pk, actor=by, now=NOW)
    assert len(moves("requested")) == 2, "a proposal approves nothing"
    done, said = services.approve_run(run_id=run.pk, actor=by, now=NOW)
    assert done == 0
    assert all("别人批准" in words for words in said)
    done, said = services.approve_run(run_id=run.pk, actor=depot.lead, now=NOW)
    assert said == []
    approved = [
        (row.from_store_id, {line.item_id: line.approved for line in row.lines.all()}) for row in moves("approved")
    ]
    assert done == len(approved)
    assert not moves("requested")
    for item, total in ((depot.tents, 80), (depot.water, 10)):
        assert sum(counts.get(item.pk, 0) for _store, counts in approved) == total
    assert {store for store, _counts in approved} == {depot.near.pk, depot.far.pk}


def test_whoever_asked_approves_no_plan_of_it(depot: Depot) -> None:
    ask(depot, {depot.tents: 5})
    run = planned(depot, by := planner(depot))
    services.plan_to_moves(run_id=run.pk, actor=by, now=NOW)
    boss = person(depot.cast.county.path, "李江", depot.clerk.user_id or 0)
    assert services.approve_run(run_id=run.pk, actor=boss, now=NOW)[0] == 0
    assert len(moves("requested")) == 1


def test_what_is_promised_expired_or_the_least_reserve_is_not_planned_with(depot: Depot) -> None:
    Minimum.objects.create(
        item=depot.tents, store_id=depot.far.pk, division_path=depot.far.division_path, quantity=45
    )
    depot.approved(counts={depot.tents: 30})  # from the near store, which has 50
    shelve(depot.near, depot.tents, 100, lot="old", expires_on=NOW.date().replace(year=2020))
    ask(depot, {depot.tents: 60})
    run = planned(depot, planner(depot))
    got = {row["store"]: row["quantity"] for row in run.answer["loads"]}
    assert got == {depot.near.pk: 20, depot.far.pk: 5}
    assert sum(row["quantity"] for row in run.answer["unmet"]) == 35


def test_what_a_plan_lacks_stays_a_request(depot: Depot) -> None:
    ask(depot, {depot.tents: 130})
    run = planned(depot, by := planner(depot))
    services.plan_to_moves(run_id=run.pk, actor=by, now=NOW)
    assert services.approve_run(run_id=run.pk, actor=depot.lead, now=NOW) == (2, [])
    (left,) = moves("requested")
    assert (left.plan_id, left.proposal, [line.asked for line in left.lines.all()]) == (None, [], [30])


def test_a_request_that_was_decided_meanwhile_is_left_alone(depot: Depot) -> None:
    asked = ask(depot, {depot.tents: 5})
    run = planned(depot, by := planner(depot))
    dispatch.withdraw_move(move_id=asked.pk, reason="不要了", actor=depot.clerk, now=NOW)
    with refused("plan.stale"):
        services.plan_to_moves(run_id=run.pk, actor=by, now=NOW)
    with refused("serve.none"):
        planned(depot, by)


def test_a_store_that_asks_does_not_serve_itself() -> None:
    needs = [Need(1, "乙库", "M001", 5, 114.9, 31.6, never=2)]
    stores = [Store(2, "乙库", {"M001": 9}, {}, 114.9, 31.6), Store(3, "丙库", {"M001": 3}, {}, 115.0, 31.7)]
    found = serve(needs, stores, Terms())
    assert [(row.store, row.quantity) for row in found.loads] == [(3, 3)]
    assert [row.quantity for row in found.unmet] == [2]
    assert serve(needs, stores[:1], Terms()).unmet[0].code == "none"


def test_the_pages_lead_from_the_requests_to_the_approval(depot: Depot, client_as: ClientAs) -> None:
    duty, lead = client_as("county_duty"), client_as("county_lead")
    empty = duty.post("/planning/serve/open/", {"division_path": depot.cast.county.path})
    assert "没有等批的申请" in empty.content.decode()
    asked = ask(depot, {depot.tents: 60})
    assert "/planning/serve/open/" in duty.get("/dispatch/").content.decode()
    given = {"division_path": depot.cast.county.path, "keep_least": "on"}
    plan = duty.post("/planning/serve/open/", given)["Location"]
    assert "转成调拨建议" in duty.get(plan).content.decode()
    duty.post(f"{plan}propose/")
    page = duty.get(plan).content.decode()
    assert "方案是您提出的" in page
    assert "批准这" not in page
    duty.post(f"{plan}approve/")
    assert len(moves("requested")) == 1
    assert "方案建议" in lead.get(f"/dispatch/{asked.pk}/").content.decode()
    assert "批准这 1 张" in lead.get(plan).content.decode()
    lead.post(f"{plan}approve/")
    assert len(moves("approved")) == 2
    assert client_as("county_auditor").post(f"{plan}propose/").status_code == 403
    assert client_as("neighbour_lead").post(f"{plan}approve/").status_code == 404


def test_only_a_plan_for_requests_becomes_moves(depot: Depot) -> None:
    text = "红旗村 救灾帐篷 5"
    path = depot.cast.county.path
    run = services.plan_serve(division_path=path, text=text, keep_least=True, actor=SYSTEM, now=NOW)
    with refused("plan.not_open"):
        services.plan_to_moves(run_id=run.pk, actor=SYSTEM, now=NOW)
