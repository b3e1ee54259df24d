"""Danger zones: drawn, filled with who stands in them, given up."""

import pytest
from django.test import Client

from qianshao.core.errors import Invalid
from qianshao.journal.models import Entry
from qianshao.people.imports.outline import read_outline
from qianshao.people.models import DangerZone, Household
from tests.cast import Cast
from tests.cast_people import People
from tests.conftest import ClientAs

OUTLINE = "114.838,31.668\n114.8415，31.668\n114.8415 31.6715\n114.838,31.6715\n"


@pytest.fixture
def lead(client_as: ClientAs, peopled: People) -> Client:
    return client_as("town_lead")


def _draw(lead: Client, cast: Cast, **given: str) -> DangerZone:
    new = {"name": "红旗沟口", "kind": "torrent", "division_path": cast.village_a1.path, "crs": "WGS-84"}
    answer = lead.post("/zones/new/", {**new, "outline": OUTLINE, **given})
    assert answer.status_code == 302, answer.content.decode()
    found: DangerZone = DangerZone.objects.unscoped("test").get()
    return found


def _inside(zone: DangerZone) -> set[str]:
    return set(Household.objects.unscoped("test").filter(danger_zone=zone).values_list("head_name", flat=True))


def test_a_zone_takes_in_exactly_the_households_inside_its_outline(lead: Client, cast: Cast) -> None:
    zone = _draw(lead, cast)
    lead.post(f"/zones/{zone.pk}/settle/")
    assert _inside(zone) == {"张有福", "李秀梅"}
    page = lead.get("/zones/").content.decode()
    assert "红旗沟口" in page
    assert Entry.objects.unscoped("test").get(kind="people.zone_settled").data["count"] == 2
    smaller = {"name": "红旗沟口", "kind": "torrent", "crs": "WGS-84", "version": "0"}
    edit = {**smaller, "outline": OUTLINE.replace("31.6715", "31.6705")}
    assert lead.post(f"/zones/{zone.pk}/edit/", edit).status_code == 302
    lead.post(f"/zones/{zone.pk}/settle/")
    assert _inside(zone) == {"张有福"}
    assert "张有福" in lead.get(f"/zones/{zone.pk}/").content.decode()


def test_a_zone_takes_in_only_households_its_drawer_may_edit(lead: Client, cast: Cast, client_as: ClientAs) -> None:
    wide = "114.80,31.55\n115.00,31.55\n115.00,31.70\n114.80,31.70"
    zone = _draw(lead, cast, outline=wide)
    lead.post(f"/zones/{zone.pk}/settle/")
    assert _inside(zone) == {"张有福", "李秀梅", "赵国民", "陈立新"}
    client_as("county_lead").post(f"/zones/{zone.pk}/settle/")
    assert "何春生" in _inside(zone)
    lead.post(f"/zones/{zone.pk}/settle/")
    assert "何春生" in _inside(zone)


def test_an_empty_outline_keeps_the_one_on_file_and_an_old_page_changes_nothing(lead: Client, cast: Cast) -> None:
    zone = _draw(lead, cast)
    edit = {"name": "沟口", "kind": "lowland", "crs": "WGS-84", "version": "0", "outline": ""}
    lead.post(f"/zones/{zone.pk}/edit/", edit)
    kept = DangerZone.objects.unscoped("test").get()
    assert (kept.name, kept.polygon) == ("沟口", zone.polygon)
    assert "别人刚改过" in lead.post(f"/zones/{zone.pk}/edit/", edit).content.decode()


def test_a_zone_given_up_holds_nobody(lead: Client, cast: Cast) -> None:
    zone = _draw(lead, cast)
    lead.post(f"/zones/{zone.pk}/settle/")
    lead.post(f"/zones/{zone.pk}/retire/", {"reason": ""})
    assert _inside(zone)
    lead.post(f"/zones/{zone.pk}/retire/", {"reason": "治理完成"})
    assert not _inside(zone)
    assert "红旗沟口" not in lead.get("/zones/").content.decode()


def test_a_zone_of_another_town_is_not_there(lead: Client, cast: Cast, client_as: ClientAs) -> None:
    zone, other = _draw(lead, cast), client_as("town_lead_b")
    assert other.get(f"/zones/{zone.pk}/").status_code == 404
    assert other.post(f"/zones/{zone.pk}/settle/").status_code == 404


@pytest.mark.parametrize(
    "outline",
    [
        "114.8,31.6\n114.9,31.7\n114.9,31.6\n114.8,31.7",
        "31.66,114.83\n31.66,114.84\n31.67,114.84",
        "114.8,31.6\n114.9,31.7",
        "东边到河",
        "{",
        '{"type": "Point", "coordinates": [114.8, 31.6]}',
        '{"type": "FeatureCollection", "features": []}',
    ],
)
def test_an_impossible_outline_is_refused_in_words(lead: Client, cast: Cast, outline: str) -> None:
    new = {"name": "甲", "kind": "torrent", "division_path": cast.village_a1.path, "crs": "WGS-84"}
    answer = lead.post("/zones/new/", {**new, "outline": outline})
    assert answer.status_code == 422
    assert not DangerZone.objects.unscoped("test").exists()


def test_gcj02_outlines_are_shifted_back() -> None:
    plain, shifted = read_outline(OUTLINE, "WGS-84"), read_outline(OUTLINE, "GCJ-02")
    assert plain is not None
    assert shifted is not None
    gap = abs(plain["coordinates"][0][0][0] - shifted["coordinates"][0][0][0])
    assert 0.002 < gap < 0.01
    with pytest.raises(Invalid):
        read_outline(OUTLINE, "北京54")
