"""What the pages of money show, put together from selectors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places, towns
from qianshao.resources.models import BondCategory, Source
from qianshao.resources.money import selectors
from qianshao.resources.money.rules import Sum, required, share

MONEY = "resources.money"


@dataclass(frozen=True, slots=True)
class Bar:
    """A named sum with the parts of its bar: paid, executed and not paid, not executed."""

    name: str
    sum: Sum
    id: int = 0
    place: str = ""
    words: str = ""

    @property
    def whole(self) -> int:
        """The bar's length."""
        return max(self.sum.planned, self.sum.executed)

    @property
    def percent(self) -> float | None:
        """Executed against planned."""
        return share(self.sum.executed, self.sum.planned)


def bars(given: Mapping[str, Sum]) -> list[Bar]:
    """Named sums as bars."""
    return [Bar(name, row) for name, row in given.items()]


def year_in(request: Any, known: Sequence[int]) -> int:
    """The year asked for, else the newest, else this one."""
    text = request.GET.get("year", "")
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    return known[0] if known else clock.now().astimezone(clock.BEIJING).year


def budget(request: Any) -> dict[str, Any]:
    """A year's budget: sums by source, head and area, and every line."""
    scope: Scope = request.scope
    known = selectors.years(scope)
    year, under, source = year_in(request, known), request.GET.get("under", "")[:40], request.GET.get("source", "")
    rows = list(selectors.lines(scope, year=year, source=source, under=under))
    where = places([row.division_path for row in rows])
    found = selectors.year_sums(scope, year, under)
    return {
        "year": year,
        "years": known if year in known else [year, *known],
        "under": under,
        "source": source,
        "sources": Source.choices,
        "towns": towns(scope, under),
        "total": sum(found["source"].values(), Sum()),
        "by_source": bars(found["source"]),
        "by_head": bars(found["head"]),
        "by_area": bars(found["area"]),
        "lines": [_line(row, where[row.division_path]) for row in rows],
        "may_edit": scope.may(MONEY),
    }


def line_bar(row: Any) -> Bar:
    """One line alone."""
    return _line(row, places([row.division_path])[row.division_path])


def _line(row: Any, place: str) -> Bar:
    words = f"{row.get_source_display()} · {row.get_head_display()}"
    return Bar(row.name, Sum(row.planned, row.executed, row.paid), row.pk, place, words)


@dataclass(frozen=True)
class Project:
    """A project with its matching money and how far its equipment is. ``missing``: categories without any line."""

    row: Any
    place: str
    counts: Sequence[tuple[str, int]]
    missing: Sequence[str]
    value: int

    @property
    def required(self) -> int:
        """Matching money that must be in place."""
        return required(self.row.base, self.row.percent)

    @property
    def lacking(self) -> int:
        """What of it is not."""
        return max(self.required - int(self.row.in_place), 0)

    @property
    def in_bar(self) -> int:
        """The bar's part."""
        return min(int(self.row.in_place), self.required)

    @property
    def ratio(self) -> float | None:
        """In place against required, in percent (rule X-03)."""
        return share(self.row.in_place, self.required)


def project_cards(scope: Scope, rows: Sequence[Any]) -> list[Project]:
    """Projects with their sums; two queries more for any number."""
    where = places([row.division_path for row in rows])
    by: dict[int, list[Any]] = {}
    for item in selectors.items_of(scope, [row.pk for row in rows]):
        by.setdefault(item.project_id, []).append(item)
    return [_card(row, where[row.division_path], by.get(row.pk, [])) for row in rows]


def _card(row: Any, place: str, items: Iterable[Any]) -> Project:
    items = list(items)
    steps = ("planned", "delivered", "accepted", "issued")
    counts = [(step, sum(getattr(item, step) for item in items)) for step in steps]
    there = {item.category for item in items}
    missing = [str(label) for code, label in BondCategory.choices if code not in there]
    return Project(row, place, counts, missing, sum(item.price * item.planned for item in items))


def by_category(items: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Equipment under the six categories, the empty ones too."""
    listed = list(items)
    return [(str(label), [item for item in listed if item.category == code]) for code, label in BondCategory.choices]
