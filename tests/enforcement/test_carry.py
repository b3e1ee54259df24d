"""A check is not typed twice: out of an inspection's hazard into the case; and refused words stay."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid
from qianshao.core.ids import uuid7
from qianshao.enforcement import selectors, services
from qianshao.enforcement.models import Case
from qianshao.files.services import receive_whole
from qianshao.inspections.services import Signing, finish_visit
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.enforcement.cases import MATTER, Doer, delegated, fresh, officer, two
from tests.enforcement.test_pages import do, offers, text_of
from tests.files.pictures import photo
from tests.hazards.ledger import find
from tests.inspections.places import inspector, replies, started

pytestmark = pytest.mark.django_db


def inspected(cast: Cast) -> Any:
    """A hazard with a photo, as a failed inspection leaves one."""
    uid = receive_whole(data=photo(), actor=cast.actor("county_duty"), now=cast.now).uid
    return find(cast, who="county_duty", source="inspection", words="通道堆满纸箱", evidence=[uid])


def checked(cast: Cast, officers: list[int], **given: Any) -> services.Checked:
    """The check as it was made."""
    return services.Checked(**{"words": "通道堆满纸箱", "officers": officers, **given})


def begin(cast: Cast, hazard: Any, check: services.Checked) -> Case:
    """The case out of it."""
    given = {"matter": MATTER, "words": "检查不合格", "party_name": "红旗商店"}
    return services.open_checked(
        hazard_id=hazard.pk, check=check, actor=cast.actor("county_duty"), now=cast.now, **given
    )


def test_the_check_the_photos_and_the_order_come_with_the_hazard(cast: Cast) -> None:
    hazard = inspected(cast)
    due = cast.now + timedelta(days=3)
    case = fresh(begin(cast, hazard, checked(cast, two(cast), due_at=due, order_words="三日内清空")))
    assert (case.state, case.hazard_id, case.due_at) == ("ordered", hazard.pk, due)
    assert [act.act for act in selectors.acts_of(case)] == ["open", "check", "evidence", "order"]
    item = selectors.evidence_items(case)[0]
    original = selectors.photos_of_hazard(cast.scope("county_duty"), hazard.pk)[0]
    assert original.sha256[:16] in item.words
    assert item.uid != original.uid
    assert selectors.chain_break(selectors.evidence_items(case)) == 0


def test_an_expired_certificate_opens_no_case_and_hands_nothing_over(cast: Cast) -> None:
    hazard = inspected(cast)
    old = officer(cast, "旧证", valid_until=date(2026, 7, 17))
    for officers, code in (([two(cast)[0], old.pk], "case.certificate"), (two(cast)[:1], "case.too_few")):
        with pytest.raises(Invalid) as refused:
            begin(cast, hazard, checked(cast, officers))
        assert refused.value.code == code
    assert not Case.objects.unscoped("a test").exists()
    assert not selectors.handed_in(cast.scope("county_duty"))


def test_an_order_needs_words_of_its_own(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        begin(cast, inspected(cast), checked(cast, two(cast), due_at=cast.now + timedelta(days=3)))
    assert refused.value.code == "case.no_words"


@pytest.mark.django_db(transaction=True)
def test_the_page_is_filled_in_and_offers_only_officers_with_valid_certificates(
    client_as: ClientAs, cast: Cast
) -> None:
    hazard, keys = inspected(cast), two(cast)
    old = officer(cast, "旧证", valid_until=date(2026, 7, 17))
    duty = client_as("county_duty")
    address = f"/enforcement/new/?hazard={hazard.pk}&officers=石磊&officers=旧证"
    form = BeautifulSoup(duty.get(address).content, "html.parser").select_one("main form.form")
    boxes = {box["value"]: box.has_attr("checked") for box in form.select("input[name=officers]")}
    assert boxes == {str(keys[0]): True, str(keys[1]): False}
    assert form.select_one("textarea[name=check_words]").text.strip() == "通道堆满纸箱"
    known = {box["name"]: box.get("value", "") for box in form.select("input:not([type=checkbox])")}
    known |= {box["name"]: box.text.strip() for box in form.select("textarea")}
    known |= {"division_path": hazard.division_path, "body": "county", "mode": "own", "party_kind": "unit"}
    known |= {"party_name": "红旗商店", "take_photos": "on", "due_on": "2026-07-21", "order_words": "三日内清空"}
    refused = duty.post("/enforcement/new/", known | {"officers": [str(keys[0]), str(old.pk)]})
    assert refused.status_code == 422
    assert "三日内清空" in refused.content.decode()
    assert not Case.objects.unscoped("a test").exists()
    assert duty.post("/enforcement/new/", known | {"officers": []}).status_code == 422
    made = duty.post("/enforcement/new/", known | {"officers": [str(key) for key in keys]})
    assert made.status_code == 302, text_of(made)
    assert "三日内清空" in text_of(duty.get(made["Location"]))


def test_a_failed_inspection_has_a_button_that_opens_the_case_with_its_officers_chosen(
    client_as: ClientAs, cast: Cast
) -> None:
    for who in ("town_duty", "town_lead"):
        inspector(cast, who)
    row = started(cast, "town_duty", kind="inspection", role="town_duty")
    finish_visit(
        visit_id=row.pk,
        replies=replies(row, JXC_10=("后门锁着", (uuid7(),))),
        signing=Signing([cast.users["town_lead"].pk], "刘店主"),
        actor=cast.actor("town_duty"),
        now=cast.now,
    )
    keys = [officer(cast, name, cast.town_a.path).pk for name in ("吴敏", "郑河", "别人")]
    town = client_as("town_duty")
    page = BeautifulSoup(town.get(f"/inspections/{row.pk}/").content, "html.parser")
    button = page.select_one('a[href^="/enforcement/new/?hazard="]')
    assert button is not None
    assert button.get_text().startswith("责令或立案")
    form = BeautifulSoup(town.get(str(button["href"])).content, "html.parser")
    chosen = {str(box["value"]) for box in form.select("input[name=officers][checked]")}
    assert chosen == {str(key) for key in keys[:2]}
    assert "后门锁着" in form.select("textarea[name=check_words]")[0].text
    grid = client_as("grid_worker").get(f"/inspections/{row.pk}/")
    assert "/enforcement/new/" not in grid.content.decode()


def test_words_typed_while_somebody_else_changed_the_case_stay_and_can_be_sent_again(
    client_as: ClientAs, cast: Cast
) -> None:
    doer, duty = Doer(cast).check(), client_as("county_duty")
    old = str(doer.case.version)
    doer.do(services.write_note, words="别人记的")
    given = {"act": "note", "version": old, "words": "写了很久的话"}
    answer = duty.post(f"/enforcement/{doer.case.pk}/handle/", given)
    assert answer.status_code == 422
    assert "别人刚刚改过" in text_of(answer)
    form = offers(answer)["note"]
    assert form.select_one("textarea[name=words]").text.strip() == "写了很久的话"
    again = {box["name"]: box.get("value", "") for box in form.select("input")} | {"words": "写了很久的话"}
    assert duty.post(form["action"], again).status_code == 302


def test_words_for_a_step_that_is_over_stay_on_the_page(client_as: ClientAs, cast: Cast) -> None:
    doer, lead = Doer(cast).to("filing"), client_as("county_lead")
    doer.file()
    answer = lead.post(
        f"/enforcement/{doer.case.pk}/approve/", {"act": "file", "agreed": "no", "words": "写了很久的理由"}
    )
    assert answer.status_code == 422
    assert "没有办成，写的内容还在" in text_of(answer)
    assert offers(answer)["file"].select_one("textarea[name=words]").text.strip() == "写了很久的理由"


def test_a_refused_paper_and_a_refused_end_of_a_delegation_keep_what_was_typed(
    client_as: ClientAs, cast: Cast
) -> None:
    doer, duty = Doer(cast).to("decided"), client_as("county_duty")
    answer = duty.post(f"/enforcement/{doer.case.pk}/papers/", {"kind": "decision", "why": "写错了名字"})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("#paper-kind option[selected]")["value"] == "decision"
    assert page.select_one("#paper-why")["value"] == "写错了名字"
    assert "罚款缴到哪里" in page.get_text()
    row = delegated(cast)
    services.end_delegation(delegation_id=row.pk, words="收回", actor=cast.actor("county_lead"), now=cast.now)
    again = client_as("county_lead").post(f"/enforcement/delegations/{row.pk}/end/", {"words": "再收回"})
    assert again.status_code == 422
    assert "已经是别的状态" in text_of(again)


def test_a_hearing_and_a_hold_go_through_the_forms(client_as: ClientAs, cast: Cast, fake_clock: FakeClock) -> None:
    doer = Doer(cast).to("filed").show().propose(fine=50_000).notify()
    duty, lead = client_as("county_duty"), client_as("county_lead")
    signed = {"officers": [str(key) for key in doer.officers]}
    for client, act, given in (
        (duty, "hold", {"words": "会丢", "things": "电瓶，3 只，旧，仓库", **signed}),
        (duty, "ask_hearing", {"words": "当事人要求"}),
        (duty, "plan_hearing", {"when": "2026-07-30T09:00", "where": "局里三楼", "chair": "法制股长"}),
        (duty, "hold_hearing", {"how": "held", "chair": "法制股长", "present": "当事人", "words": "听了"}),
        (lead, "review", {"agreed": "yes", "words": "合法"}),
        (lead, "discuss", {"present": "甲局长、乙副局长", "words": "同意"}),
        (lead, "decide", {"words": "罚款五万元"}),
    ):
        if act == "hold_hearing":
            fake_clock.advance(timedelta(days=12).total_seconds())
        answer = do(client, doer.case, act, **given)
        assert answer.status_code == 302, (act, text_of(answer))
    key = selectors.open_holds(doer.case)[0].pk
    assert do(duty, doer.case, "settle_hold", hold=str(key), words="退还", **signed).status_code == 302
    words = text_of(duty.get(f"/enforcement/{doer.case.pk}/"))
    for word in ("法制股长", "甲局长、乙副局长", "已告知可以要求听证", "电瓶，3 只，旧，仓库"):
        assert word in words
    assert not selectors.open_holds(fresh(doer.case))
