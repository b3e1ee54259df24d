"""Summons, examination, samples, experts, compulsory measures; and the papers of each."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qianshao.core.errors import NotAllowed, Refusal, Stale
from qianshao.enforcement import selectors, services
from qianshao.enforcement.rules.inquiry import ahead_fault, days_out, days_together, measure_fault, span_fault
from qianshao.files.services import receive_whole
from tests.cast import Cast
from tests.enforcement.cases import Doer, delegated, rewrite, told_where
from tests.enforcement.test_papers import said_in
from tests.files.pictures import photo

NOW = datetime(2026, 7, 18, 12, 12, tzinfo=UTC)
DAY = timedelta(days=1)
THINGS = "电焊机，2 台，旧，原地"


def fault(refused: "pytest.ExceptionInfo[Refusal]") -> str:
    return refused.value.code


def refused_as(doer: Doer, verb: Any, code: str, **given: Any) -> None:
    with pytest.raises(Refusal) as refused:
        doer.do(verb, **given)
    assert fault(refused) == code


def clock(doer: Doer, code: str) -> Any:
    return next(row for row in selectors.clocks_of(doer.case) if row.code == code)


def test_small_rules() -> None:
    assert ahead_fault(None, NOW) == "no_when"
    assert ahead_fault(NOW, NOW) == ahead_fault(NOW + 367 * DAY, NOW) == "past_when"
    assert ahead_fault(NOW + DAY, NOW) == ""
    assert span_fault(None, NOW, NOW) == "no_span"
    assert span_fault(NOW, NOW, NOW) == span_fault(NOW, NOW + DAY, NOW) == "bad_span"
    assert span_fault(NOW - 367 * DAY, NOW, NOW) == "bad_span"
    assert span_fault(NOW - DAY, NOW, NOW) == ""
    assert measure_fault(measure="seal", has_things=True, basis=" ") == "no_measure_basis"
    assert measure_fault(measure="seize", has_things=False, basis="法") == "no_things"
    assert measure_fault(measure="power", has_things=False, basis="法") == ""
    assert days_out(since=NOW, due_at=NOW + 4 * DAY, most=30) == 5
    assert days_out(since=NOW, due_at=NOW + 4 * DAY, most=2) == 2
    assert days_out(since=NOW, due_at=NOW + 4 * DAY, most=None) == days_out(since=NOW, due_at=NOW, most=9) == 0


@pytest.mark.django_db
def test_a_summons_says_who_when_where_and_what_to_bring(cast: Cast) -> None:
    doer = Doer(cast).check()
    good = {"words": "谁锁的门", "officers": doer.officers, "asked": "孙某", "where": "县应急局", "bring": "营业执照"}
    refused_as(doer, services.summon_person, "case.past_when", **good, when=doer.now)
    refused_as(doer, services.summon_person, "case.no_where", **good | {"where": " "}, when=doer.now + DAY)
    refused_as(doer, services.summon_person, "case.too_few", **good | {"officers": []}, when=doer.now + DAY)
    doer.do(services.summon_person, **good, when=doer.now + DAY)
    said = said_in(doer, "summons")
    for word in ("孙某：", "于2026年7月19日20时12分到县应急局接受询问", "谁锁的门", "营业执照", "石磊（豫S石磊）"):
        assert word in said, word


@pytest.mark.django_db
def test_an_examination_has_its_span_its_people_and_its_photos_in_the_chain(cast: Cast) -> None:
    doer = Doer(cast).check().show()
    began, ended = doer.now - 3 * DAY / 24, doer.now - DAY / 24
    good = {"words": "通道宽 1.2 米", "officers": doer.officers, "present": "孙某", "witness": "村主任"}
    refused_as(doer, services.examine_scene, "case.bad_span", **good, began=ended, ended=began)
    refused_as(doer, services.examine_scene, "case.no_words", **good | {"words": ""}, began=began, ended=ended)
    uid = receive_whole(data=photo(), actor=doer.duty, now=doer.now).uid
    doer.do(services.examine_scene, **good, began=began, ended=ended, photos=[uid])
    items = selectors.evidence_items(doer.case)
    assert [item.number for item in items] == [1, 2]
    assert selectors.chain_break(items) == 0
    said = said_in(doer, "examination")
    span = "2026年7月18日17时12分至2026年7月18日19时12分"
    for word in (span, "见证人：村主任", "通道宽 1.2 米", "照片：证据第 2 件"):
        assert word in said, word


@pytest.mark.django_db
def test_samples_are_listed_and_the_receipt_names_each(cast: Cast) -> None:
    doer = Doer(cast).check()
    refused_as(doer, services.take_sample, "case.no_things", words="随机", officers=doer.officers, things="油漆")
    things = "油漆，2 桶，批号 3，县局仓库"
    doer.do(services.take_sample, words="随机抽取，当面封存", officers=doer.officers, things=things)
    said = said_in(doer, "sample")
    assert "1. 油漆，2 桶，批号 3，县局仓库" in said
    assert "随机抽取，当面封存" in said


@pytest.mark.django_db
def test_experts_time_counts_in_the_ninety_days_unless_the_county_set_otherwise(cast: Cast) -> None:
    doer = Doer(cast).to("filed")
    before = clock(doer, "decide").until
    asked = {"words": "是不是易燃品", "agency": "省质检院", "materials": "样品 1 份", "due_at": doer.now + 19.5 * DAY}
    refused_as(doer, services.commission_experts, "case.past_date", **asked | {"due_at": doer.now})
    refused_as(doer, services.commission_experts, "case.no_agency", **asked | {"agency": " "})
    doer.do(services.commission_experts, **asked)
    assert clock(doer, "decide").until == before
    said = said_in(doer, "commission")
    for word in ("省质检院：", "是不是易燃品", "样品 1 份", "请于2026年8月7日前"):
        assert word in said, word
    doer.do(services.record_opinion, words="是")
    rewrite(cast, "case_rules", expert_decide={"number": 60})
    doer.do(services.commission_experts, **asked)
    assert (clock(doer, "decide").until, clock(doer, "decide").out_days) == (before + 20 * DAY, 20)
    doer.do(services.record_opinion, now=doer.now + 4.5 * DAY, words="是")
    assert (clock(doer, "decide").until, clock(doer, "decide").out_days) == (before + 5 * DAY, 5)
    refused_as(doer, services.record_opinion, "case.which", words="再来一份")


def test_days_of_spans_count_once() -> None:
    assert days_together([]) == days_together([(NOW, 0)]) == 0
    assert days_together([(NOW, 20)]) == days_together([(NOW, 20), (NOW + DAY, 3)]) == 20
    assert days_together([(NOW + 5 * DAY, 20), (NOW, 20)]) == 25
    assert days_together([(NOW, 2), (NOW + 9 * DAY, 2)]) == 4


@pytest.mark.django_db
def test_what_two_experts_look_into_at_once_is_not_taken_off_twice(cast: Cast) -> None:
    doer = compelled(Doer(cast).check())
    doer.do(services.decide_compel, doer.lead, agreed=True)
    end = clock(doer, "compel").until
    for agency, days in (("省质检院", 19.5), ("市消防所", 9.5)):
        doer.do(services.commission_experts, words="鉴定", agency=agency, due_at=doer.now + days * DAY)
    assert (clock(doer, "compel").until, clock(doer, "compel").out_days) == (end + 20 * DAY, 20)
    first, second = (act.pk for act in selectors.acts_of(doer.case) if act.act == "commission")
    doer.do(services.record_opinion, now=doer.now + 4.5 * DAY, words="是", commission=first)
    assert clock(doer, "compel").until == end + 10 * DAY
    doer.do(services.record_opinion, now=doer.now + 5.5 * DAY, words="不是", commission=second)
    assert clock(doer, "compel").until == end + 6 * DAY


def compelled(doer: Doer, **given: Any) -> Doer:
    asked = {"words": "可能起火", "officers": doer.officers, "measure": "seal", "things": THINGS, **given}
    doer.do(services.ask_compel, basis="安全生产法第六十五条", **asked)
    return doer


@pytest.mark.django_db
def test_a_measure_is_granted_by_another_runs_thirty_days_and_is_lifted_before_the_end(cast: Cast) -> None:
    told_where(cast)
    doer = compelled(Doer(cast).check().order())
    doer.do(services.decide_compel, doer.lead, agreed=True)
    assert clock(doer, "compel").until.date() == (doer.now + 30 * DAY).date()
    said = said_in(doer, "compulsion")
    for word in ("强制措施：查封，期限到2026年8月17日", "1. 电焊机，2 台，旧，原地", "可能起火", "本县人民政府"):
        assert word in said, word
    doer.recheck(mended=True)
    refused_as(doer, services.close_mended, "case.compel_open", actor=doer.lead, words="好了")
    doer.do(services.lift_compel, words="已整改，退还", officers=doer.officers)
    assert clock(doer, "compel").stopped_at is not None
    refused_as(doer, services.lift_compel, "case.which", words="再退", officers=doer.officers)


@pytest.mark.django_db
def test_a_measure_is_not_granted_twice_nor_after_a_no_and_experts_stop_its_days(cast: Cast) -> None:
    doer = compelled(Doer(cast).check())
    refused_as(doer, services.decide_compel, "case.no_words", actor=doer.lead, agreed=False)
    doer.do(services.decide_compel, doer.lead, agreed=False, words="够不上")
    refused_as(doer, services.decide_compel, "case.which", actor=doer.lead, agreed=True)
    compelled(doer).do(services.decide_compel, doer.lead, agreed=True)
    end = clock(doer, "compel").until
    doer.do(services.commission_experts, words="鉴定", agency="省质检院", due_at=doer.now + 9.5 * DAY)
    assert clock(doer, "compel").until == end + 10 * DAY


@pytest.mark.django_db
def test_who_asked_for_a_measure_does_not_grant_it_and_a_township_only_where_delegated(cast: Cast) -> None:
    doer = Doer(cast).check()
    doer.do(services.ask_compel, doer.lead, words="险", officers=doer.officers, measure="power", basis="法")
    refused_as(doer, services.decide_compel, "case.own_wish", actor=doer.lead, agreed=True)
    town = compelled(Doer(cast, "town").check())
    with pytest.raises(NotAllowed) as refused:
        town.do(services.decide_compel, town.lead, agreed=True)
    assert fault(refused) == "case.not_delegated"
    delegated(cast)
    assert town.do(services.decide_compel, town.lead, agreed=True).state == "checked"


@pytest.mark.django_db
def test_nothing_is_looked_into_after_the_decision(cast: Cast) -> None:
    doer = Doer(cast).to("decided")
    for verb, given in (
        (services.take_sample, {"things": THINGS}),
        (services.ask_compel, {"things": THINGS, "measure": "seal", "basis": "法"}),
    ):
        with pytest.raises(Stale):
            doer.do(verb, words="迟了", officers=doer.officers, **given)
