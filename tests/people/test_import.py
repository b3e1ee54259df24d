"""Files of persons and households: checked in words, written whole, recognised, taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound, Refusal, Stale
from qianshao.core.sheets.keeping import unpack_findings
from qianshao.journal.models import Entry
from qianshao.people.models import Assignment, Batch, Household, Member, Person
from qianshao.people.services import check_file, confirm_batch, drop_batch, undo_batch
from tests.cast_people import People
from tests.people.conftest import NOW, Place, actor_at

SAMPLES = Path(__file__).parent / "samples"
Upload = Callable[..., Batch]


@pytest.fixture
def upload(clerk: Actor) -> Upload:
    """Check a sample or a text as the clerk of 青石镇."""

    def check(kind: str, file: "str | bytes", actor: Actor = clerk, name: str = "名册.csv", **options: Any) -> Batch:
        data = (SAMPLES / file).read_bytes() if isinstance(file, str) and file.endswith(".csv") else file
        data = data.encode() if isinstance(data, str) else data
        return check_file(kind=kind, name=name, data=data, actor=actor, now=NOW, **options)

    return check


def words(batch: Batch) -> list[str]:
    return [finding.sentence for finding in unpack_findings(batch.findings)]


def named(model: Any, **which: Any) -> Any:
    return model.objects.unscoped("test").get(**which)


def test_checking_writes_nothing_and_confirming_writes_everything(
    upload: Upload, clerk: Actor, people: People
) -> None:
    batch = upload("persons", "persons.csv")
    assert batch.counts["new"] == 3
    assert batch.counts["problems"] == 0
    assert not Person.objects.unscoped("test").filter(name="赵德明").exists()
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    person = named(Person, name="赵德明")
    held = Assignment.objects.unscoped("test").filter(person=person).values_list("post__code", "slot")
    assert sorted(held) == [("C-FX", "A"), ("R-DI", "A")]
    assert person.initials == "zdm"
    assert named(Person, name="孙志强").phone == "13900010003"
    assert named(Person, name="钱桂花").division.name == "下湾村"


def test_every_bad_line_says_in_words_what_to_do(upload: Upload, people: People) -> None:
    found = words(upload("persons", "persons_with_faults.csv"))
    assert "第 2 行：手机号 1390001 只有 7 位，请补全" in found
    assert "第 3 行：青石镇没有叫“河口村”的村，请核对" in found
    assert "第 4 行：没有岗位“治安员”，请照“岗位”一页填写" in found
    assert "第 5 行：河口村不在您的辖区，不能导入" in found
    assert "第 7 行：与第 6 行重复" in found
    assert {f for f in found if f.startswith("第 8 行")} == {
        "第 8 行：姓名没有填",
        "第 8 行：AB岗只填 A 或 B",
        "第 8 行：任职日期应像 2026-04-20",
    }
    assert "第 9 行：性别只填“男”或“女”" in found
    assert "第 9 行：身份证号末位校验不对，请核对" in found


def test_problems_stop_everything_unless_the_good_lines_are_accepted(
    upload: Upload, clerk: Actor, people: People
) -> None:
    batch = upload("persons", "persons_with_faults.csv")
    before = Person.objects.unscoped("test").count()
    with pytest.raises(Invalid, match="处问题"):
        confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    assert Person.objects.unscoped("test").count() == before
    assert named(Batch, pk=batch.pk).state == "checked"
    confirm_batch(batch_id=batch.pk, accept_good=True, actor=clerk, now=NOW)
    assert Person.objects.unscoped("test").count() == before + 1
    assert named(Person, name="周小云")


def test_a_known_person_is_updated_not_doubled_and_empty_cells_erase_nothing(
    upload: Upload, clerk: Actor, people: People
) -> None:
    head = "乡镇,村,姓名,手机号,职务,岗位\n"
    batch = upload("persons", head + "青石镇,红旗村,吴长贵,13800000006,村党支部书记,村支书\n")
    assert (batch.counts["new"], batch.counts["changed"]) == (0, 1)
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    assert named(Person, name="吴长贵").title == "村党支部书记"
    again = upload("persons", head + "青石镇,红旗村,吴长贵,13800000006,,村支书\n")
    assert again.counts["same"] == 1
    confirm_batch(batch_id=again.pk, actor=clerk, now=NOW)
    assert named(Person, name="吴长贵").title == "村党支部书记"
    assert Assignment.objects.unscoped("test").filter(person__name="吴长贵").count() == 2


def test_somebody_elses_person_is_not_changed_from_here(upload: Upload, place: Place, people: People) -> None:
    outsider = actor_at(place.town2)
    text = "乡镇,村,姓名,手机号,职务,岗位\n柳河乡,河口村,吴长贵,13800000006,大队长,村支书\n"
    found = words(upload("persons", text, actor=outsider))
    assert found == ["第 2 行：这个人登记在别的辖区，资料要由那里改；这里只能加岗位，请清空其他列"]


def test_a_shared_phone_is_a_remark_and_stops_nothing(upload: Upload, people: People) -> None:
    text = "乡镇,村,姓名,手机号,岗位\n青石镇,红旗村,吴小妹,13800000006,灾害信息员\n"
    batch = upload("persons", text)
    assert batch.counts["problems"] == 0
    assert words(batch) == ["第 2 行：这个号码登记在 吴*贵 名下，请核对是否共用"]


def test_the_same_village_name_is_looked_for_in_its_own_town_only(
    upload: Upload, machine: Actor, people: People
) -> None:
    head = "乡镇,村,姓名,手机号,岗位\n"
    batch = upload("persons", head + "柳河乡,红旗村,吴大,13900030001,支书\n", actor=machine)
    assert words(batch) == ["第 2 行：柳河乡没有叫“红旗村”的村，请核对"]


def test_lines_of_one_number_become_one_household(upload: Upload, clerk: Actor, people: People) -> None:
    batch = upload("households", "households.csv")
    assert words(batch) == []
    assert (batch.counts["lines"], batch.counts["new"]) == (4, 3)
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    home = named(Household, head_name="马守义")
    assert home.needs == ",alone,disabled,"
    assert home.guardian_id == people.ids["刘桂英"]
    assert home.cell
    other = named(Household, head_name="高桂兰")
    assert other.members_count == Member.objects.unscoped("test").filter(household=other).count() == 2
    assert upload("households", "households.csv").counts["same"] == 3


def test_gcj02_places_are_shifted_back_at_the_edge(upload: Upload, clerk: Actor, people: People) -> None:
    batch = upload("households", "households.csv", crs="GCJ-02")
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    home = named(Household, head_name="马守义")
    assert 0.002 < abs(home.lon - 114.8412) < 0.01
    assert home.coordinate_source == "GCJ-02"


HOUSE = "乡镇,村,户编号,姓名,与户主关系,手机号,特殊情况,经度,纬度,包保责任人\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("青石镇,红旗村,9,马大,户主,,,31.67,114.84,", "经度和纬度填反了，请对调"),
        ("青石镇,红旗村,9,马大,户主,,,11.2,31.6,", "坐标 11.2，31.6 不在国内，请核对"),
        ("青石镇,红旗村,9,马大,户主,,,116.9,31.6,", "坐标离本村驻地超过 50 公里，请核对"),
        ("青石镇,红旗村,9,马大,户主,,,东边,,", "经度、纬度要填两个数，如 114.9012 和 31.6034"),
        ("青石镇,红旗村,9,马大,户主,,,,,王二", "没有找到包保责任人“王二”，请先导入责任人"),
        ("青石镇,红旗村,,马大,户主,,,,,", "户编号没有填"),
    ],
)
def test_faults_of_a_household_are_said(upload: Upload, people: People, line: str, said: str) -> None:
    assert f"第 2 行：{said}" in words(upload("households", HOUSE + line + "\n"))


def test_an_unknown_need_lists_the_known_ones(upload: Upload, people: People) -> None:
    found = words(upload("households", HOUSE + "青石镇,红旗村,9,马大,户主,,飞行员,,,\n"))
    assert found[0].startswith("第 2 行：不认识特殊情况“飞行员”，可填：独居老人、伤残、")


def test_one_bad_member_keeps_the_whole_household_out(upload: Upload, clerk: Actor, people: People) -> None:
    text = (
        HOUSE + "青石镇,红旗村,9,马大,户主,,,,,\n青石镇,红旗村,9,马二,儿子,123,,,,\n青石镇,红旗村,8,丁一,户主,,,,,\n"
    )
    batch = upload("households", text)
    confirm_batch(batch_id=batch.pk, accept_good=True, actor=clerk, now=NOW)
    assert not Household.objects.unscoped("test").filter(head_name="马大").exists()
    assert named(Household, head_name="丁一").code == "8"


def test_undo_takes_back_exactly_this_file(upload: Upload, clerk: Actor, people: People) -> None:
    persons, homes = Person.objects.unscoped("test").count(), Household.objects.unscoped("test").count()
    first = upload("persons", "乡镇,村,姓名,手机号,职务,岗位\n青石镇,红旗村,吴长贵,13800000006,书记,护林员\n")
    second = upload("households", "households.csv")
    for batch in (first, second):
        confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    for batch in (first, second):
        undo_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    assert (Person.objects.unscoped("test").count(), Household.objects.unscoped("test").count()) == (persons, homes)
    assert named(Person, name="吴长贵").title == ""
    assert named(Person, name="吴长贵").phone == "13800000006"
    assert set(
        Assignment.objects.unscoped("t").filter(person__name="吴长贵").values_list("post__code", flat=True)
    ) == {
        "R-VS",
        "C-FX",
    }
    assert named(Batch, pk=first.pk).rows == ""


def test_undo_restores_a_changed_household_with_its_members(upload: Upload, clerk: Actor, people: People) -> None:
    line = "青石镇,红旗村,2,李秀梅,户主,13900009999,失能,,,\n"
    batch = upload("households", HOUSE + line)
    assert batch.counts["changed"] == 1
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    assert named(Household, code="2").needs == ",bedridden,"
    undo_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    home = named(Household, code="2")
    assert (home.needs, home.phone, home.guardian_id) == (",leftchild,", "", people.ids["刘桂英"])
    assert named(Member, household=home).name == "李小满"


def test_undo_refuses_when_a_row_was_changed_since_and_says_which(
    upload: Upload, clerk: Actor, people: People
) -> None:
    batch = upload("persons", "persons.csv")
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    Person.objects.unscoped("somebody edits").filter(name="赵德明").update(version=7, title="副主任")
    with pytest.raises(Invalid) as refused:
        undo_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    assert "赵德明" in str(refused.value)
    assert named(Person, name="钱桂花")
    assert named(Batch, pk=batch.pk).state == "written"


def test_undo_refuses_when_a_new_person_already_looks_after_a_household(
    upload: Upload, clerk: Actor, people: People
) -> None:
    batch = upload("persons", "persons.csv")
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    key = named(Person, name="赵德明").pk
    Household.objects.unscoped("somebody edits").filter(code="3").update(guardian_id=key)
    with pytest.raises(Invalid, match="赵德明"):
        undo_batch(batch_id=batch.pk, actor=clerk, now=NOW)


def test_two_clicks_write_once(upload: Upload, clerk: Actor, people: People) -> None:
    batch = upload("persons", "persons.csv")
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    with pytest.raises(Stale):
        confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    with pytest.raises(Stale):
        drop_batch(batch_id=batch.pk, actor=clerk, now=NOW)


def test_a_batch_of_the_next_town_is_not_there(upload: Upload, place: Place, people: People) -> None:
    batch = upload("persons", "persons.csv")
    with pytest.raises(NotFound):
        confirm_batch(batch_id=batch.pk, actor=actor_at(place.town2), now=NOW)


def test_nobody_without_the_right_may_upload(upload: Upload, place: Place, people: People) -> None:
    with pytest.raises(Refusal):
        upload("persons", "persons.csv", actor=actor_at(place.town, "people.view"))
    with pytest.raises(Refusal):
        upload("divisions", "代码,名称,级别,上级代码\n411599100203,上湾村,5,\n".encode())


def test_no_number_or_name_lies_in_clear_in_batches_or_journal(upload: Upload, clerk: Actor, people: People) -> None:
    batch = upload("persons", "persons.csv")
    confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows, findings, undo FROM people_batch")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT phone, backup_phone, id_number FROM people_person")
        stored += str(cursor.fetchall())
    stored += str(list(Entry.objects.unscoped("test").values_list("data", flat=True)))
    assert "13900010001" not in stored
    assert "赵德明" not in stored


def _many(start: int, count: int) -> bytes:
    lines = [f"青石镇,红旗村,{n},测{n:05d},户主,139{n:08d},,114.84,31.67," for n in range(start, start + count)]
    return (HOUSE + "\n".join(lines)).encode()


def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    upload: Upload, clerk: Actor, people: People
) -> None:
    counts = []
    for start, size in ((100, 20), (1000, 400)):
        with CaptureQueriesContext(connection) as caught:
            batch = upload("households", _many(start, size))
            confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
        counts.append(len(caught))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as caught:
        lines = [f"青石镇,红旗村,人{n:05d},138{n:08d},网格员" for n in range(400)]
        batch = upload("persons", ("乡镇,村,姓名,手机号,岗位\n" + "\n".join(lines)).encode())
        confirm_batch(batch_id=batch.pk, actor=clerk, now=NOW)
    assert len(caught) < 45
