"""One clock for every process of a site."""

from datetime import timedelta
from pathlib import Path

from qianshao.core import clock
from qianshao.core.clock import DemoClock, FakeClock
from tests.cast import NOW


def test_a_fake_clock_stands_until_it_is_moved_and_leaves_no_trace() -> None:
    with clock.use(FakeClock(NOW)) as fake:
        assert clock.now() == NOW
        fake.advance(60)  # type: ignore[attr-defined]
        assert clock.now() == NOW + timedelta(minutes=1)
    assert clock.now() != NOW + timedelta(minutes=1)
    assert clock.rate() == 1.0


def test_a_story_clock_runs_at_its_rate() -> None:
    real = DemoClock.starting(NOW, 20).started
    story = DemoClock(NOW, real - 30, 20)
    assert timedelta(minutes=10) <= story.now() - NOW < timedelta(minutes=11)


def test_every_process_of_a_story_reads_the_same_clock(tmp_path: Path) -> None:
    assert DemoClock.load(tmp_path) is None
    story = DemoClock.starting(NOW, 20)
    story.save(tmp_path)
    assert DemoClock.load(tmp_path) == story


def test_the_clock_is_aware_and_utc() -> None:
    assert clock.now().utcoffset() == timedelta()
