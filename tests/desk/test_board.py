"""叫应看板: who, what next, by when; each sees their own area; a big board asks no more than a small one."""

import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qianshao.calling.states import HOUSEHOLD, CaseState
from qianshao.core.errors import NotFound
from qianshao.desk.boards import BoardQuery
from qianshao.desk.selectors.board import board
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.desk.builders import Evening, add, answered, contact, crowd, send_to_door, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(cast: Cast) -> Evening:
    """Four people and a household: answered, late, within the limit, at the door."""
    found = start(cast, cast.county)
    add(cast, found, "王守厚", cast.village_a1, **answered(cast))
    add(cast, found, "吴长贵", cast.village_a1, superior_ref=7)
    add(cast, found, "刘桂英", cast.village_a2, late_at=cast.now + timedelta(minutes=2), is_key=False)
    send_to_door(cast, add(cast, found, "周大明", cast.village_b1))
    add(cast, found, "张家", cast.village_b1, recipient_kind=HOUSEHOLD, ladder_index=2, post_label="", step=0)
    contact(found, 7, "何志远")
    return found


def page(client_as: ClientAs, who: str, evening: Evening, query: str = "") -> str:
    address = reverse("desk:callout", args=[evening.callout.pk])
    return client_as(who).get(address + query).content.decode()


def test_the_numbers_add_up_to_everybody_called(cast: Cast, evening: Evening) -> None:
    found = board(cast.scope("county_duty"), evening.callout.pk, BoardQuery(), now=cast.now)
    total = found.total
    assert (total.need, total.answered, total.open, total.late, total.in_time) == (4, 1, 3, 2, 1)
    assert sum(row.tally.need for row in found.rows) == total.need
    assert found.kinds[HOUSEHOLD].need == 1


def test_the_most_overdue_township_stands_first(cast: Cast, evening: Evening) -> None:
    add(cast, evening, "陈立新", cast.village_b2)
    found = board(cast.scope("county_duty"), evening.callout.pk, BoardQuery(), now=cast.now)
    assert [row.name for row in found.rows] == ["柳河乡", "青石镇"]


def test_every_pending_row_says_who_comes_next_and_by_when(client_as: ClientAs, evening: Evening) -> None:
    html = page(client_as, "county_duty", evening)
    row = re.search(r'id="c-\d+".*?吴长贵.*?</div>\s*<span class="row', html, re.S)
    assert row is not None
    assert "再叫：智能外呼，第 3 次" in row.group() and "无人接听" in row.group() and "已超时" in row.group()


def test_a_case_at_the_door_names_who_walks(client_as: ClientAs, evening: Evening) -> None:
    html = page(client_as, "county_duty", evening, "?state=door")
    assert "敲门：张海" in html and "吴长贵" not in html


def test_the_drill_down_is_an_address_that_narrows_the_list(
    cast: Cast, client_as: ClientAs, evening: Evening
) -> None:
    html = page(client_as, "county_duty", evening, f"?town={cast.town_b.path}")
    assert "周大明" in html and "吴长贵" not in html and "河口村" in html


@pytest.mark.parametrize("query", ["?town=x'--", "?page=99999", "?state=nonsense", "?kind=zzz", "?page=abc"])
def test_a_broken_address_still_opens_the_board(client_as: ClientAs, evening: Evening, query: str) -> None:
    assert "吴长贵" in page(client_as, "county_duty", evening, query)


def test_a_township_sees_its_own_people_and_no_others(client_as: ClientAs, evening: Evening) -> None:
    html = page(client_as, "town_duty", evening)
    assert "吴长贵" in html and "周大明" not in html and "柳河乡" not in html


def test_the_neighbour_county_does_not_learn_that_the_call_out_exists(cast: Cast, evening: Evening) -> None:
    with pytest.raises(NotFound):
        board(cast.scope("neighbour_lead"), evening.callout.pk, BoardQuery(), now=cast.now)


def test_phones_on_the_board_are_masked(client_as: ClientAs, evening: Evening) -> None:
    html = page(client_as, "county_lead", evening)
    assert "138****2046" in html and "13812342046" not in html


def test_the_median_answer_time_is_the_middle_one(cast: Cast, evening: Evening) -> None:
    add(cast, evening, "甲", cast.village_a1, **answered(cast, minutes=1))
    add(cast, evening, "乙", cast.village_a1, **answered(cast, minutes=9))
    found = board(cast.scope("county_duty"), evening.callout.pk, BoardQuery(), now=cast.now)
    assert found.median == timedelta(minutes=2.4)


def test_people_carried_into_a_newer_call_out_are_not_counted(cast: Cast, evening: Evening) -> None:
    add(cast, evening, "转走", cast.village_a1, state=CaseState.MOVED, due_at=None)
    found = board(cast.scope("county_duty"), evening.callout.pk, BoardQuery(), now=cast.now)
    assert found.total.need == 4


def test_an_empty_list_says_the_good_news(cast: Cast, client_as: ClientAs) -> None:
    evening = start(cast, cast.county)
    add(cast, evening, "王守厚", cast.village_a1, **answered(cast))
    assert "都有着落了" in page(client_as, "county_duty", evening)


def count_queries(cast: Cast, evening: Evening) -> int:
    with CaptureQueriesContext(connection) as seen:
        board(cast.scope("county_duty"), evening.callout.pk, BoardQuery(), now=cast.now)
    return len(seen)


def test_a_board_of_5000_asks_no_more_questions_than_one_of_50_and_answers_in_time(
    cast: Cast, client_as: ClientAs
) -> None:
    places = [cast.village_a1, cast.village_a2, cast.village_b1, cast.village_b2]
    small, big = start(cast, cast.county), start(cast, cast.county)
    crowd(cast, small, places, 50)
    crowd(cast, big, places, 5000)
    assert count_queries(cast, small) == count_queries(cast, big) <= 16
    page(client_as, "county_duty", big)  # templates compiled
    began = time.process_time()
    page(client_as, "county_duty", big)
    assert time.process_time() - began < 0.2


def test_a_drill_is_marked_across_the_whole_page(cast: Cast, client_as: ClientAs) -> None:
    evening = start(cast, cast.county, is_drill=True)
    add(cast, evening, "吴长贵", cast.village_a1)
    assert "drill-band" in page(client_as, "county_duty", evening)
