"""From the notice to the decision: the time to speak, the hearing, legal review, discussion."""

from datetime import timedelta
from typing import Any

import pytest

from qianshao.core.errors import Invalid, Refusal
from qianshao.enforcement import selectors, services
from tests.cast import Cast
from tests.enforcement.cases import Doer, rewrite

pytestmark = pytest.mark.django_db


def code(refused: "pytest.ExceptionInfo[Refusal]") -> str:
    return refused.value.code


def heavy(cast: Cast, fine: int = 50_000, **given: str) -> Doer:
    """A party told of a fine that may be heard about."""
    return Doer(cast, **given).to("filed").show().propose(fine=fine).notify()


def test_nobody_has_let_the_time_pass_in_the_minute_of_the_notice(cast: Cast) -> None:
    doer = Doer(cast).to("notified")
    for later in (timedelta(0), timedelta(days=6)):
        with pytest.raises(Invalid) as refused:
            doer.do(services.hear_party, now=cast.now + later, words="没来", officers=doer.officers, said="no")
        assert code(refused) == "case.too_early"
    # A Saturday's notice: the fifth working day is the next Friday.
    after = cast.now + timedelta(days=7)
    assert doer.do(services.hear_party, now=after, words="没来", officers=doer.officers, said="no").state == "heard"


def test_where_the_county_sets_no_time_nobody_can_have_let_it_pass(cast: Cast) -> None:
    rewrite(cast, "case_rules", hear={"number": None})
    doer = Doer(cast).to("notified")
    later = cast.now + timedelta(days=400)
    with pytest.raises(Invalid) as refused:
        doer.do(services.hear_party, now=later, words="没来", officers=doer.officers, said="no")
    assert code(refused) == "case.no_wait"
    assert doer.hear("waived").case.state == "heard"


def test_a_hearing_is_a_right_from_the_countys_sum_on_and_only_in_its_time(cast: Cast) -> None:
    small, person = Doer(cast).to("notified"), heavy(cast, 20_000, party_kind="person")
    with pytest.raises(Invalid) as refused:
        small.do(services.ask_hearing, words="要听证")
    assert code(refused) == "case.no_hearing"
    late, other = cast.now + timedelta(days=7), heavy(cast)
    with pytest.raises(Invalid) as refused:
        other.do(services.ask_hearing, now=late, words="要听证")
    assert code(refused) == "case.hearing_late"
    assert person.do(services.ask_hearing, words="要听证").state == "hearing"


def test_nothing_is_decided_while_a_hearing_may_still_be_asked_for(cast: Cast) -> None:
    doer = heavy(cast)
    doer.do(services.hear_party, words="说了", officers=doer.officers, said="yes")
    doer.prepare()
    with pytest.raises(Invalid) as refused:
        doer.decide()
    assert code(refused) == "case.hearing_open"
    assert doer.do(services.ask_hearing, words="还是要听证").state == "hearing"


def test_a_hearing_is_led_by_somebody_who_did_not_investigate(cast: Cast) -> None:
    doer = heavy(cast)
    doer.do(services.ask_hearing, words="要听证")
    later: dict[str, Any] = {"when": cast.now + timedelta(days=20), "where": "局里"}
    for chair, fault in (
        ("石磊", "case.own_hearing"),
        (doer.case.proposer, "case.own_hearing"),
        (" ", "case.no_chair"),
    ):
        for verb, given in ((services.hold_hearing, {"words": "听证"}), (services.plan_hearing, later)):
            with pytest.raises(Invalid) as refused:
                doer.do(verb, chair=chair, **given)
            assert code(refused) == fault
    assert doer.call().do(services.hold_hearing, words="听证", chair="法制股长").state == "heard"
    assert not [row for row in selectors.clocks_of(doer.case) if row.code == "hearing" and row.stopped_at is None]


