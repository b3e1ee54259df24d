"""Duty lines and posters at the desk."""

from typing import Any

import pytest
from django.conf import settings

from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.journal.models import Entry
from qianshao.public.models import DutyLine
from qianshao.public.services import drop_line, save_line
from tests.cast import NOW, Cast
from tests.places.conftest import Places

pytestmark = pytest.mark.django_db


def publish(cast: Cast, who: str = "town_duty", **changes: Any) -> DutyLine:
    given = {"division_path": cast.town_a.path, "name": "青石镇值班室", "phone": "0376-7654321"} | changes
    return save_line(**given, actor=cast.actor(who), now=NOW)


def test_a_line_is_published_changed_and_taken_down(cast: Cast) -> None:
    row = publish(cast)
    row = publish(cast, line_id=row.pk, version=row.version, phone="0376-7654322")
    assert row.phone == "0376-7654322" and row.version == 1
    drop_line(line_id=row.pk, version=1, actor=cast.actor("town_duty"), now=NOW)
    assert not DutyLine.objects.unscoped("test").filter(is_active=True).exists()
    kinds = list(
        Entry.objects.unscoped("test")
        .filter(kind__startswith="public.")
        .order_by("id")
        .values_list("kind", flat=True)
    )
    assert kinds == ["public.line_saved", "public.line_saved", "public.line_dropped"]
    assert "7654321" not in str(list(Entry.objects.unscoped("test").values_list("data", flat=True)))


def test_what_may_not_be_published(cast: Cast) -> None:
    row = publish(cast)
    with pytest.raises(Invalid, match=r".*") as refusal:
        publish(cast, name="另一个", phone="13812342046")
    assert refusal.value.code == "line.phone"
    for changes in ({"name": ""}, {"name": "青石镇值班室"}, {"division_path": cast.town_a.path + "9998"}):
        with pytest.raises(Invalid):
            publish(cast, **changes)
    with pytest.raises(Stale):
        publish(cast, line_id=row.pk, version=7)
    with pytest.raises(NotFound):
        publish(cast, division_path=cast.town_b.path)
    with pytest.raises(NotAllowed):
        publish(cast, "village_cadre", division_path=cast.village_a1.path)


def test_the_pages_of_the_desk(cast: Cast, refuges: Places, client_as: Any) -> None:
    desk = client_as("town_duty")
    form = {
        "division_path": cast.town_a.path,
        "name": "青石镇值班室",
        "phone": "0376-7654321",
        "hours": "",
        "order": 0,
    }
    assert desk.get("/public-desk/lines/new/").status_code == 200
    assert desk.post("/public-desk/lines/new/", form | {"phone": "13812342046"}).status_code == 422
    assert desk.post("/public-desk/lines/new/", form).status_code == 302
    row = DutyLine.objects.unscoped("test").get()
    page = desk.get("/public-desk/").content.decode()
    assert "0376-7654321" in page and f"/public-desk/lines/{row.pk}/" in page
    assert desk.post(f"/public-desk/lines/{row.pk}/", form | {"order": 3, "version": 0}).status_code == 302
    assert desk.post(f"/public-desk/lines/{row.pk}/", form | {"version": 0}).status_code == 422
    assert desk.post(f"/public-desk/lines/{row.pk}/drop/", {"version": 1}).status_code == 302
    assert "还没有公布值班电话" in desk.get("/public-desk/").content.decode()


def test_posters_lead_to_the_page_of_their_place_and_to_none_of_another_town(
    cast: Cast, refuges: Places, client_as: Any
) -> None:
    publish(cast)
    desk = client_as("town_duty")
    chosen = desk.get("/public-desk/posters/").content.decode()
    assert "红旗小学" in chosen and "柳河乡文体中心" not in chosen
    asked = f"?size=a3&shelter={refuges.school.pk}&shelter={refuges.far.pk}&area=411599100201"
    sheets = desk.get("/public-desk/posters/print/" + asked).content.decode()
    assert sheets.count('class="poster"') == 2 and "poster-a3.css" in sheets
    assert f"{settings.PUBLIC_URL}/public/shelter/{refuges.school.pk}/" in sheets
    assert f"{settings.PUBLIC_URL}/public/?area=411599100201" in sheets
    assert sheets.count("<svg") >= 2 and "0376-7654321" in sheets and "孙丽丽" not in sheets
    assert desk.get("/public-desk/posters/print/?area=411599200201").status_code == 404
    assert "没有选海报" in desk.get("/public-desk/posters/print/").content.decode()
