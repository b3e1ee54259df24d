"""PostgreSQL knows how many rows a county's question finds (migration 0016): its plans count instead of sorting."""

import json

import pytest
from django.db import connection

from qianshao.core.ids import uuid7
from qianshao.core.sql import is_sqlite
from qianshao.hazards import selectors
from qianshao.hazards.models import Hazard
from qianshao.registry.selectors import by_expression
from tests.cast import Cast
from tests.hazards.ledger import find

pytestmark = pytest.mark.django_db
ROWS = 400


def fill(cast: Cast) -> None:
    """So many hazards of one village."""
    one = find(cast)
    copies = [Hazard(**{**values(one), "uid": uuid7(), "no": f"T-{n}"}) for n in range(ROWS - 1)]
    Hazard.objects.bulk_create(copies)


def values(row: Hazard) -> dict[str, object]:
    """Every column but the key."""
    columns = [field for field in Hazard._meta.concrete_fields if not field.primary_key]
    return {field.attname: getattr(row, field.attname) for field in columns}


def guesses(cast: Cast) -> list[float]:
    """How many rows the planner expects of a county's questions, each way they are written."""
    scope = cast.actor("county_duty").scope
    every = Hazard.objects.unscoped("a test looks")
    found = []
    for rows in (selectors.hazards(scope).order_by(), by_expression(every, scope)):
        sql, params = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
        found.append((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])
    return found


def test_the_planner_expects_what_a_county_holds_and_without_the_statistics_it_does_not(cast: Cast) -> None:
    if is_sqlite():
        pytest.skip("SQLite has no such statistics")
    fill(cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE hazards_hazard")
        assert min(guesses(cast)) > ROWS / 2
        for name in ("hazard_cut_12", "hazard_spot"):
            cursor.execute(f"DROP STATISTICS {name}")
        assert max(guesses(cast)) < ROWS / 10
