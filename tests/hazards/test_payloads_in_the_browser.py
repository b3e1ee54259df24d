"""In a real browser: pages full of stored scripts run none of them; the new pages are sound at both sizes."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.axe import faults
from tests.browser import chromium, logged_in
from tests.cast import Cast, build_cast
from tests.hazards.test_in_the_browser import SIZES
from tests.hazards.test_payloads import MARK, PAYLOADS, filled, poison

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses(db: None) -> list[str]:
    cast: Cast = build_cast(users=("county_duty", "town_duty", "village_cadre", "grid_worker"))
    found = filled(cast, PAYLOADS[0])
    poison(PAYLOADS[1])
    return found


@pytest.fixture
def page(addresses: list[str], chromium: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    """A browser in which the duty officer of the township is logged in; whatever a payload does is heard."""
    assert addresses
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    with logged_in(chromium, live_server.url, "town_duty", "/hazards/", "隐患台账") as page:
        page.add_init_script(f"window.ran = 0; window.{MARK} = () => {{ window.ran += 1 }}")
        yield page


def test_nothing_typed_runs_and_the_pages_are_sound(page: Page, addresses: list[str]) -> None:
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    mine = [one for one in addresses if one.startswith(("/risks/", "/whistles/"))]
    for address in [*mine, "/hazards/table/", "/hazards/months/", addresses[1], "/map/"]:
        page.goto(address)
        if page.evaluate("window.ran"):
            wrong.append(f"{address} ran a payload")
        wrong += faults(page, *SIZES) if address != "/map/" else []
    assert wrong == []
