"""The common cast of tests and docs: one county, two towns, four villages, one user for each role, a neighbour.

Built by calling the services, as a real site would be. Rooms above add to it in their own builders.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.conf import settings

from qianshao.accounts.models import User
from qianshao.accounts.selectors import actor_of, scope_of
from qianshao.accounts.services import create_user, grant_role
from qianshao.core.actor import Actor, Source
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.divisions.services import Row, import_divisions
from tests.kept import once

#: 2026-07-18 20:12 in Beijing: the evening of the story.
NOW = datetime(2026, 7, 18, 12, 12, tzinfo=UTC)
PASSWORD = "夜雨敲门-柳河-2046"
SINCE = date(2020, 1, 1)
SYSTEM = Actor.system("cast", "demo")

PROVINCE, CITY, COUNTY = "410000000000", "411500000000", "411599000000"
TOWN_A, TOWN_B = "411599100000", "411599200000"
NEIGHBOUR, NEIGHBOUR_TOWN, NEIGHBOUR_VILLAGE = "411598000000", "411598100000", "411598100201"

ROWS = (
    Row(PROVINCE, "河南省", 1),
    Row(CITY, "信阳市", 2, PROVINCE),
    Row(COUNTY, "演示县", 3, CITY, lon=114.88, lat=31.64),
    Row(TOWN_A, "青石镇", 4, COUNTY, lon=114.85, lat=31.66),
    Row(TOWN_B, "柳河乡", 4, COUNTY, lon=114.95, lat=31.60),
    Row("411599100201", "红旗村", 5, TOWN_A, lon=114.84, lat=31.67),
    Row("411599100202", "下湾村", 5, TOWN_A, lon=114.86, lat=31.65),
    Row("411599200201", "河口村", 5, TOWN_B, lon=114.94, lat=31.61),
    Row("411599200202", "桥头村", 5, TOWN_B, lon=114.96, lat=31.59),
    Row(NEIGHBOUR, "邻县", 3, CITY, lon=115.40, lat=31.80),
    Row(NEIGHBOUR_TOWN, "邻镇", 4, NEIGHBOUR, lon=115.41, lat=31.81),
    Row(NEIGHBOUR_VILLAGE, "邻村", 5, NEIGHBOUR_TOWN, lon=115.42, lat=31.82),
)

#: key: (role, area code, display name, title). The key is the login name; the nine roles are keys themselves.
USERS = {
    "county_admin": ("county_admin", COUNTY, "钱立", "县应急局信息中心"),
    "county_duty": ("county_duty", COUNTY, "孙明", "县值班员"),
    "county_lead": ("county_lead", COUNTY, "李江", "带班领导"),
    "county_auditor": ("county_auditor", COUNTY, "周正", "督查室"),
    "town_duty": ("town_duty", TOWN_A, "吴敏", "青石镇值班员"),
    "town_lead": ("town_lead", TOWN_A, "郑河", "青石镇镇长"),
    "village_cadre": ("village_cadre", "411599100201", "王守厚", "红旗村支书"),
    "grid_worker": ("grid_worker", "411599100201", "冯燕", "红旗村网格员"),
    "wall": ("wall", COUNTY, "指挥大厅大屏", ""),
    "county_lead_2": ("county_lead", COUNTY, "陈岩", "带班副局长"),
    "town_lead_b": ("town_lead", TOWN_B, "褚秀", "柳河乡乡长"),
    "neighbour_lead": ("county_lead", NEIGHBOUR, "卫国", "邻县带班领导"),
}


@dataclass
class Cast:
    """Who and where. ``area`` maps codes to divisions, ``users`` keys to users."""

    now: datetime
    area: dict[str, Division]
    users: dict[str, User] = field(default_factory=dict)

    county = property(lambda self: self.area[COUNTY])
    town_a = property(lambda self: self.area[TOWN_A])
    town_b = property(lambda self: self.area[TOWN_B])
    village_a1 = property(lambda self: self.area["411599100201"])
    village_a2 = property(lambda self: self.area["411599100202"])
    village_b1 = property(lambda self: self.area["411599200201"])
    village_b2 = property(lambda self: self.area["411599200202"])
    neighbour = property(lambda self: self.area[NEIGHBOUR])
    neighbour_village = property(lambda self: self.area[NEIGHBOUR_VILLAGE])

    def scope(self, key: str) -> Scope:
        """What one of the users may do where."""
        return scope_of(self.users[key], self.now)

    def actor(self, key: str, source: Source = "desk") -> Actor:
        """One of the users as an actor."""
        return actor_of(self.users[key], source, self.scope(key))


def build_cast(now: datetime = NOW, users: "tuple[str, ...] | None" = None) -> Cast:
    """Make the areas and the users (or only those of ``users``): by the services once, then as they made it."""
    return once(("cast", now, users, settings.PASSWORD_HASHERS[0]), lambda: _build_cast(now, users))


def _build_cast(now: datetime, users: "tuple[str, ...] | None") -> Cast:
    import_divisions(rows=ROWS, actor=SYSTEM, now=now, is_demo=True)
    cast = Cast(now, {d.code: d for d in Division.objects.unscoped("the cast knows every area")})
    for key in USERS if users is None else users:
        role, code, name, title = USERS[key]
        path = cast.area[code].path
        made = create_user(
            actor=SYSTEM,
            now=now,
            username=key,
            display_name=name,
            title=title,
            division_path=path,
            phone="13800002046",
            password=PASSWORD,
        )
        grant_role(actor=SYSTEM, now=now, user_id=made.user.pk, role=role, division_path=path, valid_from=SINCE)
        cast.users[key] = made.user
    return cast
