"""A demonstration county is built through the rooms' verbs, and every row says that it is made up."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import shapely
from django.test import Client

from qianshao.accounts.selectors import scope_of, users
from qianshao.channels.selectors import channel_health
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.demo import home
from qianshao.demo.facts import county_facts
from qianshao.demo.logins import LOGINS, PASSWORD, sheet
from qianshao.demo.prepare import furnish, town_of_visitor
from qianshao.divisions.levels import Level
from qianshao.divisions.selectors import divisions, site_county
from qianshao.geo.geojson import load
from qianshao.people.selectors import danger_zones, households, persons

NOW = datetime(2026, 7, 18, 12, 38, tzinfo=UTC)
ALL = Scope.everything("a test looks at the whole county")
SIZE = home.Size("150603000000", persons=200, households=240, seed=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db: None) -> Iterator[list[str]]:
    """康巴什区: five streets, twenty communities; the smallest with an outline."""
    said: list[str] = []
    furnish(county_facts("150603"), SIZE, now=NOW, say=said.append, history=False)
    yield said


def test_the_county_has_its_real_divisions_a_boundary_and_the_wished_size(county: list[str]) -> None:
    found = site_county()
    assert found is not None
    assert (found.name, found.is_demo, bool(found.boundary)) == ("康巴什区", True, True)
    assert divisions(ALL, level=Level.TOWNSHIP).filter(boundary__isnull=True).count() == 0
    assert divisions(ALL, level=Level.GRID).count() == 60
    assert households(ALL).count() == 240
    assert persons(ALL, on=NOW.date()).count() >= 200


def test_every_person_and_household_is_marked_as_made_up(county: list[str]) -> None:
    assert not persons(ALL, on=NOW.date()).filter(is_demo=False).exists()
    assert not households(ALL).filter(is_demo=False).exists()
    assert not divisions(ALL).filter(is_demo=False).exists()


def test_every_household_has_a_guardian_a_place_and_members(county: list[str]) -> None:
    found = households(ALL)
    assert not found.filter(guardian__isnull=True).exists()
    assert not found.filter(cell__isnull=True).exists()
    assert not found.filter(members_count=0).exists()
    assert found.filter(needs__contains=",alone,").exists()


def test_danger_zones_say_when_to_leave_by_which_way_and_where_to_and_households_stand_in_them(
    county: list[str],
) -> None:
    zones = list(danger_zones(ALL))
    assert {zone.kind for zone in zones} >= {"torrent", "geology"}
    assert all(zone.is_demo and zone.trigger_text and zone.route and zone.shelter for zone in zones)
    inside = households(ALL).filter(danger_zone__isnull=False)
    assert 0 < inside.count() < 240
    for household in inside.select_related("danger_zone"):
        assert shapely.intersects_xy(load(household.danger_zone.polygon), household.lon, household.lat)


def test_each_login_opens_the_door_with_its_role_and_no_other_password(county: list[str]) -> None:
    by_name = {user.username: user for user in users(ALL)}
    for login in LOGINS:
        user = by_name[login.username]
        assert user.check_password(PASSWORD)
        assert not user.check_password(PASSWORD + "x")
        assert not user.must_change_password
        assert scope_of(user, NOW).grants
        assert login.username in sheet()
    assert PASSWORD in sheet()
    answer = Client().post("/login/", {"username": "zhiban", "password": PASSWORD})
    assert answer.status_code == 302


def test_only_the_simulated_channel_is_on(county: list[str]) -> None:
    on = [health.channel.adapter for health in channel_health(ALL, NOW) if health.state != "off"]
    assert on == ["simulated"]


def test_the_visitors_township_is_the_first_that_is_no_street_office() -> None:
    assert town_of_visitor(county_facts("411523")) == "411523100000"


def test_a_real_site_is_never_filled_with_demo_data(settings: object) -> None:
    with pytest.raises(Invalid, match="演示"):
        home.empty_database()


def test_the_demo_lives_in_a_home_of_its_own_below_the_sites_home() -> None:
    environ = home.environment("411523000000", 8123)
    assert environ["QIANSHAO_HOME"].endswith("/demo/411523")
    assert (environ["QIANSHAO_DEMO"], environ["QIANSHAO_PUBLIC_URL"]) == ("1", "http://127.0.0.1:8123")
