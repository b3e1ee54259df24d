"""In a real browser: every page of the room, with axe, at a desk's and a phone's size."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from qianshao.core.actor import Actor
from qianshao.enforcement import services
from qianshao.hazards.services import transfer_hazard
from tests.axe import too_low, violations
from tests.browser import chromium, logged_in
from tests.cast import build_cast
from tests.enforcement.cases import Doer, delegated
from tests.hazards.ledger import find
from tests.hazards.test_in_the_browser import SIZES

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class _Alone(Doer):
    """All steps by people of the small cast."""

    @property
    def lead(self) -> Actor:
        """The county's leader."""
        return self.cast.actor("county_lead")


@pytest.fixture
def page(db: None, chromium: Browser, live_server: Any, settings: Any) -> Iterator[tuple[Page, int, int]]:
    """A browser in which the county's leader is logged in, the case that waits for them, a hazard handed in."""
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    cast = build_cast(users=("county_duty", "county_lead"))
    doer = _Alone(cast).to("filed").show().propose(fine=50_000).notify()
    doer.do(services.hear_party, words="说了", officers=doer.officers, said="yes")
    doer.do(services.hold_things, words="会丢", officers=doer.officers, things="电瓶，3 只，旧，县局仓库")
    doer.do_paper("check")
    hazard = find(cast, who="county_duty", division_path=cast.village_a1.path)
    transfer_hazard(hazard_id=hazard.pk, words="拒不整改", actor=doer.duty, now=cast.now)
    delegated(cast)
    with logged_in(chromium, live_server.url, "county_lead", "/enforcement/", "执法案件") as page:
        yield page, doer.case.pk, hazard.pk


def test_axe_objects_to_nothing_and_nothing_hangs_over_the_edge(page: tuple[Page, int, int]) -> None:
    sheet, key, hazard = page
    own = ("", "new/", f"new/?hazard={hazard}", "officers/", "delegations/", "templates/", f"{key}/")
    for address in own:
        sheet.goto(f"/enforcement/{address}")
        for one in sheet.locator("details.act").all():
            one.evaluate("node => { node.open = true }")
        for width, height in SIZES:
            sheet.set_viewport_size({"width": width, "height": height})
            assert violations(sheet) == [], address
            assert sheet.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)
        assert too_low(sheet) == [], address
