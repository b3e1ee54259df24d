"""What a test asks the phone's own database, since the page shows some of it for three seconds only or not yet."""

from typing import Any

from playwright.sync_api import Page

#: So many commands were given, each is answered, no photo is on its way and nobody is sending.
ALL_OUT = """least => new Promise(done => { const ask = indexedDB.open("qianshao-field"); ask.onsuccess = () => {
  const base = ask.result, tx = base.transaction(["commands", "files"]); let rows, files;
  tx.objectStore("commands").getAll().onsuccess = ({ target }) => { rows = target.result; };
  tx.objectStore("files").index("state").count("waiting").onsuccess = ({ target }) => { files = target.result; };
  tx.oncomplete = async () => { base.close();
    const { held } = await navigator.locks.query();
    done(rows.length >= least && !files && rows.every(one => one.state === "answered")
      && !held.some(one => one.name === "qs-queue")); };
}; })"""
#: So many rows of drafts are on the disk, and what was typed is not older than a moment.
WRITTEN = """([count, since]) => new Promise(done => {
  const ask = indexedDB.open("qianshao-field"); ask.onsuccess = () => {
  const base = ask.result, tx = base.transaction("drafts"); let rows;
  tx.objectStore("drafts").getAll().onsuccess = ({ target }) => { rows = target.result; };
  tx.oncomplete = () => { base.close();
    done(rows.length === count && rows.some(one => one.id === "" && one.at >= since)); };
}; })"""


def until(page: Page, said: str, given: Any = None) -> None:
    """Looks until a promise says so, which a page's own waiting does not wait for; at the most a minute."""
    page.evaluate(
        f"async (given) => {{ for (let n = 0; n < 1200; n++) {{ if (await ({said})(given)) return;"
        " await new Promise(next => setTimeout(next, 50)); } throw new Error('never'); }",
        given,
    )
