"""A warning in force makes the open hazards of its area somebody's to stand by, once, and ends that with itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from qianshao.command import reactions as room
from qianshao.core import clock
from qianshao.core.sync import Position
from qianshao.hazards import services
from qianshao.hazards.models import Guard, HazardAct
from qianshao.hazards.selectors import acts_of
from qianshao.hazards.sync import ledger_rows
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.cast_people import People
from tests.command.conftest import reactions, release, rounds
from tests.command.test_reactions import broken
from tests.conftest import ClientAs
from tests.hazards.ledger import assigned, closed, find, fresh

pytestmark = pytest.mark.django_db
Queries = Callable[..., Any]


def guards(**wanted: Any) -> list[Guard]:
    rows = Guard.objects.unscoped("a test looks").select_related("hazard")
    return list(rows.filter(**wanted).order_by("pk"))


def test_every_open_hazard_inside_is_guarded_and_nothing_else(cast: Cast, people: People) -> None:
    inside = [find(cast, kind="gas"), assigned(cast), find(cast, "county_duty", division_path=cast.village_a2.path)]
    closed(cast, place_name="桥")
    find(cast, "county_duty", division_path=cast.village_b1.path)
    alert = release(cast, colour="red")
    rounds()
    made = guards()
    assert [guard.hazard_id for guard in made] == [row.pk for row in inside]
    first = made[0]
    assert (first.cause_kind, first.cause_id, first.until) == ("alert", str(alert.pk), alert.expires)
    assert (first.every_hours, first.is_drill) == (1, False) and "撤人" in first.measure
    assert first.next_look_at == clock.now() + timedelta(hours=1)
    assert (first.person_id, first.person_label) == (people.ids["吴长贵"], "吴长贵（红旗村支书）")
    assert made[2].person_id == people.ids["孙玉兰"]
    assert [act.act for act in acts_of(inside[0])] == ["find", "guard"]


def test_an_interim_measure_somebody_ordered_stands_before_the_countys(cast: Cast, people: People) -> None:
    assigned(cast, interim="封路")
    release(cast)
    rounds()
    assert guards()[0].measure == "封路"


def test_run_again_it_asks_nobody_twice(cast: Cast, people: People) -> None:
    find(cast)
    release(cast)
    rounds(4)
    entry = Entry.objects.unscoped("a test looks").get(kind="alerts.released")
    assert room.rules()["guard_hazards"][0].run(entry, clock.now()) == "guards 0"
    assert len(guards()) == 1 and HazardAct.objects.filter(act="guard").count() == 1
    assert Entry.objects.unscoped("a test looks").filter(kind="hazards.guards_set").count() == 1


def test_killed_before_the_commit_leaves_nothing_and_the_next_round_makes_each_once(
    cast: Cast, people: People, monkeypatch: pytest.MonkeyPatch, fake_clock: Any
) -> None:
    find(cast)
    assigned(cast)
    rounds(1)  # what was found before is no news when the warning comes
    good = room.rules()["guard_hazards"][0].run

    def dies(entry: Entry, now: Any) -> str:
        good(entry, now)
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        broken(patched, "guard_hazards", dies)
        release(cast)
        rounds(1)
        assert guards() == [] and not HazardAct.objects.filter(act="guard").exists()
    fake_clock.advance(5)
    rounds(2)
    assert len(guards()) == 2 and HazardAct.objects.filter(act="guard").count() == 2


def test_the_end_of_the_warning_ends_them_and_nothing_else(cast: Cast, people: People) -> None:
    row = find(cast)
    other = services.set_guard(
        hazard_id=row.pk, cause=("desk", "1"), cause_label="大集", actor=cast.actor("town_duty"), now=cast.now
    )
    alert = release(cast)
    rounds()
    release(cast, msg_type="Cancel", refers_to=alert.pk)
    rounds()
    assert {guard.cause_kind: guard.state for guard in guards()} == {"desk": "open", "alert": "ended"}
    assert other.pk in {guard.pk for guard in guards(state="open")}
    assert [act.act for act in acts_of(row)].count("end_guard") == 1
    assert fresh(row).state == "found"
    rounds(3)
    assert [act.act for act in acts_of(row)].count("end_guard") == 1


def test_an_update_hands_the_guards_over_to_itself(cast: Cast, people: People) -> None:
    find(cast)
    alert = release(cast, colour="yellow")
    rounds()
    newer = release(cast, colour="red", msg_type="Update", refers_to=alert.pk)
    rounds()
    stand = {(guard.cause_id, guard.state, guard.every_hours) for guard in guards()}
    assert stand == {(str(alert.pk), "ended", 4), (str(newer.pk), "open", 1)}


def test_one_found_while_the_warning_lasts_is_guarded_too(cast: Cast, people: People) -> None:
    release(cast)
    rounds()
    row = find(cast)
    find(cast, "county_duty", division_path=cast.village_b1.path)
    rounds()
    assert [guard.hazard_id for guard in guards()] == [row.pk]


def test_closed_and_opened_again_under_the_same_warning_is_guarded_again(cast: Cast, people: People) -> None:
    release(cast)
    rounds()
    row = closed(cast)
    rounds()
    assert [guard.state for guard in guards()] in ([], ["ended"])
    duty = cast.actor("county_duty")
    services.reopen_hazard(hazard_id=row.pk, words="又开裂", actor=duty, now=clock.now())
    rounds()
    assert [guard.state for guard in guards()] == ["open"]


def test_a_drill_guards_as_a_drill_and_leaves_no_line_in_a_real_hazards_history(cast: Cast, people: People) -> None:
    row, played = find(cast), find(cast, kind="gas", is_drill=True)
    release(cast, is_drill=True, description="演练：未来三小时雨势很大。")
    rounds()
    assert {guard.hazard_id: guard.is_drill for guard in guards()} == {row.pk: True, played.pk: True}
    assert [act.act for act in acts_of(row)] == ["find"]
    assert [act.act for act in acts_of(played)] == ["find", "guard"]
    entries = Entry.objects.unscoped("a test looks").filter(kind="hazards.guards_set")
    assert {entry.is_drill for entry in entries} == {True}
    real = next(guard for guard in guards() if guard.hazard_id == row.pk)
    services.look_at_guarded(guard_id=real.pk, actor=cast.actor("grid_worker"), now=cast.now)
    assert [act.act for act in acts_of(row)] == ["find"]


def test_a_real_warning_guards_no_drills_hazard(cast: Cast, people: People) -> None:
    find(cast, is_drill=True)
    release(cast)
    rounds()
    assert guards() == []


def test_a_colour_the_county_has_not_set_guards_nobody(cast: Cast, people: People) -> None:
    rows = [{"code": "red", "every_hours": None, "measure": "", "source": "", "sure": "U"}]
    admin = cast.actor("county_admin")
    services.publish_standard(name="guards", rows=rows, version=0, actor=admin, now=cast.now)
    find(cast)
    release(cast, colour="red")
    rounds()
    assert guards() == [] and [row.result for row in reactions(name="guard_hazards")] == ["guards 0"]


def test_the_guard_stands_on_the_phone_and_on_the_page(cast: Cast, people: People, client_as: ClientAs) -> None:
    row = find(cast)
    release(cast)
    rounds()
    cast.users["village_cadre"].person_id = people.ids["吴长贵"]
    who = cast.actor("village_cadre", "phone")
    [mine] = [one for one in ledger_rows(who.scope, who, clock.now()) if one["what"] == "guard"]
    assert (mine["hazard"], mine["mine"], mine["is_drill"]) == (str(row.uid), True, False)
    page = client_as("town_duty").get(f"/hazards/{row.pk}/").content.decode()
    assert "吴长贵（红旗村支书）盯守，每 1 小时回报" in page and "临时措施" in page


def test_a_thousand_hazards_cost_no_statement_each(
    cast: Cast, people: People, django_assert_max_num_queries: Queries
) -> None:
    def lot(count: int) -> None:
        for n in range(count):
            find(cast, position=Position(114.84, 31.67, 5), place_name=f"{n}号")

    lot(30)
    rounds(1)
    release(cast)
    # The same for 5: the guards' one message is among them, and each rule asks once what is new.
    with django_assert_max_num_queries(61 + len(room.rules())):
        rounds(1)
    assert len(guards()) == 30
