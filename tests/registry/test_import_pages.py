"""Files of records: template, preview with findings by line, writing, taking back."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from qianshao.registry.models import Record, RecordBatch
from qianshao.registry.services import change_record
from tests.cast import NOW, SYSTEM, Cast
from tests.conftest import ClientAs
from tests.registry.pages_cast import Register, add_register

HEAD = "乡镇,村,名称,人数（人）,专长,所属单位,经度,纬度,联系人,联系电话,登记号\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def register(cast: Cast) -> Register:
    """The cast with its records."""
    return add_register(cast)


def upload(client: Client, text: str, name: str = "队伍.csv") -> RecordBatch:
    file = SimpleUploadedFile(name, (HEAD + text).encode())
    answer = client.post("/registry/testteam/import/", {"file": file, "crs": "WGS-84"})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    made: RecordBatch = RecordBatch.objects.unscoped("a test looks").order_by("-pk").first()
    return made


def act(client: Client, batch: RecordBatch, what: str, **more: str) -> RecordBatch:
    client.post(f"/registry/imports/{batch.pk}/{what}/", more)
    batch.refresh_from_db()
    return batch


def named(name: str) -> Any:
    return Record.objects.unscoped("a test looks").filter(name=name).order_by("-pk").first()


def test_the_template_has_the_kinds_own_columns(register: Register, client_as: ClientAs) -> None:
    answer = client_as("town_duty").get("/registry/testteam/template.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    heads = book.get_sheet_by_index(0).to_python()[0]
    assert {"名称", "人数（人）", "专长", "队长电话"} <= set(heads)


def test_findings_name_the_line_and_nothing_is_written_before_confirming(
    register: Register, client_as: ClientAs
) -> None:
    client = client_as("town_duty")
    batch = upload(
        client,
        "青石镇,红旗村,新队一,20,水域,,114.84,31.67,,,\n"
        "青石镇,红旗村,新队二,二十,水域,,,,,,\n"
        "青石镇,红旗村,新队三,5,空中,,31.67,114.84,,139,\n"
        "柳河乡,,别乡队,5,水域,,,,,,\n",
    )
    page = client.get(f"/registry/imports/{batch.pk}/").content.decode()
    assert "“人数”要填数字" in page and "空中" in page and "填反了" in page and "不在您的辖区" in page
    assert batch.counts["new"] == 1 and batch.counts["bad_lines"] == 3
    assert named("新队一") is None
    act(client, batch, "confirm")
    assert batch.state == "checked", "problems must be accepted first"
    act(client, batch, "confirm", accept_good="on")
    assert batch.state == "written" and named("新队一").details["heads"] == 20 and named("新队三") is None


def test_known_records_are_updated_and_an_undo_puts_everything_back(register: Register, client_as: ClientAs) -> None:
    client, boats = client_as("town_duty"), register.boats
    batch = upload(
        client,
        f"青石镇,红旗村,红旗水上救援队,40,,,,,,,{boats.code}\n青石镇,下湾村,新队,8,,,,,,,\n",
    )
    assert (batch.counts["new"], batch.counts["changed"]) == (1, 1)
    act(client, batch, "confirm")
    after = named("红旗水上救援队")
    assert after.pk == boats.pk and after.details["heads"] == 40
    assert after.owner_org == "县水利局" and after.keeper_phone == "13800138000", "empty cells keep what is there"
    act(client, batch, "undo")
    assert batch.state == "undone" and named("红旗水上救援队").details["heads"] == 12
    assert named("新队").state == "retired" and not batch.rows


def test_an_import_that_was_changed_since_is_not_taken_back(register: Register, client_as: ClientAs) -> None:
    client = client_as("town_duty")
    batch = act(client, upload(client, "青石镇,下湾村,新队,8,,,,,,,\n"), "confirm")
    made = named("新队")
    change_record(record_id=made.pk, version=made.version, values={"heads": 9}, actor=SYSTEM, now=NOW)
    page = client.post(f"/registry/imports/{batch.pk}/undo/", follow=True).content.decode()
    assert "新队" in page and named("新队").state == "active"
    batch.refresh_from_db()
    assert batch.state == "written"


def test_a_dropped_file_is_forgotten_and_the_neighbour_never_sees_it(register: Register, client_as: ClientAs) -> None:
    client = client_as("town_duty")
    batch = upload(client, "青石镇,下湾村,新队,8,,,,,张三,13700137000,\n")
    assert client_as("neighbour_lead").get(f"/registry/imports/{batch.pk}/").status_code in (403, 404)
    act(client, batch, "drop")
    assert batch.state == "dropped" and not batch.rows
    assert "13700137000" not in str(RecordBatch.objects.unscoped("a test looks").values().get(pk=batch.pk))


def test_two_clicks_write_once(register: Register, client_as: ClientAs) -> None:
    client = client_as("town_duty")
    batch = upload(client, "青石镇,下湾村,新队,8,,,,,,,\n")
    act(client, batch, "confirm")
    act(client, batch, "confirm")
    assert Record.objects.unscoped("a test looks").filter(name="新队").count() == 1
