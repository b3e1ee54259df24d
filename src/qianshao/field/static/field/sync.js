// The page owns the queue: it is sent on load, when the network comes back, when the page is looked at, every 30 s,
// and when somebody presses 马上重发. Text first, photos after, then the copies are fetched anew.

import { setBehind } from "./dom.js";
import * as store from "./store.js";
import { uuid7 } from "./vault.js";

const SYNC = "/api/v1/sync";
const MOST = 100, MOST_BYTES = 120000;
const EVERY = 30000, PULL_EVERY = 60000, FIRST_PAUSE = 5000, LONGEST_PAUSE = 300000, PATIENCE = 25000;
const OPEN_PULLS = ["alerts", "tasks", "shelters", "occupancy", "kinds", "phones", "ledger", "visits"]; // of phones only the offices are kept
const LOCKED_PULLS = ["households", "evacuation"]; // asked for when the PIN was given
const PERSONAL = new Set(["phones", ...LOCKED_PULLS]);
const URGENT = ["duty", "rescue"]; // whom to ring in need: number and office, shown without the PIN

/** What the banner tells: `state` is quiet, sending, offline, failing, login, revoked. */
export const net = { state: "quiet", sent: 0, total: 0, since: 0, finished: 0 };
let holder; // the server's word for whose phone this is; undefined until it was heard in this page's life
let failures = 0, pausedUntil = 0, lastPull = 0, wishes = 0, timer = 0, going = false, again = false;
const listeners = new Set();

export function onNet(tell) { listeners.add(tell); }
function show(facts) {
  Object.assign(net, facts);
  if (net.state === "offline" || net.state === "failing") net.since ||= Date.now();
  else net.since = 0;
  for (const tell of listeners) tell();
}

export function startSync() {
  addEventListener("online", () => flush({ now: true }));
  addEventListener("offline", () => show({ state: "offline" }));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush({ now: true }); });
  setInterval(() => flush(), EVERY);
  return flush({ now: true });
}

/** Sends what waits. `now` forgets the pause (a person pressed, or the network came back). */
export async function flush({ now = false, pull = false } = {}) {
  if (now) pausedUntil = 0;
  if (pull) { lastPull = 0; wishes += 1; }
  if (going) { again = true; return; }
  going = true;
  try {
    do {
      again = false;
      await (navigator.locks ? navigator.locks.request("qs-queue", { ifAvailable: true }, (mine) => mine && drain()) : drain());
    } while (again && net.state !== "failing" && net.state !== "login");
  } finally { going = false; }
}

async function drain() {
  if (net.state === "revoked" || Date.now() < pausedUntil) return;
  if (navigator.onLine === false) { show({ state: "offline" }); return; }
  try {
    await sendCommands();
    if ((await store.count()).files) await (await import("./files.js")).sendFiles();
    if (Date.now() - lastPull > PULL_EVERY) await fetchCopies();
    failures = 0;
    const finished = net.state === "sending" ? Date.now() : net.finished;
    show({ state: "quiet", sent: 0, total: 0, finished });
  } catch (error) {
    failed(error);
  }
}

function failed(error) {
  if (error instanceof Stopped) { show({ state: error.message }); return; }
  if (!(error instanceof Unreachable)) console.warn("sync", error);
  failures += 1;
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
  pausedUntil = Date.now() + pause;
  clearTimeout(timer);
  timer = setTimeout(() => flush(), pause + 50);
  show({ state: navigator.onLine === false ? "offline" : "failing" });
}

export class Unreachable extends Error {}
class Stopped extends Error {}
export class Denied extends Error {
  constructor(status, said) { super(said?.message ?? ""); this.status = status; this.said = said ?? {}; }
}

/** One request to our own server, with the header that no other site can send. */
export async function ask(url, options = {}) {
  const stop = new AbortController(), late = setTimeout(() => stop.abort(), PATIENCE);
  let response, said = null;
  try {
    response = await fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...options,
      signal: stop.signal, headers: { "X-Qianshao-Phone": "1", Accept: "application/json", ...options.headers } });
    const text = await response.text();
    try { said = JSON.parse(text); } catch { said = null; }
  } catch {
    throw new Unreachable();
  } finally { clearTimeout(late); }
  if (said?.wipe) await revoked(said);
  if (response.status === 401 || response.type === "opaqueredirect") throw new Stopped("login");
  if (response.status >= 500 || [408, 425, 429].includes(response.status)) throw new Unreachable();
  if (!response.ok) throw new Denied(response.status, said);
  if (said === null && response.status !== 204) throw new Unreachable(); // a portal's page is not our server
  return said ?? {};
}

/** The server took this phone back: the household copies go at once, the rest when the queue is with the server. */
async function revoked() {
  if (!net.wiping) await store.wipe({ keepQueue: true });
  net.wiping = true;
}

async function packed(value) {
  const text = JSON.stringify(value);
  const headers = { "Content-Type": "application/json" };
  if (text.length < 1400 || !self.CompressionStream) return { body: text, headers };
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return { body: await new Response(stream).arrayBuffer(), headers: { ...headers, "Content-Encoding": "gzip" } };
}

