"""The chain's rules, on any roster: nobody above themselves, no circle, one post for one person."""

from hypothesis import given
from hypothesis import strategies as st

from qianshao.people.rules import Holding, Roster, birth_of, id_fault, initials, phone_fault

PATHS = ("0001", "00010001", "000100010001", "000100010002", "0001000100010001", "0001000100020001")
POSTS = {"R-GH": (20, 20), "R-OD": (50, 50), "R-VS": (65, 65), "R-DI": (100, None), "R-GW": (120, 120)}


def _holding(person: int, path: str, post: str, slot: str) -> Holding:
    rank, lead = POSTS[post]
    return Holding(person, path, len(path) // 4, post, post, rank, lead, slot, False)


ROSTERS = st.lists(
    st.builds(
        _holding, st.integers(1, 8), st.sampled_from(PATHS), st.sampled_from(sorted(POSTS)), st.sampled_from("AB")
    ),
    max_size=25,
)


@given(ROSTERS)
def test_the_way_up_ends_and_never_meets_a_person_in_their_own_superior(held: list[Holding]) -> None:
    roster = Roster(held)
    for person in roster.persons():
        holding = roster.highest(person)
        if holding is None:
            continue
        superior = roster.superior_of(holding)
        assert superior != person
        assert roster.standin(holding) != person
        if superior is not None:
            leads = [h for h in roster.holdings(superior) if h.lead is not None and roster.acts(h)]
            assert any(holding.path.startswith(h.path) for h in leads)


@given(ROSTERS, st.sampled_from(PATHS))
def test_whoever_leads_an_area_sits_in_it_or_above(held: list[Holding], path: str) -> None:
    roster = Roster(held)
    leader = roster.leader_of(path)
    expected = {h.person for h in held if h.lead is not None and roster.acts(h) and path.startswith(h.path)}
    assert (leader in expected) if expected else (leader is None)


@given(ROSTERS)
def test_everyone_with_an_own_post_is_called_under_the_highest(held: list[Holding]) -> None:
    roster = Roster(held)
    for person in roster.persons():
        own = [h for h in roster.holdings(person) if h.slot == "A"]
        found = roster.highest(person)
        if own:
            assert found is not None
            assert found.rank == min(h.rank for h in own)


@given(st.text(max_size=30))
def test_any_text_as_a_number_or_name_is_answered_in_words(text: str) -> None:
    assert isinstance(phone_fault(text), str)
    assert isinstance(id_fault(text), str)
    assert len(initials(text)) <= 40
    birth_of(text)


def test_numbers_are_judged_as_people_write_them() -> None:
    for good in ("13800000006", "138 0000 0006", "+86 138-0000-0006", "0376-2980001", "2980001", ""):
        assert phone_fault(good) == ""
    for bad in ("1380000", "138000000061", "abc", "12345678901"):
        assert phone_fault(bad)
    assert id_fault("11010519491231002X") == ""
    assert birth_of("11010519491231002X") == (1949, "F")
    assert id_fault("110105194912310021")
    assert id_fault("1101051949123100")
