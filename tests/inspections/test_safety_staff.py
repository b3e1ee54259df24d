"""Whether an enterprise has the people for safety that the county's table asks for (S2-051)."""

from typing import Any

import pytest

from qianshao.hazards.selectors import standard_rows
from qianshao.hazards.services import publish_standard
from qianshao.inspections.rules.safety import Need, Staff, lack_of
from qianshao.inspections.selectors import safety_lack
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind, Record
from qianshao.registry.services import create_record
from tests.cast import SYSTEM, Cast
from tests.conftest import ClientAs
from tests.hazards.test_ledger_pages import text_of

OVER, UPTO = Need("过百", 100, 1, 0), Need("其他", 0, 0, 1)


@pytest.mark.parametrize(
    ("staff", "lack"),
    [
        (Staff(), ("过百", True)),
        (Staff(people=101), ("过百", True)),
        (Staff(people=101, full=0), ("过百", False)),
        (Staff(people=101, full=0, part=3), ("过百", False)),
        (Staff(people=101, full=1), None),
        (Staff(people=101, has_unit=True), None),
        (Staff(people=100, full=0, part=0), ("其他", False)),
        (Staff(people=100, part=1), None),
        (Staff(people=100), ("其他", True)),
        (Staff(full=0, part=1), ("过百", True)),
        (Staff(full=0, part=0), ("其他", False)),
        (Staff(full=1), None),
    ],
)
def test_the_hardest_need_not_met_is_named_and_what_nobody_wrote_down_is_unknown(
    staff: Staff, lack: tuple[str, bool] | None
) -> None:
    found = lack_of(staff, [UPTO, OVER])
    assert (found and (found.words, found.is_unknown)) == lack
    assert lack_of(staff, []) is None


def factory(cast: Cast, name: str, kind: str = "factory", **given: Any) -> Record:
    load_kinds(Kind)
    values = {"name": name, "division_path": cast.village_a1.path, "lon": 114.84, "lat": 31.67, **given}
    return create_record(kind=kind, values=values, actor=SYSTEM, now=cast.now)


@pytest.mark.django_db
def test_the_page_shows_who_lacks_whom_by_the_countys_own_table(client_as: ClientAs, cast: Cast) -> None:
    factory(cast, "大铸造厂", staff_count=130, safety_full=0, safety_part=2)
    factory(cast, "小木器厂", staff_count=12, safety_part=1)
    factory(cast, "没问过的厂")
    factory(cast, "采石一矿", "mine", staff_count=9, safety_full=0)
    duty = client_as("county_duty")
    page = text_of(duty.get("/inspections/staffing/"))
    assert "大铸造厂" in page
    assert "采石一矿" in page
    assert "从业人员超过一百人的要有专职" in page
    assert "小木器厂" not in page
    assert "没问过的厂" in text_of(duty.get("/inspections/staffing/?tab=unknown"))
    assert "小木器厂" in text_of(duty.get("/inspections/staffing/?tab=enough"))
    assert "大铸造厂" not in text_of(client_as("town_lead_b").get("/inspections/staffing/"))
    rows = [
        dict(row) | ({"above": 200} if row["code"] == "over100" else {})
        for row in standard_rows("safety_staff", cast.now)
    ]
    publish_standard(name="safety_staff", rows=rows, version=0, actor=SYSTEM, now=cast.now)
    assert "大铸造厂" not in text_of(duty.get("/inspections/staffing/"))


@pytest.mark.django_db
def test_a_place_of_another_kind_is_asked_for_nothing(cast: Cast) -> None:
    assert safety_lack(factory(cast, "敬老院", "elderly"), cast.now) is None
    assert safety_lack(None, cast.now) is None
    found = safety_lack(factory(cast, "炼厂", "chemical", safety_full=0), cast.now)
    assert found is not None
    assert (found.tab, found.lack and found.lack.words[:2]) == ("short", "矿山")