async function epoch() {
  const kept = await store.setting("epoch");
  if (kept) return kept;
  const made = uuid7();
  await store.setSetting("epoch", made);
  return made;
}

/** The next commands to send: oldest first, one of each subject, so that their order holds. */
function pick(all) {
  const own = (one) => net.wiping || one.owner === null || one.owner === undefined || one.owner === holder;
  const subjects = new Set(), chosen = [];
  let size = 0;
  for (const one of all.filter(own)) {
    const free = !subjects.has(one.subject);
    subjects.add(one.subject);
    if (!free || one.next_at > Date.now() || one.payload === null) continue;
    size += JSON.stringify(one.payload).length + 40 * one.files.length + 300;
    if (chosen.length >= MOST || (chosen.length && size > MOST_BYTES)) break;
    chosen.push(one);
  }
  return chosen;
}

async function sendCommands() {
  let total = 0, sent = 0;
  if (holder === undefined && (await store.waiting()).length) await identify();
  for (;;) {
    const all = await store.waiting(), batch = pick(all);
    if (!batch.length) break;
    total = Math.max(total, sent + all.length);
    show({ state: "sending", sent, total });
    await push(batch);
    sent += batch.length;
  }
  if (net.wiping) {
    if ((await store.count()).waiting === 0) await store.wipe();
    throw new Stopped("revoked");
  }
}

/** Who this phone is bound to: asked before the first command of a page's life goes out. */
async function identify() {
  const said = await ask(`${SYNC}?names=`);
  await hold(said.me);
}

async function hold(me) {
  if (!me) return;
  holder = net.holder = me.user ?? null;
  await store.holdBy(holder);
}

const onTheWire = (one) => ({ id: one.id, kind: one.kind, made_at: new Date(one.made_at).toISOString(),
  payload: one.payload, attachments: one.files, position: one.position ?? null, replaces: one.replaces });

async function push(batch) {
  let said;
  try {
    said = await ask(SYNC, { method: "POST", ...(await packed({ epoch: await epoch(), sent_at: new Date().toISOString(), commands: batch.map(onTheWire) })) });
  } catch (error) {
    if (error instanceof Denied) { await apart(batch, error); return; }
    await store.settle(batch.map((one) => ({ seq: one.seq, tries: one.tries + 1 })));
    throw error;
  }
  const answers = new Map((said.answers ?? []).map((answer) => [answer.id, answer]));
  await store.settle(batch.map((one) => outcome(one, answers.get(one.id))));
  if (batch.some((one) => answers.get(one.id)?.outcome === "done")) lastPull = 0;
}

/** A batch refused as a whole is sent one by one; a single one refused is flagged, and the others go on. */
async function apart(batch, error) {
  if (batch.length > 1) {
    for (const one of batch) await push([one]);
    return;
  }
  const [one] = batch;
  await store.settle([outcome(one, { outcome: "refused", message: error.message, code: error.said.code })]);
}

function outcome(one, answer) {
  if (!answer || answer.outcome === "retry") {
    const tries = one.tries + 1;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(tries - 1, 10));
    return { seq: one.seq, tries, next_at: Date.now() + pause, answer: answer && { message: answer.message ?? "" } };
  }
  return { seq: one.seq, state: "answered", outcome: answer.outcome, answered_at: Date.now(),
    unread: answer.outcome === "refused",
    answer: { message: answer.message ?? "", code: answer.code ?? "", data: answer.data ?? {} } };
}

// ---- copies ----------------------------------------------------------------------------------------------------

/** The server's time at the last contact, so that deadlines are right on a phone whose clock is wrong. */
async function keepBehind(ms) {
  if (!Number.isFinite(ms)) return;
  setBehind(ms);
  await store.setSetting("behind", ms);
}

async function fetchCopies() {
  const wish = wishes, names = store.unlocked() ? [...OPEN_PULLS, ...LOCKED_PULLS] : OPEN_PULLS;
  const etags = (await store.setting("etags")) ?? {};
  const kept = names.join(",");
  const query = new URLSearchParams({ names: kept });
  if (etags[kept]) query.set("have", etags[kept]);
  const said = await ask(`${SYNC}?${query}`);
  if (net.wiping) throw new Stopped("revoked");
  const at = Date.now();
  if (wish === wishes) lastPull = at; // the PIN was given meanwhile: the names come next, not in a minute
  await keepBehind(Date.parse(said.as_of) - at);
  if (said.same) { await store.stillFresh([...names, "me"], at); return; }
  await hold(said.me);
  const urgent = said.pulls?.phones?.filter((row) => URGENT.includes(row.kind)).map(({ kind, role, number }) => ({ kind, role, number }));
  await store.keep({ ...said.pulls, ...(said.me ? { me: said.me } : {}), ...(urgent ? { urgent } : {}) }, PERSONAL, at);
  if (said.me?.policy) await store.setSetting("policy", said.me.policy);
  await store.setSetting("etags", { ...etags, [kept]: said.etag });
}
