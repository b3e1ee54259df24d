"""The pages of cases, as officers use them: plain forms, no script."""

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from qianshao.enforcement import selectors, services
from qianshao.enforcement.models import Case, Delegation, Officer
from qianshao.enforcement.pages.acts import ACTS
from qianshao.enforcement.states import BESIDES, MOVES
from qianshao.hazards.services import transfer_hazard
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.enforcement.cases import BASIS, MATTER, Doer, delegated, fresh, opened, two
from tests.files.pictures import photo
from tests.hazards.ledger import find
from tests.inspections.places import shop

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def text_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def offers(answer: Any) -> dict[str, Any]:
    """The forms a page offers by their step."""
    forms = BeautifulSoup(answer.content, "html.parser").select("form:has(input[name=act])")
    return {form.select_one("input[name=act]")["value"]: form for form in forms}


def do(client: Any, case: Case, act: str, **given: Any) -> Any:
    """Fill in and post the form that the page offers for a step."""
    form = offers(client.get(f"/enforcement/{case.pk}/"))[act]
    known = {box["name"]: box.get("value", "") for box in form.select("input[type=hidden]")}
    return client.post(form["action"], {**known, **given})


def test_a_new_case_knows_the_address_of_the_place_where_the_hazard_was_found(
    client_as: ClientAs, cast: Cast
) -> None:
    place = shop(cast, address="中心街 12 号")
    hazard = find(cast, place_uid=place.uid)
    page = client_as("county_duty").get(f"/enforcement/new/?hazard={hazard.pk}")
    box = BeautifulSoup(page.content, "html.parser").select_one("[name=party_address]")
    assert box["value"] == "中心街 12 号"


@pytest.mark.django_db(transaction=True)
def test_a_case_goes_through_the_forms_from_the_hazard_to_its_end(client_as: ClientAs, cast: Cast) -> None:
    duty, lead = client_as("county_duty"), client_as("county_lead")
    signed = {"officers": [str(key) for key in two(cast)]}
    hazard = find(cast)
    page = BeautifulSoup(duty.get(f"/hazards/{hazard.pk}/").content, "html.parser")
    address = page.select_one(f'a[href="/enforcement/new/?hazard={hazard.pk}"]')["href"]
    form = BeautifulSoup(duty.get(address).content, "html.parser").select_one("main form.form")
    known = {box["name"]: box.get("value", "") for box in form.select("input:not([type=checkbox])")}
    known |= {"division_path": hazard.division_path, "body": "county", "mode": "joint", "party_kind": "unit"}
    made = duty.post(form["action"], known | {"matter": MATTER, "party_name": "红旗商店", "words": "拒不整改"})
    assert made.status_code == 302, text_of(made)
    case = Case.objects.unscoped("a test").get()
    for client, act, given in (
        (duty, "check", {"words": "通道堵塞", "sign_refused": "on", **signed}),
        (duty, "order", {"words": "十日内腾空", "due_on": "2026-07-28", **signed}),
        (duty, "recheck", {"words": "没有腾空", "mended": "no", **signed}),
        (duty, "evidence", {"words": "堵着的通道", "photos": SimpleUploadedFile("a.jpg", photo(), "image/jpeg")}),
        (duty, "ask_filing", {"words": "拒不改正"}),
        (lead, "file", {"agreed": "yes"}),
        (duty, "propose", {"matter": MATTER, "basis": BASIS, "penalty": "fine", "fine": "5000", "words": "事实清楚"}),
        (lead, "notify", {}),
        (duty, "hear", {"said": "waived", "words": "放弃", **signed}),
        (lead, "decide", {"words": "罚款五千元"}),
        (duty, "serve", {"how": "at_once", **signed}),
        (duty, "execute", {"paid": "5000"}),
        (duty, "publish", {"where": "县政府网站"}),
        (lead, "close", {}),
    ):
        answer = do(client, case, act, **given)
        assert answer.status_code == 302, (act, text_of(answer))
    row = fresh(case)
    assert (row.state, row.paid, row.mode, row.hazard_id) == ("closed", 5000, "joint", hazard.pk)
    words = text_of(duty.get(f"/enforcement/{case.pk}/"))
    assert "当事人拒绝签字，已注明" in words
    assert "豫S石磊" in words
    assert selectors.evidence_items(row)[0].sha256[:16] in words
    assert row.no in text_of(duty.get(f"/hazards/{hazard.pk}/"))


def test_the_forms_cover_every_step_of_the_table() -> None:
    refused = {"refuse_filing", "refuse_compel", "refuse_prolong", "refuse_defer"}
    assert {act.code for act in ACTS} | refused == {*MOVES, *BESIDES}
    for act in ACTS:
        right = MOVES[act.code].permission if act.code in MOVES else BESIDES[act.code]
        assert act.permission == right


