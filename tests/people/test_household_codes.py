"""A household's short code survives bad handwriting and bad typing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.people.rules import household_code, household_of_code

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.integers(1, 2**60 - 1))
def test_a_code_leads_back_to_its_household(key: int) -> None:
    code = household_code(key)
    assert household_of_code(code) == household_of_code(code.lower().replace("-", " ")) == key


@given(st.integers(1, 2**40), st.data())
def test_any_one_wrong_letter_is_noticed(key: int, data: st.DataObject) -> None:
    code = household_code(key).replace("-", "")
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([letter for letter in LETTERS if letter != code[place]]))
    assert household_of_code(code[:place] + wrong + code[place + 1 :]) is None


@given(st.integers(1, 2**40), st.data())
def test_two_neighbours_swapped_are_noticed(key: int, data: st.DataObject) -> None:
    code = household_code(key).replace("-", "")
    place = data.draw(st.integers(0, len(code) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or household_of_code(swapped) is None


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    key = next(n for n in range(1, 5000) if {"0", "1"} <= set(household_code(n)))
    assert household_of_code(household_code(key).replace("0", "o").replace("1", "l")) == key


@pytest.mark.parametrize("text", ["", "7K3M", "张有福", "0000-0", "7K3M-QQQQQQQQQQQQ", "7K3U-Q", "-----"])
def test_what_is_no_code_is_nobody(text: str) -> None:
    assert household_of_code(text) is None


@pytest.mark.parametrize("key", [0, -3])
def test_there_is_no_code_for_no_household(key: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        household_code(key)
