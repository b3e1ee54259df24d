"""The table runs once for each entry, a failure blocks nobody, and the page says what happens by itself."""

from dataclasses import replace
from typing import Any

import pytest

from qianshao.command import reactions as room
from qianshao.command import ticks
from qianshao.command.models import Reaction
from qianshao.command.rules import MAX_TRIES
from qianshao.command.services import retry_reaction
from qianshao.core import clock
from qianshao.core.errors import NotAllowed, Stale
from qianshao.journal.kinds import all_kinds
from qianshao.journal.models import Cursor, Entry
from qianshao.journal.services import record
from tests.cast import SYSTEM, Cast
from tests.command.conftest import orders, reactions, release, rounds, suggestions
from tests.conftest import ClientAs

pytestmark = pytest.mark.django_db
Zones = dict[str, int]


def broken(monkeypatch: pytest.MonkeyPatch, name: str, run: Any) -> None:
    """One rule of the table does something else."""
    table = {
        kind: tuple(replace(rule, run=run) if rule.name == name else rule for rule in listed)
        for kind, listed in room.TABLE.items()
    }
    monkeypatch.setattr(room, "TABLE", table)


def test_every_kind_of_the_table_is_one_that_some_room_writes() -> None:
    assert set(room.TABLE) <= set(all_kinds())


