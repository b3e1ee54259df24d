"""The order's page asks the same few questions whatever the number of people (50,000 on one order: docs)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qianshao.core import clock
from qianshao.core.ids import uuid7
from qianshao.evacuation.models import Evacuee, Order
from qianshao.evacuation.pages.ledger import order_context, read_query
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
#: Order, zones, count, villages, shelters, occupancy twice, alarms, conflicts, people and the words they need.
MOST_QUERIES = 24
STATES = ("unnotified", "notified", "nobody", "pickup", "refused", "moving", "settled", "elsewhere")


@pytest.fixture(autouse=True)
def at_night(fake_clock: clock.FakeClock) -> None:
    """The pages ask the clock; it stands still."""


def order_with(cast: Cast, people: int) -> Order:
    """An order with so many people in four villages."""
    order: Order = Order._base_manager.create(
        title="转移", deadline=NOW, division_path=cast.county.path, state="ordered", salt=1, basis="令",
        proposed_at=NOW, proposed_by="某某", ordered_at=NOW, ordered_by="某某",
    )  # fmt: skip
    villages = (cast.village_a1, cast.village_a2, cast.village_b1, cast.village_b2)
    Evacuee._base_manager.bulk_create(
        [
            Evacuee(
                order=order, uid=str(uuid7()), division_path=villages[n % 4].path, name=f"某{n}", changed_at=NOW,
                state=STATES[n % 8], moves_first=n % 9 == 0, guardian_name="王亮", head_name="某家",
            )
            for n in range(people)
        ],
        batch_size=500,
    )  # fmt: skip
    return order


def questions(cast: Cast, order: Order, query: str = "") -> int:
    """How many queries one page takes."""
    asked = read_query(dict(pair.split("=") for pair in query.split("&") if pair))
    with CaptureQueriesContext(connection) as seen:
        context = order_context(cast.scope_cached, order.pk, asked, now=NOW)  # type: ignore[attr-defined]
        list(context["page"].object_list)
    return len(seen)


@pytest.mark.parametrize("query", ["", "state=all&page=2", "sort=latest", "q=某1", "state=refused"])
def test_a_page_asks_no_more_for_many_people_than_for_few(cast: Cast, query: str) -> None:
    cast.scope_cached = cast.scope("county_lead")  # type: ignore[attr-defined]
    few, many = order_with(cast, 120), order_with(cast, 1_200)
    assert questions(cast, few, query) == questions(cast, many, query) <= MOST_QUERIES


def test_tabs_count_what_the_list_then_shows(cast: Cast) -> None:
    order = order_with(cast, 80)
    scope = cast.scope("county_lead")
    for tab in order_context(scope, order.pk, read_query({}), now=NOW)["tabs"]:
        page = order_context(scope, order.pk, read_query({"state": tab["key"]}), now=NOW)["page"]
        shown = {row.state for row in page.object_list}
        assert tab["count"] == page.paginator.count
        assert len(page.object_list) == min(tab["count"], 50)
        assert not shown or shown <= set(STATES)
