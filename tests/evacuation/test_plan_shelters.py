"""Where households are to go, computed: whole, safe, within what is left, and never over a hand's choice."""

import pytest

from qianshao.core.errors import NotAllowed
from qianshao.core.scope import Scope
from qianshao.evacuation import services
from qianshao.evacuation.models import Evacuee
from qianshao.journal.selectors import entries
from qianshao.people.models import Household
from qianshao.places.models import Shelter
from tests.cast import NOW, SYSTEM, Cast
from tests.cast_people import add_people
from tests.conftest import ClientAs
from tests.evacuation.conftest import Evening, actor_at, ensure_limits, give_order, zone_with

ALL = Scope.everything("a test looks")


def shelter(evening: Evening, name: str, lon: float | None, capacity: int = 100, **more: object) -> int:
    area = evening.cast.village_a2
    place = {"lon": lon, "lat": 31.66, "cell": 1} if lon is not None else {}
    made = Shelter.objects.create(
        name=name, division=area, division_path=area.path, capacity=capacity, **{"state": "open", **place, **more}
    )
    return made.pk


@pytest.fixture
def placed(evening: Evening) -> Evening:
    """The households stand in a row from west to east."""
    for n, key in enumerate(sorted(evening.people.homes.values())):
        rows = Household.objects.unscoped("a test sets up").filter(pk=key)
        rows.update(lon=114.84 + n / 1000, lat=31.66, cell=1)
    return evening


def plan(evening: Evening, **more: object) -> object:
    return services.plan_shelters(**{"order_id": evening.order.pk, "actor": SYSTEM, "now": NOW, **more})  # type: ignore[arg-type]


def planned(evening: Evening) -> dict[int, set[int | None]]:
    """Planned shelters by household."""
    found: dict[int, set[int | None]] = {}
    rows = Evacuee.objects.unscoped("a test looks").filter(order=evening.order, household__isnull=False)
    for home, place in rows.values_list("household_id", "planned_shelter_id"):
        found.setdefault(home, set()).add(place)
    return found


def test_every_household_is_sent_whole_to_a_safe_shelter_and_told_why(placed: Evening) -> None:
    shelter(placed, "沟口小学", 114.84, unsafe_for=",torrent,")
    safe = shelter(placed, "镇中学", 114.90)
    made = plan(placed)
    assert set(map(frozenset, planned(placed).values())) == {frozenset({safe})}
    assert placed.row("张有福").planned_reason == "最近的沟口小学不适用于山洪"
    assert made.unplaced == ()  # type: ignore[attr-defined]
    said = [entry.sentence for entry in entries(ALL, kinds=("evacuation.planned",))]
    assert said[0].startswith("自动安排安置点：4 户")


def test_a_hands_choice_stands_and_takes_its_places(placed: Evening) -> None:
    near, far = shelter(placed, "近", 114.84, capacity=100), shelter(placed, "远", 115.2)
    home = placed.row("张有福").household_id
    services.assign_shelter(order_id=placed.order.pk, household_ids=[home], shelter_id=far, actor=SYSTEM, now=NOW)
    plan(placed)
    found = planned(placed)
    assert found.pop(home) == {far}
    assert set(map(frozenset, found.values())) == {frozenset({near})}


def test_people_inside_and_those_of_other_orders_take_places(placed: Evening) -> None:
    near, far = shelter(placed, "近", 114.84, capacity=3), shelter(placed, "远", 115.2)
    other = give_order(placed.cast, placed.zone, title="另一次转移")
    Evacuee.objects.unscoped("a test sets up").filter(order=other).update(planned_shelter_id=near)
    plan(placed)
    assert set(map(frozenset, planned(placed).values())) == {frozenset({far})}


def test_a_drill_takes_no_places_of_the_real_thing(placed: Evening) -> None:
    near, _far = shelter(placed, "近", 114.84), shelter(placed, "远", 115.2)
    drill = give_order(placed.cast, placed.zone, title="演练", is_drill=True)
    Evacuee.objects.unscoped("a test sets up").filter(order=drill).update(planned_shelter_id=near)
    Shelter._base_manager.filter(pk=near).update(
        capacity=Evacuee.objects.unscoped("a test counts").filter(order=placed.order).count()
    )
    plan(placed)
    assert set(map(frozenset, planned(placed).values())) == {frozenset({near})}


def test_the_rest_of_a_family_follows_those_who_are_there(placed: Evening) -> None:
    shelter(placed, "近", 114.84)
    far = shelter(placed, "远", 115.2)
    rows = Evacuee.objects.unscoped("a test looks").filter(order=placed.order)
    homes = [r.household_id for r in rows if rows.filter(household=r.household_id).count() > 1]
    one = rows.filter(household=homes[0]).order_by("pk").first()
    services.sign_in(order_id=placed.order.pk, shelter_id=far, uids=[one.uid], actor=SYSTEM, now=NOW)
    plan(placed)
    assert planned(placed)[homes[0]] == {far}


def test_whoever_finds_no_place_is_told_and_an_old_plan_is_taken_back(placed: Evening) -> None:
    near = shelter(placed, "近", 114.84)
    plan(placed)
    Shelter._base_manager.filter(pk=near).update(state="closed")
    made = plan(placed)
    assert len(made.unplaced) == 4  # type: ignore[attr-defined]
    assert set(map(frozenset, planned(placed).values())) == {frozenset({None})}
    assert placed.row("张有福").planned_reason == "没有可用的安置点"


def test_only_the_actors_own_households_are_planned(placed: Evening) -> None:
    near = shelter(placed, "近", 114.84)
    village = placed.cast.village_a1.path
    plan(placed, actor=actor_at(village, "evacuation.view", "evacuation.assign"))
    rows = Evacuee.objects.unscoped("a test looks").filter(order=placed.order, planned_shelter_id=near)
    assert {path.startswith(village) for path in rows.values_list("division_path", flat=True)} == {True}
    with pytest.raises(NotAllowed):
        plan(placed, actor=actor_at(village, "evacuation.view"))


def test_the_page_computes_and_says_what_came_of_it(cast: Cast, client_as: ClientAs) -> None:
    ensure_limits()
    people = add_people(cast)
    zone = zone_with(cast, [people.homes["张有福"], people.homes["李秀梅"]])
    evening = Evening(cast, people, zone, give_order(cast, zone))
    shelter(evening, "镇中学", 114.85)
    address = f"/evacuation/{evening.order.pk}/shelters/"
    assert "自动安排" in client_as("county_lead").get(address).content.decode()
    page = client_as("county_lead").post(f"{address}compute/", follow=True).content.decode()
    assert "安排了 2 户" in page
    assert "0 户没有着落" in page
    assert "镇中学" in page.split("<tbody>")[1]
    assert client_as("county_auditor").post(f"{address}compute/").status_code == 403
