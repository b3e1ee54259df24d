"""The real facts of a demonstration: names and codes of divisions, outlines of counties (data/NOTICE.txt)."""

import csv
import gzip
import io
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from qianshao.core.errors import NotFound
from qianshao.geo.circle import circle
from qianshao.geo.geojson import full_code, load


@dataclass(frozen=True, slots=True)
class Place:
    """One division of the statistics file. ``level``: 1 province … 5 village."""

    code: str
    name: str
    level: int
    parent: str


@dataclass(frozen=True, slots=True)
class CountyFacts:
    """A county with what lies above and below it. ``outlined``: the outline is real, not a stand-in."""

    county: Place
    above: tuple[Place, ...]
    towns: tuple[Place, ...]
    villages: dict[str, tuple[Place, ...]] = field(hash=False)
    outline: BaseGeometry
    outlined: bool


def county_facts(code: str) -> CountyFacts:
    """Return the facts of one county by its 6- or 12-digit code.

    Raises:
        NotFound: the code is no county of the divisions file; the sentence lists some that are.
    """
    places = _places()
    county = places.get(full_code(code) or "")
    if county is None or county.level != 3:
        known = "、".join(f"{p.code[:6]} {p.name}" for p in places.values() if p.level == 3)
        raise NotFound("demo.county_unknown", _("区划表里没有县级代码 {code}。可用：{known}"), code=code, known=known)
    towns = tuple(sorted((p for p in places.values() if p.parent == county.code), key=lambda p: p.code))
    villages = {town.code: tuple(p for p in places.values() if p.parent == town.code) for town in towns}
    outline, outlined = _outline(county)
    return CountyFacts(county, _above(county), towns, villages, outline, outlined)


@cache
def _places() -> dict[str, Place]:
    text = gzip.decompress(_data("divisions_2023.csv.gz")).decode("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {r["code"]: Place(r["code"], r["name"], int(r["level"]), r["parent_code"]) for r in rows}


@cache
def _outlines() -> dict[str, BaseGeometry]:
    document = json.loads(gzip.decompress(_data("county_cgcs2000.geojson.gz")))
    return {f["properties"]["code"]: load(f["geometry"]) for f in document["features"]}


def _data(name: str) -> bytes:
    return files("qianshao.demo").joinpath("data", name).read_bytes()


def _above(place: Place) -> tuple[Place, ...]:
    """The divisions above, highest first."""
    chain: list[Place] = []
    while place.parent:
        place = _places()[place.parent]
        chain.insert(0, place)
    return tuple(chain)


def _outline(county: Place) -> tuple[BaseGeometry, bool]:
    outlines = _outlines()
    if county.code in outlines:
        return outlines[county.code], True
    # Development zones count as counties and have no outline anywhere: a small circle in their city stands in.
    middle = outlines[county.parent].representative_point()
    return circle(middle.x, middle.y, 6.0).intersection(outlines[county.parent]), False
