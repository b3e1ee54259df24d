"""Whoever was met for the evacuation need not be called any more; everybody else still is."""

import pytest

from qianshao.core import clock
from qianshao.evacuation.models import Evacuee, Order
from qianshao.evacuation.services import issue_order, mark_people
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.command.conftest import home_case, orders, release, rounds

pytestmark = pytest.mark.django_db
Zones = dict[str, int]


def ordered(cast: Cast, **more: object) -> Order:
    """A red alert calls everybody, and the order it proposed is given."""
    release(cast, **more)  # type: ignore[arg-type]
    rounds()
    order = orders()[-1]
    return issue_order(order_id=order.pk, actor=cast.actor("county_lead"), now=clock.now())


def mark(cast: Cast, order: Order, name: str, to: str) -> None:
    people = Evacuee.objects.unscoped("test").filter(order=order, head_name=name)
    uid = people.order_by("pk")[0].uid
    mark_people(order_id=order.pk, uids=[uid], to=to, actor=cast.actor("village_cadre"), now=clock.now())


def test_told_at_the_door_answers_the_households_call_with_the_proof(cast: Cast, zones: Zones) -> None:
    order = ordered(cast)
    assert home_case("张有福").state == "open"
    mark(cast, order, "张有福", "notified")
    rounds()
    case = home_case("张有福")
    assert (case.state, case.end_channel) == ("confirmed", "door")
    assert "转移登记" in case.end_reason and "王守厚" in case.end_reason and "日志第" in case.end_reason
    assert case.ended_by.startswith("王守厚")
    assert home_case("赵国民").state == "open"  # the control: nobody has been there
    assert Entry.objects.unscoped("test").filter(kind="command.household_told").count() == 1


@pytest.mark.parametrize("to", ["nobody", "refused"])
def test_nobody_home_and_refused_leave_the_call_open(cast: Cast, zones: Zones, to: str) -> None:
    order = ordered(cast)
    mark(cast, order, "张有福", to)
    rounds()
    assert home_case("张有福").state == "open"


def test_a_second_report_changes_nothing(cast: Cast, zones: Zones) -> None:
    order = ordered(cast)
    mark(cast, order, "张有福", "notified")
    rounds()
    before = home_case("张有福")
    mark(cast, order, "张有福", "moving")
    rounds(3)
    after = home_case("张有福")
    assert (after.version, after.ended_at, after.end_reason) == (before.version, before.ended_at, before.end_reason)


def test_a_drills_report_answers_no_real_call(cast: Cast, zones: Zones) -> None:
    drill = ordered(cast, is_drill=True, description="演练：未来三小时雨势很大。")
    from_drill = home_case("张有福")
    release(cast)
    mark(cast, drill, "张有福", "notified")
    rounds()
    states = {case.callout.is_drill: case.state for case in _cases("张有福")}
    assert states == {True: "confirmed", False: "open"} and from_drill.callout.is_drill


def _cases(name: str) -> list[object]:
    from qianshao.calling.models import Case

    return list(Case.objects.unscoped("test").filter(recipient_kind="household", name=name).select_related("callout"))
