"""双随机 and 四不两直: drawn by chance that can be checked again, and hidden until started."""

from datetime import timedelta
from typing import Any

import pytest

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.inspections import selectors, services
from qianshao.inspections.models import Draw, Seat, Visit
from qianshao.inspections.services import Signing
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.inspections.places import MACHINE, drawn, inspector, refused, replies, shop, visits

pytestmark = pytest.mark.django_db
OTHERS = ("county_duty", "town_duty", "town_lead", "village_cadre", "grid_worker", "county_auditor", "county_admin")


def known(cast: Cast, who: str) -> int:
    return selectors.visits(cast.scope(who), viewer=cast.users[who].pk).count()


def test_a_draw_can_be_done_again_from_its_seed_and_a_changed_one_is_found_out(cast: Cast) -> None:
    made = drawn(cast)
    assert len(made.seed) == 32
    assert selectors.draw_again(made)
    assert [len(keys) for _uid, keys in made.result] == [2, 2]
    for change in ({"seed": "x" * 32}, {"result": made.result[::-1]}):
        before = {name: getattr(made, name) for name in change}
        for name, value in change.items():
            setattr(made, name, value)
        assert not selectors.draw_again(made)
        for name, value in before.items():
            setattr(made, name, value)
    assert Seat.objects.count() == 4
    again = Draw.objects.unscoped("a test reads what was stored").get(pk=made.pk)
    assert selectors.draw_again(again)


def test_two_draws_have_two_seeds(cast: Cast) -> None:
    seeds = {drawn(cast).seed}
    options = {"title": "再抽", "due_at": cast.now + timedelta(days=3), "place_class": "JX3", "wanted": 1}
    lead = cast.actor("county_lead")
    more = services.make_draw(kind="random", division_path=cast.county.path, actor=lead, now=cast.now, **options)
    assert more.seed not in seeds
    assert more.no == "CC-2026-0002"


def test_who_declared_an_interest_is_not_drawn_for_that_place(cast: Cast) -> None:
    three = [shop(cast, name) for name in ("甲店", "乙店", "丙店")]
    people = [inspector(cast, one, unit=one) for one in ("county_duty", "county_lead_2", "town_duty")]
    lead = cast.actor("county_lead")
    services.declare_interest(inspector_id=people[0].pk, code=three[0].code, words="亲戚", actor=lead, now=cast.now)
    services.declare_interest(inspector_id=people[1].pk, unit="乙店店主", words="亲戚", actor=lead, now=cast.now)
    options = {"title": "全抽", "due_at": cast.now + timedelta(days=3), "place_class": "JX3", "wanted": 3}
    made = services.make_draw(kind="random", division_path=cast.county.path, actor=lead, now=cast.now, **options)
    result = {uid: set(keys) for uid, keys in made.result}
    assert people[0].user_id not in result[str(three[0].uid)]
    assert people[1].user_id not in result[str(three[1].uid)]
    services.declare_interest(inspector_id=people[2].pk, unit="乙店店主", words="亲戚", actor=lead, now=cast.now)
    common = {"kind": "random", "division_path": cast.county.path, "actor": lead, "now": cast.now}
    refused("inspection.few_drawn", services.make_draw, **common, **options)
    refused("inspection.interest", services.declare_interest, inspector_id=people[2].pk, actor=lead, now=cast.now)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "inspection.draw"),
        ({"kind": "patrol"}, "inspection.draw"),
        ({"wanted": 9}, "inspection.few_places"),
        ({"place_class": "JX2"}, "inspection.few_places"),
        ({"kind": "surprise", "place_uids": ["nothing"]}, "inspection.few_places"),
        ({"each": 4}, "inspection.few_drawn"),
        ({"due_at": None}, "inspection.draw"),
    ],
)
def test_a_draw_says_what_it_lacks(cast: Cast, changes: dict[str, Any], code: str) -> None:
    refused(code, drawn, cast=cast, **changes)
    assert not Draw.objects.unscoped("a test looks").exists()


def test_those_below_the_township_and_its_duty_officer_draw_nothing(cast: Cast) -> None:
    options = {"kind": "random", "title": "抽", "place_class": "JX3", "due_at": cast.now + timedelta(days=3)}
    for who, area in (("town_duty", cast.town_a), ("grid_worker", cast.village_a1), ("county_auditor", cast.county)):
        with pytest.raises(NotAllowed):
            services.make_draw(division_path=area.path, actor=cast.actor(who), now=cast.now, **options)


