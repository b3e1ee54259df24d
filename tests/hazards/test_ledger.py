"""The loop of a hazard through the verbs: what each may do, and what it must refuse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.hazards import selectors, services, ticks
from qianshao.hazards.models import Guard, Hazard, HazardAct, Reminder
from qianshao.hazards.selectors import Filters, hazard_of
from qianshao.hazards.services.tie import tie
from qianshao.hazards.states.ledger import MOVES, HazardState
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.hazards.ledger import (
    ACCEPTER,
    PLAN,
    REPORT,
    UNIT,
    accepted,
    arrive,
    asked,
    assigned,
    closed,
    find,
    fresh,
    verified,
)

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test looks")
HERE = Position(114.841, 31.671, 8.0)


def refused(code: str, verb: Callable[..., Any], **given: Any) -> None:
    with pytest.raises(Refusal) as found:
        verb(**given)
    assert found.value.code == code
    assert str(found.value)


def test_a_hazard_goes_from_found_to_closed_and_the_ledger_says_by_whom(cast: Cast) -> None:
    made = closed(cast)
    assert (made.state, made.step_due_at, made.remind_at) == ("closed", None, None)
    said = [(act.act, act.by_label) for act in selectors.acts_of(made)]
    assert [act for act, _who in said] == ["find", "verify", "assign", "ask", "accept", "close"]
    assert len({who for _act, who in said}) >= 4
    told = set(Entry.objects.unscoped("a test looks").values_list("kind", flat=True))
    assert {f"hazards.ledger_{act}" for act, _who in said} <= told
    assert made.no == "2026-411599-000001"
    assert find(cast).no == "2026-411599-000002"


def test_only_the_kind_is_needed_and_an_unknown_one_stays_in_the_words(cast: Cast) -> None:
    made = services.find_hazard(kind="volcano", actor=cast.actor("grid_worker"), now=cast.now)
    assert (made.kind, made.description, made.grade) == ("other", "[volcano]", 0)
    assert made.division_path == cast.village_a1.path
    refused("hazard.kind", services.find_hazard, kind="", actor=cast.actor("grid_worker"), now=cast.now)
    refused(
        "hazard.kind", services.find_hazard, kind="gas", source="x", actor=cast.actor("grid_worker"), now=cast.now
    )


def test_the_finders_clock_and_ours_are_both_kept_and_a_clock_that_runs_ahead_is_not_believed(cast: Cast) -> None:
    early, late = cast.now - timedelta(hours=3), cast.now + timedelta(hours=3)
    assert (find(cast, found_at=early).found_at, find(cast, found_at=late).found_at) == (early, cast.now)


def test_every_act_is_refused_in_every_state_it_does_not_start_from(cast: Cast) -> None:
    desk, row = cast.actor("county_duty"), closed(cast)
    given: dict[str, dict[str, Any]] = {
        "verify": {"verb": services.verify_hazard, "grade": 1},
        "dismiss": {"verb": services.mark_false, "words": "x"},
        "restore": {"verb": services.restore_hazard, "words": "x"},
        "report_up": {"verb": services.report_up, "words": "x"},
        "fix_on_site": {"verb": services.fix_on_site, "evidence": [uuid7()]},
        "start": {"verb": services.start_work},
        "ask": {"verb": services.ask_acceptance, "evidence": [uuid7()]},
        "close": {"verb": services.close_hazard},
        "reopen": {"verb": services.reopen_hazard, "words": "x"},
        "unaccept": {"verb": services.send_back, "words": "x"},
    }
    for act, call in given.items():
        verb = call.pop("verb")
        for state in HazardState:
            if MOVES[act].allows(state):
                continue
            Hazard.objects.unscoped("a test").filter(pk=row.pk).update(state=state)
            with pytest.raises(Stale):
                verb(hazard_id=row.pk, actor=desk, now=cast.now, **call)
            assert fresh(row).state == state


def test_a_second_click_and_a_page_that_is_old_change_nothing(cast: Cast) -> None:
    made = find(cast)
    desk = cast.actor("town_duty")
    services.verify_hazard(hazard_id=made.pk, grade=1, version=made.version, actor=desk, now=cast.now)
    refused(
        "state.raced",
        services.mark_false,
        hazard_id=made.pk,
        words="x",
        version=made.version,
        actor=desk,
        now=cast.now,
    )
    refused("state.moved", services.verify_hazard, hazard_id=made.pk, grade=1, actor=desk, now=cast.now)
    assert [act.act for act in selectors.acts_of(made)] == ["find", "verify"]


def test_two_who_read_the_same_row_cannot_both_move_it(cast: Cast) -> None:
    from qianshao.core.states import move

    made = find(cast)
    one, other = fresh(made), fresh(made)
    move(one, MOVES["dismiss"])
    with pytest.raises(Stale):
        move(other, MOVES["report_up"])


def test_an_act_can_be_neither_changed_nor_removed(cast: Cast) -> None:
    find(cast)
    for change in (lambda rows: rows.update(words="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(HazardAct.objects.all())
    assert HazardAct.objects.get().words == "外墙开裂"


def test_a_grade_is_needed_and_words_say_why_it_is_not_so(cast: Cast) -> None:
    made, desk = find(cast), cast.actor("town_duty")
    refused("hazard.no_grade", services.verify_hazard, hazard_id=made.pk, grade=0, actor=desk, now=cast.now)
    refused("hazard.no_words", services.mark_false, hazard_id=made.pk, words=" ", actor=desk, now=cast.now)
    services.mark_false(hazard_id=made.pk, words="去看过，是阴影", actor=desk, now=cast.now)
    services.restore_hazard(hazard_id=made.pk, words="再看是裂缝", actor=desk, now=cast.now)
    assert fresh(made).state == "found"


def test_what_nobody_verified_is_not_handed_over_also_when_it_was_reported_up(cast: Cast) -> None:
    made = find(cast)
    services.report_up(hazard_id=made.pk, words="村里修不了", actor=cast.actor("village_cadre"), now=cast.now)
    desk = cast.actor("county_duty")
    give = {"hazard_id": made.pk, "actor": desk, "now": cast.now}
    refused("hazard.not_verified", services.assign_hazard, unit_name="县住建局", **give)
    services.verify_hazard(grade=1, **give)
    done = services.assign_hazard(unit_name="县住建局", department="housing", **give)
    assert (done.state, done.department_name) == ("assigned", "住建")
    assert done.due_at == done.step_due_at == cast.now + timedelta(days=15)


def test_a_major_hazard_is_handed_over_only_with_a_date(cast: Cast) -> None:
    made = verified(cast, grade=2)
    give = {"hazard_id": made.pk, "unit_name": "县水利局", "actor": cast.actor("county_duty"), "now": cast.now}
    refused("hazard.no_date", services.assign_hazard, **give)
    refused("hazard.past_date", services.assign_hazard, due_at=cast.now, **give)
    services.assign_hazard(due_at=cast.now + timedelta(days=30), **give)


def test_the_desk_may_hand_it_to_another_unit_and_the_date_stays(cast: Cast) -> None:
    made = assigned(cast)
    again = services.assign_hazard(
        hazard_id=made.pk, unit_name="县水利局", actor=cast.actor("county_duty"), now=cast.now + timedelta(days=1)
    )
    assert (again.unit_name, again.due_at) == ("县水利局", made.due_at)
    assert selectors.acts_of(made)[-1].act == "reassign"


def test_work_is_shown_with_a_photo_and_accepted_when_the_photo_can_be_seen(cast: Cast) -> None:
    made, cadre, lead = assigned(cast), cast.actor("village_cadre"), cast.actor("town_lead")
    refused("hazard.no_photo", services.ask_acceptance, hazard_id=made.pk, actor=cadre, now=cast.now)
    services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=cadre, now=cast.now)
    accept = {"hazard_id": made.pk, "unit_name": ACCEPTER, "actor": lead, "now": cast.now}
    refused("hazard.no_photo", services.accept_hazard, **accept)
    arrive(made)
    services.accept_hazard(**accept)
    assert fresh(made).state == "accepted"


def test_photos_of_work_that_was_sent_back_do_not_count_again(cast: Cast) -> None:
    made = asked(cast)
    services.reject_hazard(hazard_id=made.pk, words="还在裂", actor=cast.actor("town_lead"), now=cast.now)
    row = fresh(made)
    assert (row.state, row.due_at) == ("rejected", cast.now + timedelta(days=7))
    cadre = cast.actor("village_cadre")
    refused("hazard.no_photo", services.ask_acceptance, hazard_id=made.pk, actor=cadre, now=cast.now)
    services.report_progress(hazard_id=made.pk, words="重做", evidence=[uuid7()], actor=cadre, now=cast.now)
    services.ask_acceptance(hazard_id=made.pk, actor=cadre, now=cast.now)


def test_who_showed_the_work_does_not_accept_it_though_another_asked(cast: Cast) -> None:
    """Who only noted a call did not do the work."""
    town, cadre = cast.actor("town_duty"), cast.actor("village_cadre")
    for words, photos in (("做好了", [uuid7()]), ("打电话催过", [])):
        made = assigned(cast)
        services.report_progress(hazard_id=made.pk, words=words, evidence=photos, actor=town, now=cast.now)
        services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=cadre, now=cast.now)
        arrive(made)
        accept = {"hazard_id": made.pk, "unit_name": ACCEPTER, "actor": town, "now": cast.now}
        if photos:
            refused("hazard.own_work", services.accept_hazard, **accept)
    assert services.accept_hazard(**accept).state == "accepted"


def test_neither_the_person_nor_the_unit_that_mended_it_accepts_it(cast: Cast) -> None:
    made = assigned(cast)
    town = cast.actor("town_duty")
    services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=town, now=cast.now)
    arrive(made)
    accept = {"hazard_id": made.pk, "now": cast.now}
    refused("hazard.own_work", services.accept_hazard, unit_name=ACCEPTER, actor=town, **accept)
    refused("hazard.own_work", services.accept_hazard, unit_name=UNIT, actor=cast.actor("town_lead"), **accept)
    refused("hazard.no_unit", services.accept_hazard, unit_name="", actor=cast.actor("town_lead"), **accept)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.unscoped("a test").filter(pk=made.pk).update(accepter_id=town.user_id)


def test_mended_on_the_spot_it_is_accepted_by_another_or_goes_back_to_be_handed_over(cast: Cast) -> None:
    made, worker = find(cast), cast.actor("grid_worker")
    refused("hazard.no_photo", services.fix_on_site, hazard_id=made.pk, actor=worker, now=cast.now)
    services.fix_on_site(hazard_id=made.pk, words="已清走", evidence=[uuid7()], actor=worker, now=cast.now)
    services.reject_hazard(hazard_id=made.pk, words="没清完", actor=cast.actor("town_lead"), now=cast.now)
    assert (fresh(made).state, fresh(made).grade) == ("verified", 1)
    services.fix_on_site(hazard_id=made.pk, evidence=[uuid7()], actor=worker, now=cast.now)
    arrive(made)
    services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)
    services.close_hazard(hazard_id=made.pk, actor=cast.actor("town_duty"), now=cast.now)
    assert fresh(made).state == "closed"


def mended_on_site(cast: Cast, **given: Any) -> Hazard:
    """Never verified, mended on the spot, accepted by the township's leader."""
    made = find(cast, **given)
    services.fix_on_site(hazard_id=made.pk, evidence=[uuid7()], actor=cast.actor("grid_worker"), now=cast.now)
    arrive(made)
    return services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)


