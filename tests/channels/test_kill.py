"""100 kills -9 over 20,000 messages: none lost, none doubled, none stuck (G-R1, measurements Q5).

Senders are forked from this warm process and killed at random moments. The gateway is another process that writes
down every message it gets; the simulator is a table. The control marks messages before it sends them, the way one
must not, and loses some.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections

from qianshao.channels.models import Channel, Receipt
from qianshao.channels.ticks import claim as moves
from qianshao.channels.ticks import report_simulated
from qianshao.channels.ticks.sender import Sender
from qianshao.core import clock
from qianshao.core.sql import execute, fetch_all, read_time

from .conftest import RunningGateway
from .outbox import enqueue, gateway, simulated, states

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]

MESSAGES = 20_000
KILLS = 100
LEASE_S = 1.0
#: How much longer than its lease a message may wait: a turn, a kill and a fresh start of a busy machine.
SLACK_S = 3.0


def now() -> datetime:
    return clock.SystemClock().now()


def work() -> None:
    """A sender's life: turns until it is killed."""
    sender = Sender(f"w{os.getpid()}")
    while True:
        sender.turn(now(), limit=5000, seconds=0.2)
        report_simulated(now() + timedelta(hours=1), 2000)


def mark_first() -> None:
    """The wrong way: claimed messages are marked sent, then sent."""
    sender = Sender(f"w{os.getpid()}")
    lot, channel = moves.Lot("sms", 1, False), Channel.objects.get()
    adapter = sender._adapters.get(channel, sender.registries[0])
    while batch := moves.claim(lot, channel, rank=0, ranks=1, want=50, owner="w", now=now()):
        keys = [message.id for message in batch]
        execute(f"UPDATE channels_message SET state = 'sent' WHERE id IN ({','.join(map(str, keys))})")
        adapter.deliver(sender._envelopes(batch), now())  # type: ignore[union-attr]
    time.sleep(60)


def fork(life: Callable[[], None]) -> int:
    """A sender of its own process; returns when it is connected, so that a busy machine does not eat its life."""
    connections.close_all()
    ready, say_ready = os.pipe()
    pid = os.fork()
    if pid:
        os.close(say_ready)
        os.read(ready, 1)
        os.close(ready)
        return pid
    try:
        connection.ensure_connection()
        os.write(say_ready, b"!")
        life()
    finally:
        os._exit(1)


def live_and_die(life: Callable[[], None], chance: random.Random, longest_s: float) -> None:
    """Two senders side by side, killed one after the other."""
    pids = [fork(life) for _ in range(2)]
    for pid in pids:
        time.sleep(chance.uniform(0.01, longest_s))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def overdue_s() -> float:
    """How long the oldest lease has been over."""
    oldest = fetch_all("SELECT MIN(lease_until) FROM channels_message WHERE state = 'sending'")[0][0]
    moment = read_time(oldest)
    return (now() - moment).total_seconds() if moment else 0.0


def ends() -> bool:
    """Whether every message has left."""
    return set(states_by_count()) == {"sent"}


def states_by_count() -> dict[str, int]:
    return dict(fetch_all("SELECT state, COUNT(*) FROM channels_message GROUP BY state"))  # type: ignore[arg-type]


def kill_until_done(life: Callable[[], None], count: int, longest_s: float = 0.2) -> tuple[int, int, float]:
    """Kills until there were enough of them and everything has left: (messages, kills, longest overdue lease)."""
    chance, kills, longest = random.Random(411523), 0, 0.0
    end = time.monotonic() + 240
    while time.monotonic() < end:
        if ends():
            if kills >= KILLS:
                break
            enqueue(1000, start=count + 1, now=now())
            count += 1000
        live_and_die(life, chance, longest_s)
        kills += 2
        longest = max(longest, overdue_s())
        if kills >= KILLS:
            time.sleep(0.2)  # leases of the last dead senders end
    return count, kills, longest


@pytest.fixture(autouse=True)
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "LEASE_S", LEASE_S)


def test_a_hundred_kills_lose_nothing_and_the_gateway_hears_each_key_once(gateway_process: RunningGateway) -> None:
    gateway("gw", gateway_process.port, lines=2)
    enqueue(MESSAGES, now=now())
    count, kills, longest = kill_until_done(work, MESSAGES)
    assert kills >= KILLS
    assert states_by_count() == {"sent": count}
    heard = Counter(line["key"] for line in gateway_process.got() if not line["repeat"])
    assert (len(heard), max(heard.values())) == (count, 1)
    repeats = sum(line["repeat"] for line in gateway_process.got())
    assert repeats <= kills * 2 * 50  # only what was on its way may come again, and the key takes it out
    assert longest <= LEASE_S + SLACK_S


def test_a_hundred_kills_of_the_simulator_make_every_receipt_once(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    simulated()
    enqueue(MESSAGES, now=now())
    count, kills, longest = kill_until_done(work, MESSAGES, longest_s=0.3)
    while report_simulated(now() + timedelta(hours=1), 5000):
        pass
    assert kills >= KILLS
    assert states() == {"sent": count}
    told = Receipt.objects.values_list("message_key", "seq")
    assert len(told) == len(set(told))
    assert len({key for key, _seq in told}) == count
    assert longest <= LEASE_S + SLACK_S


def test_four_senders_side_by_side_never_take_the_same_message(
    gateway_process: RunningGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "LEASE_S", 60.0)  # nobody dies here, and a busy machine is slow
    gateway("gw", gateway_process.port, lines=2)
    enqueue(5000, now=now())
    pids = [fork(work) for _ in range(4)]
    end = time.monotonic() + 60
    while not ends() and time.monotonic() < end:
        time.sleep(0.1)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    got = gateway_process.got()
    assert (states_by_count(), len(got)) == ({"sent": 5000}, 5000)
    assert not any(line["repeat"] for line in got)


def test_the_control_marking_before_sending_loses_messages(gateway_process: RunningGateway) -> None:
    gateway("gw", gateway_process.port)
    enqueue(6000, now=now())
    chance = random.Random(1)
    for _ in range(20):
        live_and_die(mark_first, chance, 0.08)
    marked = states_by_count()["sent"]
    lost = marked - len({line["key"] for line in gateway_process.got()})
    assert lost > 0
