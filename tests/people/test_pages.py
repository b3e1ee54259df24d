"""Pages of people, households and imports as a browser sees them."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qianshao.accounts.services import grant_role
from qianshao.journal.models import Entry
from qianshao.people import exports
from qianshao.people.models import Assignment, Batch, Household, Member, Person
from qianshao.people.services import HouseholdRow, import_households
from tests.cast import SINCE, SYSTEM, Cast
from tests.cast_people import People
from tests.conftest import ClientAs

PHONE = "13800000006"


def text(response: Any) -> str:
    return str(response.content.decode())


def cells(response: Any) -> list[list[Any]]:
    data = b"".join(response.streaming_content)
    return list(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


@pytest.fixture
def lead(client_as: ClientAs, peopled: People) -> Client:
    return client_as("town_lead")


def test_the_list_shows_the_town_and_masks_every_number(lead: Client) -> None:
    page = text(lead.get("/people/"))
    assert "吴长贵" in page
    assert "138****0006" in page
    assert "陈国栋" not in page
    assert not re.search(r"1[38]\d{9}", page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=wcg", "吴长贵"),
        ("q=长贵", "吴长贵"),
        (f"q={PHONE}", "吴长贵"),
        ("post=R-DI", "刘桂英"),
        ("q=138 0000 0009", "孙玉兰"),
    ],
)
def test_a_person_is_found_by_name_initials_post_or_whole_number(lead: Client, query: str, found: str) -> None:
    page = text(lead.get(f"/people/?{query}"))
    assert re.findall(r"<b>(\S+?)</b></a>", page) == [found]


def test_part_of_a_number_finds_nobody(lead: Client) -> None:
    assert "没有符合条件的人" in text(lead.get("/people/?q=1380000"))


def test_a_person_page_shows_posts_stand_in_superior_and_chain(lead: Client, peopled: People) -> None:
    page = text(lead.get(f"/people/{peopled.ids['吴长贵']}/"))
    for words in ("村（社区）党组织书记", "刘桂英", "何志远", "李国强", "138****0006"):
        assert words in page
    assert PHONE not in page
    links = set(re.findall(r'href="/people/(\d+)/"', page))
    assert {str(peopled.ids[name]) for name in ("何志远", "刘桂英")} <= links
    assert str(peopled.ids["李国强"]) not in links


def test_a_person_of_another_town_is_not_there(client_as: ClientAs, peopled: People) -> None:
    other = client_as("town_lead_b")
    for path in ("", "edit/"):
        assert other.get(f"/people/{peopled.ids['吴长贵']}/{path}").status_code == 404
    assert other.post(f"/people/{peopled.ids['吴长贵']}/reveal/phone/", {"reason": "叫应"}).status_code == 404


def test_a_full_number_needs_a_reason_and_is_in_the_journal(lead: Client, peopled: People) -> None:
    url = f"/people/{peopled.ids['吴长贵']}/reveal/phone/"
    refused = lead.post(url, {"reason": " "})
    assert refused.status_code == 422
    assert PHONE not in text(refused)
    shown = lead.post(url, {"reason": "叫应联系本人"})
    assert PHONE in text(shown)
    assert "no-store" in shown["Cache-Control"]
    entry = Entry.objects.unscoped("test").get(kind="accounts.revealed")
    assert entry.data == {"field": "手机号", "reason": "叫应联系本人"}


def test_an_auditor_may_look_but_not_reveal_or_edit(client_as: ClientAs, peopled: People) -> None:
    auditor, key = client_as("county_auditor"), peopled.ids["吴长贵"]
    assert auditor.get(f"/people/{key}/").status_code == 200
    assert auditor.post(f"/people/{key}/reveal/phone/", {"reason": "看看"}).status_code == 403
    assert auditor.get(f"/people/{key}/edit/").status_code == 403
    assert auditor.post(f"/people/{key}/retire/", {"reason": "看看"}).status_code == 403


def test_a_person_is_registered_corrected_given_a_post_and_retired(lead: Client, cast: Cast) -> None:
    area = cast.village_a2.path
    new = {"name": "周小云", "division_path": area, "phone": "139 0000 1234"}
    made = lead.post("/people/new/", new)
    person = Person.objects.unscoped("test").get(name="周小云")
    assert made["Location"] == f"/people/{person.pk}/"
    again = lead.post("/people/new/", new)
    assert again.status_code == 422
    assert "已经登记过" in text(again)
    url = f"/people/{person.pk}/"
    edit = {"name": "周小云", "division_path": area, "title": "会计", "version": "0"}
    assert lead.post(url + "edit/", edit).status_code == 302
    stale = lead.post(url + "edit/", {**edit, "title": "出纳"})
    assert "别人刚改过" in text(stale)
    lead.post(url + "posts/", {"post_code": "R-DI", "division_path": area, "slot": "A"})
    held = Assignment.objects.unscoped("test").get(person=person)
    assert held.is_key
    lead.post(f"{url}posts/{held.pk}/end/")
    lead.post(url + "phone/", {"phone": "13900005678", "reason": "停机"})
    person.refresh_from_db()
    assert (person.phone, person.backup_phone, person.title) == ("13900005678", "13900001234", "会计")
    lead.post(url + "retire/", {"reason": "外出务工"})
    person.refresh_from_db()
    assert not person.is_active


def test_the_form_does_not_show_the_numbers_on_file(lead: Client, peopled: People) -> None:
    assert PHONE not in text(lead.get(f"/people/{peopled.ids['吴长贵']}/edit/"))


def test_a_guardian_cannot_be_retired_while_households_depend_on_them(lead: Client, peopled: People) -> None:
    answer = lead.post(f"/people/{peopled.ids['刘桂英']}/retire/", {"reason": "外出"}, follow=True)
    assert "还有 1 户由这个人包保，请先改派" in text(answer)


def test_households_are_listed_and_filtered(lead: Client) -> None:
    page = text(lead.get("/households/"))
    assert "张有福" in page
    assert "何春生" not in page
    assert "139****0001" in page
    assert re.findall(r"<b>(\S+?)</b></a>", text(lead.get("/households/?need=leftchild"))) == ["李秀梅"]
    assert re.findall(r"<b>(\S+?)</b></a>", text(lead.get("/households/?state=no_phone"))) == ["李秀梅"]


def test_a_household_page_shows_members_needs_and_who_answers_for_it(lead: Client, peopled: People) -> None:
    page = text(lead.get(f"/households/{peopled.homes['李秀梅']}/"))
    for words in ("李小满", "留守儿童", "刘桂英", "没有号码，只能敲门"):
        assert words in page


def test_a_household_is_registered_corrected_moved_and_retired(lead: Client, cast: Cast, peopled: People) -> None:
    new = {"division_path": cast.village_a1.path, "code": "77", "head_name": "丁一", "phone": "13900007777"}
    lead.post("/households/new/", new)
    home = Household.objects.unscoped("test").get(code="77")
    url = f"/households/{home.pk}/"
    assert "户编号 77 在这里已经用了" in text(lead.post("/households/new/", new))
    guard = str(peopled.ids["刘桂英"])
    lead.post(
        url + "edit/",
        {"code": "77", "head_name": "丁一", "guardian": guard, "lon": "114.84", "lat": "31.67"} | {"version": "0"},
    )
    home.refresh_from_db()
    assert (home.phone, home.guardian_id, home.version) == ("13900007777", peopled.ids["刘桂英"], 1)
    assert home.cell
    lead.post(url + "member/", {"name": "丁小二", "relation": "儿子", "needs": ["disabled"]})
    home.refresh_from_db()
    assert (home.members_count, home.needs) == (2, ",disabled,")
    member = Member.objects.unscoped("test").get(name="丁小二")
    lead.post(f"{url}member/{member.pk}/", {"remove": "1"})
    lead.post(url + "move/", {"to_path": cast.village_a2.path})
    home.refresh_from_db()
    assert (home.members_count, home.needs, home.division_path) == (1, "", cast.village_a2.path)
    lead.post(url + "retire/", {"reason": "迁走"})
    assert "丁一" not in text(lead.get("/households/"))


def test_a_household_cannot_be_moved_out_of_ones_area(lead: Client, cast: Cast, peopled: People) -> None:
    home = peopled.homes["张有福"]
    assert lead.post(f"/households/{home}/move/", {"to_path": cast.village_b1.path}).status_code == 404


def test_a_households_number_needs_a_reason(lead: Client, peopled: People) -> None:
    url = f"/households/{peopled.homes['张有福']}/reveal/"
    assert "13900000001" not in text(lead.post(url, {"reason": ""}))
    assert "13900000001" in text(lead.post(url, {"reason": "转移安置联系"}))


def test_the_export_is_masked_and_starts_no_formula(lead: Client, cast: Cast, peopled: People) -> None:
    Person.objects.unscoped("test").filter(name="吴长贵").update(title='=HYPERLINK("http://x","点我")')
    rows = cells(lead.get("/people/export.xlsx?q=wcg"))
    assert rows[0][0] == "责任人名册"
    assert rows[2][3] == "姓名"
    line = rows[3]
    assert line[3] == "吴长贵"
    assert line[5] == "138****0006"
    assert line[7] == '\'=HYPERLINK("http://x","点我")'
    entry = Entry.objects.unscoped("test").get(kind="people.exported")
    assert entry.data["count"] == 1


def test_whole_numbers_are_exported_only_by_those_who_may(client_as: ClientAs, lead: Client) -> None:
    assert lead.get("/people/export.xlsx?full=1").status_code == 403
    rows = cells(client_as("county_lead").get("/people/export.xlsx?full=1&q=wcg"))
    assert rows[3][5] == PHONE


def test_households_are_exported_a_line_for_each_member(lead: Client) -> None:
    rows = cells(lead.get("/households/export.xlsx"))
    lines = {row[4]: row for row in rows[3:]}
    assert set(lines) == {"张*福", "李*满", "赵*民", "陈*新"}
    assert lines["张*福"][8] == "独居老人"
    assert lines["李*满"][10] == "刘桂英"


def _upload(client: Client, name: str, data: bytes, kind: str = "persons") -> Any:
    return client.post(
        "/imports/", {"kind": kind, "crs": "WGS-84", "file": SimpleUploadedFile(name, data)}, follow=True
    )


ROWS = "乡镇,村,姓名,手机号,岗位\n青石镇,红旗村,赵德明,13900010001,灾害信息员\n青石镇,红旗村,钱小,139,灾害信息员\n"


def test_a_file_is_uploaded_looked_at_confirmed_and_taken_back(lead: Client) -> None:
    page = text(_upload(lead, "名册.csv", ROWS.encode()))
    assert "手机号 139 只有 3 位，请补全" in page
    batch = Batch.objects.unscoped("test").get()
    back = text(lead.post(f"/imports/{batch.pk}/confirm/", follow=True))
    assert "还有 1 处问题" in back
    assert not Person.objects.unscoped("test").filter(name="赵德明").exists()
    lead.post(f"/imports/{batch.pk}/confirm/", {"accept_good": "on"})
    assert Person.objects.unscoped("test").filter(name="赵德明").exists()
    again = text(_upload(lead, "又一次.csv", ROWS.encode()))
    assert "已经导入过一次，内容完全相同" in again
    lead.post(f"/imports/{batch.pk}/undo/")
    assert not Person.objects.unscoped("test").filter(name="赵德明").exists()


def test_the_file_comes_back_with_a_column_that_says_what_is_wrong_and_can_be_uploaded_again(lead: Client) -> None:
    _upload(lead, "名册.csv", ROWS.encode())
    batch = Batch.objects.unscoped("test").get()
    answer = lead.get(f"/imports/{batch.pk}/problems.xlsx")
    data = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0][-1] == "问题"
    assert rows[2][-1] == "手机号 139 只有 3 位，请补全"
    assert "手机号 139 只有 3 位" in text(_upload(lead, "名册_问题.xlsx", data))


def test_a_template_can_be_filled_in_and_uploaded(lead: Client) -> None:
    for kind in ("persons", "households"):
        answer = lead.get(f"/imports/template/{kind}.xlsx")
        data = b"".join(answer.streaming_content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        assert "说明" in book.sheet_names
        assert "姓名" in book.get_sheet_by_index(0).to_python()[0]
        assert "表里没有内容，只有表头" in text(_upload(lead, "空.xlsx", data, kind))


def test_a_town_clerk_may_not_import_areas(lead: Client) -> None:
    assert "divisions" not in text(lead.get("/imports/"))
    answer = _upload(lead, "区划.csv", "代码,名称\n411599100203,上湾村\n".encode(), "divisions")
    assert answer.status_code == 422
    assert not Batch.objects.unscoped("test").exists()


def test_the_dictionary_of_posts_is_edited_by_the_administrator_only(client_as: ClientAs, lead: Client) -> None:
    assert "村（社区）党组织书记" in text(lead.get("/people/posts/"))
    assert lead.post("/people/posts/edit/", {"code": "R-VS", "short": "一把手"}).status_code == 403
    admin = client_as("county_admin")
    change = {"code": "R-SO", "short": "村安全员", "is_key": "on", "is_active": "on", "version": "0"}
    admin.post("/people/posts/edit/", change)
    assert "村安全员" in text(lead.get("/people/posts/"))


def test_a_list_too_large_for_one_file_asks_to_be_narrowed(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    answer = lead.get("/households/export.xlsx")
    assert answer.status_code == 422
    assert "请先按乡镇筛选" in text(answer)


def test_an_export_reads_each_thing_once_however_long_the_list(lead: Client, cast: Cast, peopled: People) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            cells(lead.get("/households/export.xlsx"))
        return len(caught)

    few = queries()
    rows = [HouseholdRow(f"{n}", cast.village_a1.path, f"丁{n}", f"X{n}", members_count=2) for n in range(60)]
    import_households(rows=rows, actor=SYSTEM, now=cast.now)
    assert queries() == few


def test_a_role_that_may_not_see_people_opens_no_area_to_another_role(
    cast: Cast, peopled: People, client_as: ClientAs
) -> None:
    """The wall's role over the county beside a cadre's in one village: people of that village only."""
    user = cast.users["village_cadre"]
    county = cast.county.path
    grant_role(actor=SYSTEM, now=cast.now, user_id=user.pk, role="wall", division_path=county, valid_from=SINCE)
    page = text(client_as("village_cadre").get("/people/"))
    assert "吴长贵" in page
    assert "何志远" not in page
    assert client_as("village_cadre").get(f"/people/{peopled.ids['何志远']}/").status_code == 404
