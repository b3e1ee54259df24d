"""Personal numbers: sealed in the database, found by a keyed hash, masked on screens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.fields import EncryptedTextField, is_sealed, keyed_hash, seal, unseal
from qianshao.core.text import mask_id, mask_name, mask_phone, normal_phone

PHONE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(st.text(min_size=1, max_size=200))
def test_what_is_sealed_comes_back_and_shows_nothing(value: str) -> None:
    sealed = seal(value)
    assert unseal(sealed) == value
    assert len(value) < 4 or value not in sealed


def test_the_same_number_never_looks_the_same_twice() -> None:
    assert seal("13800002046") != seal("13800002046")
    assert seal("") == ""
    assert unseal("") == ""


def test_another_key_or_an_altered_value_is_told(settings: pytest.FixtureRequest) -> None:
    sealed = seal("13800002046")
    altered = sealed[:-6] + ("AAAA" if sealed[-6:-2] != "AAAA" else "BBBB") + sealed[-2:]
    with pytest.raises(ValueError, match="altered"):
        unseal(altered)
    settings.DATA_KEY = b"another key of thirty-two bytes!"  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="another key"):
        unseal(sealed)
    with pytest.raises(ValueError, match="not a sealed value"):
        unseal("13800002046")


def test_the_hash_finds_equal_numbers_of_a_kind_and_depends_on_the_key(settings: pytest.FixtureRequest) -> None:
    first = keyed_hash("phone", "13800002046")
    assert first == keyed_hash("phone", "13800002046")
    assert first != keyed_hash("id", "13800002046")
    assert first != keyed_hash("phone", "13800002047")
    assert keyed_hash("phone", "") == ""
    settings.DATA_KEY = b"another key of thirty-two bytes!"  # type: ignore[attr-defined]
    assert first != keyed_hash("phone", "13800002046")


@given(PHONE)
def test_a_masked_phone_keeps_three_and_four(number: str) -> None:
    masked = mask_phone(number)
    assert masked == f"{number[:3]}****{number[-4:]}"


@pytest.mark.parametrize(
    ("given_", "normal"),
    [
        ("+86 138 0000 2046", "13800002046"),
        ("86-138-0000-2046", "13800002046"),
        ("0376-2952345", "03762952345"),
        ("", ""),
    ],
)
def test_numbers_are_stored_as_digits(given_: str, normal: str) -> None:
    assert normal_phone(given_) == normal


@pytest.mark.parametrize(
    ("name", "masked"), [("王守厚", "王*厚"), ("王厚", "王*"), ("欧阳修文", "欧**文"), ("王", "王"), ("", "")]
)
def test_names_are_masked_in_the_middle(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_short_numbers_and_identity_numbers_show_nothing() -> None:
    assert mask_phone("110") == "****"
    assert mask_phone("") == ""
    assert mask_id("41150019800101001X") == "已登记"
    assert mask_id("") == ""


def test_a_sealed_value_is_not_sealed_twice_and_a_typed_prefix_does_not_pass_for_one() -> None:
    column: EncryptedTextField = EncryptedTextField()
    sealed = seal("13800002046")
    assert column.get_prep_value(sealed) == sealed
    for typed in ("e1:", "e1:13800002046", "e1:AAAA", "e1:" + "A" * 60, "e1:汉字"):
        assert not is_sealed(typed)
        assert column.from_db_value(column.get_prep_value(typed)) == typed
    assert column.get_prep_value(None) is None
