"""Pure decisions of 叫应: facts and a ladder in, what to do out. No database, no clock, no I/O.

A bureau can read and print this page; tests try it on every ladder there is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from qianshao.calling.states import (
    HOUSEHOLD,
    PERSON,
    TOP_LEVEL,
    CaseState,
    DoorOutcome,
    StepKind,
    Who,
)
from qianshao.core.clock import BEIJING

#: The longest a ladder may wait between two tries: a whole day.
MAX_WAIT_S = 86_400
MAX_TRIES = 9
MAX_STEPS = 12
MIN_REASON = 4

#: Results that make another try on the same number useless: go on to the next step at once (§1.5).
DEAD_NUMBER = frozenset({"wrong_number", "power_off", "suspended", "unreachable"})

#: Whom the case can be called through, as bits.
REACH = {Who.SELF: 1, Who.STANDIN: 2, Who.SUPERIOR: 4, Who.GUARDIAN: 8}
#: Whom a ladder of an audience may call: a household has no stand-in, a person no guardian.
ALLOWED_WHO = {
    PERSON: frozenset({Who.SELF, Who.STANDIN, Who.SUPERIOR}),
    HOUSEHOLD: frozenset({Who.SELF, Who.GUARDIAN}),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: call ``who`` by ``kind``, ``tries`` times ``retry_gap_s`` apart, then wait ``wait_s``."""

    kind: StepKind
    who: Who = Who.SELF
    wait_s: int = 180
    tries: int = 1
    retry_gap_s: int = 60
    label: str = ""
    night_skip: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A ladder as a running call-out holds it."""

    audience: str
    steps: tuple[Step, ...]
    version: int = 1
    answer_within_s: int = 300
    heard_s: int = 20
    needs_key: bool = True
    first_reply_s: int | None = None
    revisit_s: int = 1800
    night: tuple[time, time] = (time(22, 0), time(6, 0))


@dataclass(frozen=True, slots=True)
class Send:
    """One message to send: (step, try) of the ladder, through ``kind``, to ``who``."""

    step: int
    try_no: int
    kind: StepKind
    who: Who


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to a due case: what is sent, where it stands next, and for how long it then rests.

    ``wait_s`` None: the case now waits at a door and the door task carries the due time.
    """

    sends: tuple[Send, ...]
    step: int
    tried: int
    wait_s: int | None

    @property
    def at_door(self) -> bool:
        """Whether somebody must walk."""
        return self.wait_s is None


def decide(plan: Plan, step: int, tried: int, reach: int, night: bool) -> Decision:
    """What a due case does next.

    Args:
        plan: the ladder copied into the call-out.
        step: the rung the case stands on.
        tried: how often this rung has already called.
        reach: bits of ``REACH``: which of self, stand-in, superior, guardian have an address.
        night: whether people sleep now; then silent rungs are sent but not waited for.
    """
    sends: list[Send] = []
    while True:
        rung = plan.steps[step]
        if rung.kind is StepKind.DOOR:
            return Decision(tuple(sends), step, 1, None)
        if tried < rung.tries and _usable(rung, reach):
            tried += 1
            sends.append(Send(step, tried, rung.kind, rung.who))
            if not (rung.night_skip and night):
                wait = rung.retry_gap_s if tried < rung.tries else rung.wait_s
                return Decision(tuple(sends), step, tried, wait)
        step, tried = step + 1, 0


def _usable(rung: Step, reach: int) -> bool:
    """A loudspeaker needs nobody's number; every other rung needs one."""
    return rung.kind is StepKind.BROADCAST or bool(reach & REACH[rung.who])


def is_night(now: datetime, window: tuple[time, time] = (time(22, 0), time(6, 0))) -> bool:
    """Whether ``now`` lies in the county's night (Beijing time), which may span midnight."""
    begin, end = window
    local = now.astimezone(BEIJING).time()
    return begin <= local < end if begin <= end else (local >= begin or local < end)


def end_state(recipient_kind: str, in_person: bool = False) -> CaseState:
    """How a case ends when its recipient answered, or was met at the door."""
    if recipient_kind == HOUSEHOLD:
        return CaseState.CONFIRMED
    return CaseState.REACHED if in_person else CaseState.ANSWERED


def counts_as_heard(plan: Plan, heard_s: float, played_to_end: bool, key_pressed: bool) -> bool:
    """Whether a phone call is an answer: the message was played long enough, and a key was pressed [R3].

    Hung up early is not an answer, whatever key was pressed; a machine that listens to the end is none either.
    """
    return (played_to_end or heard_s >= plan.heard_s) and (key_pressed or not plan.needs_key)


def door_ends(recipient_kind: str, outcome: str, proof: str, photo_ref: str) -> bool:
    """Whether a door report ends the case: met, with proof; a household by word of the one who knocked."""
    if outcome == DoorOutcome.REACHED and recipient_kind == PERSON:
        return bool(proof.strip() or photo_ref)
    return outcome == DoorOutcome.CONFIRMED and recipient_kind == HOUSEHOLD


def next_level(level: int, has_superior: bool) -> int:
    """To whom an overdue door task goes: superior, township duty, county desk; the desk keeps it."""
    up = level + 1
    if up == 1 and not has_superior:
        up = 2
    return min(up, TOP_LEVEL)


def is_reason(text: str) -> bool:
    """Whether an excuse says anything: enough characters, not one character repeated."""
    core = "".join(text.split())
    return len(core) >= MIN_REASON and len(set(core)) > 1


