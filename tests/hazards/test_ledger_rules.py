"""The ledger's table of states, and every rule with what it must refuse."""

from datetime import timedelta
from itertools import product

import pytest

from qianshao.hazards.rules import clocks
from qianshao.hazards.rules.ledger import (
    Hand,
    accept_fault,
    age_band,
    ask_fault,
    assign_fault,
    close_fault,
    days_late,
    decide_fault,
    dots,
    extension_fault,
    link_fault,
    list_number,
    missing_parts,
    on_site_fault,
    reopen_fault,
    same_hand,
    verify_fault,
    words_fault,
)
from qianshao.hazards.rules.standards import KEPT, TABLES, problems
from qianshao.hazards.selectors.standards import shipped_rows
from qianshao.hazards.states.ledger import (
    ACT_LABELS,
    DOT_OF,
    ENDED,
    GENERAL,
    LIVING,
    MAJOR,
    MOVES,
    NEEDS_WORDS,
    STATE_LABELS,
    STATE_TONES,
    TABS,
    HazardState,
)
from tests.cast import NOW

S = HazardState
#: The whole table, written a second time by hand: from, act, to. Every other pair must be refused.
TABLE = {
    (S.FOUND, "verify"): S.VERIFIED,
    (S.REPORTED, "verify"): S.VERIFIED,
    (S.FOUND, "dismiss"): S.FALSE,
    (S.VERIFIED, "dismiss"): S.FALSE,
    (S.REPORTED, "dismiss"): S.FALSE,
    (S.FALSE, "restore"): S.FOUND,
    (S.FOUND, "fix_on_site"): S.FIXED_ON_SITE,
    (S.VERIFIED, "fix_on_site"): S.FIXED_ON_SITE,
    (S.FOUND, "report_up"): S.REPORTED,
    (S.VERIFIED, "report_up"): S.REPORTED,
    (S.VERIFIED, "assign"): S.ASSIGNED,
    (S.REPORTED, "assign"): S.ASSIGNED,
    (S.ASSIGNED, "reassign"): S.ASSIGNED,
    (S.RECTIFYING, "reassign"): S.ASSIGNED,
    (S.REJECTED, "reassign"): S.ASSIGNED,
    (S.ASSIGNED, "start"): S.RECTIFYING,
    (S.REJECTED, "start"): S.RECTIFYING,
    (S.ASSIGNED, "ask"): S.ACCEPT_ASKED,
    (S.RECTIFYING, "ask"): S.ACCEPT_ASKED,
    (S.REJECTED, "ask"): S.ACCEPT_ASKED,
    (S.ACCEPT_ASKED, "accept"): S.ACCEPTED,
    (S.FIXED_ON_SITE, "accept"): S.ACCEPTED,
    (S.ACCEPT_ASKED, "reject"): S.REJECTED,
    (S.FIXED_ON_SITE, "reject_on_site"): S.VERIFIED,
    (S.ACCEPTED, "unaccept"): S.REJECTED,
    (S.ACCEPTED, "unaccept_on_site"): S.VERIFIED,
    (S.ACCEPTED, "close"): S.CLOSED,
    (S.CLOSED, "reopen"): S.ASSIGNED,
    (S.CLOSED, "reopen_on_site"): S.VERIFIED,
}


def test_every_state_and_act_is_allowed_as_written_or_refused() -> None:
    for state, act in product(S, MOVES):
        allowed = MOVES[act].allows(state)
        assert allowed == ((state, act) in TABLE), (state, act)
        if allowed:
            assert MOVES[act].target == TABLE[state, act], (state, act)


def test_every_state_is_reached_and_every_living_one_can_end() -> None:
    edges = {state: {target for (source, _act), target in TABLE.items() if source == state} for state in S}
    seen, new = {S.FOUND}, {S.FOUND}
    while new:
        new = {target for state in new for target in edges[state]} - seen
        seen |= new
    assert seen == set(S)
    for state in LIVING:
        reach = {state}
        while more := {target for one in reach for target in edges[one]} - reach:
            reach |= more
        assert S.CLOSED in reach, state


