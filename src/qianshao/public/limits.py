"""How many new pages one address may have drawn. Pages that are drawn already cost nothing and are never refused.

Behind one address there may be a whole village, so the limit is on work, not on requests.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class DrawLimit:
    """``burst`` at once and ``per_second`` in the long run for each address; remembers ``most`` addresses."""

    burst: float = 40.0
    per_second: float = 1.0
    most: int = 4096
    timer: Callable[[], float] = time.monotonic
    _left: "OrderedDict[str, tuple[float, float]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str) -> bool:
        """Whether this address may have one more page drawn."""
        moment = self.timer()
        with self._lock:
            left, at = self._left.get(address, (self.burst, moment))
            left = min(self.burst, left + (moment - at) * self.per_second)
            allowed = left >= 1
            self._left[address] = (left - 1 if allowed else left, moment)
            self._left.move_to_end(address)
            while len(self._left) > self.most:
                self._left.popitem(last=False)
        return allowed

    def left(self, address: str) -> float:
        """How many more pages this address may have drawn now."""
        left, at = self._left.get(address, (self.burst, self.timer()))
        return min(self.burst, left + (self.timer() - at) * self.per_second)

    def forget(self) -> None:
        """Start with nothing."""
        with self._lock:
            self._left.clear()
