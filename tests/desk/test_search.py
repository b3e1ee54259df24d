"""Searching everything at once: in one's own area, by name, initials and whole number; nothing masked is shown."""

import pytest
from django.test import Client

from qianshao.desk.selectors.search import finders, search_all
from tests.cast import Cast
from tests.cast_people import People, add_people
from tests.conftest import ClientAs


@pytest.fixture
def people(cast: Cast) -> People:
    """The cast's people and households."""
    return add_people(cast)


def titles(client: Client, text: str) -> str:
    answer = client.get("/search/", {"q": text, "part": "1"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_is_found_by_name_initials_and_whole_number(people: People, client_as: ClientAs) -> None:
    client = client_as("county_duty")
    for text in ("吴长贵", "wcg", "13800000006"):
        assert "吴长贵" in titles(client, text), text
    assert "13800000006" not in titles(client, "吴长贵")


def test_part_of_a_number_finds_nobody(people: People, client_as: ClientAs) -> None:
    assert "没有找到" in titles(client_as("county_duty"), "1380000")


def test_a_household_is_found_and_leads_to_its_page(people: People, client_as: ClientAs) -> None:
    shown = titles(client_as("town_duty"), "张有福")
    assert f"/households/{people.homes['张有福']}/" in shown


def test_what_lies_outside_ones_area_is_not_found(people: People, client_as: ClientAs) -> None:
    assert "没有找到" in titles(client_as("neighbour_lead"), "吴长贵")


def test_who_may_not_see_a_kind_is_not_shown_it(people: People, cast: Cast) -> None:
    allowed = cast.scope("county_duty")
    assert {group.name for group in search_all(allowed, "wcg")} == {"persons"}
    wall = cast.scope("wall")
    hidden = {finder.name for finder in finders() if not wall.may(finder.action)}
    assert not {group.name for group in search_all(wall, "wcg")} & hidden


def test_an_empty_question_asks_nothing(people: People, cast: Cast, client_as: ClientAs) -> None:
    assert search_all(cast.scope("county_duty"), "  ") == []
    assert "写下要找的" in client_as("county_duty").get("/search/").content.decode()


def test_the_page_works_without_script_and_every_desk_page_leads_to_it(people: People, client_as: ClientAs) -> None:
    client = client_as("county_duty")
    assert 'action="/search/"' in client.get("/people/").content.decode()
    assert "吴长贵" in client.get("/search/", {"q": "吴"}).content.decode()


def test_nobody_searches_without_a_login(people: People, client: Client) -> None:
    assert client.get("/search/?q=吴", SERVER_NAME="localhost").status_code == 302
