"""A seal or a seizure is made longer once, by another than who asked, within the county's days; the clock follows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from qianshao.core.errors import NotAllowed
from qianshao.enforcement import services
from qianshao.enforcement.pages.acts import offered
from qianshao.enforcement.rules.inquiry import Longer, longer_fault
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.enforcement.cases import Doer, delegated, rewrite, told_where
from tests.enforcement.test_inquiry import clock, compelled, refused_as
from tests.enforcement.test_papers import said_in

NOW = datetime(2026, 7, 18, 12, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ""),
        ({"until": NOW}, ""),
        ({"until": NOW - timedelta(seconds=1)}, "compel_over"),
        ({"until": None}, "compel_over"),
        ({"measure": "power"}, "not_longer"),
        ({"most": None}, "no_longer_rule"),
        ({"times": None}, "no_longer_rule"),
        ({"done": 1}, "longer_done"),
        ({"done": 1, "times": 2}, ""),
        ({"days": 30}, ""),
        ({"days": 31}, "longer_days"),
        ({"days": 0}, "longer_days"),
        ({"days": -5}, "longer_days"),
    ],
)
def test_a_measure_is_made_longer_as_often_and_as_long_as_the_table_says(changes: dict[str, Any], fault: str) -> None:
    good = {"measure": "seal", "until": NOW + DAY, "days": 10, "most": 30, "times": 1, "done": 0}
    assert longer_fault(Longer(**{**good, **changes}), NOW) == fault


def held(cast: Cast, body: str = "county", **given: Any) -> Doer:
    """A case with a measure in force."""
    doer = compelled(Doer(cast, body).check(), **given)
    doer.do(services.decide_compel, doer.lead, agreed=True)
    return doer


def ask(doer: Doer, **given: Any) -> dict[str, Any]:
    return {"words": "产权不清，要查三家单位", "officers": doer.officers, "days": 20, **given}


def codes(doer: Doer, who: str) -> set[str]:
    """The steps somebody is offered."""
    return {act.code for act, _form in offered(doer.cast.scope(who), doer.case, doer.now)}


@pytest.mark.django_db
def test_who_asked_does_not_grant_and_a_yes_moves_the_clock_and_makes_a_paper(cast: Cast) -> None:
    told_where(cast)
    doer = held(cast)
    end, both = clock(doer, "compel").until, {"ask_prolong", "prolong"}
    refused_as(doer, services.ask_prolong, "case.no_words", **ask(doer, words=" "))
    refused_as(doer, services.ask_prolong, "case.too_few", **ask(doer, officers=[]))
    refused_as(doer, services.ask_prolong, "case.longer_days", **ask(doer, days=31))
    assert codes(doer, "county_duty") & both == {"ask_prolong"}
    doer.do(services.ask_prolong, **ask(doer))
    assert clock(doer, "compel").until == end
    refused_as(doer, services.ask_prolong, "case.longer_open", **ask(doer))
    assert codes(doer, "county_lead") & both == {"prolong"}
    with pytest.raises(NotAllowed):
        doer.do(services.decide_prolong, doer.duty, agreed=True)
    doer.do(services.decide_prolong, doer.lead, agreed=True)
    assert clock(doer, "compel").until == end + 20 * DAY == doer.case.turn_at
    assert Entry._base_manager.filter(kind="enforcement.prolong").count() == 1
    said = said_in(doer, "prolongation")
    for word in ("查封，期限到2026年8月17日", "经批准延长 20 天，期限到2026年9月6日", "产权不清", "石磊（豫S石磊）"):
        assert word in said, word
    assert "期限到2026年8月17日" in said_in(doer, "compulsion")
    refused_as(doer, services.ask_prolong, "case.longer_done", **ask(doer, days=1))
    doer.do(services.lift_compel, words="查清，退还", officers=doer.officers)
    assert clock(doer, "compel").stopped_at is not None
    refused_as(doer, services.ask_prolong, "case.which", **ask(doer))


@pytest.mark.django_db
def test_a_leader_who_asked_does_not_grant_and_a_no_has_words_and_moves_nothing(cast: Cast) -> None:
    doer = held(cast)
    end = clock(doer, "compel").until
    doer.do(services.ask_prolong, doer.lead, **ask(doer))
    refused_as(doer, services.decide_prolong, "case.own_wish", actor=doer.lead, agreed=True)
    doer.do(services.lift_compel, words="不用了", officers=doer.officers)
    refused_as(doer, services.decide_prolong, "case.which", actor=doer.lead, agreed=True)
    again = held(cast)
    again.do(services.ask_prolong, **ask(again))
    refused_as(again, services.decide_prolong, "case.no_words", actor=again.lead, agreed=False)
    again.do(services.decide_prolong, again.lead, agreed=False, words="够用")
    refused_as(again, services.decide_prolong, "case.which", actor=again.lead, agreed=True)
    assert clock(again, "compel").until == end
    again.do(services.ask_prolong, **ask(again))


@pytest.mark.django_db
def test_what_is_over_is_not_made_longer_and_the_county_sets_how_often(cast: Cast) -> None:
    doer = held(cast)
    doer.do(services.ask_prolong, **ask(doer))
    late = clock(doer, "compel").until + DAY
    refused_as(doer, services.decide_prolong, "case.compel_over", actor=doer.lead, agreed=True, now=late)
    doer.do(services.decide_prolong, doer.lead, agreed=True)
    rewrite(cast, "case_rules", prolong_times={"number": 2})
    doer.do(services.ask_prolong, **ask(doer))
    power = held(cast, measure="power")
    refused_as(power, services.ask_prolong, "case.not_longer", **ask(power))
    assert "ask_prolong" not in codes(power, "county_duty")


@pytest.mark.django_db
def test_a_township_makes_a_measure_longer_only_while_the_matter_is_delegated_to_it(cast: Cast) -> None:
    basis = delegated(cast)
    doer = held(cast, "town")
    doer.do(services.ask_prolong, **ask(doer))
    taken_back(cast, basis)
    with pytest.raises(NotAllowed) as refused:
        doer.do(services.decide_prolong, doer.lead, agreed=True, now=doer.now + DAY)
    assert refused.value.code == "case.not_delegated"
    doer.do(services.decide_prolong, doer.lead, agreed=True)  # the last day still counts


def taken_back(cast: Cast, basis: Any) -> None:
    services.end_delegation(delegation_id=basis.pk, words="收回", actor=cast.actor("county_lead"), now=cast.now)


@pytest.mark.django_db
def test_experts_days_stay_counted_when_a_measure_is_made_longer(cast: Cast) -> None:
    doer = held(cast)
    end = clock(doer, "compel").until
    doer.do(services.commission_experts, words="鉴定", agency="省质检院", due_at=doer.now + 9.5 * DAY)
    doer.do(services.ask_prolong, **ask(doer))
    doer.do(services.decide_prolong, doer.lead, agreed=True)
    assert clock(doer, "compel").until == end + 30 * DAY
    doer.do(services.record_opinion, now=doer.now + 4.5 * DAY, words="是")
    assert clock(doer, "compel").until == end + 25 * DAY


@pytest.mark.django_db
def test_a_case_is_handled_otherwise_for_a_reason_until_the_decision_is_served(cast: Cast) -> None:
    doer = Doer(cast).to("checked")
    good = {"words": "请青石镇一起办", "mode": "joint"}
    with pytest.raises(NotAllowed):
        doer.do(services.change_mode, doer.duty, **good)
    refused_as(doer, services.change_mode, "case.no_words", actor=doer.lead, **good | {"words": ""})
    refused_as(doer, services.change_mode, "case.mode", actor=doer.lead, **good | {"mode": "没有"})
    refused_as(doer, services.change_mode, "case.same_mode", actor=doer.lead, **good | {"mode": "own"})
    assert "check" not in codes(doer, "town_duty")
    doer.do(services.change_mode, doer.lead, **good)
    assert (doer.case.mode, doer.case.mode_name) == ("joint", "联合执法")
    assert "check" in codes(doer, "town_duty")
    assert [str(fact) for fact in doer.case.acts.get(act="mode").facts] == ["原来是：本级自办", "联合执法"]
    assert Entry._base_manager.filter(kind="enforcement.mode").count() == 1
    doer.to("decided").do(services.change_mode, doer.lead, words="改回", mode="own")
    doer.serve()
    refused_as(doer, services.change_mode, "state.moved", actor=doer.lead, **good)
    assert "mode" not in codes(doer, "county_lead")


@pytest.mark.django_db
def test_a_township_that_began_to_punish_changes_the_mode_only_while_the_matter_is_delegated(cast: Cast) -> None:
    basis = delegated(cast)
    early, doer = Doer(cast, "town").check(), Doer(cast, "town").to("heard")
    doer.do(services.change_mode, doer.lead, words="县里来人", mode="assist")
    taken_back(cast, basis)
    with pytest.raises(NotAllowed) as refused:
        doer.do(services.change_mode, doer.lead, words="再改", mode="joint", now=doer.now + DAY)
    assert refused.value.code == "case.not_delegated"
    early.do(services.change_mode, early.lead, words="一起查", mode="joint", now=early.now + DAY)
