// The page works without this file. With it a report that cannot be sent now is kept on the phone with its photos and
// sent once, by an id drawn by chance: docs/tips.md.
const NAME = "qianshao-tips", WAIT = 120_000, AGAIN = 30_000;
const form = document.querySelector("[data-tip]");
const fault = document.querySelector("[data-fault]");
const shelf = document.querySelector("[data-kept]");

const later = (ask) => new Promise((done, failed) => {
  ask.onsuccess = () => done(ask.result);
  ask.onerror = () => failed(ask.error);
});

async function kept(mode, what) {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("reports", { keyPath: "id" });
  const base = await later(opening);
  try {
    const work = base.transaction("reports", mode), written = new Promise((done, failed) => {
      work.oncomplete = done;
      work.onabort = () => failed(work.error);
    });
    const found = await later(what(work.objectStore("reports")));
    await written;
    return found;
  } finally {
    base.close();
  }
}
const all = () => kept("readonly", (rows) => rows.getAll()).catch(() => []);
const put = (row) => kept("readwrite", (rows) => rows.put(row));
const drop = (id) => kept("readwrite", (rows) => rows.delete(id)).catch(() => {});

function chance() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const hex = [...b].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What is filled in. */
function report() {
  const fields = [], photos = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.push([name, value]);
    else if (value.size) photos.push(value);
  }
  return { id: chance(), to: location.pathname, made_at: new Date().toISOString(), fields, photos };
}

/** Send one: {link, code} when it is there, {fault} when it was refused, nothing when nobody got it. */
async function send(row) {
  const body = new FormData();
  for (const [name, value] of row.fields) body.append(name, value);
  for (const photo of row.photos) body.append("photos", photo, "photo.jpg");
  body.append("command_id", row.id);
  if (row.waited) body.append("made_at", row.made_at);
  try {
    const given = { method: "POST", body, credentials: "omit", signal: AbortSignal.timeout?.(WAIT) };
    const answer = await fetch(row.to, given), to = new URL(answer.url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const code = page.querySelector("[data-code]")?.textContent.trim();
    if (answer.ok && code && to.pathname.startsWith("/p/track/")) return { link: to.pathname + to.search, code };
    if (answer.status < 400 || answer.status >= 500 || answer.status === 429 || answer.status === 408) return {};
    const told = page.querySelector("[data-fault] span")?.textContent.trim();
    return { fault: told || (answer.status === 413 ? form.dataset.large : form.dataset.broken) };
  } catch {
    return {};
  }
}

/** Send what waits, one after the other; of two pages of this phone only one does. What was refused waits to be asked. */
async function flush(isAsked) {
  const work = async () => {
    for (const row of await all()) {
      if (row.link || (row.fault && !isAsked)) continue;
      const got = await send(row);
      if (got.link) await put({ id: row.id, ...got });
      else await put({ ...row, waited: true, fault: got.fault || "" });
      if (!got.link && !got.fault) break;
    }
  };
  await (navigator.locks ? navigator.locks.request(NAME, work) : work());
  await draw();
}

function say(words) {
  fault.querySelector("span").textContent = words;
  fault.hidden = false;
  fault.focus();
}

// A large photo takes a minute.
async function submitSaying() {
  const label = form.querySelector("[data-press]"), asItWas = label.textContent;
  label.textContent = form.dataset.sending;
  await submit().finally(() => { label.textContent = asItWas; delete form.dataset.busy; });
}

async function submit() {
  fault.hidden = true;
  await form.ready;
  const row = report(), words = row.fields.find(([name]) => name === "words")?.[1].trim();
  if (!words && !row.photos.length) return say(form.dataset.empty);
  const isKept = await put(row).then(() => true, () => false);
  if (!isKept) {
    const got = await send(row);
    return got.link ? location.assign(got.link) : say(got.fault || form.dataset.full);
  }
  await flush();
  const now = (await all()).find((one) => one.id === row.id);
  if (now?.link) return location.assign(now.link);
  if (now?.fault) {
    await drop(row.id);
    await draw();
    return say(now.fault);
  }
  form.reset();
  shelf.focus();
  scrollTo(0, 0);
}

function card(row) {
  const made = document.getElementById(row.link ? "t-sent" : "t-waits").content.firstElementChild.cloneNode(true);
  const at = (name) => made.querySelector(`[data-${name}]`);
  if (row.link) {
    at("code").textContent = row.code;
    at("link").href = row.link;
    return made;
  }
  const words = row.fields.find(([name]) => name === "words")?.[1].trim();
  const photos = row.photos.length ? form.dataset.photosKept.replace("{n}", row.photos.length) : "";
  at("what").textContent = [new Date(row.made_at).toLocaleString("zh-CN"), words, photos].filter(Boolean).join("\n");
  at("why").textContent = row.fault || "";
  at("why").hidden = !row.fault;
  at("wait").hidden = Boolean(row.fault);
  at("again").addEventListener("click", () => flush(true));
  at("drop").addEventListener("click", async (event) => {
    const label = event.currentTarget.querySelector("span");
    if (label.textContent !== form.dataset.sure) label.textContent = form.dataset.sure;
    else await drop(row.id).then(draw);
  });
  return made;
}

let drawn = "";
// A card made anew swallows the press.
async function draw() {
  const rows = await all(), now = JSON.stringify(rows, ["id", "link", "fault"]);
  if (now === drawn) return;
  drawn = now;
  shelf.replaceChildren(...rows.map(card));
  shelf.hidden = !rows.length;
}

/** Keep this page, the county's and what they are made of, so that both open without a signal. */
async function keepPages() {
  await navigator.serviceWorker.register("/p/sw.js", { scope: "/p/" });
  const shelf = await caches.open(NAME), wanted = new Set();
  for (const part of document.querySelectorAll("link[href], script[src]")) wanted.add(part.href || part.src);
  for (const part of document.querySelectorAll("use")) wanted.add(part.href.baseVal.split("#")[0]);
  const files = [...wanted].filter((one) => one && new URL(one, location).origin === location.origin);
  await Promise.all(files.map((file) => shelf.add(file).catch(() => {}))); // without one of them the form still works
  await shelf.addAll([...new Set([location.pathname, form.dataset.tip])]);
  await navigator.serviceWorker.ready;
  document.documentElement.dataset.stays = "";
}

if (form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    await submitSaying();
  });
  addEventListener("online", () => flush());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(async () => { if ((await all()).some((row) => !row.link && !row.fault)) flush(); }, AGAIN);
  flush();
  if (navigator.serviceWorker) keepPages().catch(() => {}); // without a signal what was kept before stays
} else {
  // One's own page is open: nothing of it needs to stay on the phone.
  all().then((rows) => rows.filter((row) => row.link?.split("?")[0] === location.pathname).forEach((row) => drop(row.id)));
}
