"""A fine put off or paid by instalments, and the court."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from qianshao.core.errors import Refusal
from qianshao.enforcement import selectors, services
from qianshao.enforcement.rules.money import Court, Part, court_fault, months_later, paid_parts, parts_of, plan_fault
from tests.cast import Cast
from tests.enforcement.cases import Doer, rewrite, told_where
from tests.enforcement.test_papers import said_in

NOW = datetime(2026, 7, 18, 12, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PARTS = [Part(date(2026, 10, 1), 2000), Part(date(2026, 11, 1), 3000)]
PLAN = "2026-10-01，2000\n2026-11-01,3000"


def refused_as(doer: Doer, verb: Any, code: str, **given: Any) -> None:
    with pytest.raises(Refusal) as refused:
        doer.do(verb, **given)
    assert refused.value.code == code


def test_a_plan_is_read_a_line_an_instalment() -> None:
    assert parts_of(PLAN, 5000) == PARTS
    assert parts_of("2026-10-01", 5000) == [Part(date(2026, 10, 1), 5000)]
    for sum_ in ("-5", "²", "9" * 30):
        assert parts_of(f"2026-10-01，{sum_}", 5000) == [], sum_
    for odd in ("", "2026-10-01\n2026-11-01", "十月，5000"):
        assert parts_of(odd, 5000) == [], odd


@pytest.mark.parametrize(
    ("parts", "most", "fault"),
    [
        (PARTS, None, ""),
        ([], None, "no_plan"),
        ([Part(date(2026, 10, 1), 0)], None, "no_plan"),
        (PARTS * 19, None, "no_plan"),
        (PARTS[::-1], None, "plan_days"),
        ([Part(date(2026, 7, 18), 5000)], None, "plan_days"),
        (PARTS[:1], None, "plan_sum"),
        (PARTS, 106, ""),
        (PARTS, 105, "plan_long"),
    ],
)
def test_a_plan_names_days_that_come_and_the_whole_sum(parts: list[Part], most: int | None, fault: str) -> None:
    assert plan_fault(parts, owed=5000, today=date(2026, 7, 18), most_days=most) == fault


def test_small_rules() -> None:
    assert [paid_parts(PARTS, paid) for paid in (0, 1999, 2000, 4999, 5000, 9000)] == [0, 0, 1, 1, 2, 2]
    assert months_later(datetime(2026, 12, 31, tzinfo=UTC), 2) == datetime(2027, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ""),
        ({"is_asked": True}, "court_asked"),
        ({"owed": 0}, "nothing_owed"),
        ({"complaint_until": None}, "no_complaint_time"),
        ({"complaint_until": NOW}, "complaint_open"),
        ({"pay_until": NOW}, "not_due"),
        ({"urged_until": None}, "not_urged"),
        ({"urged_until": NOW}, "urged_lately"),
        ({"is_quiet": False}, "complained"),
        ({"complaint_until": NOW - 93 * DAY}, "court_late"),
        ({"complaint_until": NOW - 93 * DAY, "months": None}, ""),
        ({"complaint_until": NOW - 93 * DAY, "pay_until": NOW - DAY}, ""),
    ],
)
def test_the_court_is_asked_after_the_time_to_complain_and_a_reminder_and_not_too_late(
    changes: dict[str, Any], fault: str
) -> None:
    earlier = NOW - 95 * DAY
    good = {"owed": 1, "complaint_until": NOW - DAY, "pay_until": earlier, "urged_until": earlier, "months": 3}
    assert court_fault(Court(**{**good, **changes}), NOW) == fault


@pytest.mark.django_db
def test_paying_is_put_off_only_by_another_than_who_asked_and_moves_the_day(cast: Cast) -> None:
    told_where(cast)
    doer = Doer(cast).to("decided")
    doer.do_paper("decision")
    with pytest.raises(Refusal):
        doer.do(services.ask_deferral, words="穷", plan="2026-10-01")
    doer.serve()
    refused_as(doer, services.ask_deferral, "case.plan_sum", words="穷", plan="2026-10-01，1")
    doer.do(services.ask_deferral, doer.lead, words="停业三个月", plan="2026-10-01")
    refused_as(doer, services.ask_deferral, "case.defer_open", words="再来", plan="2026-10-01")
    refused_as(doer, services.decide_deferral, "case.own_wish", actor=doer.lead, agreed=True)
    assert selectors.pay_until(doer.case) == datetime(2026, 8, 2, 15, 59, tzinfo=UTC)


@pytest.mark.django_db
def test_instalments_have_each_a_clock_that_stops_when_it_is_paid(cast: Cast) -> None:
    told_where(cast)
    doer = Doer(cast).to("decided")
    number = doer.do_paper("decision").number
    doer.serve()
    doer.do(services.ask_deferral, words="停业三个月", plan=PLAN)
    doer.do(services.decide_deferral, doer.lead, agreed=True, words="同意分两期")
    said = said_in(doer, "deferral")
    for word in (number, "1. 2026年10月1日前，2000元", "2. 2026年11月1日前，3000元", "同意分两期", "农商行"):
        assert word in said, word
    assert selectors.pay_until(doer.case) == datetime(2026, 10, 1, 15, 59, tzinfo=UTC)
    refused_as(doer, services.urge_payment, "case.not_due", now=doer.now + 60 * DAY)
    after = datetime(2026, 10, 2, 1, tzinfo=UTC)
    assert selectors.overdue(doer.case, after) == 2000
    doer.do(services.urge_payment, now=after)
    doer.do(services.record_payment, now=after, paid=2500)
    assert selectors.pay_until(doer.case) == datetime(2026, 11, 1, 15, 59, tzinfo=UTC)
    assert selectors.overdue(doer.case, after) == 0
    refused_as(doer, services.urge_payment, "case.not_due", now=after)
    assert selectors.overdue(doer.case, datetime(2026, 11, 3, tzinfo=UTC)) == 2500
    doer.do(services.record_payment, now=after, paid=2500)
    assert not [row for row in selectors.clocks_of(doer.case) if row.code == "pay" and row.stopped_at is None]


@pytest.mark.django_db
def test_a_no_leaves_the_day_and_a_payment_meanwhile_makes_the_plan_void(cast: Cast) -> None:
    doer = Doer(cast).to("served")
    doer.do(services.ask_deferral, words="穷", plan=PLAN)
    refused_as(doer, services.decide_deferral, "case.no_words", actor=doer.lead, agreed=False)
    doer.do(services.record_payment, paid=1000)
    refused_as(doer, services.decide_deferral, "case.plan_sum", actor=doer.lead, agreed=True)
    doer.do(services.decide_deferral, doer.lead, agreed=False, words="重新申请")
    assert selectors.pay_until(doer.case) == datetime(2026, 8, 2, 15, 59, tzinfo=UTC)
    rewrite(cast, "case_rules", defer_most={"number": 30})
    refused_as(doer, services.ask_deferral, "case.plan_long", words="穷", plan="2026-10-01")


@pytest.mark.django_db
def test_the_court_is_asked_by_the_countys_numbers(cast: Cast) -> None:
    told_where(cast)
    doer = Doer(cast).to("decided")
    number = doer.do_paper("decision").number
    doer.serve()
    # Served on 18 July: six months end on 18 January 2027, after the sixty days.
    open_still, over = datetime(2027, 1, 18, 12, tzinfo=UTC), datetime(2027, 1, 19, 12, tzinfo=UTC)
    told = {"words": "名下有一辆货车", "quiet": True, "actor": doer.lead}
    refused_as(doer, services.apply_court, "case.complaint_open", now=open_still, **told)
    refused_as(doer, services.apply_court, "case.not_urged", now=over, **told)
    doer.do(services.urge_payment, now=over)
    refused_as(doer, services.apply_court, "case.urged_lately", now=over + 14 * DAY, **told)
    ready = over + 15 * DAY
    refused_as(doer, services.apply_court, "case.complained", now=ready, **told | {"quiet": False})
    refused_as(doer, services.apply_court, "case.court_late", now=over + 100 * DAY, **told)
    doer.do(services.apply_court, now=ready, **told)
    refused_as(doer, services.apply_court, "case.court_asked", now=ready + 9 * DAY, **told)
    said = said_in(doer, "court_application")
    known = ("于2026年7月18日送达", "已于2027年1月19日书面催告", "罚款 5000元", "货车")
    for word in ("本县人民法院执行局：", number, *known):
        assert word in said, word
