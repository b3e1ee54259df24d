"""What has faded, what runs out and what waits becomes a task that somebody sees, each their own."""

from datetime import date, timedelta

import pytest
from django.test import Client

from qianshao.core.scope import Scope
from qianshao.journal.models import Entry
from qianshao.registry.models import Record
from qianshao.registry.selectors import records
from qianshao.registry.selectors.due import papers, running_out, tasks_waiting, to_check
from qianshao.registry.services import (
    bulk_change,
    change_record,
    import_records,
    put_line,
    request_change,
    verify_record,
)
from qianshao.registry.ticks import note_ending
from tests.cast import NOW, SYSTEM
from tests.conftest import BACKEND
from tests.registry.conftest import BELOW, EDITOR, Register, actor_at, make

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=100)
TODAY = date(2026, 7, 18)


def names(rows: object) -> list[str]:
    return [row.name for row in rows]  # type: ignore[attr-defined]


def holder(path: str, *actions: str) -> Scope:
    return Scope({path: frozenset(actions or BELOW)})


def test_a_village_a_town_and_a_county_each_see_what_is_theirs_to_check(register: Register) -> None:
    cast = register.cast
    make("store", cast.county.path, "县物资仓库")
    assert names(to_check(holder(cast.village_a1.path), LATER)) == ["红旗镇应急物资仓库"]
    assert set(names(to_check(holder(cast.town_a.path), LATER))) == {"红旗镇应急物资仓库", "红旗镇综合应急救援队"}
    assert names(to_check(holder(cast.county.path), LATER)) == ["县物资仓库"]
    assert names(to_check(holder(cast.town_a.path, "registry.view"), LATER)) == []
    assert names(to_check(holder(cast.town_a.path), NOW)) == []


def test_the_rail_counts_checks_and_decisions_in_one_query_and_looking_takes_one_off(
    register: Register, django_assert_num_queries: object
) -> None:
    path = register.cast.town_a.path
    request_change(record_id=register.team.pk, values={"people": 25}, actor=SYSTEM, now=NOW)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert tasks_waiting(holder(path, *EDITOR), LATER).count() == 3
    assert tasks_waiting(holder(path), LATER).count() == 2
    assert tasks_waiting(holder(path, "registry.view"), LATER).count() == 0
    verify_record(record_id=register.team.pk, found="ok", actor=SYSTEM, now=LATER)
    assert tasks_waiting(holder(path, *EDITOR), LATER).count() == 2


def test_a_paper_in_a_record_and_a_paper_in_its_lines_run_out_in_one_list(register: Register) -> None:
    path, soon = register.cast.town_a.path, TODAY + timedelta(days=20)
    change_record(
        record_id=register.team.pk, version=1, values={"insured_until": "2026-07-10"}, actor=SYSTEM, now=NOW
    )
    values = {"name": "水域救援证", "expires_on": soon}
    put_line(record_id=register.team.pk, sort="certificate", values=values, actor=SYSTEM, now=NOW)
    make("bus", path, "客车甲", inspected_until="2027-07-01", insured_until="2026-08-01")
    make("bus", path, "客车乙", inspected_until="2027-07-01")
    found = papers(list(running_out(holder(path), TODAY)))
    assert [(one.record.name, one.what, str(one.last_day)) for one in found] == [
        ("红旗镇综合应急救援队", "意外伤害保险到期", "2026-07-10"),
        ("客车甲", "保险到期", "2026-08-01"),
        ("红旗镇综合应急救援队", "证书：水域救援证", str(soon)),
    ]
    assert list(running_out(holder(register.cast.town_b.path), TODAY)) == []


