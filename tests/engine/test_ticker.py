"""A round runs every due sweep; a failing one stops no other and withholds the sign of life."""

from datetime import UTC, datetime

import pytest

from qianshao.core import clock
from qianshao.core.sweeps import Sweep
from qianshao.engine.models import Heartbeat
from qianshao.engine.ticker import Ticker

NOW = datetime(2026, 7, 18, 18, 10, tzinfo=UTC)


def broken(_now: datetime, _limit: int) -> int:
    raise RuntimeError("the gateway table is away")


@pytest.mark.django_db
def test_a_failing_sweep_does_not_stop_the_others() -> None:
    ran: list[int] = []
    sweeps = [Sweep("bad", broken), Sweep("good", lambda _now, limit: ran.append(limit) or 3)]
    with clock.use(clock.FakeClock(NOW)):
        done = Ticker(sweeps, batch=7).round()
    assert (done, ran) == (3, [7])


@pytest.mark.django_db
def test_a_good_round_beats_and_a_bad_one_does_not() -> None:
    fake = clock.FakeClock(NOW)
    with clock.use(fake):
        Ticker([Sweep("good", lambda _now, _limit: 0)]).round()
        fake.advance(120)
        Ticker([Sweep("bad", broken)]).round()
    beat = Heartbeat.objects.get()
    assert beat.beat_at == NOW
    assert "away" in beat.last_error


@pytest.mark.django_db
def test_a_paused_engine_sweeps_nothing_but_still_takes_answers() -> None:
    ran: list[int] = []
    ticker = Ticker([Sweep("send", lambda _now, limit: ran.append(limit) or 1)], between=lambda: 1)
    ticker.paused = lambda: True
    with clock.use(clock.FakeClock(NOW)):
        assert ticker.round() == 1
    assert ran == []