def test_every_state_and_act_has_its_words_its_tab_and_its_dot() -> None:
    assert set(STATE_LABELS) == set(STATE_TONES) == set(DOT_OF) == set(S)
    assert set(MOVES) | set(NEEDS_WORDS) <= set(ACT_LABELS)
    tabbed = [state for code, _label, states in TABS if code != "open" for state in states]
    assert sorted(tabbed) == sorted(S)


def test_the_six_dots_show_how_far_and_how_late() -> None:
    assert dots(S.FOUND, False) == ("on", "cur", "", "", "", "")
    assert dots(S.RECTIFYING, True) == ("on", "on", "on", "late", "", "")
    assert dots(S.REJECTED, False) == ("on", "on", "on", "late", "", "")
    assert dots(S.CLOSED, False) == ("on",) * 6


FIXER, OTHER = Hand(1, "新集镇水管所"), Hand(2, "新集镇应急办")


def test_who_mended_it_does_not_accept_it() -> None:
    assert accept_fault(fixers=(FIXER,), accepter=OTHER, after_photos=1) == ""
    assert accept_fault(fixers=(FIXER,), accepter=Hand(1, "别的单位"), after_photos=1) == "own_work"
    assert (
        accept_fault(fixers=(Hand(None, "新集镇水管所"),), accepter=Hand(9, "新集镇 水管所"), after_photos=1)
        == "own_work"
    )
    assert not same_hand(Hand(None, ""), Hand(None, ""))


def test_who_had_the_link_does_not_accept_what_came_by_it() -> None:
    assert link_fault(holders={1, 2}, accepter=OTHER) == "own_link"
    assert link_fault(holders={1}, accepter=OTHER) == link_fault(holders=set(), accepter=Hand(None)) == ""


def test_without_a_photo_of_the_work_or_a_unit_nothing_is_accepted() -> None:
    assert accept_fault(fixers=(FIXER,), accepter=OTHER, after_photos=0) == "no_photo"
    assert accept_fault(fixers=(FIXER,), accepter=Hand(2, "  "), after_photos=1) == "no_unit"
    assert ask_fault(grade=GENERAL, has_report=False, has_plan=False, after_photos=0) == "no_photo"
    assert ask_fault(grade=GENERAL, has_report=False, has_plan=False, after_photos=1) == ""


@pytest.mark.parametrize(("report", "plan"), [(False, False), (True, False), (False, True)])
def test_a_major_hazard_needs_its_report_and_its_plan_before_the_work_ends(report: bool, plan: bool) -> None:
    assert ask_fault(grade=MAJOR, has_report=report, has_plan=plan, after_photos=3) == "major_unready"
    assert ask_fault(grade=MAJOR, has_report=True, has_plan=True, after_photos=3) == ""


def test_a_major_hazard_is_never_mended_on_the_spot() -> None:
    assert on_site_fault(grade=MAJOR, after_photos=1) == "major_on_site"
    assert on_site_fault(grade=GENERAL, after_photos=0) == "no_photo"
    assert on_site_fault(grade=GENERAL, after_photos=1) == ""


def closing(**given: object) -> str:
    facts = {
        "grade": GENERAL,
        "open_extension": False,
        "fixers": (FIXER,),
        "accepter": OTHER,
        "closer": Hand(3),
        "closer_area": "000100010001",
    }
    return close_fault(**{**facts, **given})  # type: ignore[arg-type]


def test_nothing_closes_over_an_open_wish_for_more_time_or_by_who_mended_it() -> None:
    assert closing() == ""
    assert closing(open_extension=True) == "extension_open"
    assert closing(closer=Hand(1)) == "own_work"
    assert closing(closer=OTHER) == ""


def test_a_major_hazard_is_closed_by_a_second_person_of_the_county() -> None:
    assert closing(grade=MAJOR) == ""
    assert closing(grade=MAJOR, closer=OTHER) == "second_level"
    assert closing(grade=MAJOR, closer_area="0001000100010001") == "second_level"
    assert closing(grade=MAJOR, closer_area="") == ""


