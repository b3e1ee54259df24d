"""100 kills -9 of the engine over 20,000 calls: none forgotten, none doubled, no acknowledged answer lost (G-R1).

Engines are forked from this warm process and killed at random moments; story time runs 300 times as fast. The control
moves cases without a transaction, the way one must not, and loses calls.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connections

from qianshao.calling.selectors.report import forgotten_cases
from qianshao.calling.services.answer_call import LINK, Incoming, record_answers
from qianshao.calling.services.sources import CASE_COLUMNS, Cause, Recipients
from qianshao.calling.services.start_callout import start_callout
from qianshao.calling.ticks import due_cases, sweep_due_cases
from qianshao.core.sql import fetch_all
from qianshao.journal.models import Entry
from tests.calling.casts import COUNTY, NOW, officer, person, publish, select

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]

CALLS = 20_000
KILLS = 100
SPEED = 300
#: sms, two voice calls, the door: three messages and one walk for everybody who does not answer.
LADDER = (
    {"kind": "sms", "who": "self", "wait_s": 600},
    {"kind": "voice", "who": "self", "tries": 2, "retry_gap_s": 600, "wait_s": 600},
    {"kind": "door", "who": "superior", "wait_s": 1800},
)


class Story:
    """A call-out and the file in which the clients write which of their answers were acknowledged."""

    def __init__(self, folder: Path, count: int) -> None:
        publish(steps=LADDER)
        people = [person(number, standin_ref=None, superior_ref=None) for number in range(1, count + 1)]
        cause = Cause("alert", 1, "暴雨红色预警", "大暴雨", COUNTY, NOW + timedelta(days=30))
        chunks = [select(people[n : n + 5000], CASE_COLUMNS) for n in range(0, count, 5000)]
        start_callout(cause, [Recipients("person", "test", chunks)], [], actor=officer(), now=NOW)
        self.cases = [row[0] for row in fetch_all("SELECT id FROM calling_case ORDER BY id")]
        self.answering = self.cases[::4]
        self.acknowledged = folder / "acknowledged"
        self.acknowledged.touch()
        self.began = time.monotonic()

    def now(self) -> datetime:
        """Story time, the same in every process."""
        return NOW + timedelta(seconds=(time.monotonic() - self.began) * SPEED)

    def acked(self) -> list[int]:
        """Cases whose answer a client was told is kept."""
        return [int(line) for line in self.acknowledged.read_text().split()]

    def work(self) -> None:
        """An engine's life: answers and sweeps in turn, until it is killed."""
        file = os.open(self.acknowledged, os.O_WRONLY | os.O_APPEND)
        known = set(self.acked())
        waiting = [case for case in self.answering if case not in known]
        while True:
            batch, waiting = waiting[:40], waiting[40:]
            moment = self.now()
            record_answers([Incoming(c, "link", moment, key=f"k{c}") for c in batch], actor=LINK, now=moment)
            os.write(file, "".join(f"{case}\n" for case in batch).encode())
            sweep_due_cases(self.now(), 500)

    def finish(self) -> None:
        """Let the story end undisturbed."""
        for case in set(self.answering) - set(self.acked()):
            record_answers([Incoming(case, "link", self.now(), key=f"k{case}")], actor=LINK, now=self.now())
        for hour in range(8):
            while sweep_due_cases(self.now() + timedelta(hours=hour), 1000):
                pass


def fork(life: Callable[[], None]) -> int:
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        life()
    finally:
        os._exit(1)


def kill(life: Callable[[], None], kills: int) -> None:
    chance = random.Random(411523)
    for _ in range(kills):
        pid = fork(life)
        time.sleep(chance.uniform(0.01, 0.25))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def calls_by_case() -> dict[int, int]:
    return dict(
        fetch_all("SELECT subject_id, COUNT(*) FROM channels_message WHERE subject_kind = 'case' GROUP BY 1")  # type: ignore[arg-type]
    )


def test_a_hundred_kills_forget_nobody_double_nothing_and_keep_every_acknowledged_answer(tmp_path: Path) -> None:
    story = Story(tmp_path, CALLS)
    kill(story.work, KILLS)
    promised = set(story.acked())
    kept = {row[0] for row in fetch_all("SELECT case_id FROM calling_answer")}
    assert promised and promised <= kept
    story.finish()
    answers = fetch_all("SELECT case_id, COUNT(*) FROM calling_answer WHERE is_first GROUP BY case_id")
    assert {row[0]: row[1] for row in answers} == dict.fromkeys(story.answering, 1)
    calls = calls_by_case()
    silent = set(story.cases) - set(story.answering)
    assert {calls.get(case, 0) for case in silent} == {3}
    walks = fetch_all("SELECT case_id, COUNT(*) FROM calling_doortask WHERE state = 'open' GROUP BY case_id")
    assert {row[0]: row[1] for row in walks} == dict.fromkeys(silent, 1)
    assert forgotten_cases() == 0
    called = Entry.objects.unscoped("the test looks").filter(kind="calling.called").values_list("data", flat=True)
    assert sum(data["count"] for data in called) == sum(calls.values())  # the journal tells exactly what was called


def test_without_the_transaction_kills_lose_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_cases, "transaction", SimpleNamespace(atomic=lambda **_options: nullcontext()))
    story = Story(tmp_path, 4000)
    story.answering = []
    kill(story.work, 40)
    monkeypatch.undo()
    story.finish()
    assert {calls for case, calls in calls_by_case().items()} != {3}


def test_three_engines_side_by_side_call_everybody_once(tmp_path: Path) -> None:
    story = Story(tmp_path, 6000)
    story.answering = []
    pids = [fork(story.work) for _ in range(3)]
    end = time.monotonic() + 60
    while time.monotonic() < end and min(calls_by_case().values(), default=0) < 3:
        time.sleep(0.2)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    story.finish()
    assert set(calls_by_case().values()) == {3}
    called = Entry.objects.unscoped("the test looks").filter(kind="calling.called").values_list("data", flat=True)
    assert sum(data["count"] for data in called) == 6000 * 3  # no engine took a case another had
