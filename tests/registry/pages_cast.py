"""The cast with a few records, for the pages of the register."""

from dataclasses import dataclass
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind, Record
from qianshao.registry.services import create_record, put_line
from tests.cast import NOW, SYSTEM, Cast

ALL = ("registry.view", "registry.edit", "registry.ask", "registry.verify")


def actor_at(path: str, *actions: str) -> Actor:
    """Somebody with these actions (all of an editor's) in an area."""
    return Actor("user", "吴敏", "desk", scope=Scope({path: frozenset(actions or ALL)}))


def team_kind() -> Kind:
    """A kind with one field of every type, in a county that wanted it so."""
    load_kinds(Kind)
    fields = [
        {"key": "heads", "label": "人数", "type": "int", "unit": "人", "required": True, "public": True},
        {"key": "skill", "label": "专长", "type": "choice", "choices": ["水域", "山地"]},
        {"key": "since", "label": "成立日期", "type": "date"},
        {"key": "has_boat", "label": "有无船艇", "type": "bool"},
        {"key": "captain", "label": "队长", "type": "person", "personal": True},
        {"key": "captain_phone", "label": "队长电话", "type": "phone", "personal": True},
    ]
    blank = {"unit": "", "choices": [], "required": False, "public": False, "personal": False}
    values = {"name": "测试队伍", "group": "team", "icon": "users-group", "check_days": 90, "order": 1}
    made, _new = Kind.objects.get_or_create(
        code="testteam", defaults={**values, "fields": [{**blank, **field} for field in fields]}
    )
    return made


@dataclass
class Register:
    """The cast and its records."""

    cast: Cast
    kind: Kind
    boats: Record
    hills: Record
    far: Record


def make(path: str, name: str, **more: Any) -> Record:
    """A team registered by the machine."""
    values = {"name": name, "division_path": path, "heads": 12, **more}
    return create_record(kind="testteam", values=values, actor=SYSTEM, now=NOW)


def add_register(cast: Cast) -> Register:
    """Two teams in the first town, one in the second."""
    kind = team_kind()
    boats = make(
        cast.village_a1.path,
        "红旗水上救援队",
        lon=114.841,
        lat=31.671,
        address="红旗村一组",
        owner_org="县水利局",
        keeper_name="孙丽丽",
        keeper_phone="13800138000",
        skill="水域",
        captain="赵大海",
        captain_phone="13900139000",
    )
    hills = make(cast.village_a2.path, "下湾山地队", owner_org="县林业局")
    far = make(cast.town_b.path, "柳河民兵分队")
    values = {"name": "冲锋舟", "quantity": 2, "unit": "艘"}
    put_line(record_id=boats.pk, sort="kit", values=values, actor=SYSTEM, now=NOW)
    return Register(cast, kind, boats, hills, far)