def test_nobody_but_the_maker_learns_of_a_drawn_visit_until_it_is_started(cast: Cast) -> None:
    made = drawn(cast)
    assert (known(cast, "county_lead"), [known(cast, who) for who in OTHERS]) == (2, [0] * len(OTHERS))
    first = visits()[0]
    for who in OTHERS:
        with pytest.raises(NotFound):
            selectors.visit_of(cast.scope(who), first.pk, viewer=cast.users[who].pk)
        with pytest.raises(NotFound):
            selectors.draw_of(cast.scope(who), made.pk, viewer=cast.users[who].pk)
        with pytest.raises(NotFound):
            services.start_visit(visit_id=first.pk, code=first.code, actor=cast.actor(who), now=cast.now)
    month = (cast.now - timedelta(days=40), cast.now + timedelta(days=40))
    assert selectors.coverage(cast.scope("county_lead"), *month) == []
    said = " ".join(str(entry) for entry in Entry.objects.unscoped("a test looks"))
    assert not [name for name in ("甲店", "乙店", "丙店") if f"抽查：{name}" in said or f"抽查开始：{name}" in said]
    drawn_rows = Entry.objects.unscoped("a test looks").filter(kind="inspections.drawn")
    assert {row.division_path for row in drawn_rows} == {cast.county.path}


def test_the_list_itself_without_a_viewer_never_holds_a_sealed_visit(cast: Cast) -> None:
    drawn(cast)
    assert Visit.objects.within(cast.scope("county_lead")).count() == 0
    assert Draw.objects.within(cast.scope("county_lead")).count() == 0
    assert Visit.objects.known_to(cast.scope("county_lead"), None).count() == 0
    assert known(cast, "county_lead") == 2


def test_inspectors_learn_of_it_when_they_are_told_and_nobody_else(cast: Cast) -> None:
    made = drawn(cast)
    lead = cast.actor("county_lead")
    with pytest.raises(NotFound):
        services.tell_draw(draw_id=made.pk, version=0, actor=cast.actor("county_duty"), now=cast.now)
    services.tell_draw(draw_id=made.pk, version=0, actor=lead, now=cast.now)
    with pytest.raises(Stale):
        services.tell_draw(draw_id=made.pk, version=0, actor=lead, now=cast.now)
    seated = {who: Seat.objects.filter(user_id=cast.users[who].pk).count() for who in OTHERS}
    assert {who: known(cast, who) for who in OTHERS} == seated
    assert seated["town_lead"] == seated["grid_worker"] == 0


def test_when_one_is_started_everybody_sees_that_one_and_when_all_are_the_draw(cast: Cast) -> None:
    made = drawn(cast)
    lead, (first, second) = cast.actor("county_lead"), visits()
    services.start_visit(visit_id=first.pk, code=first.code, how="scan", actor=lead, now=cast.now)
    assert [known(cast, who) for who in ("grid_worker", "town_duty", "county_duty")] == [1, 1, 1]
    assert selectors.visits(cast.scope("grid_worker")).get().pk == first.pk
    assert not selectors.draws(cast.scope("county_auditor")).exists()
    services.start_visit(visit_id=second.pk, code=second.code, actor=lead, now=cast.now)
    assert selectors.draws(cast.scope("county_auditor")).get().pk == made.pk
    row = Visit.objects.unscoped("a test looks").get(pk=first.pk)
    services.finish_visit(
        visit_id=row.pk, replies=replies(row), signing=Signing(["孙明", "陈岩"], "店主"), actor=lead, now=cast.now
    )
    assert Visit.objects.unscoped("a test looks").get(pk=row.pk).state == "done"


def test_a_sealed_visit_that_was_missed_stays_sealed_and_the_journal_does_not_name_it(cast: Cast) -> None:
    made = drawn(cast)
    later = made.due_at + timedelta(minutes=1)
    assert services.miss_due(limit=10, actor=MACHINE, now=later) == 2
    assert [known(cast, who) for who in OTHERS] == [0] * len(OTHERS)
    assert selectors.missed_waiting(cast.scope("county_lead")).count() == 0
    rows = Entry.objects.unscoped("a test looks").filter(kind="inspections.missed_sealed")
    assert {(row.division_path, row.subject_id) for row in rows} == {(cast.county.path, None)}
    assert not Entry.objects.unscoped("a test looks").filter(kind="inspections.missed").exists()


