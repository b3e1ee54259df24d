"""The table of states, written a second time by hand, and the rules, without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from qianshao.core.clock import BEIJING
from qianshao.enforcement.rules.cases import (
    Delegated,
    Ready,
    Signer,
    Thing,
    carry_out_fault,
    clean_fault,
    close_fault,
    decide_fault,
    hear_fault,
    hearing_fault,
    is_delegated,
    is_heavy,
    officers_fault,
    order_fault,
    other_person_fault,
    penalty_fault,
    things_of,
    urge_fault,
)
from qianshao.enforcement.rules.chain import START, Link, broken_at, link_hash
from qianshao.enforcement.rules.clocks import Calendar, until
from qianshao.enforcement.rules.papers import ACTS_OF
from qianshao.enforcement.states import (
    ACT_LABELS,
    BESIDES,
    MOVES,
    STATE_LABELS,
    STATE_TONES,
    TABS,
    CaseState,
    may_beside,
)
from qianshao.hazards.rules.standards import CASE_ACTS

NOW = datetime(2026, 7, 18, 12, 12, tzinfo=UTC)
TODAY = date(2026, 7, 18)
#: From each state, what may be done and where it leads: by hand, beside the table of the room.
BY_HAND = {
    "opened": {"check": "checked", "withdraw": "withdrawn", "hand_over": "handed_over"},
    "checked": {
        "check": "checked", "measure": "ordered", "order": "ordered", "ask_filing": "filing",
        "close_clean": "closed", "withdraw": "withdrawn", "hand_over": "handed_over",
    },
    "ordered": {
        "measure": "ordered", "order": "ordered", "recheck": "rechecked", "ask_filing": "filing",
        "withdraw": "withdrawn", "hand_over": "handed_over",
    },
    "rechecked": {
        "measure": "ordered", "order": "ordered", "ask_filing": "filing", "close_mended": "closed",
        "withdraw": "withdrawn", "hand_over": "handed_over",
    },
    "filing": {"refuse_filing": "checked", "file": "filed", "withdraw": "withdrawn", "hand_over": "handed_over"},
    "filed": {
        "propose": "proposed", "no_punish": "not_punished", "withdraw": "withdrawn", "hand_over": "handed_over",
    },
    "proposed": {
        "notify": "notified", "send_back": "filed", "no_punish": "not_punished", "withdraw": "withdrawn",
        "hand_over": "handed_over",
    },
    "notified": {
        "hear": "heard", "ask_hearing": "hearing", "no_punish": "not_punished", "withdraw": "withdrawn",
        "hand_over": "handed_over",
    },
    "hearing": {
        "plan_hearing": "hearing", "hold_hearing": "heard",
        "no_punish": "not_punished", "withdraw": "withdrawn", "hand_over": "handed_over",
    },
    "heard": {
        "ask_hearing": "hearing", "review": "heard", "discuss": "heard", "decide": "decided", "send_back": "filed",
        "no_punish": "not_punished", "withdraw": "withdrawn", "hand_over": "handed_over",
    },
    "decided": {"serve": "served"},
    "served": {"execute": "executing"},
    "executing": {"execute": "executing", "close": "closed"},
    "closed": {},
    "handed_over": {},
    "not_punished": {},
    "withdrawn": {},
}  # fmt: skip


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("act", list(MOVES))
def test_every_pair_of_state_and_act_is_as_written_by_hand(state: CaseState, act: str) -> None:
    wanted = BY_HAND[state].get(act)
    assert MOVES[act].allows(state) == (wanted is not None)
    if wanted:
        assert MOVES[act].target == wanted


#: From each state, what may be done beside the steps: by hand as well.
_ALWAYS = {"question", "evidence", "hold", "settle_hold", "expertise", "lift_compel", "party", "note"}
_LOOKING = _ALWAYS | {"summon", "examine", "sample", "commission", "ask_compel", "compel", "refuse_compel"}
_LOOKING |= {"ask_prolong", "prolong", "refuse_prolong", "mode"}
_DUE = _ALWAYS | {"publish", "urge"}
BESIDE_BY_HAND: dict[str, set[str]] = {
    **dict.fromkeys(("opened", "checked", "ordered", "rechecked", "filing"), _LOOKING),
    **dict.fromkeys(("filed", "proposed", "notified", "hearing", "heard"), _LOOKING),
    "decided": _DUE | {"mode"},
    **dict.fromkeys(("served", "executing"), _DUE | {"ask_defer", "grant_defer", "refuse_defer", "apply_court"}),
    "closed": {"publish", "urge", "note"},
    **{state: {"note"} for state in ("handed_over", "not_punished", "withdrawn")},
}


@pytest.mark.parametrize("state", list(CaseState))
def test_what_may_be_done_beside_the_steps_is_as_written_by_hand(state: CaseState) -> None:
    assert {act for act in BESIDES if may_beside(act, state)} == BESIDE_BY_HAND[state]


def test_every_state_and_act_has_words_and_a_tab() -> None:
    assert set(BY_HAND) == set(CaseState) == set(STATE_LABELS) == set(STATE_TONES)
    assert {*MOVES, *BESIDES} <= set(ACT_LABELS)
    assert {state for _code, _label, states in TABS for state in states} == set(CaseState)


def signer(number: int, **given: Any) -> Signer:
    options = {"valid_from": date(2024, 1, 1), "valid_until": TODAY, "area": "000100010001", **given}
    return Signer(number, f"证{number}", **options)


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        ((signer(1), signer(2)), ""),
        ((signer(1),), "too_few"),
        ((signer(1), signer(1)), "too_few"),
        ((signer(1), signer(2, valid_until=date(2026, 7, 17))), "certificate"),
        ((signer(1), signer(2, valid_from=date(2026, 7, 19))), "certificate"),
        ((signer(1), signer(2, is_retired=True)), "certificate"),
        ((signer(1), signer(2, area="0001000100010002")), "elsewhere"),
        ((signer(1), signer(2, area="000100010009")), "elsewhere"),
    ],
)
def test_two_officers_with_valid_certificates_of_the_area(who: tuple[Signer, ...], fault: str) -> None:
    path = "00010001000100010001"
    assert officers_fault(who, least=2, today=TODAY, case_path=path, whole_county=False) == fault


def test_a_joint_case_takes_officers_of_the_county_but_of_no_other() -> None:
    path, other = "00010001000100010001", signer(2, area="0001000100010002")
    assert officers_fault([signer(1), other], least=2, today=TODAY, case_path=path, whole_county=True) == ""
    far = signer(2, area="000100010009")
    assert officers_fault([signer(1), far], least=2, today=TODAY, case_path=path, whole_county=True) == "elsewhere"


def test_the_county_may_ask_for_more_officers_than_the_law_never_for_fewer() -> None:
    path, pair = "000100010001", [signer(1), signer(2)]
    assert officers_fault(pair, least=3, today=TODAY, case_path=path, whole_county=False) == "too_few"
    assert officers_fault(pair[:1], least=1, today=TODAY, case_path=path, whole_county=False) == "too_few"


def test_only_the_delegated_matter_of_the_township_within_its_time() -> None:
    rows = [Delegated("t1", ("甲",), date(2026, 1, 1), date(2026, 12, 31))]

    def may(**given: Any) -> bool:
        return is_delegated(rows, **{"town": "t1", "matter": "甲", "today": TODAY, **given})

    assert may()
    assert not may(town="t2")
    assert not may(matter="乙")
    assert not may(today=date(2025, 12, 31))
    assert not may(today=date(2027, 1, 1))


def test_working_days_skip_weekends_and_the_countys_days_off_and_count_made_up_ones() -> None:
    friday = datetime(2026, 9, 25, 2, tzinfo=UTC)
    plain = until(friday, 7, "working", Calendar(), BEIJING)
    assert plain.date() == date(2026, 10, 6)
    rows = [{"code": f"2026-10-0{n}", "kind": "off"} for n in range(1, 8)]
    rows += [{"code": "2026-10-10", "kind": "work"}, {"code": "没写日期", "kind": "off"}]
    assert until(friday, 7, "working", Calendar.of(rows), BEIJING).date() == date(2026, 10, 12)
    assert until(friday, 90, "days", Calendar.of(rows), BEIJING).date() == date(2026, 12, 24)


def test_a_changed_or_missing_link_breaks_the_chain_where_it_stands() -> None:
    links: list[Link] = []
    before = START
    for n in (1, 2, 3):
        link = Link(n, f"u{n}", f"s{n}", NOW, "甲", "墙")
        before = link_hash(before, link)
        links.append(Link(n, f"u{n}", f"s{n}", NOW, "甲", "墙", before))
    assert broken_at(links) == 0
    assert broken_at([links[0], Link(2, "u2", "别的", NOW, "甲", "墙", links[1].chain), links[2]]) == 2
    assert broken_at([links[0], links[2]]) == 3
    assert broken_at([]) == 0


@pytest.mark.parametrize(
    ("penalty", "fine", "least", "heavy"),
    [
        ("fine", 49_999, 50_000, False), ("fine", 50_000, 50_000, True), ("fine", 1, None, True),
        ("warning", None, None, False), ("suspend", None, 50_000, True), ("warning", 50_000, 50_000, True),
    ],
)  # fmt: skip
def test_a_punishment_is_heavy_by_its_kind_or_its_sum(
    penalty: str, fine: int | None, least: int | None, heavy: bool
) -> None:
    assert is_heavy(penalty=penalty, fine=fine, least=least) is heavy


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (Ready(), ""),
        (Ready(hearing_until=NOW), "hearing_open"),
        (Ready(hearing_until=NOW - timedelta(seconds=1)), ""),
        (Ready(is_major=True), "no_review"),
        (Ready(is_major=True, review="against", is_discussed=True), "review_against"),
        (Ready(is_major=True, review="agreed"), "no_discussion"),
        (Ready(is_major=True, review="agreed", is_discussed=True), ""),
    ],
)
def test_nothing_heavy_is_decided_without_review_and_discussion(facts: Ready, fault: str) -> None:
    assert decide_fault(facts, NOW) == fault


def test_a_list_of_things_says_of_each_what_and_how_many() -> None:
    assert things_of("电瓶，3 只，旧，仓库\n\n 插线板, 1 个 ") == [
        Thing("电瓶", "3 只", "旧", "仓库"),
        Thing("插线板", "1 个"),
    ]
    assert things_of("电瓶") is None
    assert things_of("，3 只") is None
    assert things_of(" \n") == []


def test_the_countys_table_of_papers_knows_every_step_by_its_name() -> None:
    known = dict(CASE_ACTS)
    assert {code: str(label) for code, label in known.items()} == {
        code: str(label) for code, label in ACT_LABELS.items() if code not in ("open", "paper")
    }
    assert {act for acts in ACTS_OF.values() for act in acts} <= set(known)


def test_small_rules() -> None:
    assert order_fault(None, NOW) == "no_date"
    assert order_fault(NOW, NOW) == "past_date"
    assert penalty_fault(kind="fine", fine=0, matter="甲", basis="法") == "no_fine"
    assert penalty_fault(kind="warning", fine=None, matter="甲", basis=" ") == "no_basis"
    assert hear_fault(until=NOW, said="no", now=NOW) == "too_early"
    assert hear_fault(until=NOW, said="no", now=NOW + timedelta(seconds=1)) == ""
    assert hear_fault(until=None, said="no", now=NOW) == "no_wait"
    assert hear_fault(until=NOW, said="waived", now=NOW) == ""
    assert hearing_fault(until=None, now=NOW) == "no_hearing"
    assert hearing_fault(until=NOW, now=NOW) == ""
    assert hearing_fault(until=NOW, now=NOW + timedelta(seconds=1)) == "hearing_late"
    assert clean_fault(is_ordered=True, is_mended=None) == "not_mended"
    assert clean_fault(is_ordered=True, is_mended=True) == clean_fault(is_ordered=False, is_mended=None) == ""
    assert carry_out_fault(penalty="suspend", words=" ") == "no_carry_out"
    assert carry_out_fault(penalty="fine", words="") == ""
    assert urge_fault(owed=0, until=NOW, now=NOW + timedelta(1)) == "nothing_owed"
    assert urge_fault(owed=1, until=NOW, now=NOW) == urge_fault(owed=1, until=None, now=NOW) == "not_due"
    assert close_fault(fine=5, paid=4, open_holds=0, words=" ") == "unpaid"
    assert close_fault(fine=5, paid=4, open_holds=0, words="法院终结执行") == ""
    assert close_fault(fine=5, paid=5, open_holds=1, words="") == "hold_open"
    assert other_person_fault(first_id=1, first="甲", second_id=1, second="乙") == "own_wish"
    assert other_person_fault(first_id=None, first="甲", second_id=2, second="甲") == "own_wish"
    assert other_person_fault(first_id=1, first="甲", second_id=2, second="甲") == ""
