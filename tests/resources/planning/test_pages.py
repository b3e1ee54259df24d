"""Planning through its pages: registered points and villages in, a kept plan out."""

from typing import Any

import pytest

from qianshao.core.errors import Refusal
from qianshao.geo.cells import cell_of
from qianshao.people.services import create_household
from qianshao.registry.models import Kind, Record
from qianshao.resources.models import Batch, Figure, Item, Minimum, PlanRun
from qianshao.resources.planning import ground, services
from qianshao.resources.planning.figures import values
from qianshao.resources.services.stock import Post, post_entries
from tests.cast import NOW, SYSTEM, Cast
from tests.conftest import ClientAs


def kind(code: str, group: str) -> Kind:
    made, _new = Kind.objects.get_or_create(code=code, defaults={"name": code, "group": group})
    return made


def put(cast: Cast, code: str, group: str, name: str, where: Any, **more: Any) -> Record:
    """A record of the register."""
    given = {"division_path": where.path, "lon": where.lon, "lat": where.lat, "made_at": NOW, **more}
    given["cell"] = cell_of(where.lon, where.lat)
    count = Record.objects.unscoped("test").count()
    return Record.objects.create(kind=kind(code, group), code=f"T{count}", name=name, **given)


def home(cast: Cast, where: Any, people: int) -> None:
    create_household(
        actor=SYSTEM, now=NOW, division_path=where.path, head_name="某户", members_count=people, danger_zone_id=None
    )


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_reserve_plan_is_computed_kept_and_told_village_by_village(client_as: ClientAs, cast: Cast) -> None:
    put(cast, "store", "store", "县中心库", cast.county)
    put(cast, "agreement", "store", "协议超市", cast.village_b1)
    lead = client_as("county_lead")
    answer = lead.post("/planning/reserve/", {"division_path": cast.county.path, "budget": "1", "goal": "way"})
    run = PlanRun.objects.unscoped("test").get()
    assert answer["Location"] == f"/planning/{run.pk}/"
    page = text(lead.get(answer["Location"]))
    assert "县中心库" in page
    assert "协议超市" not in page
    assert "已证明最优" in page or "不用新设" in page
    assert [row["path"] for row in run.answer["villages"]] == sorted(
        v.path for v in (cast.village_a1, cast.village_a2, cast.village_b1, cast.village_b2)
    )
    assert text(lead.get("/planning/")).count("储备点布局") >= 2


def test_no_point_is_proposed_beside_a_red_risk_point(cast: Cast) -> None:
    put(cast, "torrent", "risk", "红旗沟", cast.village_a1, grade="red")
    put(cast, "torrent", "risk", "下湾沟", cast.village_a2, grade="yellow")
    scope = cast.scope("county_lead")
    sites = ground.sites(scope, ground.villages(scope), "{village}储备点", 500)
    barred = {site.at: site.barred for site in sites if site.barred}
    assert barred == {cast.village_a1.path: "离红色风险点红旗沟只有 0 米"}
    assert not any(s.barred for s in ground.sites(scope, ground.villages(scope), "{village}", 0))


def test_fire_circles_take_brigades_and_micro_stations_and_leave_hydrants_out(
    client_as: ClientAs, cast: Cast
) -> None:
    put(cast, "fire_station", "fire", "县消防站", cast.village_a1)
    put(cast, "hydrant", "fire", "一号栓", cast.village_b2)
    lead = client_as("county_lead")
    lead.post("/planning/fire/", {"division_path": cast.county.path, "budget": "1"})
    run = PlanRun.objects.unscoped("test").get()
    gaps = {row["path"] for row in run.answer["gaps"]}
    assert cast.village_b2.path in gaps
    assert cast.village_a1.path not in gaps
    page = text(lead.get(f"/planning/{run.pk}/"))
    assert "桥头村" in page
    assert "最快的县消防站也要约" in page


def test_a_township_plans_for_itself_only_and_readers_not_at_all(client_as: ClientAs, cast: Cast) -> None:
    town = client_as("town_lead")
    refused = town.post("/planning/fire/", {"division_path": cast.town_b.path, "budget": "0"})
    assert refused.status_code == 422
    with pytest.raises(Refusal):
        services.plan_fire(division_path=cast.town_b.path, budget=0, actor=cast.actor("town_lead"), now=NOW)
    assert town.post("/planning/fire/", {"division_path": cast.town_a.path, "budget": "0"}).status_code == 302
    assert client_as("county_auditor").get("/planning/fire/").status_code == 403
    run = PlanRun.objects.unscoped("test").get()
    assert client_as("town_lead_b").get(f"/planning/{run.pk}/").status_code == 404


def test_a_figure_is_the_countys_own_once_it_is_changed_and_old_plans_keep_theirs(
    client_as: ClientAs, cast: Cast
) -> None:
    before = services.plan_fire(division_path=cast.county.path, budget=0, actor=SYSTEM, now=NOW)
    admin = client_as("county_admin")
    admin.post("/planning/figures/circle/", {"version": "0", "value": "8"})
    assert values()["circle"] == 8
    admin.post("/planning/figures/circle/", {"version": "0", "value": "9"})
    assert values()["circle"] == 8, "an old version is refused"
    admin.post("/planning/figures/circle/", {"version": "1", "value": "900"})
    admin.post("/planning/figures/circle/", {"version": "1", "value": "x"})
    assert values()["circle"] == 8
    assert Figure.objects.get().version == 1
    before.refresh_from_db(from_queryset=PlanRun.objects.unscoped("test"))
    assert before.asked["circle"] == 5
    assert "原来 5" in text(admin.get("/planning/figures/"))


def test_a_budget_of_nothing_or_of_thousands_is_refused(cast: Cast) -> None:
    for budget in (0, 201):
        with pytest.raises(Refusal) as refusal:
            services.plan_reserve(division_path=cast.county.path, budget=budget, goal="way", actor=SYSTEM, now=NOW)
        assert refusal.value.code == "plan.budget"


def test_what_many_villages_ask_for_is_served_from_stock_and_the_least_reserve_stays(
    client_as: ClientAs, cast: Cast
) -> None:
    store = put(cast, "store", "store", "青石镇库", cast.town_a)
    item, _new = Item.objects.get_or_create(code="M001", defaults={"name": "救灾帐篷", "unit": "顶", "category": "1"})
    batch = Batch.objects.create(item=item, store_id=store.pk, store_name=store.name, division_path=cast.town_a.path)
    post_entries([Post(batch.pk, 30, "receive")], actor=SYSTEM, now=NOW)
    Minimum.objects.create(item=item, store_id=store.pk, division_path=cast.town_a.path, quantity=10)
    lead = client_as("county_lead")
    given = {"division_path": cast.county.path, "text": "红旗村 救灾帐篷 15\n桥头村 救灾帐篷 9", "keep_least": "on"}
    page = text(lead.get(lead.post("/planning/serve/", given)["Location"]))
    assert "要 24 件，可调 20 件" in page
    assert "本乡镇的库存，先用自己的" in page
    assert "各仓库还有最低储备 10，要动用须另行批准" in page
    assert lead.post("/planning/serve/", {**given, "text": "某村 救灾帐篷 1"}).status_code == 422
    batch.refresh_from_db(from_queryset=Batch.objects.unscoped("test"))
    assert batch.stock == 30, "a plan moves nothing"