@pytest.mark.parametrize("unit_name", ["", "老王饭店"])
def test_mended_on_the_spot_it_is_sent_back_and_opened_again_to_be_handed_over(cast: Cast, unit_name: str) -> None:
    """Nobody was ever handed it, or nobody graded it: there is no date and perhaps no unit to go back to."""
    made, desk = mended_on_site(cast, unit_name=unit_name), cast.actor("county_duty")
    give = {"hazard_id": made.pk, "words": "又堆上了", "actor": desk, "now": cast.now}
    refused("hazard.no_words", services.send_back, **{**give, "words": " "})
    row = services.send_back(**give)
    assert (row.state, row.grade, row.verified_at, row.due_at) == ("verified", 1, cast.now, None)
    assert (row.accepter_id, row.step_due_at) == (None, cast.now + timedelta(hours=24))
    services.assign_hazard(hazard_id=made.pk, unit_name=UNIT, actor=desk, now=cast.now)
    cadre = {"hazard_id": made.pk, "actor": cast.actor("village_cadre"), "now": cast.now}
    refused("hazard.no_photo", services.ask_acceptance, **cadre)

    other = mended_on_site(cast, unit_name=unit_name)
    services.close_hazard(hazard_id=other.pk, actor=desk, now=cast.now)
    row = services.reopen_hazard(**{**give, "hazard_id": other.pk})
    assert (row.state, row.grade, row.closed_at, row.reopened_count) == ("verified", 1, None, 1)
    assert selectors.acts_of(row)[-1].act == "reopen_on_site"


