"""Outlines on the map: parsed once, and anew when the boundary is another."""

import pytest

from qianshao.geo.outlines import town_outlines
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def square(west: float) -> dict[str, object]:
    east = west + 0.1
    return {
        "type": "Polygon",
        "coordinates": [[[west, 31.6], [east, 31.6], [east, 31.7], [west, 31.7], [west, 31.6]]],
    }


def test_a_boundary_imported_anew_is_drawn_at_once(cast: Cast) -> None:
    town = type(cast.town_a).objects.unscoped("a test").filter(pk=cast.town_a.pk)
    scope = cast.scope("county_duty")
    town.update(boundary=square(114.8))
    first = town_outlines(scope)
    assert town_outlines(scope)[0] is first[0]
    town.update(boundary=square(115.8))
    assert town_outlines(scope)[0].area.bounds == pytest.approx((115.8, 31.6, 115.9, 31.7))
