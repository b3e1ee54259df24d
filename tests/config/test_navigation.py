"""The rail's question: kept from page to page, its numbers of now."""

from datetime import timedelta
from typing import Any

import pytest

from qianshao.config import navigation
from qianshao.core.counting import question
from qianshao.core.permissions import ROLES
from qianshao.hazards.models import Hazard
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import find

pytestmark = pytest.mark.django_db


def badge(client: Any) -> int:
    [item] = [
        page
        for section in client.get("/hazards/").wsgi_request.navigation
        for page in section["pages"]
        if page["key"] == "hazards"
    ]
    return int(item["badge"])


@pytest.mark.parametrize("role", ROLES)
def test_what_is_asked_depends_on_nothing_in_the_database(
    cast: Cast, role: str, django_assert_num_queries: Any
) -> None:
    """Else a kept question would go on asking with what a table held a minute ago."""
    scope = cast.scope(role)
    with django_assert_num_queries(0):
        question(navigation.mine_to_do(scope, cast.now))


def test_the_question_is_kept_for_a_minute_and_its_answer_is_not(
    cast: Cast, client_as: ClientAs, fake_clock: Any
) -> None:
    client = client_as("town_duty")
    before, written = badge(client), navigation._question.cache_info().misses
    find(cast)
    assert badge(client) == before + 1
    assert navigation._question.cache_info().misses == written
    Hazard.objects.unscoped("a test").update(is_drill=True)
    assert badge(client) == before
    fake_clock.advance(timedelta(minutes=1).total_seconds())
    assert badge(client) == before
    assert navigation._question.cache_info().misses == written + 1


def test_two_people_never_share_a_question(cast: Cast, client_as: ClientAs) -> None:
    find(cast)
    assert (badge(client_as("town_duty")), badge(client_as("town_lead_b"))) == (1, 0)
