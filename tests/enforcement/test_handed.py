"""What is handed to enforcement, and from a township to its county; cases in which nothing was wrong."""

from typing import Any

import pytest

from qianshao.core.errors import Invalid, NotFound, Refusal, Stale
from qianshao.core.scope import Scope
from qianshao.enforcement import selectors, services
from qianshao.hazards.services import transfer_hazard
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.enforcement.cases import Doer, opened
from tests.enforcement.test_pages import do, offers, text_of
from tests.hazards.ledger import find

pytestmark = pytest.mark.django_db


def code(refused: "pytest.ExceptionInfo[Refusal]") -> str:
    return refused.value.code


def handed(cast: Cast, **given: Any) -> Doer:
    """A township's case, handed to the county."""
    doer = Doer(cast, "town", **given).check()
    doer.do(services.hand_over, doer.lead, words="没有赋权", to_county=True)
    return doer


def test_a_check_that_found_nothing_is_closed_with_words(cast: Cast) -> None:
    doer = Doer(cast).check()
    with pytest.raises(Invalid) as refused:
        doer.do(services.close_clean, doer.lead, words=" ")
    assert code(refused) == "case.no_words"
    assert doer.do(services.close_clean, doer.lead, words="没有发现问题").state == "closed"


def test_after_a_no_to_filing_the_case_is_closed_but_not_over_an_order_not_mended(cast: Cast) -> None:
    plain, ordered = Doer(cast).check().ask(), Doer(cast).check().order().ask()
    for doer in (plain, ordered):
        doer.do(services.file_case, doer.lead, agreed=False, words="不够立案")
    assert plain.do(services.close_clean, plain.lead, words="当场改好").state == "closed"
    with pytest.raises(Invalid) as refused:
        ordered.do(services.close_clean, ordered.lead, words="算了")
    assert code(refused) == "case.not_mended"
    ordered.order().recheck(mended=True).ask()
    ordered.do(services.file_case, ordered.lead, agreed=False, words="已改好")
    assert ordered.do(services.close_mended, ordered.lead, words="已改好").state == "closed"


def test_a_township_hands_its_case_to_the_county_where_it_waits_until_it_is_taken_up(cast: Cast) -> None:
    county, doer = cast.scope("county_duty"), handed(cast)
    assert doer.case.handed_to == cast.county.name
    assert list(selectors.handed_up(county)) == [doer.case]
    assert not selectors.handed_up(cast.scope("town_duty"))
    assert not selectors.handed_up(cast.scope("neighbour_lead"))
    taken = opened(cast, from_case=doer.case.pk, division_path="")
    assert (taken.came_from_id, taken.body, taken.division_path) == (doer.case.pk, "county", doer.case.division_path)
    assert not selectors.handed_up(county)
    with pytest.raises(NotFound):
        opened(cast, from_case=doer.case.pk)


def test_the_countys_own_case_and_one_handed_elsewhere_do_not_wait_there(cast: Cast) -> None:
    own, away = Doer(cast).check(), Doer(cast, "town").check()
    with pytest.raises(Invalid) as refused:
        own.do(services.hand_over, own.lead, words="移送", to_county=True)
    assert code(refused) == "case.own_county"
    with pytest.raises(Invalid) as refused:
        away.do(services.hand_over, away.lead, words="移送")
    assert code(refused) == "case.handed_to"
    away.do(services.hand_over, away.lead, words="涉嫌犯罪", handed_to="县公安局")
    assert not selectors.handed_up(cast.scope("county_duty"))


def test_a_hazard_waits_again_when_its_case_went_up_and_no_more_when_one_ended_for_good(cast: Cast) -> None:
    hazard, county = find(cast), cast.scope("county_duty")
    doer = Doer(cast, "town", hazard_id=hazard.pk)
    assert not selectors.handed_in(county)
    doer.check().do(services.hand_over, doer.lead, words="没有赋权", to_county=True)
    assert list(selectors.handed_in(county)) == [hazard]
    assert not selectors.handed_in(cast.scope("town_duty"))
    mine = Doer(cast, hazard_id=hazard.pk)
    assert mine.case.came_from == doer.case
    assert not selectors.handed_in(county)
    with pytest.raises(Stale):
        opened(cast, hazard_id=hazard.pk)
    mine.check().do(services.close_clean, mine.lead, words="已改好")
    assert not selectors.handed_in(county)


def test_the_pages_of_what_was_handed_in_leave_nobody_out(cast: Cast) -> None:
    for n in range(3):
        hazard = find(cast, place_name=f"旧粮站{n}")
        transfer_hazard(hazard_id=hazard.pk, words="拒不整改", actor=cast.actor("county_duty"), now=cast.now)
    ups = [handed(cast, party_name=f"商店{n}").case for n in range(2)]
    both = selectors.Handed(cast.scope("county_duty"))
    shown = [row for start in range(0, 6, 2) for row in both[start : start + 2]]
    assert len(both) == 5
    assert shown[:2] == ups
    assert [row.place_name for row in shown[2:]] == ["旧粮站0", "旧粮站1", "旧粮站2"]
    assert len(selectors.Handed(Scope.everything("a test"))) == 5


def test_the_county_takes_up_a_townships_case_through_the_pages(client_as: ClientAs, cast: Cast) -> None:
    doer = Doer(cast, "town").check()
    town, county = client_as("town_lead"), client_as("county_duty")
    assert "to_county" in str(offers(town.get(f"/enforcement/{doer.case.pk}/"))["hand_over"])
    assert do(town, doer.case, "hand_over", words="没有赋权", to_county="on").status_code == 302
    assert "共 1 件" in text_of(county.get("/enforcement/"))
    address = f"/enforcement/new/?from={doer.case.pk}"
    assert address in county.get("/enforcement/").content.decode()
    page = county.get(address)
    assert "红旗商店" in page.content.decode()
    given = {"from": doer.case.pk, "matter": "甲", "division_path": doer.case.division_path, "body": "county"}
    given |= {"mode": "own", "party_kind": "unit", "party_name": "红旗商店", "words": "接办"}
    made = county.post("/enforcement/new/", given)
    assert made.status_code == 302
    assert doer.case.no in text_of(county.get(made["Location"]))
    assert "等着立卷" not in text_of(county.get("/enforcement/"))
    assert county.get(address).status_code == 404
