"""Build a demonstration county through the rooms' own verbs, every row marked 演示数据."""

# zh: names of the demonstration, stored as data

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.demo.cast import Holder, House, holders, houses
from qianshao.demo.duty_lines import make_duty_lines
from qianshao.demo.facts import CountyFacts, Place
from qianshao.demo.home import Size
from qianshao.demo.layout import Layout, lay_out
from qianshao.demo.progress import Progress
from qianshao.demo.refuges import make_refuges
from qianshao.demo.register import make_register
from qianshao.demo.supplies import make_stock
from qianshao.divisions.rules import short_name
from qianshao.divisions.selectors import divisions
from qianshao.divisions.services import Row, import_divisions, set_boundaries
from qianshao.geo.geojson import dump
from qianshao.people.services import (
    HouseholdRow,
    MemberRow,
    PersonRow,
    PostRow,
    create_zone,
    import_households,
    import_persons,
)

BUILDER = Actor.system("演示数据生成", source="demo")
# Posts are held since long before any warning the story may play, real ones of 2018 included.
HELD_SINCE = date(2015, 1, 1)
_EVERYTHING = Scope.everything("the demonstration builds its own county")


@dataclass(frozen=True, slots=True)
class Built:
    """What was built. ``paths``: division path by code or grid key; ``people``: person id by holder key."""

    paths: dict[str, str]
    people: dict[str, int]
    households: int


@dataclass(frozen=True, slots=True)
class References:
    """What household rows refer to: paths by unit, person ids by holder, zone ids by their place in the layout."""

    paths: dict[str, str]
    people: dict[str, int]
    zones: tuple[int, ...]


# What makes people leave, where to, and how they get there; minutes and millimetres are examples, not a standard.
_ZONE_WORDS = {
    "torrent": (_lazy("1 小时雨量超过 40 毫米，或河水漫过警示桩"), _lazy("沿村道上行，不过桥、不走河滩")),
    "geology": (_lazy("出现裂缝、掉块或泉水变浑，或 24 小时雨量超过 100 毫米"), _lazy("横向离开坡脚，不顺沟跑")),
    "lowland": (_lazy("院内积水到脚踝，或接到红色暴雨预警"), _lazy("走主路到高处，绕开涵洞")),
}


def build(facts: CountyFacts, size: Size, *, now: datetime, say: Callable[[str], None]) -> Built:
    """Write divisions, areas, persons with posts and households of one county; some 40 s for 60,000 houses."""
    say(_("正在划分 {county} 的乡镇和村（演示数据）……").format(county=facts.county.name))
    layout = lay_out(facts)
    paths = _write_divisions(facts, layout, now)
    people = holders(facts, layout, size.persons, size.seed)
    ids = _write_people(people, paths, now)
    say(_("责任人 {count} 名已登记").format(count=len(ids)))
    refs = References(paths, ids, _write_zones(layout, paths, now))
    say(_("危险区 {count} 处已登记").format(count=len(refs.zones)))
    say(_("安置点 {count} 处已登记").format(count=make_refuges(layout, paths, actor=BUILDER, now=now)))
    kept = make_register(layout, facts.county.code, paths, actor=BUILDER, now=now)
    say(_("资源登记 {count} 条已建立").format(count=kept))
    stock = make_stock(paths[facts.county.code], actor=BUILDER, now=now)
    say(_("物资 {count} 批已入库").format(count=stock))
    make_duty_lines(layout, paths, facts.county.code, actor=BUILDER, now=now)
    made = houses(layout, people, size.households, size.seed)
    count = _write_houses(made, size.households, refs, now)
    return Built(paths, ids, count)


