"""GDAL's own client reads the site's standard interface."""

from typing import Any

import pytest

from tests.cast import Cast, build_cast
from tests.onemap.county import furnish

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(db: None) -> Cast:
    cast = build_cast(users=())
    furnish(cast)
    return cast


def test_gdal_lists_the_collections_and_reads_one(county: Cast, live_server: Any) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    source = f"OAPIF:{live_server.url}/ogc/"
    assert "shelters" in [name for name, _kind in pyogrio.list_layers(source)]
    meta, _ids, geometry, columns = pyogrio.raw.read(source, layer="shelters")
    names = columns[list(meta["fields"]).index("name")]
    assert sorted(names) == ["河口中学", "红旗小学"]
    assert len(geometry) == 2
    _meta, _ids, boxed, _columns = pyogrio.raw.read(source, layer="shelters", bbox=(114.8, 31.64, 114.9, 31.7))
    assert len(boxed) == 1
