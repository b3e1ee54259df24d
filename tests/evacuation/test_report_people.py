"""Reports about people: kept, folded, never lost; back home only after the all-clear."""

from datetime import timedelta
from uuid import uuid4

import pytest

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale, TooLate
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.evacuation import selectors, services
from qianshao.evacuation.models import Conflict, Evacuee, Movement
from qianshao.journal.models import Entry
from tests.cast import NOW, SYSTEM
from tests.evacuation.conftest import Evening, actor_at

ALL = Scope.everything("a test looks")


def mark(evening: Evening, names: list[str], to: str, **more: object) -> services.Outcome:
    said = {"actor": actor_at(evening.cast.town_a.path), "now": NOW, **more}
    uids = [evening.uid(name) for name in names]
    return services.mark_people(order_id=evening.order.pk, uids=uids, to=to, **said)  # type: ignore[arg-type]


def test_a_report_moves_people_and_says_so(evening: Evening) -> None:
    mark(evening, ["张有福", "李小满"], "notified")
    assert (evening.row("张有福").state, evening.row("李小满").state) == ("notified", "notified")
    entry = Entry.objects.unscoped("a test looks").get(kind="evacuation.marked")
    assert entry.data["count"] == 2 and "张有福" not in str(entry.data)
    assert entry.subject_id == evening.order.pk


def test_a_refusal_keeps_who_when_words_and_evidence(evening: Evening) -> None:
    photo, at = uuid4(), NOW - timedelta(minutes=9)
    where = Position(114.8, 31.6, 12.0)
    mark(evening, ["张有福"], "refused", words="说水从来没到过门口", evidence=[photo], made_at=at, position=where)
    kept = Movement.objects.get(uid=evening.uid("张有福"))
    assert (kept.words, kept.evidence, kept.by_label) == ("说水从来没到过门口", [str(photo)], "吴敏")
    assert (kept.made_at, kept.received_at, kept.accuracy) == (at, NOW, 12.0)
    door = selectors.doors(ALL, evening.order.pk, now=NOW)[0].door
    assert (door.due_at, door.visits, door.last_outcome) == (NOW + timedelta(minutes=30), 1, "refused")


def test_words_are_sealed_in_the_database(evening: Evening) -> None:
    from django.db import connection

    mark(evening, ["张有福"], "refused", words="说水从来没到过门口")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM evacuation_movement")
        assert cursor.fetchone()[0].startswith("e1:")


def test_the_same_command_again_changes_nothing_and_other_content_is_refused(evening: Evening) -> None:
    key = uuid4()
    mark(evening, ["张有福"], "moving", command_id=key, based_on={})
    assert mark(evening, ["张有福"], "moving", command_id=key, based_on={}).new == 0
    with pytest.raises(Stale, match="内容变了"):
        mark(evening, ["张有福"], "settled", command_id=key, based_on={})
    assert Movement.objects.count() == 1
    assert Entry.objects.unscoped("a test counts").filter(kind="evacuation.marked").count() == 1


def test_a_chain_from_one_phone_is_no_conflict(evening: Evening) -> None:
    first, second, uid = uuid4(), uuid4(), evening.uid("张有福")
    mark(evening, ["张有福"], "notified", command_id=first, based_on={})
    mark(evening, ["张有福"], "moving", command_id=second, based_on={uid: [str(first)]})
    row = evening.row("张有福")
    assert (row.state, row.heads, row.disputed) == ("moving", [str(second)], False)


def test_two_phones_that_differ_make_a_conflict_counted_as_the_less_safe(evening: Evening) -> None:
    mark(evening, ["张有福"], "settled", based_on={})
    mark(evening, ["张有福"], "nobody", based_on={})
    row = evening.row("张有福")
    assert (row.state, row.disputed) == ("nobody", True)
    (found,) = selectors.conflicts(ALL, evening.order.pk)
    assert {side.to for side in found.sides} == {"settled", "nobody"}
    assert Entry.objects.unscoped("a test counts").filter(kind="evacuation.conflict").count() == 1
    done = services.settle_conflict(
        conflict_id=found.conflict.pk, to="settled", reason="打通了他的电话", actor=SYSTEM, now=NOW
    )
    assert (done.state, evening.row("张有福").state, selectors.conflicts(ALL)) == ("settled", "settled", [])
    with pytest.raises(Stale):
        services.settle_conflict(conflict_id=done.pk, to="settled", reason="再来一次", actor=SYSTEM, now=NOW)


