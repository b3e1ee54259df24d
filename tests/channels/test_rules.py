"""The room's pure decisions, tried on many facts."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qianshao.channels.rules import (
    LONGEST_BREAK_S,
    MAX_TRIES,
    after_failure,
    allowance,
    backoff,
    break_for,
    left_today,
    within_hours,
)

from .outbox import NOW

moments = st.integers(0, 365 * 86_400).map(lambda s: NOW + timedelta(seconds=s))
waits = st.lists(st.tuples(st.floats(0, 5), st.integers(1, 500)), max_size=40)


@given(rate=st.sampled_from([0.2, 1, 3, 10, 100]), asks=waits)
def test_in_any_pattern_of_asking_no_more_than_the_rate_and_one_second_of_it_goes(
    rate: float, asks: list[tuple[float, int]]
) -> None:
    now, free, given_out = NOW, None, 0
    for wait, want in asks:
        now += timedelta(seconds=wait)
        allowed = allowance(now, free, rate, want)
        free, given_out = allowed.free_at, given_out + allowed.count
        assert 0 <= allowed.count <= want
    assert given_out <= rate * (now - NOW).total_seconds() + max(rate, 1) + 1e-3


def test_who_waits_long_enough_gets_the_full_rate() -> None:
    free, total = None, 0
    for second in range(60):
        allowed = allowance(NOW + timedelta(seconds=second), free, 7, 1000)
        free, total = allowed.free_at, total + allowed.count
    assert total == 7 * 60


@given(jump=st.floats(-1e6, 1e6))
def test_a_jump_of_the_clock_does_not_stop_a_channel_for_longer_than_a_second(jump: float) -> None:
    free = allowance(NOW, None, 5, 5).free_at
    then = NOW + timedelta(seconds=jump)
    assert allowance(then + timedelta(seconds=2), allowance(then, free, 5, 5).free_at, 5, 5).count > 0


@given(now=moments, tries=st.integers(1, 30), hop=st.integers(0, 50), channels=st.integers(1, 5))
def test_a_failed_message_goes_on_at_once_until_all_channels_had_it_and_never_past_its_time(
    now: datetime, tries: int, hop: int, channels: int
) -> None:
    over = now + timedelta(hours=1)
    retry = after_failure(now, tries=tries, hop=hop, channels=channels, not_after=over)
    assert retry.hop == hop + 1
    assert (retry.due_at == now) == (retry.hop % channels != 0)
    assert retry.final == (tries >= MAX_TRIES)
    assert after_failure(now, tries=1, hop=hop, channels=1, not_after=now).final


def test_rests_grow_and_are_bounded() -> None:
    rests = [backoff(n).total_seconds() for n in range(1, 20)]
    assert rests == sorted(rests) and rests[0] == 2 and rests[-1] == 60
    breaks = [rest.total_seconds() for n in range(1000) if (rest := break_for(n))]
    assert breaks == sorted(breaks) and breaks[-1] == LONGEST_BREAK_S
    assert break_for(2) is None


@given(now=moments, start=st.times(), end=st.times())
def test_hours_and_the_other_hours_share_out_the_day(now: datetime, start: time, end: time) -> None:
    if start == end:
        assert within_hours(now, start, end)
    else:
        assert within_hours(now, start, end) != within_hours(now, end, start)
    assert within_hours(now, None, end)


def test_the_day_of_a_cap_is_the_day_in_beijing() -> None:
    before, after = datetime(2026, 7, 18, 15, 59, tzinfo=UTC), datetime(2026, 7, 18, 16, 0, tzinfo=UTC)
    day = datetime(2026, 7, 18, tzinfo=UTC).date()
    assert left_today(before, 100, day, 60) == 40
    assert left_today(after, 100, day, 60) == 100
    assert left_today(after, 0, day, 60) is None
