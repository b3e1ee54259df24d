"""A year of major hazards as an Excel file, as its page shows it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.sheets.listing import Listing
from qianshao.hazards.rules.majors import Sums
from qianshao.journal.exports import take_away


def export_year(*, context: Mapping[str, Any], actor: Actor, now: datetime) -> tuple[str, IO[bytes]]:
    """The three tables one under the other; (file name, file).

    Raises:
        NotAllowed: no right to take it away.
    """
    actor.demand("hazards.export", "")
    columns = (
        (_("按"), 12, ""),
        (_("项目"), 24, ""),
        (_("新发现"), 10, ""),
        (_("销号"), 10, ""),
        (_("定了期限的"), 12, _("销号的里面")),
        (_("按期整改"), 10, _("销号的里面")),
        (_("期末未销号"), 12, ""),
        (_("期末逾期"), 10, ""),
    )
    rows = list(_rows(context))
    title = _("{year} 年重大隐患").format(year=context["year"])
    return take_away(Listing(title, columns, rows, "hazards"), kind="hazards.ledger_exported", rows=len(rows),
                     actor=actor, now=now)  # fmt: skip


def _rows(context: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield (_("全年"), "", *_figures(context["all"]))
    for label, rows in context["parts"]:
        for name, sums in rows:
            yield (label, name, *_figures(sums))


def _figures(sums: Sums) -> tuple[int, ...]:
    return sums.found, sums.closed, sums.dated, sums.in_time, sums.is_open, sums.late