def test_what_is_refused_is_said_in_the_form_and_nothing_is_lost(client_as: ClientAs, cast: Cast) -> None:
    case, keys = opened(cast), two(cast)
    answer = do(client_as("county_duty"), case, "check", words="通道堵塞甲", officers=[str(keys[0])])
    assert answer.status_code == 422
    assert "执法人员不得少于两人" in text_of(answer)
    assert "通道堵塞甲" in answer.content.decode()
    assert fresh(case).state == "opened"


def test_a_township_is_offered_its_delegated_matters_and_refused_the_rest(client_as: ClientAs, cast: Cast) -> None:
    delegated(cast, "别的事项")
    doer = Doer(cast, "town").to("filed")
    doer.show()
    town = client_as("town_duty")
    form = offers(town.get(f"/enforcement/{doer.case.pk}/"))["propose"]
    assert [box["value"] for box in form.select("select[name=matter] option")] == ["别的事项"]
    given = {"matter": MATTER, "basis": BASIS, "penalty": "warning", "words": "罚"}
    assert do(town, doer.case, "propose", **given).status_code == 422
    doer.propose()
    answer = do(client_as("town_lead"), doer.case, "notify")
    assert answer.status_code == 422
    assert "没有赋权给本乡镇" in text_of(answer)


def test_only_those_who_may_are_offered_a_step_and_a_forged_post_does_nothing(
    client_as: ClientAs, cast: Cast
) -> None:
    doer = Doer(cast).to("filing")
    duty, lead, town = client_as("county_duty"), client_as("county_lead"), client_as("town_lead")
    assert "file" not in offers(duty.get(f"/enforcement/{doer.case.pk}/"))
    assert "file" in offers(lead.get(f"/enforcement/{doer.case.pk}/"))
    assert "file" not in offers(town.get(f"/enforcement/{doer.case.pk}/"))
    assert duty.post(f"/enforcement/{doer.case.pk}/approve/", {"act": "file", "agreed": "yes"}).status_code == 403
    assert duty.post(f"/enforcement/{doer.case.pk}/handle/", {"act": "file", "agreed": "yes"}).status_code == 302
    assert town.post(f"/enforcement/{doer.case.pk}/approve/", {"act": "file", "agreed": "yes"}).status_code == 422
    assert client_as("town_lead_b").get(f"/enforcement/{doer.case.pk}/").status_code == 404
    assert fresh(doer.case).state == "filing"


def test_the_list_shows_what_waits_what_is_late_and_what_was_handed_in(client_as: ClientAs, cast: Cast) -> None:
    case = opened(cast)
    hazard = find(cast, place_name="旧粮站")
    transfer_hazard(hazard_id=hazard.pk, words="拒不整改", actor=cast.actor("county_duty"), now=cast.now)
    lead = client_as("county_lead")
    words = text_of(lead.get("/enforcement/"))
    assert case.no in words
    assert "旧粮站" in words
    assert case.no not in text_of(client_as("town_lead_b").get("/enforcement/"))
    for query in ("?tab=closed", "?q=没有的", "?mode=joint", "?body=town", "?late=1", "?under=00090001"):
        assert case.no not in text_of(lead.get(f"/enforcement/{query}")), query
    Doer.ask(doer := Doer(cast).check())
    assert selectors.waits_for(cast.scope("county_lead")).count() == 1
    assert selectors.waits_for(cast.scope("town_lead")).count() == 0
    assert doer.case.state == "filing"


def test_hostile_words_stay_words_on_every_page_and_in_the_ledger(client_as: ClientAs, cast: Cast) -> None:
    given = {"matter": SCRIPT, "party_name": "=1+1", "party_head": SCRIPT, "place_name": SCRIPT, "words": SCRIPT}
    case = opened(cast, party_phone="13800002046", party_code="91410000MA0000000X", **given)
    duty = client_as("county_duty")
    for address in ("/enforcement/", f"/enforcement/{case.pk}/"):
        page = duty.get(address).content.decode()
        assert SCRIPT not in page
        assert "13800002046" not in page
        assert "91410000MA0000000X" not in page
    answer = duty.get("/enforcement/export/")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[2][:3] == ["案件编号", "案由", "当事人"]
    assert rows[3][0] == case.no
    assert rows[3][2] != 2
    assert not any("13800002046" in str(cell) for row in rows for cell in row)