def test_sent_back_to_the_unit_that_is_named(cast: Cast) -> None:
    made, desk = verified(cast, unit_name=""), cast.actor("county_duty")
    services.fix_on_site(hazard_id=made.pk, evidence=[uuid7()], actor=cast.actor("grid_worker"), now=cast.now)
    arrive(made)
    services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)
    row = services.send_back(hazard_id=made.pk, words="没清完", unit_name=UNIT, actor=desk, now=cast.now)
    assert (row.state, row.unit_name, row.due_at) == ("rejected", UNIT, cast.now + timedelta(days=7))
    assert selectors.acts_of(row)[-1].data["unit"] == UNIT


def test_a_major_hazard_needs_papers_and_a_second_level(cast: Cast) -> None:
    month = cast.now + timedelta(days=30)
    made = assigned(cast, grade=2, due_at=month)
    cadre = cast.actor("village_cadre")
    ask = {"hazard_id": made.pk, "evidence": [uuid7()], "actor": cadre, "now": cast.now}
    refused("hazard.major_unready", services.ask_acceptance, **ask)
    put = {"hazard_id": made.pk, "actor": cadre, "now": cast.now}
    refused("hazard.parts", services.put_plan, parts={**PLAN, "money": " "}, **put)
    services.put_report(parts=REPORT, **put)
    refused("hazard.major_unready", services.ask_acceptance, **ask)
    services.put_plan(parts=PLAN, **put)
    services.ask_acceptance(**ask)
    arrive(made)
    county = cast.actor("county_duty")
    services.accept_hazard(hazard_id=made.pk, unit_name="县应急局", actor=county, now=cast.now)
    close = {"hazard_id": made.pk, "now": cast.now}
    refused("hazard.second_level", services.close_hazard, actor=cast.actor("town_duty"), **close)
    refused("hazard.second_level", services.close_hazard, actor=county, **close)
    services.close_hazard(actor=cast.actor("county_lead"), **close)
    assert fresh(made).state == "closed"


