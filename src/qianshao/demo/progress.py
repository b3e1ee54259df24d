"""What the demonstration tells on stderr while it works: one line that rewrites itself, or a line now and then."""

import sys
import time
from typing import TextIO


class Progress:
    """Counts towards ``total``; prints at most every half second on a terminal, every five elsewhere."""

    def __init__(self, label: str, total: int, stream: TextIO | None = None) -> None:
        self.label, self.total = label, total
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._pause = 0.5 if self._live else 5.0
        self._began = self._last = time.monotonic()

    def show(self, done: int) -> None:
        """Tell how far it is."""
        if time.monotonic() - self._last >= self._pause:
            self._print(done, last=False)

    def done(self) -> float:
        """Tell that it is finished; returns the seconds it took."""
        self._print(self.total, last=True)
        return time.monotonic() - self._began

    def _print(self, done: int, *, last: bool) -> None:
        self._last = time.monotonic()
        share = 100 * done // self.total if self.total else 100
        text = f"{self.label} {done:,}/{self.total:,} {share}%"
        if last:
            text += f" ({time.monotonic() - self._began:.1f} s)"
        end = "\n" if last or not self._live else ""
        self._stream.write(("\r" if self._live else "") + text + end)
        self._stream.flush()
