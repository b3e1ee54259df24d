"""Channels are set up by people who may, tried before they are kept, and keep their secrets."""

from typing import Any

import pytest

from qianshao.channels import services
from qianshao.channels.models import Channel, Message
from qianshao.channels.services import Setup
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.scope import Scope
from qianshao.core.sql import fetch_all
from qianshao.journal.models import Entry
from tests.cast import Cast
from tests.conftest import ClientAs

from .conftest import RunningGateway
from .outbox import ADMIN, NOW, SECRET, gateway

pytestmark = pytest.mark.django_db


def fields(port: int, **changes: Any) -> dict[str, Any]:
    """What a person fills in."""
    return {
        "code": "sms-a", "name": "移动短信", "purpose": "sms", "priority": 5, "rate": 0, "lines": 1, "daily_cap": 0,
        "set_url": f"http://127.0.0.1:{port}/send", "set_allow": f"127.0.0.1:{port}", "set_secret": SECRET,
        "set_batch": 50, "set_timeout": 5,
    } | changes  # fmt: skip


def test_a_secret_is_sealed_in_the_database_and_stays_when_left_empty() -> None:
    gateway("a", 9)
    [(stored,)] = fetch_all("SELECT secrets FROM channels_channel")
    assert SECRET not in stored
    setup = Setup("http_gateway", "新名", "sms", {**Channel.objects.get().settings, "secret": ""})
    services.configure_channel(actor=ADMIN, now=NOW, code="a", setup=setup)
    assert SECRET in Channel.objects.get().secrets
    assert Channel.objects.get().enabled


def test_the_journal_names_what_changed_and_never_the_values() -> None:
    gateway("a", 9)
    entry = Entry.objects.unscoped("test").filter(kind="channels.configured").get()
    assert "secret" in entry.data["changed"]
    assert SECRET not in str(entry.data)


@pytest.mark.parametrize(
    ("setup", "code"),
    [
        (Setup("pigeon", "x", "sms"), "channel.adapter"),
        (Setup("http_gateway", "x", "smoke"), "channel.purpose"),
        (Setup("http_gateway", "x", "simulated"), "channel.purpose"),
        (Setup("http_gateway", "x", "sms", {}), "channel.settings"),
        (Setup("simulated", "x", "sms", {"mix": "[1]"}), "channel.settings"),
        (Setup("simulated", "x", "sms", {"mix": '{"flies": 3}'}), "channel.settings"),
        (Setup("simulated", "x", "sms", rate=-1), "channel.rate"),
    ],
)
def test_what_cannot_work_is_refused_in_words_and_not_kept(setup: Setup, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.configure_channel(actor=ADMIN, now=NOW, code="x", setup=setup)
    assert (refused.value.code, Channel.objects.count()) == (code, 0)
    assert str(refused.value)


def test_a_channel_keeps_its_kind() -> None:
    gateway("a", 9)
    with pytest.raises(Invalid):
        services.configure_channel(actor=ADMIN, now=NOW, code="a", setup=Setup("simulated", "x", "sms"))


def test_nobody_without_the_right_sets_up_switches_or_tests() -> None:
    gateway("a", 9)
    reader = Actor("user", "值班员", "desk", scope=Scope({"": frozenset({"channels.view"})}))
    for attempt in (
        lambda: services.configure_channel(actor=reader, now=NOW, code="b", setup=Setup("simulated", "x", "sms")),
        lambda: services.set_channel_enabled(actor=reader, now=NOW, code="a", enabled=False),
        lambda: services.test_channel(actor=reader, now=NOW, code="a", address="1"),
        lambda: services.script_people([("1", "never", None)], actor=reader, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_unknown_channel_is_not_there() -> None:
    with pytest.raises(NotFound):
        services.set_channel_enabled(actor=ADMIN, now=NOW, code="nobody", enabled=True)


def test_an_administrator_sets_up_tests_and_switches_on_a_gateway_in_the_browser(
    cast: Cast, client_as: ClientAs, gateway_process: RunningGateway
) -> None:
    browser = client_as("county_admin")
    choice = browser.get("/channels/setup/").content.decode()
    assert "通用网关（短信、语音、广播）" in choice and "企业微信、钉钉、飞书、邮件等" in choice
    page = browser.post("/channels/setup/?adapter=http_gateway", fields(gateway_process.port))
    assert page.status_code == 302, page.content.decode()
    channel = Channel.objects.get(code="sms-a")
    assert (channel.enabled, channel.world) == (False, "live")
    shown = browser.get("/channels/setup/sms-a/").content.decode()
    assert SECRET not in shown and "/gateway/sms-a/callback" in shown
    browser.post("/channels/setup/sms-a/test/", {"address": "13900000001"})
    [line] = gateway_process.got()
    assert line["to"] == "13900000001" and "测试" in line["text"]
    assert Message.objects.unscoped("test").count() == 0
    browser.post("/channels/setup/sms-a/enable/")
    assert Channel.objects.get().enabled
    assert "移动短信" in browser.get("/channels/").content.decode()


def test_a_failed_test_says_why(cast: Cast, client_as: ClientAs, gateway_process: RunningGateway) -> None:
    browser = client_as("county_admin")
    browser.post(
        "/channels/setup/", fields(gateway_process.port, set_url=f"http://127.0.0.1:{gateway_process.port}/500")
    )
    page = browser.post("/channels/setup/sms-a/test/", {"address": "1"}, follow=True).content.decode()
    assert "网关返回 500" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"set_secret": "short"}, "16"),
        ({"set_allow": "10.0.0.1:80"}, "不在允许连接的名单里"),
        ({"set_url": ""}, "必填"),
        ({"code": "有空格 的"}, "代号"),
        ({"lines": 0}, "1"),
    ],
)
def test_a_mistake_in_the_form_is_said_beside_it_and_nothing_is_kept(
    changes: dict[str, Any], words: str, cast: Cast, client_as: ClientAs
) -> None:
    page = client_as("county_admin").post("/channels/setup/?adapter=http_gateway", fields(9, **changes))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert Channel.objects.count() == 0


def test_a_code_that_is_taken_is_not_taken_over(cast: Cast, client_as: ClientAs) -> None:
    gateway("sms-a", 9)
    page = client_as("county_admin").post("/channels/setup/?adapter=http_gateway", fields(10))
    assert page.status_code == 422
    assert Channel.objects.get().name == "sms-a"


def test_a_duty_officer_sees_channels_but_cannot_set_them_up(cast: Cast, client_as: ClientAs) -> None:
    gateway("sms-a", 9)
    browser = client_as("county_duty")
    assert "/channels/setup/" not in browser.get("/channels/").content.decode()
    assert browser.get("/channels/setup/sms-a/").status_code == 403
    [entry] = browser.get("/api/v1/channels/").json()
    assert (entry["code"], entry["state"]) == ("sms-a", "silent")
    assert not {"settings", "secrets"} & entry.keys()
    assert browser.get("/api/v1/channels/outbox").json() == {"queued": 0, "sending": 0, "late_seconds": 0.0}
