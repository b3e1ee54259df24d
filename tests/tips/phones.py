"""A villager's phone: Chromium at 390×844 on which nobody is logged in, and whose network can be taken away."""

from typing import Any

from playwright.sync_api import Page, expect

SIZE: Any = {"width": 390, "height": 844}
KEPT = """() => new Promise((done) => {
  const ask = indexedDB.open("qianshao-tips", 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore("reports", { keyPath: "id" });
  ask.onsuccess = () => {
    const rows = ask.result.transaction("reports").objectStore("reports").getAll();
    rows.onsuccess = () => {
      ask.result.close();
      done(rows.result.map((row) => ({ ...row, photos: row.photos?.length || 0 })));
    };
  };
})"""


def villagers(chromium: Any, base: str, wrong: list[str]) -> Page:
    """The browser of a villager; what goes wrong behind its pages is noted in ``wrong``."""
    context = chromium.new_context(base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=SIZE)
    page: Page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    return page


def open_sign(page: Page, sign: str) -> None:
    """The form of a sign, read with a signal; wait until it would open without one."""
    page.goto(f"/p/{sign}/" if sign else "/p/")
    page.wait_for_selector("html[data-stays]")


def hand_in(page: Page, words: str, *photos: bytes) -> None:
    """Fill in and press."""
    for n, data in enumerate(photos):
        shot = {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": data}
        page.locator("[name=photos]").set_input_files([shot])  # one camera shot after the other
        expect(page.locator("[data-thumbs] li")).to_have_count(n + 1)
    page.get_by_role("textbox", name="说明").fill(words)
    page.get_by_role("button", name="提交").click()


def keeps_nothing(page: Page) -> None:
    """Wait until the phone has forgotten what was sent: a promise, for which a page's own waiting does not wait."""
    page.evaluate(
        f"async () => {{ for (let n = 0; n < 600; n++) {{ if (!(await ({KEPT})()).length) return;"
        " await new Promise((next) => setTimeout(next, 50)); } throw new Error('still there'); }"
    )


def kept(page: Page) -> list[dict[str, Any]]:
    """What the phone keeps, without photos."""
    found: list[dict[str, Any]] = page.evaluate(KEPT)
    return found
