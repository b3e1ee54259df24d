"""The sync: each command runs once whatever the network does, is answered in words, and nothing sent is lost."""

import gzip
import json
import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from qianshao.accounts.models import Device
from qianshao.accounts.services.phones import enrol_phone, make_codes
from qianshao.core.clock import FakeClock
from qianshao.core.errors import Invalid
from qianshao.core.sync import Push
from qianshao.field import kinds
from qianshao.field.models import PhoneCommand
from qianshao.field.services.run_commands import MOST_TRIES
from qianshao.field.states import Outcome
from qianshao.field.ticks import forget_payloads
from qianshao.field.wire import MOST_BYTES
from qianshao.journal.models import Entry
from qianshao.journal.services import record
from tests.cast import SYSTEM, Cast
from tests.field.phones import SYNC, Phone, bind, command, command_of

pytestmark = pytest.mark.django_db
#: Where a whole transaction breaks, it must be a real one.
REAL = pytest.mark.django_db(transaction=True)


def note(push: Push) -> dict[str, Any]:
    """What the test commands do: a line in the journal, the ledger of this test."""
    record(
        kind="accounts.logged_in",
        actor=push.actor,
        now=push.received_at,
        subject=("test", push.payload.get("n", 0)),
        division_path="",
        data={"name": "x", "address": str(push.id)},
    )
    if push.payload.get("refuse"):
        raise Invalid("test.refused", "这一户已经转移了。")
    if push.payload.get("crash"):
        raise RuntimeError("a bug")
    return {"n": push.payload.get("n", 0)}


def done() -> list[str]:
    """The ids of the commands whose effect is there, in order."""
    rows = Entry.objects.unscoped("a test").filter(subject_kind="test").order_by("id")
    return [row.data["address"] for row in rows]


@pytest.fixture(autouse=True)
def test_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kinds.commands() | command_of("test.add", note) | command_of("test.secret", note, "accounts.manage")
    monkeypatch.setattr(kinds, "commands", lambda: found)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return bind(cast)


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


# ---- when things break


class Fault:
    """Breaks the n-th statement that is sent to the database."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            raise OperationalError("the disk is full")
        return execute(sql, params, many, context)


@REAL
def test_whichever_statement_breaks_a_batch_is_done_as_a_whole_or_sent_again(cast: Cast, phone: Phone) -> None:
    """Every command has its effect exactly once after the phone has sent again, wherever the fault struck."""
    with CaptureQueriesContext(
        connection,
    ) as counted:
        phone.push(command(), command(refuse=True), command())
    expected = 0
    for at in range(1, len(counted) + 1):
        batch = [command(), command(refuse=True), command()]
        phone.client.raise_request_exception = False
        with connection.execute_wrapper(Fault(at)):
            answer = phone.post({"commands": batch})
        before = len(done())
        kept = {row.uuid for row in PhoneCommand.objects.unscoped("a test").filter(state=Outcome.DONE)}
        assert {UUID(one) for one in done()} == kept, at  # the effect and the row that says so: both or neither
        again = [one["outcome"] for one in phone.push(*batch)]
        assert all(told in ("done", "duplicate") for told in (again[0], again[2])), (at, again)
        expected += 2
        assert len(done()) == expected + 2, (at, before, answer.status_code)


@REAL
def test_a_database_that_is_locked_is_no_refusal(cast: Cast, phone: Phone) -> None:
    one = command()
    with connection.execute_wrapper(Fault(4)):
        answer = phone.post({"commands": [one]})
    assert answer.status_code == 200
    (told,) = answer.json()["answers"]
    assert told["outcome"] == "retry"
    assert told["message"]
    assert phone.push(one)[0]["outcome"] == "done"


def test_a_command_that_always_crashes_goes_to_an_officer_and_its_neighbours_run(cast: Cast, phone: Phone) -> None:
    bad, told = command(crash=True), []
    for _n in range(MOST_TRIES + 1):
        good = command()
        answers = phone.push(bad, good)
        told.append(answers[0]["outcome"])
        assert answers[1]["outcome"] == "done"
    assert told == ["retry"] * (MOST_TRIES - 1) + ["quarantined"] * 2
    assert bad["id"] not in done()


@REAL
def test_a_crash_after_the_commit_leaves_one_effect_and_the_answer_to_be_had(
    cast: Cast, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the commit and the answer: the phone hears nothing, sends again, and is told."""
    from qianshao.field import api

    one = command(n=9)
    real = api._reply
    monkeypatch.setattr(api, "_reply", lambda *_a: (_ for _ in ()).throw(SystemExit()))
    with pytest.raises(SystemExit):
        phone.post({"commands": [one]})
    monkeypatch.setattr(api, "_reply", real)
    (told,) = phone.push(one)
    assert (told["outcome"], told["data"]) == ("duplicate", {"n": 9})
    assert done() == [one["id"]]


