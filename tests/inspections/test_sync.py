"""Visits on a phone: what it pulls, what it says, and that nothing sealed travels."""

from datetime import timedelta
from typing import Any

import pytest

from qianshao.core.errors import NotFound, Refusal
from qianshao.core.ids import uuid7
from qianshao.core.sync import Position, Push
from qianshao.hazards.models import Hazard
from qianshao.inspections import services, sync
from qianshao.inspections.models import Visit
from tests.cast import Cast
from tests.field.phones import bind, command
from tests.inspections.places import HERE, drawn, due, inspector, shop, visits

pytestmark = pytest.mark.django_db


def push(cast: Cast, kind: str, who: str = "grid_worker", position: Position | None = HERE, **payload: Any) -> Push:
    photos = (uuid7(), uuid7())
    made_at = cast.now - timedelta(minutes=20)
    return Push(uuid7(), kind, made_at, cast.now, payload, cast.actor(who, "phone"), 1, position, photos)


def pulled(cast: Cast, who: str = "grid_worker") -> list[dict[str, Any]]:
    return sync.visit_rows(cast.scope(who), cast.actor(who, "phone"), cast.now)


def answers(cast: Cast, **changed: Any) -> list[dict[str, Any]]:
    (items,) = [row["items"] for row in pulled(cast) if row["what"] == "checklist"]
    return [
        {"item": item["code"], "result": "pass", **changed.get(item["code"].replace("-", "_"), {})} for item in items
    ]


def test_a_phone_takes_its_holders_visits_and_their_checklist_once(cast: Cast) -> None:
    shop(cast, "另一家")
    row = due(cast)
    rows = pulled(cast)
    assert [r["what"] for r in rows] == ["checklist", "visit", "visit"]
    mine = next(r for r in rows if r.get("id") == row.pk)
    assert (mine["name"], mine["state"], mine["near"]) == ("河边小卖部", "due", 150)
    assert mine["mark"] == sync.mark_of(mine["key"], row.code)
    assert row.code not in str(rows)
    assert pulled(cast, "village_cadre") == []


def test_a_whole_record_is_taken_with_its_photos_where_they_belong(cast: Cast) -> None:
    row = due(cast)
    counted = {"have": 4, "need": 6, "last_on": "2026-05-12"}
    odd = {"have": -1, "need": 2**70, "last_on": "x"}
    failed = {"result": "fail", "words": "后门锁着", "photos": [1, 7, -1, True, "x"]}
    said = answers(cast, JXC_10=failed, JXC_05=counted, JXC_08=odd)
    started_at = (cast.now - timedelta(minutes=50)).isoformat()
    given = push(
        cast,
        "inspections.record",
        visit=row.pk,
        code=row.code,
        how="scan",
        answers=said,
        signer="刘店主",
        started_at=started_at,
        checklist_version=0,
    )
    assert sync.run_record(given) == {"visit": row.pk, "presence": "scan", "failed": 1}
    row.refresh_from_db()
    assert (row.state, row.started_at.isoformat(), row.finished_at) == ("done", started_at, given.made_at)
    kept = {one.item: (one.have, one.need, str(one.last_on or "")) for one in row.answers.all()}
    assert (kept["JXC-05"], kept["JXC-08"]) == ((4, 6, "2026-05-12"), (None, None, ""))
    assert row.answers.get(result="fail").photos == [str(given.attachments[1])]
    assert Hazard.objects.unscoped("a test looks").get().found_at == given.made_at
    assert pulled(cast) == []


def test_starting_and_recording_may_be_two_commands(cast: Cast) -> None:
    row = due(cast)
    said = answers(cast)
    assert sync.run_start(push(cast, "inspections.start", visit=row.pk))["presence"] == "gps"
    (mine,) = pulled(cast)
    assert (mine["state"], len(mine["items"])) == ("started", 14)
    sync.run_record(push(cast, "inspections.record", visit=row.pk, answers=said))
    row.refresh_from_db()
    assert (row.state, row.presence) == ("done", "gps")


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"answers": "x"},
        {"answers": [None, 3, {"item": 5}]},
        {"answers": [{"item": "JXC-10", "result": "fail", "photos": {"a": 1}}]},
        {"answers": [{}] * 300},
        {
            "answers": [],
            "inspectors": [1, "a\0b"],
            "signer": "\0" * 500,
            "started_at": "0001-01-01",
            "code": "x" * 5000,
        },
        {"answers": [], "checklist_version": 2**70},
        {"visit": 2**70},
        {"visit": -1},
        {"visit": "1"},
        {"visit": True},
    ],
)
def test_odd_records_are_refused_in_words(cast: Cast, odd: dict[str, Any]) -> None:
    row = due(cast)
    with pytest.raises(Refusal):
        sync.run_record(push(cast, "inspections.record", **{"visit": row.pk, **odd}))
    assert Visit.objects.unscoped("a test looks").get(pk=row.pk).state == "due"


