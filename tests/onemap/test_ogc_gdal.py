"""GDAL's own client reads every open collection of the site's standard interface.

In a process of its own: GDAL waits for the answer with Python's lock held, and in this process it is this Python
that must answer.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

from qianshao.core.scope import Scope
from qianshao.onemap.selectors.items import collections
from qianshao.registry.models import Kind, Record
from tests.cast import Cast, build_cast
from tests.onemap.county import furnish

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]
SECONDS = 60
CLIENT = """
import json, sys
from pyogrio import list_layers, raw

source = sys.argv[1]
def read(name, **given):
    meta, _ids, shapes, columns = raw.read(source, layer=name, **given)
    fields = [str(field) for field in meta["fields"]]
    named = columns[fields.index("name")] if "name" in fields else []
    return {"crs": str(meta["crs"]), "names": sorted(str(one) for one in named), "shapes": len(shapes)}
found = {str(name): read(str(name)) for name, _kind in list_layers(source)}
boxed = read("shelters", bbox=(114.8, 31.64, 114.9, 31.7))
print(json.dumps({"layers": found, "boxed": boxed}))
"""


@pytest.fixture
def county(db: None) -> Cast:
    cast = build_cast(users=())
    furnish(cast)
    kind = Kind.objects.create(code="onemap-team", name="测试队", group="team", icon="users", is_public=True)
    place = {"division_path": cast.town_a.path, "lon": 114.84, "lat": 31.67, "cell": 1, "made_at": cast.now}
    Record.objects.create(kind=kind, code="A1", name="蓝天队", is_public=True, **place)
    Record.objects.create(kind=kind, code="A2", name="内部队", is_public=False, **place)
    return cast


def gdal(source: str) -> dict[str, Any]:
    """What GDAL found behind the address."""
    done = subprocess.run(
        [sys.executable, "-c", CLIENT, source], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_gdal_reads_every_open_collection(county: Cast, live_server: Any) -> None:
    found = gdal(f"OAPIF:{live_server.url}/ogc/")
    layers = found["layers"]
    assert sorted(layers) == sorted(one.name for one in collections(Scope()))
    assert all(one["crs"].endswith('AUTHORITY["OGC","CRS84"]]') for one in layers.values())
    assert layers["shelters"]["names"] == ["河口中学", "红旗小学"]
    assert layers["team"]["names"] == ["蓝天队"]
    assert sum(one["shapes"] for one in layers.values()) == 3
    assert found["boxed"] == layers["shelters"] | {"names": ["红旗小学"], "shapes": 1}
