"""The pages and the API of alerts, as a browser and a program see them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qianshao.accounts.services import issue_token
from qianshao.alerts.models import Alert
from qianshao.alerts.selectors import targets_of
from qianshao.calling.models import CallOut
from qianshao.core import clock
from tests.alerts import messages
from tests.alerts.conftest import SQUARE, message, receive, submitted
from tests.cast import SYSTEM, Cast
from tests.cast_people import People
from tests.conftest import ClientAs


def upload(client: Client, data: bytes) -> Any:
    return client.post("/alerts/intake/", {"file": SimpleUploadedFile("a.xml", data)})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_file_goes_from_intake_to_release_by_two_people(cast: Cast, people: People, client_as: ClientAs) -> None:
    duty, lead = client_as("county_duty"), client_as("county_lead")
    assert "没有预警" in text(duty.get("/alerts/"))
    answer = upload(duty, message())
    alert = Alert._base_manager.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/alerts/{alert.pk}/")
    page = text(duty.get(f"/alerts/{alert.pk}/"))
    assert "红旗村" in page and "提交签发" in page and "红色预警" in page
    duty.post(f"/alerts/{alert.pk}/submit/", {"version": 0})
    assert "须由另一人签发" in text(duty.get(f"/alerts/{alert.pk}/"))
    total = targets_of(alert, clock.now()).preview.total
    confirm = text(lead.get(f"/alerts/{alert.pk}/release/"))
    assert f"将立即呼叫 {total} 个对象" in confirm and "输入“签发预警”确认" in confirm
    given = {"version": 1, "typed": "签发预警", "count": str(total), "reason": "雨量已达红色标准"}
    wrong = lead.post(f"/alerts/{alert.pk}/release/", given | {"count": "1"})
    assert wrong.status_code == 422 and "不对" in text(wrong)
    assert lead.post(f"/alerts/{alert.pk}/release/", given).status_code == 302
    assert CallOut.objects.unscoped("test").get().total == total
    assert "生效中" in text(duty.get("/alerts/?state=released"))


def test_a_refused_file_is_explained_line_by_line(cast: Cast, client_as: ClientAs) -> None:
    answer = upload(client_as("county_duty"), messages.spoiled("Extreme", "Critical"))
    assert answer.status_code == 422
    assert "没有保存任何内容" in text(answer) and "Critical" in text(answer) and ">14<" in text(answer)
    assert Alert._base_manager.count() == 0


def test_a_file_over_the_limit_is_refused_in_words(cast: Cast, client_as: ClientAs) -> None:
    answer = upload(client_as("county_duty"), messages.SAMPLE.replace("演示报文", "雨" * 100_000).encode())
    assert answer.status_code == 422 and "超过上限" in text(answer)


def test_the_same_file_again_says_so(cast: Cast, client_as: ClientAs) -> None:
    duty = client_as("county_duty")
    upload(duty, message())
    answer = upload(duty, message())
    assert answer.headers["Location"].endswith("?again=1")
    assert "以前收到过" in text(duty.get(answer.headers["Location"]))


def test_hard_stops_stand_on_the_page_and_take_the_button_away(
    cast: Cast, people: People, client_as: ClientAs
) -> None:
    alert = receive(cast, message((SQUARE, "")))
    page = text(client_as("county_duty").get(f"/alerts/{alert.pk}/"))
    assert "系统没有默认范围" in page and "提交签发" not in page


def test_a_stop_at_the_moment_of_release_leaves_no_form(cast: Cast, people: People, client_as: ClientAs) -> None:
    alert = submitted(cast)
    alert.areas.all().delete()
    page = text(client_as("county_lead").get(f"/alerts/{alert.pk}/release/"))
    assert "没有可用的区域" in page and 'name="typed"' not in page


def test_texts_of_a_message_are_shown_as_text(cast: Cast, client_as: ClientAs) -> None:
    alert = receive(cast, message(("新县气象台发布暴雨红色预警", "&lt;script&gt;alert(1)&lt;/script&gt;")))
    page = text(client_as("county_duty").get(f"/alerts/{alert.pk}/"))
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


FORM = {
    "hazard": "rainstorm",
    "colour": "orange",
    "headline": "演示县防指发布暴雨橙色预警",
    "description": "3 小时雨量已达 50 毫米",
    "expires": "2026-07-19T02:00",
}


def test_an_alert_is_composed_for_villages_and_edited(cast: Cast, people: People, client_as: ClientAs) -> None:
    duty = client_as("county_duty")
    page = text(duty.get("/alerts/new/"))
    assert "红旗村" in page and "没有默认范围" in page and "3 小时雨量达 50 毫米" in page
    assert duty.post("/alerts/new/", FORM | {"villages": ["411599100201"]}).status_code == 302
    alert = Alert._base_manager.get()
    assert (alert.colour, alert.areas.get().code) == ("orange", "411599100201")
    assert 'value="411599100201" checked' in text(duty.get(f"/alerts/{alert.pk}/edit/"))
    changed = FORM | {"version": 0, "circle": "114.84,31.67 2", "codes": "411599100202"}
    assert duty.post(f"/alerts/{alert.pk}/edit/", changed).status_code == 302
    assert [row.kind for row in alert.areas.all()] == ["code", "circle"]
    again = duty.post(f"/alerts/{alert.pk}/edit/", changed)
    assert again.status_code == 422 and "别人刚刚改过" in text(again)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("circle", "114.84 31.67", "半径"),
        ("circle", "114.84,131.67 5", "不合理"),
        ("codes", "abc", "不是 12 位区划代码"),
        ("drawing", "{}", "不是 GeoJSON 面"),
        ("drawing", '{"type": "Point", "coordinates": [1, 2]}', "不是 GeoJSON 面"),
        ("hazard", "", "必填"),
        ("villages", "411598100201", "选择"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field(
    cast: Cast, client_as: ClientAs, field: str, value: str, words: str
) -> None:
    answer = client_as("county_duty").post("/alerts/new/", FORM | {field: value})
    assert answer.status_code == 422 and words in text(answer)
    assert Alert._base_manager.count() == 0


def test_a_drawn_area_is_taken(cast: Cast, people: People, client_as: ClientAs) -> None:
    ring = "[[114.83,31.66],[114.85,31.66],[114.85,31.68],[114.83,31.68],[114.83,31.66]]"
    drawing = f'{{"type": "Feature", "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}'
    client_as("county_duty").post("/alerts/new/", FORM | {"drawing": drawing})
    assert targets_of(Alert._base_manager.get(), clock.now()).preview.households == 3


def test_the_area_is_drawn_where_towns_have_outlines(cast: Cast, people: People, client_as: ClientAs) -> None:
    ring = [[114.8, 31.6], [114.9, 31.6], [114.9, 31.7], [114.8, 31.7], [114.8, 31.6]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    type(cast.town_a)._base_manager.filter(pk=cast.town_a.pk).update(boundary=outline)
    page = text(client_as("county_duty").get(f"/alerts/{receive(cast).pk}/"))
    assert 'class="warn" d="M' in page and "青石镇" in page


def test_an_alert_of_another_county_is_not_found(cast: Cast, client_as: ClientAs) -> None:
    alert = receive(cast, who="neighbour_lead")
    duty = client_as("county_duty")
    for address in ("", "cap.xml", "edit/", "release/"):
        assert duty.get(f"/alerts/{alert.pk}/{address}").status_code in (403, 404)


def test_a_township_reads_what_its_county_released_and_nothing_before(
    cast: Cast, people: People, client_as: ClientAs
) -> None:
    town = client_as("town_duty")
    alert = submitted(cast)
    assert town.get(f"/alerts/{alert.pk}/").status_code == 404
    total = str(targets_of(alert, clock.now()).preview.total)
    given = {"version": 1, "typed": "签发预警", "count": total, "reason": "雨量已达红色标准"}
    client_as("county_lead").post(f"/alerts/{alert.pk}/release/", given)
    page = town.get(f"/alerts/{alert.pk}/")
    assert page.status_code == 200 and "新县气象台发布暴雨红色预警" in text(page)
    assert "新县气象台发布暴雨红色预警" in text(town.get("/alerts/"))
    assert town.post(f"/alerts/{alert.pk}/withdraw/", {"version": 2, "reason": "不要这条了"}).status_code in (
        403,
        404,
    )
    assert client_as("neighbour_lead").get(f"/alerts/{alert.pk}/").status_code == 404


def test_the_message_comes_out_as_it_went_in_and_a_composed_one_as_valid_cap(
    cast: Cast, people: People, client_as: ClientAs
) -> None:
    from qianshao.alerts.cap.verdict import judge

    duty = client_as("county_duty")
    alert = receive(cast)
    assert duty.get(f"/alerts/{alert.pk}/cap.xml").content == message()
    duty.post("/alerts/new/", FORM | {"villages": ["411599100201"], "circle": "114.84,31.67 2"})
    made = duty.get(f"/alerts/{Alert._base_manager.latest('pk').pk}/cap.xml").content
    verdict = judge(made, now=clock.now())
    assert (verdict.outcome, verdict.public) == ("accepted", True)
    assert verdict.alert is not None
    info = verdict.alert.infos[0]
    assert (info.severity, info.event_codes[0].value, info.parameters[0].value) == ("Severe", "11B03", "orange")


@pytest.fixture
def program(cast: Cast) -> dict[str, str]:
    """The header of a program that acts for the county's duty officer."""
    grant = cast.users["county_duty"].grants.get()
    made = issue_token(actor=SYSTEM, now=cast.now, grant_id=grant.pk, name="气象台", days=30)
    return {"Authorization": f"Bearer {made.secret}"}


