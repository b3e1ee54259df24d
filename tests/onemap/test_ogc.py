"""OGC API – Features: the documents, what strangers and programs get, boxes, pages, systems; read by GDAL too."""

from typing import Any

import pytest
from django.test import Client

from qianshao.accounts.models import Grant
from qianshao.accounts.services import issue_token
from qianshao.places.models import Shelter
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.onemap.county import furnish

pytestmark = pytest.mark.django_db
ITEMS = "/ogc/collections/shelters/items"
CGCS = "http://www.opengis.net/def/crs/EPSG/0/4490"


@pytest.fixture
def stranger(cast: Cast) -> Client:
    furnish(cast)
    return Client(SERVER_NAME="localhost")


def links(content: dict[str, Any]) -> dict[str, str]:
    return {one["rel"]: one["href"] for one in content["links"]}


def test_from_the_landing_page_one_finds_everything(stranger: Client) -> None:
    found = links(stranger.get("/ogc/").json())
    assert set(found) == {"self", "service-desc", "conformance", "data"}
    conforms = stranger.get(found["conformance"]).json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in conforms
    described = stranger.get(found["service-desc"])
    assert described["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert described.json()["paths"]["/collections/shelters/items"]
    for one in stranger.get(found["data"]).json()["collections"]:
        assert stranger.get(links(one)["items"]).status_code == 200


def test_strangers_get_what_is_open_and_no_more(stranger: Client) -> None:
    content = stranger.get(ITEMS).json()
    assert content["numberMatched"] == content["numberReturned"] == 2
    facts = content["features"][0]["properties"]
    assert set(facts) == {"name", "code", "level", "capacity", "state", "address", "at"}
    assert stranger.get("/ogc/collections/households/items").status_code == 404
    assert stranger.get("/ogc/collections/team").status_code in (200, 404)


def test_a_login_is_held_to_its_scope(cast: Cast, stranger: Client, client_as: ClientAs) -> None:
    content = client_as("town_duty").get(ITEMS).json()
    assert [one["properties"]["name"] for one in content["features"]] == ["红旗小学"]
    other = Shelter.objects.unscoped("a test looks").get(name="河口中学").pk
    assert client_as("town_duty").get(f"{ITEMS}/{other}").status_code == 404
    assert client_as("county_duty").get(f"{ITEMS}/{other}").json()["properties"]["special_capacity"] == 0


def test_a_program_comes_with_a_token(cast: Cast, stranger: Client) -> None:
    grant = Grant.objects.get(user=cast.users["town_duty"])
    key = issue_token(actor=SYSTEM, now=cast.now, grant_id=grant.pk, name="gis", days=9)
    answer = stranger.get(ITEMS, headers={"authorization": f"Bearer {key.secret}"})
    assert answer.json()["numberMatched"] == 1
    assert stranger.get(ITEMS, headers={"authorization": "Bearer no"}).status_code == 401


def test_pages_follow_one_another_without_gap_or_repeat(stranger: Client) -> None:
    first = stranger.get(ITEMS, {"limit": 1}).json()
    second = stranger.get(links(first)["next"]).json()
    keys = [one["id"] for page in (first, second) for one in page["features"]]
    assert len(set(keys)) == 2 and first["numberMatched"] == 2
    assert stranger.get(links(second)["next"]).json()["features"] == []


def test_a_box_is_in_the_axis_order_of_its_system(stranger: Client) -> None:
    lon_lat, lat_lon = "114.8,31.64,114.9,31.7", "31.64,114.8,31.7,114.9"
    assert stranger.get(ITEMS, {"bbox": lon_lat}).json()["numberMatched"] == 1
    assert stranger.get(ITEMS, {"bbox": lat_lon, "bbox-crs": CGCS}).json()["numberMatched"] == 1
    answer = stranger.get(ITEMS, {"bbox": lon_lat, "crs": CGCS})
    assert answer["Content-Crs"] == f"<{CGCS}>"
    assert answer.json()["features"][0]["geometry"]["coordinates"] == [31.67, 114.84]


def test_a_span_of_time_leaves_out_what_was_known_at_another(cast: Cast, stranger: Client) -> None:
    Shelter.objects.unscoped("a test sets").filter(name="红旗小学").update(state_at=cast.now)
    moment = cast.now.isoformat()
    assert stranger.get(ITEMS, {"datetime": f"{moment}/.."}).json()["numberMatched"] == 1
    assert stranger.get(ITEMS, {"datetime": "../2020-01-01T00:00:00Z"}).json()["numberMatched"] == 0


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=x", "bbox=1,2,3", "bbox=1,2,3,nan", "bbox=0,50,1,40", "datetime=yesterday", "crs=EPSG:1",
     "bbox-crs=no", "nonsense=1", "after=-1", "datetime=2026-01-02/2026-01-01"],
)  # fmt: skip
def test_what_means_nothing_is_a_bad_request(stranger: Client, query: str) -> None:
    assert stranger.get(f"{ITEMS}?{query}").status_code == 400
