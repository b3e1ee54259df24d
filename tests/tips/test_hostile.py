"""Hostile pictures and broken uploads through the address everybody may use: never a crash, nothing inside gets out.

The suite opens a few pictures for real and sends the rest folded, which are not opened before an officer looks; with
``QIANSHAO_HOSTILE=all`` every picture is opened and 2,000 mutated uploads are sent.
"""

import os
import random
from datetime import timedelta
from itertools import islice
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from qianshao.files import store
from qianshao.files.models import Evidence
from qianshao.files.services import bring, keep_picture, receive_whole, write_brought
from qianshao.files.services.receive import SPARE_DISK
from qianshao.files.ticks import keep_arrived
from qianshao.tips.models import Tip
from tests.cast import SYSTEM, Cast
from tests.files.hostile import SECRET, all_of_them
from tests.files.pictures import photo
from tests.tips.tips import VILLAGE, send

pytestmark = pytest.mark.django_db
FULL = os.environ.get("QIANSHAO_HOSTILE") == "all"
MUTATED, PICTURES, OPENED = (2000, 60, 60) if FULL else (120, 50, 3)
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def post(client: Client, data: bytes) -> int:
    file = SimpleUploadedFile("<b>'\"../../x.jpg", data, "text/html")
    answer = client.post(f"/p/{VILLAGE}/", {"words": "路塌了", "photos": file}, headers=ELSEWHERE)
    return answer.status_code


def test_hostile_pictures_are_taken_and_nothing_inside_them_gets_out(cast: Cast) -> None:
    client = Client(SERVER_NAME="localhost")
    sent = list(islice(all_of_them(), PICTURES))
    assert [name for name, data in sent if post(client, data) != 303] == []
    assert Tip.objects.unscoped("a test counts").count() == len(sent)
    rows = list(Evidence.objects.unscoped("a test looks").order_by("total"))
    tricks = {len(data) for name, data in sent if name in ("svg", "jpeg then html", "html in a comment")}
    wanted = rows if FULL else [row for row in rows if row.total in tricks][:OPENED]
    assert wanted
    for row in wanted:
        keep_picture(row, actor=SYSTEM, now=cast.now)
        row.refresh_from_db()
        shown = [store.get(name, row.raw_key) for name in (row.kept_name, row.thumb_name) if name]
        assert not any(SECRET in data or b"Exif" in data or b"<script" in data for data in shown)
        assert row.state in ("kept", "refused", "arrived")


def test_a_picture_with_a_position_is_shown_without_it(cast: Cast) -> None:
    post(Client(SERVER_NAME="localhost"), photo((64, 48)))
    row = Evidence.objects.unscoped("a test looks").get()
    keep_picture(row, actor=SYSTEM, now=cast.now)
    row.refresh_from_db()
    assert (row.state, row.exif_lat is not None, row.lat) == ("kept", True, None)
    assert SECRET not in store.get(row.kept_name, row.raw_key)


def test_broken_uploads_never_crash(cast: Cast) -> None:
    client, dice = Client(SERVER_NAME="localhost", raise_request_exception=False), random.Random(20261127)
    file = SimpleUploadedFile("a.jpg", photo((32, 24)), "image/jpeg")
    whole = encode_multipart(BOUNDARY, {"kind": "road", "words": "路塌了", "phone": "13912345678", "photos": file})
    answers = {_broken(client, whole, dice) for _n in range(MUTATED)}
    assert max(answers) < 500
    assert 303 in answers


def _broken(client: Client, whole: bytes, dice: random.Random) -> int:
    data = bytearray(whole)
    how = dice.randrange(5)
    if how == 0:
        del data[dice.randrange(len(data)) :]
    elif how == 1:
        start = dice.randrange(len(data))
        data[start:start] = dice.randbytes(dice.randint(1, 60))
    elif how == 2:
        data = data.replace(b"form-data", dice.choice([b"", b"\xff\xfe", b"form-data; name*=utf-8''%00"]), 1)
    else:
        for _n in range(dice.randint(1, 30)):
            data[dice.randrange(len(data) if how == 3 else 300)] = dice.randrange(256)
    headers = dict(ELSEWHERE)
    kind = MULTIPART_CONTENT if dice.random() < 0.8 else dice.choice(
        ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 300, "text/html; charset=nonsense",
         "application/x-www-form-urlencoded; charset=utf-7", MULTIPART_CONTENT + "; charset=koi8"]
    )  # fmt: skip
    answer = client.generic("POST", f"/p/{VILLAGE}/", bytes(data), content_type=kind, headers=headers)
    return int(answer.status_code)


def test_strangers_photos_end_where_the_countys_day_ends_and_the_report_stays(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred good photos from one address fill no disk: they are not kept, what was said is."""
    monkeypatch.setattr("qianshao.tips.services.send.bytes_from_anybody", lambda _since: 8_001 * 2**20)
    tip = send(cast, photos=[photo((64, 48))])
    assert (tip.state, tip.photo_count, Evidence.objects.unscoped("a test").count()) == ("waiting", 0, 0)


def test_a_nearly_full_disk_takes_officers_photos_and_no_strangers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = SimpleNamespace(free=2 * SPARE_DISK)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: free)
    assert send(cast, photos=[photo((64, 48))]).photo_count == 0
    kept = receive_whole(data=photo((64, 48)), actor=cast.actor("grid_worker"), now=cast.now)
    assert kept.state in ("kept", "arrived")


def test_a_flood_of_strangers_keeps_no_officers_photo_waiting(cast: Cast) -> None:
    brought = write_brought([one for one in [bring(photo((32, 24)), division_path="", now=cast.now)] if one])[0]
    own = receive_whole(data=photo((64, 48)), actor=cast.actor("grid_worker"), now=cast.now)
    rows = Evidence.objects.unscoped("a test")
    rows.update(state="arrived", subject_id=1, received_at=cast.now)
    rows.filter(pk=brought.pk).update(received_at=cast.now - timedelta(hours=1))
    rows.filter(pk=own.pk).update(kept_name="")
    seen: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qianshao.files.ticks.keep_picture", lambda row, **_given: seen.append(row.pk))
        keep_arrived(cast.now, 1)
    assert seen == [own.pk]
