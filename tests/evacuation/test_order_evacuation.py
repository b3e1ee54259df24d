"""An order copies zones, people, needs and guardians as they are, in one go."""

from datetime import timedelta

import pytest

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.scope import Scope
from qianshao.evacuation import selectors, services
from qianshao.evacuation.models import Door, Evacuee, Exposure, Order
from qianshao.evacuation.pages.decide import issue_ask
from qianshao.evacuation.pages.ledger import order_context, read_query
from qianshao.journal.models import Entry
from qianshao.people.models import Household, Member
from tests.cast import NOW, SYSTEM
from tests.evacuation.conftest import Evening, actor_at, give_order

ALL = Scope.everything("a test looks")


def rows(order: Order) -> list[Evacuee]:
    return list(Evacuee.objects.unscoped("a test looks").filter(order=order).order_by("household_id", "id"))


def test_everybody_registered_and_everybody_only_counted_gets_a_row(evening: Evening) -> None:
    names = [row.name for row in rows(evening.order)]
    # 李秀梅's household registers one grandchild; 赵国民 has four people nobody wrote down.
    assert sorted(names) == sorted(["张有福", "李小满", "赵国民", "家人1", "家人2", "家人3", "陈立新"])
    assert (evening.order.total, evening.order.households) == (7, 4)


def test_a_household_with_fewer_registered_than_counted_gets_the_missing_ones_too(evening: Evening) -> None:
    home = evening.people.homes["李秀梅"]
    Household.objects.unscoped("a test sets up").filter(pk=home).update(members_count=3)
    again = give_order(evening.cast, evening.zone)
    assert [row.name for row in rows(again) if row.household_id == home] == ["李小满", "李秀梅", "家人1"]
    Member.objects.create(household_id=home, name="李秀梅", order=0)
    third = give_order(evening.cast, evening.zone)
    assert sorted(row.name for row in rows(third) if row.household_id == home) == ["家人1", "李小满", "李秀梅"]


def test_a_row_keeps_needs_guardian_helper_phone_and_zone_as_they_were(evening: Evening) -> None:
    old = evening.row("张有福")
    assert (old.moves_first, old.need_codes, old.phone, old.zone.name) == (True, ["alone"], "13900000001", "青石沟")
    assert old.guardian_name == old.helper == "王亮", "the grid's leader where no guardian is named"
    child = evening.row("李小满")
    assert (child.guardian_name, child.helper, child.moves_first) == ("刘桂英", "刘桂英", True)
    assert evening.row("家人1").helper == ""


def test_those_with_special_needs_stand_first(evening: Evening) -> None:
    listed = selectors.ledger(ALL, evening.order.pk).rows
    assert [row.moves_first for row in listed] == [True, True, False, False, False, False, False]
    first = selectors.doors(ALL, evening.order.pk, now=NOW)[0]
    assert first.door.moves_first and first.door.due_at == NOW + timedelta(minutes=60)


def test_uids_are_uuids_of_their_own_for_each_order(evening: Evening) -> None:
    again = give_order(evening.cast, evening.zone)
    first, second = ({row.uid for row in rows(order)} for order in (evening.order, again))
    assert len(first) == len(second) == 7 and not first & second
    assert all(len(uid) == 36 and uid[14] == "8" and uid[19] in "89ab" for uid in first | second)


def across_the_border(evening: Evening) -> None:
    """何春生 lives in the other township, in a house of the same zone."""
    far = Household.objects.unscoped("a test sets up").filter(pk=evening.people.homes["何春生"])
    far.update(danger_zone=evening.zone, members_count=3)


def test_an_order_reaches_every_house_of_its_zones_in_whichever_village_it_stands(evening: Evening) -> None:
    across_the_border(evening)
    order = give_order(evening.cast, evening.zone)
    assert "何春生" in {row.name for row in rows(order)}
    assert (order.division_path, order.report["outside"]) == (evening.cast.county.path, 0)


def test_whom_a_township_cannot_order_is_counted_and_said_before_and_after(evening: Evening) -> None:
    across_the_border(evening)
    town = evening.cast.town_a.path
    lead = actor_at(town, "evacuation.view", "evacuation.order", "evacuation.propose", "people.view")
    order = give_order(evening.cast, evening.zone, actor=lead)
    assert order.division_path == town and "何春生" not in {row.name for row in rows(order)}
    assert (order.report["outside"], order.report["outside_people"]) == (1, 3)
    assert "1 户 3 人" in order_context(lead.scope, order.pk, read_query({}), now=NOW)["outside"]


