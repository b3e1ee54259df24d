"""Divisions and boundaries from files."""

import json
from typing import Any

import pytest

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.sheets.keeping import unpack_findings
from qianshao.divisions.models import Division
from qianshao.people.models import Batch
from qianshao.people.services import check_file, confirm_batch, undo_batch
from tests.cast_people import People
from tests.people.conftest import NOW
from tests.shared_data import shared

HEAD = "code,name,level,parent_code\n"


def area(code: str) -> Division:
    found: Division = Division.objects.unscoped("test").get(code=code)
    return found


def check(kind: str, text: str, actor: Actor, name: str = "区划.csv", crs: str = "WGS-84") -> Batch:
    return check_file(kind=kind, name=name, data=text.encode(), crs=crs, actor=actor, now=NOW)


def words(batch: Batch) -> list[str]:
    return [finding.sentence for finding in unpack_findings(batch.findings)]


def test_areas_are_made_renamed_and_taken_back(machine: Actor, people: People) -> None:
    renamed, added = "411599100201,红旗社区居民委员会,5,411599100000", "411599100203,上湾村,5,411599100000"
    rows = f"{renamed}\n{added}\n,第二网格,6,411599100203\n"
    batch = check("divisions", HEAD + rows, machine)
    assert (batch.counts["new"], batch.counts["changed"]) == (2, 1)
    confirm_batch(batch_id=batch.pk, actor=machine, now=NOW)
    assert area("411599100201").name == "红旗社区居民委员会"
    assert Division.objects.unscoped("t").get(name="第二网格").path.startswith(area("411599100203").path)
    undo_batch(batch_id=batch.pk, actor=machine, now=NOW)
    assert area("411599100201").name == "红旗村"
    assert not Division.objects.unscoped("test").filter(name__in=("上湾村", "第二网格")).exists()


def test_the_same_grids_again_are_the_same_grids(machine: Actor, people: People) -> None:
    rows = HEAD + ",第一网格,网格,411599100201\n"
    confirm_batch(batch_id=check("divisions", rows, machine).pk, actor=machine, now=NOW)
    assert Division.objects.unscoped("test").filter(name="第一网格").count() == 1


def test_level_and_parent_follow_from_the_code_where_they_are_not_given(machine: Actor, people: People) -> None:
    batch = check("divisions", "区划代码,名称\n411599100203,上湾村\n", machine)
    confirm_batch(batch_id=batch.pk, actor=machine, now=NOW)
    assert area("411599100203").parent.code == "411599100000"


def test_faults_of_areas_are_said(machine: Actor, people: People) -> None:
    rows = "4115991,短,5,\n411599100203,,5,\n411599300201,没有上级,5,\n,无码村,5,411599100000\n411599100204,甲,九,\n"
    found = words(check("divisions", HEAD + rows, machine))
    assert "第 2 行：代码 4115991 不是 12 位数字" in found
    assert "第 3 行：名称没有填" in found
    assert "第 4 行：上级 411599300000 不在表里，也没有登记" in found
    assert "第 5 行：只有网格可以没有代码" in found
    assert "第 6 行：级别填 1 到 6，或省、市、县、乡镇、村、网格" in found


def test_an_area_in_use_is_not_taken_back(machine: Actor, people: People) -> None:
    batch = check("divisions", HEAD + "411599100203,上湾村,5,411599100000\n", machine)
    confirm_batch(batch_id=batch.pk, actor=machine, now=NOW)
    rows = "乡镇,村,姓名,手机号,岗位\n青石镇,上湾村,丁一,13900000001,支书\n"
    later = check("persons", rows, machine, "名册.csv")
    confirm_batch(batch_id=later.pk, actor=machine, now=NOW)
    with pytest.raises(Invalid, match="上湾村"):
        undo_batch(batch_id=batch.pk, actor=machine, now=NOW)
    assert area("411599100203").name == "上湾村"


def geojson(code: str, ring: list[list[float]]) -> str:
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"adcode": code, "name": "某地"}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


RING = [[114.80, 31.60], [114.90, 31.60], [114.90, 31.70], [114.80, 31.70], [114.80, 31.60]]


def corner(found: dict[str, Any]) -> tuple[float, float]:
    points = found["coordinates"][0]
    return min(p[0] for p in points), min(p[1] for p in points)


@pytest.mark.parametrize(("crs", "moved"), [("WGS-84", False), ("CGCS2000", False), ("GCJ-02", True)])
def test_a_boundary_is_taken_over_in_each_coordinate_system(
    machine: Actor, people: People, crs: str, moved: bool
) -> None:
    batch = check("boundaries", geojson("411599", RING), machine, "边界.geojson", crs)
    confirm_batch(batch_id=batch.pk, actor=machine, now=NOW)
    found = area("411599000000")
    assert (abs(corner(found.boundary)[0] - 114.80) > 0.002) == moved
    assert found.boundary_crs == crs
    undo_batch(batch_id=batch.pk, actor=machine, now=NOW)
    assert area("411599000000").boundary is None


def test_faults_of_boundaries_are_said(machine: Actor, people: People) -> None:
    crossing = [[114.8, 31.6], [114.9, 31.7], [114.9, 31.6], [114.8, 31.7], [114.8, 31.6]]
    assert check("boundaries", geojson("411599", crossing), machine, "a.json").counts["problems"] == 1
    found = words(check("boundaries", geojson("999999", RING), machine, "a.json"))
    assert found == ["第 1 行：区划代码 999999000000（某地）没有登记"]
    with pytest.raises(Invalid):
        check("boundaries", "{", machine, "a.json")


def test_the_statistics_bureaus_list_is_read_whole(db: None, machine: Actor) -> None:
    data = shared("admin/divisions_2023.csv").read_bytes()
    batch = check_file(kind="divisions", name="divisions_2023.csv", data=data, actor=machine, now=NOW)
    assert batch.counts["problems"] == 0
    confirm_batch(batch_id=batch.pk, actor=machine, now=NOW)
    assert Division.objects.unscoped("test").count() == 8146
    assert area("411002570000").parent.code == "411002000000"
