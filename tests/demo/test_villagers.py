"""The second act: villages report by phone; what a phone without signal says comes late, and nothing is doubled."""

from datetime import timedelta

import pytest

from qianshao.core import clock
from qianshao.demo.evacuation import Evacuation
from qianshao.demo.phones import phones_by_village
from qianshao.demo.refuges import refuge_near
from qianshao.demo.story import demo_actor, open_story
from qianshao.demo.villagers import is_silent, plan_of
from qianshao.engine.sweeps import gather
from qianshao.engine.ticker import Ticker
from qianshao.evacuation.models import Conflict, Evacuee, Movement
from qianshao.evacuation.services import mark_people
from qianshao.field.models import PhoneCommand
from qianshao.hazards.models import Sighting
from qianshao.places.models import Shelter
from tests.demo.test_story import demo_site, small

__all__ = ["demo_site", "small"]  # fixtures


def test_most_families_walk_and_some_need_more() -> None:
    plans = [plan_of(household) for household in range(1, 20_001)]
    shares = {plan: plans.count(plan) / len(plans) for plan in set(plans)}
    assert set(shares) == {"empty", "refused", "pickup", "kin", "walk"}
    assert shares["walk"] > 0.6


def test_a_village_is_without_signal_a_quarter_of_the_time(small: tuple[bytes, clock.FakeClock]) -> None:
    _data, story_clock = small
    silent = [is_silent("00010001000100010001", story_clock.now() + timedelta(minutes=n)) for n in range(240)]
    assert silent.count(True) == 60


@pytest.mark.django_db
def test_the_villages_report_once_each_and_the_desk_settles_what_they_contradict(
    small: tuple[bytes, clock.FakeClock],
) -> None:
    data, story_clock = small
    ticker = Ticker(gather(), batch=1_000, pause=0.0)
    opening = open_story(data, now=clock.now, say=lambda _text: None)
    evacuation = Evacuation(opening, lambda _text: None)
    contradicted = False
    for _step in range(1_000):
        while ticker.round():
            pass
        evacuation.act(story_clock.now())
        if evacuation.order_id and not contradicted:
            contradicted = contradict(evacuation.order_id)
        if contradicted and evacuation.is_over():
            break
        story_clock.advance(30)
    count = evacuation.count()
    assert count.balances
    assert count.arrived == count.should_leave > 0
    conflicts = Conflict.objects.unscoped("all")
    assert [one.state for one in conflicts.filter(evacuee__uid=contradicted)] == ["settled"]
    commands = PhoneCommand.objects.unscoped("all")
    assert not commands.exclude(state="done").exists()
    assert set(Movement.objects.filter(source="phone").values_list("key", flat=True)) == {
        str(key) for key in commands.filter(kind__startswith="evacuation.").values_list("uuid", flat=True)
    }
    sightings = Sighting.objects.unscoped("all")
    assert sightings.count() == min(3, len(phones_by_village())) and all(row.lon for row in sightings)
    inside = set(Evacuee.objects.unscoped("all").exclude(shelter_id=None).values_list("shelter_id", flat=True))
    states = Shelter.objects.unscoped("all").filter(pk__in=inside).values_list("state", flat=True)
    assert inside and set(states) == {"open"}, "people are only in shelters that are open"
    assert any(row.received_at > row.made_at + timedelta(minutes=5) for row in commands), "some came late"


def contradict(order_id: int) -> str:
    """A keeper signs in somebody whom the cadre, knowing nothing of it, then reports as not at home."""
    people = Evacuee.objects.unscoped("all")
    found = people.filter(order_id=order_id, state="moving", disputed=False).first()
    if found is None:
        return ""
    duty, before = demo_actor("zhiban"), {found.uid: found.heads}
    common = {"order_id": order_id, "uids": [found.uid], "based_on": before, "actor": duty, "now": clock.now()}
    mark_people(to="settled", shelter_id=refuge_near(found.division_path), **common)
    mark_people(to="nobody", **common)
    assert people.get(pk=found.pk).disputed
    assert people.get(pk=found.pk).state == "nobody", "the less safe report counts"
    return found.uid
