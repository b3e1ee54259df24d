"""Treatment projects: milestones shown by photos, missed dates climb, the project is accepted before its hazard."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from python_calamine import CalamineWorkbook

from qianshao.channels.models import Message
from qianshao.command.services.tell_overdue import tell_overdue
from qianshao.core.errors import NotAllowed, Stale
from qianshao.core.ids import uuid7
from qianshao.hazards import selectors, services, ticks
from qianshao.hazards.models import Hazard, Milestone, Project, Reminder
from qianshao.hazards.rules.works import (
    Step,
)
from qianshao.hazards.selectors import WorksFilters, steps_waiting
from qianshao.hazards.selectors.works import works_of
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import photo
from tests.hazards.ledger import ACCEPTER, UNIT, accepted, arrive, assigned, find, fresh, verified
from tests.hazards.test_ledger import refused
from tests.hazards.test_ledger_pages import text_of
from tests.hazards.works import again, day, finish, finished, on, plan, planned

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_plan_dates_the_hazard_s_project_and_names_its_measure(cast: Cast) -> None:
    made = planned(cast)
    assert (made.state, made.due_at, made.turn_at) == ("running", on(cast, 5), on(cast, 5))
    hazard = fresh(made.hazard)
    assert (hazard.treatment, hazard.interim) == ("works", made.interim)
    assert selectors.projects_of(hazard)[0].total == 2


@pytest.mark.parametrize(
    ("code", "given"),
    [("no_interim", {"interim": " "}), ("no_unit", {"unit_name": ""}), ("no_name", {"name": ""}),
     ("no_steps", {"steps": ()}), ("no_treatment", {"treatment": "repair"})],
)  # fmt: skip
def test_a_plan_that_lacks_something_is_refused(cast: Cast, code: str, given: dict[str, Any]) -> None:
    who = cast.actor("town_duty")
    refused(
        f"hazard.{code}", services.plan_project, hazard_id=assigned(cast).pk, plan=plan(cast, **given), actor=who,
        now=cast.now,
    )  # fmt: skip


def test_dates_of_a_plan_are_in_order(cast: Cast) -> None:
    give = {"hazard_id": assigned(cast).pk, "actor": cast.actor("town_duty"), "now": cast.now}
    for code, wrong in (
        ("end_first", {"starts_on": day(cast, 13)}),
        ("step_late", {"ends_at": on(cast, 9)}),
        ("far_date", {"ends_at": on(cast, 40_000)}),
        ("far_date", {"starts_on": day(cast, -40_000)}),
    ):
        refused(f"hazard.{code}", services.plan_project, plan=plan(cast, **wrong), **give)


def test_no_measure_no_project_and_one_project_at_a_time_in_the_database_too(cast: Cast) -> None:
    made = planned(cast)
    rows = Project.objects.unscoped("a test writes by hand")
    for wrong in ({"interim": ""}, {"moved": 1}, {"state": "accepted"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=made.pk).update(**wrong)
    refused(
        "hazard.works_running", services.plan_project, hazard_id=made.hazard_id, plan=plan(cast),
        actor=cast.actor("town_duty"), now=cast.now,
    )  # fmt: skip


def test_only_what_a_unit_works_on_gets_a_project_and_only_from_whom_it_is_handed_over(cast: Cast) -> None:
    give = {"plan": plan(cast), "now": cast.now}
    town = cast.actor("town_duty")
    refused("hazard.works_state", services.plan_project, hazard_id=verified(cast).pk, actor=town, **give)
    with pytest.raises(NotAllowed):
        services.plan_project(hazard_id=assigned(cast).pk, actor=cast.actor("village_cadre"), **give)


def ask_hazard(cast: Cast, hazard: Hazard) -> Hazard:
    return services.ask_acceptance(
        hazard_id=hazard.pk, evidence=[uuid7()], actor=cast.actor("village_cadre"), now=cast.now
    )


def accept(cast: Cast, project: Project, who: str = "town_lead", unit: str = ACCEPTER) -> Project:
    return services.accept_works(project_id=project.pk, unit_name=unit, actor=cast.actor(who), now=cast.now)


def test_a_hazard_reaches_acceptance_only_after_its_project(cast: Cast) -> None:
    row = assigned(cast)
    services.assign_hazard(
        hazard_id=row.pk, unit_name=UNIT, treatment="reinforce", actor=cast.actor("town_duty"), now=cast.now
    )
    refused("hazard.works_missing", ask_hazard, cast=cast, hazard=row)
    project = planned(cast, row)
    refused("hazard.works_open", ask_hazard, cast=cast, hazard=row)
    finished(cast, project)
    refused("hazard.works_open", ask_hazard, cast=cast, hazard=row)
    accept(cast, again(project))
    ask_hazard(cast, row)
    arrive(row)
    done = services.accept_hazard(hazard_id=row.pk, unit_name=ACCEPTER, actor=cast.actor("town_lead"), now=cast.now)
    assert done.state == "accepted"


def test_a_treatment_changed_after_the_work_was_shown_is_seen_by_the_accepter(cast: Cast) -> None:
    row = ask_hazard(cast, assigned(cast))
    arrive(row)
    Hazard.objects.unscoped("a test").filter(pk=row.pk).update(treatment="works")
    give = {"hazard_id": row.pk, "unit_name": ACCEPTER, "actor": cast.actor("town_lead"), "now": cast.now}
    refused("hazard.works_missing", services.accept_hazard, **give)
    Hazard.objects.unscoped("a test").filter(pk=row.pk).update(treatment="repair")
    assert services.accept_hazard(**give).state == "accepted"


def test_opened_again_the_project_of_before_counts_no_more(cast: Cast) -> None:
    project = planned(cast)
    finished(cast, project)
    accept(cast, again(project))
    assert works_of(fresh(project.hazard)) == ""
    Hazard.objects.unscoped("a test").filter(pk=project.hazard_id).update(reopened_count=1)
    assert works_of(fresh(project.hazard)) == "works_missing"


def test_done_without_a_photo_is_counted_but_never_accepted(cast: Cast) -> None:
    project = planned(cast)
    steps = finish(cast, project, photos=0)
    give = {"project_id": project.pk, "actor": cast.actor("village_cadre"), "now": cast.now}
    assert selectors.projects_of(project.hazard)[0].done == 2
    refused("hazard.unseen", services.ask_works, **give)
    refused("hazard.no_photo", services.finish_milestone, milestone_id=steps[0].pk, **give)
    for step in steps:
        services.finish_milestone(milestone_id=step.pk, evidence=[uuid7()], **give)
    services.ask_works(**give)
    refused("hazard.unseen", accept, cast=cast, project=project)
    arrive(project.hazard)
    assert accept(cast, project).state == "accepted"


def test_whoever_did_it_does_not_accept_it(cast: Cast) -> None:
    project = planned(cast)
    finish(cast, project, who="town_duty")
    services.ask_works(project_id=project.pk, actor=cast.actor("village_cadre"), now=cast.now)
    refused("hazard.own_work", accept, cast=cast, project=project, who="town_duty")
    refused("hazard.own_work", accept, cast=cast, project=project, unit=UNIT)
    assert accept(cast, project).accepter_unit == ACCEPTER


def test_sent_back_what_does_not_hold_is_done_and_shown_anew(cast: Cast) -> None:
    project = finished(cast, planned(cast))
    first, second = selectors.milestones_of(project)
    give = {"project_id": project.pk, "actor": cast.actor("town_lead"), "now": cast.now}
    refused("hazard.no_words", services.reject_works, words=" ", **give)
    back = services.reject_works(words="二层没有加固", milestones=[second.pk], **give)
    first, second = selectors.milestones_of(project)
    assert (back.state, first.photos, second.done_at, second.photos, second.shown) == ("running", 1, None, 0, [])
    assert again(project).due_at == second.due_at


def test_households_are_counted_and_all_must_have_moved(cast: Cast) -> None:
    project = planned(cast, treatment="move", households=3)
    finish(cast, project)
    give = {"project_id": project.pk, "actor": cast.actor("village_cadre"), "now": cast.now}
    refused("hazard.unmoved", services.ask_works, **give)
    refused("hazard.too_many_moved", services.tell_works, moved=4, **give)
    refused("hazard.no_words", services.tell_works, **give)
    services.tell_works(moved=3, money_paid=120_000, **give)
    assert services.ask_works(**give).state == "asked"


def test_planned_anew_dates_move_with_words_and_what_is_done_stays(cast: Cast) -> None:
    project = planned(cast)
    first, second = selectors.milestones_of(project)
    give = {"project_id": project.pk, "now": cast.now}
    services.finish_milestone(milestone_id=first.pk, evidence=[uuid7()], actor=cast.actor("village_cadre"), **give)
    later = plan(cast, steps=(rules_step(second, on(cast, 11)), rules_step(None, on(cast, 12), "验收")))
    give["actor"] = cast.actor("town_duty")
    refused("hazard.no_words", services.replan_project, plan=later, words="", **give)
    touched = plan(cast, steps=(rules_step(first, on(cast, 11)),))
    refused("hazard.step_done", services.replan_project, plan=touched, words="改", **give)
    services.replan_project(plan=later, words="雨季停工", **give)
    names = [(step.name, step.done_at is not None) for step in selectors.milestones_of(project)]
    assert names == [("立项", True), ("主体完工", False), ("验收", False)]
    assert again(project).due_at == on(cast, 11)
    act = selectors.acts_of(project.hazard)[-1]
    assert act.data["before"]["主体完工"] != act.data["after"]["主体完工"]


def test_with_every_milestone_done_a_plan_is_written_anew_without_another(cast: Cast) -> None:
    project = planned(cast)
    give: dict[str, Any] = {"project_id": project.pk, "actor": cast.actor("town_duty"), "now": cast.now}
    bare = plan(cast, steps=(), ends_at=on(cast, 40))
    refused("hazard.no_steps", services.replan_project, plan=bare, words="延到下月", **give)
    finish(cast, project)
    services.replan_project(plan=bare, words="延到下月", **give)
    assert [step.done_at is not None for step in selectors.milestones_of(project)] == [True, True]
    assert again(project).due_at == on(cast, 40)


def rules_step(row: Milestone | None, due_at: Any, name: str = "") -> Any:
    return Step(name or (row.name if row else ""), due_at, "", row.pk if row else None)


def test_two_who_act_at_once_do_not_undo_each_other(cast: Cast) -> None:
    project = planned(cast)
    step = selectors.milestones_of(project)[0]
    give = {"project_id": project.pk, "actor": cast.actor("village_cadre"), "now": cast.now, "version": 0}
    services.finish_milestone(milestone_id=step.pk, evidence=[uuid7()], **give)
    with pytest.raises(Stale):
        services.tell_works(words="晚了一步", **give)


def told(project: Project) -> list[tuple[str, str]]:
    rows = Reminder.objects.unscoped("a test looks").filter(hazard=project.hazard, milestone__isnull=False)
    return [(row.milestone.name, row.step) for row in rows.order_by("id")]


def test_a_missed_milestone_is_told_each_step_once_and_climbs_to_leaders(cast: Cast) -> None:
    project = planned(cast)
    due = on(cast, 5)
    for moment in (due - 72 * HOUR, due - HOUR, due, due, due + DAY, due + 3 * DAY):
        ticks.works(moment, 50)
    steps = [step for name, step in told(project) if name == "立项"]
    assert steps == ["b3", "b1", "u1", "u2", "u3"]
    last = Reminder.objects.unscoped("a test looks").filter(milestone__isnull=False, step="u2").get()
    assert "town_lead" in last.roles
    assert last.copies == ["county_lead"]
    assert selectors.milestones_of(project)[0].urged == 3
    kinds = [act.act for act in selectors.acts_of(project.hazard)]
    assert kinds.count("works_urge") == 3


def test_what_is_told_names_project_and_milestone_and_stops_when_it_is_done(cast: Cast) -> None:
    project = planned(cast)
    due = on(cast, 5)
    ticks.works(due, 50)
    cast.users["town_duty"].phone = "13900001111"
    cast.users["town_duty"].save()
    tell_overdue(due, 50)
    bodies = " ".join(message.text.body for message in Message.objects.unscoped("a test looks"))
    assert "老粮站加固" in bodies
    assert "立项" in bodies
    finish(cast, project)
    assert ticks.works(due + 30 * DAY, 50) == 0


def test_of_a_project_given_up_nobody_is_reminded(cast: Cast) -> None:
    project = planned(cast)
    give = {"project_id": project.pk, "actor": cast.actor("town_duty"), "now": cast.now}
    refused("hazard.no_words", services.drop_project, words="", **give)
    services.drop_project(words="改为一般整改", **give)
    assert ticks.works(on(cast, 30), 50) == 0
    assert again(project).due_at is None


def test_the_rail_counts_a_missed_date_and_a_project_to_be_accepted_for_whose_turn_it_is(
    cast: Cast,
) -> None:
    project = planned(cast)
    town, lead, later = cast.scope("town_duty"), cast.scope("town_lead"), on(cast, 6)
    assert steps_waiting(town, cast.now).count() == 0
    assert [steps_waiting(one, later).count() for one in (town, lead, cast.scope("town_lead_b"))] == [1, 0, 0]
    finished(cast, project)
    assert [steps_waiting(one, later).count() for one in (lead, cast.scope("town_lead_b"))] == [1, 0]


def test_the_list_has_the_latest_first_and_sums_by_township(cast: Cast) -> None:
    soon, late = planned(cast), planned(cast, starts_on=day(cast, -9), steps=(Step("立项", on(cast, -2)),))
    planned(cast, find_in_b(cast), who="county_duty")
    scope, asked = cast.scope("county_duty"), WorksFilters(tab="open")
    assert [row.pk for row in selectors.projects(scope, asked, cast.now)][:2] == [late.pk, soon.pk]
    sums = selectors.works_by_town(scope, asked, cast.now)
    assert [(one["total"], one["late"]) for one in sums] == [(2, 1), (1, 0)]
    only = WorksFilters(tab="open", late=True)
    assert [row.pk for row in selectors.projects(scope, only, cast.now)] == [late.pk]
    assert selectors.projects(cast.scope("town_lead_b"), asked, cast.now).count() == 1


def find_in_b(cast: Cast) -> Hazard:
    county = cast.actor("county_duty")
    made = find(cast, "county_duty", division_path=cast.village_b1.path)
    services.verify_hazard(hazard_id=made.pk, grade=1, actor=county, now=cast.now)
    services.assign_hazard(hazard_id=made.pk, unit_name=UNIT, actor=county, now=cast.now)
    return fresh(made)


@pytest.mark.django_db(transaction=True)
def test_a_project_goes_through_the_forms_from_plan_to_acceptance(client_as: ClientAs, cast: Cast) -> None:
    row, town = assigned(cast), client_as("county_duty")
    page = town.get(f"/hazards/{row.pk}/works/").content.decode()
    assert "主体完工" in page
    steps = {"step-TOTAL_FORMS": "2", "step-INITIAL_FORMS": "0", "step-0-name": "立项", "step-1-name": ""}
    given = {
        **steps, "name": "加固", "treatment": "reinforce", "unit_name": UNIT, "starts_on": "2026-07-19",
        "ends_on": "2026-08-19", "step-0-due_on": "2026-08-01", "version": row.version,
    }  # fmt: skip
    assert "管控措施" in text_of(town.post(f"/hazards/{row.pk}/works/", given))
    assert town.post(f"/hazards/{row.pk}/works/", {**given, "interim": "拉线"}).status_code == 302
    project = Project.objects.unscoped("a test looks").get()
    step, fix = selectors.milestones_of(project)[0], f"/hazards/works/{project.pk}/fix/"
    picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    town.post(fix, {"what": "milestone", "milestone_id": step.pk, "photos": picture})
    assert "节点 1/1" in text_of(town.get(f"/hazards/works/{project.pk}/"))
    assert town.post(fix, {"what": "ask"}).status_code == 302
    lead = client_as("town_lead")
    assert lead.post(f"/hazards/works/{project.pk}/accept/", {"unit_name": UNIT}).status_code == 422
    assert lead.post(f"/hazards/works/{project.pk}/accept/", {"unit_name": ACCEPTER}).status_code == 302
    assert again(project).state == "accepted"
    assert "节点 1/1" in text_of(lead.get(f"/hazards/{row.pk}/"))


def test_list_and_excel_show_the_same_rows(client_as: ClientAs, cast: Cast) -> None:
    planned(cast, households=2, treatment="move")
    client = client_as("county_duty")
    assert "老粮站加固" in text_of(client.get("/hazards/works/"))
    assert "这里没有治理工程" in text_of(client.get("/hazards/works/?late=1"))
    file = BytesIO(b"".join(client.get("/hazards/works/export/").streaming_content))
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[3:]] == ["老粮站加固"]
    assert client_as("town_lead_b").get("/hazards/works/").content.decode().count("老粮站加固") == 0


@pytest.mark.parametrize("address", ["/hazards/works/export/", "/hazards/export/?tab="])
def test_more_rows_than_a_sheet_holds_are_refused_in_words_and_one_less_goes(
    client_as: ClientAs, cast: Cast, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    planned(cast)
    client, taken = client_as("county_duty"), Entry._base_manager.filter(kind__endswith="_exported")
    monkeypatch.setattr("qianshao.journal.exports.MOST_ROWS", 0)
    refused = client.get(address)
    assert refused.status_code == 422
    assert "超过 0 条，请先筛选，再导出" in text_of(refused)
    assert not taken.exists()
    monkeypatch.setattr("qianshao.journal.exports.MOST_ROWS", 1)
    assert client.get(address).status_code == 200
    assert [row.data["count"] for row in taken] == [1]


def test_odd_input_is_said_on_the_form(client_as: ClientAs, cast: Cast) -> None:
    project, client = planned(cast), client_as("county_duty")
    for what in ({"what": "milestone", "milestone_id": 2**70}, {"what": "told", "money_paid": -1}, {"what": "x"}):
        assert client.post(f"/hazards/works/{project.pk}/fix/", what).status_code == 422
    assert client.get(f"/hazards/works/{2**70}/").status_code == 404
    late = {"what": "milestone", "milestone_id": selectors.milestones_of(project)[0].pk, "done_on": "9999-12-31"}
    assert "不能晚于今天" in text_of(client.post(f"/hazards/works/{project.pk}/fix/", late))


def test_a_closed_hazard_of_ordinary_repair_needs_no_project(cast: Cast) -> None:
    assert accepted(cast).state == "accepted"
