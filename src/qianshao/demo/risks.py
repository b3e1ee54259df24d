"""Risk points and small places of the demonstration's register: assessed by L, E and C, held down by measures."""

# zh: names of the demonstration, stored as data

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qianshao.core.scope import Scope
from qianshao.demo.build import BUILDER
from qianshao.demo.diary import Diary
from qianshao.demo.layout import Town
from qianshao.demo.names import Names
from qianshao.demo.register import SOURCE
from qianshao.divisions.rules import short_name
from qianshao.hazards.services import adopt_registered, check_control, put_control
from qianshao.registry.selectors import records
from qianshao.registry.services import import_records

_EVERYTHING = Scope.everything("the demonstration looks at its whole county")
_FIRST_PHONE = 70_000_000
#: Grade, L, E, C and who holds it: the products fall in the bands of the shipped table.
_SCORES = (
    ("yellow", 3, 6, 7, "村级"), ("blue", 1, 6, 7, "单位"), ("orange", 3, 6, 15, "乡镇级"),
    ("blue", 3, 3, 3, "单位"), ("red", 6, 6, 15, "县级"), ("yellow", 1, 6, 15, "村级"),
    ("blue", 1, 3, 15, "单位"), ("orange", 6, 6, 7, "乡镇级"),
)  # fmt: skip
_POINTS = (
    ("加油站卸油区", "油气泄漏、火灾"), ("竹木加工厂", "火灾、机械伤害"), ("采石场边坡", "坍塌、物体打击"),
    ("农贸市场", "火灾、踩踏"), ("水库大坝", "溃坝、淹溺"), ("跨河大桥", "垮塌、车辆坠河"),
    ("粮食烘干房", "火灾、粉尘爆炸"), ("景区玻璃栈道", "坠落、踩踏"), ("液化气供应站", "泄漏、爆炸"),
    ("烟花零售点", "火灾、爆炸"),
)  # fmt: skip
_SMALL = (
    ("小超市", "小商店", 180), ("饭馆", "小餐饮", 120), ("客栈", "小旅馆", 260), ("家具作坊", "小生产加工企业", 300),
    ("幼儿园", "小学校、幼儿园", 420), ("诊所", "小医院", 90),
)  # fmt: skip
_CONTROLS = (
    ("engineering", "装好报警和切断装置，每月试一次", 30),
    ("management", "上岗前检查，当班记录签字", 7),
    ("emergency", "每季度演练一次疏散", 90),
)
_ASSESSED = timedelta(days=64, hours=5)


def make_risks(towns: Sequence[Town], paths: dict[str, str], share: float, now: datetime) -> list[Any]:
    """Write risk points (40 at ``share`` 1; the last two nobody has assessed) and small places; the points."""
    names = Names(int(towns[0].place.code[:6]) + 3)
    names.skip_phones(_FIRST_PHONE)
    count = max(round(40 * share), 5)
    rows = [_point(number, towns, paths, names, scored=number < count - 2) for number in range(count)]
    _write("risk_point", rows, now - _ASSESSED)
    adopt_registered(actor=BUILDER, now=now - _ASSESSED)
    small = [_small(number, towns, paths, names) for number in range(max(round(36 * share), 6))]
    _write("nine_small", small, now - _ASSESSED)
    return list(records(_EVERYTHING, kind="risk_point").order_by("pk"))


def _write(kind: str, rows: list[dict[str, Any]], now: datetime) -> None:
    found = import_records(kind=kind, rows=rows, is_demo=True, actor=BUILDER, now=now)
    if found.faults:
        raise ValueError(f"demonstration register: {kind}: {found.faults[0]}")


def _place(number: int, towns: Sequence[Town], paths: dict[str, str], names: Names, what: str) -> dict[str, Any]:
    town = towns[number % len(towns)]
    village = town.villages[number // len(towns) % len(town.villages)]
    lon, lat = village.grids[number % len(village.grids)].at
    name = short_name(village.place.name) + what
    return {
        "name": name, "division_path": paths[village.place.code], "source": SOURCE, "owner_org": name,
        "lon": lon, "lat": lat, "coordinate_source": "CGCS2000",
        "keeper_name": names.full(), "keeper_phone": names.phone(),
    }  # fmt: skip


def _point(
    number: int, towns: Sequence[Town], paths: dict[str, str], names: Names, *, scored: bool
) -> dict[str, Any]:
    what, harm = _POINTS[(number * 3 + number // 10) % len(_POINTS)]
    row = _place(number, towns, paths, names, what) | {"hazard": harm}
    grade, likely, exposed, harmed, level = _SCORES[number % len(_SCORES)]
    scores = {"lec_l": likely, "lec_e": exposed, "lec_c": harmed, "control_level": level, "grade": grade}
    return row | scores if scored else row


def _small(number: int, towns: Sequence[Town], paths: dict[str, str], names: Names) -> dict[str, Any]:
    what, sort, area = _SMALL[number % len(_SMALL)]
    row = _place(number, towns, paths, names, what)
    return row | {"nine_kind": sort, "area": area, "people": 4 + number % 9, "sleeping": sort == "小旅馆"}


def control_risks(diary: Diary, points: Sequence[Any]) -> None:
    """Note measures for every third point, and that somebody looked whether they hold; one does not."""
    for number, point in enumerate(points[:-2:3]):
        _Controls(point, 1 + number % 3, holds=number != 2).tell(diary, number)


@dataclass
class _Controls:
    """The measures of one point."""

    point: Any
    count: int
    holds: bool
    made: list[int] = field(default_factory=list)

    def tell(self, diary: Diary, number: int) -> None:
        """Measures two months ago, a look some days ago."""
        diary.put(60, number % 8, self._put)
        diary.put(3 + number, 2, self._look, alone=True)

    def _put(self, now: datetime) -> None:
        person = self.point.keeper_name
        for sort, words, every in _CONTROLS[: self.count]:
            made = put_control(
                record_id=self.point.pk, sort=sort, words=words, person=person, every_days=every,
                actor=BUILDER, now=now,
            )  # fmt: skip
            self.made.append(made.pk)

    def _look(self, now: datetime) -> None:
        for at, pk in enumerate(self.made):
            holds = self.holds or at > 0
            words = "" if holds else "报警器不响，切断阀拧不动"
            check_control(control_id=pk, is_ok=holds, words=words, actor=BUILDER, now=now)
