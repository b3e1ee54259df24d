"""Dates of a hazard: more time, reminders, supervision, guards, and the county's own clocks."""

from datetime import timedelta

import pytest

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.hazards import selectors, services, ticks
from qianshao.hazards.models import Guard, Reminder
from tests.cast import Cast
from tests.hazards.ledger import (
    ACCEPTER,
    UNIT,
    arrive,
    assigned,
    find,
    fresh,
    refused,
    verified,
)

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test looks")
HERE = Position(114.841, 31.671, 8.0)


def test_a_major_hazard_is_handed_over_only_with_a_date(cast: Cast) -> None:
    made = verified(cast, grade=2)
    give = {"hazard_id": made.pk, "unit_name": "县水利局", "actor": cast.actor("county_duty"), "now": cast.now}
    refused("hazard.no_date", services.assign_hazard, **give)
    refused("hazard.past_date", services.assign_hazard, due_at=cast.now, **give)
    services.assign_hazard(due_at=cast.now + timedelta(days=30), **give)


def test_more_time_is_granted_by_somebody_else_and_moves_the_date(cast: Cast) -> None:
    made, desk = assigned(cast), cast.actor("town_duty")
    until = cast.now + timedelta(days=40)
    ask = {"hazard_id": made.pk, "reason": "下雨停工", "now": cast.now}
    services.ask_extension(until=until, actor=desk, **ask)
    refused("hazard.extension_open", services.ask_extension, until=until, actor=desk, **ask)
    decide = {"hazard_id": made.pk, "now": cast.now}
    refused("hazard.own_wish", services.decide_extension, granted=True, actor=desk, **decide)
    county = cast.actor("county_duty")
    refused("hazard.no_words", services.decide_extension, granted=False, actor=county, **decide)
    services.decide_extension(granted=True, actor=county, **decide)
    row = fresh(made)
    assert (row.due_at, row.step_due_at, row.turn_at) == (until, until, until)
    refused("state.moved", services.decide_extension, granted=True, actor=county, **decide)


def test_nothing_closes_over_an_open_wish_for_more_time(cast: Cast) -> None:
    made = assigned(cast)
    cadre = cast.actor("village_cadre")
    services.ask_extension(
        hazard_id=made.pk, until=cast.now + timedelta(days=40), reason="下雨", actor=cadre, now=cast.now
    )
    services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=cadre, now=cast.now)
    arrive(made)
    services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)
    close = {"hazard_id": made.pk, "actor": cast.actor("county_duty"), "now": cast.now}
    refused("hazard.extension_open", services.close_hazard, **close)
    services.withdraw_extension(hazard_id=made.pk, actor=cadre, now=cast.now)
    services.close_hazard(**close)


def test_supervision_belongs_to_leaders_and_a_township_hangs_only_its_own(cast: Cast) -> None:
    made = assigned(cast)
    give = {"hazard_id": made.pk, "words": "久拖不改", "now": cast.now}
    with pytest.raises(NotAllowed):
        services.escalate(level="town", actor=cast.actor("town_duty"), **give)
    lead = cast.actor("town_lead")
    refused("hazard.level", services.escalate, level="county", actor=lead, **give)
    services.escalate(level="town", actor=lead, **give)
    due = cast.now + timedelta(days=3)
    services.escalate(level="county", supervision_no="3号", due_at=due, actor=cast.actor("county_lead"), **give)
    row = fresh(made)
    assert (row.state, row.supervision_level, row.due_at) == ("assigned", "county", due)
    nothing = {**give, "words": "", "actor": cast.actor("county_lead")}
    refused("hazard.no_words", services.escalate, level="county", **nothing)


def test_a_guard_is_set_once_for_a_cause_and_ends_with_it(cast: Cast) -> None:
    made, county = assigned(cast), cast.actor("county_duty")
    cause = ("alert", "7")
    for _time in range(2):
        services.set_guard(hazard_id=made.pk, cause=cause, cause_label="暴雨橙色", actor=county, now=cast.now)
    guard = Guard.objects.unscoped("a test looks").get()
    assert [act.act for act in selectors.acts_of(made)].count("guard") == 1
    worker, look = cast.actor("grid_worker"), uuid7()
    services.look_at_guarded(guard_id=guard.pk, is_worse=True, command_id=look, actor=worker, now=cast.now)
    assert services.end_guards_of(cause=cause, actor=county, now=cast.now) == 1
    assert services.end_guards_of(cause=cause, actor=county, now=cast.now) == 0
    refused("state.moved", services.end_guard, guard_id=guard.pk, actor=county, now=cast.now)
    with pytest.raises(NotFound):
        services.look_at_guarded(guard_id=guard.pk, actor=cast.actor("neighbour_lead"), now=cast.now)


