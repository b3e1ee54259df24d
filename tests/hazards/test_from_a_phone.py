"""From a bound phone to the desk: the report first, its photo after, with the phone's cookie only."""

from datetime import timedelta
from uuid import UUID

import pytest

from qianshao.accounts.models import Device
from qianshao.files.models import Evidence
from qianshao.hazards.models import Sighting
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.field.phones import HEADERS, bind, command
from tests.files.pictures import UID, photo, send

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = UUID("0197f000-0000-7000-8000-000000000002")


def test_a_report_and_its_photo_reach_the_desk_once(cast: Cast, client_as: ClientAs) -> None:
    phone = bind(cast)
    said = command("hazards.report", cast.now - timedelta(minutes=50))
    said |= {
        "payload": {"kind": "slide", "trapped": "yes", "words": "后山塌了"},
        "attachments": [str(UID)],
        "position": {"lon": 114.84, "lat": 31.67, "accuracy": 12},
    }
    first, again = phone.push(said)[0], phone.push(said)[0]
    assert (first["outcome"], again["outcome"]) == ("done", "duplicate")
    assert first["data"] == again["data"]
    made = Sighting.objects.unscoped("a test looks").get()
    data = photo()
    half = len(data) // 2
    assert send(phone.client, data, part=data[:half], **HEADERS).json()["offset"] == half
    assert send(phone.client, data, offset=half, **HEADERS).json()["state"] == "kept"
    desk = client_as("county_duty")
    page = desk.get(f"/dangers/{made.pk}/").content.decode()
    assert "后山塌了" in page
    assert f"/files/{UID}/small/" in page
    row = Evidence.objects.unscoped("a test looks").get()
    assert (row.lon, row.made_at) == (114.84, cast.now - timedelta(minutes=50))


def test_a_photo_needs_the_phones_own_header_and_a_living_phone(cast: Cast) -> None:
    phone = bind(cast)
    data = photo()
    assert send(phone.client, data).status_code == 403
    phone.client.cookies["qs_phone"] = "nobody"
    assert send(phone.client, data, **HEADERS).status_code == 401
    assert not Evidence.objects.unscoped("a test looks").exists()
    assert Device.objects.unscoped("a test looks").count() == 1


def test_a_phone_pulls_the_kinds(cast: Cast) -> None:
    rows = bind(cast, "grid_worker").pull("kinds")["pulls"]["kinds"]
    assert {"what", "code", "name", "icon", "hint", "version"} <= set(rows[0])


@pytest.mark.parametrize("odd", [{}, {"kind": None}, {"kind": 7}, {"kind": ["slide"]}, {"kind": ""}])
def test_a_report_without_a_kind_is_refused_in_words_and_kept(cast: Cast, odd: dict[str, object]) -> None:
    answer = bind(cast).push(command("hazards.report") | {"payload": odd})[0]
    assert (answer["outcome"], answer["message"]) == ("refused", "请选是什么险情。")