def hand_in(data: bytes, headers: dict[str, str]) -> Any:
    return Client().post("/api/v1/alerts", data, content_type="application/cap+xml", headers=headers)


def test_a_program_hands_in_a_message_once(cast: Cast, program: dict[str, str]) -> None:
    first, again = hand_in(message(), program), hand_in(message(), program)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"] and not again.json()["created"]
    alert = Alert._base_manager.get()
    assert (alert.source, alert.state) == ("api", "draft")
    listed = Client().get("/api/v1/alerts", headers=program).json()
    assert [row["identifier"] for row in listed] == [alert.identifier]
    assert Client().get(f"/api/v1/alerts/{alert.pk}/cap.xml", headers=program).content == message()


@pytest.mark.parametrize("name", messages.REFUSED)
def test_a_program_gets_every_reason_and_nothing_is_kept(cast: Cast, program: dict[str, str], name: str) -> None:
    code, data = messages.REFUSED[name]
    answer = hand_in(data, program)
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, code)
    assert Alert._base_manager.count() == 0


def test_a_huge_body_is_refused_without_being_read(cast: Cast, program: dict[str, str]) -> None:
    answer = hand_in(b"<alert>" + b" " * 40_000_000, program)
    assert answer.status_code in (413, 422)


def test_without_a_token_nothing_is_taken(cast: Cast) -> None:
    assert hand_in(message(), {}).status_code == 401
    assert hand_in(message(), {"Authorization": "Bearer nonsense"}).status_code == 401
    assert Alert._base_manager.count() == 0


def test_a_page_of_thirty_alerts_costs_as_many_queries_as_one_of_one(
    cast: Cast, client_as: ClientAs, django_assert_max_num_queries: Any
) -> None:
    duty = client_as("county_duty")
    for number in range(30):
        receive(cast, message(("203800_0", f"2038{number:02d}_0")))
    duty.get("/alerts/")
    with django_assert_max_num_queries(6):  # one of them counts what waits, for the rail
        duty.get("/alerts/")
