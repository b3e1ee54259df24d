"""The ledger from a phone: found, mended and watched without a network; nothing that somebody did is lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.sync import Position, Push
from qianshao.files.models import Evidence
from qianshao.hazards import services, sync
from qianshao.hazards.models import CheckIn, Guard, GuardLook, Hazard, HazardAct
from qianshao.hazards.selectors import acts_of
from tests.cast import Cast
from tests.field.phones import bind, command
from tests.hazards.ledger import PLAN, REPORT, asked, assigned, closed, find, fresh

pytestmark = pytest.mark.django_db
PHOTO = UUID("0197f000-0000-7000-8000-000000000031")
SPOT = Position(114.84, 31.67, 9)


def push(
    cast: Cast, kind: str, who: str = "grid_worker", /, *, photos: Any = (PHOTO,), spot: Any = SPOT, **given: Any
) -> Push:
    return Push(
        id=uuid4(), kind=kind, made_at=cast.now - timedelta(minutes=50), received_at=cast.now, payload=given,
        actor=cast.actor(who, "phone"), device_id=1, position=spot, attachments=tuple(photos),
    )  # fmt: skip


def made() -> Hazard:
    found: Hazard = Hazard.objects.unscoped("a test looks").order_by("-id")[0]
    return found


def newest(row: Hazard) -> HazardAct:
    """What came in last, whatever the phone's clock said."""
    return HazardAct.objects.filter(hazard=row).order_by("-id")[0]


def guarded(cast: Cast, **given: Any) -> Guard:
    return services.set_guard(
        hazard_id=assigned(cast).pk, cause=("desk", "1"), cause_label="暴雨", actor=cast.actor("town_duty"),
        now=cast.now, **given,
    )  # fmt: skip


def test_a_photo_alone_is_a_finding_with_its_place_and_time(cast: Cast) -> None:
    answer = sync.run_find(push(cast, "hazards.find"))
    row = made()
    assert answer == {"hazard": str(row.uid), "no": row.no}
    assert (row.kind, row.state, row.division_path) == ("other", "found", cast.village_a1.path)
    assert (row.found_at, row.received_at) == (cast.now - timedelta(minutes=50), cast.now)
    assert (row.lon, row.lat, row.accuracy) == (114.84, 31.67, 9)
    photo = Evidence.objects.unscoped("a test looks").get()
    [act] = acts_of(row)
    assert (photo.uid, photo.subject_kind, photo.subject_id) == (PHOTO, "hazard_act", act.pk)
    assert (photo.lon, photo.made_at) == (114.84, cast.now - timedelta(minutes=50))


def test_kind_words_place_and_a_typed_position_are_taken(cast: Cast) -> None:
    given = {"kind": "gas", "words": "软管老化", "place": "老粮站", "unit_name": "饭店", "lon": 114.9, "lat": 31.6}
    sync.run_find(push(cast, "hazards.find", spot=None, photos=(), **given))
    row = made()
    assert (row.kind, row.description, row.place_name, row.unit_name) == ("gas", "软管老化", "老粮站", "饭店")
    assert (row.lon, row.lat) == (114.9, 31.6)


def test_nothing_at_all_is_no_finding(cast: Cast) -> None:
    with pytest.raises(Invalid):
        sync.run_find(push(cast, "hazards.find", photos=(), place="x"))
    with pytest.raises(NotAllowed):
        sync.run_find(push(cast, "hazards.find", "wall", kind="gas"))


@pytest.mark.parametrize(
    "odd",
    [
        {"lon": "x", "lat": 1}, {"lon": 400, "lat": 31}, {"lon": True, "lat": 2}, {"place_uid": 7},
        {"place_uid": "0" * 36}, {"place": {"a": 1}}, {"words": "啊" * 5000}, {"kind": ["gas"]},
        {"division_path": "9" * 400}, {"lon": 10**400, "lat": 1}, {"accuracy": -1, "lon": 1, "lat": 1},
    ],
)  # fmt: skip
def test_odd_values_do_not_stop_a_finding(cast: Cast, odd: dict[str, Any]) -> None:
    sync.run_find(push(cast, "hazards.find", spot=None, **odd))
    assert made().division_path == cast.village_a1.path


def test_mended_with_an_after_photo_asks_for_acceptance(cast: Cast) -> None:
    row = assigned(cast)
    answer = sync.run_fix(push(cast, "hazards.fix", "village_cadre", hazard=str(row.uid), words="已加固"))
    assert answer == {"hazard": str(row.uid), "asked": True}
    row = fresh(row)
    assert (row.state, row.fixer_id) == ("accept_asked", cast.users["village_cadre"].pk)
    act = newest(row)
    assert (act.act, act.at) == ("ask", cast.now - timedelta(minutes=50))
    assert Evidence.objects.unscoped("a test looks").get(uid=PHOTO).subject_id == act.pk


