"""Two people release an alert; updates, cancels, expiry and crashes keep everybody accounted for."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from qianshao.alerts.models import Alert, AlertArea
from qianshao.alerts.selectors import alerts, targets_of
from qianshao.alerts.services import (
    Composition,
    Piece,
    compose_alert,
    edit_alert,
    expected_count,
    release_alert,
    release_verb,
    return_alert,
    submit_alert,
    withdraw_alert,
)
from qianshao.alerts.ticks import expire_alerts, resume_calls
from qianshao.calling.models import CallOut, Case
from qianshao.core import clock
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from qianshao.core.scope import Scope
from qianshao.journal.models import Entry
from tests.alerts import messages
from tests.alerts.conftest import SQUARE, message, receive, submitted
from tests.cast import Cast
from tests.cast_people import People

REASON = "雨量已达红色标准"


def release(cast: Cast, alert: Alert, who: str = "county_lead", **changed: Any) -> Alert:
    given = {
        "version": alert.version,
        "typed": release_verb(alert),
        "count": str(expected_count(alert, targets_of(alert, clock.now()))),
        "reason": REASON,
    } | changed
    return release_alert(alert.pk, **given, actor=cast.actor(who), now=clock.now())


def later(first: Alert, kind: str, *changes: tuple[str, str]) -> bytes:
    triple = f"{first.sender},{first.identifier},2026-07-18T20:10:00+08:00"
    return messages.cancel(message(*changes).decode(), of=triple, kind=kind)


def called(alert: Alert) -> set[str]:
    return set(Case.objects.unscoped("test").filter(callout_id=alert.callout_id).values_list("name", flat=True))


def test_a_second_person_releases_and_everybody_has_a_case(cast: Cast, people: People) -> None:
    alert = release(cast, submitted(cast))
    callout = CallOut.objects.unscoped("test").get()
    assert (alert.state, alert.callout_id, alert.released_count) == ("released", callout.pk, callout.total)
    assert {"张有福", "李秀梅", "赵国民", "吴长贵", "王镇长", "陈国栋"} <= called(alert)
    assert callout.not_after == alert.expires and not callout.is_drill
    assert "红旗" in callout.brief or "青石镇" in callout.brief


def test_whoever_submitted_it_cannot_release_it(cast: Cast, people: People) -> None:
    alert = receive(cast)
    submit_alert(alert.pk, version=0, actor=cast.actor("county_lead"), now=clock.now())
    alert.refresh_from_db()
    with pytest.raises(NotAllowed):
        release(cast, alert, "county_lead")
    assert CallOut.objects.unscoped("test").count() == 0
    assert release(cast, alert, "county_lead_2").state == "released"


def test_the_database_itself_refuses_one_person_in_both_places(cast: Cast, people: People) -> None:
    alert = submitted(cast)
    rows = Alert._base_manager.filter(pk=alert.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="released", released_by_id=alert.submitted_by_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="released")


@pytest.mark.parametrize("who", ["county_duty", "town_lead", "county_admin", "county_auditor", "neighbour_lead"])
def test_nobody_else_releases(cast: Cast, people: People, who: str) -> None:
    alert = submitted(cast)
    with pytest.raises((NotAllowed, NotFound)):
        release(cast, alert, who)
    assert Alert._base_manager.get(pk=alert.pk).state == "submitted"


@pytest.mark.parametrize(
    "changed", [{"typed": "签发"}, {"count": "1"}, {"count": ""}, {"reason": " "}, {"reason": "好"}]
)
def test_verb_number_and_reason_are_demanded(cast: Cast, people: People, changed: dict[str, str]) -> None:
    alert = submitted(cast)
    with pytest.raises(Invalid):
        release(cast, alert, **changed)
    assert Alert._base_manager.get(pk=alert.pk).state == "submitted"


def test_a_release_of_a_row_changed_meanwhile_is_stale(cast: Cast, people: People) -> None:
    alert = submitted(cast)
    with pytest.raises(Stale):
        release(cast, alert, version=alert.version - 1)


def test_a_second_click_finds_it_released(cast: Cast, people: People) -> None:
    alert = submitted(cast)
    release(cast, alert)
    with pytest.raises(Stale):
        release(cast, alert)
    assert CallOut.objects.unscoped("test").count() == 1


def test_an_area_lost_between_submit_and_release_stops_it(cast: Cast, people: People) -> None:
    alert = submitted(cast)
    count = str(targets_of(alert, clock.now()).preview.total)
    AlertArea.objects.all().delete()
    with pytest.raises(Invalid, match="没有可用的区域"):
        release(cast, alert, count=count)
    assert CallOut.objects.unscoped("test").count() == 0


def test_what_has_stops_is_not_even_submitted(cast: Cast, people: People) -> None:
    alert = receive(cast, message((SQUARE, "")))
    with pytest.raises(Invalid, match="没有默认范围"):
        submit_alert(alert.pk, version=0, actor=cast.actor("county_duty"), now=clock.now())


def test_an_alert_that_expired_while_waiting_is_not_released(cast: Cast, people: People, fake_clock: Any) -> None:
    alert = submitted(cast)
    fake_clock.advance(24 * 3600)
    with pytest.raises(Invalid, match="失效时间"):
        release(cast, alert)


def test_an_exercise_is_released_as_a_drill(cast: Cast, people: People) -> None:
    words = (("新县气象台发布暴雨红色预警", "【演练】新县气象台发布暴雨红色预警"), (">Actual<", ">Exercise<"))
    alert = release(cast, submitted(cast, message(*words)))
    callout = CallOut.objects.unscoped("test").get()
    assert alert.is_drill and callout.is_drill and "【演练】" not in callout.title


def test_a_submitted_alert_can_be_sent_back_and_withdrawn(cast: Cast, people: People) -> None:
    alert = submitted(cast)
    back = return_alert(
        alert.pk, version=alert.version, reason="区域不对，请核实", actor=cast.actor("county_lead"), now=clock.now()
    )
    assert (back.state, back.submitted_by_id) == ("draft", None)
    gone = withdraw_alert(
        back.pk, version=back.version, reason="重复的报文", actor=cast.actor("county_duty"), now=clock.now()
    )
    assert gone.state == "withdrawn"


def test_an_update_of_the_same_colour_calls_only_the_newly_inside(cast: Cast, people: People) -> None:
    first = release(cast, submitted(cast))
    wider = SQUARE.replace("31.66,", "31.64,").replace("114.85", "114.87")
    update = release(cast, submitted(cast, later(first, "Update", (SQUARE, wider))))
    first.refresh_from_db()
    assert (first.state, update.state) == ("superseded", "released")
    assert {"陈立新", "孙玉兰"} <= called(update) and "张有福" not in called(update)
    old, new = CallOut.objects.unscoped("test").order_by("pk")
    assert (old.state, new.state, new.supersedes_id) == ("running", "running", None)


def test_an_update_to_a_graver_colour_calls_everybody_again(cast: Cast, people: People) -> None:
    orange = (("红色", "橙色"), ("Extreme", "Severe"))
    first = release(cast, submitted(cast, message(*orange)))
    update = release(cast, submitted(cast, later(first, "Update")))
    assert called(first) <= called(update) and "张有福" in called(update)
    old, new = CallOut.objects.unscoped("test").order_by("pk")
    assert (old.state, new.supersedes_id) == ("closed", old.pk)


def test_an_update_of_words_only_calls_nobody_and_lengthens_the_call_out(cast: Cast, people: People) -> None:
    first = release(cast, submitted(cast))
    longer = (("2026-07-19T02:38", "2026-07-19T08:38"), ("雨势还将持续", "雨势减弱"))
    update = release(cast, submitted(cast, later(first, "Update", *longer)))
    callout = CallOut.objects.unscoped("test").get()
    assert (update.released_count, update.callout_id) == (0, callout.pk)
    assert (callout.state, callout.not_after) == ("running", update.expires)


def test_a_cancel_of_an_update_lifts_the_whole_chain(cast: Cast, people: People) -> None:
    first = release(cast, submitted(cast))
    wider = SQUARE.replace("31.66,", "31.64,").replace("114.85", "114.87")
    update = release(cast, submitted(cast, later(first, "Update", (SQUARE, wider))))
    triple = f"{update.sender},{update.identifier},2026-07-18T23:38:00+08:00"
    data = messages.cancel(message().decode(), of=triple)
    release(cast, submitted(cast, data.replace(b"233800_0</identifier>", b"235000_0</identifier>")))
    assert {one.state for one in CallOut.objects.unscoped("test")} == {"lifted"}


def test_a_cancel_lifts_the_call_out_of_what_it_names(cast: Cast, people: People) -> None:
    first = release(cast, submitted(cast))
    cancel = release(cast, submitted(cast, later(first, "Cancel")))
    first.refresh_from_db()
    assert (first.state, cancel.released_count) == ("cancelled", first.released_count)
    assert CallOut.objects.unscoped("test").get().state == "lifted"
    assert list(alerts(cast.scope("county_duty"), state="released")) == []
    assert set(alerts(cast.scope("county_duty"), state="ended")) == {first, cancel}


def test_a_cancel_from_another_sender_is_stopped(cast: Cast, people: People) -> None:
    first = release(cast, submitted(cast))
    with pytest.raises(Invalid, match="原发布单位"):
        submitted(cast, later(first, "Cancel", ("<sender>新县气象台（演示）", "<sender>别的单位")))


def test_a_cancel_of_something_unknown_is_stopped(cast: Cast, people: People) -> None:
    with pytest.raises(Invalid, match="没有找到"):
        submitted(cast, messages.cancel(message().decode()))


def test_an_alert_past_its_end_expires_once(cast: Cast, people: People, fake_clock: Any) -> None:
    alert = release(cast, submitted(cast))
    assert expire_alerts(clock.now(), 100) == 0
    fake_clock.advance(24 * 3600)
    assert [expire_alerts(clock.now(), 100), expire_alerts(clock.now(), 100)] == [1, 0]
    alert.refresh_from_db()
    assert alert.state == "expired"


def test_a_release_cut_off_before_calling_is_finished_by_the_ticker(
    cast: Cast, people: People, fake_clock: Any
) -> None:
    alert = submitted(cast)

    def dies(execute: Any, sql: str, *rest: Any) -> Any:
        if "INSERT INTO" in sql and "calling_callout" in sql:
            raise KeyboardInterrupt
        return execute(sql, *rest)

    with pytest.raises(KeyboardInterrupt), connection.execute_wrapper(dies):
        release(cast, alert)
    alert.refresh_from_db()
    assert (alert.state, alert.called_at, CallOut.objects.unscoped("test").count()) == ("released", None, 0)
    assert resume_calls(clock.now(), 10) == 0
    fake_clock.advance(60)
    assert [resume_calls(clock.now(), 10), resume_calls(clock.now(), 10)] == [1, 0]
    alert.refresh_from_db()
    assert alert.called_at and "张有福" in called(alert)


RED_RAIN = Composition(
    hazard="rainstorm",
    colour="red",
    headline="演示县防指发布暴雨红色预警",
    description="3 小时雨量已达 100 毫米",
    pieces=(Piece("code", "红旗村", code_name="CPEAS Geographic Code", code="411599100201"),),
)


def compose(cast: Cast, content: Composition = RED_RAIN, **changed: Any) -> Alert:
    content = replace(content, **({"expires": clock.now() + timedelta(hours=6)} | changed))
    return compose_alert(content, actor=cast.actor("county_duty"), now=clock.now())


def test_a_composed_alert_brings_its_guide_and_goes_the_same_way(cast: Cast, people: People) -> None:
    alert = compose(cast)
    assert "危险区的人全部转移" in alert.instruction and len(alert.identifier) == 31
    alert = submit_alert(alert.pk, version=0, actor=cast.actor("county_duty"), now=clock.now())
    assert {"张有福", "吴长贵"} <= called(release(cast, alert))


def test_a_composed_drill_is_marked_by_the_server(cast: Cast, people: People) -> None:
    alert = compose(cast, is_drill=True)
    assert alert.headline.startswith("【演练】") and alert.status == "Exercise"


def test_a_composed_alert_without_area_is_kept_but_never_submitted(cast: Cast, people: People) -> None:
    alert = compose(cast, pieces=())
    with pytest.raises(Invalid, match="没有可用的区域"):
        submit_alert(alert.pk, version=0, actor=cast.actor("county_duty"), now=clock.now())


def test_a_received_message_cannot_be_reworded_only_filled_in(cast: Cast, people: People) -> None:
    alert = receive(cast)
    edited = edit_alert(alert.pk, RED_RAIN, version=0, actor=cast.actor("county_duty"), now=clock.now())
    edited.refresh_from_db()
    assert edited.headline == "新县气象台发布暴雨红色预警"
    assert [row.kind for row in edited.areas.all()] == ["polygon", "code"]


def test_a_crossing_polygon_is_replaced_by_what_an_officer_draws(cast: Cast, people: People) -> None:
    bow_tie = "<polygon>31.66,114.83 31.68,114.85 31.66,114.85 31.68,114.83 31.66,114.83</polygon>"
    alert = receive(cast, message((SQUARE, bow_tie)))
    edited = edit_alert(alert.pk, RED_RAIN, version=0, actor=cast.actor("county_duty"), now=clock.now())
    assert [row.kind for row in edited.areas.all()] == ["code"]
    assert b"114.85 31.66" in bytes(edited.raw)


def test_a_title_left_blank_is_worded_as_usual(cast: Cast, people: People) -> None:
    assert compose(cast, headline="").headline == "演示县发布暴雨红色预警"


def test_what_others_sent_is_not_updated_or_cancelled_here(cast: Cast, people: People) -> None:
    first = release(cast, submitted(cast))
    with pytest.raises(NotAllowed):
        compose(cast, msg_type="Cancel", refers_to=first.pk)


def test_an_own_alert_is_cancelled_by_two_people_too(cast: Cast, people: People) -> None:
    first = compose(cast)
    first = release(cast, submit_alert(first.pk, version=0, actor=cast.actor("county_duty"), now=clock.now()))
    cancel = compose(cast, msg_type="Cancel", refers_to=first.pk, headline="解除暴雨红色预警", pieces=())
    cancel = submit_alert(cancel.pk, version=0, actor=cast.actor("county_duty"), now=clock.now())
    release(cast, cancel)
    first.refresh_from_db()
    assert first.state == "cancelled"


def test_a_scope_over_everything_sees_every_alert(cast: Cast) -> None:
    rows = {receive(cast), receive(cast, message(("_0</identifier>", "_1</identifier>")), "neighbour_lead")}
    assert set(alerts(Scope.everything("a test"))) == rows
    assert len(set(alerts(cast.scope("county_duty")))) == 1


def test_every_step_is_in_the_journal(cast: Cast, people: People) -> None:
    release(cast, submitted(cast))
    kinds = set(Entry._base_manager.filter(subject_kind="alert").values_list("kind", flat=True))
    assert kinds == {"alerts.received", "alerts.submitted", "alerts.released", "alerts.called"}


def test_random_sequences_never_release_with_one_person(cast: Cast, people: People) -> None:
    dice = random.Random(1)
    actors = [cast.actor(key) for key in ("county_duty", "county_lead", "county_lead_2")]
    receive(cast)
    for _ in range(150):
        alert = Alert._base_manager.get()
        common = {"version": alert.version, "actor": dice.choice(actors), "now": clock.now()}
        verb = dice.choice(["submit", "return"] if alert.state == "draft" else ["submit", "return", "release"])
        try:
            if verb == "submit":
                submit_alert(alert.pk, **common)
            elif verb == "return":
                return_alert(alert.pk, reason="再看一看吧", **common)
            else:
                total = str(targets_of(alert, clock.now()).preview.total)
                release_alert(alert.pk, typed="签发预警", count=total, reason=REASON, **common)
        except Refusal:
            continue
        alert.refresh_from_db()
        if alert.state == "released":
            assert alert.released_by_id != alert.submitted_by_id
            return
    raise AssertionError("no sequence released it")
