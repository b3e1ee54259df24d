"""Map layers: each room's own, for the person's area only, on and off by the address."""

import pytest

from qianshao.people.models import DangerZone
from tests.cast import Cast
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db
TOWN = {"type": "Polygon", "coordinates": [[[114.8, 31.6], [115, 31.6], [115, 31.8], [114.8, 31.8], [114.8, 31.6]]]}
ZONE = {"type": "Polygon", "coordinates": [[[114.9, 31.64], [114.92, 31.64], [114.92, 31.66], [114.9, 31.64]]]}


@pytest.fixture
def zones(cast: Cast) -> None:
    towns = type(cast.town_a).objects.unscoped("a test")
    towns.filter(pk__in=(cast.town_a.pk, cast.town_b.pk)).update(boundary=TOWN)
    for name, where in (("青石崖", cast.village_a1), ("柳河滩", cast.village_b1)):
        DangerZone._base_manager.create(
            kind="torrent", name=name, division=where, division_path=where.path, polygon=ZONE
        )


@pytest.mark.usefixtures("zones")
def test_danger_zones_stand_on_the_map_with_their_names(client_as: ClientAs) -> None:
    html = client_as("county_duty").get("/desk/").content.decode()
    assert '<path class="lay wait"' in html and "青石崖" in html
    data = client_as("county_duty").get("/desk/map.json").json()
    assert {f["properties"]["title"] for f in data["shapes"]["features"]} == {"青石崖", "柳河滩"}


@pytest.mark.usefixtures("zones")
def test_a_township_sees_its_own_zones_only(client_as: ClientAs) -> None:
    data = client_as("town_duty").get("/desk/map.json").json()
    assert [f["properties"]["title"] for f in data["shapes"]["features"]] == ["青石崖"]


@pytest.mark.usefixtures("zones")
def test_a_layer_is_turned_off_by_its_switch_and_stays_off_in_the_map_s_data(client_as: ClientAs) -> None:
    client = client_as("county_duty")
    switch = "/desk/?layers="
    assert switch in client.get("/desk/").content.decode()
    assert "青石崖" not in client.get(switch).content.decode()
    assert client.get("/desk/map.json?layers=").json()["shapes"]["features"] == []


@pytest.mark.usefixtures("zones")
def test_who_may_not_see_people_has_no_zones_on_the_map(client_as: ClientAs) -> None:
    data = client_as("wall").get("/desk/map.json").json()
    assert data["shapes"]["features"] == []
