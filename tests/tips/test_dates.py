"""A report keeps its date when it becomes a hazard: answered meanwhile, taken back, first in the list when late."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from qianshao.core.errors import Invalid, Stale
from qianshao.files.models import Evidence
from qianshao.hazards import services as hazards
from qianshao.hazards.selectors import acts_of
from qianshao.tips import services
from qianshao.tips.models import Tip
from qianshao.tips.selectors import inbox
from qianshao.tips.selectors.track import followed, link_of, stage_of, tip_by_link
from qianshao.tips.states import MOVES, TipState, row_of
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.files.pictures import photo
from tests.tips.tips import GENUINE, fresh, hazard_of, proposed, send, taken

pytestmark = pytest.mark.django_db


def duty(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.actor("town_duty"), "now": cast.now}


def case(cast: Cast, **given: Any) -> Tip:
    """A hotline case with a date of its own."""
    due = cast.now + timedelta(days=5)
    facts = {"channel": "hotline", "kind": "road", "words": "路塌了", "outside_no": "GD-1", "due_at": due, **given}
    return services.register_intake(division_path=cast.village_a1.path, **facts, **duty(cast))


def test_a_hotline_case_is_answered_while_its_hazard_is_mended(cast: Cast) -> None:
    made = case(cast)
    services.take_tip(tip_id=made.pk, kind="road", **duty(cast))
    services.answer_tip(tip_id=made.pk, words="已交住建局，月底修好", **duty(cast))
    tip = fresh(made)
    assert (tip.state, tip.answered_at, tip.hazard_id is not None) == ("taken", cast.now, True)
    assert followed(tip_by_link(link_of(tip))).answer == "已交住建局，月底修好"
    services.answer_tip(tip_id=made.pk, words="已修好", **duty(cast))
    assert fresh(made).answer == "已修好"


def test_one_that_was_joined_is_answered_too(cast: Cast) -> None:
    known = hazards.find_hazard(kind="road", words="桥裂", actor=cast.actor("grid_worker"), now=cast.now)
    tip = send(cast)
    services.join_tip(tip_id=tip.pk, hazard_id=known.pk, **duty(cast))
    services.answer_tip(tip_id=tip.pk, words="正在修", **duty(cast))
    assert (fresh(tip).state, fresh(tip).answer) == ("joined", "正在修")


def test_a_date_runs_until_an_answer_or_the_hazards_end(cast: Cast) -> None:
    """Must fail where being taken in stops the clock, or where nothing does."""
    made, later = case(cast), cast.now + timedelta(days=6)

    def late() -> list[str]:
        return [row.outside_no for row in inbox.tips_due(later, 10)]

    assert late() == ["GD-1"]
    services.take_tip(tip_id=made.pk, kind="road", **duty(cast))
    assert late() == ["GD-1"]
    assert inbox.is_late(made, later)
    assert not inbox.is_late(made, cast.now)
    hazards.mark_false(hazard_id=hazard_of(fresh(made)).pk, words="没有", **duty(cast))
    assert late() == []
    hazards.restore_hazard(hazard_id=hazard_of(fresh(made)).pk, words="又说有", **duty(cast))
    assert late() == ["GD-1"]
    services.answer_tip(tip_id=made.pk, words="在修", **duty(cast))
    assert late() == []


def test_a_hazard_put_with_one_that_is_over_is_over(cast: Cast) -> None:
    tip, later = send(cast), cast.now + timedelta(days=9)
    services.take_tip(tip_id=tip.pk, kind="road", **duty(cast))
    main = hazards.find_hazard(kind="road", words="桥裂", **duty(cast))
    hazards.merge_hazards(hazard_id=hazard_of(fresh(tip)).pk, into_id=main.pk, **duty(cast))
    assert [row.pk for row in inbox.tips_due(later, 10)] == [tip.pk]
    hazards.mark_false(hazard_id=main.pk, words="没有", **duty(cast))
    assert inbox.tips_due(later, 10) == []


def test_what_is_past_its_date_stands_first(cast: Cast, client_as: ClientAs) -> None:
    old = send(cast, "路上有个坑")
    Tip.objects.unscoped("a test").filter(pk=old.pk).update(due_at=cast.now - timedelta(hours=1))
    send(cast, GENUINE[0], photos=[photo((64, 48))])
    scope = cast.scope("county_duty")
    assert inbox.tips(scope)[0].pk != old.pk
    rows = list(inbox.tips(scope, None, cast.now))
    assert [(row.pk == old.pk, row.is_late) for row in rows] == [(True, True), (False, False)]
    assert "c-bad" in client_as("county_duty").get("/tips/").content.decode()


def test_a_folded_one_is_never_late(cast: Cast) -> None:
    send(cast, "asdfghjklqwertyuiop")
    assert inbox.tips_due(cast.now + timedelta(days=9), 10) == []


def test_the_hotlines_date_goes_with_the_hazard_where_it_is_the_earlier(cast: Cast) -> None:
    soon, far = case(cast), case(cast, outside_no="GD-2", due_at=cast.now + timedelta(days=900))
    dates = []
    for made in (soon, far, send(cast)):
        services.take_tip(tip_id=made.pk, kind="road", **duty(cast))
        row = hazard_of(fresh(made))
        hazards.verify_hazard(hazard_id=row.pk, grade=1, **duty(cast))
        dates.append(hazards.assign_hazard(hazard_id=row.pk, unit_name="住建局", **duty(cast)).due_at)
    assert dates[0] == soon.due_at
    assert dates[1] == dates[2] != far.due_at


def test_a_hotlines_date_that_has_passed_is_no_date_for_the_unit(cast: Cast) -> None:
    made = case(cast)
    services.take_tip(tip_id=made.pk, kind="road", **duty(cast))
    row, later = hazard_of(fresh(made)), cast.now + timedelta(days=6)
    hazards.verify_hazard(hazard_id=row.pk, grade=1, actor=cast.actor("town_duty"), now=later)
    given = hazards.assign_hazard(hazard_id=row.pk, unit_name="住建局", actor=cast.actor("town_duty"), now=later)
    assert given.due_at > later


def test_a_wrong_taking_is_undone_and_its_hazard_dismissed(cast: Cast) -> None:
    tip = send(cast, photos=[photo((64, 48))])
    services.take_tip(tip_id=tip.pk, kind="road", **duty(cast))
    wrong = hazard_of(fresh(tip))
    services.undo_tip(tip_id=tip.pk, reason="点错了", **duty(cast))
    assert (fresh(tip).state, fresh(tip).hazard_id, stage_of(fresh(tip))[0]) == ("waiting", None, 0)
    wrong.refresh_from_db()
    assert wrong.state == "false"
    assert acts_of(wrong)[-1].words.endswith("点错了")
    services.take_tip(tip_id=tip.pk, kind="road", **duty(cast))
    assert fresh(tip).hazard_id not in (None, wrong.pk)
    assert Evidence.objects.unscoped("a test looks").exclude(owner_id=0).count() == 1


def test_a_wrong_joining_is_undone_at_any_time_and_leaves_a_note(cast: Cast) -> None:
    known = hazards.find_hazard(kind="road", words="桥裂", actor=cast.actor("grid_worker"), now=cast.now)
    tip = send(cast)
    services.join_tip(tip_id=tip.pk, hazard_id=known.pk, **duty(cast))
    hazards.verify_hazard(hazard_id=known.pk, grade=1, **duty(cast))
    with pytest.raises(Invalid):
        services.undo_tip(tip_id=tip.pk, reason=" ", **duty(cast))
    services.undo_tip(tip_id=tip.pk, reason="不是一处", **duty(cast))
    known.refresh_from_db()
    assert (fresh(tip).state, known.state) == ("waiting", "verified")
    assert acts_of(known)[-1].act == "note"


def test_a_hazard_others_told_of_too_stays_when_one_is_taken_back(cast: Cast) -> None:
    tip, other = send(cast), send(cast, "桥栏杆断了", network="192.0.2.9")
    services.take_tip(tip_id=tip.pk, kind="road", **duty(cast))
    made = hazard_of(fresh(tip))
    services.join_tip(tip_id=other.pk, hazard_id=made.pk, **duty(cast))
    services.undo_tip(tip_id=tip.pk, reason="点错了", **duty(cast))
    made.refresh_from_db()
    assert made.state == "found"


def test_what_is_worked_on_or_rewarded_is_not_undone(cast: Cast) -> None:
    tip = taken(cast)
    with pytest.raises(Invalid):
        services.undo_tip(tip_id=tip.pk, reason="点错了", **duty(cast))
    row = proposed(cast, words="井盖没有了", network="192.0.2.8")
    hazard = hazard_of(fresh(row.tip))
    hazards.mark_false(hazard_id=hazard.pk, words="没有", **duty(cast))
    hazards.restore_hazard(hazard_id=hazard.pk, words="又有", **duty(cast))
    with pytest.raises(Invalid):
        services.undo_tip(tip_id=row.tip_id, reason="点错了", **duty(cast))
    with pytest.raises(Stale):
        services.undo_tip(tip_id=send(cast).pk, reason="点错了", **duty(cast))


def test_every_row_of_the_table_belongs_to_one_act_of_the_page() -> None:
    acts = ("take", "join", "answer", "undo", "fold", "unfold", "restore")
    reached = {row.action for act in acts for state in TipState if (row := row_of(act, state)) is not None}
    assert reached == set(MOVES)


def test_who_was_folded_by_an_officer_is_not_told_that_somebody_will_look(cast: Cast) -> None:
    """Must fail where a folded report is always said to wait."""
    tip = send(cast)
    assert "会有人看" in str(stage_of(tip)[1])
    services.fold_tip(tip_id=tip.pk, reason="乱报", **duty(cast))
    stage, words = stage_of(fresh(tip))
    assert stage == 3
    assert "会有人看" not in str(words)
    assert "请再报一次" in str(words)


def test_a_refused_act_keeps_what_was_written_and_names_the_field(cast: Cast, client_as: ClientAs) -> None:
    tip, town = send(cast), client_as("town_duty")
    words = "已派人去看" * 61
    page = town.post(f"/tips/{tip.pk}/act/", {"act": "answer", "words": words, "version": "0"})
    said = page.content.decode()
    assert page.status_code == 422
    assert words in said
    assert "请看：答复" in said
    services.fold_tip(tip_id=tip.pk, reason="x", **duty(cast))
    page = town.post(f"/tips/{tip.pk}/act/", {"act": "answer", "words": "写了很久的答复", "version": "0"})
    assert page.status_code == 422
    assert "写了很久的答复" in page.content.decode()
    assert 'name="version" value="1"' in page.content.decode()


def test_a_refused_reward_keeps_what_was_written(cast: Cast, client_as: ClientAs) -> None:
    tip, town = taken(cast), client_as("town_duty")
    page = town.post(f"/tips/{tip.pk}/reward/", {"rule": "illegal", "words": "按罚款算"})
    assert page.status_code == 422
    assert "按罚款算" in page.content.decode()
    assert "要写罚款金额" in page.content.decode()
    assert town.post(f"/tips/{tip.pk}/reward/", {"rule": "nonsense", "deaths": "-1"}).status_code == 422


def test_no_mistake_of_a_reader_asks_for_a_reason_twice(cast: Cast, client_as: ClientAs) -> None:
    page = client_as("county_lead").post(f"/tips/{send(cast, phone='13912345678').pk}/reveal/", {"reason": "看"})
    assert page.status_code == 422
    assert "查看原因" in page.content.decode()


def test_an_undo_and_an_answer_stand_on_the_page(cast: Cast, client_as: ClientAs, client: Client) -> None:
    tip, town = send(cast), client_as("town_duty")
    services.take_tip(tip_id=tip.pk, kind="road", **duty(cast))
    said = town.get(f"/tips/{tip.pk}/").content.decode()
    assert "先答复，隐患照办" in said
    assert "转错并错，撤回" in said
    done = town.post(f"/tips/{tip.pk}/act/", {"act": "undo", "reason": "点错了", "version": "1"})
    assert (done.status_code, fresh(tip).state) == (302, "waiting")
