"""A year of major hazards: by month, area and kind."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.hazards.pages.analysis import kind_names
from qianshao.hazards.rules.majors import Major, Sums, months_of, sums_of
from qianshao.hazards.rules.risks import add_months
from qianshao.hazards.selectors.majors import majors_of

_OLDEST = 2000
Row = tuple[str, Sums]
#: Keys of a dimension to words.
Named = Callable[[list[str]], Mapping[str, str]]


def year_of(given: Any, now: datetime) -> datetime:
    """The first moment in Beijing of the year asked for; of this year else."""
    first = now.astimezone(BEIJING).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    text = given.get("year", "")
    if len(text) == 4 and text.isascii() and text.isdigit() and _OLDEST <= int(text) <= first.year:
        return first.replace(year=int(text))
    return first


def year_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """The sums of a year in three tables, and where the years beside it are."""
    start, under = year_of(given, now), given.get("under", "")[:40]
    end = start.replace(year=start.year + 1)
    majors = majors_of(scope, start, end, under)
    starts = [add_months(start, n) for n in range(13)]

    def whole(part: list[Major]) -> Sums:
        return sums_of(part, start, end, now)

    return {
        "year": start.year,
        "under": under,
        "towns": choices.towns(scope, under),
        "is_running": end > now,
        "later": start.year + 1 if end <= now else None,
        "all": whole(majors),
        "parts": (
            (_("月份"), [(_month(one), sums_of(majors, one, last, now)) for one, last in months_of(starts, now)]),
            (_("区划"), _parts(majors, "area", choices.places, whole)),
            (_("隐患类别"), _parts(majors, "kind", lambda keys: kind_names(keys, now), whole)),
        ),
        "may_export": scope.may("hazards.export"),
    }


def _month(start: datetime) -> str:
    return _("{month} 月").format(month=start.month)


def _parts(majors: list[Major], by: str, named: Named, whole: Callable[[list[Major]], Sums]) -> list[Row]:
    """By a dimension: where the most is open stands first, then where the most was found."""
    names = named(sorted({getattr(one, by) for one in majors}))
    rows = [(name, whole([one for one in majors if getattr(one, by) == key])) for key, name in names.items()]
    return sorted(rows, key=lambda row: (-row[1].is_open, -row[1].found, row[0]))