def test_a_void_draw_needs_words_cancels_what_is_not_started_and_stays_on_file(cast: Cast) -> None:
    made = drawn(cast)
    lead = cast.actor("county_lead")
    with pytest.raises(Invalid):
        services.void_draw(draw_id=made.pk, words=" ", version=0, actor=lead, now=cast.now)
    services.void_draw(draw_id=made.pk, words="期限写错", version=0, actor=lead, now=cast.now)
    with pytest.raises(Stale):
        services.void_draw(draw_id=made.pk, words="再来", version=0, actor=lead, now=cast.now)
    assert {row.state for row in visits()} == {"cancelled"}
    row = selectors.draw_of(cast.scope("county_lead"), made.pk, viewer=lead.user_id)
    assert (row.state, row.void_words, selectors.draw_again(row)) == ("void", "期限写错", True)
    told = Entry.objects.unscoped("a test looks").get(kind="inspections.draw_void")
    assert str(told) == f"抽查 {made.no} 作废，理由：期限写错"


def test_an_unannounced_inspection_goes_where_its_maker_says(cast: Cast) -> None:
    place = shop(cast, "要去的店")
    made = drawn(cast, kind="surprise", place_uids=[str(place.uid)], wanted=0)
    assert [row.place_name for row in visits()] == ["要去的店"]
    assert (made.wanted, selectors.draw_again(made), visits()[0].is_sealed) == (1, True, True)


def test_the_inspected_side_ends_nothing_that_was_drawn_once_it_is_started(cast: Cast) -> None:
    place = shop(cast, "要去的店")
    drawn(cast, kind="surprise", place_uids=[str(place.uid)], wanted=0)
    (row,) = visits()
    lead = cast.actor("county_lead")
    row.seats.filter(user_id=cast.users["town_duty"].pk).delete()
    Visit.objects.unscoped("a test arranges").filter(pk=row.pk).update(assignee_id=cast.users["county_duty"].pk)
    services.start_visit(visit_id=row.pk, code=row.code, actor=lead, now=cast.now)
    row.refresh_from_db()
    town, given = cast.actor("town_duty"), {"visit_id": row.pk, "now": cast.now}
    refused("inspection.not_arranged", services.cancel_visit, words="老板不在", actor=town, **given)
    refused("inspection.not_arranged", services.hand_visit, user_id=town.user_id, actor=town, **given)
    signing = Signing(["县里的人"], "店主")
    for who in ("town_duty", "town_lead", "village_cadre", "grid_worker"):
        record = {"replies": replies(row), "signing": signing, "actor": cast.actor(who), **given}
        refused("inspection.not_seated", services.finish_visit, **record)
    row.refresh_from_db()
    assert (row.state, row.assignee_label) == ("started", row.assignee_label)
    services.cancel_visit(words="布置的人自己取消", actor=lead, **given)
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_what_a_plan_of_the_county_makes_a_township_cannot_cancel(cast: Cast) -> None:
    shop(cast)
    values = {"name": "县里的检查", "kind": "inspection", "place_class": "JX3", "division_path": cast.county.path}
    more = {"starts_on": cast.now.date(), "role": "county_duty", "actor": cast.actor("county_lead"), "now": cast.now}
    services.save_plan(**values, **more)
    services.make_due(limit=5, actor=MACHINE, now=cast.now)
    (row,) = visits()
    given = {"visit_id": row.pk, "now": cast.now}
    town = cast.actor("town_duty")
    refused("inspection.not_arranged", services.cancel_visit, words="不用查了", actor=town, **given)
    refused("inspection.not_arranged", services.hand_visit, user_id=town.user_id, actor=town, **given)
    services.cancel_visit(words="改期", actor=cast.actor("county_duty"), **given)
    assert visits()[0].state == "cancelled"


