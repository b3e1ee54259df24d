"""Minutes by road over loaded lines: a graph of their points, and the quickest way from one to all others."""

import heapq
import itertools
import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Line = tuple[Sequence[Point], float]

_METRES_A_DEGREE = 111_320.0
#: Points closer than this are one crossing (about a metre).
_DIGITS = 5
#: Further from any road than this, nobody knows the way.
FURTHEST_M = 3_000.0
#: Off the road one walks or drives at this.
_OFF_ROAD_KMH = 12.0


def flat_metres(a: Point, b: Point) -> float:
    """Metres between two near points, on a plane that touches the earth there: within 0.1 % inside a county."""
    east = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(east, a[1] - b[1]) * _METRES_A_DEGREE


class RoadNet:
    """Roads as lines of points with a speed in km/h; both directions."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._nodes: dict[Point, int] = {}
        self._points: list[Point] = []
        self._edges: list[list[tuple[int, float]]] = []
        for points, speed in lines:
            self._add(points, speed)

    def __len__(self) -> int:
        return len(self._points)

    def _node(self, point: Point) -> int:
        key = (round(point[0], _DIGITS), round(point[1], _DIGITS))
        if key not in self._nodes:
            self._nodes[key] = len(self._points)
            self._points.append(key)
            self._edges.append([])
        return self._nodes[key]

    def _add(self, points: Sequence[Point], speed: float) -> None:
        nodes = [self._node((p[0], p[1])) for p in points]
        for a, b in itertools.pairwise(nodes):
            if a == b or speed <= 0:
                continue
            minutes = flat_metres(self._points[a], self._points[b]) / 1000 / speed * 60
            self._edges[a].append((b, minutes))
            self._edges[b].append((a, minutes))

    def _snap(self, point: Point) -> tuple[int, float] | None:
        """The nearest point of a road and the minutes there, or None where no road is near."""
        if not self._points:
            return None
        node = min(range(len(self._points)), key=lambda n: flat_metres(point, self._points[n]))
        metres = flat_metres(point, self._points[node])
        return None if metres > FURTHEST_M else (node, metres / 1000 / _OFF_ROAD_KMH * 60)

    def minutes(self, start: Point, ends: Sequence[Point]) -> list[float | None]:
        """Minutes from ``start`` to each end; None where no road leads."""
        first = self._snap(start)
        if first is None:
            return [None] * len(ends)
        best = self._quickest(first[0])
        found: list[float | None] = []
        for end in ends:
            last = self._snap(end)
            ridden = best.get(last[0]) if last else None
            found.append(None if last is None or ridden is None else first[1] + ridden + last[1])
        return found

    def _quickest(self, start: int) -> dict[int, float]:
        best: dict[int, float] = {}
        heap = [(0.0, start)]
        while heap:
            minutes, node = heapq.heappop(heap)
            if node in best:
                continue
            best[node] = minutes
            for other, more in self._edges[node]:
                if other not in best:
                    heapq.heappush(heap, (minutes + more, other))
        return best
