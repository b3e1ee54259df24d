"""Decisions about a fine that is not paid: put off, by instalments, to the court. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

MOST_PARTS = 36
MOST_YUAN = 10**12


@dataclass(frozen=True)
class Part:
    """So many yuan until the end of a day."""

    until: date
    yuan: int


def parts_of(text: str, owed: int) -> list[Part]:
    """A line an instalment: day and yuan, parted by ， or ,; one line may leave out the sum: all of it. Empty: a line
    says no day, or no sum.

    >>> parts_of("2026-10-01，2000", 3000)
    [Part(until=datetime.date(2026, 10, 1), yuan=2000)]
    """
    lines = [line.strip().replace(",", "，") for line in text.splitlines() if line.strip()]
    try:
        return [_part(line, owed if len(lines) == 1 else None) for line in lines[: MOST_PARTS + 1]]
    except ValueError:
        return []


def _part(line: str, owed: int | None) -> Part:
    day, _sign, yuan = (piece.strip() for piece in line.partition("，"))
    if not yuan and owed is not None:
        return Part(date.fromisoformat(day), owed)
    if not yuan.isascii() or not yuan.isdecimal() or len(yuan) > len(str(MOST_YUAN)):
        raise ValueError(yuan)
    return Part(date.fromisoformat(day), int(yuan))


def plan_fault(parts: Sequence[Part], *, owed: int, today: date, most_days: float | None) -> str:
    """A plan for paying later names days that come, one after the other, and sums that make up what is owed."""
    if not parts or len(parts) > MOST_PARTS or any(part.yuan <= 0 for part in parts):
        return "no_plan"
    days = [today, *(part.until for part in parts)]
    if any(later <= before for before, later in pairwise(days)):
        return "plan_days"
    if sum(part.yuan for part in parts) != owed:
        return "plan_sum"
    return "plan_long" if most_days and (days[-1] - today).days > most_days else ""


def paid_parts(parts: Sequence[Part], paid: int) -> int:
    """How many of the instalments a sum covers, the first ones first."""
    done = 0
    for part in parts:
        paid -= part.yuan
        if paid < 0:
            break
        done += 1
    return done


def months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months later, or that month's last.

    >>> months_later(datetime(2026, 8, 31), 6).date().isoformat()
    '2027-02-28'
    """
    count = moment.month - 1 + months
    first = moment.replace(year=moment.year + count // 12, month=count % 12 + 1, day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(moment.day, last.day))


@dataclass(frozen=True)
class Court:
    """What an application to the court rests on; None: unknown, or it was not done.

    ``complaint_until``: the last moment to ask for review or to sue; ``pay_until``: to pay, as it was last granted;
    ``urged_until``: the end of the days after the reminder; ``months``: how long the court may be asked after that;
    ``is_asked``: it was asked before.
    """

    owed: int
    complaint_until: datetime | None
    pay_until: datetime | None
    urged_until: datetime | None
    months: int | None
    is_quiet: bool = True
    is_asked: bool = False


def court_fault(facts: Court, now: datetime) -> str:
    """The court is asked when the time to complain is over and nobody did, and ten days after a reminder
    (行政强制法 53, 54), within three months; once: what it does then is its own matter.
    """
    if facts.is_asked:
        return "court_asked"
    if facts.owed <= 0:
        return "nothing_owed"
    if facts.complaint_until is None:
        return "no_complaint_time"
    if now <= facts.complaint_until:
        return "complaint_open"
    if facts.pay_until is None or now <= facts.pay_until:
        return "not_due"
    if facts.urged_until is None or now <= facts.urged_until:
        return "not_urged" if facts.urged_until is None else "urged_lately"
    if not facts.is_quiet:
        return "complained"
    since = max(facts.complaint_until, facts.pay_until)
    return "court_late" if facts.months and now > months_later(since, facts.months) else ""
