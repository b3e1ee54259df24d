"""Receiving a CAP message: kept as a draft, refused without a trace, delivered twice without effect."""

import csv
import gzip
from datetime import UTC, datetime

import pytest

from qianshao.alerts.models import Alert, AlertArea, AlertReference
from qianshao.alerts.services import CapRefused, receive_cap
from qianshao.alerts.states import Source
from qianshao.core import clock
from qianshao.core.errors import NotAllowed
from qianshao.journal.models import Entry
from tests.alerts import messages
from tests.alerts.conftest import message, receive
from tests.cast import Cast
from tests.shared_data import shared


def counts() -> tuple[int, ...]:
    tables = (Alert, AlertArea, AlertReference, Entry)
    return tuple(table._base_manager.count() for table in tables)


def test_a_sound_message_becomes_a_draft_with_its_area_and_raw_bytes(cast: Cast) -> None:
    alert = receive(cast)
    assert (alert.state, alert.hazard, alert.colour, alert.source) == ("draft", "rainstorm", "red", "upload")
    assert bytes(Alert._base_manager.get().raw) == message()
    assert [row.kind for row in alert.areas.all()] == ["polygon"]
    assert alert.areas.get().geometry["coordinates"][0][0] == [114.83, 31.66]
    assert alert.division_path == cast.county.path


@pytest.mark.parametrize("name", messages.REFUSED)
def test_a_refused_message_leaves_nothing_behind(cast: Cast, name: str) -> None:
    before = counts()
    with pytest.raises(CapRefused) as refused:
        receive(cast, messages.REFUSED[name][1])
    assert refused.value.verdict.reasons[0].code == messages.REFUSED[name][0]
    assert counts() == before


def test_the_same_message_again_changes_nothing(cast: Cast) -> None:
    first = receive(cast)
    before = counts()
    again = receive_cap(message(), source=Source.API, actor=cast.actor("county_lead"), now=clock.now())
    assert (again.created, again.alert.pk) == (False, first.pk)
    assert counts() == before


def test_the_same_identity_with_other_content_is_not_taken_but_said(cast: Cast) -> None:
    first = receive(cast)
    again = receive_cap(
        message(("红色", "蓝色")), source=Source.API, actor=cast.actor("county_duty"), now=clock.now()
    )
    assert not again.created and Alert._base_manager.get(pk=first.pk).headline == first.headline
    assert Entry._base_manager.filter(kind="alerts.redelivered").count() == 1


def test_an_exercise_is_marked_as_a_drill_and_a_test_is_only_kept(cast: Cast) -> None:
    assert receive(cast, message((">Actual<", ">Exercise<"))).is_drill
    other = receive(cast, message((">Actual<", ">Test<"), ("_0</identifier>", "_1</identifier>")))
    assert (other.status, other.is_drill, other.state) == ("Test", False, "draft")


def test_an_update_is_linked_to_the_alert_it_names(cast: Cast) -> None:
    first = receive(cast)
    triple = f"{first.sender},{first.identifier},2026-07-18T20:10:00+08:00"
    later = receive(cast, messages.cancel(message().decode(), of=triple, kind="Update"))
    assert later.references.get().target == first


def test_somebody_without_the_right_receives_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        receive(cast, who="county_auditor")
    assert Alert._base_manager.count() == 0


def test_what_a_neighbour_received_stays_with_the_neighbour(cast: Cast) -> None:
    receive(cast, who="neighbour_lead")
    assert Alert._base_manager.get().division_path == cast.neighbour.path


def test_every_file_and_mutant_is_kept_or_refused_without_a_partial_row(cast: Cast) -> None:
    folder = shared("cap")
    now = datetime(2026, 11, 26, tzinfo=UTC)
    files = [
        row["file"] for name in ("manifest", "mutants") for row in csv.DictReader((folder / f"{name}.csv").open())
    ]
    files += [f"zh/{row['file']}" for row in csv.DictReader((folder / "zh/manifest.csv").open())]
    kept = 0
    for name in files:
        data = (folder / name).read_bytes()
        data = gzip.decompress(data) if name.endswith(".gz") else data
        before = counts()
        try:
            got = receive_cap(data, source=Source.API, actor=cast.actor("county_duty"), now=now)
        except CapRefused:
            assert counts() == before, name
            continue
        kept += got.created
    assert kept == Alert._base_manager.count() > 30