def test_a_hazard_of_little_weight_has_no_papers_and_is_not_mended_on_the_spot_when_heavy(cast: Cast) -> None:
    put = {"parts": REPORT, "actor": cast.actor("village_cadre"), "now": cast.now}
    refused("hazard.not_major", services.put_report, hazard_id=assigned(cast).pk, **put)
    heavy = verified(cast, grade=2)
    give = {"hazard_id": heavy.pk, "evidence": [uuid7()], "actor": cast.actor("grid_worker"), "now": cast.now}
    refused("hazard.major_on_site", services.fix_on_site, **give)


def test_more_time_is_granted_by_somebody_else_and_moves_the_date(cast: Cast) -> None:
    made, desk = assigned(cast), cast.actor("town_duty")
    until = cast.now + timedelta(days=40)
    ask = {"hazard_id": made.pk, "reason": "下雨停工", "now": cast.now}
    services.ask_extension(until=until, actor=desk, **ask)
    refused("hazard.extension_open", services.ask_extension, until=until, actor=desk, **ask)
    decide = {"hazard_id": made.pk, "now": cast.now}
    refused("hazard.own_wish", services.decide_extension, granted=True, actor=desk, **decide)
    county = cast.actor("county_duty")
    refused("hazard.no_words", services.decide_extension, granted=False, actor=county, **decide)
    services.decide_extension(granted=True, actor=county, **decide)
    row = fresh(made)
    assert (row.due_at, row.step_due_at, row.turn_at) == (until, until, until)
    refused("state.moved", services.decide_extension, granted=True, actor=county, **decide)