@pytest.mark.parametrize("act", NEEDS_WORDS)
def test_what_a_reader_will_ask_about_says_why(act: str) -> None:
    assert words_fault(act, " \n") == "no_words"
    assert words_fault(act, "因为") == ""
    assert words_fault("verify", "") == ""


def test_a_hazard_is_handed_over_verified_to_a_unit_with_a_date_to_come() -> None:
    later = NOW + timedelta(days=1)
    assert assign_fault(is_verified=True, unit="水管所", due_at=later, now=NOW) == ""
    assert assign_fault(is_verified=False, unit="水管所", due_at=later, now=NOW) == "not_verified"
    assert assign_fault(is_verified=True, unit=" ", due_at=later, now=NOW) == "no_unit"
    assert assign_fault(is_verified=True, unit="水管所", due_at=None, now=NOW) == "no_date"
    assert assign_fault(is_verified=True, unit="水管所", due_at=NOW, now=NOW) == "past_date"
    assert [verify_fault(grade) for grade in (0, 1, 2, 3)] == ["no_grade", "", "", "no_grade"]


def test_more_time_is_asked_with_words_for_later_and_granted_by_somebody_else() -> None:
    due, later = NOW + timedelta(days=2), NOW + timedelta(days=9)
    assert extension_fault(until=later, due_at=due, now=NOW, reason="下雨停工") == ""
    assert extension_fault(until=later, due_at=due, now=NOW, reason=" ") == "no_words"
    assert extension_fault(until=due, due_at=due, now=NOW, reason="下雨停工") == "past_date"
    assert extension_fault(until=NOW, due_at=None, now=NOW, reason="下雨停工") == "past_date"
    assert decide_fault(asker=FIXER, decider=OTHER, granted=True, words="") == ""
    assert decide_fault(asker=FIXER, decider=Hand(1), granted=True, words="好") == "own_wish"
    assert decide_fault(asker=FIXER, decider=OTHER, granted=False, words="") == "no_words"


def test_a_closed_hazard_is_opened_again_only_within_the_countys_days() -> None:
    closed = NOW - timedelta(days=90)
    assert reopen_fault(closed_at=closed, reopen_days=90, now=NOW) == ""
    assert reopen_fault(closed_at=closed, reopen_days=89, now=NOW) == "reopen_late"
    assert reopen_fault(closed_at=closed, reopen_days=None, now=NOW) == ""


def test_a_part_of_a_day_late_is_a_day_late() -> None:
    assert days_late(NOW, NOW) == 0
    assert days_late(NOW - timedelta(milliseconds=1), NOW) == 1
    assert days_late(NOW - timedelta(days=1), NOW) == 1
    assert days_late(NOW - timedelta(days=1, seconds=1), NOW) == 2
    assert days_late(None, NOW) == 0


def test_numbers_parts_and_ages() -> None:
    assert list_number(2026, "411523", 123) == "2026-411523-000123"
    assert missing_parts({"goals": "x", "money": " ", "people": ""}) == ["money", "people"]
    day = NOW.date()
    ages = [age_band(day - timedelta(days=n), day) for n in (0, 7, 8, 30, 31, 90, 91)]
    assert ages == ["week", "week", "month", "month", "quarter", "quarter", "older"]


ROW = {"verify_hours": 24, "accept_days": 3}


def test_each_step_has_its_clock_and_one_that_is_not_set_sets_no_date() -> None:
    due = NOW + timedelta(days=9)
    assert clocks.step_due(S.FOUND, ROW, NOW, None) == NOW + timedelta(hours=24)
    assert clocks.step_due(S.VERIFIED, ROW, NOW, None) is None
    assert clocks.step_due(S.RECTIFYING, ROW, NOW, due) == due
    assert clocks.step_due(S.ACCEPT_ASKED, ROW, NOW, due) == NOW + timedelta(days=3)
    assert [clocks.step_due(state, ROW, NOW, due) for state in ENDED] == [None, None]


