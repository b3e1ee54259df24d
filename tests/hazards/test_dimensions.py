"""The ledger by area, disaster and sector (clause S2-055), and every number of its table leads to its hazards."""

from datetime import timedelta
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from python_calamine import CalamineWorkbook

from qianshao.core.scope import Scope
from qianshao.hazards import selectors, services
from qianshao.hazards.models import StandardSet
from qianshao.hazards.pages.analysis import cross_context
from qianshao.hazards.pages.ledger import address_of, filters_of
from qianshao.hazards.selectors import BLANK, Filters, hazards
from qianshao.hazards.selectors.analysis import DIMENSIONS, cross
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.hazards.ledger import assigned, closed, find, fresh
from tests.hazards.test_analysis import dated

pytestmark = pytest.mark.django_db
EVERYTHING = Scope.everything("a test")
DAY = timedelta(days=1)


@pytest.fixture
def mixed(cast: Cast) -> Cast:
    """Hazards of many sorts: open and closed, late, at a village, a township and the county, drills, and one that was
    not true.
    """
    find(cast, kind="gas", place_class="JX", source="villager")
    dated(assigned(cast), treatment="works", due_at=cast.now - DAY, step_due_at=cast.now - DAY)
    dated(closed(cast), found_at=cast.now - 40 * DAY)
    dated(find(cast, kind="dyke", place_class="DF"), division_path=cast.town_a.path, grade=2)
    dated(
        find(cast, kind="fire_gear"), division_path=cast.town_a.path[:12], disaster="", sector="", department="fire"
    )
    for drill in (find(cast, kind="gas", is_drill=True), find(cast, is_drill=True)):
        dated(drill, treatment="move")
    false = find(cast, kind="gas")
    services.mark_false(hazard_id=false.pk, words="看错", actor=cast.actor("town_duty"), now=cast.now)
    return cast


def test_a_hazard_copies_disaster_and_sector_of_its_kind(cast: Cast) -> None:
    made = find(cast, kind="dyke")
    assert (made.disaster, made.sector) == ("flood", "water")
    desk = cast.actor("town_duty")
    services.verify_hazard(hazard_id=made.pk, grade=1, kind="gas", actor=desk, now=cast.now)
    assert (fresh(made).disaster, fresh(made).sector) == ("gas", "gas")


def test_the_county_says_which_and_an_older_version_of_its_table_has_those_that_ship(cast: Cast) -> None:
    rows: list[dict[str, Any]] = [dict(row) for row in selectors.standard_rows("kinds", cast.now)]
    old = [{key: value for key, value in row.items() if key not in ("disaster", "sector")} for row in rows]
    StandardSet.objects.create(name="kinds", version=1, valid_from=cast.now, rows=old, published_by="县")
    assert find(cast, kind="dyke").disaster == "flood"
    for row in rows:
        row |= {"disaster": "storm", "sector": ""}
    admin = cast.actor("county_admin")
    services.publish_standard(name="kinds", rows=rows, version=1, actor=admin, now=cast.now)
    made = find(cast, kind="dyke")
    assert (made.disaster, made.sector) == ("storm", "")


def test_every_kind_has_a_disaster_and_a_sector_that_the_county_knows(cast: Cast) -> None:
    known = {
        name: {code for code, _label in selectors.choices_of(name, cast.now)} for name in ("disasters", "sectors")
    }
    for row in selectors.standard_rows("kinds", cast.now):
        assert row["disaster"] in known["disasters"]
        assert row["sector"] in known["sectors"]


@pytest.mark.parametrize("tab", ["open", "closed", ""])
@pytest.mark.parametrize("name", list(DIMENSIONS))
def test_every_number_of_a_table_leads_to_exactly_as_many_hazards(mixed: Cast, name: str, tab: str) -> None:
    for other, town in (("kind", ""), ("area", ""), ("area", mixed.town_a.path), ("age", mixed.village_a1.path)):
        given = {"rows": name, "columns": other, "tab": tab, "under": town}
        found = cross_context(EVERYTHING, given, mixed.now)
        assert found["lines"] or tab == "closed"
        ways = [cell for one in found["lines"] for cell in (*one["cells"], (one["total"], one["link"]))]
        ways += [(n, link) for _name, n, link in found["heads"]] + [(found["total"], found["all_link"])]
        for n, link in (way for way in ways if way[0]):
            asked = filters_of(dict(parse_qsl(link, keep_blank_values=True)))
            assert hazards(EVERYTHING, asked, mixed.now).count() == n, link


