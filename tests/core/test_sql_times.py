"""Raw SQL and the ORM must mean the same moment, also at a whole second."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.core.clock import BEIJING
from qianshao.core.sql import db_time, fetch_all, ids_param, ids_table, is_sqlite, read_time, rows_param, rows_table
from qianshao.engine.models import Heartbeat
from tests.cast import NOW

pytestmark = pytest.mark.django_db
MOMENTS = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize("moment", [NOW, NOW + timedelta(microseconds=1), NOW.astimezone(BEIJING)])
def test_a_row_due_now_is_due_now_in_raw_sql_and_in_the_orm(moment: datetime) -> None:
    Heartbeat.objects.create(name="orm", beat_at=moment)
    raw = fetch_all("SELECT name FROM engine_heartbeat WHERE beat_at <= %s", (db_time(moment),))
    assert raw == [("orm",)]
    before = db_time(moment - timedelta(microseconds=1))
    assert fetch_all("SELECT name FROM engine_heartbeat WHERE beat_at <= %s", (before,)) == []
    assert Heartbeat.objects.filter(beat_at__lte=moment).count() == 1


@given(MOMENTS, MOMENTS)
def test_moments_compare_as_text_like_they_compare_in_time(one: datetime, other: datetime) -> None:
    assert (db_time(one) < db_time(other)) == (one < other)
    assert read_time(db_time(one)) == one


def test_ids_and_rows_travel_as_one_parameter() -> None:
    ids = list(range(3000))
    ((count,),) = fetch_all(f"SELECT COUNT(*) FROM {ids_table()}", (ids_param(ids),))
    assert count == 3000
    columns = (("a", "bigint"), ("b", "text"), ("at", "timestamp"))
    rows = [(1, "甲'\"", db_time(NOW)), (2, None, None)]
    found = fetch_all(f"SELECT a, b, at FROM {rows_table(columns)} ORDER BY a", (rows_param(rows),))
    assert [(a, b, read_time(at)) for a, b, at in found] == [(1, "甲'\"", NOW), (2, None, None)]


def test_the_control_spelling_would_miss_a_row_due_now() -> None:
    """With a fraction always written, text comparison puts 12:12:00.000000 after 12:12:00."""
    if not is_sqlite():
        pytest.skip("PostgreSQL compares times, not text")
    Heartbeat.objects.create(name="orm", beat_at=NOW)
    spelled = NOW.replace(tzinfo=None).isoformat(" ", "microseconds")
    assert fetch_all("SELECT name FROM engine_heartbeat WHERE beat_at >= %s", (spelled,)) == []
