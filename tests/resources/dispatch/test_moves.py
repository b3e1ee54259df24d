"""A move from request to end: who may, what is counted, where the goods are."""

from datetime import timedelta

import pytest

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.journal.selectors import entries
from qianshao.resources.dispatch import selectors, services
from qianshao.resources.dispatch.rules import Figures
from qianshao.resources.dispatch.ticks import remind_papers
from qianshao.resources.models import Batch, Move, Pick
from tests.cast import NOW
from tests.resources.dispatch.build import Depot, person, refused, shelve, total

pytestmark = pytest.mark.django_db
EVERYTHING = Scope.everything("the test reads")


def said(found: Move) -> list[str]:
    return [entry.kind for entry in entries(EVERYTHING, subject=("move", found.pk))][::-1]


def again(found: Move) -> Move:
    row: Move = Move.objects.unscoped("test").get(pk=found.pk)
    return row


def test_nobody_approves_their_own_request(depot: Depot) -> None:
    boss = person(depot.cast.county.path, "李江", depot.clerk.user_id or 0)
    asked = depot.ask()
    with refused("move.own"):
        services.approve_move(move_id=asked.pk, store_id=depot.near.pk, actor=boss, now=NOW)
    assert again(asked).state == "requested"


def test_who_only_reads_approves_nothing_and_a_neighbour_finds_nothing(depot: Depot) -> None:
    asked = depot.ask()
    reader = person(depot.cast.county.path, "周正", 7, "resources.view")
    with refused("action.denied"):
        services.approve_move(move_id=asked.pk, store_id=depot.near.pk, actor=reader, now=NOW)
    neighbour = person(depot.cast.neighbour.path, "卫国", 8)
    with refused("move.unknown"):
        services.approve_move(move_id=asked.pk, store_id=depot.near.pk, actor=neighbour, now=NOW)


def test_a_neighbouring_countys_store_gives_nothing(depot: Depot) -> None:
    asked = depot.ask()
    with refused("store.unknown"):
        services.approve_move(move_id=asked.pk, store_id=10**9, actor=depot.lead, now=NOW)


def test_what_the_store_has_promised_is_not_promised_twice(depot: Depot) -> None:
    depot.approved(counts={depot.tents: 40})
    second = depot.ask({depot.tents: 11})
    with refused("move.lacking"):
        services.approve_move(move_id=second.pk, store_id=depot.near.pk, actor=depot.lead, now=NOW)


def test_what_is_not_given_becomes_a_request_of_its_own(depot: Depot) -> None:
    asked = depot.ask({depot.tents: 20})
    line = asked.lines.get()
    services.approve_move(move_id=asked.pk, store_id=depot.near.pk, counts={line.pk: 12}, actor=depot.lead, now=NOW)
    rest = again(asked).rests.unscoped("test").get()
    assert rest.state == "requested"
    assert rest.code != asked.code
    assert [row.asked for row in rest.lines.all()] == [8]


def test_goods_are_on_the_road_and_nowhere_else(depot: Depot) -> None:
    found = depot.carrying()
    shelf = {row.item_id: row.stock for row in Batch.objects.unscoped("test").filter(store_id=depot.near.pk)}
    road = {row.item_id: row.stock for row in Batch.objects.unscoped("test").filter(move_id=found.pk)}
    assert shelf == {depot.tents.pk: 30, depot.water.pk: 200}
    assert road == {depot.tents.pk: 20, depot.water.pk: 100}
    assert total(depot.tents) == 100


def test_first_expired_goes_first(depot: Depot) -> None:
    old = shelve(depot.near, depot.water, 30, lot="W0", expires_on=NOW.date())
    found = depot.picked(counts={depot.water: 40})
    taken = list(Pick.objects.filter(line__move=found).values_list("batch_id", "quantity").order_by("-quantity"))
    assert (old.pk, 30) in taken
    assert sum(count for _batch, count in taken) == 40


def test_a_receipt_in_full_uses_up_water_and_keeps_tents_lent(depot: Depot) -> None:
    found = depot.received()
    assert found.state == "received"
    assert total(depot.water) == 500
    assert total(depot.tents) == 100
    pick = Pick.objects.get(line__move=found, line__item=depot.tents)
    services.return_goods(move_id=found.pk, pick_id=pick.pk, quantity=15, actor=depot.keeper, now=NOW)
    done = services.write_off(
        move_id=found.pk, pick_id=pick.pk, quantity=5, reason="被风刮坏", actor=depot.keeper, now=NOW
    )
    assert done.state == "closed"
    assert total(depot.tents) == 95
    assert said(found)[-1] == "dispatch.closed"


def test_a_receipt_into_a_store_becomes_its_stock(depot: Depot) -> None:
    found = depot.received(to_store_id=depot.far.pk)
    assert found.state == "closed"
    there = {row.item_id: row.stock for row in Batch.objects.unscoped("test").filter(store_id=depot.far.pk)}
    assert there == {depot.tents.pk: 70, depot.water.pk: 400}


