"""A year of major hazards: what was found, closed, closed in time, and what stood open or late at the end."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope
from qianshao.hazards import services
from qianshao.hazards.models import Hazard, HazardAct
from qianshao.hazards.pages.majors import year_of
from qianshao.hazards.rules.majors import Major, Sums, months_of, sums_of
from qianshao.hazards.selectors.majors import majors_of
from tests.cast import NOW, Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import closed, find

START, END = (datetime(year, 1, 1, tzinfo=BEIJING) for year in (2026, 2027))
EVERYTHING = Scope.everything("a test")


def day(month: int, of_month: int, year: int = 2026) -> datetime:
    return datetime(year, month, of_month, tzinfo=BEIJING)


def major(found: datetime, due: datetime | None = None, **times: tuple[object, ...]) -> Major:
    return Major("1", "gas", found, due, **times)  # type: ignore[arg-type]  # a test's short form


OLD = major(day(5, 1, 2025), day(6, 1, 2025))
BACK = major(
    day(2, 1), day(3, 1), closed=(day(2, 20), day(9, 1)), in_time=(True, False), opened=(day(4, 1),)
)  # fmt: skip
DONE = major(day(3, 5), None, closed=(day(3, 9),), in_time=(None,))
FRESH = major(day(8, 1), day(12, 1))


@pytest.mark.parametrize(
    ("start", "end", "now", "sums"),
    [
        (START, END, END, Sums(found=3, closed=2, dated=1, in_time=0, is_open=2, late=2)),
        (START, END, day(8, 2), Sums(found=3, closed=2, dated=1, in_time=0, is_open=3, late=2)),
        (day(2, 1), day(3, 1), END, Sums(found=1, closed=1, dated=1, in_time=1, is_open=1, late=1)),
        (day(3, 1), day(4, 1), END, Sums(found=1, closed=1, dated=0, in_time=0, is_open=1, late=1)),
        (day(4, 1), day(5, 1), END, Sums(found=0, closed=0, dated=0, in_time=0, is_open=2, late=2)),
        (day(5, 1, 2025), day(6, 1, 2025), END, Sums(found=1, closed=0, dated=0, in_time=0, is_open=1, late=0)),
    ],
)
def test_the_sums_of_a_time(start: datetime, end: datetime, now: datetime, sums: Sums) -> None:
    assert sums_of([OLD, BACK, DONE, FRESH], start, end, now) == sums


def test_only_months_that_have_begun_are_shown() -> None:
    starts = [day(n, 1) for n in range(1, 13)] + [day(1, 1, 2027)]
    assert [start.month for start, _end in months_of(starts, day(3, 1))] == [1, 2, 3]
    assert len(months_of(starts, END)) == 12


@pytest.mark.parametrize("text", ["", "26", "1999", "2027", "９９９９", "-100", "20x6", "0"])
def test_a_year_that_is_none_is_this_one(text: str) -> None:
    assert year_of({"year": text}, NOW).year == NOW.year
    assert year_of({"year": "2024"}, NOW) == day(1, 1, 2024)


def raised(hazard: Hazard) -> Hazard:
    Hazard.objects.unscoped("a test").filter(pk=hazard.pk).update(grade=2)
    return hazard


@pytest.mark.django_db
def test_only_what_is_major_real_and_of_the_year_is_counted(cast: Cast) -> None:
    find(cast)
    kept = raised(find(cast, kind="gas", words="漏气"))
    raised(find(cast, is_drill=True))
    false = raised(find(cast, words="看错"))
    services.mark_false(hazard_id=false.pk, words="看错", actor=cast.actor("town_duty"), now=cast.now)
    gone = raised(closed(cast))
    Hazard.objects.unscoped("a test").filter(pk=gone.pk).update(
        found_at=cast.now - timedelta(days=900), closed_at=cast.now - timedelta(days=800)
    )
    found = majors_of(EVERYTHING, START, END)
    assert [(one.kind, one.area, one.closed) for one in found] == [(kept.kind, cast.town_a.path, ())]
    assert majors_of(cast.scope("town_lead_b"), START, END) == []
    assert majors_of(EVERYTHING, START, END, cast.town_b.path) == []


@pytest.mark.django_db
def test_closings_are_read_from_the_acts(cast: Cast) -> None:
    done = raised(closed(cast))
    [one] = majors_of(EVERYTHING, START, END)
    act = HazardAct.objects.get(hazard=done, act="close")
    assert (one.closed, one.in_time, one.opened) == ((act.at,), (act.data.get("in_time"),), ())


@pytest.mark.django_db
def test_the_page_and_its_file_say_the_same(cast: Cast, client_as: ClientAs) -> None:
    raised(find(cast, kind="gas", words="漏气"))
    page = client_as("county_lead").get("/hazards/years/?year=2026").content.decode()
    assert "2026 年重大隐患" in page and "青石镇" in page
    file: Any = client_as("county_lead").get("/hazards/years/export/?year=2026")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(file.streaming_content)))
    flat = [row[:8] for row in book.get_sheet_by_index(0).to_python()]
    assert ["全年", "", 1, 0, 0, 0, 1, 0] in flat and ["区划", "青石镇", 1, 0, 0, 0, 1, 0] in flat
    none = client_as("town_lead_b").get("/hazards/years/?year=2026").content.decode()
    assert "这一年没有重大隐患" in none and "青石镇" not in none
