"""Faces in photos: found, made unrecognisable for everybody, whole for few, for a reason, in the journal."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.files import faces, pictures, store
from qianshao.files.models import Evidence
from qianshao.files.pictures import make_picture
from qianshao.files.selectors import whole_picture_of
from qianshao.files.services import erase_evidence, unmask_picture
from qianshao.files.ticks import drop_strangers
from qianshao.hazards.services import report_danger
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import UID, photo, send

PORTRAIT = Path(__file__).with_name("astronaut.jpg")
#: Where the portrait's eyes, nose and mouth are.
FACE = (185, 70, 260, 160)
WHOLE = f"/files/{UID}/whole/"


def portrait() -> bytes:
    """The portrait as a phone would send it, with words in its metadata."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "SECRET-WORDS"
    Image.open(PORTRAIT).save(out, "JPEG", quality=90, exif=exif.tobytes())
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def detail(data: bytes, scale: float = 1.0) -> float:
    """How much the face's pixels differ from their neighbourhood: eyes, nose and mouth are such differences."""
    image = opened(data).convert("L").crop(tuple(round(side * scale) for side in FACE))
    around = image.filter(ImageFilter.GaussianBlur(6 * scale))
    return float(ImageStat.Stat(ImageChops.difference(image, around)).mean[0])


def assert_hidden(shown: bytes, whole: bytes, scale: float = 1.0) -> None:
    """Less than a quarter of the face's detail is left, and the picture is another one."""
    assert shown != whole
    assert detail(shown, scale) < detail(whole, scale) / 4


def row() -> Evidence:
    found: Evidence = Evidence.objects.unscoped("a test looks").get(uid=UID)
    return found


def test_a_face_is_found_and_cannot_be_told_and_nothing_else_changes() -> None:
    made = make_picture(portrait(), "")
    assert made.faces is not None
    (box,) = made.faces
    assert box[0] <= FACE[0] < FACE[2] <= box[2]
    assert box[1] <= FACE[1] < FACE[3] <= box[3]
    assert_hidden(made.masked, made.kept)
    assert made.shown == made.masked
    changed = ImageChops.difference(opened(made.kept), opened(made.masked)).getbbox()
    assert changed is not None
    # JPEG works in squares of 16 pixels.
    assert all(abs(a - b) <= 16 for a, b in zip(changed, box, strict=True))


def test_the_thumbnail_hides_the_face_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = make_picture(portrait(), "").thumb
    monkeypatch.setattr(pictures, "FACES", "")
    assert_hidden(hidden, make_picture(portrait(), "").thumb, 320 / 420)


def test_of_the_face_thirty_colours_are_left_so_that_no_filter_brings_it_back() -> None:
    """The covered part, made as coarse as the patches and as fine again, is as it was: it holds nothing more."""
    made = make_picture(portrait(), "")
    assert made.faces is not None
    patch = opened(made.masked).crop(made.faces[0])
    again = patch.resize((5, 6), Image.Resampling.BOX).resize(patch.size, Image.Resampling.BICUBIC)
    left = ImageStat.Stat(ImageChops.difference(patch, again)).mean
    whole = opened(made.kept).crop(made.faces[0])
    coarse = whole.resize((5, 6), Image.Resampling.BOX).resize(whole.size, Image.Resampling.BICUBIC)
    assert max(left) < min(ImageStat.Stat(ImageChops.difference(whole, coarse)).mean) / 2


@pytest.mark.parametrize("turn", [-30, 30])
def test_a_head_held_askew_is_found(turn: int) -> None:
    image = Image.open(PORTRAIT).convert("RGB").rotate(turn, Image.Resampling.BICUBIC, center=(223, 112))
    assert any(a < 223 < c and b < 112 < d for a, b, c, d in faces.find(image))


def test_a_picture_without_faces_is_one_picture() -> None:
    made = make_picture(photo(), "")
    assert (made.faces, made.masked) == ((), b"")
    assert made.shown == made.kept


def test_tiny_and_thin_pictures_are_looked_at_too() -> None:
    for size in ((1, 1), (2048, 1), (3, 900), (40, 33)):
        assert faces.find(Image.new("RGB", size, "olive")) == []


@pytest.mark.parametrize(
    "code",
    ["import a_library_that_is_not_there", "bytearray(900 * 1024 * 1024)", "import os; os._exit(3)", "find = None"],
    ids=["missing", "memory", "death", "broken"],
)
def test_the_picture_is_made_even_if_the_look_for_faces_breaks_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    (tmp_path / "faces.py").write_text(code)
    monkeypatch.setattr(pictures, "FACES", str(tmp_path / "faces.py"))
    made = make_picture(portrait(), "")
    assert (made.faces, made.masked, (made.width, made.height)) == (None, b"", (420, 420))


