"""The engine process: the only hard writer on SQLite. It alternates answers and sweeps (architecture §9)."""

import logging
import os
import signal
from types import FrameType
from typing import Any

import django
from django.conf import settings
from django.db import close_old_connections

from qianshao.calling.services.record_answers import record_answers
from qianshao.config.backup import is_frozen
from qianshao.config.lane import Batch, LaneServer, socket_path
from qianshao.core import clock
from qianshao.core.sql import execute, is_sqlite
from qianshao.engine.sweeps import gather
from qianshao.engine.ticker import Ticker

log = logging.getLogger(__name__)


def build(*, with_lane: bool = True) -> tuple[Ticker, LaneServer | None]:
    """A ticker over every room's sweeps, with the answer lane between them."""
    ticker = Ticker(
        gather(), batch=settings.QIANSHAO["tick_batch"], pause=settings.QIANSHAO["tick_seconds"] / clock.rate()
    )
    if not with_lane:
        return ticker, None
    lane = LaneServer(socket_path(settings.QIANSHAO_HOME), ticker.wake.set)
    ticker.between = lambda: commit_waiting(lane)
    ticker.paused = is_frozen
    return ticker, lane


def commit_waiting(lane: LaneServer) -> int:
    """Write what the lane holds in one commit, then answer. Returns how many answers."""
    batches = lane.drain(settings.QIANSHAO["answer_batch"])
    answers = [answer for batch in batches for answer in batch.answers]
    if not answers:
        return 0
    _reply(batches, _commit(answers))
    return len(answers)


def _commit(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    try:
        return record_answers(answers, now=clock.now())
    except Exception:
        log.exception("answers not written")
        close_old_connections()
        return [{"status": "retry"} for _answer in answers]


def _reply(batches: list[Batch], results: list[dict[str, Any]]) -> None:
    start = 0
    for batch in batches:
        end = start + len(batch.answers)
        batch.reply(results[start:end])
        start = end


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    ticker, lane = build()

    def stop(_number: int, _frame: FrameType | None) -> None:
        ticker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("engine runs %d sweeps", len(ticker.sweeps))
    try:
        ticker.run()
    finally:
        if lane:
            lane.close()
        if is_sqlite():
            execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
    django.setup()
    main()
