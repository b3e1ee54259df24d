"""Rounds over the sweeps."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from qianshao.core import clock
from qianshao.core.sweeps import Sweep
from qianshao.engine.models import Heartbeat

log = logging.getLogger(__name__)


class Ticker:
    """Runs rounds until told to stop; ``between`` is called before each round (the answer lane's turn)."""

    def __init__(
        self,
        sweeps: Sequence[Sweep],
        *,
        name: str = "engine",
        batch: int = 1000,
        pause: float = 0.5,
        between: Callable[[], int] | None = None,
    ) -> None:
        self.sweeps, self.name, self.batch, self.pause = tuple(sweeps), name, batch, pause
        self.between = between or (lambda: 0)
        self.paused: Callable[[], bool] = lambda: False
        self.wake = threading.Event()
        self.stopping = False
        self._last_run: dict[str, float] = {}
        self._last_beat = 0.0
        self._rounds = 0
        self._error = ""

    def stop(self) -> None:
        """End after the round that runs now."""
        self.stopping = True
        self.wake.set()

    def run(self) -> None:
        """Rounds until ``stop``; pauses only when a round found nothing to do."""
        while not self.stopping:
            if not self.round():
                self.wake.wait(self.pause)
                self.wake.clear()

    def round(self) -> int:
        """One round: each due sweep once. Returns how many rows were done in all."""
        answered = done = self.between()
        for sweep in () if self.paused() else self.sweeps:
            # While answers come in, sweeps take smaller bites: nobody who answers waits for a large batch.
            done += self._run(sweep, self.batch // 4 if answered else self.batch)
            answered = self.between()
            done += answered
        self._beat(clock.now())
        return done

    def _run(self, sweep: Sweep, limit: int) -> int:
        moment = time.monotonic()
        if moment - self._last_run.get(sweep.name, -1e9) < sweep.every:
            return 0
        self._last_run[sweep.name] = moment
        try:
            return sweep.run(clock.now(), max(1, limit))
        except Exception as error:
            log.exception("sweep %s failed", sweep.name)
            self._error = f"{sweep.name}: {error}"
            _reconnect_after(error)
            return 0

    def _beat(self, now: datetime) -> None:
        """A sign of life, at most once a second; withheld while sweeps fail, so that watchers notice."""
        self._rounds += 1
        if time.monotonic() - self._last_beat < 1.0:
            return
        self._last_beat = time.monotonic()
        error, self._error = self._error, ""
        fields: dict[str, object] = {"rounds": self._rounds}
        fields |= {"last_error": error, "last_error_at": now} if error else {"beat_at": now}
        try:
            Heartbeat.objects.update_or_create(
                name=self.name, defaults=fields, create_defaults={"beat_at": now, **fields}
            )
        except Exception as failure:
            log.exception("heartbeat not written")
            _reconnect_after(failure)


def _reconnect_after(error: Exception) -> None:
    """The database went away: the next sweep opens a fresh connection. Other failures keep the one there is."""
    if isinstance(error, OperationalError | InterfaceError):
        connection.close()
