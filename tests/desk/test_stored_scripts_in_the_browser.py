"""In a real browser, without the policy that forbids inline scripts: no page runs what was typed in these rooms.

The pages come from the test client, as each role sees them; Chromium gets those bytes and the site's own scripts.
"""

import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from conftest import CHROMIUM
from qianshao.registry.models import Record
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.desk.stored_scripts import MARK, ROOMS, SHORT, addresses, poison, poison_table

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.sqlite_only("templates know no database"),
]
SITE = "http://rooms.test"
#: Between them they may open everything; each page is seen as the first of them that may.
ROLES = ("county_lead", "county_duty", "town_duty", "county_admin", "")
#: Where words of the rooms stand in other rooms.
BESIDE = ("/", "/wall/desk/", "/map/", "/journal/", "/search/?q=zq7")


def shown(client_as: ClientAs, wanted: list[str]) -> dict[str, bytes]:
    """The page at each address."""
    found: dict[str, bytes] = {}
    for role in ROLES:
        client = client_as(role) if role else Client(SERVER_NAME="localhost")
        for address in wanted:
            if address not in found:
                answer: Any = client.get(address)
                assert answer.status_code < 500, address
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    found[address] = answer.content
    return found


@contextmanager
def bare() -> Iterator[Page]:
    """A page that counts what payloads do. Begun after the last question to the database: the driver's event loop has
    connections of its own, which do not see what this test has written.
    """
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.add_init_script(f"window.ran = 0; window.{MARK} = () => {{ window.ran += 1 }}")
        yield page
        browser.close()


def serve(page: Page, found: Mapping[str, bytes]) -> None:
    """Answer the browser from ``found`` and from the site's own files; nothing else exists."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if address in found:
            route.fulfill(body=found[address], content_type="text/html; charset=utf-8")
            return
        file = finders.find(parts.path.removeprefix("/static/")) if parts.path.startswith("/static/") else None
        if isinstance(file, str):
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            route.fulfill(body=Path(file).read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404, body="")

    page.route("**/*", answer)


def runs(page: Page, wanted: Sequence[str]) -> list[str]:
    """Those addresses on which a payload did something."""
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    for address in wanted:
        page.goto(SITE + address, wait_until="load")
        ran += [address] if page.evaluate("window.ran") else []
    return ran


def test_no_page_of_the_rooms_runs_what_was_typed(client_as: ClientAs, cast: Cast) -> None:
    wanted = [*addresses(cast), *BESIDE]
    assert poison(*ROOMS) > 100
    poison_table(Record)
    found = shown(client_as, wanted)
    full = [address for address in found if MARK.encode() in found[address]]
    assert len(full) > 25, "must fail: pages without a payload would all be fine"
    control = {"/control/": f"<!doctype html><p title='{SHORT}'>".encode()}
    with bare() as page:
        serve(page, {**found, **control})
        assert runs(page, [*full, *control]) == [*control], "only the page that escapes nothing runs it"
