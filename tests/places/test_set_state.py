"""Opening, filling, resting and closing a shelter."""

import sys

import pytest

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.scope import Scope
from qianshao.journal.selectors import entries
from qianshao.places import occupancy
from qianshao.places.models import Shelter
from qianshao.places.services import set_state
from tests.cast import NOW
from tests.places.conftest import Places, actor_at, refused

pytestmark = pytest.mark.django_db
EVERYTHING = Scope.everything("the test reads")


def said(shelter: Shelter) -> list[str]:
    return [entry.kind for entry in entries(EVERYTHING, subject=("shelter", shelter.pk))]


def test_opening_names_who_when_and_why(bare: Places, clerk: Actor) -> None:
    opened = set_state(shelter_id=bare.school.pk, to="open", why="青石镇转移", actor=clerk, now=NOW)
    assert (opened.state, opened.state_by, opened.state_at, opened.state_why) == ("open", "吴敏", NOW, "青石镇转移")
    assert said(bare.school)[0] == "places.shelter_opened"


def test_the_same_wish_twice_is_no_error_and_written_once(bare: Places, clerk: Actor) -> None:
    for _again in range(2):
        set_state(shelter_id=bare.school.pk, to="open", actor=clerk, now=NOW)
    assert said(bare.school).count("places.shelter_opened") == 1


def test_a_closed_shelter_is_not_opened_by_the_way(bare: Places, clerk: Actor) -> None:
    set_state(shelter_id=bare.school.pk, to="closed", why="进水", actor=clerk, now=NOW)
    with pytest.raises(Stale):
        set_state(shelter_id=bare.school.pk, to="open", why="急", actor=clerk, now=NOW)
    set_state(shelter_id=bare.school.pk, to="standby", actor=clerk, now=NOW)
    assert set_state(shelter_id=bare.school.pk, to="open", actor=clerk, now=NOW).state == "open"


def test_closing_needs_a_reason(bare: Places, clerk: Actor) -> None:
    with refused("shelter.why"):
        set_state(shelter_id=bare.school.pk, to="closed", why=" ", actor=clerk, now=NOW)
    with refused("shelter.state"):
        set_state(shelter_id=bare.school.pk, to="burning", actor=clerk, now=NOW)


def test_an_unfit_shelter_is_opened_only_with_a_reason(bare: Places, clerk: Actor) -> None:
    Shelter._base_manager.filter(pk=bare.school.pk).update(must_fix=2)
    with refused("shelter.unfit"):
        set_state(shelter_id=bare.school.pk, to="open", actor=clerk, now=NOW)
    assert set_state(shelter_id=bare.school.pk, to="open", why="已修好", actor=clerk, now=NOW).state == "open"


def test_with_people_inside_it_does_not_stand_by(bare: Places, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    set_state(shelter_id=bare.school.pk, to="open", actor=clerk, now=NOW)
    monkeypatch.setattr(occupancy, "counters", lambda: [lambda _scope: {bare.school.pk: 3}])
    with pytest.raises(Invalid) as refused:
        set_state(shelter_id=bare.school.pk, to="standby", actor=clerk, now=NOW)
    assert "3 人" in str(refused.value)


def test_nobody_moves_a_shelter_elsewhere_or_without_the_right(bare: Places) -> None:
    with pytest.raises(NotFound):
        set_state(shelter_id=bare.far.pk, to="open", actor=actor_at(bare.cast.town_a.path), now=NOW)
    with pytest.raises(NotAllowed):
        set_state(shelter_id=bare.far.pk, to="open", actor=actor_at(bare.cast.town_b.path, "places.view"), now=NOW)


def test_two_at_the_same_moment_do_not_overwrite_each_other(
    bare: Places, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = Shelter._base_manager.get(pk=bare.school.pk)
    set_state(shelter_id=bare.school.pk, to="closed", why="进水", actor=clerk, now=NOW)
    monkeypatch.setattr(sys.modules["qianshao.places.services.set_state"], "shelter_for", lambda *_given: stale)
    with pytest.raises(Stale):
        set_state(shelter_id=bare.school.pk, to="open", actor=clerk, now=NOW)
    assert Shelter._base_manager.get(pk=bare.school.pk).state == "closed"
