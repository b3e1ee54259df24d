"""The lists of tasks as pages show them: what must be looked at, what runs out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator

from qianshao.core import clock
from qianshao.divisions.choices import places, towns
from qianshao.registry import selectors
from qianshao.registry.selectors import due, lists

PER_PAGE, MOST_ON_PHONE = 60, 100


@dataclass(frozen=True, slots=True)
class Late:
    """A record that should have been looked at so many days ago."""

    record: Any
    days: int


def checks_page(request: Any) -> dict[str, Any]:
    """Everything of the scope whose check has passed, or with ``?what=papers`` whatever runs out."""
    scope, now, got = lists.viewing(request.scope), clock.now(), request.GET
    under, what = got.get("under", "")[:40], "papers" if got.get("what") == "papers" else "checks"
    today = now.astimezone(clock.BEIJING).date()
    late = selectors.overdue(scope, now, under=under)
    ending = due.running_out(scope, today, under=under)
    page = Paginator(ending if what == "papers" else late, PER_PAGE).get_page(got.get("page"))
    rows: list[Any] = due.papers(list(page.object_list)) if what == "papers" else _late(page.object_list, now)
    where = places([row.record.division_path for row in rows])
    return {
        "page": page,
        "rows": [(row, where[row.record.division_path]) for row in rows],
        "what": what,
        "under": under,
        "towns": towns(request.scope, under),
        "counts": {"checks": late.count(), "papers": ending.count()},
        "today": today,
    }


def rounds_page(request: Any) -> dict[str, Any]:
    """What this person has to look at, for the phone: the longest faded first."""
    now = clock.now()
    rows = due.to_check(request.scope, now)
    shown = _late(rows[:MOST_ON_PHONE], now)
    where = places([one.record.division_path for one in shown])
    more = rows.count() - len(shown)
    return {"rows": [(one, where[one.record.division_path]) for one in shown], "more": more}


def _late(rows: Iterable[Any], now: datetime) -> list[Late]:
    return [Late(row, (now - row.next_check_at).days) for row in rows]
