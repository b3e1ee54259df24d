"""The county's own: items by version, figures of stock, the least of an area, and who may change them."""

from typing import Any

import pytest

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.journal.selectors import entries
from qianshao.registry.services import import_records
from qianshao.resources.models import Item, Minimum, Policy
from qianshao.resources.selectors.board import below_area_minimum
from qianshao.resources.selectors.policy import policy_for
from qianshao.resources.selectors.stores import stores
from qianshao.resources.services.handle import receive
from qianshao.resources.services.items import FIELDS, add_item, change_item
from qianshao.resources.services.minimums import change_minimum, put_area_minimum
from qianshao.resources.services.policy import put_policy
from tests.cast import NOW, SYSTEM, Cast
from tests.conftest import ClientAs
from tests.resources.conftest import Depot, refused

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
FIGURES = {"two_persons": False, "count_days": 90, "window_days": 365, "horizon_days": 180, "refill_days": 10}


def values(row: Item, **changed: Any) -> dict[str, Any]:
    """An item's columns, some of them changed."""
    return {key: getattr(row, key) for key in FIELDS} | changed


def test_an_item_is_changed_by_version_and_the_journal_says_what(depot: Depot) -> None:
    row = Item.objects.get(code="M012")
    change_item(item_id=row.pk, version=0, values=values(row, shelf_life_days=300), actor=SYSTEM, now=NOW)
    with refused("item.raced"):
        change_item(item_id=row.pk, version=0, values=values(row, shelf_life_days=9), actor=SYSTEM, now=NOW)
    row.refresh_from_db()
    assert (row.shelf_life_days, row.version) == (300, 1)
    told = entries(Scope.everything("test"), subject=("item", row.pk)).first()
    assert told is not None
    assert "→ 300" in told.data["what"]


def test_the_unit_of_goods_on_the_books_stays(depot: Depot) -> None:
    row = depot.blanket
    with refused("item.unit"):
        change_item(item_id=row.pk, version=0, values=values(row, unit="件"), actor=SYSTEM, now=NOW)
    spare = Item.objects.get(code="M078")
    change_item(item_id=spare.pk, version=0, values=values(spare, unit="辆"), actor=SYSTEM, now=NOW)


def test_an_item_of_ones_own_has_a_code_and_a_name_nobody_has(depot: Depot) -> None:
    new = {"name": "沙袋墙板", "unit": "块", "category": "3"}
    made = add_item(code="X001", values=new, actor=SYSTEM, now=NOW)
    assert made.order > depot.blanket.order
    with refused("item.twin"):
        add_item(code="X002", values=new, actor=SYSTEM, now=NOW)
    with refused("item.code"):
        add_item(code="X001", values={**new, "name": "别的"}, actor=SYSTEM, now=NOW)
    with refused("action.denied"):
        add_item(code="X003", values={**new, "name": "再别的"}, actor=depot.keeper, now=NOW)


def test_a_countys_figures_are_its_own_and_the_older_form_is_refused(depot: Depot) -> None:
    county = depot.cast.county.path
    assert policy_for(county).refill_days == 30
    put_policy(division_path=county, version=0, values={**FIGURES, "warn_days": [30, 90]}, actor=SYSTEM, now=NOW)
    with refused("policy.raced"):
        put_policy(division_path=county, version=0, values={**FIGURES, "refill_days": 5}, actor=SYSTEM, now=NOW)
    with refused("policy.range"):
        put_policy(division_path=county, version=1, values={**FIGURES, "refill_days": 999}, actor=SYSTEM, now=NOW)
    mine = policy_for(depot.cast.village_a1.path)
    assert (mine.refill_days, mine.two_persons, mine.warn_days, mine.version) == (10, False, [90, 30], 1)
    assert policy_for(depot.cast.neighbour.path).refill_days == 30
    assert Policy.objects.unscoped("test").count() == 1


def test_an_area_lacks_what_its_stores_together_lack(depot: Depot) -> None:
    place = {"item_id": depot.blanket.pk, "actor": SYSTEM, "now": NOW}
    for n, path in enumerate((depot.cast.town_a.path, depot.cast.village_a1.path)):
        import_records(kind="store", rows=[{"name": f"库{n}", "division_path": path}], actor=SYSTEM, now=NOW)
    one, two = stores(depot.keeper.scope)
    for store in (one, two):
        receive(store_id=store.pk, quantity=20, **place)
    made = put_area_minimum(division_path=depot.cast.town_a.path, quantity=50, **place)
    short = below_area_minimum(depot.keeper.scope, TODAY)
    assert [(row.usable, row.missing) for row in short] == [(40, 10)]
    change_minimum(minimum_id=made.pk, version=made.version, quantity=40, actor=SYSTEM, now=NOW)
    assert below_area_minimum(depot.keeper.scope, TODAY) == []
    with refused("minimum.raced"):
        change_minimum(minimum_id=made.pk, version=0, quantity=1, actor=SYSTEM, now=NOW)
    change_minimum(minimum_id=made.pk, version=1, quantity=0, actor=SYSTEM, now=NOW)
    assert not Minimum.objects.unscoped("test").filter(is_active=True).exists()


def test_the_pages_change_them_and_a_reader_sees_no_button(cast: Cast, client_as: ClientAs) -> None:
    admin, auditor = client_as("county_admin"), client_as("county_auditor")
    row = Item.objects.get(code="M012")
    assert "饮用水" in auditor.get("/supplies/items/").content.decode()
    assert "/edit/" not in auditor.get("/supplies/items/").content.decode()
    given = {"name": "饮用水", "unit": "箱", "category": "1", "shelf_life_days": "400", "certainty": "U"}
    edit = f"/supplies/items/{row.pk}/edit/"
    assert admin.post(edit, {**given, "version": "0", "is_active": "on"}).status_code == 302
    again = admin.post(edit, {**given, "version": "0", "is_active": "on"})
    assert again.status_code == 422
    assert "别人刚改过" in again.content.decode()
    assert "改动记录" in admin.get(edit).content.decode()
    assert admin.post("/supplies/items/new/", {**given, "name": "新物", "code": "X9"}).status_code == 302
    figures = {**{k: str(v) for k, v in FIGURES.items() if v}, "warn_days": "90 30", "version": "0"}
    assert "用的是出厂值" in admin.get("/supplies/policy/").content.decode()
    assert admin.post("/supplies/policy/", figures).status_code == 302
    assert admin.post("/supplies/policy/", {**figures, "warn_days": "a"}).status_code == 422
    assert "还没有定最低储备" in auditor.get("/supplies/minimums/").content.decode()
    least = {"division_path": cast.town_a.path, "store_id": "", "item_id": row.pk, "quantity": "60"}
    assert admin.post("/supplies/minimums/new/", least).status_code == 302
    assert admin.post("/supplies/minimums/new/", least).status_code == 422
    assert auditor.post("/supplies/minimums/new/", least).status_code == 403
    assert "0 / 60" in auditor.get("/supplies/").content.decode()


@pytest.mark.parametrize("key", ["", "nobody"])
def test_the_machine_itself_needs_no_grant_and_a_stranger_gets_none(depot: Depot, key: str) -> None:
    stranger = Actor("user", "某", "desk", scope=Scope({depot.cast.neighbour.path: frozenset({"resources.edit"})}))
    given = {"division_path": depot.cast.town_a.path, "item_id": depot.blanket.pk, "quantity": 3, "now": NOW}
    if not key:
        assert put_area_minimum(actor=SYSTEM, **given).pk
        return
    with refused("area.unknown"):
        put_area_minimum(actor=stranger, **given)