def test_settling_needs_a_reason_and_the_right(evening: Evening) -> None:
    mark(evening, ["张有福"], "settled", based_on={})
    mark(evening, ["张有福"], "nobody", based_on={})
    key = Conflict.objects.unscoped("a test looks").get().pk
    with pytest.raises(Invalid):
        services.settle_conflict(conflict_id=key, to="settled", reason=" ", actor=SYSTEM, now=NOW)
    cadre = actor_at(evening.cast.village_a1.path, "evacuation.mark")
    with pytest.raises(NotAllowed):
        services.settle_conflict(conflict_id=key, to="settled", reason="见到人了", actor=cadre, now=NOW)
    with pytest.raises(NotFound):
        other = actor_at(evening.cast.town_b.path)
        services.settle_conflict(conflict_id=key, to="settled", reason="见到人了", actor=other, now=NOW)


def test_a_missing_link_that_arrives_late_dissolves_the_conflict(evening: Evening) -> None:
    uid, first, second, third = evening.uid("张有福"), uuid4(), uuid4(), uuid4()
    mark(evening, ["张有福"], "notified", command_id=first, based_on={})
    mark(evening, ["张有福"], "settled", command_id=third, based_on={uid: [str(second)]})
    assert evening.row("张有福").state == "notified"
    mark(evening, ["张有福"], "moving", command_id=second, based_on={uid: [str(first)]})
    assert (evening.row("张有福").state, evening.row("张有福").disputed) == ("settled", False)
    assert Conflict.objects.unscoped("a test looks").get().state == "dissolved"


def test_nobody_returns_before_the_all_clear(evening: Evening) -> None:
    mark(evening, ["张有福"], "settled")
    with pytest.raises(TooLate, match="还没有解除"):
        mark(evening, ["张有福"], "returned")
    services.give_all_clear(order_id=evening.order.pk, basis="县防指解除通知", actor=SYSTEM, now=NOW)
    mark(evening, ["张有福"], "returned")
    assert evening.row("张有福").state == "returned"


def test_nobody_reports_people_of_another_area(evening: Evening) -> None:
    other = actor_at(evening.cast.town_b.path)
    with pytest.raises(NotFound):
        mark(evening, ["张有福"], "settled", actor=other)
    neighbour = actor_at(evening.cast.village_a2.path)
    with pytest.raises(NotFound):
        mark(evening, ["陈立新", "张有福"], "settled", actor=neighbour)
    assert evening.row("陈立新").state == "unnotified", "all or nothing"
    wall = actor_at(evening.cast.county.path, "evacuation.view")
    with pytest.raises(NotAllowed):
        mark(evening, ["张有福"], "settled", actor=wall)


def test_striking_a_row_off_needs_an_officer_and_a_reason(evening: Evening) -> None:
    with pytest.raises(Invalid):
        mark(evening, ["家人1"], "struck")
    cadre = actor_at(evening.cast.village_a1.path, "evacuation.mark")
    with pytest.raises(NotAllowed):
        mark(evening, ["家人1"], "struck", words="去年已迁走", actor=cadre)
    mark(evening, ["家人1"], "struck", words="去年已迁走")
    total = selectors.balance(ALL, evening.order.pk).total
    assert (total.should_leave, total.struck, total.balances) == (6, 1, True)


@pytest.mark.parametrize(("uids", "to"), [([], "moving"), (["x" * 37], "moving"), (["a"], "flown")])
def test_a_report_about_nobody_or_nothing_is_refused(evening: Evening, uids: list[str], to: str) -> None:
    with pytest.raises(Invalid):
        services.mark_people(order_id=evening.order.pk, uids=uids, to=to, actor=SYSTEM, now=NOW)


def test_the_door_closes_when_everybody_has_left_and_opens_again(evening: Evening) -> None:
    family = ["赵国民", "家人1", "家人2", "家人3"]
    mark(evening, family[:3], "moving")
    home = evening.people.homes["赵国民"]

    def open_doors() -> list[int]:
        return [row.door.household_id for row in selectors.doors(ALL, evening.order.pk, now=NOW)]

    assert home in open_doors()
    mark(evening, family[3:], "elsewhere")
    assert home not in open_doors()
    mark(evening, ["家人1"], "refused")
    assert home in open_doors()


