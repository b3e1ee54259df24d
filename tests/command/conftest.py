"""A warning over the common cast, danger zones in it, and the engine's round."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from qianshao.alerts.models import Alert
from qianshao.alerts.selectors import targets_of
from qianshao.alerts.services import (
    Composition,
    Piece,
    compose_alert,
    expected_count,
    release_alert,
    release_verb,
    submit_alert,
)
from qianshao.calling.models import Case
from qianshao.command.models import Reaction, Suggestion
from qianshao.command.ticks import sweep_reactions
from qianshao.core import clock
from qianshao.evacuation.models import Order
from qianshao.people.models import Household
from qianshao.people.services import create_zone
from tests.cast import SYSTEM, Cast
from tests.cast_people import People, add_people
from tests.evacuation.conftest import ensure_limits


@pytest.fixture
def people(cast: Cast) -> People:
    ensure_limits()
    return add_people(cast)


@pytest.fixture
def zones(cast: Cast, people: People) -> dict[str, int]:
    """By kind: a torrent zone in 红旗村 with two households, a forest edge there, a slope in the other town."""
    made = {}
    for kind, path, name in (
        ("torrent", cast.village_a1.path, "青石沟"),
        ("fire", cast.village_a1.path, "林场边"),
        ("geology", cast.village_b1.path, "河口滑坡"),
    ):
        made[kind] = create_zone(kind=kind, name=name, division_path=path, actor=SYSTEM, now=cast.now).pk
    homes = [people.homes["张有福"], people.homes["赵国民"]]
    Household.objects.unscoped("test").filter(pk__in=homes).update(danger_zone=made["torrent"])
    return made


def release(cast: Cast, *, colour: str = "red", hazard: str = "rainstorm", **more: Any) -> Alert:
    """A warning for 青石镇, composed by the duty officer, released by the lead."""
    town = Piece("code", "青石镇", code_name="CPEAS Geographic Code", code=cast.town_a.code)
    content = Composition(
        hazard=hazard, colour=colour, headline=more.pop("headline", ""), pieces=(town,),
        description=more.pop("description", "未来三小时雨势很大。"), expires=clock.now() + timedelta(hours=6), **more,
    )  # fmt: skip
    alert = compose_alert(content, actor=cast.actor("county_duty"), now=clock.now())
    submit_alert(alert.pk, version=alert.version, actor=cast.actor("county_duty"), now=clock.now())
    alert.refresh_from_db()
    return release_alert(
        alert.pk, version=alert.version, typed=release_verb(alert), reason="雨量已达标准",
        count=str(expected_count(alert, targets_of(alert, clock.now()))), actor=cast.actor("county_lead"),
        now=clock.now(),
    )  # fmt: skip


def rounds(count: int = 2) -> list[int]:
    """The engine's rounds."""
    return [sweep_reactions(clock.now(), 200) for _turn in range(count)]


def suggestions(**wanted: Any) -> list[Suggestion]:
    return list(Suggestion.objects.unscoped("test").filter(**wanted).order_by("pk"))


def orders(**wanted: Any) -> list[Order]:
    return list(Order.objects.unscoped("test").filter(**wanted).order_by("pk"))


def home_case(name: str) -> Case:
    found: Case = Case.objects.unscoped("test").get(recipient_kind="household", name=name)
    return found


def reactions(**wanted: Any) -> list[Reaction]:
    return list(Reaction.objects.filter(**wanted).order_by("pk"))


Release = Callable[..., Alert]
