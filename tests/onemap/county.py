"""A small county with outlines, shelters, families and a danger zone, for tests of the map."""

from qianshao.divisions.models import Division
from qianshao.geo.cells import cell_of
from qianshao.people.models import DangerZone, Household
from qianshao.places.models import Shelter
from tests.cast import Cast

#: Around 红旗村 (114.84, 31.67); 河口村 (114.94, 31.61) lies outside.
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[114.8, 31.64], [114.9, 31.64], [114.9, 31.7], [114.8, 31.7], [114.8, 31.64]]],
}


def _outline(lon: float, lat: float) -> dict[str, object]:
    west, south, east, north = lon - 0.06, lat - 0.04, lon + 0.06, lat + 0.04
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def furnish(cast: Cast) -> None:
    """Two shelters, five families and a zone: one of each kind in 青石镇, the others in 柳河乡."""
    for town in (cast.town_a, cast.town_b):
        where = Division.objects.unscoped("a test draws").filter(pk=town.pk)
        where.update(boundary=_outline(town.lon or 0, town.lat or 0))
    for village, name in ((cast.village_a1, "红旗小学"), (cast.village_b1, "河口中学")):
        place = {"lon": village.lon, "lat": village.lat, "cell": cell_of(village.lon or 0, village.lat or 0)}
        Shelter.objects.create(
            division=village, division_path=village.path, name=name, capacity=120, state="open", **place
        )
        for n in range(3 if village is cast.village_a1 else 2):
            Household.objects.create(
                division=village, division_path=village.path, head_name=f"张三{n}", members_count=4,
                needs=",alone," if n == 0 else "", **place,
            )  # fmt: skip
    a1 = cast.village_a1
    DangerZone.objects.create(
        kind="torrent", name="老虎沟", division=a1, division_path=a1.path, polygon=_outline(a1.lon or 0, a1.lat or 0)
    )
