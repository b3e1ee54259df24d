"""What 叫应 takes in: recipients and phone book as SELECTs, whose columns follow a contract.

Rooms above compose these from people's selectors; this room never learns what a person's table looks like.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from qianshao.core.sql import Select, cursor, execute, is_sqlite

#: Rows per transaction: long enough to cost nothing, short enough that answers get in between (Q2).
CHUNK = 20_000

#: The columns a source of cases must yield, by name. ``address_enc`` is copied sealed; ``*_ref`` are ``Contact.ref``
#: or NULL; ``is_key`` is a boolean (0/1 on SQLite).
CASE_COLUMNS = (
    "recipient_id",
    "name",
    "post_label",
    "is_key",
    "division_path",
    "address_enc",
    "standin_ref",
    "superior_ref",
    "guardian_ref",
)
#: The columns a source of contacts must yield, by name.
CONTACT_COLUMNS = (
    "ref",
    "name",
    "post_label",
    "post_codes",
    "address_enc",
    "division_path",
    "standin_ref",
    "superior_ref",
)


@dataclass(frozen=True)
class Cause:
    """Why people are called. ``kind`` and ``id`` name the row of the upper room; one call-out per cause."""

    kind: str
    id: int
    title: str
    brief: str
    division_path: str
    not_after: datetime
    hazard: str = "*"
    colour: str = "*"
    is_drill: bool = False


@dataclass(frozen=True)
class Recipients:
    """One audience and where its people are found.

    ``chunks``: each Select yields at most ``CHUNK`` rows; wrap a larger one in ``in_chunks``. A recipient found
    twice is called once, by the first audience that names it: order the audiences by weight.
    """

    kind: str
    audience: str
    chunks: Iterable[Select] = field(default_factory=tuple)


_names = count(1)


def in_chunks(source: Select, columns: tuple[str, ...] = CASE_COLUMNS, size: int = CHUNK) -> Iterator[Select]:
    """Cut a large source into Selects of ``size`` rows.

    The source runs once, into a temporary table, so that every chunk sees the same list and no write lock is
    held while it is found.
    """
    name = f"calling_stage_{next(_names)}"
    listed = ", ".join(f"src.{column}" for column in columns)
    number = "rowid" if is_sqlite() else "n"
    picked = f"SELECT {listed}" if is_sqlite() else f"SELECT row_number() OVER () AS n, {listed}"
    with cursor() as found:
        found.execute(f"CREATE TEMP TABLE {name} AS {picked} FROM ({source.sql}) AS src", source.params)
        if not is_sqlite():
            found.execute(f"CREATE INDEX ON {name} (n)")
        found.execute(f"SELECT max({number}) FROM {name}")
        last = found.fetchone()[0] or 0
    try:
        for first in range(1, last + 1, size):
            yield Select(f"SELECT * FROM {name} WHERE {number} BETWEEN %s AND %s", (first, first + size - 1))
    finally:
        execute(f"DROP TABLE {name}")
