"""A villager's report through six hands: written at a sign without a signal, taken in by the county, verified and
handed over by the township, mended by the village, accepted by another, taken off the list by the county's leader.
The link that the villager kept says at each step how far it is. The phone of the field: ``test_hazard_story.py``.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from qianshao.core import clock
from qianshao.hazards.models import Hazard, HazardAct
from qianshao.tips.models import Tip
from tests.cast import Cast, build_cast
from tests.field.app import test_hazard_story as pieces
from tests.files.pictures import photo
from tests.tips.phones import hand_in, kept, open_sign, villagers
from tests.tips.tips import VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIVE = ("county_duty", "town_duty", "village_cadre", "town_lead", "county_lead")
UNIT = "红旗村委会"
desk_of = pieces.desk_of


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast(clock.now(), users=FIVE)


@pytest.fixture
def villager(cast: Cast, chromium: Any, live_server: Any) -> Iterator[Page]:
    """Somebody who has no login and never will."""
    wrong: list[str] = []
    expect.set_options(timeout=pieces.PATIENCE)
    page = villagers(chromium, live_server.url, wrong)
    page.context.set_default_timeout(pieces.PATIENCE)
    yield page
    page.context.close()
    assert wrong == []


def report(villager: Page) -> None:
    """Without a signal, at the sign; sent by itself when the signal is back; the six digits are shown."""
    open_sign(villager, VILLAGE)
    villager.context.set_offline(True)
    hand_in(villager, pieces.WORDS, photo((64, 48)))
    expect(villager.get_by_text("有信号会自动发出")).to_be_visible()
    assert not Tip.objects.unscoped("a test looks").exists()
    villager.context.set_offline(False)
    code = villager.locator("[data-kept] [data-code]")
    expect(code).to_be_visible()
    tip = Tip.objects.unscoped("a test looks").get()
    assert re.sub(r"\D", "", code.inner_text()) == tip.code
    assert pieces.WORDS not in str(kept(villager))
    villager.get_by_role("link", name="打开，留下链接").click()


def stands(villager: Page, words: str) -> None:
    """What the kept link says now."""
    villager.reload()
    expect(villager.locator(".t-steps .now")).to_contain_text(words)


def test_from_a_sign_without_a_signal_to_off_the_list(villager: Page, desk_of: Any, cast: Cast) -> None:
    report(villager)
    expect(villager.get_by_role("heading", name="已收到，谢谢您")).to_be_visible()
    stands(villager, "会有人看")

    county = desk_of("county_duty")
    county.goto("/tips/")
    county.get_by_role("link", name=re.compile(pieces.WORDS)).click()
    county.locator("button", has_text="转为隐患").click()  # not its summary of the same words
    expect(county.get_by_text("已转隐患").first).to_be_visible()
    stands(villager, "已派人去看")

    town = desk_of("town_duty")
    pieces.open_one(town, "verify")
    pieces.do(town, "核实定级", lambda box: box.get_by_label("一般").check())
    stands(villager, "已核实")
    pieces.do(town, "交办", lambda box: box.get_by_label("责任单位").fill(UNIT))
    stands(villager, "责任单位正在整改")

    village = desk_of("village_cadre")
    pieces.open_one(village, "all")
    shot = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo((64, 48))}
    pieces.do(village, "申请验收", lambda box: box.locator("[type=file]").set_input_files([shot]))
    stands(villager, "已整改，正在验收")

    lead = desk_of("town_lead")
    pieces.open_one(lead, "accept")
    pieces.do(lead, "验收通过", lambda box: box.get_by_label("验收单位").fill("青石镇应急办"))
    stands(villager, "验收通过")

    leader = desk_of("county_lead")
    pieces.open_one(leader, "close")
    pieces.do(leader, "销号", lambda box: None)
    stands(villager, "已整改好，谢谢您")

    row = Hazard.objects.unscoped("a test looks").get()
    assert (row.state, row.source, row.tip_no) == ("closed", "villager", Tip.objects.unscoped("a test").get().no)
    hands = dict(HazardAct.objects.filter(hazard=row).values_list("act", "by_id"))
    who = [cast.users[key].pk for key in FIVE]
    assert [hands[act] for act in ("find", "verify", "ask", "accept", "close")] == who
    assert villager.context.cookies() == []
