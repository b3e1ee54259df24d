"""The pages of this room, the county's tables and the roles in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.cast import Cast
from tests.command.conftest import release, rounds
from tests.conftest import ClientAs
from tests.desk.test_pages_axe import DESK, PHONE, visit

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/desk/",
    "/reactions/",
    "/reactions/proposals/rainstorm/",
    "/hazards-table/",
    "/hazards-table/hazards/rainstorm/",
    "/hazards-table/reach/red/",
    "/callouts/replies/",
)


def test_tables_and_suggestions_have_no_fault(
    chromium: Browser, live_server: Any, client_as: ClientAs, cast: Cast, zones: dict[str, int]
) -> None:
    release(cast)
    rounds()
    wrong = []
    for who, pages in (("county_lead", PAGES), ("county_admin", ("/users/roles/",))):
        seen = visit(chromium, live_server, client_as(who))
        for path in pages:
            for size in (DESK, PHONE):
                seen.see(path, size)
        wrong += seen.wrong
    assert not wrong, "\n".join(wrong)