@pytest.mark.parametrize("boxes", [[[0, 0, 9999, 9]], [[-1, 0, 9, 9]], [[9, 0, 3, 9]], [["x", 0, 9, 9]], [[1, 2]]])
def test_nobody_counts_on_the_boxes_a_child_tells(boxes: list[Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        pictures._boxes(boxes)


@pytest.mark.django_db(transaction=True)
def test_everybody_sees_the_photo_with_its_faces_hidden_and_without_metadata(cast: Cast, client_as: ClientAs) -> None:
    assert send(client_as("village_cadre"), portrait()).json()["state"] == "kept"
    whole = store.get(row().kept_name, row().raw_key)
    assert row().kept_sha256 == hashlib.sha256(whole).hexdigest()
    assert whole_picture_of(cast.scope("county_duty"), UID) == whole
    assert row().faces == [list(box) for box in faces.find(opened(portrait()))]
    for who in ("county_duty", "county_auditor", "village_cadre"):
        shown = client_as(who).get(f"/files/{UID}/").content
        assert_hidden(shown, whole)
        for data in (shown, whole, client_as(who).get(f"/files/{UID}/small/").content):
            assert b"SECRET" not in data
            assert not Image.open(io.BytesIO(data)).getexif()


@pytest.mark.django_db(transaction=True)
def test_control_without_the_look_for_faces_the_photo_is_shown_as_it_is(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "FACES", "")
    send(client_as("village_cadre"), portrait())
    assert (row().faces, row().masked_name) == (None, "")
    shown = client_as("county_duty").get(f"/files/{UID}/").content
    with pytest.raises(AssertionError):
        assert_hidden(shown, store.get(row().kept_name, row().raw_key))


@pytest.mark.django_db(transaction=True)
def test_the_whole_photo_is_for_those_with_the_right_for_a_reason_and_in_the_journal(client_as: ClientAs) -> None:
    send(client_as("village_cadre"), portrait())
    refused = [("village_cadre", 403), ("county_auditor", 403), ("town_lead_b", 404), ("neighbour_lead", 404)]
    for who, status in refused:
        assert client_as(who).post(WHOLE, {"reason": "核对当事人"}).status_code == status, who
    duty = client_as("county_duty")
    assert duty.post(WHOLE, {"reason": " "}).status_code == 422
    assert duty.get(WHOLE).status_code == 405
    looks = Entry.objects.unscoped("a test looks").filter(kind="accounts.revealed")
    assert looks.count() == 0
    shown = duty.post(WHOLE, {"reason": "核对当事人"})
    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
    assert hashlib.sha256(shown.content).hexdigest() == row().kept_sha256
    entry = looks.get()
    assert (entry.subject_kind, entry.subject_id, entry.data["reason"]) == ("evidence", row().pk, "核对当事人")


@pytest.mark.django_db
def test_looks_at_whole_photos_are_capped_and_what_is_erased_is_not_there(
    cast: Cast, client_as: ClientAs, settings: Any
) -> None:
    send(client_as("village_cadre"), portrait())
    settings.REVEALS_PER_HOUR = 1
    look: dict[str, Any] = {"uid": UID, "actor": cast.actor("town_lead"), "now": cast.now}
    assert unmask_picture(reason="核对当事人", **look)
    with pytest.raises(NotAllowed):
        unmask_picture(reason="核对当事人", **look)
    with pytest.raises(Invalid):
        unmask_picture(reason="", **{**look, "actor": cast.actor("town_duty")})
    erase_evidence(uids=[UID], reason="拍到了别人", actor=cast.actor("county_lead"), now=cast.now)
    with pytest.raises(NotFound):
        unmask_picture(reason="核对当事人", **{**look, "actor": cast.actor("county_duty")})


@pytest.mark.django_db(transaction=True)
def test_three_files_are_kept_by_the_sweeps_and_erased_together(
    cast: Cast, client_as: ClientAs, fake_clock: FakeClock
) -> None:
    send(client_as("village_cadre"), portrait())
    names = set(row().file_names)
    assert len(names) == 3
    for _again in range(2):
        drop_strangers(cast.now, 10_000)
    assert names <= {name for name, _path in store.names()}
    erase_evidence(uids=[UID], reason="拍到了别人", actor=cast.actor("county_lead"), now=cast.now)
    assert not names & {name for name, _path in store.names()}
    assert (row().faces, row().masked_name) == (None, "")


@pytest.mark.django_db(transaction=True)
def test_a_page_says_that_faces_are_hidden_and_offers_the_whole_to_those_with_the_right(
    cast: Cast, client_as: ClientAs
) -> None:
    reporter = cast.actor("village_cadre", "phone")
    made = report_danger(kind="slide", evidence=[UID], made_at=cast.now, actor=reporter, now=cast.now)
    send(client_as("village_cadre"), portrait())
    address = f"/dangers/{made.pk}/"
    page = client_as("county_duty").get(address).content.decode()
    assert "人脸已遮挡" in page
    assert WHOLE in page
    page = client_as("county_auditor").get(address).content.decode()
    assert "人脸已遮挡" in page
    assert WHOLE not in page
    Evidence.objects.unscoped("a test turns the look off").update(faces=None, masked_name="")
    page = client_as("county_duty").get(address).content.decode()
    assert "未查人脸" in page
    assert "人脸已遮挡" not in page
