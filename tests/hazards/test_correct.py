"""A hazard written down in the wrong place is put right: who may, when, what goes along, what stands in the way."""

from datetime import timedelta
from typing import Any

import pytest

from qianshao.core.errors import Refusal
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.files.models import Evidence
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Extension, Guard, Hazard, Project, Reminder
from qianshao.hazards.rules.correct import Where, correct_fault, crosses_town, same_spot, spot_fault
from qianshao.hazards.selectors import Filters
from qianshao.hazards.states.ledger import LIVING, HazardState
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import asked, assigned, closed, find, fresh, refused
from tests.hazards.test_ledger_pages import do, offers, text_of
from tests.hazards.test_risks import point
from tests.hazards.works import plan

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test looks")
HERE = Position(114.841, 31.671, 8.0)


def correct(cast: Cast, made: Hazard, who: str = "county_duty", **given: Any) -> Hazard:
    """Put right what is named; the rest stands."""
    stands = {"division_path": made.division_path, "place_name": made.place_name, "lon": made.lon, "lat": made.lat}
    options = {name: given.pop(name) for name in ("words", "registered", "version") if name in given}
    return services.correct_hazard(
        hazard_id=made.pk, where=Where(**{**stands, **given}), actor=cast.actor(who), now=cast.now,
        **{"words": "村报错了", **options},
    )  # fmt: skip


def wrong(code: str, *given: Any, **more: Any) -> None:
    with pytest.raises(Refusal) as found:
        correct(*given, **more)
    assert found.value.code == code and str(found.value)


def test_area_place_and_position_are_put_right_and_the_dates_stay(cast: Cast) -> None:
    made = assigned(cast, position=HERE)
    before = (made.due_at, made.step_due_at, made.turn_at, made.state, made.no)
    correct(cast, made, "town_duty", division_path=cast.village_a2.path, place_name="新粮站", lon=114.86, lat=31.65)
    now = fresh(made)
    assert (now.division_path, now.place_name, now.lon, now.accuracy) == (
        cast.village_a2.path, "新粮站", 114.86, 0.0,
    )  # fmt: skip
    assert (now.due_at, now.step_due_at, now.turn_at, now.state, now.no) == before
    assert "新粮站" in now.find_text and "老粮站" not in now.find_text
    act = selectors.acts_of(now)[-1]
    assert (act.act, act.words) == ("correct", "村报错了")
    assert act.data["before"].split() == ["青石镇红旗村", "老粮站", "114.84100,31.67100"]
    assert act.data["after"].split() == ["青石镇下湾村", "新粮站", "114.86000,31.65000"]


def test_the_journal_has_before_and_after_here_and_for_the_area_that_lost_it(cast: Cast) -> None:
    made = find(cast)
    correct(cast, made, division_path=cast.village_b1.path)
    rows = Entry.objects.unscoped("a test looks").filter(kind__in=("hazards.ledger_correct", "hazards.ledger_left"))
    told = [(row.kind[15:], row.division_path, row.data["before"], row.data["after"]) for row in rows.order_by("pk")]
    assert told == [
        ("correct", cast.village_b1.path, "青石镇红旗村", "柳河乡河口村"),
        ("left", cast.village_a1.path, "青石镇红旗村", "柳河乡河口村"),
    ]  # fmt: skip


def test_two_villages_may_bear_one_name(cast: Cast) -> None:
    made = find(cast)
    type(cast.village_a2).objects.unscoped("a test").filter(pk=cast.village_a2.pk).update(name=cast.village_a1.name)
    correct(cast, made, division_path=cast.village_a2.path)
    assert selectors.acts_of(fresh(made))[-1].data == {"before": "青石镇红旗村", "after": "青石镇红旗村"}


def test_only_what_is_open_is_put_right(cast: Cast) -> None:
    made = closed(cast)
    for n, state in enumerate(HazardState):
        Hazard.objects.unscoped("a test").filter(pk=made.pk).update(state=state)
        before = fresh(made)
        if state in LIVING:
            assert correct(cast, before, place_name=f"新粮站{n}").state == state
        else:
            wrong("state.moved", cast, before, place_name=f"新粮站{n}")
            assert fresh(made).place_name == before.place_name


def test_who_may_needs_the_right_there_and_where_it_was(cast: Cast) -> None:
    made = find(cast)
    there = cast.village_b1.path
    wrong("area.unknown", cast, made, "town_duty", division_path=there)
    for who in ("grid_worker", "village_cadre", "town_lead", "county_lead", "county_auditor"):
        wrong("action.denied", cast, made, who, place_name="新粮站")
    wrong("hazard.unknown", cast, made, "neighbour_lead", place_name="新粮站")
    wrong("hazard.unknown", cast, made, "town_lead_b", place_name="新粮站")
    assert fresh(made).division_path == cast.village_a1.path
    correct(cast, made, division_path=there)
    wrong("hazard.unknown", cast, made, "town_duty", place_name="新粮站")


