"""What phones report arrives, whatever else is missing or odd; what they pull is their own area."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.layers import Feature
from qianshao.core.sync import Position, Push
from qianshao.core.units import group
from qianshao.files.models import Evidence
from qianshao.hazards import layers, services, sync
from qianshao.hazards.models import CheckIn, PatrolPoint, Sighting
from qianshao.hazards.selectors import dangers, kinds_in_force, unhandled
from qianshao.journal.models import Entry
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PHOTO = UUID("0197f000-0000-7000-8000-000000000009")


def push(cast: Cast, command: str, who: str = "grid_worker", /, **payload: Any) -> Push:
    return Push(
        id=uuid4(),
        kind=command,
        made_at=cast.now - timedelta(minutes=40),
        received_at=cast.now,
        payload=payload,
        actor=cast.actor(who, "phone"),
        device_id=1,
        position=Position(114.84, 31.67, 12),
        attachments=(PHOTO,),
    )


def last() -> Sighting:
    found: Sighting = Sighting.objects.unscoped("a test looks").order_by("-id")[0]
    return found


def entries(kind: str) -> list[Entry]:
    return list(Entry.objects.unscoped("a test looks").filter(kind=kind))


def point(cast: Cast, **given: Any) -> PatrolPoint:
    options = {"name": "老虎沟", "kind": "gully", "division_path": cast.village_a1.path, "lon": 114.84, "lat": 31.67}
    return services.create_point(**{**options, **given}, actor=cast.actor("village_cadre"), now=cast.now)


def test_a_report_with_a_kind_only_is_enough(cast: Cast) -> None:
    answer = sync.run_report(push(cast, "hazards.report", kind="torrent"))
    made = last()
    assert answer == {"sighting": made.pk, "photos": 1}
    assert (made.division_path, made.kind_name, made.trapped) == (cast.village_a1.path, "山洪", "")
    assert (made.made_at, made.received_at) == (cast.now - timedelta(minutes=40), cast.now)
    assert (made.lon, made.accuracy) == (114.84, 12)
    photo = Evidence.objects.unscoped("a test looks").get()
    assert (photo.uid, photo.subject_kind, photo.subject_id) == (PHOTO, "sighting", made.pk)
    assert entries("hazards.reported")[0].data["where"] == "青石镇红旗村"


@pytest.mark.parametrize(
    ("said", "state", "count"),
    [
        ({"trapped": True}, "yes", None),
        ({"trapped": False}, "no", None),
        ({"trapped": 4}, "yes", 4),
        ({"trapped": 0}, "no", None),
        ({"trapped": "yes", "trapped_count": 2}, "yes", 2),
        ({"trapped": "no", "trapped_count": 2}, "yes", 2),
        ({"trapped": "unknown"}, "unknown", None),
        ({"trapped": "maybe"}, "unknown", None),
        ({"trapped": ["yes"]}, "unknown", None),
        ({"trapped": 10**12}, "yes", 9999),
        ({"trapped": -3}, "unknown", None),
        ({}, "", None),
    ],
)
def test_what_is_said_of_trapped_people_is_read_in_their_favour(
    cast: Cast, said: dict[str, Any], state: str, count: int | None
) -> None:
    sync.run_report(push(cast, "hazards.report", kind="slide", **said))
    assert (last().trapped, last().trapped_count) == (state, count)


def test_people_trapped_are_called_out_in_the_journal(cast: Cast) -> None:
    sync.run_report(push(cast, "hazards.report", kind="slide", trapped=3))
    entry = entries("hazards.trapped")[0]
    assert str(entry) == "有人受困！青石镇红旗村报滑坡，人数：3"
    assert not entries("hazards.reported")


def test_a_kind_nobody_knows_and_an_area_of_another_do_not_stop_a_report(cast: Cast) -> None:
    sync.run_report(push(cast, "hazards.report", kind="ufo", words="看不清", division_path=cast.village_b1.path))
    assert (last().kind, last().words, last().division_path) == ("other", "看不清 [ufo]", cast.village_a1.path)


@pytest.mark.parametrize("odd", [{"words": 3}, {"place": None}, {"words": "a\0b" * 400}, {"division_path": {"x": 1}}])
def test_odd_values_do_not_stop_a_report(cast: Cast, odd: dict[str, Any]) -> None:
    sync.run_report(push(cast, "hazards.report", kind="slide", **odd))
    assert last().kind == "slide"


def test_a_kind_is_needed_and_the_wall_reports_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid):
        sync.run_report(push(cast, "hazards.report"))
    with pytest.raises(NotAllowed):
        sync.run_report(push(cast, "hazards.report", "wall", kind="slide"))


@pytest.mark.django_db(transaction=True)
def test_many_commands_go_into_one_commit(cast: Cast) -> None:
    with group():
        for _n in range(3):
            sync.run_report(push(cast, "hazards.report", kind="slide"))
    assert Sighting.objects.unscoped("a test looks").count() == 3


@pytest.mark.django_db(transaction=True)
def test_an_older_phones_kind_keeps_its_name(cast: Cast) -> None:
    admin = cast.actor("county_admin")
    rows = [*kinds_in_force(cast.now).kinds, {"name": "塌陷", "icon": "road"}]
    services.publish_kinds(kinds=rows, source="县里定", version=0, actor=admin, now=cast.now)
    made = kinds_in_force(cast.now)
    code = made.kinds[-1]["code"]
    services.publish_kinds(kinds=made.kinds[:-1], source="县里定", version=1, actor=admin, now=cast.now)
    sync.run_report(push(cast, "hazards.report", kind=code))
    assert last().kind_name == "塌陷"
    with pytest.raises(Stale):
        services.publish_kinds(kinds=made.kinds, source="旧页面", version=1, actor=admin, now=cast.now)
    without = [kind for kind in made.kinds if kind["code"] != "other"]
    with pytest.raises(Invalid):
        services.publish_kinds(kinds=without, source="", version=2, actor=admin, now=cast.now)


def test_a_check_in_says_how_far_from_the_point_it_was(cast: Cast) -> None:
    there = point(cast, lon=114.85)
    answer = sync.run_check_in(push(cast, "hazards.check_in", point=f"QSP:{there.code}", found=False))
    made = CheckIn.objects.unscoped("a test looks").get()
    assert (made.point_id, made.found, answer["metres"]) == (there.pk, False, round(made.metres or 0))
    assert 900 < (made.metres or 0) < 1000
    there.refresh_from_db()
    assert there.last_check_at == made.made_at


def test_an_older_check_in_that_comes_later_does_not_turn_time_back(cast: Cast) -> None:
    there = point(cast)
    for hours, found in ((1, True), (5, False)):
        moment = cast.now - timedelta(hours=hours)
        actor = cast.actor("grid_worker", "phone")
        services.check_in(point=there.pk, found=found, made_at=moment, actor=actor, now=cast.now)
    there.refresh_from_db()
    assert (there.last_check_at, there.last_found) == (cast.now - timedelta(hours=1), True)


def test_a_phone_whose_clock_is_ahead_does_not_check_in_for_tomorrow(cast: Cast) -> None:
    there = point(cast)
    actor = cast.actor("grid_worker", "phone")
    tomorrow = cast.now + timedelta(days=1)
    services.check_in(point=there.pk, found=False, made_at=tomorrow, actor=actor, now=cast.now)
    there.refresh_from_db()
    assert there.last_check_at == cast.now


def test_a_drill_is_no_look_at_the_real_place(cast: Cast) -> None:
    there = point(cast)
    sync.run_check_in(push(cast, "hazards.check_in", point=there.pk, found=False, is_drill=True))
    there.refresh_from_db()
    assert there.last_check_at is None


def test_a_check_in_without_a_point_is_kept_and_one_of_another_village_refused(cast: Cast) -> None:
    sync.run_check_in(push(cast, "hazards.check_in", found=True, words="路边落石"))
    assert CheckIn.objects.unscoped("a test looks").get().division_path == cast.village_a1.path
    far = services.create_point(
        name="沟", kind="gully", division_path=cast.village_b1.path, actor=cast.actor("county_duty"), now=cast.now
    )
    for given in (far.pk, far.code, "QSP:ZZZZ-Z", -1):
        with pytest.raises(NotFound):
            sync.run_check_in(push(cast, "hazards.check_in", point=given, found=False))


def test_a_phone_pulls_the_kinds_and_its_own_points_only(cast: Cast) -> None:
    mine = point(cast)
    duty = cast.actor("county_duty")
    services.create_point(name="远", kind="gully", division_path=cast.village_b1.path, actor=duty, now=cast.now)
    rows = sync.kind_rows(cast.scope("grid_worker"), cast.actor("grid_worker"), cast.now)
    assert [row["name"] for row in rows if row["what"] == "kind"][:2] == ["山洪", "滑坡"]
    assert [(row["id"], row["code"]) for row in rows if row["what"] == "point"] == [(mine.pk, mine.code)]


@pytest.mark.django_db(transaction=True)
def test_ending_one_report_ends_those_put_with_it_and_says_so(cast: Cast) -> None:
    ids = []
    for _n in range(3):
        sync.run_report(push(cast, "hazards.report", kind="slide", trapped=True))
        ids.append(last().pk)
    duty, now = cast.actor("county_duty"), cast.now
    for other in ids[1:]:
        services.merge_sightings(sighting_id=other, into_id=ids[0], actor=duty, now=now)
    assert unhandled(cast.scope("county_duty")).count() == 3
    with pytest.raises(Invalid):
        services.merge_sightings(sighting_id=ids[0], into_id=ids[1], actor=duty, now=now)
    services.handle_sighting(sighting_id=ids[0], act="handle", words="已救出", actor=duty, now=now)
    assert {row.state for row in dangers(cast.scope("county_duty"))} == {"handled"}
    assert unhandled(cast.scope("county_duty")).count() == 0
    with pytest.raises(Stale):
        services.handle_sighting(sighting_id=ids[1], act="handle", words="再来", actor=duty, now=now)
    services.handle_sighting(sighting_id=ids[1], act="reopen", words="还有人", actor=duty, now=now)
    assert unhandled(cast.scope("county_duty")).count() == 1


def test_two_officers_at_once_one_wins(cast: Cast) -> None:
    sync.run_report(push(cast, "hazards.report", kind="slide"))
    duty = cast.actor("county_duty")
    given = {"sighting_id": last().pk, "version": 0, "words": "看过了", "actor": duty, "now": cast.now}
    services.handle_sighting(act="verify", **given)
    with pytest.raises(Stale):
        services.handle_sighting(act="dismiss", **given)
    with pytest.raises(NotAllowed):
        services.handle_sighting(
            sighting_id=last().pk, act="note", words="我", actor=cast.actor("village_cadre"), now=cast.now
        )


def test_the_map_shows_open_dangers_of_ones_area_and_points(cast: Cast) -> None:
    sync.run_report(push(cast, "hazards.report", kind="slide", trapped=True))
    point(cast)
    by_name = {layer.name: layer for layer in layers.LAYERS}
    shown: list[Feature] = list(by_name["dangers"].features(cast.scope("county_duty"), cast.now))
    assert [(one.title, one.tone, one.icon) for one in shown] == [("滑坡", "bad", "alert-octagon")]
    assert list(by_name["dangers"].features(cast.scope("town_lead_b"), cast.now)) == []
    assert [one.title for one in by_name["patrols"].features(cast.scope("county_duty"), cast.now)] == ["老虎沟"]
