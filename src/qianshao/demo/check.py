"""``qianshao demo --check``: the whole story without pages and without waiting, then one JSON object.

Discrete events: the engine's rounds and the crowd run until nothing is due, then the clock moves on a few seconds.
"""

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from qianshao.calling.selectors.report import close_out_report, forgotten_cases, standing
from qianshao.calling.services.close_callout import close_callout
from qianshao.calling.services.lift_callout import callout_of
from qianshao.channels.selectors import channel_health
from qianshao.core import clock
from qianshao.core.scope import Scope
from qianshao.demo.crowd import Crowd
from qianshao.demo.dispatch import Supplies
from qianshao.demo.evacuation import Evacuation
from qianshao.demo.facts import CountyFacts
from qianshao.demo.home import Size
from qianshao.demo.prepare import prepare
from qianshao.demo.story import Opening, demo_actor, open_story, opening_moment
from qianshao.engine.sweeps import gather
from qianshao.engine.ticker import Ticker

# The clock moves on by this much, and by twice as much each time nothing was due, until something is.
STEP_S, LONGEST_STEP_S = 5.0, 40.0
LONGEST = timedelta(hours=12)
# More rounds than this at one moment means that a sweep finds work for ever.
_ROUNDS_AT_ONCE = 5_000
_SAY_EVERY_S = 5.0

Say = Callable[[str], None]


def run_check(facts: CountyFacts, size: Size, data: bytes, *, say: Say) -> int:
    """Build or reuse the county, play the warning to its end, print the result; 0 when nobody is left."""
    began = time.monotonic()
    story_clock = clock.FakeClock(opening_moment(data))
    with clock.use(story_clock):
        prepare(facts, size, now=story_clock.now(), say=say)
        result = play_out(data, story_clock, say=say)
    result = {"county": facts.county.name, **result}
    result["wall_seconds"] = round(time.monotonic() - began, 1)
    result["database_mb"] = round(_database_bytes() / 1e6, 1)
    say(json.dumps(result, ensure_ascii=False))
    left = result["unresolved"] + result["forgotten"] + unsafe(result["evacuation"]) + wrong(result["supplies"])
    return 0 if left == 0 else 1


def play_out(data: bytes, story_clock: clock.FakeClock, *, say: Say) -> dict[str, Any]:
    """Play one warning in a furnished database, moving the clock; returns the figures of the end.

    Raises:
        Invalid: the warning was refused, or does not concern this county.
    """
    began = story_clock.now()
    ticker = Ticker(gather(), batch=1_000, pause=0.0)
    opening = open_story(data, now=clock.now, say=say)
    first = _seconds_to_first_message(ticker, opening)
    say(_("第一条消息在收到预警 {seconds} 秒后发出").format(seconds=round(first, 2)))
    evacuation, supplies = Evacuation(opening, say), Supplies()
    _run_to_the_end(ticker, opening, evacuation, supplies, story_clock, say)
    lead = demo_actor("daiban")
    callout = callout_of(opening.callout_id, lead, "calling.view")
    report = close_out_report(callout, now=story_clock.now())
    if report["open"] == 0:
        close_callout(opening.callout_id, actor=lead, now=story_clock.now())
        say(_("叫应办结"))
    return {
        "title": opening.title,
        "recipients": report["total"],
        "persons": report["persons"],
        "households": report["households"],
        "answered": report["answered"],
        "reached_in_person": report["reached"],
        "confirmed_households": report["confirmed"],
        "excused": report["excused"],
        "unresolved": report["open"],
        "forgotten": forgotten_cases(),
        "door_tasks": report["doors"],
        "seconds_cap_in_to_first_message": round(first, 2),
        "evacuation": evacuation.figures(),
        "supplies": supplies.figures(),
        "story_minutes": round((story_clock.now() - began).total_seconds() / 60, 1),
    }


def figures(opening: Opening) -> dict[str, int]:
    """How the call-out stands now: counts by state, and the total."""
    return standing(opening.callout_id)


def _seconds_to_first_message(ticker: Ticker, opening: Opening) -> float:
    everything = Scope.everything("the demonstration reads its own channel")
    for _round in range(_ROUNDS_AT_ONCE):
        ticker.round()
        if any(health.sent_today for health in channel_health(everything, clock.now())):
            break
    return time.monotonic() - opening.began


def _run_to_the_end(
    ticker: Ticker,
    opening: Opening,
    evacuation: Evacuation,
    supplies: Supplies,
    story_clock: clock.FakeClock,
    say: Say,
) -> None:
    crowd = Crowd(opening.callout_id, demo_actor("daiban"))
    give_up, told, step = story_clock.now() + LONGEST, time.monotonic(), STEP_S
    while story_clock.now() < give_up:
        busy = _settle(ticker, crowd, (evacuation, supplies), story_clock.now())
        if time.monotonic() - told > _SAY_EVERY_S:
            told = time.monotonic()
            say(line(opening, story_clock.now()))
        if busy and not _still_open(opening) and evacuation.is_over() and supplies.is_over():
            return
        step = STEP_S if busy else min(2 * step, LONGEST_STEP_S)
        story_clock.advance(step)


def _settle(ticker: Ticker, crowd: Crowd, acts: "tuple[Evacuation, Supplies]", now: datetime) -> bool:
    """Rounds until nothing is due at this moment any more; tells whether anything was."""
    rounds = 0
    while ticker.round() and rounds < _ROUNDS_AT_ONCE:
        rounds += 1
    return bool(crowd.act(now) + sum(act.act(now) for act in acts)) or rounds > 0


def _still_open(opening: Opening) -> int:
    return figures(opening)["open"]


def line(opening: Opening, now: datetime) -> str:
    """One line about how it stands."""
    report = figures(opening)
    return _(
        "{time} 应叫 {total}：应答 {answered}，住户确认 {confirmed}，当面叫到 {reached}，销叫 {excused}，还差 {open}"
    ).format(time=f"{now.astimezone(clock.BEIJING):%H:%M:%S}", **report)


def unsafe(figures: dict[str, int]) -> int:
    """People of the danger zones of whom nobody knows that they are safe; 0 also where nothing was ordered."""
    return figures.get("should_leave", 0) - figures.get("settled", 0) - figures.get("elsewhere", 0)


def wrong(figures: dict[str, int]) -> int:
    """Goods in two places, stocks that are not the sum of their entries."""
    return figures["goods_in_two_places"] + figures["stock_not_the_sum_of_entries"]


def _database_bytes() -> int:
    path = Path(settings.QIANSHAO_HOME) / "qianshao.sqlite3"
    return path.stat().st_size if path.exists() else 0
