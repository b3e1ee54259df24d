"""The map on A3: a sound PDF with the layers' names, and a line in the journal."""

import re
import zlib

import pytest

from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.onemap.county import furnish

pytestmark = pytest.mark.django_db


def words_of(data: bytes) -> str:
    stream = re.search(rb"stream\n(.*?)\nendstream", data, re.S)
    assert stream
    shown = re.findall(r"<([0-9A-F]+)> Tj", zlib.decompress(stream[1]).decode())
    return "\n".join(bytes.fromhex(one).decode("utf-16-be") for one in shown)


def test_the_sheet_is_a3_with_a_legend_and_only_ones_own_area(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    answer = client_as("town_duty").get("/map/print.pdf?layers=shelters,households")
    data = answer.content
    assert answer["Content-Type"] == "application/pdf" and data.startswith(b"%PDF-1.5")
    assert b"/MediaBox [0 0 1190.55 841.89]" in data
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[start:].startswith(b"xref")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", data), start=1):
        assert data[int(place) :].startswith(f"{number} 0 obj".encode())
    words = words_of(data)
    assert "图例" in words and "安置点" in words and "红旗小学" in words and "吴敏" in words
    assert "河口中学" not in words and "柳河乡" not in words
    assert Entry.objects.unscoped("a test looks").filter(kind="onemap.printed").count() == 1


def test_without_outlines_it_says_so(cast: Cast, client_as: ClientAs) -> None:
    assert client_as("county_duty").get("/map/print.pdf").status_code in (400, 409, 422)
