"""What leaves the system is masked, harmless to a spreadsheet, complete, and remembered."""

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from qianshao.desk.rules import escape_cell
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.desk.builders import add, answered, crowd, start

pytestmark = pytest.mark.django_db(transaction=True)


def rows_of(answer: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_the_ledger_holds_everybody_with_masked_phones_and_real_dates(cast: Cast, client_as: ClientAs) -> None:
    evening = start(cast, cast.county)
    add(cast, evening, "王守厚", cast.village_a1, **answered(cast))
    add(cast, evening, "=HYPERLINK(1)", cast.village_b1)
    answer = client_as("county_duty").get(reverse("desk:callout_export", args=[evening.callout.pk]))
    rows = rows_of(answer)
    assert [row[2] for row in rows[3:]] == ["王守厚", "'=HYPERLINK(1)"]
    assert {row[5] for row in rows[3:]} == {"138****2046"}
    assert rows[3][10].year == 2026 and "制表人 孙明（县值班员）" in rows[1][0]
    assert answer["Content-Disposition"].endswith(".xlsx")


def test_a_township_exports_only_its_own(cast: Cast, client_as: ClientAs) -> None:
    evening = start(cast, cast.county)
    add(cast, evening, "王守厚", cast.village_a1)
    add(cast, evening, "周大明", cast.village_b1)
    answer = client_as("town_duty").get(reverse("desk:callout_export", args=[evening.callout.pk]))
    assert [row[2] for row in rows_of(answer)[3:]] == ["王守厚"]


def test_every_export_and_print_is_in_the_journal(cast: Cast, client_as: ClientAs) -> None:
    evening = start(cast, cast.county)
    add(cast, evening, "王守厚", cast.village_a1)
    browser = client_as("county_duty")
    browser.get(reverse("desk:callout_export", args=[evening.callout.pk]))
    browser.get(reverse("desk:callout_print", args=[evening.callout.pk]))
    own = Entry.objects.unscoped("a test reads all").filter(kind__startswith="desk.")
    assert list(own.values_list("kind", flat=True)) == ["desk.exported", "desk.printed"]


def test_more_people_than_one_chunk_all_arrive_once(cast: Cast, client_as: ClientAs) -> None:
    evening = start(cast, cast.county)
    crowd(cast, evening, [cast.village_a1, cast.village_b2], 2300)
    answer = client_as("county_duty").get(reverse("desk:callout_export", args=[evening.callout.pk]))
    names = [row[2] for row in rows_of(answer)[3:]]
    assert len(names) == len(set(names)) == 2300


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_starts_a_formula(text: str) -> None:
    assert escape_cell(text) == f"'{text}"


def test_the_door_sheet_lists_who_is_still_open_in_walking_order(cast: Cast, client_as: ClientAs) -> None:
    evening = start(cast, cast.county)
    add(cast, evening, "周大明", cast.village_b1)
    add(cast, evening, "吴长贵", cast.village_a1)
    add(cast, evening, "王守厚", cast.village_a1, **answered(cast))
    address = reverse("desk:callout_print", args=[evening.callout.pk])
    html = client_as("county_duty").get(address).content.decode()
    assert html.index("吴长贵") < html.index("周大明") and "王守厚" not in html and "签字" in html
