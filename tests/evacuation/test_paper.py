"""Paper for nights without power, and the ledger as Excel."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from qianshao.core.errors import Invalid, NotAllowed
from qianshao.evacuation import services
from qianshao.evacuation.models import Conflict, Evacuee, Movement
from qianshao.evacuation.paper.exports import export_ledger
from qianshao.evacuation.paper.sheets import PREFIX, door_homes, pages, read_code
from qianshao.journal.models import Entry
from qianshao.people.rules import household_code
from tests.cast import NOW, SYSTEM, Cast
from tests.cast_people import add_people
from tests.evacuation.conftest import Evening, actor_at, ensure_limits, give_order, zone_with
from tests.evacuation.test_shelters import shelter

WRITTEN = NOW + timedelta(minutes=30)
TYPED = NOW + timedelta(hours=5)


def enter(evening: Evening, name: str = "张有福", to: str = "moving", **more: Any) -> services.Outcome:
    given: dict[str, Any] = {"written_at": WRITTEN, "written_by": "刘桂英", "actor": SYSTEM, "now": TYPED, **more}
    return services.enter_paper(order_id=evening.order.pk, uids=[evening.uid(name)], to=to, **given)


def test_doors_are_fifteen_to_a_page_with_special_needs_first(evening: Evening) -> None:
    homes = door_homes(SYSTEM.scope, evening.order.pk)
    assert len(homes) == 4
    firsts = [home.moves_first for home in homes]
    assert firsts == sorted(firsts, reverse=True)
    assert firsts[0]
    assert homes[0].needs
    assert [len(page) for page in pages(homes * 8)] == [15, 15, 2]
    assert read_code(PREFIX + homes[0].code) == homes[0].household
    assert read_code(homes[0].code.lower().replace("-", " ")) == homes[0].household


def test_a_household_that_left_is_not_printed_again_unless_asked(evening: Evening) -> None:
    services.mark_people(
        order_id=evening.order.pk, uids=[evening.uid("张有福")], to="elsewhere", actor=SYSTEM, now=NOW
    )
    assert "张有福" not in [home.head for home in door_homes(SYSTEM.scope, evening.order.pk)]
    assert "张有福" in [home.head for home in door_homes(SYSTEM.scope, evening.order.pk, everybody=True)]


def test_paper_is_made_when_written_and_received_now_and_says_so(evening: Evening) -> None:
    assert enter(evening).new == 1
    movement = Movement.objects.get(uid=evening.uid("张有福"))
    assert (movement.made_at, movement.received_at, movement.source) == (WRITTEN, TYPED, "paper")
    assert "刘桂英" in movement.words
    entry = Entry.objects.unscoped("test").get(kind="evacuation.marked")
    assert (entry.at, entry.received_at, entry.source) == (WRITTEN, TYPED, "paper")
    assert evening.row("张有福").state == "moving"


def test_the_same_line_typed_twice_counts_once(evening: Evening) -> None:
    assert enter(evening).new == 1
    assert enter(evening).new == 0
    assert Movement.objects.filter(uid=evening.uid("张有福")).count() == 1


def test_paper_does_not_overrule_what_was_reported_after_it_was_written(evening: Evening) -> None:
    later = WRITTEN + timedelta(hours=1)
    uid = evening.uid("张有福")
    services.mark_people(order_id=evening.order.pk, uids=[uid], to="elsewhere", actor=SYSTEM, now=later)
    enter(evening, to="refused")
    row = evening.row("张有福")
    assert row.disputed
    assert row.state == "refused", "until an officer settles it, the less safe one counts"
    assert Conflict.objects.unscoped("test").filter(state="open").count() == 1


def test_paper_follows_what_was_known_when_it_was_written(evening: Evening) -> None:
    uid = evening.uid("张有福")
    services.mark_people(order_id=evening.order.pk, uids=[uid], to="refused", actor=SYSTEM, now=NOW)
    enter(evening, to="moving")
    row = evening.row("张有福")
    assert (row.state, row.disputed) == ("moving", False)


def test_a_line_of_a_register_signs_in(evening: Evening) -> None:
    place = shelter(evening)
    with pytest.raises(Invalid, match="安置点"):
        enter(evening, to="settled")
    enter(evening, to="settled", shelter_id=place)
    assert (evening.row("张有福").state, evening.row("张有福").shelter_id) == ("settled", place)


def test_a_time_that_cannot_be_and_a_line_without_signature_are_refused(evening: Evening) -> None:
    for written in (NOW - timedelta(days=2), TYPED + timedelta(hours=1)):
        with pytest.raises(Invalid, match="时间不对"):
            enter(evening, written_at=written)
    with pytest.raises(Invalid, match="签字"):
        enter(evening, written_by=" ")


def sheet(file: Any, name: str = "") -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    return book.get_sheet_by_name(name).to_python() if name else book.get_sheet_by_index(0).to_python()


def test_the_ledger_goes_out_masked_unless_the_role_may_see_numbers(evening: Evening) -> None:
    county = evening.cast.county.path
    clerk = actor_at(county, "evacuation.view", "evacuation.export")
    masked = str(sheet(export_ledger(order_id=evening.order.pk, actor=clerk, now=NOW)[1]))
    assert "139****0001" in masked
    assert "13900000001" not in masked
    assert "张有福" not in masked
    with pytest.raises(NotAllowed):
        export_ledger(order_id=evening.order.pk, full=True, actor=clerk, now=NOW)
    with pytest.raises(NotAllowed):
        export_ledger(order_id=evening.order.pk, actor=actor_at(county, "evacuation.view"), now=NOW)
    lead = actor_at(county, "evacuation.view", "evacuation.export", "people.export_full")
    assert "13900000001" in str(sheet(export_ledger(order_id=evening.order.pk, full=True, actor=lead, now=NOW)[1]))
    said = Entry.objects.unscoped("test").filter(kind="evacuation.exported").order_by("id")
    assert [entry.data["full"] for entry in said] == ["号码已遮盖", "完整号码"]


def test_a_town_exports_its_own_people_only(evening: Evening) -> None:
    clerk = actor_at(evening.cast.village_a2.path, "evacuation.view", "evacuation.export")
    rows = sheet(export_ledger(order_id=evening.order.pk, actor=clerk, now=NOW)[1])[3:]
    assert len(rows) == 1


def test_the_official_ledger_has_the_times_of_each_step_and_defuses_formulas(evening: Evening) -> None:
    uid = evening.uid("张有福")
    for n, to in enumerate(("notified", "refused", "moving", "elsewhere")):
        at = NOW + timedelta(minutes=n)
        services.mark_people(order_id=evening.order.pk, uids=[uid], to=to, actor=SYSTEM, now=at)
    Evacuee.objects.unscoped("test").filter(uid=uid).update(helper="=HYPERLINK(1)")
    _name, file = export_ledger(order_id=evening.order.pk, form="official", full=True, actor=SYSTEM, now=NOW)
    rows = sheet(file)
    row = dict(zip(rows[2], next(r for r in rows if "张有福" in r), strict=True))
    assert row["帮扶人"] == "'=HYPERLINK(1)"
    times = [row[name].minute for name in ("通知时间", "拒绝转移", "离开时间", "到达时间")]
    assert times == [12, 13, 14, 15]
    assert row["现在状态"] == "投亲靠友"
    assert row["转移依据"] == "暴雨红色预警"
    file.seek(0)
    assert ["通知方式", "值班台、手机或纸单"] in sheet(file, "说明")


def test_every_page_of_an_export_says_who_took_it(evening: Evening) -> None:
    _name, file = export_ledger(order_id=evening.order.pk, actor=SYSTEM, now=NOW)
    with zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert f"青石沟转移 {SYSTEM.label} 2026-07-18 20:12" in text.split("<oddHeader>")[1]


def test_the_pages_print_scan_and_type(cast: Cast, client: Client, fake_clock: Any) -> None:
    ensure_limits()
    people = add_people(cast)
    order = give_order(cast, zone_with(cast, [people.homes["张有福"], people.homes["赵国民"]]))
    evening = Evening(cast, people, 0, order)
    place = shelter(evening)
    client.force_login(cast.users["village_cadre"])
    printed = client.get(reverse("evacuation:paper-doors", args=[order.pk])).content.decode()
    code = household_code(people.homes["张有福"])
    assert code in printed and "qr-s" in printed and "139****0001" in printed
    assert "13900000001" not in printed
    assert client.get(reverse("evacuation:paper-register", args=[order.pk, place])).status_code == 200
    assert Entry.objects.unscoped("test").filter(kind="evacuation.printed").count() == 2
    entry = reverse("evacuation:paper-entry", args=[order.pk])
    assert "没有这个户码" in client.get(entry, {"code": "ZZZZ-Z"}).content.decode()
    assert "张有福" in client.get(entry, {"code": PREFIX + code}).content.decode()
    given = {"uids": [evening.uid("张有福")], "to": "moving", "written_by": "刘桂英"}
    assert client.post(f"{entry}?code={code}", given).status_code == 422
    fake_clock.advance((TYPED - NOW).total_seconds())
    answer = client.post(f"{entry}?code={code}", {**given, "written_at": "2026-07-18T20:42"}, follow=True)
    assert "已登记 1 人" in answer.content.decode()
    assert Movement.objects.get(uid=evening.uid("张有福")).made_at == WRITTEN
    client.force_login(cast.users["wall"])
    assert client.get(entry).status_code == 403
    client.force_login(cast.users["county_lead"])
    assert "转移台账" in client.get(reverse("evacuation:paper", args=[order.pk])).content.decode()
    answer = client.get(reverse("evacuation:ledger-export", args=[order.pk]), {"form": "official"})
    assert answer.status_code == 200
