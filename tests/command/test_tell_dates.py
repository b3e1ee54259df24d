"""Dates of guards, requests, tips, cases and visits are told by the county's table, each row once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from qianshao.channels.models import Message
from qianshao.command.models import ToldDate
from qianshao.command.services import tell_dates as room
from qianshao.command.services.tell_dates import tell_dates
from qianshao.config.navigation import mine_to_do
from qianshao.enforcement.models import CaseClock
from qianshao.hazards import services
from qianshao.inspections.models import Visit
from qianshao.tips.models import Tip
from tests.cast import Cast
from tests.command.test_told_at_once import body, messages, publish
from tests.enforcement.cases import opened
from tests.hazards.ledger import assigned, find
from tests.tips.tips import approved, proposed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def heard(now: datetime, limit: int = 100) -> list[tuple[str, str]]:
    """Who is told of what by one sweep: (name, words)."""
    before = {row.pk for row in messages()}
    tell_dates(now, limit)
    return [(row.to_label, body(row)) for row in messages() if row.pk not in before]


def names(now: datetime) -> list[str]:
    return sorted(name for name, _words in heard(now))


def guarded(cast: Cast, **given: Any) -> Any:
    return services.set_guard(
        hazard_id=find(cast, **given).pk,
        cause=("desk", "1"),
        cause_label="下雨",
        person_label="冯燕",
        every_hours=2,
        actor=cast.actor("town_duty"),
        now=cast.now,
    )


def test_a_guard_who_has_not_looked_is_told_of_once_by_each_row(cast: Cast) -> None:
    guard = guarded(cast)
    assert heard(cast.now + 2 * HOUR) == []
    [(name, words)] = heard(cast.now + 2.6 * HOUR)
    assert name == "吴敏" and "盯守没有按时回报" in words and "冯燕" in words and guard.hazard.no in words
    assert heard(cast.now + 3 * HOUR) == []
    assert names(cast.now + 4.1 * HOUR) == sorted(["吴敏", "郑河", "孙明"])
    assert heard(cast.now + 5 * HOUR) == []


def test_a_guard_who_looked_bothers_nobody_and_a_new_miss_is_told_anew(cast: Cast) -> None:
    guard = guarded(cast)
    assert names(cast.now + 2.6 * HOUR) == ["吴敏"]
    services.look_at_guarded(guard_id=guard.pk, actor=cast.actor("grid_worker"), now=cast.now + 2.7 * HOUR)
    assert heard(cast.now + 4.5 * HOUR) == []
    assert names(cast.now + 5.3 * HOUR) == ["吴敏"]


def test_many_missed_at_once_are_one_message(cast: Cast) -> None:
    for n in range(4):
        guarded(cast, place_name=f"{n}号")
    [(name, words)] = heard(cast.now + 2.6 * HOUR)
    assert name == "吴敏" and "等 4 条" in words


def test_the_times_and_people_are_the_countys(cast: Cast) -> None:
    publish(cast, "notices", {"look1": {"hours": 1, "roles": "county_lead"}, "look2": {"hours": 900}})
    guarded(cast)
    assert heard(cast.now + 2.6 * HOUR) == []
    assert names(cast.now + 3.1 * HOUR) == sorted(["李江", "陈岩"])


def test_a_table_just_written_tells_nobody_of_what_is_long_past(cast: Cast) -> None:
    guarded(cast)
    assert heard(cast.now + timedelta(days=20)) == []


def test_a_request_for_more_time_is_told_to_who_grants_it(cast: Cast) -> None:
    made = assigned(cast)
    services.ask_extension(
        hazard_id=made.pk,
        until=cast.now + timedelta(days=60),
        reason="缺料",
        actor=cast.actor("village_cadre"),
        now=cast.now,
    )
    [(name, words)] = heard(cast.now)
    assert name == "吴敏" and "延期申请等批" in words and made.no in words
    assert names(cast.now + 24 * HOUR) == sorted(["吴敏", "郑河"])
    assert heard(cast.now + 30 * HOUR) == []


def test_a_request_that_was_answered_bothers_nobody(cast: Cast) -> None:
    made = assigned(cast)
    until = cast.now + timedelta(days=60)
    services.ask_extension(
        hazard_id=made.pk, until=until, reason="缺料", actor=cast.actor("village_cadre"), now=cast.now
    )
    services.decide_extension(hazard_id=made.pk, granted=True, actor=cast.actor("town_duty"), now=cast.now)
    assert heard(cast.now + HOUR) == []


def tip(cast: Cast, **given: Any) -> Tip:
    common: dict[str, Any] = {
        "no": "T2026-000001", "code": "123456", "day": cast.now.date(), "channel": "hotline", "kind": "other",
        "kind_name": "其他", "words": "楼道堵了", "division_path": cast.village_a1.path, "received_at": cast.now,
        "due_at": cast.now + timedelta(days=5),
    }  # fmt: skip
    made: Tip = Tip.objects.create(**common | given)
    return made


def test_a_hotline_case_is_told_of_before_and_after_its_date_and_climbs(cast: Cast) -> None:
    made = tip(cast)
    due = cast.now + timedelta(days=5)
    assert heard(due - 25 * HOUR) == []
    [(name, words)] = heard(due - 23 * HOUR)
    assert name == "吴敏" and "快到答复期限" in words and made.no in words
    assert names(due) == sorted(["吴敏", "孙明"])
    assert names(due + 72 * HOUR) == sorted(["孙明", "李江", "陈岩"])


def test_an_answered_tip_bothers_nobody(cast: Cast) -> None:
    """The control of the test above."""
    tip(cast, state="answered", answer="已清理")
    assert heard(cast.now + timedelta(days=5)) == []


def test_a_clock_of_the_law_is_told_to_the_body_whose_case_it_is(cast: Cast) -> None:
    case = opened(cast)
    CaseClock.objects.create(
        case=case, code="hold", name="先行登记保存后处理", since=cast.now, until=cast.now + timedelta(days=9),
        number=7, unit="working", sure="CL",
    )  # fmt: skip
    due = cast.now + timedelta(days=9)
    [(_name, words)] = heard(due - 47 * HOUR)
    assert "案件快到期" in words and case.no in words and "先行登记保存" in words
    assert [words for _name, words in heard(due) if "已过期限" in words]
    CaseClock.objects.update(stopped_at=due)
    assert heard(due + 72 * HOUR) == []


def visit(cast: Cast, **given: Any) -> Visit:
    common: dict[str, Any] = {
        "kind": "patrol", "place_class": "shop", "place_class_name": "小商店", "record_id": 1,
        "place_uid": "0198a000-0000-7000-8000-000000000001", "place_name": "老粮站", "code": "7KQ2MX-D",
        "division_path": cast.village_a1.path, "turn": cast.now.date(), "due_at": cast.now, "state": "missed",
        "state_at": cast.now, "missed_at": cast.now,
    }  # fmt: skip
    made: Visit = Visit.objects.create(**common | given)
    return made


def test_a_missed_visit_is_told_to_the_township(cast: Cast) -> None:
    visit(cast)
    [(name, words)] = heard(cast.now)
    assert name == "吴敏" and "漏检" in words and "老粮站" in words
    assert names(cast.now + 24 * HOUR) == ["郑河"]


def test_a_missed_visit_with_a_reason_and_a_sealed_one_are_not_told(cast: Cast) -> None:
    visit(cast, reason="下雨")
    visit(cast, is_sealed=True, code="7KQ2MX-E", place_uid="0198a000-0000-7000-8000-000000000002")
    assert heard(cast.now) == []


def test_killed_before_the_commit_it_is_told_later_and_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    guarded(cast)
    now = cast.now + 2.6 * HOUR

    def dies(*_given: Any) -> int:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(room, "tell", dies)
        with pytest.raises(RuntimeError):
            tell_dates(now, 100)
    assert ToldDate.objects.count() == 0 and messages() == []
    assert names(now) == ["吴敏"] and heard(now) == []


def test_what_another_engine_wrote_first_is_left_to_it(cast: Cast) -> None:
    """The control of "once": the row is unique, whoever finds it there says nothing."""
    guarded(cast)
    now = cast.now + 2.6 * HOUR
    found = [
        one
        for source in room.SOURCES[:1]
        for way in room.ways(now)["missed"]
        for one in room._fresh(source, way, now, 9)
    ]
    assert len(room._claim([told for _source, _way, told, _row in found])) == 1
    again = [
        ToldDate(source=t.source, subject_id=t.subject_id, step=t.step, due_at=t.due_at, at=now)
        for _s, _w, t, _r in found
    ]
    assert room._claim(again) == {}


def test_a_drills_guard_is_told_of_as_a_drill(cast: Cast) -> None:
    guarded(cast, is_drill=True)
    heard(cast.now + 2.6 * HOUR)
    assert [(row.is_drill, body(row)[:4]) for row in Message.objects.unscoped("a test looks")] == [(True, "【演练】")]


def test_a_reward_that_waits_is_told_to_who_decides_and_stands_in_their_rail(cast: Cast) -> None:
    row = proposed(cast)
    [(name, words)] = heard(cast.now)
    assert name == "郑河" and "等审批" in words and row.tip.no in words
    assert names(cast.now + 72 * HOUR) == sorted(["郑河", "李江", "陈岩"])
    waits = {who: mine_to_do(cast.scope(who), cast.now) for who in ("town_lead", "town_lead_b", "town_duty")}
    assert [waits[who]["tips"].count() for who in waits] == [1, 0, 0]


def test_a_reward_that_was_decided_bothers_nobody(cast: Cast) -> None:
    """The control of the test above."""
    approved(cast)
    assert heard(cast.now) == []
    assert mine_to_do(cast.scope("town_lead"), cast.now)["tips"].count() == 0


def test_a_hazard_handed_to_enforcement_is_told_until_a_case_takes_it_up(cast: Cast) -> None:
    made = assigned(cast)
    services.transfer_hazard(hazard_id=made.pk, words="拒不整改", actor=cast.actor("county_duty"), now=cast.now)
    [(name, words)] = heard(cast.now)
    assert name == "孙明" and "等立卷" in words and made.no in words
    opened(cast, hazard_id=made.pk)
    assert not [words for _name, words in heard(cast.now + 72 * HOUR) if "等立卷" in words]
