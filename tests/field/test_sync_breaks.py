"""Where the network, the database or the process breaks: each command still runs once, and nothing sent is lost."""

import random
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from qianshao.field.models import PhoneCommand
from qianshao.field.services.run_commands import MOST_TRIES
from qianshao.field.states import Outcome
from tests.cast import Cast
from tests.field.commands import done
from tests.field.phones import Phone, bind, command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_commands")]
#: Where a whole transaction breaks, it must be a real one.
REAL = pytest.mark.django_db(transaction=True)


# ---- when things break


class Fault:
    """Breaks the n-th statement that is sent to the database."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            raise OperationalError("the disk is full")
        return execute(sql, params, many, context)


@REAL
def test_whichever_statement_breaks_a_batch_is_done_as_a_whole_or_sent_again(cast: Cast, phone: Phone) -> None:
    """Every command has its effect exactly once after the phone has sent again, wherever the fault struck."""
    with CaptureQueriesContext(
        connection,
    ) as counted:
        phone.push(command(), command(refuse=True), command())
    expected = 0
    for at in range(1, len(counted) + 1):
        batch = [command(), command(refuse=True), command()]
        phone.client.raise_request_exception = False
        with connection.execute_wrapper(Fault(at)):
            answer = phone.post({"commands": batch})
        before = len(done())
        kept = {row.uuid for row in PhoneCommand.objects.unscoped("a test").filter(state=Outcome.DONE)}
        assert {UUID(one) for one in done()} == kept, at  # the effect and the row that says so: both or neither
        again = [one["outcome"] for one in phone.push(*batch)]
        assert all(told in ("done", "duplicate") for told in (again[0], again[2])), (at, again)
        expected += 2
        assert len(done()) == expected + 2, (at, before, answer.status_code)


@REAL
def test_a_database_that_is_locked_is_no_refusal(cast: Cast, phone: Phone) -> None:
    one = command()
    with connection.execute_wrapper(Fault(4)):
        answer = phone.post({"commands": [one]})
    assert answer.status_code == 200
    (told,) = answer.json()["answers"]
    assert told["outcome"] == "retry"
    assert told["message"]
    assert phone.push(one)[0]["outcome"] == "done"


def test_a_command_that_always_crashes_goes_to_an_officer_and_its_neighbours_run(cast: Cast, phone: Phone) -> None:
    bad, told = command(crash=True), []
    for _n in range(MOST_TRIES + 1):
        good = command()
        answers = phone.push(bad, good)
        told.append(answers[0]["outcome"])
        assert answers[1]["outcome"] == "done"
    assert told == ["retry"] * (MOST_TRIES - 1) + ["quarantined"] * 2
    assert bad["id"] not in done()


@REAL
def test_a_crash_after_the_commit_leaves_one_effect_and_the_answer_to_be_had(
    cast: Cast, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the commit and the answer: the phone hears nothing, sends again, and is told."""
    from qianshao.field import api

    one = command(n=9)
    real = api._reply
    monkeypatch.setattr(api, "_reply", lambda *_a: (_ for _ in ()).throw(SystemExit()))
    with pytest.raises(SystemExit):
        phone.post({"commands": [one]})
    monkeypatch.setattr(api, "_reply", real)
    (told,) = phone.push(one)
    assert (told["outcome"], told["data"]) == ("duplicate", {"n": 9})
    assert done() == [one["id"]]


@REAL
def test_control_a_row_written_after_the_commit_would_run_twice(
    cast: Cast, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the row in the same transaction the test above sees two effects."""
    monkeypatch.setattr(PhoneCommand.objects, "bulk_create", lambda _rows: None)
    one = command()
    phone.push(one)
    phone.push(one)
    assert len(done()) == 2


# ---- 200 networks


class Network:
    """A phone's queue over a bad network: batches are cut, doubled, delayed, shuffled, answers are lost."""

    def __init__(self, phone: Phone, chance: random.Random, commands: list[Any]) -> None:
        self.phone, self.chance, self.waiting = phone, chance, list(commands)
        self.told: dict[str, list[str]] = {}
        self.late: list[list[Any]] = []

    def step(self) -> None:
        """One thing that happens."""
        batch = self.chance.sample(self.waiting, self.chance.randint(1, min(6, len(self.waiting))))
        fate = self.chance.random()
        if fate < 0.2:
            self.late.append(batch)  # still on its way, and the phone will send again
            return
        if fate < 0.35:
            with connection.execute_wrapper(Fault(self.chance.randint(4, 30))):
                self.phone.post({"commands": batch})
            return
        answers = self.phone.push(*batch)
        if fate < 0.5:
            return  # the answer was lost
        for one in answers:
            self.told.setdefault(one["id"], []).append(one["outcome"])
            if one["outcome"] != "retry":
                self.waiting = [left for left in self.waiting if left["id"] != one["id"]]
        if self.late and self.chance.random() < 0.5:
            self.phone.push(*self.late.pop(0))


@REAL
@pytest.mark.parametrize("seed", range(8))
def test_random_networks_lose_and_double_nothing(cast: Cast, seed: int) -> None:
    """25 queues a seed on six phones: afterwards the effects are exactly what was pressed."""
    chance = random.Random(seed)
    keys = ("village_cadre", "grid_worker", "town_duty")
    phones = [bind(cast, key, raise_request_exception=False) for key in keys for _twice in (0, 1)]
    pressed: list[str] = []
    for _queue in range(25):
        queue = [command(n=n) for n in range(chance.randint(1, 8))]
        pressed += [one["id"] for one in queue]
        network = Network(chance.choice(phones), chance, queue)
        while network.waiting:
            network.step()
        for batch in network.late:
            network.phone.push(*batch)
    assert sorted(done()) == sorted(pressed)
    assert PhoneCommand.objects.unscoped("a test").filter(state=Outcome.DONE).count() == len(pressed)
