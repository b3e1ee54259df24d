"""A phone whose store was made by the app's first version: nothing that waited there is lost, and nothing hangs."""

import pytest
from playwright.sync_api import Page, expect

from tests.field.app.conftest import Phone
from tests.field.app.county import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: The first version's upgrade and records, word for word: no index of files, no drafts, no owner of a command.
FIRST_VERSION = """async () => {
  const done = (asked) => new Promise((yes) => { asked.onsuccess = () => yes(asked.result); });
  const opening = indexedDB.open("qianshao-field", 1);
  opening.onupgradeneeded = () => {
    const fresh = opening.result;
    const queue = fresh.createObjectStore("commands", { keyPath: "seq", autoIncrement: true });
    queue.createIndex("id", "id", { unique: true });
    fresh.createObjectStore("files", { keyPath: "id" });
    fresh.createObjectStore("copies", { keyPath: "name" });
    fresh.createObjectStore("settings");
  };
  const base = window.held = await done(opening);
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const sealBytes = async (data) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, data) };
  };
  const seal = (value) => sealBytes(new TextEncoder().encode(JSON.stringify(value)));
  const bytes = new TextEncoder().encode("a photo of the bridge");
  const sha256 = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const now = Date.now(), id = (n) => `0198a000-0000-7000-8000-00000000000${n}`;
  const common = { tries: 0, next_at: 0, state: "waiting" };
  const photo = { ...common, id: id(9), command: id(1), made_at: now, offset: 0, size: bytes.length, sha256,
    type: "image/jpeg", taken_at: null, sealed: await sealBytes(bytes), spot: await seal(null) };
  const place = (n) => `第${n}处`;
  const said = (n) => ({ payload: { place: place(n) }, view: { icon: "ripple", title: place(n) }, position: null });
  const rows = await Promise.all([1, 2].map(async (n) => ({ ...common, id: id(n), kind: "hazards.report",
    subject: `report ${n}`, made_at: now, files: n === 1 ? [id(9)] : [], sealed: await seal(said(n)) })));
  const tx = base.transaction(["commands", "files", "settings"], "readwrite");
  tx.objectStore("settings").put(key, "device-key");
  tx.objectStore("files").put(photo);
  for (const row of rows) tx.objectStore("commands").add(row);
  await new Promise((yes, no) => { tx.oncomplete = yes; tx.onabort = no; });
}"""


def other_window(phone: Phone, script: str) -> Page:
    """Another window of the same site, without the app, in which a script was run."""
    phone.context.route("**/other", lambda route: route.fulfill(content_type="text/html", body="<p>other</p>"))
    page = phone.context.new_page()
    page.goto(f"{phone.base}/other")
    page.evaluate(script)
    return page


def test_what_waited_under_the_first_version_is_sent_when_its_window_is_closed(phone: Phone, county: County) -> None:
    old = other_window(phone, FIRST_VERSION)
    page = phone.page
    page.goto(f"{phone.base}/m/#/mine")
    expect(page.locator("#other-window")).to_contain_text("另一个窗口")
    assert not county.commands
    old.close()
    expect(page.locator("#other-window")).to_be_hidden()
    expect(page.get_by_text("已送到的")).to_be_visible()
    expect(page.get_by_text("待发送")).to_have_count(0)
    assert [one["payload"]["place"] for one in county.of("hazards.report")] == ["第1处", "第2处"]
    assert set(county.runs.values()) == {1}
    expect(page.locator("#net")).to_be_hidden()
    assert county.whole() == [b"a photo of the bridge"]


def test_an_older_app_says_that_a_newer_one_was_here_and_touches_nothing(phone: Phone) -> None:
    other_window(phone, "() => new Promise((yes) => { indexedDB.open('qianshao-field', 99).onsuccess = yes })")
    phone.page.goto(f"{phone.base}/m/")
    expect(phone.page.locator("#newer")).to_contain_text("有新版了")
    versions = "async () => (await indexedDB.databases()).map((one) => one.version)"
    assert phone.page.evaluate(versions) == [99]
