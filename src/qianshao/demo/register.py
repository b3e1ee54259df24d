"""The demonstration's register: stores, teams, key sites, vehicles, communications and stations, marked 演示数据."""

# zh: names of the demonstration's records, stored as data

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from qianshao.core.actor import Actor
from qianshao.demo.layout import Layout, Town, Village
from qianshao.demo.names import Names
from qianshao.divisions.rules import short_name
from qianshao.geo.partition import Point
from qianshao.registry.selectors import records
from qianshao.registry.services import import_records, put_line

SOURCE = "演示数据"
# Numbers of this register's people start far behind those of officials and households.
_FIRST_PHONE = 50_000_000
#: What was last looked at so long ago that it has faded when the story begins.
_FADED = {"satphone": 5, "store": 7}
_LONG_AGO, _LATELY = timedelta(days=120), timedelta(days=12)

Row = dict[str, Any]


@dataclass
class _Register:
    """Rows by kind, in the order they are made; the same seed gives the same rows."""

    paths: dict[str, str]
    rng: random.Random
    names: Names
    today: date
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def put(self, kind: str, name: str, unit: str, at: Point | None = None, **more: Any) -> None:
        """One record of a unit (its code), with a keeper."""
        place: Row = {"lon": round(at[0], 6), "lat": round(at[1], 6), "coordinate_source": "CGCS2000"} if at else {}
        keeper = {"keeper_name": self.names.full(), "keeper_phone": self.names.phone()}
        given = {"name": name, "division_path": self.paths[unit], "source": SOURCE, **place, **keeper, **more}
        self.rows[kind].append(given)

    def day(self, days: int) -> str:
        """So many days from today, as a sheet has it."""
        return (self.today + timedelta(days=days)).isoformat()

    def near(self, at: Point, metres: int) -> Point:
        """A point not farther than so many metres east and north."""
        step = metres / 100_000
        return at[0] + self.rng.uniform(-step, step), at[1] + self.rng.uniform(-step, step)


def make_register(layout: Layout, county: str, paths: dict[str, str], *, actor: Actor, now: datetime) -> int:
    """Write the register of a county (``county``: its code); returns how many records there are."""
    made = _Register(paths, random.Random(int(county[:6])), Names(int(county[:6])), now.date())
    made.names.skip_phones(_FIRST_PHONE)
    _county(made, county, layout.towns[0].seat)
    for number, town in enumerate(layout.towns):
        _town(made, town, number)
        for village in town.villages:
            _village(made, village)
    for kind, rows in made.rows.items():
        for part, at in _by_age(kind, rows, now):
            found = import_records(kind=kind, rows=part, is_demo=True, actor=actor, now=at)
            if found.faults:
                raise ValueError(f"demonstration register: {kind}: {found.faults[0]}")
    _man(made, actor, now)
    return sum(map(len, made.rows.values()))


def _by_age(kind: str, rows: list[Row], now: datetime) -> Iterator[tuple[list[Row], datetime]]:
    every = _FADED.get(kind, 0)
    old = [row for n, row in enumerate(rows) if every and n % every == 0]
    fresh = [row for n, row in enumerate(rows) if not (every and n % every == 0)]
    yield from ((part, at) for part, at in ((old, now - _LONG_AGO), (fresh, now - _LATELY)) if part)


def _county(made: _Register, county: str, seat: Point) -> None:
    made.put(
        "store",
        "县应急物资中心仓库",
        county,
        seat,
        owner_org="县应急管理局",
        store_level="县",
        store_kind="综合",
        area=1800,
        open_hours="24 小时值守",
        truck_access=True,
        flood_safe=True,
    )
    made.put(
        "fire_station",
        "县消防救援大队",
        county,
        made.near(seat, 900),
        people=46,
        engines=7,
        is_24h=True,
        leave_minutes=1,
        water_tons=42,
    )
    for trade, people in (("防汛抗旱", 40), ("森林防火", 36), ("地质灾害", 18), ("水域救援", 24), ("电力", 30)):
        made.put(
            "team_special",
            f"县{trade}救援队",
            county,
            made.near(seat, 1500),
            level="县级",
            people=people,
            full_time=people // 2,
            trade=trade,
            readiness="在岗待命",
            gather_minutes=20,
            ppe_sets=people,
        )
    made.put(
        "team_social",
        "蓝盾救援队",
        county,
        made.near(seat, 2500),
        level="社会",
        people=34,
        readiness="可召集",
        social_kind="水上搜救",
        social_grade="未测评",
        gather_minutes=60,
    )
    _county_means(made, county, seat)


def _county_means(made: _Register, county: str, seat: Point) -> None:
    for trade in ("防汛", "地质", "气象", "危化", "消防", "医疗", "建筑", "矿山"):
        made.put(
            "expert",
            f"{trade}专家{made.names.surname()}工",
            county,
            trade=trade,
            expert_level="县级",
            works_at="县专家库",
        )
    for number in range(1, 5):
        made.put("bus", f"转移客车{number}号", county, made.near(seat, 1200), seats=45, readiness="可用")
    made.put(
        "satellite_station", "县卫星便携站", county, made.near(seat, 300), quantity=1, test_result="正常", charge=96
    )
    made.put(
        "agreement",
        "惠民超市（协议储备）",
        county,
        made.near(seat, 1800),
        supplies="饮用水、方便食品、被褥",
        response_hours=4,
    )


