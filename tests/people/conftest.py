"""A county with two towns, four villages and their people, built by the product's own verbs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.divisions.services import Row, import_divisions
from qianshao.people.services import PersonRow, PostRow, import_persons

NOW = datetime(2026, 7, 18, 12, 0, tzinfo=UTC)
TODAY = date(2026, 7, 18)
COUNTY, TOWN, TOWN2 = "419900000000", "419900100000", "419900200000"
DIVISIONS = (
    Row("410000000000", "河南省", 1),
    Row("419000000000", "样板市", 2, "410000000000"),
    Row(COUNTY, "青岚县", 3, "419000000000"),
    Row(TOWN, "石门镇", 4, COUNTY),
    Row(TOWN2, "龙潭镇", 4, COUNTY),
    Row("419900100001", "柳溪村村民委员会", 5, TOWN),
    Row("419900100002", "红旗社区居民委员会", 5, TOWN),
    Row("419900200001", "柳溪村村民委员会", 5, TOWN2),
    Row("419900200002", "黄坪村村民委员会", 5, TOWN2),
    Row("", "第一网格", 6, "419900100001", key="g1"),
)


@dataclass
class Place:
    """Paths of the sample county by short name."""

    county: str
    town: str
    town2: str
    liuxi: str
    hongqi: str
    liuxi2: str
    huangping: str
    grid: str


@pytest.fixture
def machine() -> Any:
    return Actor.system("test", source="cli")


@pytest.fixture
def place(db: Any, machine: Any) -> Place:
    import_divisions(rows=DIVISIONS, actor=machine, now=NOW)
    paths = dict(Division.objects.unscoped("test").exclude(code="").values_list("code", "path"))
    grid = Division.objects.unscoped("test").get(level=6).path
    codes = (COUNTY, TOWN, TOWN2, "419900100001", "419900100002", "419900200001", "419900200002")
    return Place(*(paths[code] for code in codes), grid)


def actor_at(path: str, *actions: str, label: str = "周敏") -> Actor:
    granted = actions or ("people.view", "people.edit", "people.import", "people.export")
    return Actor("user", label, "desk", user_id=1, scope=Scope({path: frozenset(granted)}))


@pytest.fixture
def clerk(place: Any) -> Any:
    """The clerk of 石门镇."""
    return actor_at(place.town)


@pytest.fixture
def cast(place: Any, machine: Any) -> dict[str, int]:
    """Nine people up the chain; ids by name."""

    def one(name: Any, phone: Any, path: Any, *posts: Any) -> Any:
        held = tuple(PostRow(code, path, slot) for code, slot in posts)
        return PersonRow(key=name, name=name, division_path=path, phone=phone, posts=held)

    rows = [
        one("陈国栋", "13800000001", place.county, ("R-GH", "A"), ("R-CD", "A")),
        one("李国强", "13800000002", place.county, ("R-OD", "A")),
        one("王镇长", "13800000003", place.town, ("R-GH", "A")),
        one("何志远", "13800000004", place.town, ("R-OD", "A")),
        one("周副任", "13800000005", place.town, ("R-OD", "B")),
        one("吴长贵", "13800000006", place.liuxi, ("R-VS", "A"), ("C-FX", "A")),
        one("刘桂英", "13800000007", place.liuxi, ("R-DI", "A"), ("R-VS", "B")),
        one("王亮", "13800000008", place.grid, ("R-GW", "A")),
        one("孙玉兰", "13800000009", place.hongqi, ("R-VS", "A")),
    ]
    return import_persons(rows=rows, actor=machine, now=NOW).ids
