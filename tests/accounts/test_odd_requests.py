"""Odd addresses, queries and bodies are answered in words by every page: never a crash, never a foreign row."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.accounts.test_matrix import areas, ask, methods
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.matrix_objects import OBJECTS
from tests.site_map import Page, pages

pytestmark = pytest.mark.django_db
PAGES = [page for page in pages() if page.access is not None]
TEXT = ["\x00", "'\"><script>alert(1)</script>", "‮Ⅷ\U0001f600", "a" * 5000, "%s%n{0}{x}", "../../etc/passwd"]
HUGE = [2**63, 10**30]
#: Names that pages take from the query; each gets every odd value.
QUERY = [
    "q",
    "page",
    "under",
    "town",
    "post",
    "state",
    "level",
    "kind",
    "since",
    "until",
    "after",
    "from",
    "to",
    "next",
]
KEYS = ("county_lead", "county_admin")


def crashes(client: Any, method: str, address: str, page: Page) -> list[str]:
    """The request, if the answer to it was a crash."""
    answer = ask(client, method, address)
    return [f"{method} {page.name} {address[:90]!r}: {answer.status_code}"] if answer.status_code >= 500 else []


@pytest.mark.parametrize("key", KEYS)
def test_odd_parameters_in_the_address_never_crash(cast: Cast, client_as: ClientAs, key: str) -> None:
    client, found = client_as(key, raise_request_exception=False), []
    for page in PAGES:
        for odd in [*HUGE, *(quote(text[:200], safe="") for text in TEXT)] if page.places else ():
            filled = dict.fromkeys(page.places, odd)
            for method in methods(page):
                found += crashes(client, method, page.address(**filled), page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("key", KEYS)
def test_odd_queries_never_crash(cast: Cast, client_as: ClientAs, key: str) -> None:
    client, found = client_as(key, raise_request_exception=False), []
    odd = [*TEXT[:3], "a" * 500, "-1", "0", str(HUGE[1]), "2026-99-99", "١٢", " ", ""]
    for page in PAGES:
        if page.method not in {"", "GET"} or (page.places and page.name not in OBJECTS):
            continue
        kwargs = OBJECTS[page.name](cast, cast.village_a1) if page.places else {}
        for value in odd:
            query = "&".join(f"{name}={quote(value)}" for name in QUERY)
            found += crashes(client, "GET", f"{page.address(**kwargs)}?{query}", page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("key", KEYS)
def test_odd_bodies_never_crash(cast: Cast, client_as: ClientAs, key: str) -> None:
    """Every field a page's own form shows, filled with odd text; and the whole body replaced by noise."""
    client, found = client_as(key, raise_request_exception=False), []
    for page in PAGES:
        if page.name == "accounts:logout" or (page.places and page.name not in OBJECTS):
            continue
        if page.method:
            found += _noise(client, page, cast)
            continue
        for value in (TEXT[0], TEXT[1], TEXT[3], str(HUGE[1]), "-1"):
            kwargs = OBJECTS[page.name](cast, cast.village_a1) if page.places else {}
            body = dict.fromkeys(FIELDS, value)
            answer = client.post(page.address(**kwargs), body)
            if answer.status_code >= 500:
                found.append(f"POST {page.name} {value[:20]!r}: {answer.status_code}")
    assert not found, "\n".join(found)


#: Names of form fields over all pages; a page takes its own and leaves the rest.
FIELDS = (  # noqa: SIM905 - a hundred names read better in a paragraph
    "username password old new again display_name title phone division_path role valid_to valid_from grant "
    "name days reason field words note outcome proof channel number text headline instruction hazard colour "
    "event severity urgency certainty expires onset geocode polygon circle lon lat code kind crs typed version "
    "gender id_number backup_phone head_name address members_count guardian_id danger_zone_id post_code slot "
    "to_path what adapter purpose world rate priority answer state by count confirm token short rank level"
).split()


def _noise(client: Any, page: Page, cast: Cast) -> list[str]:
    found = []
    for body in (b"", b"{", b"[]", b"\x00\xff", b'{"a": 1e999}', b"[" * 5000, '{"名": "\\u0000"}'.encode()):
        kwargs = OBJECTS[page.name](cast, cast.village_a1) if page.places else {}
        for kind in ("application/json", "application/xml", "text/plain"):
            answer = client.generic(page.method, page.address(**kwargs), body, content_type=kind)
            if answer.status_code >= 500:
                found.append(f"{page.name} {body[:20]!r} as {kind}: {answer.status_code}")
    return found


def test_a_body_cannot_name_an_area_outside_ones_own(cast: Cast, client_as: ClientAs) -> None:
    """G-A2: the foreign key in the body is asked like the one in the address."""
    client = client_as("county_admin")
    foreign = areas(cast)[-1].path
    made = client.post("/users/new/", {"username": "spion", "display_name": "某", "division_path": foreign})
    assert made.status_code == 422
    mine = cast.users["wall"].pk
    given = client.post(f"/users/{mine}/grants/", {"role": "county_lead", "division_path": foreign})
    assert given.status_code == 422
    assert not cast.scope("wall").sees(foreign)


def test_nul_is_refused_in_words_wherever_it_stands(cast: Cast, client_as: ClientAs) -> None:
    client = client_as("county_admin")
    for answer in (
        client.get("/users/?q=%00"),
        client.get("/users/?%00=1"),
        client.post("/users/new/", {"username": "a\0b", "display_name": "某"}),
        client.post("/api/v1/nothing", "{}", content_type="application/json"),
        client.get("/api/v1/openapi.json?x=%00"),
    ):
        assert answer.status_code in {400, 404}
    assert "控制字符" in client.get("/users/?q=%00").content.decode()
