"""The sync: each command runs once whatever the network does, is answered in words, and nothing sent is lost."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from qianshao.accounts.models import Device
from qianshao.accounts.services.phones import enrol_phone, make_codes
from qianshao.core.clock import FakeClock
from qianshao.field.models import PhoneCommand
from qianshao.field.states import Outcome
from qianshao.field.ticks import forget_payloads
from qianshao.journal.models import Entry
from tests.cast import SYSTEM, Cast
from tests.field.commands import done
from tests.field.phones import SYNC, Phone, bind, command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_commands")]
#: Where a whole transaction breaks, it must be a real one.
REAL = pytest.mark.django_db(transaction=True)


# ---- once


def test_a_command_runs_once_and_its_repetition_hears_the_same(cast: Cast, phone: Phone) -> None:
    one = command(n=4)
    first, again = phone.push(one)[0], phone.push(one)[0]
    assert (first["outcome"], again["outcome"]) == ("done", "duplicate")
    assert first["data"] == again["data"] == {"n": 4}
    assert done() == [one["id"]]


def test_a_repetition_within_one_batch_too(cast: Cast, phone: Phone) -> None:
    one = command()
    assert [told["outcome"] for told in phone.push(one, one, one)] == ["done", "duplicate", "duplicate"]
    assert len(done()) == 1


@pytest.mark.parametrize("change", ["payload", "kind", "made_at", "attachments", "position"])
def test_the_same_id_with_other_content_is_refused_and_changes_nothing(cast: Cast, phone: Phone, change: str) -> None:
    one = command(n=1)
    other: dict[str, Any] = {
        "payload": {"n": 2},
        "kind": "test.secret",
        "made_at": "2026-07-18T20:00:01+08:00",
        "attachments": [str(uuid4())],
        "position": {"lon": 114.8, "lat": 31.6, "accuracy": 12},
    }
    phone.push(one)
    (told,) = phone.push({**one, change: other[change]})
    assert (told["outcome"], told["code"]) == ("refused", "command.changed")
    assert phone.push(one)[0]["outcome"] == "duplicate"
    assert len(done()) == 1


def test_the_same_queue_from_a_phone_that_was_bound_again_runs_nothing_twice(cast: Cast, phone: Phone) -> None:
    one = command()
    phone.push(one)
    assert bind(cast).push(one)[0]["outcome"] == "duplicate"
    assert bind(cast, "grid_worker").push(one)[0]["code"] == "command.changed"  # somebody else learns nothing
    assert len(done()) == 1


def test_a_refusal_undoes_only_itself_and_is_told_again_in_the_same_words(cast: Cast, phone: Phone) -> None:
    batch = [command(n=1), command(n=2, refuse=True), command(n=3)]
    told = phone.push(*batch)
    assert [one["outcome"] for one in told] == ["done", "refused", "done"]
    assert told[1]["message"] == "这一户已经转移了。"
    assert done() == [batch[0]["id"], batch[2]["id"]]
    assert phone.push(batch[1])[0] == told[1]


def test_unknown_and_forbidden_kinds_are_refused_and_kept(cast: Cast, phone: Phone) -> None:
    told = phone.push(command("test.new", n=1), command("test.secret", n=2))
    assert [one["code"] for one in told] == ["command.unknown", "action.denied"]
    assert [row.said for row in PhoneCommand.objects.unscoped("a test").order_by("id")] == [{"n": 1}, {"n": 2}]
    assert not done()


# ---- times


def test_both_times_and_the_place_are_kept_and_no_claimed_time_changes_ours(
    cast: Cast, phone: Phone, fake_clock: FakeClock
) -> None:
    claims, chance = [], random.Random(5)
    batch = []
    for _n in range(50):
        claimed = cast.now + timedelta(seconds=chance.uniform(-48, 48) * 3600)
        claims.append(claimed.replace(microsecond=0))
        batch.append(command(made_at=claims[-1]))
    batch[0]["position"] = {"lon": 114.85, "lat": 31.66, "accuracy": 12.5}
    for one in batch:
        phone.push(one)
        fake_clock.advance(1)
    rows = list(PhoneCommand.objects.unscoped("a test").order_by("id"))
    assert [row.made_at for row in rows] == claims
    assert [row.received_at for row in rows] == [cast.now + timedelta(seconds=n) for n in range(50)]
    assert rows[0].position == {"lon": 114.85, "lat": 31.66, "accuracy": 12.5}
    assert done() == [one["id"] for one in batch]


def test_a_clock_that_is_wrong_is_noted_for_the_desk(cast: Cast, phone: Phone) -> None:
    sent = (cast.now + timedelta(hours=26)).isoformat()
    assert phone.post({"sent_at": sent, "commands": []}).status_code == 200
    assert Device.objects.unscoped("a test").get().skew_s == 26 * 3600


# ---- sealed


def test_what_a_phone_said_is_sealed_in_the_database(cast: Cast, phone: Phone) -> None:
    phone.push(command("test.new", name="赵国民", phone="13900000003"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload, answer FROM field_phonecommand")
        text = str(cursor.fetchall())
    assert "赵国民" not in text
    assert "13900000003" not in text


# ---- pulling


def test_the_same_copies_are_not_sent_twice(cast: Cast, phone: Phone, fake_clock: FakeClock) -> None:
    first = phone.pull("phones,households,nonsense")
    assert set(first["pulls"]) == {"phones", "households"}
    fake_clock.advance(60)
    again = phone.pull("phones,households,nonsense", have=first["etag"])
    assert (again["same"], "pulls" in again, again["wipe"]) == (True, False, False)
    (line,) = Entry.objects.unscoped("a test").filter(kind="field.copied")  # personal rows leave with a line, once
    assert line.data["pulls"] == {"phones": 1}


def test_a_phone_pulls_only_what_its_holder_may(cast: Cast) -> None:
    wall = bind(cast, "wall")
    assert wall.pull("phones,households,tasks,alerts")["pulls"] == {}


def test_last_contact_is_kept(cast: Cast, phone: Phone, fake_clock: FakeClock) -> None:
    fake_clock.advance(300)
    phone.client.get(SYNC)
    seen: datetime = Device.objects.unscoped("a test").get().last_seen_at
    assert seen == fake_clock.now()


# ---- forgetting


def test_what_phones_said_is_forgotten_after_60_days_and_still_runs_once(
    cast: Cast, phone: Phone, fake_clock: FakeClock
) -> None:
    one, waiting = command(n=1), command("test.new")
    phone.push(one, waiting)
    PhoneCommand.objects.unscoped("a test").filter(uuid=waiting["id"]).update(state=Outcome.QUARANTINED)
    assert forget_payloads(fake_clock.advance(59 * 86400), 100) == 0
    assert forget_payloads(fake_clock.advance(2 * 86400), 100) == 1
    assert PhoneCommand.objects.unscoped("a test").get(uuid=one["id"]).said == {}
    fresh = make_codes(actor=SYSTEM, now=fake_clock.now(), user_ids=[cast.users["village_cadre"].pk])[0]
    made = enrol_phone(code=fresh.secret, address="10.9.9.9", name="", now=fake_clock.now())
    phone.client.cookies["qs_phone"] = made.secret
    assert phone.push(one)[0]["outcome"] == "duplicate"
    assert len(done()) == 1
