"""Decisions about hazards of the ledger. Pure: facts in, a code of what is wrong out; the empty text is yes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qianshao.hazards.states.ledger import DOT_OF, GENERAL, MAJOR, NEEDS_WORDS, HazardState

#: Two hazards of one kind this near to each other may be one.
SAME_METRES = 60.0
#: Levels that hang a list (挂牌督办), the lowest first.
LIST_ORDER = ("town", "county", "city", "province")
#: Depth of a county in a path of divisions: a township's own officers stand below it.
COUNTY_PATH = 12


@dataclass(frozen=True)
class Hand:
    """Who did something: the account (None: no account) and the unit it was done for."""

    user_id: int | None
    unit: str = ""


def same_hand(one: Hand, other: Hand) -> bool:
    """Whether two acts come from one person, or from one unit (spaces do not make it another)."""
    same_user = one.user_id is not None and one.user_id == other.user_id
    names = ["".join(hand.unit.split()) for hand in (one, other)]
    return same_user or (bool(names[0]) and names[0] == names[1])


def accept_fault(*, fixers: tuple[Hand, ...], accepter: Hand, after_photos: int) -> str:
    """Why this person may not accept the work: no unit named, no photo of it, or it is their own work."""
    if not accepter.unit.strip():
        return "no_unit"
    if after_photos < 1:
        return "no_photo"
    return "own_work" if any(same_hand(fixer, accepter) for fixer in fixers) else ""


def link_fault(*, holders: Collection[int], accepter: Hand) -> str:
    """Work shown by the unit's link may have been shown by whoever had the link: the officers who handed it over
    (they wrote the number it went to) or were shown it do not accept what came by it.
    """
    return "own_link" if accepter.user_id in holders else ""


def ask_fault(*, grade: int, has_report: bool, has_plan: bool, after_photos: int) -> str:
    """Why the work cannot be shown as done: a major hazard needs its report and its plan first, any needs a photo."""
    if grade == MAJOR and not (has_report and has_plan):
        return "major_unready"
    return "" if after_photos else "no_photo"


def on_site_fault(*, grade: int, after_photos: int) -> str:
    """Why it was not mended on the spot: a major hazard never is; without a photo nobody can see it."""
    if grade == MAJOR:
        return "major_on_site"
    return "" if after_photos else "no_photo"


def verify_fault(grade: int) -> str:
    """Verified means graded."""
    return "" if grade in (GENERAL, MAJOR) else "no_grade"


def assign_fault(*, is_verified: bool, unit: str, due_at: datetime | None, now: datetime) -> str:
    """Handed over means to whom and until when; nobody is set a date that has passed."""
    if not is_verified:
        return "not_verified"
    if not unit.strip():
        return "no_unit"
    return "no_date" if due_at is None else date_fault(due_at, now)


#: Nobody means a date further ahead; one of the year 9999 would overrun the calendar and the order of the list.
_FAR = timedelta(days=3660)


def date_fault(due_at: datetime, now: datetime) -> str:
    """A date is set in the future, and not beyond it."""
    if due_at <= now:
        return "past_date"
    return "far_date" if due_at > now + _FAR else ""


def close_fault(
    *,
    grade: int,
    open_extension: bool,
    fixers: tuple[Hand, ...],
    accepter: Hand,
    closer: Hand,
    closer_area: str,
    is_hung: bool = False,
) -> str:
    """Why it cannot be taken off the list.

    Nothing closes over an open wish for more time, or while it hangs on a list: that level takes it down first. Who
    mended it does not close it. A major hazard needs somebody else than its accepter, who holds the right for the
    county or above: the second level.
    """
    if open_extension:
        return "extension_open"
    if is_hung:
        return "hung"
    if any(same_hand(fixer, closer) for fixer in fixers):
        return "own_work"
    if grade != MAJOR:
        return ""
    same = closer.user_id is not None and closer.user_id == accepter.user_id
    return "second_level" if same or len(closer_area) > COUNTY_PATH else ""


def extension_fault(*, until: datetime, due_at: datetime | None, now: datetime, reason: str) -> str:
    """A wish for more time says why, and until when: later than agreed and not in the past."""
    if not reason.strip():
        return "no_words"
    return date_fault(until, max(now, due_at or now))


def decide_fault(*, asker: Hand, decider: Hand, granted: bool, words: str) -> str:
    """Nobody grants their own wish; a refusal says why."""
    if asker.user_id is not None and asker.user_id == decider.user_id:
        return "own_wish"
    return "" if granted or words.strip() else "no_words"


def words_fault(act: str, words: str) -> str:
    """Whether an act that a reader will ask about says why."""
    return "no_words" if act in NEEDS_WORDS and not words.strip() else ""


def reopen_fault(*, closed_at: datetime | None, reopen_days: float | None, now: datetime) -> str:
    """Within the county's days it is the same hazard again; later it is a new one. No days set: always."""
    if reopen_days is None or closed_at is None:
        return ""
    return "reopen_late" if now > closed_at + timedelta(days=reopen_days) else ""


def dots(state: HazardState, is_late: bool) -> tuple[str, ...]:
    """The six dots: ``on`` what is done, ``cur`` or ``late`` what is being worked on, empty what is to come."""
    reached = DOT_OF[state]
    here = "late" if is_late or state == HazardState.REJECTED else "cur"
    return tuple("on" if n < reached else here if n == reached else "" for n in range(6))


def days_late(due_at: datetime | None, now: datetime) -> int:
    """Whole days past the date; 0 while it is not past. A part of a day is a day: late is late."""
    if due_at is None or now <= due_at:
        return 0
    return -(-int((now - due_at).total_seconds()) // 86400) or 1


def missing_parts(parts: Mapping[str, str]) -> list[str]:
    """Names of the parts of a report or plan that are blank."""
    return [name for name, text in parts.items() if not text.strip()]


def list_number(year: int, county: str, number: int) -> str:
    """``2026-411523-000123``: year, the county's six digits, a number that counts within both."""
    return f"{year:04d}-{county[:6]:0<6}-{number:06d}"


def age_band(found_on: date, today: date) -> str:
    """How long it has been known: week, month, quarter, older."""
    days = (today - found_on).days
    return "week" if days <= 7 else "month" if days <= 30 else "quarter" if days <= 90 else "older"


#: The longest text a search looks through; an entry of an index may not be much longer.
MOST_SEARCHED = 700


def search_text(*parts: str) -> str:
    """What a search looks through, in small letters, a line for each part: a word never runs over two of them."""
    return "\n".join(part for part in parts if part).lower()[:MOST_SEARCHED]
