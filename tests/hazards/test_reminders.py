"""Dates passed when they are set, moves just before the sweep, rows that cannot be done, wishes overtaken."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qianshao.hazards import selectors, services, ticks
from qianshao.hazards.models import Extension, Hazard, Reminder, StandardSet
from qianshao.hazards.rules.standards import problems
from qianshao.hazards.selectors.standards import shipped_rows
from tests.cast import Cast
from tests.hazards.ledger import assigned, closed, find, fresh, refused

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def told(hazard: Hazard) -> list[str]:
    rows = Reminder.objects.unscoped("a test looks").filter(hazard=hazard)
    return [row.step for row in rows.order_by("id")]


def published(cast: Cast, name: str, **numbers: Any) -> None:
    """Every row of a table with other numbers, as it was published before anybody limited them."""
    rows = [{**dict(row), **numbers} for row in shipped_rows(name)]
    StandardSet.objects.create(name=name, version=1, valid_from=cast.now, rows=rows)


def test_split_off_after_its_date_it_is_told_each_urging_once_and_its_clock_runs_from_now(cast: Cast) -> None:
    made, found, main = assigned(cast), find(cast), find(cast)
    desk, late = cast.actor("town_duty"), cast.now + 60 * DAY
    for row in (made, found):
        services.merge_hazards(hazard_id=row.pk, into_id=main.pk, actor=desk, now=cast.now)
    for row in (made, found):
        services.split_hazard(hazard_id=row.pk, actor=desk, now=late)
    assert fresh(found).step_due_at == late + DAY
    assert fresh(made).remind_at <= late
    for moment in (late, late + HOUR, late + DAY):
        ticks.remind(moment, 50)
    assert told(made) == ["u1", "u2", "u3"]
    assert fresh(made).urged == 3


def test_a_move_just_before_the_sweep_swallows_no_reminder(cast: Cast) -> None:
    made = assigned(cast)
    near = made.due_at - 72 * HOUR
    services.start_work(hazard_id=made.pk, actor=cast.actor("village_cadre"), now=near + timedelta(seconds=5))
    ticks.remind(near + timedelta(seconds=20), 50)
    assert told(made) == ["b3"]
    ticks.remind(near + HOUR, 50)
    assert told(made) == ["b3"]


def test_opened_again_without_days_for_it_the_date_is_never_one_that_has_passed(cast: Cast) -> None:
    rows = [{key: value for key, value in row.items() if key != "recheck_days"} for row in shipped_rows("grades")]
    StandardSet.objects.create(name="grades", version=1, valid_from=cast.now, rows=rows)
    made, late = closed(cast), cast.now + 40 * DAY
    row = services.reopen_hazard(hazard_id=made.pk, words="又裂了", actor=cast.actor("county_duty"), now=late)
    assert row.due_at == late + 15 * DAY


def test_one_hazard_whose_reminder_cannot_be_reckoned_stops_no_other(cast: Cast) -> None:
    bad, good = assigned(cast), assigned(cast)
    far = datetime(9999, 12, 31, tzinfo=UTC)
    Hazard.objects.unscoped("a test").filter(pk=bad.pk).update(step_due_at=far, remind_at=cast.now - DAY)
    moment = good.due_at - 71 * HOUR
    assert ticks.remind(moment, 50) == 2
    assert told(good) == ["b3"]
    assert fresh(bad).remind_at == moment + HOUR
    assert ticks.remind(moment, 50) == 0


@pytest.mark.parametrize(
    ("table", "column", "most"),
    [
        ("reminders", "hours", 87_600),
        ("grades", "rectify_days", 3_660),
        ("grades", "verify_hours", 87_600),
        ("visits", "patrol_days", 3_660),
        ("whistles", "answer_minutes", 525_600),
        ("whistles", "times", 100),
        ("risk_review", "months", 120),
    ],
)
def test_one_nought_too_many_is_not_published(table: str, column: str, most: int) -> None:
    rows = [dict(row) for row in shipped_rows(table)]
    assert problems(table, [{**rows[0], column: most}, *rows[1:]]) == []
    for wrong in (most + 1, 99_999_999, 2_000_000):
        assert problems(table, [{**rows[0], column: wrong}, *rows[1:]]) == ["number"]


@pytest.mark.parametrize(
    ("table", "code", "wrong"),
    [("tip_rules", "answer_hours", 87_601), ("tip_rules", "fold_at", 1_001), ("limits", "repeat_months", 121),
     ("visit_numbers", "catch_up_days", 3_661), ("case_rules", "pay", 3_661)],
)  # fmt: skip
def test_a_number_named_by_its_row_has_its_most_as_well(table: str, code: str, wrong: int) -> None:
    column = "number" if table == "case_rules" else "value"
    rows = [dict(row) | ({column: wrong} if row["code"] == code else {}) for row in shipped_rows(table)]
    assert problems(table, rows) == ["number"]


def test_a_date_beyond_every_calendar_is_refused(cast: Cast) -> None:
    made, far = assigned(cast), datetime(9999, 12, 31, tzinfo=UTC)
    give = {"hazard_id": made.pk, "now": cast.now}
    desk, lead = cast.actor("town_duty"), cast.actor("county_lead")
    refused("hazard.far_date", services.assign_hazard, unit_name="水利局", due_at=far, actor=desk, **give)
    refused("hazard.far_date", services.ask_extension, until=far, reason="下雨", actor=desk, **give)
    refused("hazard.far_date", services.escalate, level="county", words="久拖", due_at=far, actor=lead, **give)


def wished(cast: Cast, days: int = 40) -> Hazard:
    made = assigned(cast)
    services.ask_extension(
        hazard_id=made.pk, until=cast.now + days * DAY, reason="下雨", actor=cast.actor("village_cadre"), now=cast.now
    )
    return made


def wish_of(hazard: Hazard) -> Extension:
    found: Extension = Extension.objects.unscoped("a test looks").get(hazard=hazard)
    return found


def test_more_time_is_not_granted_when_it_would_be_less_or_has_passed(cast: Cast) -> None:
    decide = {"granted": True, "actor": cast.actor("county_duty")}
    slow = wished(cast)
    refused("hazard.past_date", services.decide_extension, hazard_id=slow.pk, now=cast.now + 41 * DAY, **decide)
    hung = wished(cast)
    services.escalate(
        hazard_id=hung.pk, level="county", words="重点", due_at=cast.now + 90 * DAY, actor=cast.actor("county_lead"),
        now=cast.now,
    )  # fmt: skip
    refused("hazard.past_date", services.decide_extension, hazard_id=hung.pk, now=cast.now, **decide)
    assert fresh(hung).due_at == cast.now + 90 * DAY
    services.decide_extension(hazard_id=hung.pk, now=cast.now, **{**decide, "granted": False}, words="已经更晚了")


@pytest.mark.parametrize("by", ["reassign", "merge", "transfer"])
def test_a_wish_that_was_overtaken_is_settled_with_an_act(cast: Cast, by: str) -> None:
    made, desk = wished(cast), cast.actor("town_duty")
    give = {"hazard_id": made.pk, "actor": desk, "now": cast.now}
    if by == "reassign":
        services.assign_hazard(unit_name="县水利局", **give)
    elif by == "merge":
        services.merge_hazards(into_id=find(cast).pk, **give)
    else:
        services.transfer_hazard(words="拒不整改", **give)
    assert wish_of(made).state == "withdrawn"
    assert "withdraw_extension" in [act.act for act in selectors.acts_of(made)]