@REAL
def test_control_a_row_written_after_the_commit_would_run_twice(
    cast: Cast, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the row in the same transaction the test above sees two effects."""
    monkeypatch.setattr(PhoneCommand.objects, "bulk_create", lambda _rows: None)
    one = command()
    phone.push(one)
    phone.push(one)
    assert len(done()) == 2


# ---- 200 networks


class Network:
    """A phone's queue over a bad network: batches are cut, doubled, delayed, shuffled, answers are lost."""

    def __init__(self, phone: Phone, chance: random.Random, commands: list[Any]) -> None:
        self.phone, self.chance, self.waiting = phone, chance, list(commands)
        self.told: dict[str, list[str]] = {}
        self.late: list[list[Any]] = []

    def step(self) -> None:
        """One thing that happens."""
        batch = self.chance.sample(self.waiting, self.chance.randint(1, min(6, len(self.waiting))))
        fate = self.chance.random()
        if fate < 0.2:
            self.late.append(batch)  # still on its way, and the phone will send again
            return
        if fate < 0.35:
            with connection.execute_wrapper(Fault(self.chance.randint(4, 30))):
                self.phone.post({"commands": batch})
            return
        answers = self.phone.push(*batch)
        if fate < 0.5:
            return  # the answer was lost
        for one in answers:
            self.told.setdefault(one["id"], []).append(one["outcome"])
            if one["outcome"] != "retry":
                self.waiting = [left for left in self.waiting if left["id"] != one["id"]]
        if self.late and self.chance.random() < 0.5:
            self.phone.push(*self.late.pop(0))


@REAL
@pytest.mark.parametrize("seed", range(8))
def test_random_networks_lose_and_double_nothing(cast: Cast, seed: int) -> None:
    """25 queues a seed on six phones: afterwards the effects are exactly what was pressed."""
    chance = random.Random(seed)
    keys = ("village_cadre", "grid_worker", "town_duty")
    phones = [bind(cast, key, raise_request_exception=False) for key in keys for _twice in (0, 1)]
    pressed: list[str] = []
    for _queue in range(25):
        queue = [command(n=n) for n in range(chance.randint(1, 8))]
        pressed += [one["id"] for one in queue]
        network = Network(chance.choice(phones), chance, queue)
        while network.waiting:
            network.step()
        for batch in network.late:
            network.phone.push(*batch)
    assert sorted(done()) == sorted(pressed)
    assert PhoneCommand.objects.unscoped("a test").filter(state=Outcome.DONE).count() == len(pressed)


# ---- odd bodies


def odd_bodies(chance: random.Random) -> list[bytes]:
    """500 bodies that no phone of ours sends."""
    good = {"epoch": "1", "commands": [command(n=1)]}
    values: list[Any] = [None, True, -1, 1e308, 2**80, "", "x" * 3000, [], {}, [[]], {"id": 1}, "\ud800", "a\u0000b"]
    bodies = [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"commands":' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"commands": NaN}',
        b'{"commands": [{"id": 1e999}]}',
        json.dumps({"commands": [command(n=1)] * 101}).encode(),
        json.dumps({**good, "sent_at": "9999-12-31T23:59:59-12:00"}).encode(),
    ]
    fields = ("id", "kind", "made_at", "payload", "attachments", "position")
    while len(bodies) < 400:
        one: Any = command(n=1)
        for name in chance.sample(fields, chance.randint(1, 3)):
            if chance.random() < 0.2:
                one.pop(name)
            else:
                one[name] = chance.choice(values)
        bodies.append(json.dumps({"commands": [one]}).encode())
    raw = json.dumps(good).encode()
    while len(bodies) < 500:
        cut = bytearray(raw)
        for _n in range(chance.randint(1, 4)):
            cut[chance.randrange(len(cut))] = chance.randrange(256)
        bodies.append(bytes(cut[: chance.randint(1, len(cut))]))
    return bodies


def test_500_odd_bodies_are_answered_in_words_and_never_crash(cast: Cast, phone: Phone) -> None:
    phone.client.raise_request_exception = False
    seen = {}
    for body in odd_bodies(random.Random(3)):
        answer = phone.post(body)
        assert answer.status_code in {200, 400, 413, 422}, (answer.status_code, body[:300])
        if answer.status_code != 200:
            assert answer.json()["message"]
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
    assert set(seen) == {200, 400, 422}


def test_odd_commands_with_an_id_are_kept_and_the_others_run(cast: Cast, phone: Phone) -> None:
    batch = [command(n=1), {**command(), "made_at": "yesterday"}, {**command(), "payload": [1]}, command(n=2)]
    told = phone.push(*batch)
    assert [one.get("code", "") for one in told] == ["", "command.malformed", "command.malformed", ""]
    kept = PhoneCommand.objects.unscoped("a test").get(uuid=batch[1]["id"])
    assert kept.said["made_at"] == "yesterday"


def test_packed_bodies_are_read_and_answers_are_packed(cast: Cast, phone: Phone) -> None:
    batch = [command(n=n) for n in range(40)]
    answer = phone.post({"commands": batch}, packed=True, **{"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.content))["answers"]) == 40


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (b"x" * (MOST_BYTES + 1), "", 413),
        (gzip.compress(b"0" * 60_000_000), "gzip", 413),
        (gzip.compress(b"{}")[:-4], "gzip", 400),
        (gzip.compress(b"{}") * 2, "gzip", 400),
        (b"not packed", "gzip", 400),
        (gzip.compress(gzip.compress(b"{}")), "gzip", 400),
        (b"{}", "br", 400),
    ],
    # Named here: a gzip body carries the second it was made in, and two test workers would name it twice.
    ids=["too long", "a bomb", "cut off", "two in one", "not packed", "packed twice", "brotli"],
)
def test_too_much_and_bombs_are_refused(cast: Cast, phone: Phone, body: bytes, encoding: str, status: int) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    assert phone.post(body, **headers).status_code == status


def test_101_commands_are_too_many(cast: Cast, phone: Phone) -> None:
    answer = phone.post({"commands": [command() for _n in range(101)]})
    assert (answer.status_code, answer.json()["code"]) == (422, "sync.too_many")
    assert not done()


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