def test_nothing_closes_over_an_open_wish_for_more_time(cast: Cast) -> None:
    made = assigned(cast)
    cadre = cast.actor("village_cadre")
    services.ask_extension(
        hazard_id=made.pk, until=cast.now + timedelta(days=40), reason="下雨", actor=cadre, now=cast.now
    )
    services.ask_acceptance(hazard_id=made.pk, evidence=[uuid7()], actor=cadre, now=cast.now)
    arrive(made)
    services.accept_hazard(hazard_id=made.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)
    close = {"hazard_id": made.pk, "actor": cast.actor("county_duty"), "now": cast.now}
    refused("hazard.extension_open", services.close_hazard, **close)
    services.withdraw_extension(hazard_id=made.pk, actor=cadre, now=cast.now)
    services.close_hazard(**close)


def test_what_comes_back_is_opened_again_with_the_new_finding_beside_it(cast: Cast) -> None:
    made = closed(cast, position=HERE)
    later = cast.now + timedelta(days=20)
    again = services.find_hazard(kind="house", position=HERE, actor=cast.actor("grid_worker"), now=later)
    assert again.recurs_of_id == made.pk
    desk = cast.actor("county_duty")
    refused("hazard.no_words", services.reopen_hazard, hazard_id=made.pk, words="", actor=desk, now=later)
    services.reopen_hazard(hazard_id=made.pk, words="又裂了", again_id=again.pk, actor=desk, now=later)
    row = fresh(made)
    assert (row.state, row.reopened_count, row.due_at) == ("assigned", 1, later + timedelta(days=7))
    assert fresh(again).same_as_id == made.pk
    verify = {"hazard_id": again.pk, "grade": 1, "actor": cast.actor("town_duty"), "now": later}
    refused("hazard.merged", services.verify_hazard, **verify)
    assert [one.pk for one in selectors.hazards(ALL)] == [made.pk]


def test_long_after_it_is_a_new_hazard(cast: Cast) -> None:
    made, late = closed(cast), cast.now + timedelta(days=91)
    give = {"hazard_id": made.pk, "words": "又裂了", "actor": cast.actor("county_duty"), "now": late}
    refused("hazard.reopen_late", services.reopen_hazard, **give)


def test_whoever_closes_may_send_it_back_with_words(cast: Cast) -> None:
    made = accepted(cast)
    services.send_back(hazard_id=made.pk, words="照片不是这一处", actor=cast.actor("county_duty"), now=cast.now)
    row = fresh(made)
    assert (row.state, row.accepter_unit, row.accepter_id) == ("rejected", "", None)


