"""Random ladders, answers, late answers, crashes, clock jumps, cancels and updates against a small pure model.

What is compared after every action: who is open, which rung and try went out, when the next is due. So: no step
early, none after an answer or a cancel, nobody forgotten, at most one message per (case, round, step, try).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from qianshao.calling.models import CallOut, Case, DoorTask, Ladder
from qianshao.calling.selectors.report import forgotten_cases
from qianshao.calling.services import outbox
from qianshao.calling.services.answer_call import LINK, Incoming, record_answers
from qianshao.calling.services.lift_callout import lift_callout
from qianshao.calling.services.report_door import report_door
from qianshao.calling.states import Who
from qianshao.calling.ticks import due_cases, sweep_clock, sweep_doors, sweep_due_cases, sweep_validity
from qianshao.calling.ticks.frozen import Running
from qianshao.channels.models import Message
from qianshao.core.sql import fetch_all
from tests.calling.casts import NOW, STANDIN, SUPERIOR, officer, publish, start
from tests.calling.casts import person as someone

STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["sms", "voice", "im"]),
            "wait_s": st.integers(0, 600),
            "tries": st.integers(1, 3),
            "retry_gap_s": st.integers(10, 200),
            "who": st.sampled_from(["self", "self", "standin", "superior"]),
        }
    ),
    max_size=4,
)
PEOPLE = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=4)
DOOR = {"kind": "door", "who": "superior", "wait_s": 900}


@dataclass
class Person:
    """The model's recipient: the beats still to play, when the next is due (None: at the door), and the end."""

    beats: list[tuple[int, int, int]]  # step, try, seconds until the next beat
    due: datetime | None
    played: list[tuple[int, int]] = field(default_factory=list)
    end: str = "open"


@dataclass
class Model:
    """叫应 in a page: who is open plays beats when they are due; answers, doors and officers end, nothing else."""

    people: dict[int, Person]
    not_after: datetime
    state: str = "running"

    @classmethod
    def of(
        cls, steps: list[dict[str, Any]], people: dict[int, dict[str, Any]], now: datetime, end: datetime
    ) -> "Model":
        """Everybody at the first rung, due at once. Rungs to people without a number have no beats."""

        def beats(one: dict[str, Any]) -> list[tuple[int, int, int]]:
            has = {"self": one["address_enc"], "standin": one["standin_ref"], "superior": one["superior_ref"]}
            return [
                (index, t, step["retry_gap_s"] if t < step["tries"] else step["wait_s"])
                for index, step in enumerate(steps)
                if has[step["who"]]
                for t in range(1, step["tries"] + 1)
            ]

        return cls({key: Person(beats(one), now) for key, one in people.items()}, end)

    def tick(self, now: datetime) -> None:
        """Expiry first, then every due beat once."""
        if self.state in ("running", "expired"):
            over = self.not_after <= now
            if over and self.state == "running" and any(p.end == "open" for p in self.people.values()):
                self.state = "expired"
            elif not over and self.state == "expired":
                self.state = "running"
                for person in self.people.values():
                    person.due = now if person.due else None
        for person in self.people.values():
            if self.state == "running" and person.end == "open" and person.due is not None and person.due <= now:
                self.play(person, now)

    def play(self, person: Person, now: datetime) -> None:
        """One beat, or the walk to the door when none is left."""
        if not person.beats:
            person.due = None
            return
        step, t, gap = person.beats.pop(0)
        person.played.append((step, t))
        person.due = now + timedelta(seconds=gap)

    def finish(self, key: int, how: str) -> None:
        """The first end counts."""
        if self.people[key].end == "open":
            self.people[key].end = how

    def lift(self) -> None:
        """Everybody still open is excused by the officer."""
        self.state = "lifted"
        for key in self.people:
            self.finish(key, "excused")


class Broken(Exception):
    """The power fails here."""


