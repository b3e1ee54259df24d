"""The sender: nothing lost, nothing old, nothing through the wrong door, nobody held up by a neighbour."""

import time
from datetime import datetime, timedelta

import pytest
from django.db import connection

from qianshao.channels import selectors, services
from qianshao.channels.adapters import LIVE, SIMULATED
from qianshao.channels.adapters.base import Outcome
from qianshao.channels.adapters.registry import AdapterCache, Registry, WrongWorld, build
from qianshao.channels.models import Channel, SimulatedEvent
from qianshao.channels.rules import LEASE_S
from qianshao.channels.ticks import claim as outbox_moves
from qianshao.channels.ticks.sender import Report, Sender
from qianshao.core import clock
from qianshao.journal.models import Entry

from .conftest import RunningGateway
from .outbox import ADMIN, NOW, column, enqueue, gateway, rows, simulated, states

pytestmark = pytest.mark.django_db


def seconds(n: float) -> datetime:
    return NOW + timedelta(seconds=n)


def send(sender: Sender | None = None, at: datetime = NOW, limit: int = 10_000, for_s: float = 3.0) -> Report:
    return (sender or Sender("test")).turn(at, limit=limit, seconds=for_s)


def kinds_of(kind: str) -> list[dict[str, object]]:
    return [entry.data for entry in Entry.objects.unscoped("test").filter(kind=kind)]


# --- leases ---


def claim_some(count: int = 10, now: datetime = NOW, owner: str = "dead") -> None:
    """What a sender that was killed leaves behind."""
    channel = Channel.objects.get()
    lot = outbox_moves.Lot("sms", 1, False)
    outbox_moves.claim(lot, channel, rank=0, ranks=1, want=count, owner=owner, now=now)