def test_a_table_is_narrowed_by_all_the_other_dimensions(mixed: Cast) -> None:
    five = Filters(tab="", sector="housing", grade="1", age="week")
    found = cross(EVERYTHING, rows="area", columns="kind", now=mixed.now, asked=five)
    assert dict(found.cells) == {(mixed.town_a.path, "house"): 1}
    late = cross(
        EVERYTHING, rows="treatment", columns="disaster", now=mixed.now, asked=Filters(tab="open", late=True)
    )
    assert dict(late.cells) == {("works", "collapse"): 1}


def test_what_nobody_wrote_can_be_asked_for(mixed: Cast) -> None:
    found = hazards(EVERYTHING, Filters(disaster=BLANK), mixed.now)
    assert [row.kind for row in found] == ["fire_gear"]
    assert hazards(EVERYTHING, Filters(treatment="works"), mixed.now).count() == 1


def test_an_address_says_the_same_filters_again() -> None:
    asked = Filters(
        tab="closed", under="01", kind="gas", grade="2", age="week", late=True, supervised=True, disaster=BLANK,
        soon=True, exact=True, counted=True, search="墙 裂", treatment="move",
    )  # fmt: skip
    assert filters_of(dict(parse_qsl(address_of(asked)))) == asked
    assert filters_of(dict(parse_qsl(address_of(Filters()), keep_blank_values=True))) == Filters()


def test_the_list_says_what_it_leaves_out_and_offers_the_rest(client_as: ClientAs, mixed: Cast) -> None:
    client = client_as("county_duty")
    page = BeautifulSoup(client.get("/hazards/?tab=&counted=1&disaster=-").content, "html.parser")
    assert page.select_one("details.hz-more[open] input[name=counted][checked]")
    assert page.select_one("select[name=disaster] option[selected]")["value"] == "-"  # type: ignore[index]
    assert len(page.select(".hz-t tbody tr")) == 1
    table = BeautifulSoup(client.get("/hazards/table/?rows=disaster&columns=sector").content, "html.parser")
    assert "江河水库洪水" in table.get_text()
    assert "没有写" in table.select_one("table")["class"] or "没有写" in table.select_one("table").get_text()  # type: ignore[index,union-attr]


def test_what_is_due_soon_and_what_is_supervised_can_be_opened(client_as: ClientAs, cast: Cast) -> None:
    soon = assigned(cast, due_at=cast.now + 2 * DAY)
    hung = assigned(cast, due_at=cast.now + 20 * DAY)
    give = {"level": "county", "words": "久拖", "actor": cast.actor("county_lead"), "now": cast.now}
    services.escalate(hazard_id=hung.pk, **give)
    client = client_as("county_duty")
    page = BeautifulSoup(client.get("/hazards/").content, "html.parser")
    for words, row in (("3 天内到期 1", soon), ("挂牌督办 1", hung)):
        chip = next(link for link in page.select("a.chip") if words in link.get_text())
        listed = BeautifulSoup(client.get(str(chip["href"])).content, "html.parser")
        assert [link.get_text() for link in listed.select(".hz-t .num") if row.no in link.get_text()]
        assert len(listed.select(".hz-t tbody tr")) == 1


@pytest.mark.django_db(transaction=True)
def test_the_workbook_has_disaster_and_sector(client_as: ClientAs, cast: Cast) -> None:
    find(cast, kind="dyke")
    answer = client_as("county_duty").get("/hazards/export/")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    row = dict(zip(rows[2], rows[3], strict=True))
    assert (row["灾种"], row["行业领域"]) == ("江河水库洪水", "水利")


def test_the_migration_ties_and_dates_what_was_there_before(cast: Cast) -> None:
    made, sent = find(cast, kind="dyke"), assigned(cast, due_at=cast.now + 5 * DAY)
    dated(made, disaster="", sector="")
    sent.acts.create(act="reject", at=cast.now, received_at=cast.now, by_label="乡镇")
    dated(sent, in_time_by=None, due_at=cast.now + 50 * DAY)
    before = MigrationLoader(connection).project_state(("hazards", "0011_dimensions")).apps
    step = import_module("qianshao.hazards.migrations.0011_dimensions")
    step.tie(before, None)
    step.promise(before, None)
    assert (fresh(made).disaster, fresh(made).sector) == ("flood", "water")
    promised = fresh(sent).in_time_by
    assert promised is not None
    assert abs(promised - cast.now - 5 * DAY) < DAY