def test_reminders_come_once_and_the_second_urging_copies_to_leaders(cast: Cast) -> None:
    made = assigned(cast)
    assert made.due_at is not None
    assert ticks.remind(cast.now, 50) == 0
    for hours in (-73, -72, -72, -24, 0, 23, 24, 100):
        ticks.remind(made.due_at + timedelta(hours=hours), 50)
    rows = list(Reminder.objects.unscoped("a test looks").values_list("step", "number", "copies"))
    assert rows == [
        ("b3", 0, []),
        ("b1", 0, []),
        ("u1", 1, []),
        ("u2", 2, ["county_lead"]),
        ("u3", 3, ["county_lead"]),
    ]
    row = fresh(made)
    assert (row.urged, row.remind_at) == (3, None)
    assert [act.act for act in selectors.acts_of(made)][-5:] == ["remind", "remind", "urge", "urge", "urge"]
    waiting = selectors.reminders_to_tell()
    assert services.mark_told(reminder_ids=[one.pk for one in waiting], now=cast.now) == 5
    assert selectors.reminders_to_tell() == []


def test_a_new_date_starts_the_reminders_again(cast: Cast) -> None:
    made = assigned(cast)
    assert made.due_at is not None
    ticks.remind(made.due_at + timedelta(hours=1), 50)
    later = made.due_at + timedelta(days=10)
    services.ask_extension(
        hazard_id=made.pk, until=later, reason="下雨", actor=cast.actor("village_cadre"), now=made.due_at
    )
    services.decide_extension(hazard_id=made.pk, granted=True, actor=cast.actor("town_duty"), now=made.due_at)
    assert fresh(made).remind_at == later - timedelta(hours=72)


def test_the_county_edits_its_clocks_and_the_next_finding_runs_by_them(cast: Cast) -> None:
    admin = cast.actor("county_admin")
    rows = [
        {**row, "verify_hours": None if row["code"] == "1" else 2}
        for row in selectors.standard_rows("grades", cast.now)
    ]
    with pytest.raises(NotAllowed):
        services.publish_standard(name="grades", rows=rows, version=0, actor=cast.actor("county_lead"), now=cast.now)
    services.publish_standard(name="grades", rows=rows, version=0, actor=admin, now=cast.now)
    assert find(cast).step_due_at is None
    assert find(cast, grade=2).step_due_at == cast.now + timedelta(hours=2)
    with pytest.raises(Stale):
        services.publish_standard(name="grades", rows=rows, version=0, actor=admin, now=cast.now)
    with pytest.raises(Invalid):
        services.publish_standard(name="grades", rows=rows[:1], version=1, actor=admin, now=cast.now)
    with pytest.raises(NotFound):
        services.publish_standard(name="nothing", rows=rows, version=0, actor=admin, now=cast.now)


def test_a_kind_the_county_has_taken_out_still_names_what_an_old_phone_sends(cast: Cast) -> None:
    rows = [row for row in selectors.standard_rows("kinds", cast.now) if row["code"] != "ebike"]
    services.publish_standard(name="kinds", rows=rows, version=0, actor=cast.actor("county_admin"), now=cast.now)
    assert find(cast, kind="ebike").kind_name == "电动自行车停放充电"


def test_the_date_of_supervision_stands_when_it_is_handed_over_without_another(cast: Cast) -> None:
    made, until = verified(cast), cast.now + timedelta(days=3)
    give = {"words": "久拖", "level": "county", "actor": cast.actor("county_lead"), "now": cast.now}
    services.escalate(hazard_id=made.pk, due_at=until, **give)
    hand = {"hazard_id": made.pk, "unit_name": UNIT, "actor": cast.actor("town_duty")}
    assert services.assign_hazard(now=cast.now, **hand).due_at == until
    other = verified(cast)
    services.escalate(hazard_id=other.pk, due_at=until, **give)
    late = until + timedelta(days=1)
    assert services.assign_hazard(now=late, **{**hand, "hazard_id": other.pk}).due_at == late + timedelta(days=15)
