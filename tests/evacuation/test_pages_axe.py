"""The evacuation's pages in a real browser: nothing axe objects to, no sideways scroll, nothing too small."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from qianshao.core import clock
from qianshao.divisions.models import Division
from qianshao.evacuation import services
from qianshao.evacuation.models import Evacuee
from qianshao.people.models import Household
from qianshao.people.services import HouseholdRow, MemberRow, create_zone, import_households
from qianshao.places.services import create_shelter, set_state
from tests.browser import chromium
from tests.cast import SYSTEM, Cast
from tests.cast_people import add_people
from tests.conftest import ClientAs
from tests.desk.test_pages_axe import CONTROLS, DESK, FONTS, PHONE, WALL, visit
from tests.evacuation.conftest import Evening, ensure_limits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["chromium"]
NAMES = "张王李赵陈杨吴刘黄周徐孙胡朱高林何郭马罗"  # zh: family names
CORNERS = [[114.8, 31.55], [115.0, 31.55], [115.0, 31.7], [114.8, 31.7], [114.8, 31.55]]


def _homes(cast: Cast, zones: list[int]) -> None:
    """Sixty families in four villages, some with needs."""
    villages = (cast.village_a1, cast.village_a2, cast.village_b1, cast.village_b2)
    rows = []
    for n in range(60):
        name = f"{NAMES[n % 20]}{'德桂长明水秀家大福小'[n % 10]}{'厚芳顺富生珍旺伟来军'[n // 6 % 10]}"
        needs = ("alone",) if n % 7 == 0 else ("disabled",) if n % 11 == 0 else ()
        head = MemberRow(name, "户主", "M", 1941 + n % 60, f"139000{n:05}", needs=needs)
        rows.append(HouseholdRow(name, villages[n % 4].path, name, str(n), f"139000{n:05}", members=(head,)))
    import_households(rows=rows, actor=SYSTEM, now=cast.now, is_demo=True)
    for n, home in enumerate(Household.objects.unscoped("a test sets up").order_by("pk")):
        home.danger_zone_id, home.members_count = zones[n % 2], 1 + n % 5
        home.save()


@pytest.fixture
def night(cast: Cast) -> Evening:
    ensure_limits()
    people = add_people(cast)
    zones = [
        create_zone(kind=kind, name=name, division_path=cast.county.path, trigger_text="一小时雨量 50 毫米",
                    shelter="青石镇中学", actor=SYSTEM, now=cast.now).pk
        for kind, name in (("torrent", "青石沟山洪危险区"), ("geology", "下湾滑坡体"))
    ]  # fmt: skip
    _homes(cast, zones)
    towns = Division.objects.unscoped("a test sets up").filter(level=4)
    towns.update(boundary={"type": "Polygon", "coordinates": [CORNERS]})
    order = services.order_evacuation(
        zones=zones, title="青石沟、下湾转移", colour="orange", basis="暴雨橙色预警 2026-17 号",
        deadline=clock.now() + timedelta(hours=2), actor=SYSTEM, now=clock.now(),
    )  # fmt: skip
    found = Evening(cast, people, zones[0], order)
    _reports(found)
    return found


def give_order_of(cast: Cast, zones: list[int]) -> Any:
    """A draft beside the running order."""
    return services.propose_order(
        zones=zones, title="柳河方案", basis="会商", deadline=cast.now, actor=SYSTEM, now=cast.now
    )


def _reports(night: Evening) -> None:
    """Some of everything: arrived, on the way, refused, two sides, gone again."""
    cast, order = night.cast, night.order.pk
    path = cast.town_a.path
    more = {"division_path": path, "keeper_name": "何志远", "actor": SYSTEM, "now": cast.now}
    here = [create_shelter(name=name, capacity=n, **more).pk for name, n in (("青石镇中学", 40), ("红旗村委会", 12))]
    for key in here:
        set_state(shelter_id=key, to="open", actor=SYSTEM, now=cast.now)
    rows = Evacuee.objects.unscoped("a test").filter(order=night.order).order_by("pk")
    uids = list(rows.values_list("uid", flat=True))
    for n, to in enumerate(("notified", "moving", "pickup", "refused", "nobody", "elsewhere")):
        services.mark_people(order_id=order, uids=uids[40 + n * 9 : 49 + n * 9], to=to, words="说家里有牲口，不肯走",
                             helper="王亮" if to == "pickup" else "", actor=SYSTEM, now=cast.now)  # fmt: skip
    services.sign_in(order_id=order, shelter_id=here[0], uids=uids[:28], actor=SYSTEM, now=cast.now)
    services.sign_in(order_id=order, shelter_id=here[1], uids=uids[28:39], actor=SYSTEM, now=cast.now)
    services.leave_shelter(order_id=order, uids=uids[:1], to="moving", words="回家拿药", actor=SYSTEM, now=cast.now)
    for to in ("elsewhere", "nobody"):
        services.mark_people(
            order_id=order, uids=uids[100:101], to=to, based_on={uids[100]: []}, words="儿子接走了",
            actor=SYSTEM, now=cast.now,
        )  # fmt: skip


def pages(night: Evening) -> list[str]:
    one = f"/evacuation/{night.order.pk}/"
    draft = give_order_of(night.cast, [night.zone])
    uid = Evacuee.objects.unscoped("a test").filter(order=night.order).order_by("pk")[0].uid
    return [
        one,
        f"{one}?state=refused",
        "/evacuation/",
        "/evacuation/new/",
        f"/evacuation/{draft.pk}/issue/",
        f"{one}all-clear/",
        f"{one}people/{uid}/?do=arrive",
        f"{one}conflicts/",
        f"{one}shelters/",
        f"{one}add/",
        "/desk/",
    ]


def test_no_page_has_a_fault_at_any_size(
    chromium: Browser, live_server: Any, client_as: ClientAs, night: Evening
) -> None:
    seen = visit(chromium, live_server, client_as("county_lead"))
    for path in pages(night):
        seen.see(path, PHONE)
        seen.see(path, WALL, DESK)
        # A box is as large as the label around it.
        small = [one for one in seen.page.evaluate(CONTROLS) if one[:2] != [16, 16] and max(one[:2]) < 24]
        assert not small, f"{path}: {small}"
        assert seen.page.evaluate(FONTS) >= 12, path
    assert not seen.wrong, "\n".join(seen.wrong)