def test_a_renewed_paper_leaves_the_list_by_every_way_of_writing(register: Register) -> None:
    path = register.cast.town_a.path
    bus = make("bus", path, "客车甲", insured_until="2026-07-01")
    assert len(running_out(holder(path), TODAY)) == 1
    row = {"name": "客车甲", "division_path": path, "insured_until": "2026-07-02"}
    import_records(kind="bus", rows=[row], actor=actor_at(path), now=NOW)
    assert [day for _key, day, _line in running_out(holder(path), TODAY)] == [date(2026, 7, 2)]
    bulk_change(ids=[bus.pk], values={"insured_until": "2028-07-01"}, actor=actor_at(path), now=NOW)
    assert list(running_out(holder(path), TODAY)) == []
    assert records(holder(path), kind="bus").get().runs_out == date(2028, 7, 1)


def test_a_paper_in_a_record_is_said_once_and_again_when_it_changes(register: Register) -> None:
    bus = make("bus", register.cast.town_a.path, "客车甲", insured_until="2026-08-01")
    assert (note_ending(NOW, 100), note_ending(NOW, 100)) == (1, 0)
    said = Entry.objects.unscoped("test").filter(kind="registry.expiring").get()
    assert (said.data["sort"], said.data["on"], said.subject_id) == ("保险到期", "2026-08-01", bus.pk)
    change_record(record_id=bus.pk, version=1, values={"insured_until": "2026-08-02"}, actor=SYSTEM, now=NOW)
    assert note_ending(NOW, 100) == 1


def test_a_test_of_a_satellite_phone_leaves_its_day_its_battery_and_its_signal(register: Register) -> None:
    phone = make(
        "satphone", register.cast.village_a1.path, "卫星电话一号", quantity=1, last_test="2026-05-01", charge=40
    )
    read = {"charge": "85", "test_result": "正常", "quantity": "9", "nonsense": "1"}
    verify_record(record_id=phone.pk, found="ok", readings=read, actor=SYSTEM, now=NOW)
    phone.refresh_from_db()
    assert phone.details == {"quantity": 1, "last_test": "2026-07-18", "charge": 85, "test_result": "正常"}
    verify_record(record_id=phone.pk, found="ok", readings={"charge": ""}, actor=SYSTEM, now=LATER)
    phone.refresh_from_db()
    assert phone.details["last_test"] == "2026-07-18"


def test_a_phone_that_reads_a_label_notes_the_battery_and_the_list_shows_it(
    register: Register, fake_clock: object
) -> None:
    make("satphone", register.cast.village_a1.path, "卫星电话一号", quantity=1, charge=40)
    phone = records(Scope.everything("test"), kind="satphone").get()
    client = Client(SERVER_NAME="localhost")
    client.force_login(register.cast.users["village_cadre"], backend=BACKEND)
    assert 'name="test-charge"' in client.get(f"/r/{phone.code}/").content.decode()
    assert 'name="test-' not in client.get(f"/r/{register.store.code}/").content.decode()
    client.post(f"/r/{phone.code}/", {"found": "ok", "test-charge": "85", "test-test_result": "正常"})
    shown = client.get("/registry/satphone/").content.decode()
    assert "85 %" in shown and "2026-07-18" in shown and "40 %" not in shown


def test_pages_of_tasks_show_them_with_the_way_to_the_record(register: Register, fake_clock: object) -> None:
    Record.objects.unscoped("test").filter(pk=register.store.pk).update(next_check_at=NOW - timedelta(days=9))
    make("bus", register.cast.village_a1.path, "客车甲", insured_until="2026-07-01")
    client = Client(SERVER_NAME="localhost")
    client.force_login(register.cast.users["village_cadre"], backend=BACKEND)
    late = client.get("/registry/checks/").content.decode()
    assert "红旗镇应急物资仓库" in late and "9 天" in late and "客车甲" not in late
    ending = client.get("/registry/checks/?what=papers").content.decode()
    assert "保险到期" in ending and "已过期" in ending
    mine = client.get("/r/").content.decode()
    assert f"/r/{register.store.code}/" in mine and "超过 9 天" in mine
    assert "13800138000" not in late + ending + mine
