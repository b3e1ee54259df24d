// Words, icons, elements and the clock face: the little that every screen needs.

const WORDS = JSON.parse(document.getElementById("words").textContent);

/** A sentence of the page by its name, {places} filled in. */
export function say(name, facts = {}) {
  return (WORDS[name] ?? name).replace(/\{(\w+)\}/g, (_all, key) => facts[key] ?? "");
}

/** `h("p.sub", {id: "x", onclick: f}, "text", child)`; text is always text, never markup. */
export function h(what, facts, ...inside) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(facts ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && name !== "list" && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return made;
}

/** One icon of the page's own symbols; always decoration, the word stands beside it. */
export function icon(name, more = "") {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", `i ${more}`.trim());
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  drawn.append(use);
  return drawn;
}

/** A bar whose filled part is `part` of `whole`; the words beside it say the same. */
export function bar(part, whole) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", "bar lg");
  drawn.setAttribute("aria-hidden", "true");
  const filled = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  filled.setAttribute("class", "ok");
  filled.setAttribute("height", "100%");
  filled.setAttribute("width", `${whole ? (part / whole) * 100 : 0}%`);
  drawn.append(filled);
  return drawn;
}

export function button(kind, iconName, words, press, more = {}) {
  return h(`button.m-btn${kind}`, { type: "button", onclick: once(press), ...more }, iconName && icon(iconName), words);
}

/** Old hands press twice: a button rests for a second after each press, and no longer. */
function once(press) {
  let rested = 0;
  return (event) => {
    if (performance.now() < rested) return;
    rested = performance.now() + 1000;
    press(event);
  };
}

export function chip(state, words) { return h(`span.chip${state ? `.${state}` : ""}`, null, words); }

const two = (n) => String(n).padStart(2, "0");

/** `20:38` today, else `7月18日 20:38` in the words of the page. */
export function when(at) {
  const day = new Date(at), today = new Date();
  const time = `${two(day.getHours())}:${two(day.getMinutes())}`;
  if (day.toDateString() === today.toDateString()) return time;
  return say("day", { month: day.getMonth() + 1, day: day.getDate(), time });
}

/** How long ago or how long yet, in whole minutes, hours, days. */
export function span(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60000));
  if (minutes < 60) return say("minutes", { n: minutes });
  if (minutes < 2880) return say("hours", { n: Math.floor(minutes / 60) });
  return say("days", { n: Math.floor(minutes / 1440) });
}

/** What is shown states its age: when it was fetched, and loudly when that is long ago. */
export function age(at) {
  if (!at) return h("p.age", null, say("never_fetched"));
  const old = Date.now() - at;
  return h(`p.age${old > 1800000 ? ".old" : ""}`, null, say(old > 60000 ? "age_ago" : "age", { time: when(at), ago: span(old) }));
}

// How far the phone's clock is behind the server's; cheap phones are wrong by hours, a deadline must not be.
let behind = 0;
export function setBehind(ms) { behind = Math.abs(ms) > 30000 ? ms : 0; }

/** Time left to a deadline by the server's clock, or how long it is over. */
export function left(due) {
  if (!due) return "";
  const ms = new Date(due) - Date.now() - behind;
  const text = say(ms < 0 ? "over_by" : "left", { time: span(Math.abs(ms)) });
  return h(`span.left${ms < 0 ? ".late" : ms < 600000 ? ".soon" : ""}`, null, text);
}

export function card(...inside) { return h("section.m-card", null, ...inside); }

/** Nothing to show, said calmly. */
export function empty(words) { return h("p.empty", null, words); }

/** A short word at the foot of the screen, read aloud politely. `bad`: nothing to tick off, something is to be done. */
export function toast(words, bad) {
  const place = document.getElementById("toast");
  place.replaceChildren(h("p.said", null, icon(bad ? "alert-triangle" : "circle-check"), words));
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => place.replaceChildren(), 3000);
}

// A finger is on the glass: nothing is redrawn under it, or its touch would hit nothing.
let pressedAt = 0;
const waiters = [];
addEventListener("pointerdown", () => { pressedAt = performance.now(); }, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => setTimeout(() => { pressedAt = 0; for (const go of waiters.splice(0)) go(); }, 0), true);
}

/** Resolves when no finger is down (at the latest after two seconds, should its lifting go unheard). */
export function calm() {
  if (!pressedAt || performance.now() - pressedAt > 2000) return Promise.resolve();
  return new Promise((go) => { waiters.push(go); setTimeout(go, 2000); });
}

/** What a redraw must not undo: the folds that stand open and what was typed. Returns how to put it back. */
export function keep(place) {
  const open = [...place.querySelectorAll("details[data-key][open]")].map((fold) => fold.dataset.key);
  const typed = [...place.querySelectorAll("input[data-key]")].filter((field) => field.value !== field.defaultValue)
    .map((field) => [field.dataset.key, field.value]);
  const find = (key) => place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return () => {
    for (const key of open) find(key)?.setAttribute("open", "");
    for (const [key, value] of typed) { const field = find(key); if (field) field.value = value; }
  };
}

/** Somebody is writing: the line under her fingers (and what her keyboard composes) is left alone. */
export const writing = (place) => document.activeElement?.matches("input,textarea,select") && place.contains(document.activeElement);

/** A sheet from below: a native dialog, so Escape and the back gesture close it. */
export function sheet(title, ...inside) {
  const shut = () => { box.close(); };
  const box = h("dialog.sheet", { "aria-label": title }, h("h2", null, title), ...inside,
    button(".quiet", null, say("cancel"), shut));
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => { if (event.target === box) shut(); });
  document.body.append(box);
  box.showModal();
  return box;
}
