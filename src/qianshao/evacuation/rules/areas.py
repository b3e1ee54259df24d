"""Areas of people and orders."""

from collections.abc import Iterable

from qianshao.divisions.rules import PATH_WIDTH

#: Province, city, county, town, village: the count goes by village; grids belong to theirs.
VILLAGE_WIDTH = 5 * PATH_WIDTH


def common_area(paths: Iterable[str]) -> str:
    """The smallest area that holds all paths; empty for none."""
    found = sorted(set(paths))
    if not found:
        return ""
    length = len(found[0])
    while not all(path.startswith(found[0][:length]) for path in found):
        length -= PATH_WIDTH
    return found[0][:length]


def village_of(path: str) -> str:
    """The village of a path; a higher area stands for itself."""
    return path[:VILLAGE_WIDTH]
