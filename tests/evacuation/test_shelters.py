"""Arriving at a shelter and leaving it: nobody is turned away, nobody leaves unseen."""

from uuid import uuid4

import pytest

from qianshao.core.errors import Invalid, NotFound
from qianshao.core.scope import Scope
from qianshao.evacuation import occupancy, selectors, services
from qianshao.evacuation.models import Alarm
from qianshao.journal.models import Entry
from qianshao.people.rules import household_code
from qianshao.places.models import Shelter
from tests.cast import NOW, SYSTEM
from tests.evacuation.conftest import Evening, actor_at, give_order

ALL = Scope.everything("a test looks")


def shelter(evening: Evening, capacity: int = 100, state: str = "open", name: str = "下湾小学") -> int:
    area = evening.cast.village_a2
    made = Shelter.objects.create(name=name, division=area, division_path=area.path, capacity=capacity, state=state)
    return made.pk


def sign_in(evening: Evening, place: int, *names: str, **more: object) -> services.SignedIn:
    uids = [evening.uid(name) for name in names]
    said = {"uids": uids, "actor": SYSTEM, "now": NOW, **more}
    return services.sign_in(order_id=evening.order.pk, shelter_id=place, **said)  # type: ignore[arg-type]


def kinds() -> list[str]:
    rows = Entry.objects.unscoped("a test looks").filter(kind__startswith="evacuation.").order_by("id")
    return [kind.split(".")[1] for kind in rows.values_list("kind", flat=True)]


def test_people_who_arrive_are_counted_there(evening: Evening) -> None:
    place = shelter(evening)
    assert sign_in(evening, place, "张有福", "李小满").warnings == []
    assert (evening.row("张有福").state, evening.row("张有福").shelter_id) == ("settled", place)
    assert selectors.occupancy(ALL) == occupancy.occupancy(ALL) == {place: 2}
    assert kinds()[-1] == "signed_in"


def test_a_household_code_signs_in_the_whole_household(evening: Evening) -> None:
    place, code = shelter(evening), household_code(evening.people.homes["赵国民"])
    done = sign_in(evening, place, code=code.lower())
    assert len(done.outcome.known) == 4 and selectors.occupancy(ALL) == {place: 4}
    with pytest.raises(Invalid, match="户码不对"):
        sign_in(evening, place, code=code[:-1] + ("0" if code[-1] != "0" else "1"))
    with pytest.raises(NotFound):
        sign_in(evening, place, code=household_code(evening.people.homes["何春生"]))


def test_whoever_keeps_the_shelter_signs_in_people_of_any_village(evening: Evening) -> None:
    keeper = actor_at(evening.cast.village_a2.path, "evacuation.mark")
    place = shelter(evening)
    sign_in(evening, place, "张有福", actor=keeper)
    assert evening.row("张有福").state == "settled"
    services.leave_shelter(
        order_id=evening.order.pk, uids=[evening.uid("张有福")], to="elsewhere", actor=keeper, now=NOW
    )
    stranger = actor_at(evening.cast.town_b.path, "evacuation.mark")
    with pytest.raises(NotFound):
        sign_in(evening, place, "李小满", actor=stranger)


def test_a_full_shelter_takes_everybody_and_says_so(evening: Evening) -> None:
    place = shelter(evening, capacity=1)
    assert sign_in(evening, place, "张有福").warnings == []
    assert sign_in(evening, place, "李小满").warnings == ["over_capacity"]
    assert evening.row("李小满").state == "settled"
    (alarm,) = selectors.alarms(ALL, evening.order.pk)
    assert (alarm.kind, alarm.number) == ("over_capacity", 1)
    assert "over_capacity" in kinds()


def test_a_handled_alarm_rings_again_when_it_gets_worse(evening: Evening) -> None:
    place = shelter(evening, capacity=1)
    sign_in(evening, place, "张有福", "李小满")
    (alarm,) = selectors.alarms(ALL)
    services.handle_alarm(alarm_id=alarm.pk, reason="已分流到中学", actor=SYSTEM, now=NOW)
    assert not selectors.alarms(ALL)
    sign_in(evening, place, "赵国民")
    assert [alarm.number for alarm in selectors.alarms(ALL)] == [2]