def test_what_says_nothing_is_nowhere_or_old_is_refused(cast: Cast) -> None:
    made = find(cast, position=HERE)
    wrong("hazard.same_place", cast, made)
    wrong("hazard.no_words", cast, made, place_name="x", words=" ")
    wrong("hazard.area", cast, made, division_path=cast.village_a1.path + "9999")
    wrong("hazard.no_spot", cast, made, lon=181.0)
    wrong("hazard.no_spot", cast, made, lat=float("nan"))
    wrong("hazard.half_spot", cast, made, lat=None)
    wrong("hazard.place_unknown", cast, made, registered="没有这个")
    correct(cast, made, place_name="新粮站", version=made.version)
    wrong("state.raced", cast, made, place_name="x", version=made.version)
    assert correct(cast, fresh(made), lon=None, lat=None).accuracy is None


def test_the_faults_of_a_correction_and_what_is_another_township() -> None:
    here, there = Where("0001" * 5, "甲"), Where("0001" * 3 + "0002" * 2, "甲")
    free = {"has_project": False, "has_whistle": False}
    assert correct_fault(here, here, **free) == "same_place"
    assert correct_fault(here, there, **free) == ""
    assert correct_fault(here, there, has_project=True, has_whistle=True) == "works_stay"
    assert correct_fault(here, there, has_project=False, has_whistle=True) == "whistle_stay"
    assert correct_fault(here, Where("0001" * 4, "甲"), has_project=True, has_whistle=True) == ""
    assert correct_fault(here, Where("0001" * 2 + "0002" * 3, "甲"), **free) == "other_county"
    assert not crosses_town("0001" * 3, "0001" * 4) and crosses_town("0001" * 4, "0001" * 3)
    assert same_spot(Where("1", lon=1.0, lat=2.0), Where("1", lon=1.000001, lat=2.0))
    assert spot_fault(Where("1", lon=float("inf"), lat=1.0)) == "no_spot"


def test_photos_requests_reminders_and_desk_guards_go_along_within_the_township(cast: Cast) -> None:
    made = assigned(cast, evidence=[uuid7()])
    desk, there = cast.actor("town_duty"), cast.village_a2.path
    until = cast.now + timedelta(days=99)
    services.ask_extension(hazard_id=made.pk, until=until, reason="雨", actor=desk, now=cast.now)
    services.set_guard(hazard_id=made.pk, cause=("desk", "1"), person_label="王五", actor=desk, now=cast.now)
    Reminder.objects.create(hazard=made, division_path=made.division_path, step="b1", due_at=cast.now, at=cast.now)
    correct(cast, fresh(made), "town_duty", division_path=there)
    for model in (Evidence, Extension, Guard, Reminder):
        rows: Any = model.objects  # type: ignore[attr-defined]
        assert set(rows.unscoped("a test").values_list("division_path", flat=True)) == {there}, model
    assert Guard.objects.unscoped("a test").get().state == "open"


def test_in_another_township_the_desks_guard_ends_and_the_photos_of_the_work_can_be_seen(cast: Cast) -> None:
    made = asked(cast)
    services.set_guard(
        hazard_id=made.pk, cause=("desk", "1"), person_label="王五", actor=cast.actor("town_duty"), now=cast.now
    )
    correct(cast, fresh(made), division_path=cast.village_b1.path)
    assert Guard.objects.unscoped("a test").get().state == "ended"
    lead = cast.actor("town_lead_b")
    given: dict[str, Any] = {"hazard_id": made.pk, "unit_name": "柳河乡应急办", "actor": lead, "now": cast.now}
    assert services.accept_hazard(**given).state == "accepted"


def test_a_project_that_runs_keeps_it_in_its_township_and_goes_along_within(cast: Cast) -> None:
    made = assigned(cast)
    services.plan_project(hazard_id=made.pk, plan=plan(cast), actor=cast.actor("town_duty"), now=cast.now)
    wrong("hazard.works_stay", cast, fresh(made), division_path=cast.village_b1.path)
    correct(cast, fresh(made), division_path=cast.village_a2.path)
    assert Project.objects.unscoped("a test").get().division_path == cast.village_a2.path


def test_a_whistle_that_blows_keeps_it_in_its_township_and_tells_the_right_place(cast: Cast) -> None:
    made = assigned(cast, position=HERE)
    whistle = services.blow_whistle(
        case="urgent", matter="漏气", departments=("fire",), hazard_id=made.pk, actor=cast.actor("town_duty"),
        now=cast.now,
    )  # fmt: skip
    wrong("hazard.whistle_stay", cast, fresh(made), division_path=cast.village_b1.path)
    correct(cast, fresh(made), place_name="新粮站", lon=114.85, lat=31.66)
    whistle.refresh_from_db(from_queryset=type(whistle).objects.unscoped("a test"))
    assert (whistle.place, whistle.lon) == ("新粮站", 114.85)
    assert whistle.acts.get(act="note").words == "地点更正为青石镇红旗村新粮站"