def _town(made: _Register, town: Town, number: int) -> None:
    name, code, seat = short_name(town.place.name), town.place.code, town.seat
    office = f"{town.place.name}政府" if not town.place.name.endswith("街道") else f"{town.place.name}办事处"
    people = 20 + number * 7 % 15
    made.put(
        "store",
        f"{name}应急物资仓库",
        code,
        made.near(seat, 500),
        owner_org=office,
        store_level="乡镇",
        store_kind="综合",
        area=120 + number * 31 % 160,
        truck_access=True,
        flood_safe=number % 6 != 4,
    )
    made.put(
        "team_general",
        f"{name}综合应急救援队",
        code,
        seat,
        owner_org=office,
        level="乡镇级",
        people=people,
        full_time=people // 3,
        readiness="在岗待命",
        gather_minutes=25,
        ppe_sets=people - number % 4,
    )
    made.put("team_militia", f"{name}民兵应急排", code, seat, level="乡镇级", people=30, readiness="可召集")
    _town_means(made, town, number)
    _town_sites(made, town, number)


def _town_means(made: _Register, town: Town, number: int) -> None:
    name, code, seat = short_name(town.place.name), town.place.code, town.seat
    made.put(
        "fire_town",
        f"{name}专职消防队",
        code,
        made.near(seat, 700),
        people=8 + number % 6,
        engines=1 + number % 2,
        is_24h=True,
        leave_minutes=2,
        fire_class="二级专职队",
    )
    made.put("rescue_car", f"{name}抢险车", code, made.near(seat, 400), seats=5, load=3, readiness="可用",
             inspected_until=made.day(15 if number % 9 == 5 else 200), insured_until=made.day(120))  # fmt: skip
    made.put("machine", f"{name}挖掘机", code, made.near(seat, 3000), machine_kind="挖掘机", readiness="可用")
    made.put("satphone", f"{name}卫星电话", code, seat, quantity=1, **_tested(made, number))
    made.put("radio", f"{name}对讲机", code, seat, quantity=12 + number % 8, **_tested(made, number + 3))
    made.put(
        "generator", f"{name}发电机", code, made.near(seat, 500), quantity=2, power=30, fuel="柴油", fuel_hours=24,
        last_test=made.day(-20 + number), test_result="正常" if number % 8 else "启动难",
    )  # fmt: skip
    made.put(
        "gear_flood",
        f"{name}抗洪抢险装备",
        code,
        made.near(seat, 500),
        quantity=60,
        measure="套",
        fund="国债资金",
        condition="完好",
    )


def _tested(made: _Register, number: int) -> Row:
    """When it was last tried and what that showed: one in eight is short of battery."""
    charge = 70 + number * 7 % 30 if number % 8 else 35
    result = "正常" if number % 8 else "信号弱"
    return {"last_test": made.day(-8 - number % 15), "test_result": result, "charge": charge}


def _town_sites(made: _Register, town: Town, number: int) -> None:
    name, code, seat = short_name(town.place.name), town.place.code, town.seat
    made.put("school", f"{name}中心学校", code, made.near(seat, 600), people=480 + number * 61 % 500, has_plan=True)
    made.put("hospital", f"{name}卫生院", code, made.near(seat, 700), beds=30 + number * 5 % 40, ambulances=1)
    made.put("elderly", f"{name}敬老院", code, made.near(seat, 1800), beds=60, bedridden=8 + number % 9)
    made.put("station", f"{name}应急服务站", code, seat, **_SERVICES, people=4)
    made.put(
        "reservoir",
        f"{name}水库",
        code,
        made.near(seat, 6000),
        capacity=85 + number * 43 % 400,
        dam_state=("一类坝", "二类坝", "三类坝（病险）")[number % 3],
        people_below=300 + number * 97 % 900,
        grade=("", "yellow", "red")[number % 3],
    )
    made.put(
        "chemical", f"{name}加油站", code, made.near(seat, 1500), chemical_kind="加油站", people=6, grade="orange"
    )


_SERVICES = dict.fromkeys(("f_duty", "f_stock", "f_handling", "f_daily", "s_report", "s_warning", "s_rescue"), True)


def _village(made: _Register, village: Village) -> None:
    name, code, at = short_name(village.place.name), village.place.code, village.at
    made.put(
        "point", f"{name}物资储备点", code, made.near(at, 150), store_level="村", open_hours="钥匙随叫随到", area=24
    )
    made.put(
        "team_base", f"{name}应急分队", code, at, level="村级", people=8 + made.rng.randrange(8), readiness="可召集"
    )
    made.put("speaker", f"{name}大喇叭", code, made.near(at, 200), reach=500, online=made.rng.random() < 0.94)
    made.put("station", f"{name}应急服务站", code, at, **_SERVICES, s_publicity=True, people=2)


def _man(made: _Register, actor: Actor, now: datetime) -> None:
    """Some members and papers of each township's team; one insurance in seven runs out soon."""
    soon, late = (now + timedelta(days=20)).date(), (now + timedelta(days=250)).date()
    for number, team in enumerate(records(actor.scope, kind="team_general")):
        for values, sort in (
            ({"name": made.names.full()}, "member"),
            ({"name": made.names.full()}, "member"),
            ({"name": "团体意外伤害保险", "expires_on": late if number % 7 else soon}, "insurance"),
            ({"name": "水域救援证", "expires_on": late if number % 5 else soon}, "certificate"),
            ({"name": "救生衣", "quantity": team.details["people"], "unit": "件"}, "kit"),
        ):
            put_line(record_id=team.pk, sort=sort, values=values, actor=actor, now=now)
