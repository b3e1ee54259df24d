"""隐患辅助识别: what it proposes, why, and that its numbers are those its training half gives."""

from pathlib import Path

import pytest
from benches.assist import ask_model, ask_rules, measured
from hypothesis import given, settings
from hypothesis import strategies as st
from tools import train_assist

from qianshao.hazards.assist import features, keywords, model
from qianshao.hazards.assist.propose import propose
from qianshao.hazards.assist.similar import Nearness, alike, print_of
from qianshao.hazards.selectors.standards import shipped_rows

TEST = Path(__file__).parent / "data" / "assist_test.csv"


@pytest.mark.parametrize(
    ("words", "kind", "grade"),
    [
        ("山塘坝脚冒浑水，下面住着人", "reservoir", "2"),
        ("安全出口用铁链锁死了，网吧里面几十个人", "exit_blocked", "2"),
        ("灭火器过期了，压力指针在红区", "fire_gear", "1"),
        ("路灯不亮，麻烦修一下", "other", "1"),
    ],
)
def test_plain_words_find_their_kind_and_grade(words: str, kind: str, grade: str) -> None:
    said = propose(words)
    assert (said.kind, said.grade.code, said.vague) == (kind, grade, False)


@pytest.mark.parametrize(
    ("meant", "heard", "kind"),
    [
        ("煤气罐漏气", "煤气灌漏器", "gas"),
        ("井盖没有了", "景盖莫有了", "pit_cover"),
        ("水库大坝漏水", "水裤大坝楼水", "reservoir"),
    ],
)
def test_a_homophone_slip_of_a_voice_speaks_like_the_word_that_was_meant(meant: str, heard: str, kind: str) -> None:
    assert propose(meant).kind == propose(heard).kind == kind


def test_what_spoke_for_it_stands_in_the_text_as_it_was_written() -> None:
    words = "李湾村 ３组：【液化气罐】放在灶台下，软管老化！！"
    because = propose(words).kinds[0].because
    assert because
    assert all(words[one.start : one.end] == one.words for one in because)
    assert "液化气" in "".join(one.words for one in because)
    assert all(0 < one.part <= 1 for one in because)


@pytest.mark.parametrize("words", ["", "。。。", "\0\u202e", "hello"])
def test_what_says_nothing_is_called_vague(words: str) -> None:
    assert propose(words).vague


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=120))
def test_no_text_breaks_it_and_the_same_text_gives_the_same_proposal(words: str) -> None:
    said = propose(words)
    assert said == propose(words)
    assert {guess.code for guess in said.kinds} <= set(keywords.kinds())
    assert said.grade.code in {"1", "2"}


def test_however_long_a_text_is_only_its_first_characters_are_read() -> None:
    assert len(list(features.pieces(features.Text("坝" * 100_000).read))) < 6 * features.MOST_CHARACTERS
    assert len(features.Text("\ufdfa" * 400).read) <= features.MOST_CHARACTERS


def test_the_kinds_and_departments_are_the_countys_codes() -> None:
    assert set(keywords.kinds()) == {row["code"] for row in shipped_rows("kinds")}
    assert set(model.shipped().departments) <= {row["code"] for row in shipped_rows("departments")}
    usual = {row["code"]: row["department"] for row in shipped_rows("kinds")}
    assert {kind: keywords.usual_lead(kind) for kind in usual if kind != "water_edge"} == {
        kind: lead for kind, lead in usual.items() if kind != "water_edge"
    }


def test_a_model_made_for_other_kinds_is_refused() -> None:
    arrays = {"names": model.packed(["坝"]), "kinds": model.packed(["house"]), "weights": [[1]]}
    with pytest.raises(ValueError, match="train_assist"):
        model.from_arrays(arrays)


def test_the_numbers_are_those_the_training_half_gives() -> None:
    arrays = train_assist.learn(train_assist.read_rows(train_assist.TRAIN))
    assert train_assist.differences(arrays, train_assist.FILE) == []


def test_no_text_stands_in_both_halves_or_twice() -> None:
    learnt = [row.text for row in train_assist.read_rows(train_assist.TRAIN)]
    asked = {row.text for row in train_assist.read_rows(TEST)}
    assert len(learnt) == len(set(learnt)) >= 700
    assert not asked & set(learnt)


def test_on_the_half_it_never_saw_it_beats_the_keyword_rules() -> None:
    rows = train_assist.read_rows(TEST)
    silent = [False] * len(rows)
    of_model = measured(ask_model(rows, model.shipped(), silent))
    of_rules = measured(ask_rules(rows, silent))
    assert of_model["kind"] > 1.2 * of_rules["kind"]
    assert of_model["kind"] > 0.75
    assert of_model["kind_top3"] > 0.9
    assert of_model["major_recall"] > max(0.85, of_rules["major_recall"])
    assert of_model["department"] > of_rules["department"]


def test_the_same_words_are_alike_and_others_are_not() -> None:
    one, again, other = map(print_of, ("坝脚冒浑水", "坝脚在冒浑水", "楼道里电瓶车充电"))
    assert alike(one, again) > 0.6 > 0.1 > alike(one, other)


def test_nearer_fresher_and_more_alike_looks_more_like_one() -> None:
    base = Nearness(50.0, 3.0, 0.5)
    assert base.worth_a_look
    assert Nearness(10.0, 3.0, 0.5).score > base.score > Nearness(50.0, 30.0, 0.5).score
    assert Nearness(50.0, 3.0, 0.9).score > base.score
    assert Nearness(None, 3.0, 0.5).score > base.score
    assert not Nearness(290.0, 80.0, 0.1).worth_a_look
