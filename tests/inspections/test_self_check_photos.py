"""The keeper of a place sends photos of what failed: into the hazard, to the officer, within the county's limits."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qianshao.core.clock import FakeClock
from qianshao.files import store
from qianshao.files.models import Evidence
from qianshao.files.ticks import keep_arrived
from qianshao.hazards.models import Hazard
from qianshao.inspections import selectors
from qianshao.inspections.models import SelfLink
from qianshao.inspections.views import self_check
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.hostile import png_claiming
from tests.files.pictures import photo
from tests.inspections.places import visits
from tests.inspections.test_self_checks import filled, link, works

pytestmark = pytest.mark.django_db
WORDS, SMALL = "三号阀门滴漏", (64, 48)
BAD = {"r-QY2-02": "fail", "w-QY2-02": WORDS}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Every test's own store."""
    settings.QIANSHAO_HOME = tmp_path
    yield


def sent(*photos: bytes, item: str = "QY2-02") -> dict[str, Any]:
    """The photos of a point as a browser sends them."""
    files = [SimpleUploadedFile(f"{n}.jpg", data, "image/jpeg") for n, data in enumerate(photos)]
    return {f"p-{item}": files} if files else {}


def rows() -> list[Evidence]:
    return list(Evidence.objects.unscoped("a test looks").order_by("id"))


@pytest.fixture
def send(cast: Cast, fake_clock: FakeClock) -> Callable[..., Any]:
    """Post a self-check in which one point failed; what is given is added."""
    path, anybody = link(cast, works(cast)), Client(enforce_csrf_checks=True)
    said = filled(anybody.get(path)) | BAD
    return lambda **given: anybody.post(path, said | given)


def test_photos_of_what_failed_are_the_hazards_and_the_officer_sees_them(
    send: Callable[..., Any], client_as: ClientAs, cast: Cast
) -> None:
    assert send(**sent(photo(SMALL)), **sent(photo(SMALL), item="QY-01")).status_code == 303
    assert [(row.subject_kind, row.state, row.owner_id) for row in rows()] == [("hazard_act", "arrived", 0)]
    keep_arrived(cast.now, 5)
    (first,) = rows()
    assert (first.state, first.exif_at[:16], round(first.exif_lat or 0, 2)) == ("kept", "2026:07:18 20:30", 31.67)
    assert first.lat is None
    picture = store.get(first.kept_name, first.raw_key)
    assert b"SECRET" not in picture
    assert b"SECRET" in photo(SMALL)
    hazard, visit = Hazard.objects.unscoped("a test looks").get(), visits()[0]
    town, small = client_as("town_duty"), f"/files/{first.uid}/small/"
    for page in (f"/inspections/{visit.pk}/", f"/hazards/{hazard.pk}/"):
        assert small in town.get(page).content.decode(), page
    assert "照片自带" in town.get(f"/inspections/{visit.pk}/").content.decode()
    assert town.get(small).status_code == 200
    assert client_as("neighbour_lead").get(small).status_code == 404


HOSTILE = {
    "a program": b"MZ\x90\0" + b"\0" * 200,
    "a page": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a bomb": png_claiming(60_000, 60_000),
    "half a photo": photo(SMALL)[:900],
}


def test_what_is_no_photo_is_refused_in_words_and_what_was_typed_is_kept(send: Callable[..., Any]) -> None:
    for name, data in HOSTILE.items():
        answer = send(**sent(data))
        soup = BeautifulSoup(answer.content, "html.parser")
        assert answer.status_code == 422, name
        assert "照片要重新选" in soup.select('[role="alert"]')[0].text
        (fault,) = soup.select("fieldset .c-bad")
        point = fault.find_parent("fieldset")
        assert "照片" in fault.text
        assert point is not None
        assert point.select('[name="w-QY2-02"]')[0]["value"] == WORDS
        assert point.select('[name="r-QY2-02"][value="fail"][checked]')
        assert soup.select('[name="signer"]')[0]["value"] == "刘厂长"
    assert (rows(), list(store.names()), visits()[0].state) == ([], [], "due")


def test_too_many_and_empty_photos_are_refused_beside_their_point(send: Callable[..., Any]) -> None:
    for said, odd in (("最多 4 张", [photo(SMALL)] * 5), ("", [b""])):
        answer = send(**sent(*odd))
        assert answer.status_code == 422
        faults = [one.text for one in BeautifulSoup(answer.content, "html.parser").select("fieldset .c-bad")]
        assert len(faults) == 1
        assert said in faults[0]
    assert (rows(), visits()[0].state) == ([], "due")


def test_no_more_of_a_form_is_held_in_memory_than_all_photos_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_check, "MOST_BYTES", 10)
    files = {code: [BytesIO(b"x" * 6) for _n in range(9)] for code in ("A", "B")}
    read = self_check.read_photos(files)
    assert [len(read[code]) for code in ("A", "B")] == [5, 5]
    assert 10 < sum(len(data) for some in read.values() for data in some) <= 20


def test_a_record_that_is_refused_for_something_else_leaves_no_photo_behind(send: Callable[..., Any]) -> None:
    answer = send(**sent(photo(SMALL)), **{"w-QY2-02": ""})
    assert answer.status_code == 422
    assert (rows(), list(store.names()), visits()[0].state) == ([], [], "due")
    assert send(**sent(photo(SMALL))).status_code == 303
    assert len(list(store.names())) == 1


def test_a_link_brings_no_more_photos_a_day_than_the_county_lets_it(
    send: Callable[..., Any], fake_clock: FakeClock, cast: Cast
) -> None:
    most = selectors.number_in_force("self_photos_day", cast.now)
    assert send(**sent(photo(SMALL), photo(SMALL))).status_code == 303
    of_link = SelfLink.objects.unscoped("a test looks")
    assert of_link.get().photos == 2
    of_link.update(photos=most - 1)
    answer = send(**sent(photo(SMALL), photo(SMALL)))
    assert answer.status_code == 429
    assert "去掉照片再交" in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert len(rows()) == 2
    assert send().status_code == 303
    fake_clock.advance(86_400)
    assert send(**sent(photo(SMALL), photo(SMALL))).status_code == 303
    assert of_link.get().photos == 2
