"""Decisions about cases. Pure: facts in, a code of what is wrong out; the empty text is yes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qianshao.enforcement.states import BY_OFFICERS, NEEDS_WORDS

#: Depth of a county and of a township in a path of divisions.
COUNTY_PATH, TOWN_PATH = 12, 16
#: Punishing means at least this many officers (行政处罚法 42); the county's table may only ask for more.
LAW_OFFICERS = 2


@dataclass(frozen=True)
class Signer:
    """An officer under a record: certificate, from when to when it is valid, and where they may act."""

    key: int
    certificate: str
    valid_from: date
    valid_until: date
    area: str
    is_retired: bool = False


def officers_fault(signers: Sequence[Signer], *, least: int, today: date, case_path: str, whole_county: bool) -> str:
    """Whether enough different officers, each with a certificate valid today and of this area, stand under a record.

    ``whole_county``: the dispatch mode brings officers of other townships of the county.
    """
    if len({signer.certificate for signer in signers}) < max(least, LAW_OFFICERS):
        return "too_few"
    for signer in signers:
        if signer.is_retired or not signer.valid_from <= today <= signer.valid_until:
            return "certificate"
        near = case_path.startswith(signer.area)
        if not (near or (whole_county and signer.area[:COUNTY_PATH] == case_path[:COUNTY_PATH])):
            return "elsewhere"
    return ""


def words_fault(act: str, words: str) -> str:
    """Whether an act that a reader will ask about says why."""
    return "no_words" if act in NEEDS_WORDS and not words.strip() else ""


def needs_officers(act: str) -> bool:
    """Whether officers sign under it."""
    return act in BY_OFFICERS


def other_person_fault(*, first_id: int | None, first: str, second_id: int | None, second: str) -> str:
    """Whoever asks does not grant: another account, or, where one has none, another name."""
    if first_id is not None and second_id is not None:
        return "own_wish" if first_id == second_id else ""
    return "own_wish" if first == second else ""


def body_path(case_path: str, body: str) -> str:
    """The area of the body whose case it is."""
    return case_path[: TOWN_PATH if body == "town" else COUNTY_PATH]


@dataclass(frozen=True)
class Delegated:
    """One delegation: township, the matters, from when to when (None: until it is ended)."""

    town: str
    matters: tuple[str, ...]
    valid_from: date
    valid_until: date | None


def is_delegated(delegations: Iterable[Delegated], *, town: str, matter: str, today: date) -> bool:
    """Whether the township may punish the matter today (行政处罚法 24)."""
    return any(
        row.town == town
        and matter.strip() in row.matters
        and row.valid_from <= today
        and (row.valid_until is None or today <= row.valid_until)
        for row in delegations
    )


def order_fault(due_at: datetime | None, now: datetime) -> str:
    """An order to mend says until when; nobody is set a date that has passed."""
    if due_at is None:
        return "no_date"
    return "" if due_at > now else "past_date"


def penalty_fault(*, kind: str, fine: int | None, matter: str, basis: str) -> str:
    """A punishment names the matter and the law; a fine has a sum."""
    if not matter.strip() or not basis.strip():
        return "no_basis"
    return "no_fine" if kind == "fine" and not fine else ""


def hear_fault(*, until: datetime | None, said: str, now: datetime) -> str:
    """Who says nothing is waited for until the time for it is over (行政处罚法 44, 45); ``said``: no, waived, yes."""
    return "too_early" if said == "no" and until is not None and now <= until else ""


def close_fault(*, fine: int | None, paid: int, open_holds: int, words: str) -> str:
    """Nothing closes over things still held, nor over an unpaid fine unless somebody says why."""
    if open_holds:
        return "hold_open"
    return "unpaid" if (fine or 0) > paid and not words.strip() else ""