def problems_of(steps: Sequence[Mapping[str, Any]], recipient_kind: str) -> list[str]:
    """What is wrong with a ladder, in words an officer can act on; empty when it is sound."""
    found: list[str] = []
    if not steps:
        return [_("至少要有一步。")]
    if len(steps) > MAX_STEPS:
        found.append(_("最多 {most} 步。").format(most=MAX_STEPS))
    for number, raw in enumerate(steps, 1):
        wrong = _problems_of_step(raw, recipient_kind)
        found += [_("第 {number} 步：{text}").format(number=number, text=text) for text in wrong]
    kinds = [raw.get("kind") for raw in steps]
    if kinds[-1] != StepKind.DOOR:
        found.append(_("最后一步必须是敲门，电话叫不到的人要有人上门。"))
    if StepKind.DOOR in kinds[:-1]:
        found.append(_("敲门只能是最后一步。"))
    return found


def _problems_of_step(raw: Mapping[str, Any], recipient_kind: str) -> Iterable[str]:
    if raw.get("kind") not in set(StepKind):
        yield _("方式不认识。")
    is_door = raw.get("kind") == StepKind.DOOR
    if raw.get("who", Who.SELF) not in ALLOWED_WHO[recipient_kind] or (is_door and raw.get("who", "self") == "self"):
        yield _("对象不对。")
    if not _whole(raw.get("wait_s", 180), 0 if not is_door else 60, MAX_WAIT_S):
        yield _("等待时间要在 0 秒到 24 小时之间。")
    if not _whole(raw.get("tries", 1), 1, MAX_TRIES):
        yield _("次数要在 1 到 {most} 之间。").format(most=MAX_TRIES)
    if not _whole(raw.get("retry_gap_s", 60), 10, MAX_WAIT_S):
        yield _("两次之间至少 10 秒。")


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def plan_from(data: Mapping[str, Any]) -> Plan:
    """A plan from the JSON that a ladder stores and a call-out copies."""
    night = data.get("night") or ("22:00", "06:00")
    return Plan(
        audience=data["audience"],
        version=data.get("version", 1),
        steps=tuple(_step_from(raw) for raw in data["steps"]),
        answer_within_s=data.get("answer_within_s", 300),
        heard_s=data.get("heard_s", 20),
        needs_key=data.get("needs_key", True),
        first_reply_s=data.get("first_reply_s"),
        revisit_s=data.get("revisit_s", 1800),
        night=(time.fromisoformat(night[0]), time.fromisoformat(night[1])),
    )


def _step_from(raw: Mapping[str, Any]) -> Step:
    return Step(
        kind=StepKind(raw["kind"]),
        who=Who(raw.get("who", Who.SELF)),
        wait_s=raw.get("wait_s", 180),
        tries=raw.get("tries", 1),
        retry_gap_s=raw.get("retry_gap_s", 60),
        label=raw.get("label", ""),
        night_skip=raw.get("night_skip", False),
    )


@lru_cache(maxsize=64)
def steps_of(plan: Plan) -> int:
    """How many messages the ladder sends at most."""
    return sum(rung.tries for rung in plan.steps if rung.kind is not StepKind.DOOR)


def seconds_to_door(plan: Plan) -> int:
    """How long it takes, by day and with every number known, until somebody walks."""
    calling = plan.steps[:-1]
    return sum((rung.tries - 1) * rung.retry_gap_s + rung.wait_s for rung in calling)


def longest_wait(plan: Plan) -> int:
    """The longest pause, in seconds, the ladder ever takes between two calls."""
    return max((max(rung.wait_s, rung.retry_gap_s if rung.tries > 1 else 0) for rung in plan.steps[:-1]), default=0)


# Lines: one number names a case and who was called about it, so that a stand-in's link or keypad is not taken
# for the person's own. The person's own line is the case's number itself: short links stay short.
_LINE_SHIFT = 40
_LINES = (Who.SELF, Who.STANDIN, Who.SUPERIOR, Who.GUARDIAN)
_LINE_BITS: dict[str, int] = {who: number << _LINE_SHIFT for number, who in enumerate(_LINES)}


def line_of(case_id: int, who: str) -> int:
    """The number that messages to ``who`` about the case carry, and that their answer link is signed over."""
    return case_id | _LINE_BITS[who]


def read_line(line: int) -> tuple[int, Who]:
    """The case and the person behind a line.

    Raises:
        ValueError: no such line.
    """
    index = line >> _LINE_SHIFT
    if not 0 <= index < len(_LINES):
        raise ValueError("no such line")
    return line & ((1 << _LINE_SHIFT) - 1), _LINES[index]


def lines_of(case_id: int) -> tuple[int, ...]:
    """Every line of a case."""
    return tuple(line_of(case_id, who) for who in _LINES)


def message_key(case_id: int, round_no: int, step: int, try_no: int) -> str:
    """The idempotency key of one call: at most one message per (case, round, step, try)."""
    return f"c{case_id}-r{round_no}-s{step}-t{try_no}"


def read_message_key(key: str) -> tuple[int, int, int, int] | None:
    """Case, round, step and try of a message of ours; None for any other key."""
    parts = key.split("-")
    if [part[:1] for part in parts] != ["c", "r", "s", "t"] or not all(part[1:].isdecimal() for part in parts):
        return None
    case_id, round_no, step, try_no = (int(part[1:]) for part in parts)
    return case_id, round_no, step, try_no
