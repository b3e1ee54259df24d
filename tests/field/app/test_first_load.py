"""The app's page: no data, works as a page without script, light on a weak line, complete without a network."""

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from qianshao.field import shell
from tests.field.app.conftest import SIZE, Phone
from tests.field.app.county import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUDGET = 40 * 1024


def test_what_loads_before_the_screen_can_be_used_fits_forty_kilobytes(phone: Phone) -> None:
    sent: dict[str, int] = {}
    names: dict[str, str] = {}
    wire = phone.context.new_cdp_session(phone.page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda said: names.update({said["requestId"]: said["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda said: sent.update({said["requestId"]: int(said["encodedDataLength"])}))
    phone.page.add_init_script(
        "new MutationObserver(() => {"
        " if (document.documentElement?.dataset.ready) window.readyAt ??= performance.now() })"
        ".observe(document, {subtree: true, attributes: true, childList: true})"
    )
    phone.open()
    ready = phone.page.evaluate("window.readyAt")
    started = phone.page.evaluate("performance.getEntriesByType('resource').map(e => [e.name, e.startTime])")
    early = {name for name, at in started if at < ready} | {phone.page.url.split("#")[0]}
    weight = {names[key].rsplit("/", 1)[-1]: size for key, size in sent.items() if names.get(key) in early}
    assert {"app.js", "home.js", "app.css"} <= set(weight)
    assert sum(weight.values()) <= BUDGET, weight


def test_without_script_the_page_says_what_to_do(chromium: Any, live_server: Any) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=SIZE)
    page = context.new_page()
    page.goto(f"{live_server.url}/m/")
    expect(page.get_by_text("收到预警请点短信里的链接答复")).to_be_visible()
    expect(page.get_by_role("link", name="打 119")).to_be_visible()
    context.close()


def test_the_app_starts_cold_without_a_network(phone: Phone, county: County) -> None:
    page = phone.open()
    expect(page.get_by_text("暴雨橙色预警")).to_be_visible()
    phone.ready_for_no_network()
    phone.context.set_offline(True)
    page.close()
    again = phone.page = phone.context.new_page()
    for screen, words in (
        ("home", "暴雨橙色预警"),
        ("report", "什么险情"),
        ("mine", "还没有报过"),
        ("phones", "119"),
    ):
        phone.open(screen)
        expect(again.get_by_text(words).first).to_be_visible()
        again.goto("about:blank")


def test_every_file_of_the_app_is_kept_and_none_holds_data(client: Client) -> None:
    worker = client.get("/m/sw.js").content.decode()
    files = re.findall(r"/m/code/\w+/[\w.]+", worker)
    assert len(files) == len(set(files)) >= 17
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200
        assert "immutable" in answer["Cache-Control"]


def test_only_what_no_screen_has_is_left_out_of_the_stylesheet() -> None:
    files = {name: file.plain.decode() for name, file in shell.program().items()}
    style, scripts = files.pop("app.css"), "".join(files.values())
    for name in shell.ELSEWHERE:
        assert not re.search(rf"(?<![\w-])(?:{name})(?![\w-])", scripts), name
        assert f".{name}{{" not in style, name
    for kept in (".m-btn{", ".m-net{", ".chip{", ".m-tel:hover,.m-btn:hover{"):
        assert kept in style
    assert style.count("{") == style.count("}")


def test_a_file_of_another_version_is_not_kept(client: Client) -> None:
    assert client.get("/m/code/000000000000/app.js")["Cache-Control"] == "no-store"
    assert client.get("/m/code/000000000000/none.js").status_code == 404


def test_what_is_shown_tells_its_age(phone: Phone) -> None:
    expect(phone.open().get_by_text(re.compile("数据是 .* 的"))).to_be_visible()
