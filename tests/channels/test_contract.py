"""One contract for every adapter: what it must do with a good provider, and with each kind of bad one."""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

import pytest

from qianshao.channels.adapters import LIVE, SIMULATED
from qianshao.channels.adapters.apprise import AppriseAdapter
from qianshao.channels.adapters.base import Adapter, Envelope, Misconfigured, Outcome, TemporaryFailure
from qianshao.channels.adapters.http_gateway import HttpGatewayAdapter
from qianshao.channels.adapters.simulated import SimulatedAdapter
from qianshao.channels.models import SimulatedEvent

from .conftest import RunningGateway
from .outbox import NOW, SECRET, phone

pytestmark = [pytest.mark.django_db, pytest.mark.server]

LATER = NOW + timedelta(hours=1)
Maker = Callable[[RunningGateway, str], Adapter]


def http_gateway(gateway: RunningGateway, path: str, **settings: str) -> Adapter:
    url, allow = f"http://127.0.0.1:{gateway.port}{path}", f"127.0.0.1:{gateway.port}"
    return HttpGatewayAdapter(1, {"url": url, "allow": allow, "secret": SECRET, "timeout": "1", **settings})


def robot(gateway: RunningGateway, path: str, **settings: str) -> Adapter:
    path = "/robot" if path == "/send" else path
    url = f"json://127.0.0.1:{gateway.port}{path}?rto=1&cto=1"
    return AppriseAdapter(1, {"url": url, "allow": f"127.0.0.1:{gateway.port}", **settings})


def simulator(gateway: RunningGateway, path: str) -> Adapter:
    return SimulatedAdapter(1, {"outage": "" if path == "/send" else "yes"})


MAKERS: dict[str, Maker] = {"http_gateway": http_gateway, "apprise": robot, "simulated": simulator}
every_adapter = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


def envelopes(count: int, kind: str = "sms") -> list[Envelope]:
    return [
        Envelope(f"c{n}-s0-t1", kind, phone(n), "张三", "预警", f"第{n}条 https://x/a/{n}", n, 0, 1, False, LATER)
        for n in range(1, count + 1)
    ]