def _write_divisions(facts: CountyFacts, layout: Layout, now: datetime) -> dict[str, str]:
    rows = [_row(place) for place in (*facts.above, facts.county)]
    for town in layout.towns:
        rows.append(_row(town.place, town.seat))
        for village in town.villages:
            rows.append(_row(village.place, village.at))
            rows += [
                Row("", grid.name, 6, village.place.code, key=grid.key, lon=grid.at[0], lat=grid.at[1])
                for grid in village.grids
            ]
    import_divisions(rows=rows, actor=BUILDER, now=now, is_demo=True)
    outlines = {town.place.code: dump(town.area) for town in layout.towns}
    outlines[facts.county.code] = dump(facts.outline)
    set_boundaries(boundaries=outlines, crs="CGCS2000", actor=BUILDER, now=now)
    return _paths(layout)


def _row(place: Place, at: tuple[float, float] | None = None) -> Row:
    lon, lat = at or (None, None)
    return Row(place.code, place.name, place.level, place.parent, lon=lon, lat=lat)


def _paths(layout: Layout) -> dict[str, str]:
    """Paths by code; grids have none and are found by their name in their village."""
    found = list(divisions(_EVERYTHING).values_list("code", "name", "path"))
    paths = {code: path for code, _name, path in found if code}
    by_name = {(path[:-4], name): path for code, name, path in found if not code}
    for town in layout.towns:
        for village in town.villages:
            above = paths[village.place.code]
            paths |= {grid.key: by_name[above, grid.name] for grid in village.grids}
    return paths


def _write_people(people: Sequence[Holder], paths: dict[str, str], now: datetime) -> dict[str, int]:
    stands_in: dict[str, list[PostRow]] = {}
    for holder in people:
        if holder.stand_in:
            post = PostRow(holder.seat.code, paths[holder.unit], slot="B", valid_from=HELD_SINCE)
            stands_in.setdefault(holder.stand_in, []).append(post)
    rows = [
        PersonRow(
            key=holder.key,
            name=holder.name,
            division_path=paths[holder.unit],
            phone=holder.phone,
            title=holder.seat.title,
            posts=(
                PostRow(holder.seat.code, paths[holder.unit], valid_from=HELD_SINCE),
                *stands_in.get(holder.key, ()),
            ),
            verified=True,
        )
        for holder in people
    ]
    return import_persons(rows=rows, actor=BUILDER, now=now, is_demo=True).ids


def _write_zones(layout: Layout, paths: dict[str, str], now: datetime) -> tuple[int, ...]:
    return tuple(
        create_zone(
            kind=zone.kind,
            name=zone.name,
            division_path=paths[zone.village.code],
            polygon=dump(zone.area),
            trigger_text=str(_ZONE_WORDS[zone.kind][0]),
            route=str(_ZONE_WORDS[zone.kind][1]),
            shelter=_("{village}村部安置点").format(village=short_name(zone.village.name)),
            is_demo=True,
            actor=BUILDER,
            now=now,
        ).pk
        for zone in layout.zones
    )


def _write_houses(made: Iterator[House], total: int, refs: References, now: datetime) -> int:
    """One transaction per township: the importer compares within the villages of one call only."""
    progress, done = Progress(_("住户"), total), 0
    for _town, part in groupby(made, key=lambda house: house.unit[:9]):
        rows = [_house_row(house, refs) for house in part]
        import_households(rows=rows, actor=BUILDER, now=now, is_demo=True)
        done += len(rows)
        progress.show(done)
    progress.done()
    return done


def _house_row(house: House, refs: References) -> HouseholdRow:
    return HouseholdRow(
        key=house.key,
        division_path=refs.paths[house.unit],
        head_name=house.members[0].name,
        code=house.key.removeprefix(house.unit[:12] + "-"),
        phone=house.phone,
        address=house.address,
        lon=house.at[0],
        lat=house.at[1],
        coordinate_source="CGCS2000",
        members=tuple(
            MemberRow(m.name, m.relation, "F" if m.woman else "M", m.born, needs=(m.need,) if m.need else ())
            for m in house.members
        ),
        guardian_id=refs.people[house.guardian],
        danger_zone_id=refs.zones[house.in_zone] if house.in_zone >= 0 else None,
    )