def test_two_findings_of_one_hazard_are_both_kept_and_counted_once(cast: Cast) -> None:
    one, other = find(cast), find(cast)
    desk = cast.actor("town_duty")
    services.merge_hazards(hazard_id=other.pk, into_id=one.pk, actor=desk, now=cast.now)
    refused("hazard.merge", services.merge_hazards, hazard_id=one.pk, into_id=one.pk, actor=desk, now=cast.now)
    assert [row.pk for row in selectors.hazards(ALL)] == [one.pk]
    assert selectors.ledger_counts(ALL, by="kind", now=cast.now)[0]["total"] == 1
    assert fresh(other).remind_at is None
    services.split_hazard(hazard_id=other.pk, actor=desk, now=cast.now)
    assert fresh(other).step_due_at == cast.now + timedelta(hours=24)
    refused("state.moved", services.split_hazard, hazard_id=other.pk, actor=desk, now=cast.now)


@pytest.mark.parametrize("end", ["closed", "false", "merged"])
def test_work_is_not_put_where_it_does_not_go_on(cast: Cast, end: str) -> None:
    one, main, other, desk = find(cast), verified(cast), find(cast), cast.actor("county_duty")
    old = hazard_of(ALL, main.pk)  # as it was read before somebody else was faster
    if end == "merged":
        services.merge_hazards(hazard_id=main.pk, into_id=other.pk, actor=desk, now=cast.now)
    elif end == "false":
        services.mark_false(hazard_id=main.pk, words="看错", actor=desk, now=cast.now)
    else:
        main = old = closed(cast)
    with pytest.raises(Stale) as found, transaction.atomic():
        tie(fresh(one), old, actor=desk, now=cast.now)
    assert found.value.code == "hazard.merge_over"
    assert fresh(one).same_as_id is None
    if end != "merged":
        merge = {"hazard_id": one.pk, "into_id": main.pk, "actor": desk, "now": cast.now}
        refused("hazard.merge_over", services.merge_hazards, **merge)


def test_a_drills_hazard_is_nobodys_double_and_comes_back_as_nothing_real(cast: Cast) -> None:
    drill = find(cast, position=HERE, is_drill=True)
    assert selectors.duplicates_near(ALL, "house", HERE.lon, HERE.lat, cast.now) == []
    Hazard.objects.unscoped("a test").filter(pk=drill.pk).update(
        state="closed", accepter_unit="x", closed_at=cast.now
    )
    assert find(cast, position=HERE).recurs_of is None
    assert find(cast, position=HERE, is_drill=True).recurs_of == drill


def test_supervision_belongs_to_leaders_and_a_township_hangs_only_its_own(cast: Cast) -> None:
    made = assigned(cast)
    give = {"hazard_id": made.pk, "words": "久拖不改", "now": cast.now}
    with pytest.raises(NotAllowed):
        services.escalate(level="town", actor=cast.actor("town_duty"), **give)
    lead = cast.actor("town_lead")
    refused("hazard.level", services.escalate, level="county", actor=lead, **give)
    services.escalate(level="town", actor=lead, **give)
    due = cast.now + timedelta(days=3)
    services.escalate(level="county", supervision_no="3号", due_at=due, actor=cast.actor("county_lead"), **give)
    row = fresh(made)
    assert (row.state, row.supervision_level, row.due_at) == ("assigned", "county", due)
    refused("hazard.no_words", services.escalate, level="town", actor=lead, **{**give, "words": ""})


def test_handing_to_enforcement_needs_an_officers_words_and_the_work_goes_on(cast: Cast) -> None:
    made = assigned(cast)
    give = {"hazard_id": made.pk, "actor": cast.actor("county_duty"), "now": cast.now}
    refused("hazard.no_words", services.transfer_hazard, words="", **give)
    services.transfer_hazard(words="拒不整改", case_no="立1", **give)
    row = fresh(made)
    assert (row.state, row.case_no, row.transferred_at) == ("assigned", "立1", cast.now)