def test_nothing_sealed_travels_to_a_phone_but_to_inspectors_who_were_told(cast: Cast) -> None:
    place = shop(cast, "秘密小店")
    made = drawn(cast, kind="surprise", place_uids=[str(place.uid)], wanted=0)
    (row,) = visits()
    seats = {seat.user_id for seat in row.seats.all()}
    others = [who for who in cast.users if cast.users[who].pk not in seats and who not in ("county_lead", "wall")]
    assert all(pulled(cast, who) == [] for who in cast.users if who not in ("county_lead", "wall"))
    with pytest.raises(NotFound):
        sync.run_start(push(cast, "inspections.start", visit=row.pk, code=row.code))
    services.tell_draw(draw_id=made.pk, version=0, actor=cast.actor("county_lead"), now=cast.now)
    assert all(pulled(cast, who) == [] for who in others)
    told = [who for who in cast.users if cast.users[who].pk in seats]
    assert all([r["name"] for r in pulled(cast, who) if r["what"] == "visit"] == ["秘密小店"] for who in told)
    assert told


@pytest.mark.django_db(transaction=True)
def test_from_a_bound_phone_a_record_arrives_once(cast: Cast) -> None:
    row = due(cast)
    phone = bind(cast, "grid_worker")
    said = command("inspections.record", cast.now - timedelta(minutes=5))
    said |= {"payload": {"visit": row.pk, "code": row.code, "answers": answers(cast), "presence_words": ""}}
    first, again = phone.push(said)[0], phone.push(said)[0]
    assert (first["outcome"], again["outcome"]) == ("done", "duplicate")
    assert first["data"]["presence"] == "typed"
    assert phone.pull("visits")["pulls"]["visits"] == []


@pytest.mark.django_db(transaction=True)
def test_from_a_village_phone_nobody_writes_the_record_of_an_unannounced_inspection(cast: Cast) -> None:
    place = shop(cast, "要去的店")
    drawn(cast, kind="surprise", place_uids=[str(place.uid)], wanted=0)
    (row,) = visits()
    services.start_visit(visit_id=row.pk, code=row.code, actor=cast.actor("county_lead"), now=cast.now)
    row.refresh_from_db()
    phone = bind(cast, "village_cadre")
    said = command("inspections.record", cast.now - timedelta(minutes=5))
    passed = [{"item": item["code"], "result": "pass"} for item in row.items]
    said |= {"payload": {"visit": row.pk, "answers": passed, "inspectors": ["县里的人"], "signer": "店主"}}
    answer = phone.push(said)[0]
    row.refresh_from_db()
    assert (answer["outcome"], answer["code"], row.state) == ("refused", "inspection.not_seated", "started")


def test_a_phone_with_an_inspection_takes_the_countys_officers_along_and_names_one(cast: Cast) -> None:
    for who in ("town_duty", "town_lead"):
        inspector(cast, who)
    inspector(cast, "county_duty", valid_until=None)
    row = due(cast, kind="inspection", role="town_duty")
    rows = pulled(cast, "town_duty")
    assert sorted(r["name"] for r in rows if r["what"] == "officer") == ["吴敏", "郑河"]
    (items,) = [r["items"] for r in rows if r["what"] == "checklist"]
    passed = [{"item": item["code"], "result": "pass"} for item in items]
    said = {"visit": row.pk, "code": row.code, "how": "link", "answers": passed, "signer": "刘店主"}
    for odd in ([2**70], ["赵强"], [-1], ["郑河", True, None, {}, "赵强"]):
        with pytest.raises(Refusal):
            sync.run_record(push(cast, "inspections.record", "town_duty", **said, inspectors=odd))
    made = sync.run_record(push(cast, "inspections.record", "town_duty", None, **said, inspectors=["郑河"]))
    assert made["presence"] == "link"
