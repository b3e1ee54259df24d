"""The simulated people who do not sit behind a phone: those who knock on doors, and the officer who excuses.

What a person does follows from the number of the case, so that a story can be told again. Phones are the simulated
channel's business.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from qianshao.calling.services.excuse_cases import excuse_cases
from qianshao.calling.services.report_door import report_door
from qianshao.core.actor import Actor
from qianshao.core.errors import Stale, TooLate
from qianshao.core.scope import Scope
from qianshao.core.sql import fetch_all, read_time

# Walks take 4 to 24 minutes; a second one, when nobody was home, ten minutes more.
_SHORTEST_S, _SPREAD_S = 240, 1_200
_AGAIN_S = 600
# Of 100 doors: walked too late and passed up, nobody home at first, refused at first, nobody to be found at all.
_LATE, _EMPTY, _REFUSED, _GONE = 3, 10, 2, 2
_LATE_S = 2_400


@dataclass(frozen=True, slots=True)
class Door:
    """One open walk as the database has it. ``level``: how far the task has been passed up already."""

    case: int
    kind: str
    path: str
    level: int
    assignee: int | None
    name: str
    opened_at: datetime
    visits: int
    seen_at: datetime | None


def open_doors(callout_id: int) -> list[Door]:
    """Every walk of a call-out that is still to be made."""
    rows = fetch_all(
        "SELECT d.case_id, c.recipient_kind, d.division_path, d.level, d.assignee_ref, d.assignee_name, d.opened_at, "
        "d.visits, d.reported_at FROM calling_doortask d JOIN calling_case c ON c.id = d.case_id "
        "WHERE d.callout_id = %s AND d.state = 'open' AND c.state = 'open' ORDER BY d.id",
        [callout_id],
    )
    return [_door(*row) for row in rows]


def _door(
    case: int,
    kind: str,
    path: str,
    level: int,
    who: int | None,
    name: str,
    opened: object,
    visits: int,
    seen: object,
) -> Door:
    opened_at = read_time(opened)
    assert opened_at is not None  # the column is NOT NULL
    return Door(case, kind, path, level, who, name, opened_at, visits, read_time(seen))


class Crowd:
    """Walks to the doors of one call-out and reports; tells an officer about those who cannot be found."""

    def __init__(self, callout_id: int, officer: Actor) -> None:
        self.callout_id, self.officer = callout_id, officer

    def act(self, now: datetime) -> int:
        """Make the visits that are due; returns how many reports and excuses were written."""
        gone: dict[str, list[int]] = defaultdict(list)
        done = 0
        for door in open_doors(self.callout_id):
            if _due(door) > now:
                continue
            if plan_of(door.case) == "gone" and door.visits >= 1:
                gone[door.kind].append(door.case)
            else:
                done += self._visit(door, now)
        for kind, cases in gone.items():
            done += excuse_cases(cases, reason=_reason(kind), actor=self.officer, now=now)
        return done

    def _visit(self, door: Door, now: datetime) -> int:
        outcome, proof = _finding(door)
        try:
            report_door(door.case, outcome=outcome, proof=proof, actor=self._walker(door), now=now)
        except (Stale, TooLate):
            # The phone was answered while we stood at the door: the first answer counts.
            return 0
        return 1

    def _walker(self, door: Door) -> Actor:
        """Whoever the task was given to, with the right to report at this door and nothing else."""
        if not door.name:
            return self.officer
        rights = Scope(grants={door.path: frozenset({"calling.door"})})
        return Actor("user", door.name, "phone", person_id=door.assignee, scope=rights)


def plan_of(case: int) -> str:
    """How it will go at this door: met, late, empty, refused or gone."""
    # A multiplicative hash spreads neighbouring numbers; the constant is Knuth's.
    point = case * 2_654_435_761 % 2**32 % 100
    for name, share in (("late", _LATE), ("empty", _EMPTY), ("refused", _REFUSED), ("gone", _GONE)):
        if point < share:
            return name
        point -= share
    return "met"


def _due(door: Door) -> datetime:
    if door.visits and door.seen_at:
        return door.seen_at + timedelta(seconds=_AGAIN_S)
    if plan_of(door.case) == "late" and door.level == 0:
        return door.opened_at + timedelta(seconds=_LATE_S)
    return door.opened_at + timedelta(seconds=_SHORTEST_S + door.case * 7_919 % _SPREAD_S)


def _finding(door: Door) -> tuple[str, str]:
    plan = plan_of(door.case)
    if not door.visits and plan in ("empty", "gone"):
        return "nobody_home", ""
    if not door.visits and plan == "refused" and door.kind == "household":
        return "refused", ""
    if door.kind == "household":
        return "confirmed", _("敲门叫醒，户主当面确认，正在收拾往安置点走")
    return "reached", _("到家里当面告知，本人已动身到岗")


def _reason(kind: str) -> str:
    if kind == "household":
        return _("全家在外务工，邻居和村干部证实房屋空置，已电话告知户主")
    return _("本人住院，家属证实，岗位由 AB 岗接替")
