"""Odd addresses, queries and bodies are answered in words by every page: never a crash, never a foreign row."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client

from tests.accounts.test_matrix import TAKES_BACK, Browsers, areas, ask, methods, one_who_may, taken_back
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
    """Requests of somebody who may open the page, so that the odd value is read and not refused at the door. What
    they change is taken back, so that what the address names stays as it was made.
    """

    def __init__(self, cast: Cast, client_as: ClientAs) -> None:
        self.cast, self.browsers = cast, Browsers(client_as)
        self.crashed: list[str] = []
        self.page: Page | None = None
        self.kwargs: Mapping[str, Any] = {}

    def address(self, page: Page) -> str:
        """The page's address with an object of its own."""
        if self.page is not page:
            self.page = page
            self.kwargs = OBJECTS[page.name](self.cast, self.cast.village_a1) if page.places else {}
        return page.address(**self.kwargs)

    def send(self, page: Page, what: str, send: Callable[[Client], Any]) -> int:
        """Send one request and note a crash; the status of its answer."""
        browser = self.browsers.of(one_who_may(page))
        with taken_back():
            answer = send(browser)
        if answer.status_code >= 500:
            self.crashed.append(f"{what}: {answer.status_code}")
        if not TAKES_BACK and answer.status_code < 400 and answer.request["REQUEST_METHOD"] != "GET":
            self.page = None
        return int(answer.status_code)


@pytest.fixture
def asked(cast: Cast, client_as: ClientAs) -> Asked:
    return Asked(cast, client_as)


class Readings:
    """The names that were taken from an address's query since it was last asked."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        for method in ("__getitem__", "_getlist", "__contains__", "urlencode"):
            self._watch(patch, method)

    def _watch(self, patch: pytest.MonkeyPatch, method: str) -> None:
        plain = getattr(QueryDict, method)

        def noting(given: Any, *args: Any, **more: Any) -> Any:
            if not given._mutable:  # what came with a request; others write such a thing for an address of their own
                self.names.update(QUERY if method == "urlencode" else args[:1])
            return plain(given, *args, **more)

        patch.setattr(QueryDict, method, noting)

    def any_of_a_query(self) -> bool:
        """Whether one of ``QUERY`` was taken."""
        found = bool(self.names & set(QUERY))
        self.names.clear()
        return found


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    return Readings(monkeypatch)


def test_odd_parameters_in_the_address_never_crash(asked: Asked) -> None:
    for page in PAGES:
        for odd in [*HUGE, *(quote(text[:200], safe="") for text in TEXT)] if page.places else ():
            address = page.address(**dict.fromkeys(page.places, odd))
            for method in methods(page):
                what = f"{method} {page.name} {address[:90]!r}"
                asked.send(page, what, partial(ask, method=method, address=address))
    assert not asked.crashed, "\n".join(asked.crashed)


def odd_query(page: Page, asked: Asked, value: str) -> None:
    """Every name of ``QUERY`` with one odd value."""
    address = f"{asked.address(page)}?{'&'.join(f'{name}={quote(value)}' for name in QUERY)}"
    asked.send(page, f"GET {page.name} {value[:20]!r}", partial(ask, method="GET", address=address))


def test_odd_queries_never_crash(asked: Asked, readings: Readings) -> None:
    """A page that took nothing from the first query has no use for the others."""
    readers = 0
    for page in PAGES:
        if page.method not in {"", "GET"} or (page.places and page.name not in OBJECTS):
            continue
        readings.any_of_a_query()
        odd_query(page, asked, TEXT[1])
        if readings.any_of_a_query():
            readers += 1
            for value in (TEXT[0], TEXT[2], "a" * 500, "-1", "0", str(HUGE[1]), "2026-99-99", "١٢", " ", ""):
                odd_query(page, asked, value)
    assert not asked.crashed, "\n".join(asked.crashed)
    assert readers > 60


def test_control_a_page_that_takes_a_name_is_seen_to(cast: Cast, client_as: ClientAs, readings: Readings) -> None:
    """Else odd values would be kept from pages that read them."""
    client = client_as("county_admin")
    assert client.get("/password/?q=1").status_code == 200
    assert not readings.any_of_a_query()
    assert client.get("/users/?q=1").status_code == 200
    assert readings.any_of_a_query()


def test_odd_bodies_never_crash(asked: Asked) -> None:
    """Every field a page's own form shows, filled with odd text; and the whole body replaced by noise."""
    for page in PAGES:
        if page.name == "accounts:logout" or (page.places and page.name not in OBJECTS):
            continue
        if page.method:
            _noise(asked, page)
            continue
        for value in (TEXT[0], TEXT[1], TEXT[3], str(HUGE[1]), "-1"):
            filled, address = dict.fromkeys(FIELDS, value), asked.address(page)
            what = f"POST {page.name} {value[:20]!r}"
            if asked.send(page, what, lambda client, to=address, all_of=filled: client.post(to, all_of)) == 405:
                break
    assert not asked.crashed, "\n".join(asked.crashed)


def test_the_odd_values_are_read_by_somebody_who_may(asked: Asked) -> None:
    """Must hold, else the three tests above would prove that refusals do not crash."""
    shut = [
        f"{page.name}: {answer.status_code}"
        for page in PAGES
        if not page.places and page.method in {"", "GET"} and page.address() != PHONES_OWN
        for answer in [ask(asked.browsers.of(one_who_may(page)), "GET", page.address())]
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
            address, what = asked.address(page), f"{page.name} {body[:20]!r} as {kind}"
            asked.send(page, what, partial(_generic, page.method, address, body, kind))


def _generic(method: str, address: str, body: bytes, kind: str, client: Client) -> Any:
    return client.generic(method, address, body, content_type=kind)


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
