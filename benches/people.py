"""Made-up recipients for benches: a call-out of any size from one SELECT, no rows of people needed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from qianshao.calling.services.publish_ladder import publish_ladder
from qianshao.calling.services.sources import CASE_COLUMNS, Cause, Recipients, in_chunks
from qianshao.calling.services.start_callout import start_callout
from qianshao.core.actor import Actor
from qianshao.core.fields import seal
from qianshao.core.sql import Select, is_sqlite

COUNTY = "000100010001"


def numbers(count: int) -> Select:
    """``count`` persons in ten townships of a hundred villages each."""
    series = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT i FROM n"
        if is_sqlite()
        else "SELECT i FROM generate_series(1, %s) AS n(i)"
    )
    false = "0" if is_sqlite() else "FALSE"
    null = "NULL" if is_sqlite() else "NULL::bigint"
    path = f"'{COUNTY}' || substr('0000' || (1 + i %% 10), -4) || substr('0000' || (1 + i %% 100), -4)"
    if not is_sqlite():
        path = f"'{COUNTY}' || lpad((1 + i %% 10)::text, 4, '0') || lpad((1 + i %% 100)::text, 4, '0')"
    return Select(
        f"SELECT i AS recipient_id, 'bench' AS name, '' AS post_label, {false} AS is_key, {path} AS division_path, "
        f"'{seal('10000000000')}' AS address_enc, {null} AS standin_ref, {null} AS superior_ref, "
        f"{null} AS guardian_ref FROM ({series}) AS s",
        (count,),
    )


def bench_callout(count: int, steps: Sequence[Mapping[str, Any]], *, cause_id: int, now: datetime) -> int:
    """Start a call-out of ``count`` made-up persons by these steps; returns its number.

    It is a drill, so that its messages can only reach the simulated channel.
    """
    site = Actor.system("bench")
    audience = f"bench{cause_id}"
    publish_ladder(
        hazard="*", colour="*", audience=audience, recipient_kind="person", name=audience, steps=steps, settings={},
        source="bench", confirmed=False, actor=site, now=now - timedelta(days=1),
    )  # fmt: skip
    cause = Cause("bench", cause_id, "测量", "测量", COUNTY, now + timedelta(hours=12), is_drill=True)
    chunks = in_chunks(numbers(count), CASE_COLUMNS)
    callout = start_callout(cause, [Recipients("person", audience, chunks)], [], actor=site, now=now)
    return int(callout.pk)