def test_a_guard_is_set_once_for_a_cause_and_ends_with_it(cast: Cast) -> None:
    made, county = assigned(cast), cast.actor("county_duty")
    cause = ("alert", "7")
    for _time in range(2):
        services.set_guard(hazard_id=made.pk, cause=cause, cause_label="暴雨橙色", actor=county, now=cast.now)
    guard = Guard.objects.unscoped("a test looks").get()
    assert [act.act for act in selectors.acts_of(made)].count("guard") == 1
    worker, look = cast.actor("grid_worker"), uuid7()
    services.look_at_guarded(guard_id=guard.pk, is_worse=True, command_id=look, actor=worker, now=cast.now)
    assert services.end_guards_of(cause=cause, actor=county, now=cast.now) == 1
    assert services.end_guards_of(cause=cause, actor=county, now=cast.now) == 0
    refused("state.moved", services.end_guard, guard_id=guard.pk, actor=county, now=cast.now)
    with pytest.raises(NotFound):
        services.look_at_guarded(guard_id=guard.pk, actor=cast.actor("neighbour_lead"), now=cast.now)


def test_reminders_come_once_and_the_second_urging_copies_to_leaders(cast: Cast) -> None:
    made = assigned(cast)
    assert made.due_at is not None
    assert ticks.remind(cast.now, 50) == 0
    for hours in (-73, -72, -72, -24, 0, 23, 24, 100):
        ticks.remind(made.due_at + timedelta(hours=hours), 50)
    rows = list(Reminder.objects.unscoped("a test looks").values_list("step", "number", "copies"))
    assert rows == [
        ("b3", 0, []),
        ("b1", 0, []),
        ("u1", 1, []),
        ("u2", 2, ["county_lead"]),
        ("u3", 3, ["county_lead"]),
    ]
    row = fresh(made)
    assert (row.urged, row.remind_at) == (3, None)
    assert [act.act for act in selectors.acts_of(made)][-5:] == ["remind", "remind", "urge", "urge", "urge"]
    waiting = selectors.reminders_to_tell()
    assert services.mark_told(reminder_ids=[one.pk for one in waiting], now=cast.now) == 5
    assert selectors.reminders_to_tell() == []


def test_a_new_date_starts_the_reminders_again(cast: Cast) -> None:
    made = assigned(cast)
    assert made.due_at is not None
    ticks.remind(made.due_at + timedelta(hours=1), 50)
    later = made.due_at + timedelta(days=10)
    services.ask_extension(
        hazard_id=made.pk, until=later, reason="下雨", actor=cast.actor("village_cadre"), now=made.due_at
    )
    services.decide_extension(hazard_id=made.pk, granted=True, actor=cast.actor("town_duty"), now=made.due_at)
    assert fresh(made).remind_at == later - timedelta(hours=72)


def test_the_county_edits_its_clocks_and_the_next_finding_runs_by_them(cast: Cast) -> None:
    admin = cast.actor("county_admin")
    rows = [
        {**row, "verify_hours": None if row["code"] == "1" else 2}
        for row in selectors.standard_rows("grades", cast.now)
    ]
    with pytest.raises(NotAllowed):
        services.publish_standard(name="grades", rows=rows, version=0, actor=cast.actor("county_lead"), now=cast.now)
    services.publish_standard(name="grades", rows=rows, version=0, actor=admin, now=cast.now)
    assert find(cast).step_due_at is None
    assert find(cast, grade=2).step_due_at == cast.now + timedelta(hours=2)
    with pytest.raises(Stale):
        services.publish_standard(name="grades", rows=rows, version=0, actor=admin, now=cast.now)
    with pytest.raises(Invalid):
        services.publish_standard(name="grades", rows=rows[:1], version=1, actor=admin, now=cast.now)
    with pytest.raises(NotFound):
        services.publish_standard(name="nothing", rows=rows, version=0, actor=admin, now=cast.now)


def test_a_kind_the_county_has_taken_out_still_names_what_an_old_phone_sends(cast: Cast) -> None:
    rows = [row for row in selectors.standard_rows("kinds", cast.now) if row["code"] != "ebike"]
    services.publish_standard(name="kinds", rows=rows, version=0, actor=cast.actor("county_admin"), now=cast.now)
    assert find(cast, kind="ebike").kind_name == "电动自行车停放充电"


