"""The story runs from the warning to the last person, or refuses in words; nobody is left over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qianshao.alerts.selectors import alerts
from qianshao.calling.models import CallOut, Case, DoorTask
from qianshao.core import clock
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.scope import Scope
from qianshao.demo import home
from qianshao.demo.check import play_out
from qianshao.demo.crowd import plan_of
from qianshao.demo.facts import CountyFacts, county_facts
from qianshao.demo.prepare import furnish
from qianshao.demo.story import open_story, opening_moment, read_alert
from qianshao.evacuation.models import Evacuee
from qianshao.journal.selectors import entries
from tests.shared_data import shared

ALL = Scope.everything("a test looks at the whole county")
OTHERS = [f"zh_{number:02}.xml" for number in range(2, 8)]


def sample_for(code: str) -> bytes:
    """The shipped red rainstorm warning, for a whole county by its code instead of the polygon."""
    text = read_alert(None).decode()
    before, rest = text.split("<polygon>")
    after = rest.split("</polygon>")[1]
    return f"{before}<geocode><valueName>行政区划代码</valueName><value>{code}</value></geocode>{after}".encode()


def thin(facts: CountyFacts, towns: int, villages: int) -> CountyFacts:
    """A county with fewer towns and villages, for speed; names, codes and outline stay real."""
    kept = facts.towns[:towns]
    return replace(facts, towns=kept, villages={town.code: facts.villages[town.code][:villages] for town in kept})


def furnished(facts: CountyFacts, data: bytes, persons: int, households: int) -> clock.FakeClock:
    """A small county in the test's database, and a clock at the moment the warning is read."""
    story_clock = clock.FakeClock(opening_moment(data))
    size = home.Size(facts.county.code, persons, households, seed=1)
    furnish(facts, size, now=story_clock.now(), say=lambda _text: None, history=False)
    return story_clock


@pytest.fixture
def demo_site(db: None, settings: Any) -> None:
    """Only a demonstration site sends everything through the simulated channel."""
    settings.DEMO = True


@pytest.fixture
def small(demo_site: None) -> Iterator[tuple[bytes, clock.FakeClock]]:
    data = sample_for("150603000000")
    with clock.use(furnished(county_facts("150603"), data, 0, 240)) as story_clock:
        assert isinstance(story_clock, clock.FakeClock)
        yield data, story_clock


@pytest.mark.django_db
def test_a_red_warning_reaches_everybody_with_a_proof_at_doors_and_a_reason_for_the_excused(
    small: tuple[bytes, clock.FakeClock],
) -> None:
    data, story_clock = small
    said: list[str] = []
    result = play_out(data, story_clock, say=said.append)
    assert (result["unresolved"], result["forgotten"]) == (0, 0)
    ends = [result[name] for name in ("answered", "reached_in_person", "confirmed_households", "excused")]
    assert sum(ends) == result["recipients"] == result["persons"] + result["households"]
    assert result["households"] == 240
    assert result["door_tasks"] > 0
    assert all(ends[:3]), "people answer by phone, are met in person, and households confirm"
    assert "叫应办结" in said
    leaving = result["evacuation"]
    assert leaving["should_leave"] == leaving["settled"] + leaving["elsewhere"] > 0
    assert [leaving[name] for name in ("refused", "on_the_way", "unaccounted", "conflicts_open")] == [0, 0, 0, 0]
    assert any("下令转移" in line for line in said)
    goods = result["supplies"]
    assert goods["requests"] == goods["received"] + goods["unserved"] > 0
    assert (goods["goods_in_two_places"], goods["stock_not_the_sum_of_entries"]) == (0, 0)
    callout = CallOut.objects.unscoped("the only one").get()
    assert (callout.state, callout.total) == ("closed", result["recipients"])

    whoever_was_met_left_a_proof_and_whoever_was_excused_has_an_officer_and_a_reason()