def test_what_will_not_happen_any_more_is_hidden_no_longer(cast: Cast) -> None:
    made = drawn(cast)
    lead, (first, second) = cast.actor("county_lead"), visits()
    services.cancel_visit(visit_id=first.pk, words="关门了", actor=lead, now=cast.now)
    assert [known(cast, who) for who in OTHERS] == [1] * len(OTHERS)
    assert not selectors.draws(cast.scope("county_auditor")).exists()
    services.void_draw(draw_id=made.pk, words="期限写错", version=0, actor=lead, now=cast.now)
    assert [known(cast, who) for who in OTHERS] == [2] * len(OTHERS)
    assert selectors.draws(cast.scope("county_auditor")).get().pk == made.pk
    assert [row.reason for row in visits()] == ["关门了", "期限写错"]
    assert second.pk


def test_a_missed_one_is_hidden_only_as_long_as_it_may_be_caught_up(cast: Cast) -> None:
    made = drawn(cast)
    later = made.due_at + timedelta(minutes=1)
    services.miss_due(limit=10, actor=MACHINE, now=later)
    days = selectors.number_in_force("catch_up_days", cast.now)
    last = made.due_at + timedelta(days=days)
    assert services.unseal_missed(limit=10, actor=MACHINE, now=last) == 0
    assert [known(cast, who) for who in OTHERS] == [0] * len(OTHERS)
    over = last + timedelta(minutes=1)
    assert [services.unseal_missed(limit=10, actor=MACHINE, now=over) for _n in range(2)] == [2, 0]
    assert [known(cast, who) for who in OTHERS] == [2] * len(OTHERS)
    assert selectors.draws(cast.scope("county_auditor")).get().pk == made.pk
    month = (cast.now - timedelta(days=40), cast.now + timedelta(days=80))
    assert sum(row["missed"] for row in selectors.coverage(cast.scope("county_lead"), *month)) == 2
    told = Entry.objects.unscoped("a test looks").filter(kind="inspections.missed")
    assert {row.subject_id for row in told} == {row.pk for row in visits()}
    waiting = {who: selectors.missed_waiting(cast.scope(who)).count() for who in ("county_lead", "town_duty")}
    assert waiting == {"county_lead": 2, "town_duty": 0}
    refused("inspection.not_arranged", services.give_reason, visit_id=visits()[0].pk, words="忙",
            actor=cast.actor("town_duty"), now=over)  # fmt: skip


def test_whoever_steers_a_draw_by_interests_is_named_at_the_county(cast: Cast) -> None:
    lead = cast.actor("county_lead")
    place, one = shop(cast, "甲店"), inspector(cast, "town_duty")
    refused("inspection.interest_words", services.declare_interest, inspector_id=one.pk, code=place.code, actor=lead,
            now=cast.now)  # fmt: skip
    made = services.declare_interest(inspector_id=one.pk, code=place.code, words="表亲", actor=lead, now=cast.now)
    given = {"interest_id": made.pk, "actor": cast.actor("county_duty"), "now": cast.now}
    refused("inspection.reason", services.withdraw_interest, words=" ", **given)
    services.withdraw_interest(words="认错人了", **given)
    refused("state.moved", services.withdraw_interest, words="再来", **given)
    made.refresh_from_db()
    assert (made.maker_label, made.withdrawer_label) == ("李江（带班领导）", "孙明（县值班员）")
    assert made.withdrawn_words == "认错人了"
    rows = list(Entry.objects.unscoped("a test looks").filter(kind__startswith="inspections.interest").order_by("id"))
    assert {row.division_path for row in rows} == {cast.county.path}
    assert [str(row) for row in rows] == [
        "申报回避：吴敏不去甲店，关系：表亲",
        "撤回回避：吴敏可以去甲店，理由：认错人了",
    ]
    inspector(cast, "county_duty")
    options = {
        "title": "抽",
        "due_at": cast.now + timedelta(days=3),
        "place_class": "JX3",
        "wanted": 1,
        "kind": "random",
    }
    drawn_again = services.make_draw(division_path=cast.county.path, actor=lead, now=cast.now, **options)
    assert {cast.users["town_duty"].pk, cast.users["county_duty"].pk} == set(drawn_again.result[0][1])


def test_nobody_withdraws_an_interest_of_another_county(cast: Cast) -> None:
    one = inspector(cast, "town_duty")
    lead = cast.actor("county_lead")
    made = services.declare_interest(inspector_id=one.pk, unit="厂", words="入股", actor=lead, now=cast.now)
    with pytest.raises(NotFound):
        services.withdraw_interest(interest_id=made.pk, words="x", actor=cast.actor("neighbour_lead"), now=cast.now)