@pytest.mark.parametrize(
    ("state", "warning", "alarm"), [("closed", "closed_shelter", 1), ("full", "full_shelter", 0), ("open", "", 0)]
)
def test_a_shelter_that_takes_nobody_still_writes_down_who_came(
    evening: Evening, state: str, warning: str, alarm: int
) -> None:
    done = sign_in(evening, shelter(evening, state=state), "张有福")
    assert (done.warnings, evening.row("张有福").state) == ([warning] if warning else [], "settled")
    assert len(selectors.alarms(ALL)) == alarm


def test_leaving_early_raises_an_alarm_until_the_person_is_safe_again(evening: Evening) -> None:
    place = shelter(evening)
    sign_in(evening, place, "张有福")
    services.leave_shelter(
        order_id=evening.order.pk, uids=[evening.uid("张有福")], to="moving", words="回家喂猪", actor=SYSTEM, now=NOW
    )
    (alarm,) = selectors.alarms(ALL, evening.order.pk)
    assert (alarm.kind, alarm.evacuee.name, alarm.shelter_id) == ("left_early", "张有福", place)
    assert kinds()[-1] == "left_early" and selectors.occupancy(ALL) == {}
    sign_in(evening, place, "张有福")
    assert not selectors.alarms(ALL)
    assert Alarm.objects.unscoped("a test looks").get().handled_at


def test_going_home_early_is_written_down_as_refusing(evening: Evening) -> None:
    sign_in(evening, shelter(evening), "张有福")
    uids = [evening.uid("张有福")]
    services.leave_shelter(order_id=evening.order.pk, uids=uids, to="returned", actor=SYSTEM, now=NOW)
    assert evening.row("张有福").state == "refused" and len(selectors.alarms(ALL)) == 1


def test_after_the_all_clear_leaving_is_just_leaving(evening: Evening) -> None:
    sign_in(evening, shelter(evening), "张有福")
    services.give_all_clear(order_id=evening.order.pk, basis="解除通知", actor=SYSTEM, now=NOW)
    uids = [evening.uid("张有福")]
    services.leave_shelter(order_id=evening.order.pk, uids=uids, to="returned", actor=SYSTEM, now=NOW)
    assert evening.row("张有福").state == "returned" and not selectors.alarms(ALL)


def test_somebody_on_no_list_is_signed_in_at_the_shelter(evening: Evening) -> None:
    place = shelter(evening)
    row, _outcome, _warnings = services.add_person(
        order_id=evening.order.pk, uid=str(uuid4()), name="外来司机", where="shelter", shelter_id=place,
        actor=actor_at(evening.cast.village_a2.path), now=NOW,
    )  # fmt: skip
    assert (row.state, row.origin, row.division_path) == ("settled", "shelter", evening.cast.village_a2.path)
    assert selectors.occupancy(ALL) == {place: 1}


def test_drills_and_real_orders_fill_different_shelters(evening: Evening) -> None:
    place = shelter(evening, capacity=1)
    sign_in(evening, place, "张有福")
    drill = give_order(evening.cast, evening.zone, is_drill=True)
    uid = next(row.uid for row in selectors.people(ALL, drill.pk) if row.name == "张有福")
    done = services.sign_in(order_id=drill.pk, shelter_id=place, uids=[uid], actor=SYSTEM, now=NOW)
    assert done.warnings == []
    assert selectors.occupancy(ALL) == {place: 1} == selectors.occupancy(ALL, is_drill=True)


def test_a_shelter_chosen_by_hand_is_not_overwritten(evening: Evening) -> None:
    place, other = shelter(evening), shelter(evening, name="下湾村委会")
    home = evening.people.homes["赵国民"]
    said = {"order_id": evening.order.pk, "household_ids": [home], "actor": SYSTEM, "now": NOW}
    services.assign_shelter(**said, shelter_id=place)
    assert services.assign_shelter(**said, shelter_id=other, by_hand=False) == 0
    assert evening.row("赵国民").planned_shelter_id == place
    services.assign_shelter(**said, shelter_id=None)
    assert services.assign_shelter(**said, shelter_id=other, by_hand=False) == 1
