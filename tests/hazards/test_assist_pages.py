"""隐患辅助识别 on the pages, and the outside eye against a real server process."""

import base64
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from PIL import Image

from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.ids import uuid7
from qianshao.core.sync import Position
from qianshao.files.services import receive_whole
from qianshao.hazards import selectors, services
from qianshao.hazards.assist.vision import LONGEST_WORDS, Eye, see
from qianshao.hazards.models import HazardAct
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.hazards.eye_server import GOOD
from tests.hazards.ledger import assigned, find

GAS = "早餐店液化气罐放在灶台底下，软管老化"
HERE = Position(114.841, 31.671, 8.0)


@pytest.fixture(scope="module")
def eye_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    heard = tmp_path_factory.mktemp("eye") / "heard"
    command = [sys.executable, str(Path(__file__).with_name("eye_server.py")), str(heard)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}", heard
        server.terminate()


def photo(**exif: Any) -> bytes:
    image, out = Image.new("RGB", (64, 48), "red"), io.BytesIO()
    tags = image.getexif()
    tags[0x010E] = "secret words"
    tags.get_ifd(0x8825).update({1: "N", 2: (31.0, 40.0, 0.0), 3: "E", 4: (114.0, 50.0, 0.0)})
    image.save(out, "JPEG", exif=tags)
    return out.getvalue()


# --- pages ---------------------------------------------------------------------------------------------------------


def test_before_it_is_written_down_the_words_are_read_and_the_form_keeps_them(cast: Cast, client_as: Any) -> None:
    page = client_as("town_duty").post(reverse("hazards:assist-new"), {"description": GAS, "place_name": "早点铺"})
    soup = BeautifulSoup(page.content, "html.parser")
    shown = soup.select_one("#assist")
    assert page.status_code == 200
    assert shown is not None
    assert "燃气" in shown.text
    assert "液化气" in "".join(mark.text for mark in shown.select("mark"))
    assert soup.select_one("textarea[name=description]").text.strip() == GAS  # type: ignore[union-attr]
    assert soup.select_one("input[name=place_name]")["value"] == "早点铺"  # type: ignore[index]
    assert HazardAct.objects.count() == 0


def test_words_with_markup_stay_words(cast: Cast, client_as: Any) -> None:
    page = client_as("town_duty").post(reverse("hazards:assist-new"), {"description": "<script>煤气罐</script>漏气"})
    assert b"<script>\xe7\x85\xa4" not in page.content


def test_one_that_waits_for_verification_shows_the_proposal_and_a_later_one_does_not(
    cast: Cast, client_as: Any
) -> None:
    waiting, later = find(cast, kind="other", words=GAS), assigned(cast, words=GAS)
    desk = client_as("town_duty")
    assert "辅助识别" in desk.get(reverse("hazards:hazard", args=[waiting.pk])).content.decode()
    assert "辅助识别" not in desk.get(reverse("hazards:hazard", args=[later.pk])).content.decode()


def test_the_checklist_is_that_of_the_kind_and_the_department_the_countys(cast: Cast) -> None:
    scope = cast.actor("town_duty").scope
    found = selectors.assist(scope, "安全出口被货架堵死", cast.now, place_class="JX3")
    assert found.checklist
    assert {row["kind"] for row in found.checklist} == {"exit_blocked"}
    assert found.department["code"] == "fire"
    assert selectors.assist(scope, "路灯不亮，麻烦修一下", cast.now).checklist == ()


def test_a_hazard_of_the_kind_nearby_is_shown_as_perhaps_the_same_with_how_far(cast: Cast) -> None:
    near = find(cast, kind="gas", words="早餐店煤气罐软管老化", position=HERE)
    far = find(cast, kind="gas", words="早餐店煤气罐软管老化", position=Position(114.9, 31.7, 8.0))
    other = find(cast, kind="house", words="墙裂了", position=HERE)
    scope = cast.actor("town_duty").scope
    found = selectors.assist(scope, GAS, cast.now, lon=114.8412, lat=31.671)
    assert [one.hazard.pk for one in found.near] == [near.pk]
    assert 10 < (found.near[0].nearness.metres or 0) < 30
    assert selectors.assist(scope, GAS, cast.now, lon=114.8412, lat=31.671, besides=near.pk).near == ()
    assert {far.pk, other.pk}.isdisjoint({one.hazard.pk for one in found.near})


def test_a_neighbouring_countys_hazard_is_never_shown(cast: Cast) -> None:
    find(cast, kind="gas", words=GAS, position=HERE)
    assert selectors.assist(cast.actor("neighbour_lead").scope, GAS, cast.now, lon=HERE.lon, lat=HERE.lat).near == ()


# --- the outside eye -----------------------------------------------------------------------------------------------