def test_the_list_has_the_latest_first_and_narrows_by_each_filter(cast: Cast) -> None:
    late, calm = assigned(cast), verified(cast, kind="gas")
    other = find(cast, "county_duty", division_path=cast.village_b1.path, kind="road")
    over = closed(cast, kind="dyke")
    now = cast.now + timedelta(days=16)
    services.verify_hazard(hazard_id=other.pk, grade=2, actor=cast.actor("county_duty"), now=now)
    found = [row.pk for row in selectors.hazards(ALL, Filters(), now)]
    assert found == [calm.pk, late.pk, other.pk, over.pk]

    def only(**given: Any) -> list[int]:
        return [row.pk for row in selectors.hazards(ALL, Filters(**given), now)]

    assert only(tab="closed") == [over.pk]
    assert only(under=cast.town_b.path) == [other.pk]
    assert only(kind="gas") == [calm.pk]
    assert only(grade="2") == [other.pk]
    assert only(late=True) == [calm.pk, late.pk]
    assert only(age="week") == []
    assert only(search=late.no) == [late.pk]
    for scope in (ALL, cast.actor("county_duty").scope, cast.actor("town_duty").scope):
        for tab in ("open", "closed", ""):
            same = selectors.hazards(scope, Filters(tab=tab), now), selectors.listed(scope, Filters(tab=tab), now)
            assert [row.pk for row in same[0]] == [row.pk for row in same[1]]
    assert not selectors.listed(cast.actor("neighbour_lead").scope, Filters(), now).exists()
    counts = selectors.tab_counts(ALL, Filters(), now)
    assert (counts["all"], counts["open"], counts["closed"], counts["late"]) == (4, 3, 1, 2)
    sums = {row["key"]: row["total"] for row in selectors.ledger_counts(ALL, by="area", now=now)}
    assert sums == {cast.town_a.path: 2, cast.town_b.path: 1}


def test_each_sees_only_their_area_and_what_waits_for_them(cast: Cast) -> None:
    made = find(cast)
    with pytest.raises(NotFound):
        selectors.hazard_of(cast.actor("neighbour_lead").scope, made.pk)
    assert selectors.steps_waiting(cast.actor("town_duty").scope).count() == 1
    assert selectors.steps_waiting(cast.actor("county_lead").scope).count() == 0
    assert selectors.steps_waiting(cast.actor("town_lead_b").scope).count() == 0
    with pytest.raises(NotAllowed):
        services.verify_hazard(hazard_id=made.pk, grade=1, actor=cast.actor("grid_worker"), now=cast.now)


def test_doubles_nearby_are_of_the_kind_and_near(cast: Cast) -> None:
    one = find(cast, position=HERE)
    find(cast, position=Position(114.851, 31.671, 8.0))
    find(cast, position=HERE, kind="gas")
    near = selectors.duplicates_near(ALL, "house", 114.8413, 31.671, cast.now)
    assert [row.pk for row, _metres in near] == [one.pk]
    assert 20 < (near[0][1] or 0) < 40


def test_a_risk_point_is_one_of_the_register(cast: Cast) -> None:
    give = {"hazard_id": find(cast).pk, "actor": cast.actor("town_duty"), "now": cast.now}
    refused("hazard.risk", services.link_risk, risk_uid=uuid7(), **give)


def test_the_date_of_supervision_stands_when_it_is_handed_over_without_another(cast: Cast) -> None:
    made, until = verified(cast), cast.now + timedelta(days=3)
    give = {"words": "久拖", "level": "county", "actor": cast.actor("county_lead"), "now": cast.now}
    services.escalate(hazard_id=made.pk, due_at=until, **give)
    hand = {"hazard_id": made.pk, "unit_name": UNIT, "actor": cast.actor("town_duty")}
    assert services.assign_hazard(now=cast.now, **hand).due_at == until
    other = verified(cast)
    services.escalate(hazard_id=other.pk, due_at=until, **give)
    late = until + timedelta(days=1)
    assert services.assign_hazard(now=late, **{**hand, "hazard_id": other.pk}).due_at == late + timedelta(days=15)
