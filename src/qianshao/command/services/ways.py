"""Who is told of what, when and how: the county's table 随时告知."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from qianshao.channels.states import Kind
from qianshao.hazards.selectors import standard_rows


@dataclass(frozen=True)
class Way:
    """One row of the table. ``after``: from the date to the moment of telling; negative before it."""

    code: str
    what: str
    after: timedelta
    is_before: bool
    roles: tuple[str, ...]
    way: str


def ways(now: datetime) -> dict[str, list[Way]]:
    """The rows in force by what they are about; a row without hours is told at the date itself."""
    found: dict[str, list[Way]] = defaultdict(list)
    for row in standard_rows("notices", now):
        is_before = row.get("when") == "before"
        hours = timedelta(hours=float(row.get("hours") or 0))
        found[str(row["what"])].append(
            Way(
                str(row["code"]), str(row["what"]), -hours if is_before else hours, is_before,
                tuple(str(row.get("roles") or "").split()), str(row.get("way") or Kind.SMS),
            )
        )  # fmt: skip
    return found


def now_steps(what: str, now: datetime) -> list[Way]:
    """Who is told of something that happened just now."""
    return ways(now).get(what, [])
