"""A form that makes something is taken once, however often it is pressed."""

import re

import pytest

from qianshao.hazards.models import Hazard
from tests.cast import Cast
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db


def count() -> int:
    return Hazard.objects.unscoped("a test counts").count()


def test_pressed_again_or_after_going_back_it_leads_to_what_it_made(cast: Cast, client_as: ClientAs) -> None:
    town = client_as("town_duty")
    page = town.get("/hazards/new/").content.decode()
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    given = {"kind": "gas", "division_path": cast.town_a.path, "source": "department", "grade": "0"}
    given |= {"once": found[1]}
    assert town.post("/hazards/new/", {**given, "kind": ""}).status_code == 422
    first, again = (town.post("/hazards/new/", given) for _time in range(2))
    assert first["Location"] == again["Location"] and count() == 1
    assert "没有再登记一次" in town.get(again["Location"]).content.decode()
    assert town.post("/hazards/new/", {**given, "once": "another"})["Location"] != first["Location"]
    assert town.post("/hazards/new/", {**given, "once": "\0" * 5000}).status_code < 500
    other = client_as("county_duty").post("/hazards/new/", given)
    assert other["Location"] != first["Location"] and count() == 3
