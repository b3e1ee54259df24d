"""What happens to families who must leave, and what the simulated phones of their villages say about it.

A family's story follows from its number, so that it can be told again. Phones send what a real one sends, through the
same sync: late when the village has no signal, twice when the answer got lost, and now and then two reports that know
nothing of each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from qianshao.core.ids import uuid7
from qianshao.demo.phones import VILLAGE, phones_by_village
from qianshao.demo.refuges import refuge_near
from qianshao.evacuation.models import Evacuee
from qianshao.field.services import run_commands
from qianshao.field.wire import MOST_COMMANDS, Incoming

# Of 100 families: nobody home at first, refused at first, cannot walk, stay with relatives; the others walk.
_EMPTY, _REFUSED, _PICKUP, _KIN = 6, 4, 5, 18
#: Every so many families a keeper signs in somebody whom the cadre, without signal, reports as not at home.
_CROSSED = 150
#: A village has no signal for a quarter of an hour in each hour.
_HOUR_S, _SILENT_S = 3_600, 900
#: People look up from what they do this often.
_LOOKS = timedelta(seconds=20)
#: One batch in so many is sent twice.
_TWICE = 9


_OVER = ("settled", "elsewhere", "returned", "struck")
_COLUMNS = (
    "household_id", "division_path", "state", "uid", "heads", "changed_at", "helper", "vehicle", "planned_shelter_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """Those of one household who have not arrived, as the ledger has them."""

    household: int
    village: str
    state: str
    people: dict[str, list[str]]
    since: datetime
    helped: bool
    shelter: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing that happens to a family, and how long after the last one."""

    to: str
    wait_s: int
    words: str = ""


@dataclass
class Phone:
    """One village's phone: what waits in it."""

    device: int
    waiting: list[Incoming] = field(default_factory=list)
    sent: int = 0


class Villagers:
    """The families and phones of one order."""

    def __init__(self, order_id: int) -> None:
        self.order_id = order_id
        self.phones = {path: Phone(device) for path, device in phones_by_village().items()}
        self.known: dict[int, tuple[str, datetime]] = {}
        self.next_look = datetime.min.replace(tzinfo=UTC)

    def act(self, now: datetime) -> int:
        """What is due now: steps are taken, phones with signal send; returns how many commands were sent."""
        if now < self.next_look:
            return 0
        self.next_look = now + _LOOKS
        for family in families(self.order_id):
            phone, step = self.phones.get(family.village), next_step(family)
            if phone and step and not self._told(family) and family.since + timedelta(seconds=step.wait_s) <= now:
                self.known[family.household] = (family.state, family.since)
                phone.waiting += self._say(family, step, now)
        return sum(self._send(path, phone, now) for path, phone in self.phones.items() if phone.waiting)

    def _told(self, family: Family) -> bool:
        """Whether the phone has spoken about this very state already, and the report is still on its way."""
        return self.known.get(family.household) == (family.state, family.since)

    def _say(self, family: Family, step: Step, now: datetime) -> Iterator[Incoming]:
        common = {"order": self.order_id, "uids": list(family.people), "based_on": family.people}
        if step.to == "settled":
            shelter = family.shelter or refuge_near(family.village)
            yield command("evacuation.sign_in", {**common, "shelter": shelter}, now)
            if family.household % _CROSSED == 0:
                yield command("evacuation.mark", {**common, "to": "nobody", "words": _("敲了三次没人应")}, now)
            return
        yield command("evacuation.mark", {**common, "to": step.to, "words": step.words}, now)

    def _send(self, path: str, phone: Phone, now: datetime) -> int:
        if is_silent(path, now):
            return 0
        batch, phone.waiting = phone.waiting[:MOST_COMMANDS], phone.waiting[MOST_COMMANDS:]
        phone.sent += 1
        for _time in range(2 if phone.sent % _TWICE == 0 else 1):
            answers = run_commands(device_id=phone.device, batch=batch, now=now).answers
        again = {answer.id for answer in answers if answer.outcome == "retry"}
        phone.waiting += [one for one in batch if str(one.id) in again]
        return len(batch)


def command(kind: str, payload: dict[str, Any], now: datetime) -> Incoming:
    """A command as a phone makes it."""
    key: UUID = uuid7()
    return Incoming(key, kind, now, payload, (), None, text=f"{key}{kind}{payload}")


def is_silent(village: str, now: datetime) -> bool:
    """Whether the village has no signal at this moment."""
    return (int(now.timestamp()) + int(village) * 613) % _HOUR_S < _SILENT_S


def plan_of(household: int) -> str:
    """How it will go with this family: empty, refused, pickup, kin or walk."""
    # A multiplicative hash spreads neighbouring numbers; the constant is Knuth's.
    point = household * 2_654_435_761 % 2**32 % 100
    for name, share in (("empty", _EMPTY), ("refused", _REFUSED), ("pickup", _PICKUP), ("kin", _KIN)):
        if point < share:
            return name
        point -= share
    return "walk"


def next_step(family: Family) -> Step | None:
    """What happens next, or None while somebody else must act first (a car for those who cannot walk)."""
    plan, spread = plan_of(family.household), family.household * 7_919
    if family.state == "unnotified":
        told = Step("nobody", 300, _("敲门没人应，门上贴了字条")) if plan == "empty" else Step("notified", 0)
        return Step(told.to, told.wait_s + 120 + spread % 900, told.words)
    if family.state == "notified":
        return _after_notice(plan, spread)
    if family.state == "pickup":
        return Step("moving", 400 + spread % 600) if family.helped else None
    waits = {"nobody": Step("moving", 1_200), "refused": Step("moving", 1_500, _("第二次上门劝动了，已经出门"))}
    return waits.get(family.state) or Step("settled", 500 + spread % 1_200)


def _after_notice(plan: str, spread: int) -> Step:
    if plan == "refused":
        return Step("refused", 60, _("说以前没淹过，舍不得家里的猪"))
    if plan == "pickup":
        return Step("pickup", 60, _("走不动，要人接"))
    if plan == "kin":
        return Step("elsewhere", 900, _("去镇上亲戚家，电话核实过"))
    return Step("moving", 240 + spread % 720)


def families(order_id: int) -> list[Family]:
    """Every part of a family that has not arrived and stands in one state; those in dispute wait for the desk."""
    rows = (
        Evacuee.objects.unscoped("the demonstration plays every village")
        .filter(order_id=order_id, household__isnull=False, disputed=False)
        .exclude(state__in=_OVER)
        .order_by("household_id", "id")
        .values_list(*_COLUMNS)
    )
    grouped: dict[tuple[int, str], list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        grouped[row[0], row[2]].append(row)
    return [_family(part) for part in grouped.values()]


def _family(rows: Sequence[Sequence[Any]]) -> Family:
    household, path, state, _uid, _heads, _at, helper, vehicle, shelter = rows[0]
    since = max(row[5] for row in rows)
    people = {row[3]: row[4] for row in rows}
    return Family(household, path[:VILLAGE], state, people, since, bool(helper and vehicle), shelter)
