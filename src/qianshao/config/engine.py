"""The engine process: the only hard writer on SQLite. It alternates answers and sweeps (architecture §9)."""

import logging
import signal
from datetime import datetime
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from qianshao.calling.services.answer_call import LINK, Incoming, Recorded, read_link, record_answers
from qianshao.config.backup import is_frozen
from qianshao.config.lane import Batch, LaneServer, socket_path
from qianshao.core import clock
from qianshao.core.errors import Refusal
from qianshao.core.sql import execute, is_sqlite
from qianshao.engine.sweeps import gather
from qianshao.engine.ticker import Ticker

log = logging.getLogger(__name__)


def build(*, with_lane: bool = True) -> tuple[Ticker, LaneServer | None]:
    """A ticker over every room's sweeps, with the answer lane between them."""
    ticker = Ticker(
        gather(), batch=settings.QIANSHAO["tick_batch"], pause=settings.QIANSHAO["tick_seconds"] / clock.rate()
    )
    ticker.paused = is_frozen
    if not with_lane:
        return ticker, None
    lane = LaneServer(socket_path(settings.QIANSHAO_HOME), ticker.wake.set)
    ticker.between = lambda: commit_waiting(lane)
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
    now = clock.now()
    try:
        read = [_read(answer, now) for answer in answers]
        kept = iter(record_answers([item for item in read if item], actor=LINK, now=now))
        return [_result(next(kept)) if item else {"status": "unknown"} for item in read]
    except Exception:
        log.exception("answers not written")  # the front must hear that nothing was kept, whatever went wrong
        close_old_connections()
        return [{"status": "retry"} for _answer in answers]


def _read(answer: dict[str, Any], now: datetime) -> Incoming | None:
    try:
        return read_link(answer["token"], at=now, words=answer["words"])
    except Refusal:
        return None


def _result(recorded: Recorded) -> dict[str, Any]:
    if not recorded.known:
        return {"status": "unknown"}
    return {"status": "first" if recorded.first else "kept", "case_id": recorded.case_id}


def _reply(batches: list[Batch], results: list[dict[str, Any]]) -> None:
    start = 0
    for batch in batches:
        end = start + len(batch.answers)
        batch.reply(results[start:end])
        start = end


def build_helper(number: int) -> Ticker:
    """An engine beside the first one: only sweeps that several may run at once, no answers (PostgreSQL)."""
    sweeps = [sweep for sweep in gather() if sweep.parallel]
    pause = settings.QIANSHAO["tick_seconds"] / clock.rate()
    ticker = Ticker(sweeps, name=f"engine-{number}", batch=settings.QIANSHAO["tick_batch"], pause=pause)
    ticker.paused = is_frozen
    return ticker


def main(helper: int = 0) -> None:
    """Run until SIGTERM or SIGINT; ``helper``: the number of an engine beside the first one."""
    ticker, lane = (build_helper(helper), None) if helper else build()

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
