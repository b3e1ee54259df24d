"""What is promised: by whom, until when, whose number is whole only for a reason."""

from datetime import date
from typing import Any

import pytest

from qianshao.core.scope import Scope
from qianshao.journal.selectors import entries
from qianshao.resources.models import Item, Reserve
from qianshao.resources.selectors.reserves import standing
from qianshao.resources.services.reserves import add_reserve, change_reserve, end_reserve
from tests.cast import NOW, SYSTEM, Cast
from tests.conftest import ClientAs
from tests.resources.conftest import Depot, refused

pytestmark = pytest.mark.django_db
FIRM = {"mode": "XY", "holder": "惠民超市", "quantity": 200, "response_hours": 2, "valid_to": date(2026, 12, 31)}
PHONE = {"contact_name": "孙丽丽", "contact_phone": "13800138000"}


def add(depot: Depot, **changed: Any) -> Reserve:
    """What a firm of 青石镇 promises."""
    given = {"division_path": depot.cast.town_a.path, "item_id": depot.blanket.pk, "actor": SYSTEM, "now": NOW}
    return add_reserve(values={**FIRM, **PHONE, **changed}, **given)


def test_an_agreement_says_until_when_and_a_family_reserve_of_how_many(depot: Depot) -> None:
    with refused("reserve.end"):
        add(depot, valid_to=None)
    with refused("reserve.households"):
        add(depot, mode="JT")
    with refused("reserve.dates"):
        add(depot, valid_from=date(2027, 1, 1))
    with refused("reserve.phone"):
        add(depot, contact_phone="1380013")
    assert add(depot, mode="JT", households=120, valid_to=None).households == 120


def test_only_what_holds_today_counts(depot: Depot) -> None:
    made, scope = add(depot), depot.keeper.scope
    assert [row.pk for row in standing(scope, depot.blanket.pk, date(2026, 12, 31))] == [made.pk]
    assert standing(scope, depot.blanket.pk, date(2027, 1, 1)) == []
    end_reserve(reserve_id=made.pk, version=0, words="不做了", actor=SYSTEM, now=NOW)
    assert standing(scope, depot.blanket.pk, date(2026, 8, 1)) == []
    with refused("reserve.raced"):
        end_reserve(reserve_id=made.pk, version=1, words="再停一次", actor=SYSTEM, now=NOW)


def test_it_is_changed_by_version_and_the_contact_is_sealed(depot: Depot) -> None:
    made = add(depot)
    given = {"reserve_id": made.pk, "item_id": depot.blanket.pk, "actor": SYSTEM, "now": NOW}
    change_reserve(version=0, values={**FIRM, **PHONE, "quantity": 300}, **given)
    with refused("reserve.raced"):
        change_reserve(version=0, values={**FIRM, **PHONE, "quantity": 9}, **given)
    stored = Reserve.objects.unscoped("test").filter(pk=made.pk)
    assert stored.get().quantity == 300
    assert not stored.filter(contact_name__contains="孙").exists()
    assert "孙丽丽" not in str([row.data for row in entries(Scope.everything("test"), subject=("reserve", made.pk))])


def test_the_pages_register_change_show_and_end_one(cast: Cast, client_as: ClientAs) -> None:
    duty, stranger = client_as("county_duty"), client_as("neighbour_lead")
    assert "还没有登记协议和家庭储备" in duty.get("/supplies/reserves/").content.decode()
    given = {**FIRM, **PHONE, "valid_to": "2026-12-31", "item_id": Item.objects.get(code="M012").pk}
    new = {**given, "division_path": cast.town_a.path}
    assert duty.post("/supplies/reserves/new/", {**new, "valid_to": ""}).status_code == 422
    one = duty.post("/supplies/reserves/new/", new)["Location"]
    page = duty.get(one).content.decode()
    assert "138****8000" in page
    assert "13800138000" not in page
    assert stranger.get(one).status_code == 404
    assert client_as("county_auditor").post(f"{one}reveal/", {"reason": "看看"}).status_code == 403
    assert duty.post(f"{one}reveal/", {"reason": ""}).status_code == 422
    assert "13800138000" in duty.post(f"{one}reveal/", {"reason": "要货"}).content.decode()
    assert 'value="2026-12-31"' in duty.get(f"{one}edit/").content.decode(), (
        "a browser shows the day and sends it back"
    )
    assert duty.post(f"{one}edit/", {**given, "version": "0", "quantity": "250"}).status_code == 302
    assert duty.post(f"{one}edit/", {**given, "version": "0"}).status_code == 422
    assert "250" in duty.get("/supplies/reserves/?mode=XY").content.decode()
    assert "没有这种储备" in duty.get("/supplies/reserves/?mode=JT").content.decode()
    item = f"/supplies/items/{Item.objects.get(code='M012').pk}/"
    assert "惠民超市" in duty.get(item).content.decode()
    duty.post(f"{one}end/", {"version": "1", "words": "合同到期"})
    assert "已停用" in duty.get(one).content.decode()
