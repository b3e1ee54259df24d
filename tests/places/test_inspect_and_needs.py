"""Inspections, when the next one is due, and what a shelter lacks; what a phone may say of all that."""

from datetime import timedelta
from uuid import uuid4

import pytest

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.scope import Scope
from qianshao.core.sync import Push
from qianshao.journal.selectors import entries
from qianshao.places.layers import LAYERS
from qianshao.places.models import FacilityItem, Shelter, ShelterClass, ShelterNeed
from qianshao.places.rules import fullness, next_due, people_that_fit, verdict
from qianshao.places.selectors import checklist_for, totals
from qianshao.places.services import answer_need, inspect_shelter, request_need, set_state, update_shelter
from qianshao.places.sync import COMMANDS, PULLS
from qianshao.places.ticks import note_overdue
from tests.cast import NOW
from tests.places.conftest import Places, actor_at, refused

pytestmark = pytest.mark.django_db
EVERYTHING = Scope.everything("the test reads")


def all_good(shelter: Shelter) -> dict[str, bool]:
    return {item.code: True for item in checklist_for(shelter.duration)}


def kinds(kind: str) -> list[str]:
    return [entry.sentence for entry in entries(EVERYTHING, kinds=(kind,))]


def test_an_inspection_keeps_the_checklist_as_it_was(bare: Places, clerk: Actor) -> None:
    made = inspect_shelter(
        shelter_id=bare.school.pk, answers=all_good(bare.school), evidence=[uuid4().hex], actor=clerk, now=NOW
    )
    FacilityItem.objects.filter(code="water").update(name="别的")
    made.refresh_from_db()
    assert "有干净的饮用水" in [line["name"] for line in made.results]
    assert (made.result, made.by, len(made.evidence)) == ("good", "吴敏", 1)


def test_a_line_left_out_is_refused_and_nothing_is_kept(bare: Places, clerk: Actor) -> None:
    some = all_good(bare.school)
    some.pop("water")
    with refused("inspection.missing"):
        inspect_shelter(shelter_id=bare.school.pk, answers=some, actor=clerk, now=NOW)
    assert not bare.school.inspections.unscoped("a test looks").exists()


def test_lines_of_longer_stays_are_not_asked_of_emergency_shelters(bare: Places) -> None:
    short = {item.code for item in checklist_for("JJ")}
    assert {item.code for item in checklist_for("CQ")} - short == {"men-women", "stove"}


def test_the_next_inspection_follows_the_class_which_is_data(bare: Places, clerk: Actor) -> None:
    ShelterClass.objects.filter(axis="duration", code="JJ").update(inspect_days=30)
    made = inspect_shelter(shelter_id=bare.school.pk, answers=all_good(bare.school), actor=clerk, now=NOW)
    assert f"{made.next_due}" == "2026-08-17"


def test_a_missed_inspection_is_in_the_journal_once_and_again_after_the_next_one(bare: Places, clerk: Actor) -> None:
    inspect_shelter(shelter_id=bare.school.pk, answers=all_good(bare.school), actor=clerk, now=NOW)
    assert note_overdue(NOW + timedelta(days=180), 100) == 0, "on the day itself it is not late"
    late = NOW + timedelta(days=181)
    assert [note_overdue(late, 100), note_overdue(late, 100)] == [1, 0]
    assert kinds("places.inspection_overdue") == ["安置点“红旗小学”检查已到期（2027-01-14），还没有检查"]
    inspect_shelter(shelter_id=bare.school.pk, answers=all_good(bare.school), actor=clerk, now=late)
    assert note_overdue(late + timedelta(days=365), 100) == 1


def test_the_sweep_takes_no_more_than_it_is_told(bare: Places) -> None:
    Shelter._base_manager.update(inspection_due="2026-01-01")
    assert [note_overdue(NOW, 2), note_overdue(NOW, 2), note_overdue(NOW, 2)] == [2, 1, 0]


def test_only_those_who_may_inspect_and_only_at_home(bare: Places) -> None:
    with pytest.raises(NotFound):
        inspect_shelter(
            shelter_id=bare.far.pk, answers=all_good(bare.far), actor=actor_at(bare.cast.town_a.path), now=NOW
        )
    reader = actor_at(bare.cast.town_a.path, "places.view")
    with pytest.raises(NotAllowed):
        inspect_shelter(shelter_id=bare.school.pk, answers=all_good(bare.school), actor=reader, now=NOW)


def test_the_same_need_is_one_need_until_it_is_answered(bare: Places, clerk: Actor) -> None:
    first = request_need(shelter_id=bare.school.pk, kind="water", words="50 箱", actor=clerk, now=NOW)
    second = request_need(
        shelter_id=bare.school.pk, kind="water", words="100 箱", is_urgent=True, actor=clerk, now=NOW
    )
    assert (first.pk, second.words, second.is_urgent) == (second.pk, "100 箱", True)
    answer_need(need_id=first.pk, answer="在路上", actor=clerk, now=NOW)
    with refused("need.answered"):
        answer_need(need_id=first.pk, answer="在路上", actor=clerk, now=NOW)
    assert request_need(shelter_id=bare.school.pk, kind="water", actor=clerk, now=NOW).pk != first.pk


