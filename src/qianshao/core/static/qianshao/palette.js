// Ctrl K: a box to find anything from anywhere. The server answers with a ready list; this file asks, steps through it
// and opens. The keyboard stays in the box (aria-activedescendant), so a screen reader hears each choice. Without this
// file the form in the top bar leads to the page of answers.

const dialog = document.querySelector("dialog[data-palette]");
const box = dialog?.querySelector("input"), list = dialog?.querySelector("[role=listbox]");
const WAIT = 140; // ms: one question for a typed word, not one for every letter
let timer = 0, asked = 0, asking = null;
let waiting = false, hurry = false; // an answer is on its way; Enter was pressed before it came

function options() { return [...list.querySelectorAll("a[role=option]")]; }

function choose(one) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === one));
  if (one) {
    box.setAttribute("aria-activedescendant", one.id);
    one.scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("aria-activedescendant");
}

function step(by) {
  const all = options(), at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (all.length) choose(all[(at + by + all.length) % all.length]);
}

async function ask() {
  waiting = true;
  const mine = ++asked, address = new URL(dialog.dataset.palette, location.href);
  address.searchParams.set("q", box.value.trim());
  address.searchParams.set("part", "1");
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (answer.headers.get("HX-Redirect")) { location.href = answer.headers.get("HX-Redirect"); return; }
    const text = answer.ok ? await answer.text() : null;
    if (mine !== asked || text === null) return; // an older question's answer is no answer
    list.innerHTML = text;
    list.scrollTop = 0;
    waiting = false;
    choose(options()[0]);
    if (hurry) options()[0]?.click();
    hurry = false;
  } catch {
    if (mine === asked) waiting = false; // no network: the list stays as it was
  }
}

function open(text) {
  if (dialog.open) { box.select(); return; }
  if (document.querySelector("dialog[open]")) return; // a question is waiting for its answer
  if (text) box.value = text;
  dialog.showModal();
  box.focus();
  box.select();
  if (box.value) ask();
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open("");
  });
  box.addEventListener("input", () => { waiting = true; hurry = false; clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // choosing a Chinese word, not an answer
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const one = list.querySelector("[aria-selected=true]");
      if (waiting && box.value.trim()) { event.preventDefault(); hurry = true; } // never open what an older question found
      else if (one) { event.preventDefault(); one.click(); }
    }
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