def test_the_eye_gets_the_picture_without_its_metadata_and_its_words_come_back(eye_server: tuple[str, Path]) -> None:
    address, heard = eye_server
    assert see(Eye(address + "/good/v1", "some-model"), photo()) == GOOD
    sent = json.loads(heard.read_text("utf-8").splitlines()[-1])
    assert (sent["path"], sent["asked"]["model"], sent["key"]) == ("/good/v1/chat/completions", "some-model", None)
    picture = base64.b64decode(sent["asked"]["messages"][0]["content"][1]["image_url"]["url"].partition(",")[2])
    assert b"secret words" in photo()
    assert b"secret words" not in picture
    assert not Image.open(io.BytesIO(picture)).getexif()


def test_the_key_is_sent_and_a_wrong_one_is_told(eye_server: tuple[str, Path]) -> None:
    url = eye_server[0] + "/key/v1"
    assert see(Eye(url, "m", "s3cret"), photo()) == GOOD
    with pytest.raises(Invalid, match="401"):
        see(Eye(url, "m", "wrong"), photo())


@pytest.mark.parametrize("way", ["500", "nonsense", "number", "redirect", "silent", "big"])
def test_a_bad_day_of_the_service_is_told_in_words(eye_server: tuple[str, Path], way: str) -> None:
    before = len(eye_server[1].read_text("utf-8").splitlines()) if eye_server[1].exists() else 0
    with pytest.raises(Invalid):
        see(Eye(f"{eye_server[0]}/{way}/v1", "m"), photo())
    assert len(eye_server[1].read_text("utf-8").splitlines()) == before + 1


def test_what_a_hostile_service_says_is_cut_and_has_no_control_characters(eye_server: tuple[str, Path]) -> None:
    words = see(Eye(eye_server[0] + "/evil/v1", "m"), photo())
    assert len(words) <= LONGEST_WORDS
    assert not set(words) & {"\x00", "\u202e"}


def test_without_a_configured_service_nothing_is_sent() -> None:
    with pytest.raises(Invalid) as found:
        see(Eye(), photo())
    assert found.value.code == "vision.off"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://user@127.0.0.1/v1", "http://127.0.0.1:99999/v1", "x"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        see(Eye(url, "m"), photo())


def test_a_name_that_leads_inside_the_house_is_refused(eye_server: tuple[str, Path]) -> None:
    port = eye_server[0].rpartition(":")[2]
    with pytest.raises(Invalid):
        see(Eye(f"http://localhost:{port}/good/v1", "m"), photo())


def test_what_is_no_picture_is_not_sent(eye_server: tuple[str, Path]) -> None:
    before = len(eye_server[1].read_text("utf-8").splitlines()) if eye_server[1].exists() else 0
    with pytest.raises(Invalid) as found:
        see(Eye(eye_server[0] + "/good/v1", "m"), b"<svg onload=x>")
    assert found.value.code == "vision.picture"
    after = len(eye_server[1].read_text("utf-8").splitlines()) if eye_server[1].exists() else 0
    assert after == before


def with_photo(cast: Cast) -> Any:
    finder = cast.actor("grid_worker")
    sent = receive_whole(data=photo(), actor=finder, now=cast.now)
    return find(cast, kind="other", words="请看照片", evidence=[sent.uid])


@pytest.mark.django_db(transaction=True)
def test_an_officer_asks_the_eye_the_journal_says_so_and_the_hazard_stays_as_it_is(
    cast: Cast, client_as: Any, eye_server: tuple[str, Path], settings: Any
) -> None:
    settings.VISION = {"url": eye_server[0] + "/good/v1", "model": "m", "key": "", "seconds": 5.0}
    row = with_photo(cast)
    before = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    page = client_as("town_duty").post(reverse("hazards:assist-eye", args=[row.pk]))
    marks = [mark.text for mark in BeautifulSoup(page.content, "html.parser").select("mark")]
    assert marks
    assert all(words in GOOD for words in marks)
    assert "燃气" in page.content.decode()
    now = selectors.hazard_of(cast.actor("town_duty").scope, row.pk)
    assert {name: value for name, value in vars(now).items() if name in before and not name.startswith("_")} == before
    assert Entry.objects.unscoped("a test").filter(kind="hazards.eye").count() == 1


def test_who_may_not_verify_may_not_send_a_photo_out(cast: Cast, eye_server: tuple[str, Path]) -> None:
    row, eye = with_photo(cast), Eye(eye_server[0] + "/good/v1", "m")
    with pytest.raises((NotAllowed, NotFound)):
        services.ask_eye(hazard_id=row.pk, eye=eye, actor=cast.actor("grid_worker"), now=cast.now)
    with pytest.raises(NotFound):
        services.ask_eye(hazard_id=row.pk, eye=eye, actor=cast.actor("neighbour_lead"), now=cast.now)


def test_without_a_photo_there_is_nothing_to_look_at(cast: Cast) -> None:
    row, eye = find(cast, words=GAS, evidence=[uuid7()]), Eye("http://127.0.0.1:1/v1")
    with pytest.raises(Invalid):
        services.ask_eye(hazard_id=row.pk, eye=eye, actor=cast.actor("town_duty"), now=cast.now)