@contextmanager
def power_fails_at(statement: int) -> Iterator[None]:
    """Every statement from the given one on raises: the transaction must leave nothing behind."""
    left = [statement]

    def wrapper(execute: Any, *args: Any) -> Any:
        left[0] -= 1
        if left[0] < 0 and not args[0].startswith(("ROLLBACK", "SAVEPOINT", "RELEASE")):
            raise Broken
        return execute(*args)

    with connection.execute_wrapper(wrapper):
        yield


class Calling(RuleBasedStateMachine):
    """The product beside the model."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block._from_testcase = True  # type: ignore[attr-defined]  # outermost verbs may still be durable
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(steps=STEPS, people=PEOPLE, hours=st.sampled_from([0.25, 6, 48]))
    def begin(self, steps: list[dict[str, Any]], people: list[tuple[bool, bool, bool]], hours: float) -> None:
        self.now = NOW
        self.people = {
            n: someone(
                n,
                standin_ref=STANDIN if standin else None,
                superior_ref=SUPERIOR if superior else None,
                **({} if phone else {"address_enc": ""}),
            )
            for n, (phone, standin, superior) in enumerate(people, 1)
        }
        Ladder.objects.all().delete()
        publish(steps=[*steps, DOOR])
        self.callout = start(list(self.people.values()), hours=hours)
        self.rows = {c.recipient_id: c.pk for c in Case.objects.unscoped("test").filter(callout=self.callout)}
        self.model = Model.of(steps, self.people, NOW, NOW + timedelta(hours=hours))
        self.longest = max([0, *(step["wait_s"] for step in steps), *(step["retry_gap_s"] for step in steps)])

    def key(self, pick: int) -> int:
        return sorted(self.people)[pick % len(self.people)]

    @rule()
    def round(self) -> None:
        self.mend_clock()
        self.mend_validity()
        sweep_due_cases(self.now, 1000)
        sweep_doors(self.now, 1000)
        self.model.tick(self.now)

    def mend_clock(self) -> None:
        sweep_clock(self.now, 1000)

    def mend_validity(self) -> None:
        sweep_validity(self.now, 1000)

    @rule(seconds=st.integers(0, 700))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.round()

    @rule(at=st.integers(0, 25), seconds=st.integers(0, 300))
    def power_cut(self, at: int, seconds: int) -> None:
        """A sweep that is cut anywhere has done nothing; the next round does it once."""
        self.now += timedelta(seconds=seconds)
        self.mend_clock()
        self.mend_validity()
        before = self.written()
        with power_fails_at(at):
            try:
                sweep_due_cases(self.now, 1000)
            except Broken:
                pass
            else:
                before = []
        if before:
            assert self.written() == before
        self.round() if before else self.model.tick(self.now)

    @rule(pick=st.integers(0, 9))
    def answers(self, pick: int) -> None:
        key = self.key(pick)
        record_answers([Incoming(self.rows[key], "link", self.now)], actor=LINK, now=self.now)
        self.model.finish(key, "answered")

    @rule(pick=st.integers(0, 9), who=st.sampled_from([Who.STANDIN, Who.SUPERIOR]))
    def somebody_else_answers(self, pick: int, who: Who) -> None:
        record_answers([Incoming(self.rows[self.key(pick)], "keypad", self.now, who=who)], actor=LINK, now=self.now)

    @rule(pick=st.integers(0, 9), met=st.booleans())
    def somebody_knocks(self, pick: int, met: bool) -> None:
        key = self.key(pick)
        if self.model.people[key].end != "open":
            return
        outcome = "reached" if met else "nobody_home"
        report_door(self.rows[key], outcome=outcome, proof="本人签字", actor=officer(), now=self.now)
        if met:
            self.model.finish(key, "reached")

    @precondition(lambda self: self.model.state in ("running", "expired"))
    @rule()
    def cancel(self) -> None:
        lift_callout(self.callout.pk, reason="雨停预警解除", actor=officer(), now=self.now)
        self.model.lift()

    @rule(hours=st.sampled_from([-24, -1, 1, 24, 87_600, -87_600]))
    def clock_jumps(self, hours: int) -> None:
        """A clock that jumps on plays what became due, once; one that went back does not stall anybody."""
        self.now += timedelta(hours=hours)
        if hours < 0:
            bound = self.now + timedelta(seconds=self.longest)
            for person in self.model.people.values():
                if self.model.state == "running" and person.due and person.due > bound + timedelta(seconds=60):
                    person.due = bound
        self.round()

    def written(self) -> list[Any]:
        return fetch_all("SELECT id, step, try_no, due_at FROM calling_case ORDER BY id") + fetch_all(
            "SELECT key, state FROM channels_message ORDER BY key"
        )

    @invariant()
    def equals_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        found = {c.recipient_id: c for c in Case.objects.unscoped("test").filter(callout=self.callout)}
        assert {k: c.state for k, c in found.items()} == {k: p.end for k, p in self.model.people.items()}
        sent = {m.key for m in Message.objects.unscoped("test").filter(subject_kind="case", key__startswith="c")}
        expected = {
            f"c{self.rows[key]}-r0-s{step}-t{t}" for key, p in self.model.people.items() for step, t in p.played
        }
        assert {key for key in sent if not key.endswith("-clear")} == expected
        if self.model.state == "running":
            due = {k: c.due_at for k, c in found.items() if c.state == "open"}
            assert due == {k: p.due for k, p in self.model.people.items() if p.end == "open"}

    @invariant()
    def nobody_is_forgotten(self) -> None:
        if not hasattr(self, "model"):
            return
        assert CallOut.objects.unscoped("test").get(pk=self.callout.pk).state == self.model.state
        assert forgotten_cases() == 0
        ended = [self.rows[k] for k, p in self.model.people.items() if p.end != "open"]
        assert not DoorTask.objects.unscoped("test").filter(case_id__in=ended, state="open").exists()
        queued = Message.objects.unscoped("test").filter(state="queued", subject_kind="case")
        lines = {m.subject_id & ((1 << 40) - 1) for m in queued if not m.key.endswith("-clear") and m.key[0] == "c"}
        assert not lines & set(ended)


def explore(machine: type[Calling], examples: int = 40, shrink: bool = True) -> None:
    """Run a machine against the test database."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        ),
    )


