// Live parts of every page: countdowns, the clock, bar widths, the age of live data, toasts, one-second button locks.
// Time comes from the server in seconds; this file only paints how much of it has passed (ux.md 7.1).

const seen = new WeakMap();
// Words come from the page, where they are translated.
const words = document.querySelector('meta[name="words"]')?.dataset || {};

function clockText(seconds, bare) {
  const left = Math.abs(Math.trunc(seconds));
  const pad = (n) => String(n).padStart(2, "0");
  const h = Math.floor(left / 3600), m = Math.floor(left / 60) % 60;
  const text = (h ? h + ":" + pad(m) : pad(m)) + ":" + pad(left % 60);
  return seconds < 0 && words.over && !bare ? words.over.replace("{time}", text) : text;
}

// Seconds since the server wrote the element. A new data-at (a morphed row) starts the count again.
function elapsed(el, stamp) {
  const known = seen.get(el), now = performance.now();
  if (!known || known.stamp !== stamp) {
    seen.set(el, { stamp, start: now });
    return 0;
  }
  return ((now - known.start) / 1000) * (+el.dataset.rate || 1);
}

function paintCountdown(el) {
  let left = +el.dataset.sec - elapsed(el, el.dataset.sec + "|" + el.dataset.at);
  if (el.classList.contains("stop")) left = Math.max(0, left); // a machine's next step is never late, only about to go
  const text = clockText(left, el.classList.contains("bare"));
  if (el.textContent !== text) el.textContent = text;
  el.classList.toggle("late", left < 0);
  el.classList.toggle("soon", left >= 0 && left < (+el.dataset.soon || 180));
}

function paintClock(el) {
  const at = new Date((+el.dataset.clock + elapsed(el, el.dataset.clock)) * 1000);
  const text = at.toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
  const shown = el.dataset.short === undefined ? text : text.slice(0, 5);
  if (el.textContent !== shown) el.textContent = shown;
}

// The age of live data: `实时` up to 5 s, then seconds, then red with a band (ux.md 1.2). Old time is a bug.
let lastMessage = performance.now();
function paintLive(el) {
  const age = Math.floor((performance.now() - lastMessage) / 1000);
  const stale = age > 30;
  el.classList.toggle("off", stale);
  const text = (age <= 5 ? words.live : stale ? words.stale : words.ago).replace("{n}", age);
  if (el.textContent !== text) el.textContent = text;
  for (const band of document.querySelectorAll("[data-stale]")) band.hidden = !stale;
}

function tick() {
  document.querySelectorAll("[data-sec]").forEach(paintCountdown);
  document.querySelectorAll("[data-clock]").forEach(paintClock);
  document.querySelectorAll("[data-live]").forEach(paintLive);
}

// Widths that are not SVG: set through the CSSOM, which a strict style-src allows.
function paintWidths(root) {
  root.querySelectorAll("[data-w]").forEach((el) => { el.style.width = el.dataset.w + "%"; });
}

export function toast(sentence, kind) {
  const box = document.querySelector("[data-toasts]"), shape = document.querySelector("[data-toast-template]");
  if (!box || !shape) return;
  const note = shape.content.firstElementChild.cloneNode(true);
  if (kind) note.classList.add(kind);
  note.querySelector("span").textContent = sentence;
  box.append(note);
  setTimeout(() => note.remove(), 8000);
}

// Elders and tired officers press twice: a pressed submit button rests for a second, not until the reply.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sentAt && performance.now() - form.dataset.sentAt < 1000) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = performance.now();
});

// Live streams announce themselves with one event, whoever opened them.
document.addEventListener("qs:fresh", () => { lastMessage = performance.now(); });
for (const name of ["htmx:sse:after:message", "htmx:after:swap", "htmx:after:request"]) {
  document.addEventListener(name, (event) => {
    if (name !== "htmx:after:request" || event.detail?.ctx?.response?.status < 400) lastMessage = performance.now();
    paintWidths(document);
    tick();
  });
}
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, (event) => {
    if (event.detail?.ctx?.request?.method && event.detail.ctx.request.method !== "GET") toast(words.unsaved, "bad");
  });
}
// A closed menu when the eye has moved on.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
// Select boxes that filter at once still work as a plain form without this.
document.addEventListener("change", (event) => { if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit(); });
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

// Bars that scroll sideways on a narrow screen begin where one is.
for (const bar of document.querySelectorAll(".rail,.subnav,.tabs")) {
  const here = bar.querySelector("[aria-current]");
  if (here && bar.scrollWidth > bar.clientWidth) {
    bar.scrollLeft += here.getBoundingClientRect().left - bar.getBoundingClientRect().left - (bar.clientWidth - here.offsetWidth) / 2;
  }
}
for (const note of document.querySelectorAll("[data-toast]")) setTimeout(() => note.remove(), 8000);
paintWidths(document);
tick();
setInterval(tick, 250);