def test_a_registered_place_is_named_and_fills_what_is_left_empty(cast: Cast) -> None:
    made = find(cast)
    place = point(cast, "下湾油库", cast.village_a2.path, address="下湾路 1 号")
    now = correct(
        cast, made, "town_duty", division_path=cast.village_a2.path, place_name="", registered="下湾油库"
    )
    assert (now.place_uid, now.place_name, now.address, now.lon) == (place.uid, place.name, place.address, place.lon)
    now = correct(cast, fresh(made), "town_duty", registered=place.code, place_name="油库后院")
    assert (now.place_uid, now.place_name) == (place.uid, "油库后院")
    assert correct(cast, fresh(made), "town_duty").place_uid is None


def test_lists_sums_and_doubles_are_of_the_right_place_and_what_came_back_is_asked_anew(cast: Cast) -> None:
    closed(cast, position=HERE)
    made = find(cast, position=HERE)
    assert made.recurs_of_id
    now = correct(cast, made, division_path=cast.village_b1.path, lon=114.94, lat=31.61)
    assert now.recurs_of_id is None
    under = {name: selectors.tab_counts(ALL, Filters(under=area.path), cast.now)["all"] for name, area in (
        ("here", cast.village_b1), ("before", cast.village_a1),
    )}  # fmt: skip
    assert under == {"here": 1, "before": 1}
    near = selectors.duplicates_near(ALL, made.kind, 114.94, 31.61, cast.now)
    assert [row.pk for row, _metres in near] == [made.pk]


def test_one_put_with_another_is_put_right_on_the_other(cast: Cast) -> None:
    main, double = find(cast), find(cast)
    services.merge_hazards(hazard_id=double.pk, into_id=main.pk, actor=cast.actor("town_duty"), now=cast.now)
    wrong("hazard.merged", cast, double, place_name="新粮站")


def test_the_form_stands_on_the_page_filled_and_says_what_was_and_is(cast: Cast, client_as: ClientAs) -> None:
    made, town = find(cast, position=HERE), client_as("town_duty")
    form = offers(town.get(f"/hazards/{made.pk}/"))["correct"]
    areas = [box.get_text().strip() for box in form.select("select[name=division_path] option")]
    assert areas == ["青石镇", "红旗村", "下湾村"]
    assert form.select_one("[name=place_name]")["value"] == "老粮站" and form.select_one("[name=lon]")["value"]
    given = {"division_path": cast.village_a2.path, "place_name": "新粮站", "lon": "114.86", "lat": "31.65"}
    answer = do(town, made, "correct", **given)
    assert answer.status_code == 422 and fresh(made).place_name == "老粮站"
    answer = do(town, made, "correct", words="网格员报错了", **given)
    assert answer.status_code == 302
    said = text_of(town.get(f"/hazards/{made.pk}/"))
    assert "青石镇红旗村 老粮站 114.84100,31.67100" in said and "网格员报错了" in said
    for who in ("grid_worker", "town_lead", "county_auditor"):
        assert "correct" not in offers(client_as(who).get(f"/hazards/{made.pk}/"))


def test_odd_input_is_refused_in_words(cast: Cast, client_as: ClientAs) -> None:
    made, town = find(cast), client_as("town_duty")
    given = {"act": "correct", "division_path": cast.village_a2.path, "words": "错了"}
    odds: tuple[dict[str, str], ...] = (
        {"division_path": "9" * 5000}, {"division_path": "0' or 1=1"}, {"lon": "1e999", "lat": "1"}, {"lon": "114"},
        {"place_name": "\0"}, {"address": "长" * 5000}, {"registered": "九" * 80}, {"version": "9" * 20},
    )  # fmt: skip
    for odd in odds:
        answer = town.post(f"/hazards/{made.pk}/verify/", {**given, **odd})
        assert answer.status_code in (400, 409, 422), odd
    assert fresh(made).division_path == cast.village_a1.path


def test_a_county_offers_its_other_townships_too(cast: Cast, client_as: ClientAs) -> None:
    made, county = find(cast), client_as("county_duty")
    form = offers(county.get(f"/hazards/{made.pk}/"))["correct"]
    areas = [box.get_text().strip() for box in form.select("select[name=division_path] option")]
    assert areas == ["演示县", "青石镇", "红旗村", "下湾村", "柳河乡"]
    refused(
        "area.unknown", services.correct_hazard, hazard_id=made.pk, where=Where(cast.neighbour_village.path),
        words="x", actor=cast.actor("county_duty"), now=cast.now,
    )  # fmt: skip
