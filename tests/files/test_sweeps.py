"""Pictures made later, uploads nobody finishes, files no row knows."""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from qianshao.core.clock import FakeClock
from qianshao.core.sync import Position
from qianshao.files import store
from qianshao.files.models import Evidence, EvidencePart
from qianshao.files.selectors import evidence_of
from qianshao.files.services import Header, name_evidence, receive_part
from qianshao.files.ticks import drop_strangers, drop_unfinished, keep_arrived
from qianshao.hazards.services import report_danger
from tests.cast import Cast
from tests.files.pictures import UID, photo

pytestmark = pytest.mark.django_db
OTHER = UUID("0197f000-0000-7000-8000-000000000002")


def row(uid: UUID = UID) -> Evidence:
    found: Evidence = Evidence.objects.unscoped("a test looks").get(uid=uid)
    return found


def give(cast: Cast, data: bytes, *, part: bytes | None = None, uid: UUID = UID, now: datetime | None = None) -> Any:
    header = Header(len(data), hashlib.sha256(data).hexdigest())
    return receive_part(
        uid=uid,
        offset=0,
        header=header,
        data=data if part is None else part,
        actor=cast.actor("village_cadre", "phone"),
        now=now or cast.now,
    )


def test_a_report_names_its_photo_before_the_bytes_arrive(cast: Cast) -> None:
    made = report_danger(
        kind="slide",
        evidence=[UID],
        position=Position(114.84, 31.67, 12),
        made_at=cast.now - timedelta(minutes=9),
        actor=cast.actor("village_cadre", "phone"),
        now=cast.now,
    )
    assert (row().state, row().subject_id) == ("awaited", made.pk)
    give(cast, photo())
    assert (row().state, row().lon, row().made_at) == ("kept", 114.84, cast.now - timedelta(minutes=9))


@pytest.mark.django_db(transaction=True)
def test_a_photo_that_came_first_waits_for_its_report_and_is_then_made_with_its_place(cast: Cast) -> None:
    give(cast, photo())
    assert row().state == "arrived"
    assert keep_arrived(cast.now, 100) == 0
    report_danger(
        kind="slide",
        evidence=[UID],
        position=Position(114.84, 31.67, 12),
        actor=cast.actor("village_cadre", "phone"),
        now=cast.now,
    )
    assert keep_arrived(cast.now, 100) == 1
    assert (row().state, row().lat) == ("kept", 31.67)


def test_a_photo_no_report_names_is_made_after_a_while(cast: Cast, fake_clock: FakeClock) -> None:
    give(cast, photo())
    assert keep_arrived(fake_clock.advance(11 * 60), 100) == 1
    assert row().state == "kept"


def test_a_photo_belongs_to_the_area_of_what_it_shows(cast: Cast) -> None:
    name_evidence(
        uids=[UID],
        subject=("sighting", 7),
        division_path=cast.village_a2.path,
        made_at=cast.now,
        position=None,
        actor=cast.actor("town_duty"),
        now=cast.now,
    )
    assert evidence_of(cast.scope("village_cadre"), [UID]) == []
    assert [one.uid for one in evidence_of(cast.scope("town_lead"), [UID, OTHER])] == [UID]


def test_nobody_draws_the_photo_of_another_into_view_by_naming_it(cast: Cast) -> None:
    give(cast, photo())
    tied = name_evidence(
        uids=[UID, OTHER],
        subject=("sighting", 7),
        division_path=cast.village_b1.path,
        made_at=cast.now,
        position=None,
        actor=cast.actor("town_lead_b"),
        now=cast.now,
    )
    assert tied == [OTHER]
    assert row().division_path == cast.village_a1.path


def test_a_file_whose_child_dies_is_tried_three_times(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qianshao.files.pictures.WALL_SECONDS", 0.001)
    report_danger(kind="slide", evidence=[UID], actor=cast.actor("village_cadre"), now=cast.now)
    give(cast, photo())
    seen = [row().state]
    for _again in range(3):
        keep_arrived(cast.now, 10)
        seen.append(row().state)
    assert seen == ["arrived", "arrived", "refused", "refused"]
    assert row().why == "child"


@pytest.mark.django_db(transaction=True)
def test_an_upload_nobody_finishes_is_forgotten_and_can_begin_anew(cast: Cast, fake_clock: FakeClock) -> None:
    data = photo()
    give(cast, data, part=data[:50])
    assert drop_unfinished(fake_clock.advance(29 * 86400), 10) == 0
    assert drop_unfinished(fake_clock.advance(2 * 86400), 10) == 1
    assert (row().state, row().received, EvidencePart.objects.count()) == ("awaited", 0, 0)
    give(cast, data, now=fake_clock.now())
    assert row().state == "arrived"


def test_a_file_no_row_knows_goes_at_the_second_look(cast: Cast) -> None:
    drop_strangers(cast.now, 10_000)
    drop_strangers(cast.now, 10_000)
    data = photo()
    give(cast, data, part=data[:50])
    left = store.put(b"left by a crash", b"k" * 32)
    assert drop_strangers(cast.now, 100) == 0
    assert drop_strangers(cast.now, 100) == 1
    known = {name for name, _path in store.names()}
    assert left not in known
    assert EvidencePart.objects.get().name in known