def test_officers_and_delegations_are_written_down_and_ended_through_the_pages(
    client_as: ClientAs, cast: Cast
) -> None:
    duty, lead = client_as("county_duty"), client_as("county_lead")
    given = {
        "name": "石磊",
        "certificate": "豫S1",
        "organisation": "县应急局",
        "division_path": cast.county.path,
        "valid_from": "2024-01-01",
        "valid_until": "2026-08-01",
    }
    assert duty.post("/enforcement/officers/new/", given).status_code == 302
    assert duty.post("/enforcement/officers/new/", given).status_code == 422
    row = Officer.objects.unscoped("a test").get()
    assert "快到期" in text_of(duty.get("/enforcement/officers/"))
    renewed = {**given, "valid_until": "2030-01-01", "version": "0"}
    assert duty.post(f"/enforcement/officers/{row.pk}/", renewed).status_code == 302
    assert duty.post(f"/enforcement/officers/{row.pk}/", renewed).status_code == 422
    assert duty.post(f"/enforcement/officers/{row.pk}/retire/").status_code == 302
    assert "已停用" in text_of(duty.get("/enforcement/officers/"))
    made = {"division_path": cast.town_a.path, "document": "省政府令", "matters": "甲\n\n乙\n甲"}
    made |= {"valid_from": "2024-01-01"}
    assert lead.post("/enforcement/delegations/new/", made).status_code == 302
    assert lead.post("/enforcement/delegations/new/", made | {"matters": " \n"}).status_code == 422
    kept = Delegation.objects.unscoped("a test").get()
    assert kept.matters == ["甲", "乙"]
    assert lead.post(f"/enforcement/delegations/{kept.pk}/end/", {"words": "收回"}).status_code == 302
    assert selectors.delegation_of(cast.scope("county_lead"), kept.pk).valid_until is not None
    assert client_as("town_lead").post("/enforcement/delegations/new/", made).status_code == 403


_FIELDS = (
    "words", "officers", "due_on", "version", "fine", "paid", "agreed", "said", "mended", "matter", "how", "asked",
    "when", "where", "began", "ended", "things", "plan", "agency", "measure", "basis", "chair", "quiet", "commission",
)  # fmt: skip


@pytest.mark.parametrize(
    "odd", ["9" * 30, "-1", "甲" * 5000, "\x00", "2026-99-99", "[]", "0001-01-01T00:00", "9999-12-31，1"]
)
def test_odd_input_in_every_step_is_refused_in_words(client_as: ClientAs, cast: Cast, odd: str) -> None:
    case, client = Doer(cast).check().case, client_as("county_lead")
    for act in sorted(ACTS, key=lambda one: one.code in MOVES):
        given = dict.fromkeys(_FIELDS, odd) | {"act": act.code}
        answer = client.post(f"/enforcement/{case.pk}/{act.group}/", given)
        assert answer.status_code in (302, 400, 422), act.code


def test_odd_addresses_are_not_found(client_as: ClientAs, cast: Cast) -> None:
    client = client_as("county_lead")
    for address in (f"/enforcement/{'9' * 25}/", "/enforcement/0/", f"/enforcement/new/?hazard={'9' * 25}"):
        assert client.get(address).status_code == 404, address
    assert client.get(f"/enforcement/?page={'9' * 25}&under=%00&tab={'x' * 999}&q={'甲' * 999}").status_code < 500


def test_a_case_page_asks_few_questions(client_as: ClientAs, cast: Cast, django_assert_max_num_queries: Any) -> None:
    doer = Doer(cast).to("decided")
    client = client_as("county_lead")
    client.get(f"/enforcement/{doer.case.pk}/")
    with django_assert_max_num_queries(40):
        client.get(f"/enforcement/{doer.case.pk}/")
    for _n in range(3):
        services.write_note(case_id=doer.case.pk, words="记", actor=cast.actor("county_duty"), now=cast.now)
    with django_assert_max_num_queries(40):
        client.get("/enforcement/")


def test_the_party_is_put_right_on_the_page_and_numbers_are_never_read_back(client_as: ClientAs, cast: Cast) -> None:
    case = opened(cast, party_phone="13800002046", party_code="91410000MA0000000X")
    duty = client_as("county_duty")
    form = offers(duty.get(f"/enforcement/{case.pk}/"))["party"]
    known = {box["name"]: box.get("value", "") for box in form.select("input")}
    assert (known["party_address"], known["party_phone"], known["party_code"]) == ("红旗村老街 1 号", "", "")
    answer = do(duty, case, "party", party_name="红旗商店", party_address="老街 9 号", words="门牌换了")
    assert answer.status_code == 302
    row = fresh(case)
    assert (row.party_address, row.party_phone, row.party_name) == ("老街 9 号", "13800002046", "红旗商店")
    assert "原来是：红旗村老街 1 号" in text_of(duty.get(f"/enforcement/{case.pk}/"))
    assert do(duty, case, "party", words="没改").status_code == 422