def test_the_number_that_is_typed_is_the_number_on_the_ledger(evening: Evening) -> None:
    across_the_border(evening)
    draft = services.propose_order(
        zones=[evening.zone], title="青石沟", deadline=NOW + timedelta(hours=2), actor=SYSTEM, now=NOW
    )
    asked = issue_ask(ALL, draft.pk)
    services.issue_order(order_id=draft.pk, basis="会商", actor=SYSTEM, now=NOW)
    assert int(asked.typed) == len(rows(draft)) == 10
    assert not asked.beware


def test_each_household_gets_one_door(evening: Evening) -> None:
    assert Door.objects.unscoped("a test counts").filter(order=evening.order).count() == 4


def test_one_cause_proposes_once(evening: Evening) -> None:
    more = {"cause_kind": "alert", "cause_id": 9}
    ask = {
        "zones": [evening.zone], "title": "转移", "deadline": NOW, "actor": SYSTEM, "now": NOW, **more,
    }  # fmt: skip
    draft = services.propose_order(**ask)
    assert services.propose_order(**ask).pk == draft.pk
    given = give_order(evening.cast, evening.zone, **more)
    assert given.pk == draft.pk and given.state == "ordered"
    with pytest.raises(Stale):
        give_order(evening.cast, evening.zone, **more)


def test_a_dropped_proposal_makes_room_for_another(evening: Evening) -> None:
    ask = {"zones": [evening.zone], "title": "转移", "deadline": NOW, "cause_kind": "alert", "cause_id": 9}
    first = services.propose_order(**ask, actor=SYSTEM, now=NOW)
    with pytest.raises(Invalid):
        services.drop_order(order_id=first.pk, reason=" ", actor=SYSTEM, now=NOW)
    services.drop_order(order_id=first.pk, reason="雨停了", actor=SYSTEM, now=NOW)
    assert services.propose_order(**ask, actor=SYSTEM, now=NOW).pk != first.pk


def test_an_order_without_basis_or_people_is_refused_whole(evening: Evening) -> None:
    before = Order.objects.unscoped("a test counts").count()
    with pytest.raises(Invalid, match="依据"):
        give_order(evening.cast, evening.zone, basis="  ")
    Household.objects.unscoped("a test sets up").update(danger_zone=None)
    with pytest.raises(Invalid, match="没有登记住户"):
        give_order(evening.cast, evening.zone)
    assert Order.objects.unscoped("a test counts").count() == before


def test_only_leads_give_orders_and_only_in_their_area(evening: Evening) -> None:
    cadre = actor_at(evening.cast.village_a1.path, "evacuation.view", "evacuation.mark")
    with pytest.raises(NotFound):
        give_order(evening.cast, evening.zone, actor=cadre)
    duty = actor_at(evening.cast.town_a.path, "evacuation.view", "evacuation.propose")
    with pytest.raises(NotAllowed):
        give_order(evening.cast, evening.zone, actor=duty)
    other = actor_at(evening.cast.town_b.path, "evacuation.view", "evacuation.order")
    with pytest.raises(NotFound):
        give_order(evening.cast, evening.zone, actor=other)


def test_a_drill_is_a_drill_in_the_journal_too(evening: Evening) -> None:
    order = give_order(evening.cast, evening.zone, is_drill=True)
    entry = Entry.objects.unscoped("a test looks").filter(kind="evacuation.ordered", subject_id=order.pk).get()
    assert entry.is_drill and entry.data["count"] == 7


def test_the_departments_joined_list_brings_its_households_and_those_on_no_roster(evening: Evening) -> None:
    far, village = evening.people.homes["何春生"], evening.cast.village_a1.path
    listed = {"zone_id": evening.zone, "kinds": ",torrent,"}
    Exposure.objects.create(subject=f"h:{far}", household_id=far, name="何春生", division_path=village, **listed)
    home = evening.people.homes["张有福"]
    Exposure.objects.create(subject=f"h:{home}", household_id=home, name="张有福", division_path=village, **listed)
    Exposure.objects.create(subject="x:1", name="工棚老周", heads=3, division_path=village, **listed)
    order = give_order(evening.cast, evening.zone, division_path=evening.cast.county.path)
    names = sorted(row.name for row in rows(order))
    assert len(names) == order.total == 11 and names.count("张有福") == 1
    assert {"何春生", "工棚老周"} < set(names)