def test_somebody_on_no_list_is_added_and_counted(evening: Evening) -> None:
    village = evening.cast.village_a1.path
    row, _outcome, _warnings = services.add_person(
        order_id=evening.order.pk, name="外来务工刘某", where="door", division_path=village, phone="13911112222",
        actor=actor_at(village), now=NOW,
    )  # fmt: skip
    assert (row.state, row.origin, row.household_id) == ("notified", "door", None)
    assert selectors.balance(ALL, evening.order.pk).total.should_leave == 8
    (found,) = selectors.ledger(ALL, evening.order.pk, query="139 1111 2222").rows
    assert found.uid == row.uid


def test_a_report_that_arrives_before_its_person_counts_when_the_person_does(evening: Evening) -> None:
    uid, add, move = str(uuid4()), uuid4(), uuid4()
    phone = actor_at(evening.cast.village_a1.path, source="phone")
    early = services.mark_people(
        order_id=evening.order.pk, uids=[uid], to="moving", based_on={uid: [str(add)]}, command_id=move,
        actor=phone, now=NOW,
    )  # fmt: skip
    assert early.waiting == [uid]
    services.add_person(
        order_id=evening.order.pk, uid=uid, name="过路人", where="door", command_id=add,
        division_path=evening.cast.village_a1.path, actor=phone, now=NOW,
    )  # fmt: skip
    assert (evening.row("过路人").state, evening.row("过路人").disputed) == ("moving", False)


def test_the_same_person_added_twice_is_one(evening: Evening) -> None:
    said = {
        "order_id": evening.order.pk, "uid": str(uuid4()), "name": "过路人", "where": "door", "command_id": uuid4(),
        "division_path": evening.cast.village_a1.path, "actor": SYSTEM, "now": NOW,
    }  # fmt: skip
    services.add_person(**said)
    services.add_person(**said)
    assert Evacuee.objects.unscoped("a test counts").filter(name="过路人").count() == 1
    assert Entry.objects.unscoped("a test counts").filter(kind="evacuation.added").count() == 1


def test_helpers_and_vehicles_chosen_by_hand_stay(evening: Evening) -> None:
    services.assign_help(
        order_id=evening.order.pk, uids=[evening.uid("张有福")], helper="王亮", vehicle="豫S12345",
        actor=actor_at(evening.cast.town_a.path), now=NOW,
    )  # fmt: skip
    mark(evening, ["张有福"], "pickup", helper="别人")
    row = evening.row("张有福")
    assert (row.helper, row.vehicle) == ("王亮", "豫S12345")
    mark(evening, ["陈立新"], "pickup", helper="孙玉兰", vehicle="中巴")
    assert (evening.row("陈立新").helper, evening.row("陈立新").vehicle) == ("孙玉兰", "中巴")


def test_an_order_closes_only_when_everybody_is_accounted_for_or_an_officer_says_why(evening: Evening) -> None:
    with pytest.raises(Stale):
        services.close_order(order_id=evening.order.pk, reason="雨停了", actor=SYSTEM, now=NOW)
    services.give_all_clear(order_id=evening.order.pk, basis="县防指解除通知", actor=SYSTEM, now=NOW)
    with pytest.raises(Invalid, match="还有 7 人没有落实"):
        services.close_order(order_id=evening.order.pk, actor=SYSTEM, now=NOW)
    closed = services.close_order(order_id=evening.order.pk, reason="全部在外务工，已电话核实", actor=SYSTEM, now=NOW)
    assert (closed.state, closed.unaccounted, closed.report["states"]["unnotified"]) == ("closed", 7, 7)
    with pytest.raises(TooLate):
        mark(evening, ["张有福"], "settled")
    assert not selectors.doors(ALL, evening.order.pk, now=NOW)


def test_the_all_clear_needs_a_basis_and_the_right(evening: Evening) -> None:
    with pytest.raises(Invalid):
        services.give_all_clear(order_id=evening.order.pk, basis=" ", actor=SYSTEM, now=NOW)
    duty = actor_at(evening.cast.town_a.path, "evacuation.mark")
    with pytest.raises(NotAllowed):
        services.give_all_clear(order_id=evening.order.pk, basis="雨停了", actor=duty, now=NOW)
