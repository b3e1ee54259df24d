"""The loop of a hazard through the verbs: what each may do, and what it must refuse."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from qianshao.core.errors import Stale
from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope
from qianshao.core.sync import Position
from qianshao.hazards import selectors, services
from qianshao.hazards.models import Hazard, HazardAct
from qianshao.hazards.states.ledger import MOVES, HazardState
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.hazards.ledger import (
    assigned,
    closed,
    find,
    fresh,
    refused,
)

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test looks")
HERE = Position(114.841, 31.671, 8.0)


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


def test_the_desk_may_hand_it_to_another_unit_and_the_date_stays(cast: Cast) -> None:
    made = assigned(cast)
    again = services.assign_hazard(
        hazard_id=made.pk, unit_name="县水利局", actor=cast.actor("county_duty"), now=cast.now + timedelta(days=1)
    )
    assert (again.unit_name, again.due_at) == ("县水利局", made.due_at)
    assert selectors.acts_of(made)[-1].act == "reassign"


def test_handing_to_enforcement_needs_an_officers_words_and_the_work_goes_on(cast: Cast) -> None:
    made = assigned(cast)
    give = {"hazard_id": made.pk, "actor": cast.actor("county_duty"), "now": cast.now}
    refused("hazard.no_words", services.transfer_hazard, words="", **give)
    services.transfer_hazard(words="拒不整改", case_no="立1", **give)
    row = fresh(made)
    assert (row.state, row.case_no, row.transferred_at) == ("assigned", "立1", cast.now)