def test_what_a_dead_sender_held_is_sent_under_the_same_key_when_its_lease_is_over(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    simulated()
    enqueue(30)
    claim_some(10)
    assert send().sent == 20
    assert send(at=seconds(LEASE_S - 1)).sent == 0
    assert send(at=seconds(LEASE_S + 1)).sent == 10
    assert states() == {"sent": 30}
    assert SimulatedEvent.objects.values("message_key").distinct().count() == 30


def test_without_the_lease_check_they_would_stay_for_ever(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    monkeypatch.setattr("qianshao.channels.ticks.sender.give_back", lambda _now, _limit: 0)
    simulated()
    enqueue(10)
    claim_some(10)
    send(at=seconds(10 * LEASE_S))
    assert states() == {"sending": 10}


def test_a_clock_that_jumps_back_does_not_freeze_leases(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    simulated()
    enqueue(10, now=NOW - timedelta(hours=2), not_after=seconds(3600))
    claim_some(10)
    assert send(at=NOW - timedelta(hours=1)).sent == 10


def test_a_fast_story_clock_does_not_shorten_leases() -> None:
    with clock.use(clock.FakeClock(NOW, rate=20.0)):
        assert outbox_moves.lease_for(NOW) - NOW == timedelta(seconds=20 * LEASE_S)


def test_two_claims_never_take_the_same_message() -> None:
    gateway("a", 9)
    enqueue(100)
    for owner in ("one", "two", "three"):
        claim_some(40, owner=owner)
    owners = column("lease_owner")
    assert (owners.count("one"), owners.count("two"), owners.count("three")) == (40, 40, 20)


def test_a_result_that_comes_after_its_lease_spares_a_second_send() -> None:
    pk = gateway("a", 9)
    enqueue(1)
    channel, lot = Channel.objects.get(), outbox_moves.Lot("sms", 1, False)
    batch = outbox_moves.claim(lot, channel, rank=0, ranks=1, want=5, owner="slow", now=NOW)
    outbox_moves.give_back(seconds(LEASE_S + 1), 100)
    outbox_moves.record(batch, [Outcome("sent")], channel_id=pk, ranks=1, now=seconds(LEASE_S + 2))
    assert states() == {"sent": 1}


def test_a_result_of_an_older_try_changes_nothing() -> None:
    pk = gateway("a", 9)
    enqueue(1)
    channel, lot = Channel.objects.get(), outbox_moves.Lot("sms", 1, False)
    old = outbox_moves.claim(lot, channel, rank=0, ranks=1, want=5, owner="slow", now=NOW)
    outbox_moves.give_back(seconds(LEASE_S + 1), 100)
    outbox_moves.claim(lot, channel, rank=0, ranks=1, want=5, owner="fast", now=seconds(LEASE_S + 1))
    outbox_moves.record(old, [Outcome("permanent")], channel_id=pk, ranks=1, now=seconds(LEASE_S + 2))
    assert states() == {"sending": 1}


# --- nothing old (T4, G-R6) ---


@pytest.mark.parametrize("outage_s", [3601, 86_400, 7 * 86_400])
def test_after_an_outage_nothing_expired_is_sent_and_one_line_says_so(outage_s: int, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    simulated()
    enqueue(200)
    report = send(at=seconds(outage_s))
    assert (report.sent, report.dropped, states()) == (0, 200, {"dropped": 200})
    assert SimulatedEvent.objects.count() == 0
    assert kinds_of("channels.expired") == [{"count": 200, "kinds": {"sms": 200}}]


def test_the_claim_itself_refuses_what_is_over() -> None:
    gateway("a", 9)
    enqueue(5)
    claim_some(5, now=seconds(3600))
    assert states() == {"queued": 5}


def test_what_was_cancelled_while_it_was_being_sent_is_not_tried_again() -> None:
    pk = gateway("a", 9)
    enqueue(1)
    channel, lot = Channel.objects.get(), outbox_moves.Lot("sms", 1, False)
    batch = outbox_moves.claim(lot, channel, rank=0, ranks=1, want=5, owner="x", now=NOW)
    services.cancel_for_subjects("case", [1], actor=ADMIN, now=seconds(1), reason="解除")
    outbox_moves.record(batch, [Outcome("temporary")], channel_id=pk, ranks=2, now=seconds(2))
    assert send(at=seconds(3)).sent == 0
    assert states() == {"dropped": 1}


# --- worlds (T19, architecture §4) ---


def test_a_drill_goes_through_simulated_channels_only(gateway_process: RunningGateway) -> None:
    gateway("real", gateway_process.port)
    simulated()
    services.enqueue_many(rows(3, is_drill=True) + rows(2, start=4), now=NOW)
    assert send().sent == 5
    assert gateway_process.keys() == ["c4-s0-t1", "c5-s0-t1"]
    assert set(SimulatedEvent.objects.values_list("message_key", flat=True)) == {f"c{n}-s0-t1" for n in (1, 2, 3)}


def test_real_messages_never_go_to_simulated_channels_unless_the_site_is_a_demonstration(settings: object) -> None:
    simulated()
    enqueue(2)
    send()
    assert states() == {"failed": 2}
    settings.DEMO = True  # type: ignore[attr-defined]
    enqueue(2, try_no=2)
    assert send().sent == 2


def test_a_demonstration_cannot_reach_a_real_channel(gateway_process: RunningGateway, settings: object) -> None:
    gateway("real", gateway_process.port)
    settings.DEMO = True  # type: ignore[attr-defined]
    enqueue(3)
    services.enqueue_many(rows(3, start=9, is_drill=True), now=NOW)
    send()
    assert states() == {"failed": 6}
    assert gateway_process.got() == []
    with pytest.raises(services.callbacks.NotAllowed):
        services.set_channel_enabled(actor=ADMIN, now=NOW, code="real", enabled=True)
    with pytest.raises(services.callbacks.NotAllowed):
        services.test_channel(actor=ADMIN, now=NOW, code="real", address="1")


def test_the_drill_registry_refuses_a_real_adapter_even_when_handed_one() -> None:
    gateway("real", 9)
    channel = Channel.objects.get()
    drills = next(r for r in Registry.worlds(demo_site=False) if r.serves(is_drill=True))
    with pytest.raises(WrongWorld):
        build(channel, drills.adapters)
    with pytest.raises(WrongWorld):
        AdapterCache().get(channel, drills)
    assert not set(LIVE) & set(SIMULATED)


def test_a_row_that_calls_a_real_adapter_simulated_does_not_exist() -> None:
    from django.db import IntegrityError, transaction

    gateway("real", 9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.update(world="simulated")


def test_a_real_channel_is_off_until_it_is_switched_on(gateway_process: RunningGateway) -> None:
    gateway("real", gateway_process.port, enabled=False)
    enqueue(1)
    send()
    assert states() == {"failed": 1}
    assert gateway_process.got() == []


def test_with_no_way_out_the_ladder_is_told_at_once() -> None:
    enqueue(3)
    send()
    assert column("error") == ["no_channel"] * 3
    assert [r.kind for r in selectors.receipts_after(0, 10)] == ["unreachable"] * 3
    assert [data["count"] for data in kinds_of("channels.no_way")] == [3]


# --- one bad channel (T32, G-F3) ---


def test_a_failing_channel_hands_over_to_the_next_of_its_kind(gateway_process: RunningGateway) -> None:
    gateway("first", gateway_process.port, path="/500", priority=1)
    gateway("second", gateway_process.port, priority=2)
    enqueue(120)
    assert send().sent == 120
    assert sorted(gateway_process.keys()) == sorted(column("key"))
    first = Channel.objects.get(code="first")
    assert (first.last_error, first.failures > 0) == ("网关返回 500", True)


def test_a_channel_that_keeps_failing_is_left_alone_and_comes_back(gateway_process: RunningGateway) -> None:
    gateway("only", gateway_process.port, path="/500")
    enqueue(500)
    sender = Sender("test")
    for n in range(6):
        send(sender, at=seconds(n), for_s=0.3)
    assert Channel.objects.get().open_until is not None
    assert len(kinds_of("channels.broken")) == 1
    gateway("only", gateway_process.port)
    assert send(sender, at=seconds(120)).sent == 500
    channel = Channel.objects.get()
    assert (channel.failures, channel.open_until, channel.last_ok_at) == (0, None, seconds(120))


@pytest.mark.server
@pytest.mark.parametrize("trouble", ["/hang", "/slow", "/silent", "/garbage"])
def test_a_hanging_channel_holds_up_no_other(trouble: str, gateway_process: RunningGateway) -> None:
    gateway("bad", gateway_process.port, purpose="voice", path=trouble, settings={"timeout": "6"})
    gateway("good", gateway_process.port, purpose="sms")
    services.enqueue_many(rows(50, kind="voice") + rows(300, kind="sms", start=1000), now=NOW)
    began = time.monotonic()
    report = send(for_s=1.0)
    assert report.sent == 300
    assert time.monotonic() - began < 5, "whoever waits for the bad one waits its six seconds"


@pytest.mark.server
def test_a_thread_that_never_returns_is_given_up_and_its_messages_go_to_the_next(
    gateway_process: RunningGateway,
) -> None:
    gateway("bad", gateway_process.port, path="/hang", priority=1, settings={"timeout": "8"})
    gateway("good", gateway_process.port, priority=2)
    enqueue(50)
    sender = Sender("test", hang_s=0.3)
    report = send(sender, for_s=2.0)
    assert (report.sent, states()) == (50, {"sent": 50})


# --- rates, caps, hours ---


def test_a_rate_is_kept_across_turns_and_senders(gateway_process: RunningGateway) -> None:
    gateway("slow", gateway_process.port, rate=10)
    enqueue(100)
    sent = [send(Sender(f"s{n}"), at=seconds(n), for_s=0.5).sent for n in range(4)]
    assert sent[0] == 10
    assert sum(sent) == 40


def test_a_daily_cap_is_not_exceeded_and_starts_again_next_day(gateway_process: RunningGateway) -> None:
    gateway("capped", gateway_process.port, daily_cap=70)
    enqueue(100, not_after=seconds(3 * 86_400))
    assert send().sent == 70
    assert send(at=seconds(60)).sent == 0
    assert send(at=seconds(86_400)).sent == 30


def test_outside_its_hours_a_channel_rests(gateway_process: RunningGateway) -> None:
    from datetime import time as clock_time

    gateway("day", gateway_process.port, hours_from=clock_time(8), hours_to=clock_time(20))
    enqueue(5, not_after=seconds(86_400))
    assert send().sent == 0  # 20:30 in Beijing
    assert send(at=seconds(12 * 3600)).sent == 5  # 08:30


def test_alerts_go_before_bulk(gateway_process: RunningGateway) -> None:
    gateway("a", gateway_process.port, rate=5)
    services.enqueue_many(rows(5, start=100, lane=0) + rows(50, lane=1), now=NOW)
    send(for_s=0.5)
    assert gateway_process.keys() == [f"c{n}-s0-t1" for n in range(100, 105)]


# --- text ---


def test_each_message_carries_its_own_name_and_link(gateway_process: RunningGateway, settings: object) -> None:
    from qianshao.core.ids import read_case_token

    settings.PUBLIC_URL = "https://county.example"  # type: ignore[attr-defined]
    gateway("a", gateway_process.port)
    text = services.add_text(kind="sms", body="{name}，收到请点 {link} 应答。{别动}", now=NOW)
    enqueue(2, text_id=text)
    send()
    texts = [line["text"] for line in gateway_process.got()]
    tokens = [t.split("/a/")[1].split(" ")[0] for t in texts]
    assert texts[0].startswith("张三，收到请点 https://county.example/a/")
    assert texts[0].endswith("{别动}")
    assert [read_case_token(token) for token in tokens] == [1, 2]


def test_a_message_that_can_never_arrive_is_told_as_a_receipt(gateway_process: RunningGateway) -> None:
    gateway("a", gateway_process.port, path="/reject")
    enqueue(2)
    send()
    assert states() == {"failed": 2}
    assert [(r.kind, r.subject_id) for r in selectors.receipts_after(0, 10)] == [
        ("wrong_number", 1),
        ("wrong_number", 2),
    ]
    assert column("result") == ["wrong_number"] * 2


# --- plans ---


def test_claims_and_sweeps_use_their_partial_indexes() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("EXPLAIN of an almost empty table says nothing on PostgreSQL")
    gateway("a", 9)
    enqueue(10)
    seen: list[str] = []

    def explain(execute: object, sql: str, params: object, many: bool, context: dict[str, object]) -> object:
        if "channels_message" in sql and not many and not sql.startswith(("EXPLAIN", "INSERT")):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + sql, params)  # type: ignore[arg-type]
                seen.extend(str(row[3]) for row in cursor.fetchall())
        return execute(sql, params, many, context)  # type: ignore[operator]

    lot = outbox_moves.Lot("sms", 1, False)
    with connection.execute_wrapper(explain):  # type: ignore[arg-type]
        outbox_moves.due_lots(NOW)
        batch = outbox_moves.claim(lot, Channel.objects.get(), rank=0, ranks=1, want=5, owner="x", now=NOW)
        outbox_moves.record(batch, [Outcome("sent")] * len(batch), channel_id=1, ranks=1, now=NOW)
        outbox_moves.give_back(NOW, 10)
        outbox_moves.take_expired(NOW, 10)
        services.cancel_for_subjects("case", [1], actor=ADMIN, now=NOW, reason="x")
    plans = "\n".join(seen)
    for name in ("message_due", "message_lease", "message_expiry", "message_subject"):
        assert name in plans
    # The leases' own index holds nothing but messages under way, so reading it whole is reading these.
    plans = plans.replace("SCAN channels_message USING INDEX message_lease", "")
    assert "SCAN channels_message" not in plans
    assert "SCAN m" not in plans