def whoever_was_met_left_a_proof_and_whoever_was_excused_has_an_officer_and_a_reason() -> None:
    cases = Case.objects.unscoped("all cases of the story")
    for case in cases.filter(state="excused"):
        assert "方志远" in case.ended_by
        assert len(case.end_reason) > 8
    doors = DoorTask.objects.unscoped("all doors of the story").filter(state="done")
    assert doors.exists()
    assert not doors.filter(proof="").exists()
    moved = set(Evacuee.objects.unscoped("all who left").values_list("household_id", flat=True))
    at_doors = [case for case in cases if case.end_channel == "door" and case.recipient_id not in moved]
    gone = [case.pk for case in at_doors if plan_of(case.pk) == "gone"]
    assert gone == [], "nobody is met where nobody can be found"


@pytest.mark.django_db
def test_two_persons_released_the_warning_and_the_journal_names_both(small: tuple[bytes, clock.FakeClock]) -> None:
    data, _story_clock = small
    open_story(data, now=clock.now, say=lambda _text: None)
    alert = alerts(ALL).get()
    assert alert.submitted_by_id != alert.released_by_id
    actors = {entry.kind: entry.actor_label for entry in entries(ALL)}
    assert "周敏" in actors["alerts.submitted"]
    assert "方志远" in actors["alerts.released"]


@pytest.mark.django_db
def test_a_second_delivery_of_the_same_warning_calls_nobody_again(small: tuple[bytes, clock.FakeClock]) -> None:
    data, _story_clock = small
    open_story(data, now=clock.now, say=lambda _text: None)
    before = Case.objects.unscoped("all").count()
    with pytest.raises(Exception, match="状态"):
        open_story(data, now=clock.now, say=lambda _text: None)
    assert Case.objects.unscoped("all").count() == before
    assert CallOut.objects.unscoped("all").count() == 1


@pytest.fixture
def huangpi(demo_site: None) -> Iterator[clock.FakeClock]:
    """黄陂区 with two streets and three communities each: the real outline, fewer people."""
    data = shared("cap/zh/zh_01.xml").read_bytes()
    with clock.use(furnished(thin(county_facts("420116"), 2, 3), data, 0, 120)) as story_clock:
        assert isinstance(story_clock, clock.FakeClock)
        yield story_clock


@pytest.mark.django_db
def test_the_real_warning_that_names_huangpi_completes_there(huangpi: clock.FakeClock) -> None:
    result = play_out(shared("cap/zh/zh_01.xml").read_bytes(), huangpi, say=lambda _text: None)
    assert result["title"] == "武汉市气象台发布雷电黄色预警"
    assert result["recipients"] > 50
    assert (result["unresolved"], result["forgotten"]) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("name", OTHERS)
def test_a_real_warning_for_elsewhere_is_refused_in_words_and_calls_nobody(
    huangpi: clock.FakeClock, name: str
) -> None:
    data = shared(f"cap/zh/{name}").read_bytes()
    huangpi.at = opening_moment(data)
    with pytest.raises(Invalid, match=r"辖区以外|没有找到它要解除的预警"):
        open_story(data, now=clock.now, say=lambda _text: None)
    assert not CallOut.objects.unscoped("all").exists()


def test_the_clock_of_the_story_stands_two_minutes_after_the_warning() -> None:
    assert opening_moment(read_alert(None)).isoformat() == "2026-07-18T12:38:00+00:00"


def test_a_missing_file_and_a_file_that_is_no_warning_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no\.xml"):
        read_alert(tmp_path / "no.xml")
    with pytest.raises(Invalid, match="拒收"):
        opening_moment(b"{}")


def test_doors_go_well_mostly_and_badly_sometimes() -> None:
    plans = [plan_of(case) for case in range(1, 20_001)]
    shares = {plan: plans.count(plan) / len(plans) for plan in set(plans)}
    assert set(shares) == {"met", "late", "empty", "refused", "gone"}
    assert shares["met"] > 0.75
    assert shares["gone"] < 0.05
