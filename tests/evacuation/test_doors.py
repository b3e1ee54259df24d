"""Overdue doors go up, stay visible, and never end by themselves."""

from datetime import timedelta

from qianshao.core.scope import Scope
from qianshao.evacuation import selectors, services
from qianshao.evacuation.models import Door, LimitsVersion
from qianshao.evacuation.rules import Limits
from qianshao.evacuation.ticks import sweep_doors
from qianshao.journal.models import Entry
from tests.cast import NOW, SYSTEM
from tests.evacuation.conftest import Evening, give_order

ALL = Scope.everything("a test looks")
HOUR = timedelta(hours=1)


def levels(evening: Evening) -> set[int]:
    rows = Door.objects.unscoped("a test looks").filter(order=evening.order)
    return set(rows.values_list("level", flat=True))


def test_a_door_nobody_came_to_goes_up_step_by_step_to_the_county_and_stays_there(evening: Evening) -> None:
    assert sweep_doors(NOW + timedelta(minutes=59), 100) == 0
    now, seen = NOW + HOUR, []
    for _ in range(6):
        sweep_doors(now, 100)
        seen.append(levels(evening))
        now += HOUR
    assert seen == [{1}, {2}, {3}, {3}, {3}, {3}]
    rows = selectors.doors(ALL, evening.order.pk, now=now, overdue=True)
    assert len(rows) == 4 and all(row.overdue and row.level_label == "县" for row in rows)


def test_passing_up_is_journalled_by_village_with_a_bad_tone(evening: Evening) -> None:
    sweep_doors(NOW + HOUR, 100)
    found = Entry.objects.unscoped("a test looks").filter(kind="evacuation.door_passed_up")
    assert {entry.division_path: entry.data["count"] for entry in found} == {
        evening.cast.village_a1.path: 3,
        evening.cast.village_a2.path: 1,
    }


def test_a_sweep_takes_no_more_than_its_limit(evening: Evening) -> None:
    assert [sweep_doors(NOW + HOUR, 3), sweep_doors(NOW + HOUR, 3), sweep_doors(NOW + HOUR, 3)] == [3, 1, 0]


def test_a_visit_sets_the_next_one(evening: Evening) -> None:
    uid = evening.uid("陈立新")
    services.mark_people(order_id=evening.order.pk, uids=[uid], to="nobody", actor=SYSTEM, now=NOW + HOUR)
    sweep_doors(NOW + HOUR, 100)
    door = Door.objects.unscoped("a test looks").get(household_id=evening.people.homes["陈立新"])
    assert (door.level, door.visits, door.due_at) == (0, 1, NOW + HOUR + timedelta(minutes=30))


def test_new_minutes_hold_for_new_orders_only(evening: Evening) -> None:
    fast = Limits(first_visit=10, after_nobody=5, after_refused=5, after_notified=5, after_pickup=5, pass_up=5)
    services.publish_limits(limits=fast, source="县转移预案 2026", actor=SYSTEM, now=NOW)
    assert LimitsVersion.objects.count() == 2
    again = give_order(evening.cast, evening.zone)
    assert (again.limits["version"], evening.order.limits["version"]) == (2, 1)
    assert sweep_doors(NOW + timedelta(minutes=10), 100) == 4


def test_the_special_ones_stand_first(evening: Evening) -> None:
    rows = selectors.doors(ALL, evening.order.pk, now=NOW)
    assert [row.door.moves_first for row in rows] == [True, True, False, False]
    assert rows[0].code and rows[0].people