def test_a_count_that_differs_needs_a_reason(depot: Depot) -> None:
    found = depot.carrying()
    counts = depot.counts(found, 18, 100)
    with refused("receive.reason"):
        services.receive_goods(move_id=found.pk, counts=counts, actor=depot.clerk, now=NOW)
    assert again(found).state == "carrying"
    assert total(depot.water) == 600


def test_what_is_missing_stays_on_the_road_until_somebody_settles_it(depot: Depot) -> None:
    found = depot.received(tents=20, water=90)
    pick = Pick.objects.select_related("transit").get(line__move=found, line__item=depot.water)
    assert pick.transit is not None
    assert pick.transit.stock == 10
    assert "dispatch.differs" in said(found)
    with refused("settle.count"):
        services.return_goods(
            move_id=found.pk, pick_id=pick.pk, quantity=11, where="road", actor=depot.keeper, now=NOW
        )
    services.return_goods(move_id=found.pk, pick_id=pick.pk, quantity=10, where="road", actor=depot.keeper, now=NOW)
    assert Batch.objects.unscoped("test").get(pk=pick.batch_id).stock == 210


def test_what_came_too_much_is_added_where_it_arrived_with_the_reason(depot: Depot) -> None:
    found = depot.received(tents=22)
    pick = Pick.objects.select_related("ended").get(line__move=found, line__item=depot.tents)
    assert pick.ended is not None
    assert pick.ended.stock == 22
    assert pick.ended.entries.unscoped("test").get(kind="adjust").words == "点数不符"


def test_turned_back_everything_is_where_it_was(depot: Depot) -> None:
    found = depot.carrying()
    done = services.turn_back(move_id=found.pk, reason="桥断了", actor=depot.keeper, now=NOW)
    assert done.state == "closed"
    shelf = {row.item_id: row.stock for row in Batch.objects.unscoped("test").filter(store_id=depot.near.pk)}
    assert shelf == {depot.tents.pk: 50, depot.water.pk: 300}


def test_two_clicks_send_one_vehicle(depot: Depot) -> None:
    found = depot.carrying()
    with refused("state.moved"):
        services.carry_goods(move_id=found.pk, vehicle="豫S1", actor=depot.keeper, now=NOW)
    assert total(depot.tents) == 100


def word(depot: Depot, asked: Move, by: str = "李江") -> Move:
    return services.order_by_word(move_id=asked.pk, store_id=depot.near.pk, verbal_by=by, actor=depot.clerk, now=NOW)


def test_a_verbal_order_starts_at_once_and_names_another(depot: Depot) -> None:
    asked = depot.ask()
    with refused("move.own_word"):
        word(depot, asked, by=depot.clerk.label)
    found = word(depot, asked)
    assert found.state == "approved"
    assert found.paper_due_at == NOW + timedelta(hours=48)


def test_a_late_paper_is_said_once_and_again_after_the_countys_hours_until_it_is_filed(depot: Depot) -> None:
    found = word(depot, depot.ask())
    assert remind_papers(NOW + timedelta(hours=47), 10) == 0
    late = NOW + timedelta(hours=48)
    assert [remind_papers(late, 10), remind_papers(late + timedelta(hours=23), 10)] == [1, 0]
    assert remind_papers(late + timedelta(hours=24), 10) == 1
    assert said(found).count("dispatch.paper_late") == 2
    with refused("move.own"):
        services.file_paper(move_id=found.pk, number="调〔2026〕1号", actor=depot.clerk, now=late)
    services.file_paper(move_id=found.pk, number="调〔2026〕1号", actor=depot.lead, now=late)
    assert remind_papers(late + timedelta(days=9), 10) == 0


def test_the_hours_are_the_countys(depot: Depot) -> None:
    admin = Actor("user", "钱立", "desk", scope=Scope({"": frozenset({"resources.dispatch_rules"})}))
    services.publish_rules(figures=Figures(paper_hours=24), source="县调拨办法", actor=admin, now=NOW)
    found = word(depot, depot.ask())
    assert found.paper_due_at == NOW + timedelta(hours=24)
    with refused("rules.range"):
        services.publish_rules(figures=Figures(speed=900), source="错", actor=admin, now=NOW)


def test_the_nearest_store_stands_first_and_says_how_it_was_found(depot: Depot) -> None:
    asked = depot.ask()
    found = selectors.sources(asked, list(asked.lines.select_related("item")), NOW)
    assert [one.store.pk for one in found] == [depot.near.pk, depot.far.pk]
    assert "直线" in found[0].why
    assert "自有" in found[0].why


def test_names_and_numbers_are_sealed_and_stay_out_of_the_journal(depot: Depot) -> None:
    found = depot.carrying(taker_name="孙丽丽", taker_phone="13800138000")
    stored = Move.objects.unscoped("test").filter(pk=found.pk)
    assert found.masked_taker == "孙*丽 138****8000"
    assert stored.filter(taker_name__contains="孙").count() == 0
    assert "孙丽丽" not in str([entry.data for entry in entries(EVERYTHING, subject=("move", found.pk))])