def test_needs_are_words_that_help(bare: Places, clerk: Actor) -> None:
    with refused("need.words"):
        request_need(shelter_id=bare.school.pk, kind="other", actor=clerk, now=NOW)
    with refused("need.kind"):
        request_need(shelter_id=bare.school.pk, kind="gold", actor=clerk, now=NOW)
    need = request_need(shelter_id=bare.school.pk, kind="food", actor=clerk, now=NOW)
    with refused("need.answer"):
        answer_need(need_id=need.pk, answer=" ", actor=clerk, now=NOW)
    with pytest.raises(NotFound):
        answer_need(need_id=need.pk, answer="好", actor=actor_at(bare.cast.town_b.path), now=NOW)


def push(payload: dict[str, object], actor: Actor) -> Push:
    return Push(uuid4(), "places.shelter_state", NOW, NOW, payload, actor, 1)


def test_a_phone_says_that_a_shelter_is_full_and_what_it_lacks(bare: Places, clerk: Actor) -> None:
    (command,) = COMMANDS
    set_state(shelter_id=bare.school.pk, to="open", actor=clerk, now=NOW)
    said = {
        "shelter": bare.school.pk,
        "state": "full",
        "needs": [{"kind": "water", "words": "100 箱", "urgent": True}, {"kind": "food"}],
    }
    answer = command.run(push(said, clerk))
    assert answer["state"] == "full"
    assert set(ShelterNeed._base_manager.values_list("kind", flat=True)) == {"water", "food"}
    command.run(push({"shelter": bare.school.pk, "needs": "要一个医生"}, clerk))
    assert ShelterNeed._base_manager.get(kind="other").words == "要一个医生"


@pytest.mark.parametrize("payload", [{}, {"shelter": "1"}, {"shelter": True}, {"shelter": 10**9, "state": "open"}])
def test_a_phone_that_talks_nonsense_is_refused_in_words(
    bare: Places, clerk: Actor, payload: dict[str, object]
) -> None:
    with pytest.raises((Invalid, NotFound)) as refusal:
        COMMANDS[0].run(push(payload, clerk))
    assert str(refusal.value)
    with pytest.raises(Invalid):
        COMMANDS[0].run(push({"shelter": bare.school.pk, "needs": [1]}, clerk))


def test_a_phone_keeps_the_shelters_of_its_area_and_no_numbers(bare: Places, clerk: Actor) -> None:
    (pull,) = PULLS
    rows = pull.rows(clerk.scope, clerk, NOW)
    assert [row["name"] for row in rows] == ["红旗小学", "下湾村委会"]
    assert "13800138000" not in str(rows)
    assert rows[1]["unsafe_for"] == ["torrent", "geology"]


def test_the_map_shows_those_with_coordinates_in_the_area(bare: Places, clerk: Actor) -> None:
    (layer,) = LAYERS
    assert [one.title for one in layer.features(clerk.scope, NOW)] == ["红旗小学", "下湾村委会"]
    county = Scope({bare.cast.county.path: frozenset({"places.view"})})
    assert "柳河乡文体中心" not in [one.title for one in layer.features(county, NOW)]


def test_what_is_changed_is_named_and_what_stays_is_not(bare: Places, clerk: Actor) -> None:
    changes = {"capacity": 280, "name": "红旗小学", "unsafe_for": ["fire", "torrent"], "lat": 31.6, "lon": 114.8}
    row = update_shelter(shelter_id=bare.school.pk, version=0, changes=changes, actor=clerk, now=NOW)
    assert (row.capacity, row.unsafe_for, row.version) == (280, ",torrent,fire,", 1)
    assert kinds("places.shelter_changed") == ["修改安置点“红旗小学”：可容人数、不适用的灾种、坐标"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "shelter.name"),
        ({"capacity": 0}, "shelter.capacity"),
        ({"special_capacity": 301}, "shelter.special"),
        ({"area": -1.0}, "shelter.area"),
        ({"lon": 114.8, "lat": None}, "shelter.place"),
        ({"lon": 200.0, "lat": 31.0}, "shelter.place"),
        ({"unsafe_for": ["dragon"]}, "shelter.threat"),
        ({"duration": "XX"}, "shelter.class"),
        ({"space": "XX"}, "shelter.class"),
        ({"keeper_phone": "139"}, "shelter.phone"),
        ({"address": "长" * 121}, "shelter.long"),
    ],
)
def test_what_cannot_be_is_refused(bare: Places, clerk: Actor, changes: dict[str, object], code: str) -> None:
    with refused(code):
        update_shelter(shelter_id=bare.school.pk, version=0, changes=changes, actor=clerk, now=NOW)


def test_the_figures_of_the_page(bare: Places, clerk: Actor) -> None:
    set_state(shelter_id=bare.school.pk, to="open", actor=clerk, now=NOW)
    found = totals(clerk.scope, NOW.date())
    assert (found["shelters"], found["open"], found["capacity"], found["open_capacity"]) == (2, 1, 360, 300)


def test_small_rules() -> None:
    assert people_that_fit(300, 0.1) == 3000
    assert people_that_fit(10, 3) == 3
    assert verdict([{"ok": True, "must": True}]).result == "good"
    assert verdict([{"ok": False, "must": False}, {"ok": True, "must": True}]).result == "faults"
    assert verdict([{"ok": False, "must": True}]).must_fix == 1
    assert next_due(NOW.date(), None) is None
    assert [fullness(n, 100).tone for n in (0, 84, 85, 100, 130)] == ["run", "run", "wait", "bad", "bad"]
    assert (fullness(130, 100).over, fullness(130, 100).left, fullness(5, 0).tone) == (30, 0, "bad")
    with pytest.raises(ValueError, match="positive"):
        people_that_fit(0, 1)