@pytest.mark.django_db
def test_random_stories_equal_the_model() -> None:
    explore(Calling)


class WithoutClockSweep(Calling):
    """The machine with the repair of due times left out."""

    def mend_clock(self) -> None:
        """Nothing."""


def _off_by_one(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(due_cases, "_CLAIM", due_cases._CLAIM.replace("due_at <= %s", "due_at < %s"))


def _early(patch: pytest.MonkeyPatch) -> None:
    always = "(due_at <= %s OR due_at > '2000-01-01')"
    patch.setattr(due_cases, "_CLAIM", due_cases._CLAIM.replace("due_at <= %s", always))


def _no_transaction(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(due_cases, "transaction", SimpleNamespace(atomic=lambda **_options: nullcontext()))


def _no_withdrawal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "withdraw", lambda _case_ids: None)


def _validity_unseen(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Running, "goes_on", lambda _self, _now: True)
    patch.setattr(Calling, "mend_validity", lambda _self: None)


@pytest.mark.django_db
@pytest.mark.parametrize("break_it", [_off_by_one, _early, _no_transaction, _no_withdrawal, _validity_unseen])
def test_the_model_notices_when_a_protection_is_off(
    break_it: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    break_it(monkeypatch)
    with pytest.raises(AssertionError):
        explore(Calling, 150, shrink=False)


@pytest.mark.django_db
def test_the_model_notices_a_clock_that_is_not_put_right() -> None:
    with pytest.raises(AssertionError):
        explore(WithoutClockSweep, 150, shrink=False)
