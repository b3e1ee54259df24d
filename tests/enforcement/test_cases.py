"""Cases through their verbs: the whole way, what refuses, the clocks, the registers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from qianshao.core.scope import Scope
from qianshao.enforcement import selectors, services
from qianshao.enforcement.models import Case, CaseAct, EvidenceItem
from qianshao.files.models import Evidence
from qianshao.files.services import erase_evidence, forget_subject, receive_whole
from qianshao.hazards.selectors import hazard_of
from qianshao.hazards.services import transfer_hazard
from tests.cast import Cast
from tests.enforcement.cases import BASIS, MATTER, Doer, delegated, fresh, officer, opened, two
from tests.files.pictures import photo
from tests.hazards.ledger import find, verified

pytestmark = pytest.mark.django_db
ALL = Scope.everything("a test")


def code(refused: "pytest.ExceptionInfo[Refusal]") -> str:
    return refused.value.code


def test_a_case_goes_the_whole_way_and_every_step_is_an_act(cast: Cast) -> None:
    doer = Doer(cast).to("served")
    doer.do(services.record_payment, paid=2000)
    doer.do(services.record_payment, paid=3000)
    doer.do(services.publish_penalty, where="县政府网站")
    doer.do(services.close_case, doer.lead)
    row = fresh(doer.case)
    assert (row.state, row.paid, row.is_over) == ("closed", 5000, True)
    assert [act.act for act in selectors.acts_of(row)] == [
        "open", "check", "order", "recheck", "ask_filing", "file", "evidence", "propose", "notify", "hear", "decide",
        "serve", "execute", "execute", "publish", "close",
    ]  # fmt: skip
    assert not [clock for clock in selectors.clocks_of(row) if clock.stopped_at is None]
    signed = next(act for act in selectors.acts_of(row) if act.act == "check")
    assert [one["certificate"] for one in signed.officers] == ["豫S石磊", "豫S高峰"]
    assert row.no == "ZF2026-411599-0001"


def test_one_officer_or_an_expired_certificate_signs_nothing(cast: Cast) -> None:
    doer = Doer(cast)
    with pytest.raises(Invalid) as refused:
        doer.do(services.record_check, words="堵", officers=doer.officers[:1])
    assert code(refused) == "case.too_few"
    old = officer(cast, "旧证", valid_until=date(2026, 7, 17))
    with pytest.raises(Invalid) as refused:
        doer.do(services.record_check, words="堵", officers=[doer.officers[0], old.pk])
    assert code(refused) == "case.certificate"
    assert fresh(doer.case).state == "opened"


def test_an_officer_of_another_township_signs_only_in_a_joint_case(cast: Cast) -> None:
    away = officer(cast, "外镇", area=cast.town_b.path)
    pair = [two(cast)[0], away.pk]
    own, joint = Doer(cast), Doer(cast, mode="joint")
    with pytest.raises(Invalid) as refused:
        own.do(services.record_check, words="堵", officers=pair)
    assert code(refused) == "case.elsewhere"
    assert joint.do(services.record_check, words="堵", officers=pair).state == "checked"


def test_a_township_punishes_only_what_is_delegated_to_it(cast: Cast) -> None:
    doer = Doer(cast, "town").to("proposed")
    with pytest.raises(NotAllowed) as refused:
        doer.notify()
    assert code(refused) == "case.not_delegated"
    delegated(cast, "别的事项")
    with pytest.raises(NotAllowed):
        doer.notify()
    row = delegated(cast)
    doer.to("heard")
    services.end_delegation(delegation_id=row.pk, words="省里收回", actor=cast.actor("county_lead"), now=cast.now)
    tomorrow = cast.now + timedelta(days=1)
    with pytest.raises(NotAllowed) as refused:
        doer.do(services.decide_penalty, doer.lead, now=tomorrow, words="罚")
    assert code(refused) == "case.not_delegated"
    assert doer.decide().case.delegation == row


def test_the_database_itself_knows_no_township_decision_without_delegation(cast: Cast) -> None:
    doer = Doer(cast, "town").to("checked")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.unscoped("a test").filter(pk=doer.case.pk).update(state="decided")


def test_who_proposes_does_not_approve_and_who_asks_does_not_file(cast: Cast) -> None:
    lead = cast.actor("county_lead")
    doer = Doer(cast).check()
    doer.do(services.ask_filing, lead, words="拒不改正")
    with pytest.raises(Invalid) as refused:
        doer.do(services.file_case, lead, agreed=True)
    assert code(refused) == "case.own_wish"
    other = cast.actor("county_lead_2")
    doer.do(services.file_case, other, agreed=True)
    doer.show()
    doer.do(services.propose_penalty, lead, penalty="fine", matter=MATTER, basis="法", fine=1, words="罚")
    with pytest.raises(Invalid) as refused:
        doer.do(services.notify_party, lead)
    assert code(refused) == "case.own_wish"
    doer.do(services.notify_party, other)
    doer.hear()
    with pytest.raises(Invalid) as refused:
        doer.do(services.decide_penalty, lead, words="罚")
    assert code(refused) == "case.own_wish"
    assert doer.do(services.decide_penalty, other, words="罚").state == "decided"


def test_no_punishment_without_evidence(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        Doer(cast).to("filed").propose()
    assert code(refused) == "case.no_evidence"


def test_a_townships_leader_decides_nothing_of_the_countys_case(cast: Cast) -> None:
    doer = Doer(cast).to("heard")
    delegated(cast)
    with pytest.raises(NotAllowed) as refused:
        doer.do(services.decide_penalty, cast.actor("town_lead"), words="罚")
    assert code(refused) == "case.body"
    with pytest.raises(NotFound):
        doer.do(services.write_note, cast.actor("town_lead_b"), words="看看")
    with pytest.raises(NotFound):
        doer.do(services.decide_penalty, cast.actor("neighbour_lead"), words="罚")


def test_the_clocks_of_the_law_run_stop_and_are_late(cast: Cast) -> None:
    doer = Doer(cast).to("filed")
    clock = selectors.clocks_of(doer.case)[0]
    assert (clock.code, clock.number, clock.unit, clock.sure) == ("decide", 90, "days", "CL")
    assert clock.until.date() == date(2026, 10, 16)
    day90, day91 = cast.now + timedelta(days=90), cast.now + timedelta(days=91)
    assert not selectors.cases(ALL, selectors.Filters(late=True), day90)
    assert list(selectors.cases(ALL, selectors.Filters(late=True), day91)) == [doer.case]
    doer.show().propose().notify().hear().decide()
    running = {row.code: row.until.date() for row in selectors.clocks_of(doer.case) if row.stopped_at is None}
    # 2026-07-18 is a Saturday: seven working days end on the Tuesday of the week after next.
    assert running == {"serve": date(2026, 7, 28), "publish": date(2026, 7, 28)}
    doer.serve()
    running = {row.code for row in selectors.clocks_of(doer.case) if row.stopped_at is None}
    assert running == {"publish", "pay"}
    assert list(selectors.cases(ALL, selectors.Filters(late=True), day91)) == [doer.case]


def test_an_order_has_a_date_and_is_late_after_it(cast: Cast) -> None:
    doer = Doer(cast).check()
    for due, fault in ((None, "case.no_date"), (cast.now, "case.past_date")):
        with pytest.raises(Invalid) as refused:
            doer.do(services.order_mending, words="改", officers=doer.officers, due_at=due)
        assert code(refused) == fault
    doer.order()
    late = selectors.Filters(late=True)
    assert not selectors.cases(ALL, late, cast.now)
    assert selectors.cases(ALL, late, cast.now + timedelta(days=11)).count() == 1
    with pytest.raises(Invalid):
        doer.recheck(mended=False).do(services.close_mended, doer.lead, words="办结")
    doer.order().recheck(mended=True)
    assert doer.do(services.close_mended, doer.lead, words="已腾空").state == "closed"


def test_each_hold_has_its_own_list_its_own_clock_and_is_dealt_with_by_its_own_act(cast: Cast) -> None:
    doer = Doer(cast).to("filed")
    with pytest.raises(Invalid) as refused:
        doer.do(services.hold_things, words="会丢", officers=doer.officers, things="电瓶")
    assert code(refused) == "case.no_things"
    for things in ("电瓶，3 只，旧，县局仓库", "插线板，1 个"):
        doer.do(services.hold_things, words="会丢", officers=doer.officers, things=things)
    first, second = selectors.open_holds(doer.case)
    clocks = {row.act_id: row for row in selectors.clocks_of(doer.case) if row.code == "hold"}
    assert (clocks[first.pk].until.date(), clocks[first.pk].stopped_at) == (date(2026, 7, 28), None)
    with pytest.raises(Invalid) as refused:
        doer.do(services.settle_hold, words="退还", officers=doer.officers)
    assert code(refused) == "case.which_hold"
    doer.do(services.settle_hold, words="退还", officers=doer.officers, hold=first.pk)
    assert selectors.open_holds(doer.case) == [second]
    stopped = {row.act_id: row.stopped_at for row in selectors.clocks_of(doer.case) if row.code == "hold"}
    assert stopped == {first.pk: cast.now, second.pk: None}
    with pytest.raises(Invalid) as refused:
        doer.do(services.settle_hold, words="退还", officers=doer.officers, hold=first.pk)
    assert code(refused) == "case.which_hold"
    with pytest.raises(Invalid) as refused:
        doer.do(services.decide_no_penalty, doer.lead, words="轻微")
    assert code(refused) == "case.hold_open"
    doer.do(services.settle_hold, words="退还", officers=doer.officers)
    with pytest.raises(Invalid) as refused:
        doer.do(services.settle_hold, words="退还", officers=doer.officers)
    assert code(refused) == "case.no_hold"
    assert doer.do(services.decide_no_penalty, doer.lead, words="轻微").state == "not_punished"


def test_an_unpaid_fine_closes_only_with_words(cast: Cast) -> None:
    doer = Doer(cast).to("served")
    with pytest.raises(Invalid) as refused:
        doer.do(services.record_payment, paid=5001)
    assert code(refused) == "case.paid"
    doer.do(services.record_payment, paid=1)
    with pytest.raises(Invalid) as refused:
        doer.do(services.close_case, doer.lead, words=" ")
    assert code(refused) == "case.unpaid"
    assert doer.do(services.close_case, doer.lead, words="法院裁定终结执行").state == "closed"


def test_an_order_to_mend_stands_while_filing_is_asked_and_the_punishment_goes_its_way(cast: Cast) -> None:
    late, day11 = selectors.Filters(late=True), cast.now + timedelta(days=11)
    doer = Doer(cast).to("ordered").ask()
    assert selectors.cases(ALL, late, day11).count() == 1
    doer.recheck(mended=True)
    assert (doer.case.state, doer.case.is_mended) == ("filing", True)
    assert selectors.cases(ALL, late, day11).count() == 0
    with pytest.raises(Stale):
        doer.recheck()
    filed = Doer(cast).to("ordered").ask().file()
    assert filed.recheck(mended=False).case.state == "filed"
    assert filed.show().propose().case.state == "proposed"


@pytest.mark.parametrize("state", ["checked", "ordered", "rechecked"])
def test_a_refused_filing_goes_back_to_where_it_was_asked_from(cast: Cast, state: str) -> None:
    doer = Doer(cast).to(state).ask()
    doer.do(services.file_case, doer.lead, agreed=False, words="先督促整改")
    assert fresh(doer.case).state == state
    if state == "ordered":
        assert doer.recheck(mended=True).case.state == "rechecked"


def test_the_database_itself_knows_one_open_case_for_a_hazard(cast: Cast) -> None:
    row = verified(cast)
    opened(cast, hazard_id=row.pk)
    other = opened(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.unscoped("a test").filter(pk=other.pk).update(hazard=row)
    Case.objects.unscoped("a test").filter(pk=other.pk).update(hazard=row, state="withdrawn")


def test_a_hazard_handed_over_waits_until_it_has_a_case_and_has_one_at_a_time(cast: Cast) -> None:
    row = verified(cast)
    transfer_hazard(hazard_id=row.pk, words="拒不整改", actor=cast.actor("county_duty"), now=cast.now)
    assert list(selectors.handed_in(cast.scope("county_lead"))) == [row]
    assert not selectors.handed_in(cast.scope("town_lead_b"))
    made = opened(cast, hazard_id=row.pk)
    assert (made.hazard_id, made.division_path, made.place_name) == (row.pk, row.division_path, row.place_name)
    assert not selectors.handed_in(cast.scope("county_lead"))
    with pytest.raises(Stale) as refused:
        opened(cast, hazard_id=row.pk)
    assert code(refused) == "case.already"
    services.withdraw_case(case_id=made.pk, words="错登", actor=cast.actor("county_lead"), now=cast.now)
    assert opened(cast, hazard_id=row.pk).pk != made.pk


def test_opening_a_case_hands_the_hazard_over_or_does_nothing(cast: Cast) -> None:
    row = find(cast)
    opened(cast, hazard_id=row.pk)
    assert hazard_of(ALL, row.pk).transferred_at == cast.now
    other = find(cast, place_name="旧仓库")
    with pytest.raises(NotAllowed):
        opened(cast, who="county_lead", hazard_id=other.pk)
    assert hazard_of(ALL, other.pk).transferred_at is None
    assert Case.objects.unscoped("a test").count() == 1


def test_evidence_is_a_chain_that_nobody_changes_or_removes(cast: Cast) -> None:
    doer = Doer(cast).to("proposed")
    doer.show()
    items = selectors.evidence_items(doer.case)
    assert [item.number for item in items] == [1, 2]
    assert selectors.chain_break(items) == 0
    assert items[0].sha256 == Evidence.objects.unscoped("a test").get(uid=items[0].uid).sha256
    with pytest.raises(NotAllowed) as refused:
        erase_evidence(uids=[items[0].uid], reason="不想要", actor=cast.actor("county_lead"), now=cast.now)
    assert code(refused) == "file.evidence"
    assert forget_subject(subject=("case_act", items[0].act_id), now=cast.now) == 0
    photos = Evidence.objects.unscoped("a test").filter(uid=items[0].uid)
    attacks: tuple[Any, ...] = (
        photos.delete,
        lambda: photos.update(state="erased", key=""),
        lambda: photos.update(sha256="0" * 64),
        EvidenceItem.objects.filter(pk=items[0].pk).delete,
        lambda: EvidenceItem.objects.filter(pk=items[0].pk).update(words="别的"),
        lambda: CaseAct.objects.filter(case=doer.case).update(words="别的"),
        lambda: CaseAct.objects.filter(pk=items[0].act_id).delete(),
    )
    for attack in attacks:
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()


def test_another_persons_photo_is_not_drawn_into_a_case(cast: Cast) -> None:
    foreign = receive_whole(data=photo(), actor=cast.actor("town_lead_b"), now=cast.now).uid
    doer = Doer(cast).check()
    with pytest.raises(Invalid) as refused:
        doer.do(services.add_evidence, photos=[foreign], words="别人的")
    assert code(refused) == "case.no_photo"
    assert not selectors.evidence_items(doer.case)


def test_two_people_at_once_one_is_told(cast: Cast) -> None:
    doer = Doer(cast).check()
    old = doer.case.version
    doer.do(services.write_note, words="甲", version=old)
    with pytest.raises(Stale):
        doer.do(services.write_note, words="乙", version=old)


def test_a_certificate_belongs_to_one_officer_and_may_be_renewed(cast: Cast) -> None:
    one = officer(cast, "石磊")
    with pytest.raises(Invalid) as refused:
        officer(cast, "另一个", certificate="豫S石磊")
    assert code(refused) == "officer.twice"
    again = officer(cast, "石磊", officer_id=one.pk, version=0, valid_until=date(2030, 1, 1))
    assert (again.pk, again.version, again.valid_until) == (one.pk, 1, date(2030, 1, 1))
    services.retire_officer(officer_id=one.pk, actor=cast.actor("county_duty"), now=cast.now)
    assert not selectors.officers_for(cast.village_a1.path, whole_county=True, today=date(2026, 7, 18))
    with pytest.raises(Refusal):
        services.retire_officer(officer_id=one.pk, actor=cast.actor("town_lead"), now=cast.now)


def test_a_delegation_is_a_townships_and_the_countys_to_write_down(cast: Cast) -> None:
    with pytest.raises(Invalid):
        delegated(cast, " ")
    with pytest.raises(NotAllowed):
        services.save_delegation(
            division_path=cast.town_a.path,
            document="自己给自己",
            matters=["甲"],
            valid_from=date(2024, 1, 1),
            actor=cast.actor("town_lead"),
            now=cast.now,
        )


def test_nobody_ends_a_case_alone(cast: Cast) -> None:
    """Not the punishment one has proposed, not by a check that one alone wrote down."""
    doer, lead = Doer(cast), cast.actor("county_lead")
    doer.check().order()
    given = {"case_id": doer.case.pk, "now": doer.now}
    services.record_recheck(officers=doer.officers, mended=True, words="已腾空", actor=lead, **given)
    with pytest.raises(Invalid) as refused:
        services.close_mended(words="办结", actor=lead, **given)
    assert code(refused) == "case.own_wish"
    assert services.close_mended(words="办结", actor=cast.actor("county_lead_2"), **given).state == "closed"


def test_whoever_proposed_a_punishment_does_not_drop_it_alone(cast: Cast) -> None:
    doer, lead = Doer(cast), cast.actor("county_lead")
    doer.to("filed")
    doer.show().do(
        services.propose_penalty, lead, penalty="fine", matter=MATTER, basis=BASIS, fine=5000, words="罚款五千"
    )
    given = {"case_id": doer.case.pk, "words": "算了", "now": doer.now}
    for verb in (services.decide_no_penalty, services.withdraw_case):
        with pytest.raises(Invalid) as refused:
            verb(actor=lead, **given)
        assert code(refused) == "case.own_wish"
    assert services.withdraw_case(actor=cast.actor("county_lead_2"), **given).state == "withdrawn"


def test_a_township_handles_the_countys_case_only_where_the_mode_brings_it_in(cast: Cast) -> None:
    for mode, may in (("own", False), ("joint", True)):
        made = opened(cast, mode=mode)
        given = {"case_id": made.pk, "officers": two(cast), "words": "查了"}
        if may:
            assert services.record_check(actor=cast.actor("town_duty"), now=cast.now, **given).state == "checked"
            continue
        with pytest.raises(NotAllowed) as refused:
            services.record_check(actor=cast.actor("town_duty"), now=cast.now, **given)
        assert code(refused) == "case.body"
