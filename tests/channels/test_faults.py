"""A fault at any statement of any verb leaves the state before or the one after; the verb works again (G-R4)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from qianshao.channels import services
from qianshao.channels.adapters.signing import sign
from qianshao.channels.models import Channel, Message, Nonce, Receipt, SimulatedEvent
from qianshao.channels.services import Setup
from qianshao.channels.ticks import report_simulated
from qianshao.channels.ticks.sender import Sender
from qianshao.journal.models import Entry

from .outbox import ADMIN, NOW, SECRET, enqueue, gateway, rows, simulated, states

pytestmark = pytest.mark.django_db


class Fault:
    """Fails the n-th statement that changes something."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT")):
            self.seen += 1
            if self.seen == self.at:
                raise OperationalError("a fault on purpose")
        return execute(sql, params, many, context)


def snapshot() -> dict[str, Any]:
    """Everything the room's verbs change."""
    return {
        "messages": list(Message.objects.unscoped("test").order_by("id").values_list("key", "state", "result")),
        "receipts": Receipt.objects.count(),
        "nonces": Nonce.objects.count(),
        "events": SimulatedEvent.objects.count(),
        "channels": list(Channel.objects.order_by("id").values_list("code", "name", "enabled")),
        "journal": Entry.objects.unscoped("test").count(),
    }


def callback() -> None:
    items = [{"key": f"c{n}-s0-t1", "id": f"g{n}", "seq": 1, "kind": "answered", "pressed": "1"} for n in (1, 2, 3)]
    body = json.dumps({"receipts": [*items, {**items[0], "kind": "read"}]}).encode()
    services.accept_callback(code="gw", headers=sign(SECRET, body, NOW), body=body, now=NOW)


def lift() -> None:
    services.cancel_for_subjects("case", [1, 2, 3, 7], actor=ADMIN, now=NOW, reason="解除")


def set_up() -> None:
    setup = Setup("simulated", "新的", "sms")
    services.configure_channel(actor=ADMIN, now=NOW, code="new", setup=setup)


def switch() -> None:
    services.set_channel_enabled(actor=ADMIN, now=NOW, code="gw", enabled=False)


def write() -> None:
    with transaction.atomic():
        services.enqueue_many(rows(5, start=50), now=NOW)


def hear() -> None:
    report_simulated(NOW + timedelta(hours=1), 100)


@pytest.fixture
def a_day_in_the_life() -> None:
    """Messages in every state, on a real and a simulated channel."""
    gateway("gw", 9)
    simulated()
    services.enqueue_many(rows(3, is_drill=True, start=7), now=NOW)
    Sender("test").turn(NOW, limit=10, seconds=1)
    enqueue(5)
    Message.objects.unscoped("test").filter(is_drill=False).update(channel=Channel.objects.get(code="gw"))


@pytest.mark.parametrize("verb", [callback, lift, set_up, switch, write, hear])
def test_a_fault_at_any_statement_leaves_nothing_half_done(verb: Callable[[], None], a_day_in_the_life: None) -> None:
    before = snapshot()
    faults = 0
    for n in range(1, 60):
        try:
            with connection.execute_wrapper(Fault(n)):
                verb()
        except OperationalError:
            faults += 1
            assert snapshot() == before, f"statement {n}"
        else:
            break
    assert snapshot() != before
    assert faults > 0


@pytest.mark.django_db(transaction=True)
def test_a_fault_at_any_statement_of_a_turn_loses_no_message(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    simulated()
    enqueue(20)
    faults = 0
    for n in range(1, 60):
        try:
            with connection.execute_wrapper(Fault(n)):
                Sender("test").turn(NOW + timedelta(seconds=n * 40), limit=100, seconds=1)
        except OperationalError:
            faults += 1
            assert sum(states().values()) == 20
        else:
            break
    Sender("test").turn(NOW + timedelta(seconds=3000), limit=100, seconds=1)
    assert faults >= 3
    assert states() == {"sent": 20}
    assert SimulatedEvent.objects.values("message_key").distinct().count() == 20
