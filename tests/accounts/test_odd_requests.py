"""Odd addresses, queries and bodies are answered in words by every page: never a crash, never a foreign row."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.accounts.test_matrix import Browsers, areas, ask, methods, one_who_may
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.matrix_objects import OBJECTS
from tests.site_map import Page, pages

pytestmark = pytest.mark.django_db
PAGES = [page for page in pages() if page.access is not None]
#: Speaks with bound phones only; its odd bodies have tests of their own (tests/field/test_sync_odd_bodies.py).
PHONES_OWN = "/api/v1/sync"
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


class Asked:
    """Requests of somebody who may open the page, so that the odd value is read and not refused at the door."""

    def __init__(self, cast: Cast, client_as: ClientAs) -> None:
        self.cast, self.browsers = cast, Browsers(client_as)
        self.crashed: list[str] = []
        self.page: Page | None = None
        self.kwargs: Mapping[str, Any] = {}

    def address(self, page: Page) -> str:
        """The page's address with an object of its own, which stays until a request may have used it up."""
        if self.page is not page:
            self.page = page
            self.kwargs = OBJECTS[page.name](self.cast, self.cast.village_a1) if page.places else {}
        return page.address(**self.kwargs)

    def take(self, page: Page, answer: Any, what: str) -> None:
        """Note a crash; after a request that was not refused the next one gets a fresh object."""
        if answer.status_code >= 500:
            self.crashed.append(f"{what}: {answer.status_code}")
        if answer.status_code < 400 and answer.request["REQUEST_METHOD"] != "GET":
            self.page = None

    def browser(self, page: Page) -> Client:
        """Of one who may open it."""
        return self.browsers.of(one_who_may(page))


@pytest.fixture
def asked(cast: Cast, client_as: ClientAs) -> Asked:
    return Asked(cast, client_as)


def test_odd_parameters_in_the_address_never_crash(asked: Asked) -> None:
    for page in PAGES:
        for odd in [*HUGE, *(quote(text[:200], safe="") for text in TEXT)] if page.places else ():
            address = page.address(**dict.fromkeys(page.places, odd))
            for method in methods(page):
                asked.take(page, ask(asked.browser(page), method, address), f"{method} {page.name} {address[:90]!r}")
    assert not asked.crashed, "\n".join(asked.crashed)


def test_odd_queries_never_crash(asked: Asked) -> None:
    odd = [*TEXT[:3], "a" * 500, "-1", "0", str(HUGE[1]), "2026-99-99", "١٢", " ", ""]
    for page in PAGES:
        if page.method not in {"", "GET"} or (page.places and page.name not in OBJECTS):
            continue
        for value in odd:
            query = "&".join(f"{name}={quote(value)}" for name in QUERY)
            answer = ask(asked.browser(page), "GET", f"{asked.address(page)}?{query}")
            asked.take(page, answer, f"GET {page.name} {value[:20]!r}")
    assert not asked.crashed, "\n".join(asked.crashed)


def test_odd_bodies_never_crash(asked: Asked) -> None:
    """Every field a page's own form shows, filled with odd text; and the whole body replaced by noise."""
    for page in PAGES:
        if page.name == "accounts:logout" or (page.places and page.name not in OBJECTS):
            continue
        if page.method:
            _noise(asked, page)
            continue
        for value in (TEXT[0], TEXT[1], TEXT[3], str(HUGE[1]), "-1"):
            answer = asked.browser(page).post(asked.address(page), dict.fromkeys(FIELDS, value))
            asked.take(page, answer, f"POST {page.name} {value[:20]!r}")
    assert not asked.crashed, "\n".join(asked.crashed)


def test_the_odd_values_are_read_by_somebody_who_may(asked: Asked) -> None:
    """Must hold, else the three tests above would prove that refusals do not crash."""
    shut = [
        f"{page.name}: {answer.status_code}"
        for page in PAGES
        if not page.places and page.method in {"", "GET"} and page.address() != PHONES_OWN
        for answer in [ask(asked.browser(page), "GET", page.address())]
        if answer.status_code in {401, 403}
    ]
    assert not shut


#: Names of form fields over all pages; a page takes its own and leaves the rest.
FIELDS = (  # noqa: SIM905 - a hundred names read better in a paragraph
    "username password old new again display_name title phone division_path role valid_to valid_from grant "
    "name days reason field words note outcome proof channel number text headline instruction hazard colour "
    "event severity urgency certainty expires onset geocode polygon circle lon lat code kind crs typed version "
    "gender id_number backup_phone head_name address members_count guardian_id danger_zone_id post_code slot "
    "to_path what adapter purpose world rate priority answer state by count confirm token short rank level"
).split()


def _noise(asked: Asked, page: Page) -> None:
    for body in (b"", b"{", b"[]", b"\x00\xff", b'{"a": 1e999}', b"[" * 5000, '{"名": "\\u0000"}'.encode()):
        for kind in ("application/json", "application/xml", "text/plain"):
            answer = asked.browser(page).generic(page.method, asked.address(page), body, content_type=kind)
            asked.take(page, answer, f"{page.name} {body[:20]!r} as {kind}")


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
