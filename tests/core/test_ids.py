"""Answer links nobody can guess, and ids that sort by time."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core import clock
from qianshao.core.clock import FakeClock
from qianshao.core.ids import read_case_token, sign_case_token, uuid7
from tests.cast import NOW

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.integers(0, 2**62))
def test_a_token_names_its_case_and_fits_into_a_short_message(case_id: int) -> None:
    token = sign_case_token(case_id)
    if case_id < 36**12:
        assert read_case_token(token) == case_id
    assert len(token) <= 13 + 1 + 22


@given(st.text(max_size=60))
def test_foreign_text_is_no_token(text: str) -> None:
    assert read_case_token(text) is None


def test_a_hundred_thousand_guesses_hit_nothing() -> None:
    """G-A6: for a case that exists, with the code guessed."""
    draw = random.Random(2046)
    hits = sum(
        read_case_token("a." + "".join(draw.choice(ALPHABET) for _ in range(22))) is not None for _ in range(100_000)
    )
    assert hits == 0


def test_every_changed_character_kills_the_token() -> None:
    token = sign_case_token(123456)
    for place, letter in enumerate(token):
        other = "B" if letter != "B" else "C"
        assert read_case_token(token[:place] + other + token[place + 1 :]) is None
    assert read_case_token(token.upper()) is None
    assert read_case_token(token + "A") is None
    assert read_case_token(token[:-1]) is None


def test_the_code_of_one_case_does_not_open_another() -> None:
    one, other = sign_case_token(1), sign_case_token(2)
    assert read_case_token(other.split(".")[0] + "." + one.split(".")[1]) is None


def test_tokens_die_with_the_sites_secret(settings: pytest.FixtureRequest) -> None:
    token = sign_case_token(7)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert read_case_token(token) is None


def test_ids_sort_by_the_time_they_were_made() -> None:
    fake = FakeClock(NOW)
    with clock.use(fake):
        ids = []
        for _ in range(50):
            ids.append(uuid7())
            fake.advance(0.002)
    assert ids == sorted(ids)
    assert {one.version for one in ids} == {7}
    assert len(set(ids)) == 50
