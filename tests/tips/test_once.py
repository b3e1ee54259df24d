"""A phone keeps a report until it has a signal and may send it twice: it is one tip, and what was filled in stays."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid1, uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from qianshao.files.rules import MAX_BYTES
from qianshao.journal.models import Entry
from qianshao.tips import services
from qianshao.tips.models import Tip
from qianshao.tips.selectors.places import place_of
from tests.cast import Cast, build_cast
from tests.files.pictures import photo
from tests.tips.tips import PHONE, VILLAGE, fresh, hazard_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody() -> Client:
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def tips() -> list[Tip]:
    return list(Tip.objects.unscoped("a test looks").order_by("pk"))


def test_the_same_report_sent_twice_is_one_and_leads_to_the_same_page(anybody: Client, cast: Cast) -> None:
    """Must fail without the id: then the second is a tip of its own, folded under the first."""
    body = {"words": "桥裂了", "command_id": str(uuid4())}
    first, again = (anybody.post(f"/p/{VILLAGE}/", body) for _n in range(2))
    assert first["Location"] == again["Location"]
    assert len(tips()) == 1
    assert Entry.objects.unscoped("a test looks").filter(kind="tips.received").count() == 1
    anybody.post(f"/p/{VILLAGE}/", body | {"command_id": str(uuid4())})
    assert len(tips()) == 2


def test_an_id_that_could_be_guessed_is_no_key_to_anybodys_report(anybody: Client, cast: Cast) -> None:
    """Must fail where any id is taken: whoever names it is led to the private link."""
    for odd in (str(UUID(int=0)), str(uuid1()), "x", "1" * 5000, ""):
        links = {anybody.post("/p/", {"words": "路塌了", "command_id": odd})["Location"] for _n in range(2)}
        assert len(links) == 2, odd


def test_when_it_was_seen_goes_into_the_ledger(anybody: Client, cast: Cast) -> None:
    seen = cast.now - timedelta(hours=7)
    odd = [cast.now + timedelta(hours=1), cast.now - timedelta(days=400), "x", "2026-07-18T20:00:00"]
    for made_at in (seen.isoformat(), *odd):
        anybody.post("/p/", {"words": "路塌了", "made_at": str(made_at)})
    found = tips()
    assert [tip.made_at for tip in found] == [seen, None, None, None, None]
    services.take_tip(tip_id=found[0].pk, kind="road", actor=cast.actor("county_duty"), now=cast.now)
    assert hazard_of(fresh(found[0])).found_at == seen


@pytest.mark.django_db(transaction=True)
def test_two_that_arrive_in_the_same_instant_are_one(fake_clock: Any) -> None:
    cast = build_cast(users=())
    given = services.Given(place=place_of(VILLAGE), words="桥裂了", command_id=uuid4())
    gate, found = threading.Barrier(2), []

    def sending() -> None:
        gate.wait()
        try:
            found.append(services.send_tip(given, now=cast.now).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sending) for _n in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(found) == 2
    assert len(set(found)) == len(tips()) == 1


def test_a_refused_form_comes_back_as_it_was_and_nobody_keeps_it(anybody: Client, cast: Cast) -> None:
    body = {"kind": "road", "phone": PHONE, "not_here": "1", "place": VILLAGE, "words": " "}
    page = anybody.post(f"/p/{VILLAGE}/", body)
    soup = BeautifulSoup(page.content, "html.parser")
    assert page.status_code == 422
    assert "no-store" in page["Cache-Control"]
    assert soup.select_one("[name=phone]")["value"] == PHONE
    assert soup.select_one("[name=kind][checked]")["value"] == "road"
    assert soup.select_one("[name=not_here]").has_attr("checked")
    town = BeautifulSoup(anybody.get("/p/").content, "html.parser").select("[name=place] option")[1]["value"]
    soup = BeautifulSoup(anybody.post("/p/", body | {"place": town}).content, "html.parser")
    assert soup.select_one("[name=place] option[selected]")["value"] == town
    assert PHONE not in anybody.get(f"/p/{VILLAGE}/").content.decode()


def test_a_photo_that_is_too_large_is_called_too_large(anybody: Client, cast: Cast) -> None:
    """Must fail where it is passed over in silence: then a photo is asked for that was given."""
    large = SimpleUploadedFile("a.jpg", b"\xff" * (MAX_BYTES + 1), "image/jpeg")
    page = anybody.post("/p/", {"phone": PHONE, "photos": large})
    said = page.content.decode()
    assert page.status_code == 413
    assert "照片太大，一张最多" in said
    alert = BeautifulSoup(said, "html.parser").select_one("[role=alert]").get_text()
    assert "拍一张照片" not in alert
    assert PHONE in said
    large.seek(0)
    done = anybody.post("/p/", {"words": "桥裂了", "photos": [large, SimpleUploadedFile("b.jpg", photo((64, 48)))]})
    assert done["Location"].endswith("?left=1")


def test_a_reporter_who_lost_the_code_is_told_whom_to_ring(anybody: Client, cast: Cast) -> None:
    mine = anybody.post("/p/", {"words": "桥裂了"})["Location"]
    assert 'href="tel:12350"' in anybody.get(mine).content.decode()


def test_the_worker_is_the_same_for_all_and_reaches_no_further_than_p(anybody: Client, cast: Cast) -> None:
    worker = anybody.get("/p/sw.js")
    assert (worker.status_code, worker["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "no-cache" in worker["Cache-Control"]
    assert "Service-Worker-Allowed" not in worker
    assert not worker.cookies
    assert send(cast).command_id is None