@pytest.mark.parametrize("given", [{"done": False}, {"photos": ()}])
def test_unfinished_work_and_work_without_a_photo_is_progress(cast: Cast, given: dict[str, Any]) -> None:
    row = assigned(cast)
    answer = sync.run_fix(push(cast, "hazards.fix", hazard=str(row.uid), words="在干", **given))
    assert not answer["asked"] and fresh(row).state == "assigned"
    assert newest(row).act == "progress"


def test_a_major_one_without_its_papers_is_progress_and_the_phone_hears_why(cast: Cast) -> None:
    row = assigned(cast, grade=2, due_at=cast.now + timedelta(days=9))
    given = {"hazard": str(row.uid), "words": "已加固"}
    answer = sync.run_fix(push(cast, "hazards.fix", **given))
    assert not answer["asked"] and "报告" in answer["why"]
    for verb, parts in ((services.put_report, REPORT), (services.put_plan, PLAN)):
        verb(hazard_id=row.pk, parts=parts, actor=cast.actor("town_duty"), now=cast.now)
    assert sync.run_fix(push(cast, "hazards.fix", photos=(uuid4(),), **given))["asked"]


@pytest.mark.parametrize("make", [asked, closed, find])
def test_work_shown_too_late_or_too_early_is_kept_as_a_note_with_its_photo(cast: Cast, make: Any) -> None:
    row = make(cast)
    state = row.state
    answer = sync.run_fix(push(cast, "hazards.fix", hazard=str(row.uid)))
    assert not answer["asked"] and answer["why"]
    act = newest(row)
    assert (act.act, fresh(row).state) == ("note", state)
    assert Evidence.objects.unscoped("a test looks").get(uid=PHOTO).subject_id == act.pk


def test_work_on_one_that_was_put_with_another_goes_to_the_other(cast: Cast) -> None:
    main, double = assigned(cast), find(cast)
    services.merge_hazards(hazard_id=double.pk, into_id=main.pk, actor=cast.actor("town_duty"), now=cast.now)
    answer = sync.run_fix(push(cast, "hazards.fix", hazard=str(double.uid)))
    assert answer == {"hazard": str(main.uid), "asked": True} and fresh(main).state == "accept_asked"


@pytest.mark.parametrize("uid", [None, 7, "x" * 36, "0198aa00-0000-7000-8000-000000000000", "", ["a"]])
def test_work_on_nothing_is_refused(cast: Cast, uid: Any) -> None:
    with pytest.raises((Invalid, NotFound)):
        sync.run_fix(push(cast, "hazards.fix", hazard=uid))
    with pytest.raises(NotFound):
        sync.run_fix(push(cast, "hazards.fix", "neighbour_lead", hazard=str(find(cast).uid)))


def test_a_look_is_a_line_of_the_hazard_with_its_photo(cast: Cast) -> None:
    guard = guarded(cast)
    sync.run_look(push(cast, "hazards.look", guard=guard.pk, words="渗水变大", worse=True))
    act = newest(guard.hazard)
    assert (act.act, act.words) == ("look_worse", "渗水变大")
    assert Evidence.objects.unscoped("a test looks").get(uid=PHOTO).subject_id == act.pk
    guard.refresh_from_db()
    assert guard.last_look_at == cast.now - timedelta(minutes=50)
    assert GuardLook.objects.get().is_worse


@pytest.mark.parametrize("guard", [None, "1", True, -1, 2**70, 1.5, 10**6])
def test_a_look_at_nothing_is_refused(cast: Cast, guard: Any) -> None:
    with pytest.raises((Invalid, NotFound)):
        sync.run_look(push(cast, "hazards.look", guard=guard))


def test_the_copy_has_what_the_holder_found_must_mend_and_must_guard(cast: Cast) -> None:
    guard = guarded(cast, person_id=77, measure="先撤人")
    find(cast, kind="gas")
    elsewhere = find(cast, "county_duty", division_path=cast.village_b1.path, place_name="远")
    who = cast.actor("grid_worker", "phone")
    rows = sync.ledger_rows(who.scope, who, cast.now)
    hazards = {row["kind"]: row for row in rows if row["what"] == "hazard"}
    assert {row["code"] for row in rows if row["what"] == "hazard_kind"} >= {"gas", "other"}
    assert (hazards["房屋结构"]["mend"], hazards["房屋结构"]["found"]) == (True, True)
    assert (hazards["燃气"]["mend"], hazards["燃气"]["found"]) == (False, True)
    assert str(elsewhere.uid) not in str(rows)
    [row] = [row for row in rows if row["what"] == "guard"]
    assert (row["guard"], row["why"], row["measure"], row["mine"]) == (guard.pk, "暴雨", "先撤人", False)


def test_an_office_is_shown_the_guards_named_to_it_only(cast: Cast) -> None:
    guarded(cast, person_id=77)
    who = cast.actor("town_duty", "phone")
    assert not [row for row in sync.ledger_rows(who.scope, who, cast.now) if row["what"] == "guard"]
    cast.users["town_duty"].person_id = 77
    who = cast.actor("town_duty", "phone")
    assert [row["mine"] for row in sync.ledger_rows(who.scope, who, cast.now) if row["what"] == "guard"] == [True]


