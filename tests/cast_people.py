"""The nine people and five households of the common cast, on both sides of the brook."""

import json
from dataclasses import dataclass
from pathlib import Path

import qianshao.people
from qianshao.divisions.models import Division
from qianshao.divisions.services import Row, import_divisions
from qianshao.people.models import Need, Post
from qianshao.people.services import HouseholdRow, MemberRow, PersonRow, PostRow, import_households, import_persons
from tests.cast import SYSTEM, Cast

DICTIONARY = Path(qianshao.people.__file__).parent / "data"
#: name: (area code, phone, posts with slots). Town A is led by 王镇长, its office by 何志远 (stand-in 周副任).
PEOPLE = {
    "陈国栋": ("411599000000", "13800000001", (("R-GH", "A"), ("R-CD", "A"))),
    "李国强": ("411599000000", "13800000002", (("R-OD", "A"),)),
    "王镇长": ("411599100000", "13800000003", (("R-GH", "A"),)),
    "何志远": ("411599100000", "13800000004", (("R-OD", "A"),)),
    "周副任": ("411599100000", "13800000005", (("R-OD", "B"),)),
    "吴长贵": ("411599100201", "13800000006", (("R-VS", "A"), ("C-FX", "A"))),
    "刘桂英": ("411599100201", "13800000007", (("R-DI", "A"), ("R-VS", "B"))),
    "王亮": ("grid", "13800000008", (("R-GW", "A"),)),
    "孙玉兰": ("411599100202", "13800000009", (("R-VS", "A"),)),
}


@dataclass
class People:
    """Ids by name, and the grid's path."""

    ids: dict[str, int]
    homes: dict[str, int]
    grid: str


def ensure_dictionary() -> None:
    """The shipped posts and needs again: tests with real transactions end in a flush that takes them away."""
    for model, name in ((Post, "posts"), (Need, "needs")):
        if not model.objects.exists():
            rows = json.loads((DICTIONARY / f"{name}.json").read_text(encoding="utf-8"))
            model.objects.bulk_create(model(**row) for row in rows)


def add_people(cast: Cast) -> People:
    """Register a grid in 红旗村, nine people up the chain and five households."""
    ensure_dictionary()
    grid_row = Row("", "第一网格", 6, "411599100201", key="grid")
    import_divisions(rows=[grid_row], actor=SYSTEM, now=cast.now, is_demo=True)
    grid = Division.objects.unscoped("the cast knows every area").get(level=6)
    paths = {code: area.path for code, area in cast.area.items()} | {"grid": grid.path}
    rows = [
        PersonRow(
            key=name,
            name=name,
            division_path=paths[area],
            phone=phone,
            posts=tuple(PostRow(code, paths[area], slot) for code, slot in posts),
            verified=True,
        )
        for name, (area, phone, posts) in PEOPLE.items()
    ]
    ids = import_persons(rows=rows, actor=SYSTEM, now=cast.now, is_demo=True).ids
    return People(ids, _homes(cast, paths, ids), grid.path)


def _homes(cast: Cast, paths: dict[str, str], ids: dict[str, int]) -> dict[str, int]:
    village, next_village, other_town = paths["411599100201"], paths["411599100202"], paths["411599200201"]
    old = MemberRow("张有福", "户主", "M", 1941, "13900000001", needs=("alone",))
    child = MemberRow("李小满", "孙女", "F", 2017, needs=("leftchild",))
    rows = [
        HouseholdRow("张有福", paths["grid"], "张有福", "1", "13900000001", lon=114.840, lat=31.670, members=(old,)),
        HouseholdRow(
            "李秀梅", village, "李秀梅", "2", lon=114.841, lat=31.671, guardian_id=ids["刘桂英"], members=(child,)
        ),
        HouseholdRow("赵国民", village, "赵国民", "3", "13900000003", lon=114.842, lat=31.672, members_count=4),
        HouseholdRow("陈立新", next_village, "陈立新", "1", "13900000004", lon=114.860, lat=31.650),
        HouseholdRow("何春生", other_town, "何春生", "1", "13900000005", lon=114.940, lat=31.610),
    ]
    return import_households(rows=rows, actor=SYSTEM, now=cast.now, is_demo=True).ids
