"""Photos arrive in pieces, twice, broken, late, from the wrong person."""

import hashlib
import io
from typing import Any
from uuid import UUID

import pytest
from django.http.request import UnreadablePostError
from django.test import RequestFactory
from PIL import Image

from qianshao.core.errors import Invalid, NotFound, Stale
from qianshao.files import api, rules, store
from qianshao.files.models import Evidence, EvidencePart
from qianshao.files.services import Header, NotNow, receive, receive_part
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import UID, photo, send

pytestmark = pytest.mark.django_db


def row(uid: UUID = UID) -> Evidence:
    found: Evidence = Evidence.objects.unscoped("a test looks").get(uid=uid)
    return found


def give(cast: Cast, data: bytes, *, offset: int = 0, part: bytes | None = None, key: str = "village_cadre") -> Any:
    header = Header(len(data), hashlib.sha256(data).hexdigest())
    body = data[offset:] if part is None else part
    return receive_part(
        uid=UID, offset=offset, header=header, data=body, actor=cast.actor(key, "phone"), now=cast.now
    )


@pytest.mark.django_db(transaction=True)
def test_a_photo_in_three_pieces_is_shown_to_those_of_its_area_only(client_as: ClientAs) -> None:
    data, phone = photo(), client_as("village_cadre")
    third = len(data) // 3
    first = send(phone, data, part=data[:third])
    assert (first.status_code, first.json()["offset"]) == (200, third)
    second = send(phone, data, offset=third, part=data[third : 2 * third])
    assert second["Upload-Offset"] == str(2 * third)
    last = send(phone, data, offset=2 * third)
    assert (last.status_code, last.json()["state"]) == (201, "kept")
    for name, code in [("county_duty", 200), ("town_lead", 200), ("town_lead_b", 404), ("neighbour_lead", 404)]:
        assert client_as(name).get(f"/files/{UID}/").status_code == code, name
    assert client_as("wall").get(f"/files/{UID}/").status_code == 403
    shown = client_as("county_duty").get(f"/files/{UID}/")
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, no-store")
    small = client_as("county_duty").get(f"/files/{UID}/small/")
    assert max(Image.open(io.BytesIO(small.content)).size) == 320


def test_nothing_of_the_file_comes_out_but_its_pixels_and_what_matters_is_in_columns(client_as: ClientAs) -> None:
    data = photo()
    assert b"SECRET-WORDS" in data
    send(client_as("village_cadre"), data, Position="114.84,31.67,12")
    shown = client_as("county_duty").get(f"/files/{UID}/").content
    assert b"SECRET" not in shown
    assert b"Exif" not in shown
    assert not Image.open(io.BytesIO(shown)).getexif()
    kept = row()
    assert (kept.sha256, kept.kept_sha256) == (hashlib.sha256(data).hexdigest(), hashlib.sha256(shown).hexdigest())
    assert (kept.exif_at, round(kept.exif_lon or 0, 2), round(kept.exif_lat or 0, 2)) == (
        "2026:07:18 20:30:00+08:00",
        114.84,
        31.67,
    )
    assert (kept.lon, kept.lat, kept.accuracy) == (114.84, 31.67, 12)


def test_the_same_piece_and_the_same_photo_again_change_nothing(client_as: ClientAs) -> None:
    data, phone = photo(), client_as("village_cadre")
    half = len(data) // 2
    for _again in range(2):
        assert send(phone, data, part=data[:half]).json()["offset"] == half
    assert EvidencePart.objects.count() == 1
    for _again in range(2):
        assert send(phone, data).status_code == 201
    assert row().state == "kept"
    assert len(list(store.names())) == 2 + _other_files()


def _other_files() -> int:
    known = {row().kept_name, row().thumb_name}
    return len({name for name, _path in store.names()} - known)


def test_a_gap_is_told_where_to_go_on(client_as: ClientAs) -> None:
    data, phone = photo(), client_as("village_cadre")
    send(phone, data, part=data[:100])
    early = send(phone, data, offset=500)
    assert (early.status_code, early.json()["offset"]) == (409, 100)
    asked = phone.head(f"/api/v1/files/{UID}")
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"]) == (200, "100", str(len(data)))
    assert phone.get(f"/api/v1/files/{UID}").json()["state"] == "coming"


@pytest.mark.django_db(transaction=True)
def test_a_photo_damaged_on_the_way_starts_anew(client_as: ClientAs) -> None:
    data, phone = photo(), client_as("village_cadre")
    wrong = data[:-1] + bytes([data[-1] ^ 1])
    answer = send(phone, data, part=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "file.damaged")
    assert (row().state, row().received, EvidencePart.objects.count()) == ("awaited", 0, 0)
    assert send(phone, data).status_code == 201


