"""What the village phones report beside people: a stream over the road, stones from the slope, a road undercut."""

# zh: what the demonstration's cadres write, stored as data

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from qianshao.core.ids import uuid7
from qianshao.core.sql import fetch_all
from qianshao.core.sync import Position
from qianshao.demo.villagers import Phone
from qianshao.field.wire import Incoming

_ACCURACY_M = 15.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One danger: after how many minutes of the evacuation, and what is said of it."""

    after: timedelta
    kind: str
    trapped: str
    place: str
    words: str


_SEEN = (
    Seen(timedelta(minutes=2), "torrent", "no", "村口漫水桥", "沟水漫上桥面，车过不去，人绕上面的路走"),
    Seen(timedelta(minutes=5), "slide", "no", "后山坡脚", "坡脚裂缝比下午宽了一指，有小石头往下掉"),
    Seen(timedelta(minutes=9), "road", "unknown", "进村公路拐弯处", "路基被掏空一块，天黑看不清里面还有没有车"),
)


@dataclass
class Sightings:
    """Each is told once, by the phone of a village of its own, which sends when it has signal."""

    begun: datetime
    told: int = field(default=0)

    def act(self, phones: dict[str, Phone], now: datetime) -> int:
        """Put what is due now into the phones; returns how much."""
        before = self.told
        for village in sorted(phones)[self.told : len(_SEEN)]:
            if self.begun + _SEEN[self.told].after > now:
                break
            phones[village].waiting.append(_report(_SEEN[self.told], village, now))
            self.told += 1
        return self.told - before


def _report(seen: Seen, village: str, now: datetime) -> Incoming:
    key, at = uuid7(), _position(village)
    payload = {"kind": seen.kind, "trapped": seen.trapped, "place": seen.place, "words": seen.words}
    return Incoming(key, "hazards.report", now, payload, (), at, text=f"{key}{payload}{at}")


def _position(village: str) -> Position | None:
    rows = fetch_all("SELECT lon, lat FROM divisions_division WHERE path = %s AND lon IS NOT NULL", [village])
    return Position(rows[0][0], rows[0][1], _ACCURACY_M) if rows else None
