"""An area drawn by hand: who and what is inside, and where one goes on from there."""

import json

import pytest

from qianshao.people.models import DangerZone
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.onemap.county import SQUARE, furnish

pytestmark = pytest.mark.django_db
AREA = json.dumps(SQUARE)


def test_the_area_says_what_is_inside_with_sums_and_nothing_from_outside(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    page = client_as("county_duty").post("/map/area/", {"area": AREA, "fragment": "1"})
    html = page.content.decode()
    found = page.context["found"]
    numbers = {section.label: (section.n, dict(section.sums)) for section in found.sections}
    assert numbers["住户"] == (3, {"人": 12, "有特殊情况的户": 1})
    assert numbers["安置点"] == (1, {"可容人数": 120, "在内人数": 0})
    assert numbers["村（社区）"][0] == 2
    assert numbers["危险区"][0] == 1
    assert 60 < found.km2 < 66
    assert "红旗小学" in html and "河口中学" not in html
    assert "张三" not in html
    assert "<html" not in html


def test_what_one_may_not_see_is_not_counted(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    page = client_as("town_lead_b").post("/map/area/", {"area": AREA})
    assert [section.label for section in page.context["found"].sections] == []


def test_the_next_step_has_the_area_filled_in(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    client = client_as("county_duty")
    actions = client.post("/map/area/", {"area": AREA}).context["actions"]
    compose = client.get(actions["callout"])
    assert compose.status_code == 200
    assert json.loads(compose.context["form"]["drawing"].value()) == SQUARE
    order = client.get(actions["evacuation"])
    zone = DangerZone.objects.unscoped("a test looks").get()
    assert [str(key) for key in order.context["form"]["zones"].value()] == [str(zone.pk)]


@pytest.mark.parametrize(
    "given",
    ["", "no", "[]", "3", '{"type":"Point","coordinates":[1,2]}', '{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}'],
)
def test_what_is_no_area_is_refused_in_words(cast: Cast, client_as: ClientAs, given: str) -> None:
    page = client_as("county_duty").post("/map/area/", {"area": given, "fragment": "1"})
    assert page.status_code == 422
    assert "note bad" in page.content.decode()


def test_the_page_draws_the_county_and_turns_layers_by_address(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    client = client_as("county_duty")
    page = client.get("/map/?layers=shelters,households")
    html = page.content.decode()
    assert page.status_code == 200
    assert "红旗小学" in html and "老虎沟" not in html
    assert 'class="om-n"' in html  # five families, drawn as counts
    assert "?layers=households" in html  # the switch that turns shelters off
    data = client.get("/map/data.json?layers=shelters,households,zones").json()
    assert [one["name"] for one in data["tiles"]] == ["households"]
    assert data["tiles"][0]["url"] == "/map/tiles/households/{z}/{x}/{y}.mvt"
    assert len(data["points"]["features"]) == 2


def test_a_town_sees_its_own_outline_only(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    data = client_as("town_duty").get("/map/data.json?layers=shelters").json()
    assert [one["properties"]["name"] for one in data["towns"]["features"]] == ["青石镇"]
    assert len(data["points"]["features"]) == 1


def test_without_outlines_the_page_says_what_to_do(cast: Cast, client_as: ClientAs) -> None:
    assert "还没有乡镇边界" in client_as("county_duty").get("/map/").content.decode()