def statuses(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


def test_every_adapter_of_the_product_is_held_to_the_contract() -> None:
    assert {**LIVE, **SIMULATED}.keys() == MAKERS.keys()


@every_adapter
def test_a_good_provider_takes_each_message_once(make: Maker, gateway_process: RunningGateway) -> None:
    adapter = make(gateway_process, "/send")
    assert statuses(adapter.deliver(envelopes(5), NOW)) == ["sent"] * 5
    if adapter.inline:
        assert SimulatedEvent.objects.values("message_key").distinct().count() == 5
    else:
        assert [line["text"] for line in gateway_process.got()] == [e.body for e in envelopes(5)]


@every_adapter
def test_the_same_key_again_is_no_second_message_where_the_adapter_says_so(
    make: Maker, gateway_process: RunningGateway
) -> None:
    adapter = make(gateway_process, "/send")
    adapter.deliver(envelopes(3), NOW)
    before = SimulatedEvent.objects.count()
    assert statuses(adapter.deliver(envelopes(3), NOW)) == ["sent"] * 3
    if adapter.inline:
        assert SimulatedEvent.objects.count() == before
    elif adapter.dedupes:
        assert [line["repeat"] for line in gateway_process.got()] == [False] * 3 + [True] * 3


@every_adapter
@pytest.mark.parametrize("trouble", ["/hang", "/silent", "/500", "/401", "/redirect", "/slow", "/nowhere"])
def test_whatever_the_provider_does_the_batch_is_free_for_the_next_channel_in_time(
    make: Maker, trouble: str, gateway_process: RunningGateway
) -> None:
    adapter = make(gateway_process, trouble)
    if adapter.name == "apprise" and trouble == "/slow":
        return  # Apprise counts time per read only; the sender gives its thread up (test_send.py)
    began = time.monotonic()
    outcomes = adapter.deliver(envelopes(3), NOW)
    assert statuses(outcomes) == ["temporary"] * 3
    assert time.monotonic() - began < 6
    assert all(outcome.error for outcome in outcomes)


@every_adapter
def test_nobody_listening_is_a_temporary_failure(make: Maker, gateway_process: RunningGateway) -> None:
    adapter = make(gateway_process, "/down")
    gateway_process.stop()
    assert statuses(adapter.deliver(envelopes(2), NOW)) == ["temporary"] * 2


@pytest.mark.parametrize("nonsense", ["/garbage", "/big"])
def test_an_answer_that_makes_no_sense_is_not_taken_for_success(
    nonsense: str, gateway_process: RunningGateway
) -> None:
    outcomes = http_gateway(gateway_process, nonsense).deliver(envelopes(2), NOW)
    assert statuses(outcomes) == ["temporary"] * 2


def test_messages_the_gateway_did_not_speak_of_go_again(gateway_process: RunningGateway) -> None:
    outcomes = http_gateway(gateway_process, "/half").deliver(envelopes(4), NOW)
    assert statuses(outcomes) == ["sent", "temporary", "sent", "temporary"]


def test_a_number_the_gateway_will_never_take_is_final_and_told(gateway_process: RunningGateway) -> None:
    outcomes = http_gateway(gateway_process, "/reject").deliver(envelopes(2), NOW)
    assert [(o.status, o.receipt) for o in outcomes] == [("permanent", "wrong_number")] * 2


def test_a_person_the_service_does_not_know_is_final_but_a_lost_robot_is_the_channels_trouble(
    gateway_process: RunningGateway,
) -> None:
    to_one = AppriseAdapter(
        1,
        {
            "url": f"json://127.0.0.1:{gateway_process.port}/gone?-to={{address}}",
            "allow": f"127.0.0.1:{gateway_process.port}",
        },
    )
    assert [(o.status, o.receipt) for o in to_one.deliver(envelopes(1), NOW)] == [("permanent", "unreachable")]
    group = robot(gateway_process, "/gone")
    assert statuses(group.deliver(envelopes(1), NOW)) == ["temporary"]


def test_a_redirect_is_not_followed(gateway_process: RunningGateway) -> None:
    for make in (http_gateway, robot):
        make(gateway_process, "/redirect").deliver(envelopes(1), NOW)
    assert {line["key"] for line in gateway_process.got()} == {"redirect-seen"}


def test_a_wrong_secret_is_refused_by_the_gateway(gateway_process: RunningGateway) -> None:
    adapter = http_gateway(gateway_process, "/send", secret="another-secret-of-16")
    assert statuses(adapter.deliver(envelopes(1), NOW)) == ["temporary"]
    assert gateway_process.got() == []


@every_adapter
def test_errors_hold_no_secret(make: Maker, gateway_process: RunningGateway) -> None:
    adapter = make(gateway_process, "/500")
    assert SECRET not in "".join(o.error for o in adapter.deliver(envelopes(1), NOW))


class Crashing(SimulatedAdapter):
    def send(self, batch: Sequence[Envelope], now: object) -> list[Outcome]:
        raise KeyError("a bug")


class Miscounting(SimulatedAdapter):
    def send(self, batch: Sequence[Envelope], now: object) -> list[Outcome]:
        return [Outcome("sent")]


@pytest.mark.parametrize("broken", [Crashing, Miscounting])
def test_an_adapter_with_a_bug_fails_its_batch_and_nothing_else(broken: type[Adapter]) -> None:
    assert statuses(broken(1, {}).deliver(envelopes(2), NOW)) == ["temporary"] * 2


@pytest.mark.parametrize("behave", ["silent", "trickle"])
def test_a_tls_handshake_that_never_ends_is_cut_in_time(behave: str) -> None:
    """A record of 16 KB, a byte at a time: every single read is in time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            peer, _address = listening.accept()
            with peer, suppress(OSError):
                peer.sendall(b"\x16\x03\x03\x40\x00" if behave == "trickle" else b"")
                for _ in range(50):
                    peer.sendall(b"\x02" if behave == "trickle" else b"")
                    time.sleep(0.1)

        threading.Thread(target=serve, daemon=True).start()
        settings = {
            "url": f"https://127.0.0.1:{port}/",
            "allow": f"127.0.0.1:{port}",
            "secret": SECRET,
            "timeout": "0.5",
        }
        began = time.monotonic()
        outcomes = HttpGatewayAdapter(1, settings).deliver(envelopes(1), NOW)
    assert statuses(outcomes) == ["temporary"]
    assert time.monotonic() - began < 4, "whoever waits for the end of the trickle waits five seconds"


def test_a_plain_server_behind_https_is_a_temporary_failure(gateway_process: RunningGateway) -> None:
    port = gateway_process.port
    settings = {"url": f"https://127.0.0.1:{port}/send", "allow": f"127.0.0.1:{port}", "secret": SECRET}
    assert statuses(HttpGatewayAdapter(1, settings).deliver(envelopes(1), NOW)) == ["temporary"]
    assert gateway_process.got() == []


# --- where requests may go (T19, G-I6) ---


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.9:80/", "http://127.0.0.1:22/", "ftp://127.0.0.1:9/", "file:///etc/passwd", "http://[::1]:9/",
        "http://user:password@127.0.0.1:9/", "http://127.0.0.1:9@10.0.0.9/", "http://169.254.169.254/", "http:///",
    ],
)  # fmt: skip
def test_an_address_nobody_listed_is_refused_when_it_is_set(url: str) -> None:
    with pytest.raises(Misconfigured):
        HttpGatewayAdapter(1, {"url": url, "allow": "127.0.0.1:9", "secret": SECRET})


def test_a_listed_name_that_leads_inside_needs_the_inner_address_listed_too() -> None:
    from qianshao.channels.adapters import wire

    by_name = wire.parse_allowed("localhost:9")
    target = wire.check_url("http://localhost:9/", by_name)
    with pytest.raises(Misconfigured, match="不在允许连接的名单里"):
        wire.resolve(target, by_name)
    both = wire.parse_allowed("localhost:9, 127.0.0.1:9 [::1]:9")
    assert wire.resolve(target, both) in {"127.0.0.1", "::1"}


def test_apprise_keeps_to_the_list_where_its_address_may_name_any_host() -> None:
    for url in ("json://10.0.0.9/x", "gotify://10.0.0.9/token", "mailto://u:p@10.0.0.9", "matrix://10.0.0.9/room"):
        with pytest.raises(Misconfigured):
            AppriseAdapter(1, {"url": url, "allow": "127.0.0.1:9"})


@pytest.mark.parametrize("url", ["syslog://", "dbus://", "windows://", "nonsense", "wecombot://", ""])
def test_apprise_addresses_that_reach_nobody_are_refused(url: str) -> None:
    with pytest.raises(Misconfigured):
        AppriseAdapter(1, {"url": url})


@pytest.mark.parametrize(
    "url", ["wecombot://0123456789abcdef", "dingtalk://0123456789abcdef0123456789abcdef", "feishu://0123456789abcdef"]
)
def test_the_chat_services_of_the_country_are_understood(url: str) -> None:
    assert AppriseAdapter(1, {"url": url}).kinds


def test_a_name_that_does_not_exist_is_a_temporary_failure() -> None:
    adapter = HttpGatewayAdapter(
        1, {"url": "http://nowhere.invalid:81/", "allow": "nowhere.invalid:81", "secret": SECRET}
    )
    assert statuses(adapter.deliver(envelopes(1), NOW)) == ["temporary"]
    assert issubclass(Misconfigured, TemporaryFailure)