def test_what_a_reaction_did_and_that_it_was_done_are_one_commit(
    cast: Cast, zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails after the draft was written: nothing of it stays, and the next try makes exactly one."""
    good = room.rules()["propose"][0].run

    def fails_at_the_end(entry: Entry, now: Any) -> str:
        good(entry, now)
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        broken(patched, "propose", fails_at_the_end)
        release(cast)
        rounds(1)
        assert orders() == [] and suggestions() == []
        (row,) = reactions(name="propose")
        assert row.state == "failed" and "the power went" in row.error
    assert rounds(1) == [0]  # its pause is not over


def test_a_failure_is_tried_again_after_a_pause_and_then_works(
    cast: Cast, zones: Zones, monkeypatch: pytest.MonkeyPatch, fake_clock: Any
) -> None:
    def fails(_entry: Entry, _now: Any) -> str:
        raise RuntimeError("not yet")

    with monkeypatch.context() as patched:
        broken(patched, "propose", fails)
        release(cast)
        rounds(1)
    fake_clock.advance(5)
    rounds(1)
    assert len(orders()) == 1 and [row.state for row in reactions(name="propose")] == ["done"]


def test_a_failing_rule_blocks_neither_other_rules_nor_other_entries(
    cast: Cast, zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = release(cast)
    rounds()

    def fails(_entry: Entry, _now: Any) -> str:
        raise RuntimeError("broken for good")

    broken(monkeypatch, "withdraw", fails)
    release(cast, msg_type="Cancel", refers_to=alert.pk)
    rounds()
    assert [row.state for row in reactions(name="withdraw")] == ["failed"]
    assert [row.state for row in reactions(name="ask_all_clear")] == ["done"]
    release(cast, hazard="geology")
    assert rounds(1)[0] >= 1 and len(reactions(name="propose", state="done")) == 3


def test_after_many_failures_it_waits_for_a_person_who_may_press_again(
    cast: Cast, zones: Zones, monkeypatch: pytest.MonkeyPatch, fake_clock: Any, client_as: ClientAs
) -> None:
    def fails(_entry: Entry, _now: Any) -> str:
        raise RuntimeError("broken for good")

    with monkeypatch.context() as patched:
        broken(patched, "propose", fails)
        release(cast)
        for _try in range(MAX_TRIES + 2):
            rounds(1)
            fake_clock.advance(1000)
    (row,) = reactions(name="propose")
    assert (row.state, row.tries) == ("stuck", MAX_TRIES)
    assert Entry.objects.unscoped("test").filter(kind="command.stuck").count() == 1
    page = client_as("county_duty").get("/reactions/").content.decode()
    assert "broken for good" in page and "等人处理" in page and "再试" not in page
    with pytest.raises(NotAllowed):
        retry_reaction(row.pk, actor=cast.actor("county_duty"), now=clock.now())
    assert client_as("county_lead").post(f"/reactions/{row.pk}/retry/").status_code == 302
    rounds(1)
    assert [one.state for one in reactions(name="propose")] == ["done"] and len(orders()) == 1
    with pytest.raises(Stale):
        retry_reaction(row.pk, actor=cast.actor("county_lead"), now=clock.now())


def test_a_late_lower_number_is_still_read(cast: Cast, zones: Zones, fake_clock: Any) -> None:
    """A slow transaction commits after a faster one with a higher number: the cursor waits for it."""
    release(cast)
    rounds()
    cursor = Cursor.objects.get(name=ticks.CURSOR).last_id
    newest = Entry.objects.unscoped("test").order_by("-id")[0].pk
    assert cursor < newest
    fake_clock.advance(120)
    rounds()
    assert Cursor.objects.get(name=ticks.CURSOR).last_id >= newest
    assert len(orders()) == 1  # read again or not, it ran once


def test_a_new_site_does_not_react_to_its_past(cast: Cast, zones: Zones, fake_clock: Any) -> None:
    release(cast)
    fake_clock.advance(3600)
    rounds()
    assert orders() == [] and reactions() == []


def test_an_entry_about_something_that_is_gone_is_no_failure(cast: Cast) -> None:
    record(kind="alerts.expired", actor=SYSTEM, now=clock.now(), subject=("alert", 999), division_path="", data={})
    rounds()
    assert {row.state for row in reactions()} == {"done"}


def test_a_bureau_reads_what_happens_by_itself_and_what_people_decide(
    cast: Cast, zones: Zones, client_as: ClientAs
) -> None:
    release(cast)
    rounds()
    page = client_as("county_auditor").get("/reactions/").content.decode()
    assert "平台从不自动解除转移" in page and "由带班领导决定" in page and "青石沟" in page
    assert "不采用" not in page and "出厂默认" in page
    assert "不采用" in client_as("county_lead").get("/reactions/").content.decode()
    assert "青石沟" not in client_as("neighbour_lead").get("/reactions/").content.decode()


def test_the_suggestion_stands_on_the_front_page_and_is_set_aside_there(
    cast: Cast, zones: Zones, client_as: ClientAs
) -> None:
    release(cast)
    rounds()
    lead = client_as("county_lead")
    assert "青石沟" in lead.get("/desk/").content.decode()
    (asked,) = suggestions()
    assert lead.post(f"/suggestions/{asked.pk}/dismiss/", {"reason": "雨势已减弱"}).status_code == 302
    assert "青石沟；" not in lead.get("/desk/").content.decode()
    assert client_as("county_auditor").post(f"/suggestions/{asked.pk}/dismiss/", {"reason": "x"}).status_code == 403


def test_the_table_of_proposals_is_edited_on_its_page(cast: Cast, client_as: ClientAs) -> None:
    lead = client_as("county_lead")
    assert lead.get("/reactions/proposals/rainstorm/").status_code == 200
    posted: dict[str, Any] = {"based_on": "0", "source": "县防汛预案", "reason": "汛前修订预案"}
    for colour in ("red", "orange", "yellow", "blue"):
        posted |= {f"{colour}_stage": "none", f"{colour}_minutes": "60"}
    posted |= {"red_stage": "order"}
    assert lead.post("/reactions/proposals/rainstorm/", posted).status_code == 422
    posted |= {"red_kinds": ["torrent"]}
    assert lead.post("/reactions/proposals/rainstorm/", posted).status_code == 302
    assert "县防汛预案" in lead.get("/reactions/").content.decode()
    assert lead.get("/reactions/proposals/nothing/").status_code == 404
    assert Reaction.objects.count() == 0
