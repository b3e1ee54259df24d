"""Finding records: by words, by label, in an area, near a point; only in one's own area."""

from datetime import timedelta

import pytest
from shapely.geometry import box as rectangle

from qianshao.core.scope import Scope, ScopeMissing
from qianshao.registry.layers import LAYERS
from qianshao.registry.models import Record
from qianshao.registry.selectors import (
    box,
    counts_by_kind,
    inside,
    nearest,
    overdue,
    public_records,
    record_by_code,
    record_of,
    records,
    search,
)
from qianshao.registry.services import change_record, retire_record
from tests.cast import NOW, SYSTEM
from tests.registry.conftest import Register, make, refused

ALL = Scope.everything("test")


def names(rows: object) -> list[str]:
    return [row.name for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "typed", ["应急物资", "hqz", "hongqizhen", "红旗村一组", "镇政府 仓库", "HQZYJWZCK", "hqzyjwzck"]
)
def test_a_store_is_found_by_name_pinyin_initials_address_and_owner(register: Register, typed: str) -> None:
    assert "红旗镇应急物资仓库" in names(search(ALL, typed))


def test_the_likelier_reading_of_a_character_does_not_hide_the_other(register: Register) -> None:
    assert names(search(ALL, "zssk")) == names(search(ALL, "cssk")) == ["重石水库"]


def test_a_label_is_read_with_small_letters_and_mixed_up_ones(register: Register) -> None:
    code = register.store.code
    assert record_by_code(ALL, code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == register.store
    assert names(search(ALL, code)) == ["红旗镇应急物资仓库"]


def test_one_wrong_letter_on_a_label_finds_nothing(register: Register) -> None:
    code = register.store.code
    wrong = ("3" if code[0] != "3" else "4") + code[1:]
    with refused("record.unknown"):
        record_by_code(ALL, wrong)


def test_a_name_that_begins_so_comes_first(register: Register) -> None:
    make("point", register.cast.village_a1.path, "新红旗储备点")
    make("point", register.cast.village_a1.path, "红旗储备点")
    assert names(search(ALL, "红旗储备点"))[0] == "红旗储备点"


def test_wild_cards_in_a_search_are_letters(register: Register) -> None:
    assert search(ALL, "%") == []
    assert search(ALL, "_旗") == []


def test_nobody_finds_what_lies_in_another_area(register: Register) -> None:
    scope = Scope({register.cast.town_b.path: frozenset({"registry.view"})})
    assert names(records(scope)) == ["重石水库"]
    assert search(scope, "红旗") == []
    assert list(inside(scope, rectangle(114, 31, 115, 32))) == [register.reservoir]
    assert list(box(scope, 114, 31, 115, 32).values_list("id", flat=True)) == [register.reservoir.pk]
    assert [near.record for near in nearest(scope, ["store", "reservoir"], 114.84, 31.67)] == [register.reservoir]
    with refused("record.unknown"):
        record_of(scope, register.store.pk)
    with refused("record.unknown"):
        record_by_code(scope, register.store.code)


def test_a_question_without_a_scope_is_an_error(register: Register) -> None:
    with pytest.raises(ScopeMissing):
        list(Record.objects.all())


def test_what_was_given_up_is_found_only_when_asked_for(register: Register) -> None:
    retire_record(record_id=register.store.pk, version=1, reason="拆除", actor=SYSTEM, now=NOW)
    assert search(ALL, "红旗镇应急物资仓库") == []
    assert register.store not in list(inside(ALL, rectangle(114, 31, 115, 32)))
    assert names(records(ALL, state="retired")) == ["红旗镇应急物资仓库"]
    assert record_by_code(ALL, register.store.code).name == "红旗镇应急物资仓库"


def test_an_area_takes_its_boundary_and_its_groups(register: Register) -> None:
    area = {"type": "Polygon", "coordinates": [[[114.841, 31.6], [114.9, 31.6], [114.9, 31.7], [114.841, 31.7],
                                                [114.841, 31.6]]]}  # fmt: skip
    assert list(inside(ALL, area)) == [register.store]
    assert list(inside(ALL, area, groups=["site"])) == []
    assert list(inside(ALL, area, groups=["store"])) == [register.store]


def test_the_nearest_is_the_nearest_also_across_the_corner_of_a_box(register: Register) -> None:
    path = register.cast.village_a1.path
    make("point", path, "东边", lon=114.50 + 0.031, lat=31.50)
    make("point", path, "角上", lon=114.50 + 0.029, lat=31.50 + 0.029)
    found = nearest(ALL, ["point"], 114.50, 31.50, limit=1)
    assert found[0].record.name == "东边"
    assert found[0].metres == pytest.approx(2945, rel=0.01)


def test_counts_are_by_kind(register: Register) -> None:
    assert counts_by_kind(ALL) == {"store": 1, "team_general": 1, "reservoir": 1}


def test_a_record_fades_when_its_check_has_passed(register: Register) -> None:
    due = register.store.next_check_at
    assert due == NOW + timedelta(days=90)
    assert not register.store.is_faded(NOW)
    assert register.store.is_faded(NOW + timedelta(days=91))
    late = NOW + timedelta(days=100)
    assert set(names(overdue(ALL, late))) == {"红旗镇应急物资仓库", "红旗镇综合应急救援队"}
    assert list(records(ALL, faded=True, now=NOW)) == []


def test_everybody_sees_public_fields_of_public_records_and_nobody_s_number(register: Register) -> None:
    (team,) = public_records("team")
    assert team.name == "红旗镇综合应急救援队"
    assert ("人数", "22 人") in team.facts
    assert list(public_records("store")) == []
    change_record(record_id=register.store.pk, version=1, values={"is_public": True}, actor=SYSTEM, now=NOW)
    assert list(public_records("store")) == [], "a record of a kind that is not public stays inside"
    change_record(record_id=register.team.pk, version=1, values={"is_public": False}, actor=SYSTEM, now=NOW)
    assert list(public_records("team")) == []


def test_the_map_shows_a_group_with_its_faded_ones_and_nobody_s_name(register: Register) -> None:
    shown = {layer.name: layer for layer in LAYERS}["registry-store"]
    (feature,) = shown.features(ALL, NOW)
    assert (feature.title, feature.words, feature.tone) == ("红旗镇应急物资仓库", "应急物资仓库", "ok")
    (faded,) = shown.features(ALL, NOW + timedelta(days=91))
    assert (faded.words, faded.tone) == ("应急物资仓库　超过核实期", "off")
    assert "孙丽丽" not in str(faded)
