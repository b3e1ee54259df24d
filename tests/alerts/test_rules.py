"""The hard stops and the decisions about who is called, as tables."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.alerts.rules import (
    AUDIENCES,
    RANKS,
    Facts,
    Stop,
    Target,
    calls_everyone_again,
    may_release,
    reach,
    stops,
    typed_right,
)
from tests.alerts.messages import NOW

SOUND = Facts(
    status="Actual",
    scope="Public",
    msg_type="Alert",
    is_drill=False,
    sender="met",
    text="新县气象台发布暴雨红色预警",
    hazard="rainstorm",
    colour="red",
    expires=NOW + timedelta(hours=6),
    signature="absent",
    pieces=1,
    recipients=10,
)
DRILL = replace(SOUND, status="Exercise", is_drill=True, text="【演练】暴雨红色预警")
CANCEL = replace(SOUND, msg_type="Cancel", pieces=0, expires=None, targets=(Target("met", "released"),), references=1)


@pytest.mark.parametrize("facts", [SOUND, DRILL, CANCEL])
def test_a_sound_alert_drill_or_cancel_is_not_stopped(facts: Facts) -> None:
    assert stops(facts, NOW) == ()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(SOUND, pieces=0), "no_area"),
        (replace(SOUND, area_faults=(Stop("self_crossing", given="…"),)), "self_crossing"),
        (replace(SOUND, area_faults=(Stop("swapped_axes", given="…"),)), "swapped_axes"),
        (replace(SOUND, area_faults=(Stop("outside"),)), "outside"),
        (replace(SOUND, recipients=0), "nobody"),
        (replace(SOUND, expires=NOW), "expired"),
        (replace(SOUND, expires=None), "no_expiry"),
        (replace(SOUND, status="Test"), "not_actual"),
        (replace(SOUND, status="Draft"), "not_actual"),
        (replace(SOUND, status="System"), "not_actual"),
        (replace(SOUND, status="Exercise"), "drill_as_real"),
        (replace(SOUND, scope="Restricted"), "not_public"),
        (replace(SOUND, msg_type="Ack"), "not_warning"),
        (replace(SOUND, text="暴雨红色预警演练"), "drill_words"),
        (replace(SOUND, text="This is a test message"), "drill_words"),
        (replace(SOUND, text="EXERCISE EXERCISE flood"), "drill_words"),
        (replace(DRILL, text="暴雨红色预警"), "real_as_drill"),
        (replace(DRILL, text="【演练】这不是演练，请立即转移"), "not_drill_words"),
        (replace(SOUND, text=" "), "no_text"),
        (replace(SOUND, signature="invalid"), "signature"),
        (replace(SOUND, hazard=""), "no_hazard"),
        (replace(SOUND, colour=""), "no_hazard"),
        (replace(SOUND, missing_ladders=("住户",)), "no_ladder"),
        (replace(SOUND, msg_type="Update", targets=(Target("other", "released"),)), "other_sender"),
        (replace(CANCEL, targets=()), "no_target"),
        (replace(CANCEL, targets=(Target("met", "expired"),)), "target_over"),
        (replace(CANCEL, targets=(Target("other", "released"),)), "other_sender"),
    ],
)
def test_this_stops_a_release_and_says_why(facts: Facts, code: str) -> None:
    found = stops(facts, NOW)
    assert code in [stop.code for stop in found]
    assert all(stop.sentence and "{" not in stop.sentence for stop in found)


@pytest.mark.parametrize("text", ["这不是演练，请立即转移", "暴雨 contest 预警", "测得雨量 100 毫米", "拉紧门窗"])
def test_real_words_that_only_look_like_a_drill_pass(text: str) -> None:
    assert stops(replace(SOUND, text=text), NOW) == ()


@given(st.integers() | st.none(), st.integers() | st.none())
def test_one_person_never_releases_alone(submitter: int | None, releaser: int | None) -> None:
    assert may_release(submitter, releaser) == (None not in (submitter, releaser) and submitter != releaser)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("yellow", "red", True), ("red", "red", False), ("red", "orange", False), ("", "blue", True), ("red", "", True)],
)
def test_a_raised_colour_calls_everybody_again(old: str, new: str, again: bool) -> None:
    assert calls_everyone_again(old, new, "rainstorm", "rainstorm") is again
    assert calls_everyone_again(old, new, "rainstorm", "flash_flood")


@given(st.sampled_from(sorted(RANKS)), st.lists(st.sampled_from(AUDIENCES)))
def test_reach_is_never_empty_and_keeps_the_order_of_weight(colour: str, chosen: list[str]) -> None:
    found = reach(colour, chosen)
    assert found and list(found) == [one for one in AUDIENCES if one in found]
    assert not chosen or set(found) == set(chosen)


def test_red_reaches_households_and_blue_does_not() -> None:
    assert "household" in reach("red") and "household" not in reach("blue")


@pytest.mark.parametrize(
    ("typed", "count", "right"),
    [
        ("签发预警", "1234", True),
        (" 签发预警 ", "1,234", True),
        ("签发", "1234", False),
        ("签发预警", "1235", False),
        ("签发预警", "", False),
        ("签发预警", "abc", False),
    ],
)
def test_verb_and_number_must_be_typed(typed: str, count: str, right: bool) -> None:
    assert typed_right(typed, "签发预警", count, 1234) is right
