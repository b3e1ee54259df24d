"""Where a scanned sign hangs: a label of the register, a town or village by its code, or nowhere in particular."""

from dataclasses import dataclass
from uuid import UUID

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.divisions.levels import Level
from qianshao.divisions.selectors import county_named, division_by_code, divisions
from qianshao.registry.selectors.public import place_of_label

_WHOLE = Scope.everything("areas are public")


@dataclass(frozen=True)
class Place:
    """Where. ``sign``: what the address said; empty: the whole county's page. ``name``: as a stranger reads it."""

    sign: str
    name: str
    division_path: str
    address: str = ""
    uid: UUID | None = None
    lon: float | None = None
    lat: float | None = None
    known: bool = True


def place_of(sign: str) -> Place:
    """The place of a sign; an unknown sign is the whole county, and says so: no report is lost to a torn sign."""
    if sign and (found := _area(sign) or _label(sign)):
        return found
    path, name = county_named()
    return Place("", name, path, known=not sign)


def _area(code: str) -> Place | None:
    if not (code.isascii() and code.isdigit() and len(code) == 12):
        return None
    try:
        found = division_by_code(_WHOLE, code)
    except NotFound:
        return None
    if found.level < Level.COUNTY:
        return None
    return Place(code, places([found.path])[found.path], found.path, lon=found.lon, lat=found.lat)


def _label(code: str) -> Place | None:
    found = place_of_label(code[:20])
    if found is None:
        return None
    where = places([found.division_path])[found.division_path]
    name = f"{where} {found.name}".strip()
    return Place(
        found.code, name, found.division_path, found.address, found.uid, found.lon, found.lat
    )  # fmt: skip


def towns_to_choose() -> list[tuple[str, str]]:
    """The county's towns by code, for a page without a sign."""
    rows = divisions(_WHOLE, level=Level.TOWNSHIP, under=county_named()[0])
    return list(rows.exclude(code="").values_list("code", "name"))
