"""The third act: goods go to the shelters that were opened, and what is no longer needed comes back.

The township asks for its shelters, the county's leader approves from the store the platform ranks first, the store
picks and loads, the shelter's keeper scans the note and counts. Now and then a count differs; lent goods of some
shelters are back before the story ends.
"""

# zh: what the demonstration's people write, stored as data

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from qianshao.accounts.selectors import actor_of, users
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.demo.phones import VILLAGE
from qianshao.demo.story import demo_actor
from qianshao.divisions.selectors import division_by_path
from qianshao.places.selectors import shelters_in
from qianshao.places.states import ShelterState
from qianshao.resources.dispatch.selectors import move_by_code, move_of, sources
from qianshao.resources.dispatch.services import (
    Wanted,
    approve_move,
    carry_goods,
    pick_goods,
    receive_goods,
    request_move,
    return_goods,
    write_off,
)
from qianshao.resources.dispatch.stock import rows_of
from qianshao.resources.selectors.stock import broken_sums, doubled, items

_EVERYTHING = Scope.everything("the demonstration looks at its whole county")
#: What a shelter asks for: item, for how many places of it one, and the most. Examples, no standard.
_NEEDS = (
    ("M001", 60, 4), ("M004", 4, 60), ("M012", 12, 20), ("M023", 15, 12), ("M059", 400, 2), ("M062", 400, 2),
)  # fmt: skip
#: So many shelters ask; every so many receive one piece less than was sent; every so many send back what was lent.
_MOST, _DIFFERS, _SENDS_BACK = 8, 4, 3
_LOOKS = timedelta(seconds=30)
_NEVER = datetime.min.replace(tzinfo=UTC)
#: Minutes from one step to the next.
_WAITS = {"approve": 2, "pick": 4, "carry": 3, "receive": 12, "settle": 8}
_STEPS = ("approve", "pick", "carry", "receive", "settle")


@dataclass
class Errand:
    """One request on its way: what happens next, and when."""

    number: int
    move_id: int
    due: datetime
    step: int = 0