def test_the_party_is_told_of_the_day_seven_working_days_before_it(cast: Cast) -> None:
    doer = heavy(cast)
    doer.do(services.ask_hearing, words="要听证")
    # A Saturday: the seventh working day is the Tuesday after next, the 28th.
    for days, fault in ((10, "case.called_late"), (0, "case.past_when"), (400, "case.past_when")):
        with pytest.raises(Invalid) as refused:
            doer.do(services.plan_hearing, when=cast.now + timedelta(days), where="局里", chair="法制股长")
        assert code(refused) == fault, days
    with pytest.raises(Invalid) as refused:
        doer.do(services.plan_hearing, when=cast.now + timedelta(11), where=" ", chair="法制股长")
    assert code(refused) == "case.no_where"
    for days in (12, 11):
        doer.do(services.plan_hearing, when=cast.now + timedelta(days), where="局里", chair="法制股长")
    running = [row for row in selectors.clocks_of(doer.case) if row.code == "hearing_day" and row.stopped_at is None]
    assert [row.until for row in running] == [cast.now + timedelta(11)]


@pytest.mark.parametrize("how", ["held", "absent"])
def test_no_hearing_is_held_nor_missed_before_its_day_was_told_and_has_come(cast: Cast, how: str) -> None:
    doer = heavy(cast)
    doer.do(services.ask_hearing, words="要听证")
    ended = {"words": "听证", "chair": "法制股长", "how": how}
    with pytest.raises(Invalid) as refused:
        doer.do(services.hold_hearing, **ended)
    assert code(refused) == "case.not_called"
    doer.call()
    with pytest.raises(Invalid) as refused:
        doer.do(services.hold_hearing, now=doer.now - timedelta(minutes=1), **ended)
    assert code(refused) == "case.before_hearing"
    assert doer.do(services.hold_hearing, **ended).state == "heard"


def test_who_takes_the_wish_back_needs_no_day(cast: Cast) -> None:
    doer = heavy(cast)
    doer.do(services.ask_hearing, words="要听证")
    assert doer.do(services.hold_hearing, words="撤回", chair="", how="withdrawn").state == "heard"


def test_after_a_hearing_even_a_small_fine_is_reviewed_and_discussed(cast: Cast) -> None:
    rewrite(cast, "case_rules", major_unit={"number": 900_000})
    doer = heavy(cast)
    doer.do(services.ask_hearing, words="要听证")
    doer.call().do(services.hold_hearing, words="听证", chair="法制股长")
    with pytest.raises(Invalid) as refused:
        doer.decide()
    assert code(refused) == "case.no_review"
    assert doer.prepare().decide().case.state == "decided"


def test_a_heavy_fine_is_decided_only_after_review_by_another_and_discussion(cast: Cast) -> None:
    doer = heavy(cast).hear()
    with pytest.raises(Invalid) as refused:
        doer.decide()
    assert code(refused) == "case.no_review"
    with pytest.raises(Invalid) as refused:
        doer.do(services.review_case, words="合法", agreed=True)
    assert code(refused) == "case.own_wish"
    doer.do(services.review_case, doer.lead, words="依据不对", agreed=False)
    with pytest.raises(Invalid) as refused:
        doer.decide()
    assert code(refused) == "case.review_against"
    doer.do(services.review_case, doer.lead, words="改好了", agreed=True)
    with pytest.raises(Invalid) as refused:
        doer.decide()
    assert code(refused) == "case.no_discussion"
    with pytest.raises(Invalid) as refused:
        doer.do(services.discuss_case, doer.lead, words="同意", present="甲局长")
    assert code(refused) == "case.no_present"
    assert doer.prepare().decide().case.state == "decided"


def test_what_was_reviewed_before_more_inquiry_does_not_count_after_it(cast: Cast) -> None:
    doer = heavy(cast).hear().prepare()
    doer.do(services.send_back, doer.lead, words="再查")
    doer.propose(fine=60_000).notify().hear()
    with pytest.raises(Invalid) as refused:
        doer.decide()
    assert code(refused) == "case.no_review"


def test_the_partys_time_that_has_passed_makes_nobody_late(cast: Cast) -> None:
    heavy(cast)
    after = cast.now + timedelta(days=30)
    assert not selectors.cases(cast.scope("county_lead"), selectors.Filters(late=True), after)