def test_nobody_guards_what_is_over(cast: Cast) -> None:
    guard = guarded(cast)
    services.merge_hazards(
        hazard_id=guard.hazard_id, into_id=find(cast).pk, actor=cast.actor("town_duty"), now=cast.now
    )
    guard.refresh_from_db()
    assert guard.state == "ended"


@pytest.mark.django_db(transaction=True)
def test_a_bound_phones_finding_is_taken_once_and_one_that_was_taken_back_is_held(cast: Cast) -> None:
    phone = bind(cast, "grid_worker")
    said = command("hazards.find", cast.now - timedelta(minutes=50)) | {"payload": {"kind": "gas", "words": "漏气"}}
    first, again = phone.push(said)[0], phone.push(said)[0]
    assert (first["outcome"], again["outcome"]) == ("done", "duplicate") and first["data"] == again["data"]
    assert HazardAct.objects.filter(act="find").count() == 1
    refused = phone.push(command("hazards.find", cast.now) | {"payload": {}})[0]
    assert (refused["outcome"], refused["code"]) == ("refused", "hazard.empty")
    rows = phone.pull("ledger")["pulls"]["ledger"]
    assert [row["no"] for row in rows if row["what"] == "hazard"] == [first["data"]["no"]]
    phone.device.revoked_at = cast.now
    phone.device.save()
    held = phone.push(command("hazards.find", cast.now) | {"payload": {"kind": "gas"}})[0]
    assert held["outcome"] == "quarantined" and HazardAct.objects.filter(act="find").count() == 1


AFTER = UUID("0197f000-0000-7000-8000-000000000032")


def test_mended_while_one_stood_there_is_found_and_fixed_in_one_word(cast: Cast) -> None:
    told = sync.run_find(
        push(cast, "hazards.find", photos=(PHOTO, AFTER), kind="gas", words="软管老化", fixed=True, after=[1])
    )
    row = made()
    assert told == {"hazard": str(row.uid), "no": row.no, "fixed": True}
    assert (row.state, row.fixer_id) == ("fixed_on_site", cast.users["grid_worker"].pk)
    shown = {act.act: photos_of_act(act) for act in acts_of(row)}
    assert shown == {"find": [PHOTO], "fix_on_site": [AFTER]}


def photos_of_act(act: HazardAct) -> list[UUID]:
    rows = Evidence.objects.unscoped("a test looks").filter(subject_kind="hazard_act", subject_id=act.pk)
    return [photo.uid for photo in rows]


@pytest.mark.parametrize("after", [[], [7], ["1"], [True], {"a": 1}, None, -1])
def test_mended_there_without_a_photo_stays_found_and_the_finder_reads_why(cast: Cast, after: Any) -> None:
    told = sync.run_find(push(cast, "hazards.find", photos=(PHOTO,), kind="gas", fixed=True, after=after))
    row = made()
    assert (row.state, told["fixed"]) == ("found", False)
    assert "照片" in told["why"]
    assert [act.act for act in acts_of(row)].count("note") == 1
    assert "当场改好" in newest(row).words


def test_who_may_find_but_not_mend_leaves_it_found_with_the_photos(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(**_given: Any) -> None:
        raise NotAllowed("action.denied", "您没有这项权限。")

    monkeypatch.setattr(services, "fix_on_site", denied)
    told = sync.run_find(push(cast, "hazards.find", photos=(PHOTO, AFTER), kind="gas", fixed=True, after=[1]))
    assert (made().state, told["why"]) == ("found", "您没有这项权限。")
    assert photos_of_act(newest(made())) == [AFTER]


def test_a_patrol_that_found_a_hazard_is_no_danger(cast: Cast) -> None:
    sync.run_check_in(push(cast, "hazards.check_in", photos=(), found="nothing", hazard=True, words="井盖松"))
    row = CheckIn.objects.unscoped("a test looks").get()
    assert (row.found, row.words) == (False, "有隐患，另报。井盖松")


def test_a_double_shows_on_the_phone_how_far_the_other_one_is_and_what_was_not_true_says_why(cast: Cast) -> None:
    main, other, false = assigned(cast, kind="gas"), find(cast, kind="gas"), find(cast, kind="dyke")
    desk = cast.actor("town_duty")
    services.merge_hazards(hazard_id=other.pk, into_id=main.pk, actor=desk, now=cast.now)
    services.mark_false(hazard_id=false.pk, words="是晒的稻草", actor=desk, now=cast.now)
    copy = sync.ledger_rows(cast.scope("grid_worker"), cast.actor("grid_worker", "phone"), cast.now)
    rows = {row["no"]: row for row in copy if row["what"] == "hazard"}
    put = rows[other.no]
    assert (put["state"], put["tone"]) == ("assigned", rows[main.no]["tone"])
    assert put["state_label"] == f"并入 {main.no}：已交办"
    assert (put["reason"], rows[false.no]["reason"]) == ("", "是晒的稻草")