def test_the_ledger_sorts_late_then_dated_then_undated_then_over_newest_first() -> None:
    hour = timedelta(hours=1)
    turns = [
        clocks.turn_at(S.RECTIFYING, NOW - hour, NOW),
        clocks.turn_at(S.FOUND, NOW + hour, NOW),
        clocks.turn_at(S.VERIFIED, None, NOW),
        clocks.turn_at(S.CLOSED, None, NOW),
        clocks.turn_at(S.FALSE, None, NOW - hour),
    ]
    assert turns == sorted(turns)


def test_reminders_come_once_each_in_order_also_after_a_long_stop() -> None:
    steps = clocks.read_steps(shipped_rows("reminders"), GENERAL)
    assert [step.code for step in steps] == ["b3", "b1", "u1", "u2", "u3"]
    due = NOW + timedelta(days=10)
    assert clocks.next_moment(steps, due, NOW) == due - timedelta(hours=72)
    after = due + timedelta(hours=25)
    assert [step.code for step in clocks.due_steps(steps, due, NOW, after)] == ["b3", "b1", "u1", "u2"]
    assert [step.code for step in clocks.due_steps(steps, due, due, after)] == ["u2"]
    assert clocks.next_moment(steps, due, due + timedelta(days=30)) is None
    assert clocks.next_moment(steps, None, NOW) is None


def test_the_second_urging_copies_to_leaders_by_default() -> None:
    urgings = [step for step in clocks.read_steps(shipped_rows("reminders"), MAJOR) if step.is_urging]
    assert urgings[0].copies == ()
    assert "county_lead" in urgings[1].copies


@pytest.mark.parametrize("name", TABLES)
def test_a_shipped_table_is_sound_and_says_where_each_row_comes_from(name: str) -> None:
    rows = shipped_rows(name)
    assert problems(name, rows) == []
    assert all(row["source"] and row["sure"] for row in rows)


def test_codes_named_in_a_table_are_in_the_table_they_name() -> None:
    codes = {name: {row.get("code") for row in shipped_rows(name)} for name in TABLES}
    assert {row["department"] for row in shipped_rows("kinds")} <= codes["departments"]
    assert {row["department"] for row in shipped_rows("place_classes")} <= codes["departments"]
    assert {row["kind"] for row in shipped_rows("check_items")} <= codes["kinds"]
    assert {row["place_class"] for row in shipped_rows("size_limits")} <= codes["place_classes"]
    assert len([row for row in shipped_rows("place_classes") if not row["parent"] and row["sure"] == "C"]) == 13
    assert len([row for row in shipped_rows("place_classes") if row["parent"] == "JX"]) == 9


BAND = {"code": "1", "least": 0, "name": "低", "colour": "blue", "source": "", "sure": "U"}


@pytest.mark.parametrize(
    ("name", "rows", "fault"),
    [
        ("departments", [], "empty"),
        ("departments", [{"code": "a", "name": "甲", "sure": "U"}] * 2, "twice"),
        ("departments", [{"code": "a", "name": "", "sure": "U"}], "missing"),
        ("departments", [{"code": "a b", "name": "甲", "sure": "U"}], "code"),
        ("departments", [{"code": "a", "name": "甲", "sure": "X"}], "choice"),
        ("departments", [{"code": f"a{n}", "name": "甲", "sure": "U"} for n in range(201)], "many"),
        ("grades", [{"code": "1", "name": "一般", "sure": "U"}], "kept"),
        ("risk_bands", [{**BAND, "below": 20}], "overlap"),
        ("risk_bands", [{**BAND, "below": 20}, {**BAND, "code": "2", "least": 30}], "overlap"),
        ("risk_bands", [{**BAND, "least": -1}], "number"),
        ("risk_bands", [{**BAND, "least": True}], "number"),
        ("reminders", [{"code": "a", "when": "after", "roles": "town_duty boss", "sure": "U"}], "role"),
    ],
)
def test_an_unsound_table_is_refused(name: str, rows: list[dict[str, object]], fault: str) -> None:
    assert fault in problems(name, rows)
    assert set(KEPT) <= set(TABLES)
