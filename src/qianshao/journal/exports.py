"""A list leaves the house as an Excel file, and the journal says who took how many rows of what."""

from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.sheets.listing import Listing, write_listing
from qianshao.journal.services import record

#: A sheet holds 1,048,576 lines.
MOST_ROWS = 1_000_000


def take_away(
    listing: Listing, *, kind: str, rows: int, actor: Actor, now: datetime, remark: str = ""
) -> tuple[str, IO[bytes]]:
    """Write the list and tell the journal by ``kind`` (a kind with ``count``); (file name, file).

    ``rows``: how many there will be, counted before the first is read: nobody waits for a file that cannot be made.

    Raises:
        Invalid: more rows than a sheet holds.
    """
    if rows > MOST_ROWS:
        raise Invalid("export.many", _("超过 {most} 条，请先筛选，再导出。").format(most=MOST_ROWS))
    name, file, count = write_listing(listing, now=now, who=actor.label, remark=remark)
    paths = actor.scope.paths
    with transaction.atomic(durable=True):
        record(
            kind=kind,
            actor=actor,
            now=now,
            subject=(listing.subject, None),
            division_path=paths[0] if paths else "",
            data={"count": count},
        )
    return name, file
