"""The base map: the site's own archive, 天地图 through this server, and a map that stays when either is broken."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qianshao.onemap.rules import pmtiles
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.onemap.archive import archive, directory, square
from tests.onemap.county import furnish
from tests.onemap.test_tiles import tile_at

PNG = b"\x89PNG\r\n\x1a\n-a-picture"
#: A map service: says its port, then every address it was asked for. Key ``moved`` is sent away, ``words`` gets HTML.
SERVICE = f"""
import http.server
class Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print(self.path, flush=True)
        self.send_response(302 if "tk=moved" in self.path else 200)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(b"<html>" if "tk=words" in self.path else {PNG!r})
    def log_message(self, *words): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Service)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def service(settings: Any, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen([sys.executable, "-c", SERVICE], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    settings.TIANDITU_ORIGIN = f"http://127.0.0.1:{process.stdout.readline().strip()}"
    settings.TIANDITU_KEY = "a-key"
    settings.QIANSHAO_HOME = tmp_path
    yield process
    process.terminate()
    process.wait(10)


def asked(process: "subprocess.Popen[str]") -> list[str]:
    """What the service was asked for until now; it is ended for that."""
    process.terminate()
    assert process.stdout is not None
    return process.stdout.read().split()


@pytest.fixture
def site_file(settings: Any, tmp_path: Path) -> Path:
    settings.QIANSHAO_HOME, settings.MAP_FILE = tmp_path, "county.pmtiles"
    return tmp_path / "county.pmtiles"


def test_the_curve_is_the_specifications() -> None:
    first = [(0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0)]
    assert [pmtiles.number_of(*place) for place in first] == [0, 1, 2, 3, 4, 5]
    assert pmtiles.number_of(12, 3423, 1763) == 19078479
    whole = {pmtiles.number_of(4, x, y) for x in range(16) for y in range(16)}
    assert whole == set(range(85, 85 + 256))


@pytest.mark.django_db
@pytest.mark.parametrize("leaf", [False, True])
def test_the_sites_own_archive_is_served_tile_by_tile(
    cast: Cast, client_as: ClientAs, site_file: Path, leaf: bool
) -> None:
    furnish(cast)
    site_file.write_bytes(archive({0: square("water"), 3: b"south-east"}, leaf=leaf))
    client = client_as("county_duty")
    page = client.get("/map/")
    assert page.context["base"].startswith('{"type": "vector", "tiles": ["/map/base/file/{z}/{x}/{y}"]')
    assert "底图没有填审图号" in page.content.decode()
    plain = client.get("/map/base/file/1/1/1")
    assert (plain.content, plain["Content-Type"]) == (b"south-east", "application/vnd.mapbox-vector-tile")
    packed = client.get("/map/base/file/0/0/0", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.content) == square("water")
    assert client.get("/map/base/file/1/0/0").status_code == 204
    assert client.get("/map/base/file/1/2/0").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [b"", b"x" * 200, archive({0: b"t"})[:140], archive({0: b"t"}).replace(b"PMTiles\x03", b"PMTiles\x02")]
)
def test_a_file_that_is_no_archive_leaves_the_map_as_it_is(
    cast: Cast, client_as: ClientAs, site_file: Path, content: bytes
) -> None:
    furnish(cast)
    site_file.write_bytes(content)
    client = client_as("county_duty")
    page = client.get("/map/")
    assert (page.status_code, page.context["base"]) == (200, "")
    assert client.get("/map/base/file/0/0/0").status_code == 204


def test_a_directory_that_lies_is_refused() -> None:
    with pytest.raises(pmtiles.Broken):
        pmtiles.read_directory(b"\x05\x01")
    with pytest.raises(pmtiles.Broken):
        pmtiles.unpacked(gzip.compress(b"\0" * (pmtiles.MOST_BYTES + 1)), True)
    found = pmtiles.read_directory(pmtiles.unpacked(directory([(4, 2, 9, 0), (9, 1, 5, 9)]), True))
    assert [found.find(number) for number in (3, 4, 5, 6, 9, 10)] == [
        None,
        (0, 9, 2),
        (0, 9, 2),
        None,
        (9, 5, 1),
        None,
    ]


@pytest.mark.django_db
def test_tianditu_is_asked_once_for_a_tile_and_never_shows_its_key(
    cast: Cast, client_as: ClientAs, service: "subprocess.Popen[str]"
) -> None:
    furnish(cast)
    client = client_as("county_duty")
    page = client.get("/map/")
    assert '"/map/base/vec/{z}/{x}/{y}", "/map/base/cva/{z}/{x}/{y}"' in page.context["base"]
    assert "a-key" not in page.content.decode()
    z, x, y = tile_at(114.84, 31.67, 12)
    for _ in range(2):
        answer = client.get(f"/map/base/vec/{z}/{x}/{y}")
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PNG, "image/png")
    assert client.get(f"/map/base/vec/{z}/0/0").status_code == 404  # far from the county
    assert client.get(f"/map/base/secret/{z}/{x}/{y}").status_code == 404
    (line,) = asked(service)
    assert line.startswith("/vec_w/wmts?") and f"TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=a-key" in line


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["moved", "words"])
def test_a_service_that_gives_no_picture_is_left_alone_for_a_while(
    cast: Cast, client_as: ClientAs, service: "subprocess.Popen[str]", settings: Any, key: str
) -> None:
    furnish(cast)
    settings.TIANDITU_KEY = key
    client = client_as("county_duty")
    z, x, y = tile_at(114.84, 31.67, 12)
    assert [client.get(f"/map/base/vec/{z}/{x}/{y}").status_code for _ in range(3)] == [503, 503, 503]
    assert len(asked(service)) == 1
    assert client.get("/map/").status_code == 200


@pytest.mark.django_db
def test_without_a_key_nobody_is_asked(cast: Cast, client_as: ClientAs, service: Any, settings: Any) -> None:
    furnish(cast)
    settings.TIANDITU_KEY = ""
    client = client_as("county_duty")
    z, x, y = tile_at(114.84, 31.67, 12)
    assert client.get("/map/").context["base"] == ""
    assert client.get(f"/map/base/vec/{z}/{x}/{y}").status_code == 404
    assert asked(service) == []