@dataclass
class Supplies:
    """Goods for the shelters of one evacuation."""

    asked: set[int] = field(default_factory=set)
    errands: list[Errand] = field(default_factory=list)
    received: int = 0
    came_back: int = 0
    unserved: int = 0
    next_look: datetime = _NEVER

    def act(self, now: datetime) -> int:
        """What is due now; returns how much was done."""
        if now < self.next_look:
            return 0
        self.next_look = now + _LOOKS
        due = [errand for errand in self.errands if errand.due <= now]
        for errand in due:
            self._step(errand, now)
        return self._ask(now) + len(due)

    def is_over(self) -> bool:
        """Whether nothing is on its way any more."""
        return not self.errands

    def figures(self) -> dict[str, int]:
        """How it ended. The last two are 0, or something is very wrong."""
        return {
            "requests": len(self.asked),
            "received": self.received,
            "returned": self.came_back,
            "unserved": self.unserved,
            "goods_in_two_places": len(doubled()),
            "stock_not_the_sum_of_entries": len(broken_sums()),
        }

    def _ask(self, now: datetime) -> int:
        left = _MOST - len(self.asked)
        if left <= 0:
            return 0
        opened = shelters_in(_EVERYTHING).filter(state=ShelterState.OPEN).exclude(pk__in=self.asked)
        rows = list(opened.order_by("pk")[:left])
        for shelter in rows:
            self.asked.add(shelter.pk)
            made = request_move(wanted=_wanted(shelter, now), is_demo=True, actor=_desk_of(shelter), now=now)
            self.errands.append(Errand(len(self.asked), made.pk, now + timedelta(minutes=_WAITS["approve"])))
        return len(rows)

    def _step(self, errand: Errand, now: datetime) -> None:
        step = _STEPS[errand.step]
        goes_on = getattr(self, f"_{step}")(errand, now)
        errand.step += 1
        if not goes_on or errand.step >= len(_STEPS):
            self.errands.remove(errand)
            return
        errand.due = now + timedelta(minutes=_WAITS[_STEPS[errand.step]])

    def _approve(self, errand: Errand, now: datetime) -> bool:
        found = move_of(_EVERYTHING, errand.move_id)
        lines = list(found.lines.select_related("item").order_by("pk"))
        best = next(iter(sources(found, lines, now)), None)
        if best is None:
            self.unserved += 1
            return False
        counts = {line.pk: free for line, free in best.lines}
        lead = demo_actor("daiban")
        approve_move(move_id=found.pk, store_id=best.store.pk, counts=counts, actor=lead, now=now)
        return True

    def _pick(self, errand: Errand, now: datetime) -> bool:
        pick_goods(move_id=errand.move_id, accept_less=True, actor=demo_actor("zhiban"), now=now)
        return True

    def _carry(self, errand: Errand, now: datetime) -> bool:
        given = {"vehicle": f"豫S3{errand.number:04d}", "driver": "郑建国", "driver_phone": "13800000000"}
        carry_goods(move_id=errand.move_id, actor=demo_actor("zhiban"), now=now, **given)
        return True

    def _receive(self, errand: Errand, now: datetime) -> bool:
        """The keeper reads the note's code and counts; one piece is missing now and then."""
        note = move_of(_EVERYTHING, errand.move_id)
        keeper = _keeper_at(note.division_path)
        found = move_by_code(keeper.scope, note.code)
        rows = rows_of(found, [line for line in found.lines.select_related("item").order_by("pk") if line.approved])
        counts = {row["line"].pk: row["carried"] for row in rows}
        reasons = {}
        if errand.number % _DIFFERS == 0 and rows:
            short = rows[0]["line"].pk
            counts[short] -= 1
            reasons[short] = "点数少一件，司机说装车时漏了"
        receive_goods(move_id=found.pk, counts=counts, reasons=reasons, actor=keeper, now=now)
        self.received += 1
        return True

    def _settle(self, errand: Errand, now: datetime) -> bool:
        """What did not arrive is written off; some shelters send back what was lent."""
        found, duty = move_of(_EVERYTHING, errand.move_id), demo_actor("zhiban")
        common: dict[str, Any] = {"move_id": found.pk, "actor": duty, "now": now}
        lines = list(found.lines.select_related("item").order_by("pk"))
        sends_back = errand.number % _SENDS_BACK == 0
        for one in _open(found, lines):
            part: dict[str, Any] = {"pick_id": one["pick"].pk, "quantity": one["count"], "where": one["where"]}
            if one["where"] == "road":
                write_off(reason="找不到，按丢失核销", **part, **common)
            elif sends_back:
                return_goods(**part, **common)
        self.came_back += sends_back
        return True


def _open(found: Any, lines: list[Any]) -> Iterator[dict[str, Any]]:
    for row in rows_of(found, lines):
        yield from row["open"]


def _wanted(shelter: Any, now: datetime) -> Wanted:
    keys = {row.code: row.pk for row in items()}
    lines = [(keys[code], max(1, min(most, shelter.capacity // places))) for code, places, most in _NEEDS]
    return Wanted(
        shelter.division_path,
        shelter.name,
        lines,
        title=f"{shelter.name}物资",
        why="安置点已启用，群众正在转移过来",
        lon=shelter.lon,
        lat=shelter.lat,
        needed_by=now + timedelta(hours=1),
    )


def _desk_of(shelter: Any) -> Actor:
    """The township's duty officer where there is one among the demo's users, else the county's for the township."""
    town = demo_actor("xiangzhen")
    return town if town.scope.may("resources.request", shelter.division_path) else demo_actor("zhiban")


def _keeper_at(path: str) -> Actor:
    """Who receives at a shelter: the village's cadre with a phone, else the township's desk, else the county's."""
    code = division_by_path(_EVERYTHING, path[:VILLAGE]).code
    cadre = users(_EVERYTHING, query=f"shouji{code}").first() if len(path) >= VILLAGE else None
    candidates = [actor_of(cadre, "phone")] if cadre else []
    candidates += [demo_actor("xiangzhen"), demo_actor("zhiban")]
    return next(actor for actor in candidates if actor.scope.may("resources.receive", path))