def test_another_photo_under_the_same_id_is_refused(cast: Cast) -> None:
    give(cast, photo())
    with pytest.raises(Stale):
        give(cast, photo(colour="navy"))


def test_nobody_adds_to_or_asks_after_the_photo_of_another(cast: Cast, client_as: ClientAs) -> None:
    data = photo()
    give(cast, data, part=data[:10])
    with pytest.raises(Stale):
        give(cast, data, offset=10, key="grid_worker")
    with pytest.raises(NotFound):
        give(cast, data, offset=10, key="town_lead_b")
    assert row().received == 10
    assert client_as("town_lead_b").get(f"/api/v1/files/{UID}").status_code == 404
    assert client_as("wall").get(f"/api/v1/files/{UID}").status_code == 403


@pytest.mark.parametrize("total", [0, rules.MAX_BYTES + 1])
def test_too_long_and_empty_files_are_refused(cast: Cast, total: int) -> None:
    with pytest.raises(Invalid) as refused:
        receive_part(
            uid=UID,
            offset=0,
            header=Header(total, "0" * 64),
            data=b"",
            actor=cast.actor("village_cadre"),
            now=cast.now,
        )
    assert refused.value.code == "file.size"


def test_more_bytes_than_announced_are_refused(cast: Cast) -> None:
    data = photo()
    with pytest.raises(Invalid) as refused:
        give(cast, data, part=data + b"more")
    assert refused.value.code == "file.range"


def test_a_sender_with_too_much_is_told_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_BYTES_A_DAY", 1000)
    with pytest.raises(NotNow):
        give(cast, photo())


def test_on_a_full_disk_photos_wait_on_the_phone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qianshao.files.services.receive.SPARE_DISK", 1 << 62)
    with pytest.raises(NotNow) as refused:
        give(cast, photo())
    assert refused.value.code == "file.disk"


def test_the_bytes_on_disk_are_sealed(cast: Cast) -> None:
    data = photo()
    give(cast, data, part=data[: len(data) // 2])
    part = EvidencePart.objects.get()
    path = dict(store.names())[part.name]
    assert b"SECRET-WORDS" in data[: len(data) // 2]
    assert b"SECRET-WORDS" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert store.get(part.name, row().raw_key) == data[: len(data) // 2]


def test_of_two_requests_with_the_same_piece_one_is_taken(cast: Cast) -> None:
    data = photo()
    give(cast, data, part=data[:10])
    one, two = row(), row()
    receive._take(one, data[10:60], cast.now)
    receive._take(two, data[10:90], cast.now)
    assert (one.received, two.received) == (60, 60)
    assert [part.length for part in EvidencePart.objects.all()] == [10, 50]
    assert give(cast, data, offset=60).state == "arrived"


class Broken(io.BytesIO):
    """A line that breaks after some bytes."""

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        if not found:
            raise UnreadablePostError
        return found


def test_what_came_before_the_line_broke_is_kept(cast: Cast) -> None:
    data = photo()
    request = RequestFactory().put(f"/api/v1/files/{UID}", data[:700], content_type="application/octet-stream")
    request._stream = Broken(data[:700])
    assert api._body(request) == data[:700]


def test_a_body_without_end_is_read_no_further_than_the_limit() -> None:
    request = RequestFactory().put(f"/api/v1/files/{UID}", b"x" * (rules.MAX_BYTES + 70_000))
    assert len(api._body(request)) == rules.MAX_BYTES + 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Offset": "-1"},
        {"Upload-Offset": "x"},
        {"Upload-Length": ""},
        {"Upload-Length": "99999999999999999999"},
        {"sha256": "zz"},
        {"Upload-Offset": "9" * 400},
    ],
)
def test_nonsense_in_the_headers_is_refused_and_never_a_server_error(
    client_as: ClientAs, headers: dict[str, str]
) -> None:
    answer = send(client_as("village_cadre", raise_request_exception=False), photo(), **headers)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "headers",
    [{"Position": "a,b,c"}, {"Position": "nan,nan,nan"}, {"Position": "200,95,1"}, {"Made-At": "yesterday"},
     {"Made-At": "2026-07-18T20:30:00"}],
)  # fmt: skip
def test_a_photo_is_worth_more_than_its_odd_place_or_moment(client_as: ClientAs, headers: dict[str, str]) -> None:
    assert send(client_as("village_cadre"), photo(), **headers).status_code == 201
    assert row().lon is None


@pytest.mark.parametrize("address", ["/evidence/", "/static/evidence/", "/files/../evidence/", "/files/"])
def test_no_address_leads_to_the_folder(client_as: ClientAs, address: str) -> None:
    assert client_as("county_admin").get(address).status_code == 404
