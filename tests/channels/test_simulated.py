"""Simulated people do what they are told, and their network survives restarts."""

from datetime import timedelta

import pytest

from qianshao.channels import selectors, services
from qianshao.channels.adapters.simulated.behaviour import DEFAULT_MIX, NAMES, choose, signs
from qianshao.channels.models import Receipt, SimulatedEvent
from qianshao.channels.ticks import report_simulated, send_due

from .outbox import ADMIN, NOW, column, enqueue, phone, simulated, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_site(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # pytest-django's fixture


def run(until_s: int) -> list[tuple[str, str, str, int | None]]:
    """Send at NOW, let the network report until then; (key, kind, pressed, heard) in order."""
    send_due(NOW, limit=1000, owner="test", seconds=5)
    report_simulated(NOW + timedelta(seconds=until_s), 5000)
    return [(r.key, r.kind, r.pressed, r.heard_seconds) for r in selectors.receipts_after(0, 1000)]


def script(behaviour: str, delay: int | None = None) -> None:
    services.script_people([(phone(1), behaviour, delay)], actor=ADMIN, now=NOW)


@pytest.mark.parametrize(
    ("behaviour", "kind", "try_no", "last"),
    [
        ("answers_at_once", "sms", 1, ("answered", "link", None)),
        ("answers_after_3_min", "sms", 1, ("answered", "link", None)),
        ("hangs_up", "voice", 1, ("hung_up", "", 8)),
        ("wrong_number", "voice", 1, ("wrong_number", "", None)),
        ("switched_off", "voice", 1, ("power_off", "", None)),
        ("switched_off", "sms", 1, ("unreachable", "", None)),
        ("never", "sms", 1, ("delivered", "", None)),
        ("never", "voice", 3, ("no_answer", "", None)),
        ("answers_second_call", "voice", 1, ("no_answer", "", None)),
        ("answers_second_call", "voice", 2, ("answered", "1", 20)),
        ("answers_at_once", "broadcast", 1, ("delivered", "", None)),
    ],
)
def test_a_person_behaves_as_scripted(
    behaviour: str, kind: str, try_no: int, last: tuple[str, str, int | None]
) -> None:
    simulated()
    script(behaviour)
    enqueue(1, kind=kind, try_no=try_no)
    assert run(600)[-1][1:] == last
    assert column("result") == [last[0]]


def test_three_minutes_are_three_minutes() -> None:
    simulated()
    script("answers_after_3_min", 180)
    enqueue(1)
    assert [r[1] for r in run(179)] == ["delivered"]
    assert [r[1] for r in run(180)] == ["delivered", "answered"]
    assert selectors.receipts_after(0, 10)[-1].at == NOW + timedelta(seconds=180)


def test_a_key_sent_twice_is_one_message_to_the_network() -> None:
    simulated()
    enqueue(20)
    run(0)
    before = SimulatedEvent.objects.count()
    from qianshao.channels.models import Message

    Message.objects.unscoped("test").update(state="queued", lease_until=None)
    run(600)
    run(600)
    assert before == Receipt.objects.count()
    assert states() == {"sent": 20}


def test_the_same_number_always_behaves_the_same_and_the_mix_is_kept() -> None:
    found = [choose(n, DEFAULT_MIX) for n in range(10_000)]
    assert {b: found.count(b) // 100 for b in NAMES} == dict(DEFAULT_MIX)
    assert found == [choose(n, DEFAULT_MIX) for n in range(10_000)]


def test_every_behaviour_says_something_about_every_kind_of_message() -> None:
    for behaviour in NAMES:
        for kind in ("sms", "im", "voice", "broadcast"):
            assert signs(behaviour, kind, 1, 4711)


def test_an_outage_of_the_simulated_network_loses_nothing() -> None:
    simulated(outage="yes")
    enqueue(5)
    send_due(NOW, limit=100, owner="test", seconds=1)
    assert states() == {"queued": 5}
    simulated(outage="no")
    send_due(NOW + timedelta(seconds=61), limit=100, owner="test", seconds=1)
    assert states() == {"sent": 5}
