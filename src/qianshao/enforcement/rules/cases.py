"""Decisions about cases. Pure: facts in, a code of what is wrong out; the empty text is yes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qianshao.enforcement.rules.inquiry import ahead_fault
from qianshao.enforcement.states import BY_OFFICERS, NEEDS_WORDS

#: Depth of a county and of a township in a path of divisions.
COUNTY_PATH, TOWN_PATH = 12, 16
#: Punishing means at least this many officers (行政处罚法 42); the county's table may only ask for more.
LAW_OFFICERS = 2
#: Punishments that are heavy whatever the sum (行政处罚法 63).
HEAVY = ("confiscate", "suspend", "licence")
MOST_THINGS = 60


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


def asked_at(right: str, *, body: str, mode: str, place: str, body_area: str) -> str:
    """Where somebody must hold the right to a step. Approving and deciding are the body's whose case it is; so is
    handling the county's own case, in which townships take part only by a mode that brings them in.
    """
    is_countys = body == "county" and mode == "own"
    return place if right == "enforcement.handle" and not is_countys else body_area


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
    """Who says nothing is waited for until the time for it is over (行政处罚法 44, 45); ``said``: no, waived, yes.

    Where no time was set nobody can have let it pass.
    """
    if said != "no":
        return ""
    if until is None:
        return "no_wait"
    return "too_early" if now <= until else ""


def is_heavy(*, penalty: str, fine: int | None, least: float | None) -> bool:
    """Whether a punishment is one of the heavy ones: by what it is, or by its sum. No ``least``: every fine is."""
    return penalty in HEAVY or bool(fine and fine >= (least or 0))


def hearing_fault(*, until: datetime | None, now: datetime) -> str:
    """A hearing is asked for by who was told of the right, in time (行政处罚法 63, 64); ``until``: None, no right."""
    if until is None:
        return "no_hearing"
    return "hearing_late" if now > until else ""


def chair_fault(*, chair: str, signed: Iterable[str], proposer: str) -> str:
    """A hearing is led by somebody who did not investigate (行政处罚法 64)."""
    if not chair.strip():
        return "no_chair"
    return "own_hearing" if chair.strip() in {*signed, proposer} else ""


def call_fault(*, when: datetime | None, earliest: datetime | None, now: datetime) -> str:
    """Who is heard is told of the day in time (行政处罚法 64); ``earliest``: the end of the days that lie between."""
    if fault := ahead_fault(when, now):
        return fault
    return "called_late" if when is not None and earliest is not None and when <= earliest else ""


def held_fault(*, how: str, planned: datetime | None, now: datetime) -> str:
    """A hearing was held, or the party stayed away, when its day had been told and has come."""
    if how == "withdrawn":
        return ""
    if planned is None:
        return "not_called"
    return "before_hearing" if now < planned else ""


@dataclass(frozen=True)
class Ready:
    """What was done since the party was heard: may the party still ask for a hearing, who looked at the case."""

    hearing_until: datetime | None = None
    is_major: bool = False
    review: str = ""
    is_discussed: bool = False


def decide_fault(facts: Ready, now: datetime) -> str:
    """Nothing is decided while a hearing may be asked for; nothing heavy without review and discussion
    (行政处罚法 57, 58, 63); ``review``: agreed, against, or empty.
    """
    if facts.hearing_until is not None and now <= facts.hearing_until:
        return "hearing_open"
    if not facts.is_major:
        return ""
    if facts.review != "agreed":
        return "review_against" if facts.review else "no_review"
    return "" if facts.is_discussed else "no_discussion"


def carry_out_fault(*, penalty: str, words: str) -> str:
    """How and until when it is carried out stands in the decision (行政处罚法 59); of a fine the county's table says
    it, a warning is carried out by being served.
    """
    return "" if penalty in ("fine", "warning") or words.strip() else "no_carry_out"


def clean_fault(*, is_ordered: bool, is_mended: bool | None) -> str:
    """Nothing is closed as clean over an order that was not found mended."""
    return "not_mended" if is_ordered and not is_mended else ""


def urge_fault(*, owed: int, until: datetime | None, now: datetime) -> str:
    """Who owes nothing, or still has time, is not urged."""
    if owed <= 0:
        return "nothing_owed"
    return "not_due" if until is None or now <= until else ""


@dataclass(frozen=True)
class Thing:
    """A thing kept as evidence: name, how many, in what state, where it is kept."""

    name: str
    number: str
    state: str = ""
    place: str = ""


def things_of(text: str) -> list[Thing] | None:
    """A line a thing: name, number, state, place, parted by ， or ,; None: a line says no name or no number.

    >>> things_of("电瓶，3 只，旧，县局仓库")
    [Thing(name='电瓶', number='3 只', state='旧', place='县局仓库')]
    """
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        parts = [part.strip()[:80] for part in line.replace(",", "，").split("，", 3)]
        if len(parts) < 2 or not (parts[0] and parts[1]):
            return None
        found.append(Thing(*parts))
    return found[:MOST_THINGS]


def close_fault(*, fine: int | None, paid: int, open_holds: int, words: str) -> str:
    """Nothing closes over things still held, nor over an unpaid fine unless somebody says why."""
    if open_holds:
        return "hold_open"
    return "unpaid" if (fine or 0) > paid and not words.strip() else ""
