"""Departments' lists become one: joined by number, phone and address; what does not fit waits for an officer."""

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.core.sheets.keeping import unpack_findings
from qianshao.evacuation.lists.selectors import exposed_households
from qianshao.evacuation.lists.services import (
    Cover,
    confirm_list,
    drop_list,
    join_lists,
    receive_list,
    settle_list_conflict,
    undo_list,
)
from qianshao.evacuation.models import Exposure, ListConflict, RiskEntry, RiskList
from qianshao.journal.models import Entry
from qianshao.people.models import Household
from qianshao.people.services import HouseholdRow, MemberRow, import_households
from tests.cast import NOW, SYSTEM, Cast
from tests.cast_people import People, add_people

HEAD = "乡镇,村,姓名,身份证号,手机号,住址,危险区,原因,人数\n"


def check_digit(body: str) -> str:
    """A whole identity number of these 17 digits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


ID_A, ID_B = check_digit("11010119410307001"), check_digit("11010119900307803")


@pytest.fixture
def people(cast: Cast) -> People:
    return add_people(cast)


@pytest.fixture
def homes(cast: Cast, people: People) -> dict[str, int]:
    """Two households of 红旗村 with identity numbers."""
    village = cast.village_a1.path
    rows = [
        HouseholdRow("马", village, "马守义", "17", "13900020001", "红旗村一组17号",
                     members=(MemberRow("马守义", "户主", "M", 1941, id_number=ID_A),
                              MemberRow("田秀英", "妻", "F", 1945, needs=("disabled",)))),
        HouseholdRow("高", village, "高桂兰", "18", address="一组18号",
                     members=(MemberRow("高桂兰", "户主", "F", 1990, "13900020002", ID_B),)),
    ]  # fmt: skip
    return import_households(rows=rows, actor=SYSTEM, now=cast.now).ids


@pytest.fixture
def clerk(cast: Cast) -> Actor:
    return cast.actor("county_duty")


def receive(
    actor: Actor, text: "str | bytes", kind: str = "torrent", department: str = "水利", **more: Any
) -> RiskList:
    data = text.encode() if isinstance(text, str) else text
    cover = Cover(department, f"{department}名册", kind, date(2026, 7, 1), **more)
    return receive_list(cover=cover, file_name=more.get("file", "名册.csv"), data=data, actor=actor, now=NOW)


def bring(actor: Actor, text: str, kind: str = "torrent", department: str = "水利", **more: Any) -> RiskList:
    found = receive(actor, HEAD + text, kind, department, **more)
    assert not [f.sentence for f in unpack_findings(found.findings) if f.problem]
    return confirm_list(list_id=found.pk, actor=actor, now=NOW)


def exposures() -> "dict[str, Any]":
    return {row.name: row for row in Exposure.objects.unscoped("test").select_related("household")}


def conflicts(kind: str = "") -> list[Any]:
    found = ListConflict.objects.unscoped("test").filter(state="open").order_by("id")
    return list(found.filter(kind=kind) if kind else found)


def test_three_departments_make_one_row_with_three_reasons(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, f"青石镇,红旗村,马守义,{ID_A},,,柳溪沟,,2\n")
    bring(clerk, "青石镇,红旗村,马守义,,13900020001,,屋后滑坡,中型,2\n", "geology", "自然资源")
    bring(clerk, "青石镇,红旗村,马守义,,,1组17,,D级,2\n", "house", "住建")
    assert set(exposures()) == {"马守义"}
    row = exposures()["马守义"]
    assert row.household_id == homes["马"]
    assert row.kind_codes == ["geology", "house", "torrent"]
    assert [why["department"] for why in row.why] == ["水利", "自然资源", "住建"]
    by = RiskEntry.objects.unscoped("test").order_by("id").values_list("matched_by", flat=True)
    assert list(by) == ["id", "phone", "address"]
    assert conflicts() == []


def test_a_list_of_people_with_needs_speaks_of_the_person_not_of_the_house(
    clerk: Actor, homes: dict[str, int]
) -> None:
    bring(clerk, "青石镇,红旗村,田秀英,,,红旗村一组17号,,肢体残疾,\n", "needs", "民政")
    row = exposures()["田秀英"]
    assert row.household_id == homes["马"]
    assert row.member_id
    assert row.heads == 1


def test_nobody_is_lost_for_being_unknown_and_a_registered_one_is_found(
    clerk: Actor, homes: dict[str, int], cast: Cast
) -> None:
    bring(clerk, "青石镇,红旗村,无名氏,,13900029999,三组9号,,,3\n")
    row = exposures()["无名氏"]
    assert row.household_id is None
    assert (row.heads, row.conflicts) == (3, 1)
    (one,) = conflicts("unknown")
    with pytest.raises(Invalid, match="户编号"):
        settle_list_conflict(conflict_id=one.pk, choice="register", reason="新迁来", actor=clerk, now=NOW)
    settle_list_conflict(conflict_id=one.pk, choice="register", reason="新迁来", code="99", actor=clerk, now=NOW)
    home = Household.objects.unscoped("test").get(head_name="无名氏")
    assert (home.code, home.members_count, home.phone) == ("99", 3, "13900029999")
    assert exposures()["无名氏"].household_id == home.pk
    assert conflicts() == []


def test_an_unknown_person_may_be_told_to_be_of_a_house_that_is_on_file(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, "青石镇,红旗村,高桂兰,,,东头老屋,,,\n")
    (one,) = conflicts("unknown")
    key = f"h:{homes['高']}"
    assert key in {option["key"] for option in one.choices_given}
    settle_list_conflict(conflict_id=one.pk, choice=key, reason="问过村支书", actor=clerk, now=NOW)
    assert exposures()["高桂兰"].household_id == homes["高"]
    assert conflicts("unknown") == []


def test_out_takes_somebody_off_the_one_list_and_keep_leaves_them_on_it(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, "青石镇,红旗村,已故者,,,三组1号,,,\n青石镇,红旗村,外来者,,,三组2号,,,\n")
    by_name = {one.title: one for one in conflicts("unknown")}
    settle_list_conflict(conflict_id=by_name["已故者"].pk, choice="out", reason="已故", actor=clerk, now=NOW)
    settle_list_conflict(conflict_id=by_name["外来者"].pk, choice="keep", reason="租住", actor=clerk, now=NOW)
    assert set(exposures()) == {"外来者"}
    bring(clerk, "青石镇,红旗村,已故者,,,三组1号,,,\n", department="自然资源", kind="geology")
    assert set(exposures()) == {"外来者"}, "a ruling holds for the next list too"


def test_the_same_number_in_two_villages_is_shown(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, f"青石镇,下湾村,马守义,{ID_A},,,,,2\n")
    (one,) = conflicts("place")
    assert exposures()["马守义"].division_path == Household.objects.unscoped("test").get(pk=homes["马"]).division_path
    theirs = next(o["key"] for o in one.choices_given if o["source"] == "水利")
    settle_list_conflict(conflict_id=one.pk, choice=theirs, reason="去年搬了", actor=clerk, now=NOW)
    assert exposures()["马守义"].division_path.endswith("0002")
    assert conflicts() == []


def test_another_address_of_the_same_village_is_shown_and_the_same_in_other_words_is_not(
    clerk: Actor, homes: dict[str, int]
) -> None:
    bring(clerk, f"青石镇,红旗村,马守义,{ID_A},,青石镇红旗村 1 组 17 号,,,2\n")
    assert conflicts() == []
    bring(clerk, f"青石镇,红旗村,马守义,{ID_A},,五组3号,,,2\n", "house", "住建")
    assert [one.kind for one in conflicts()] == ["place"]


def test_an_unknown_number_with_two_addresses_is_one_person_in_two_houses(
    clerk: Actor, homes: dict[str, int]
) -> None:
    number = check_digit("11010119500307111")
    bring(clerk, f"青石镇,红旗村,双屋人,{number},,二组1号,,,\n")
    bring(clerk, f"青石镇,下湾村,双屋人,{number},,四组4号,,,\n", "house", "住建")
    assert sorted(one.kind for one in conflicts()) == ["two_homes", "unknown"]
    assert len(exposures()) == 1


def test_the_same_person_registered_twice_is_shown(clerk: Actor, homes: dict[str, int], cast: Cast) -> None:
    twice = MemberRow("高桂兰", "户主", "F", 1990, id_number=ID_B)
    rows = [HouseholdRow("高2", cast.village_a2.path, "高桂兰", "77", members=(twice,))]
    other = import_households(rows=rows, actor=SYSTEM, now=NOW).ids["高2"]
    bring(clerk, f"青石镇,红旗村,高桂兰,{ID_B},,,,,1\n")
    (one,) = conflicts("two_homes")
    assert exposures()["高桂兰"].household_id == homes["高"], "the house in the list's own village, until ruled"
    settle_list_conflict(conflict_id=one.pk, choice=f"h:{other}", reason="嫁过去了", actor=clerk, now=NOW)
    assert exposures()["高桂兰"].household_id == other


def test_head_counts_that_differ_count_the_higher_until_somebody_rules(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, f"青石镇,红旗村,马守义,{ID_A},,,,,5\n")
    (one,) = conflicts("heads")
    assert exposures()["马守义"].heads == 5
    settle_list_conflict(conflict_id=one.pk, choice="n:2", reason="上门点过", actor=clerk, now=NOW)
    assert exposures()["马守义"].heads == 2
    join_lists(actor=clerk, now=NOW)
    assert conflicts() == []


def test_another_name_for_the_same_number_is_shown(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, f"青石镇,红旗村,马守仪,{ID_A},,,,,2\n")
    (one,) = conflicts("name")
    assert "马守义" in exposures()
    settle_list_conflict(conflict_id=one.pk, choice="other", reason="抄错号码", actor=clerk, now=NOW)
    assert exposures()["马守仪"].household_id is None


def test_a_neighbours_phone_in_another_village_makes_no_match(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, "青石镇,下湾村,别人,,13900020001,,,,1\n")
    assert exposures()["别人"].household_id is None


def test_undo_takes_back_exactly_this_list(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, f"青石镇,红旗村,马守义,{ID_A},,,,,2\n")
    before = {name: row.reasons for name, row in exposures().items()}
    second = bring(clerk, f"青石镇,红旗村,马守义,{ID_A},,,,D级,2\n青石镇,红旗村,生人,,,9组,,,\n", "house", "住建")
    assert len(exposures()) == 2
    undo_list(list_id=second.pk, actor=clerk, now=NOW)
    assert {name: row.reasons for name, row in exposures().items()} == before
    assert conflicts() == []
    assert not RiskEntry.objects.unscoped("test").filter(list=second).exists()
    with pytest.raises(Stale):
        undo_list(list_id=second.pk, actor=clerk, now=NOW)


def test_a_newer_list_takes_the_place_of_the_older_and_undo_gives_it_back(
    clerk: Actor, homes: dict[str, int]
) -> None:
    bring(clerk, f"青石镇,红旗村,马守义,{ID_A},,,,,2\n")
    newer = bring(clerk, f"青石镇,红旗村,高桂兰,{ID_B},,,,,1\n", replaces=True)
    assert set(exposures()) == {"高桂兰"}
    undo_list(list_id=newer.pk, actor=clerk, now=NOW)
    assert set(exposures()) == {"马守义"}


def test_wrong_cells_are_said_in_words_and_stop_everything(clerk: Actor, homes: dict[str, int]) -> None:
    text = HEAD + "青石镇,没有村,甲,,,,,,\n青石镇,红旗村,,123,139,,,,很多\n青石镇,红旗村,丙,,,,无此沟,,2人\n"
    found = receive(clerk, text)
    words = [finding.sentence for finding in unpack_findings(found.findings)]
    assert "第 2 行：青石镇没有叫“没有村”的村，请核对" in words
    assert "第 3 行：姓名没有填" in words
    assert "第 3 行：人数应是 1 到 60 的整数" in words
    assert "第 4 行：没有划定危险区“无此沟”，只作说明" in words
    with pytest.raises(Invalid, match="处问题"):
        confirm_list(list_id=found.pk, actor=clerk, now=NOW)
    confirm_list(list_id=found.pk, accept_good=True, actor=clerk, now=NOW)
    assert set(exposures()) == {"丙"}
    assert not RiskList.objects.unscoped("test").get().rows, "the uploaded copy goes once it is written"


def test_a_town_brings_its_own_people_only(cast: Cast, homes: dict[str, int]) -> None:
    town = cast.actor("town_duty")
    found = receive(town, HEAD + "柳河乡,河口村,何春生,,,,,,\n")
    assert "不在您的辖区" in unpack_findings(found.findings)[0].sentence
    with pytest.raises(NotFound):
        drop_list(list_id=found.pk, actor=cast.actor("neighbour_lead"), now=NOW)
    with pytest.raises(NotAllowed):
        receive(cast.actor("grid_worker"), HEAD)


def test_numbers_are_sealed_and_the_journal_carries_no_names(clerk: Actor, homes: dict[str, int]) -> None:
    bring(clerk, f"青石镇,红旗村,马守义,{ID_A},13900020001,,,,2\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone FROM evacuation_riskentry")
        row = cursor.fetchone()
    assert all(value.startswith("e1:") for value in row)
    written = Entry.objects.unscoped("test").filter(kind__startswith="evacuation.list")
    assert written.count() == 2
    assert not any("马守义" in str(entry.data) or ID_A in str(entry.data) for entry in written)


def test_queries_do_not_follow_the_lines(clerk: Actor, homes: dict[str, int]) -> None:
    asked = []
    for count, start in ((40, 0), (400, 1000)):
        text = "".join(f"青石镇,红旗村,测{start + n},,1390003{start + n:04d},,,,2\n" for n in range(count))
        found = receive(clerk, HEAD + text)
        with CaptureQueriesContext(connection) as caught:
            confirm_list(list_id=found.pk, actor=clerk, now=NOW)
        asked.append(len(caught))
    assert asked[1] <= asked[0] + 2


def test_the_ledger_can_ask_whom_the_one_list_names(clerk: Actor, homes: dict[str, int], cast: Cast) -> None:
    bring(clerk, f"青石镇,红旗村,马守义,{ID_A},,,,,2\n青石镇,红旗村,生人,,,9组,,,\n")
    assert exposed_households(cast.scope("county_duty"), kind="torrent") == [homes["马"]]
    assert exposed_households(cast.scope("neighbour_lead")) == []


def test_the_pages_from_upload_to_ruling(cast: Cast, homes: dict[str, int], client: Client) -> None:
    client.force_login(cast.users["county_duty"])
    text = HEAD + f"青石镇,红旗村,马守义,{ID_A},,,,,5\n青石镇,红旗村,=危险,,,9组,,,\n"
    file = io.BytesIO(text.encode())
    file.name = "山洪.csv"
    given = {"department": "水利", "kind": "torrent", "name": "山洪名册", "received": "2026-07-01", "file": file}
    answer = client.post(reverse("evacuation:lists"), given, follow=True)
    assert "没有问题，可以并入" in answer.content.decode()
    key = RiskList.objects.unscoped("test").get().pk
    answer = client.post(reverse("evacuation:list-act", args=[key, "confirm"]), follow=True)
    assert "已并入 2 行" in answer.content.decode()
    page = client.get(reverse("evacuation:one-list")).content.decode()
    assert "马守义" in page and "待登记" in page
    assert "马守义" not in client.get(reverse("evacuation:one-list"), {"state": "unknown"}).content.decode()
    inbox = client.get(reverse("evacuation:list-conflicts"), {"kind": "heads"}).content.decode()
    assert "人数不一致" in inbox
    one = conflicts("heads")[0]
    address = reverse("evacuation:list-conflict", args=[one.pk])
    assert client.post(address, {"choice": "n:5"}).status_code == 422
    assert client.post(address, {"choice": "n:5", "reason": "点过"}).status_code == 302
    assert "已处理：点过" in client.get(address).content.decode()
    data = b"".join(client.get(reverse("evacuation:one-list-export")).streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert any("'=危险" in row for row in rows), "what looks like a formula is defused"
    assert client.get(reverse("evacuation:list-template")).status_code == 200
