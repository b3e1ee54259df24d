// The app: opens the store, draws the screen that the address names, keeps the banner true.

import { calm, h, icon, keep, say, setBehind, span, toast, writing } from "./dom.js";
import { flush, net, onNet, startSync } from "./sync.js";
import * as store from "./store.js";

// screen: [module, tab it belongs to, asks for the PIN]
const SCREENS = {
  home: ["home.js", "home"], tasks: ["home.js", "tasks"], patrol: ["home.js", null], mine: ["mine.js", "mine"], phones: ["phones.js", "phones"],
  unlock: ["phones.js", "phones", true],
  doors: ["doors.js", null, true], calls: ["doors.js", null], signin: ["signin.js", null, true],
  add: ["signin.js", null, true], report: ["report.js", null], check: ["report.js", null],
  find: ["hazards.js", null], hazards: ["hazards.js", null], mend: ["hazards.js", null], watch: ["hazards.js", null],
  visits: ["visits.js", null], visit: ["visits.js", null],
};
const TABS = [["home", "home"], ["tasks", "checklist"], ["mine", "history"], ["phones", "phone"]];
const place = Object.fromEntries(["top", "net", "main", "foot", "drill"].map((id) => [id, document.getElementById(id)]));
let current = null, still = false, painting = false, stale = false, drawings = 0;

const where = () => {
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return { name: SCREENS[name] ? name : "home", rest };
};

/** Draws the screen; while one drawing runs, one more is remembered. */
async function paint() {
  if (painting) { stale = true; return; }
  painting = true;
  try {
    do { stale = false; await draw(); } while (stale);
    document.documentElement.dataset.ready = String(drawings += 1); // all that was asked for so far is drawn
  } catch (error) {
    if (store.isOpen()) throw error; // wiped meanwhile: what it wanted to show is gone
  } finally { painting = false; }
}

async function draw() {
  const { name, rest } = where(), [file, tab, locked] = SCREENS[name];
  const needsPin = locked && !store.unlocked();
  const key = [name, ...rest, needsPin ? `pin${await store.hasPin()}` : ""].join("/"), moved = key !== current;
  if (!moved && (still || writing(place.main))) { await banner(); return; } // a form being filled is not drawn over
  const module = await import(needsPin ? "./pin.js" : `./${file}`);
  const screen = await module[needsPin ? "pin" : name](rest);
  await calm();
  const putBack = moved ? () => {} : keep(place.main);
  current = key;
  still = Boolean(screen.still);
  const focus = document.activeElement?.dataset?.key;
  document.title = screen.title;
  document.body.dataset.screen = [name, ...rest].join("/");
  place.top.replaceChildren(...(tab ? screen.top ?? [h("h1.grow", null, screen.title)] : [back(), h("h1.grow", null, screen.title), ...(screen.top ?? [])]));
  place.main.className = `m-body${screen.kind ? ` ${screen.kind}` : ""}`;
  place.main.replaceChildren(...screen.body.flat().filter(Boolean));
  putBack();
  place.foot.replaceChildren(...(tab && !screen.foot ? [tabs(tab)] : screen.foot ? [h("div.m-foot", null, screen.foot), ...(tab ? [tabs(tab)] : [])] : []));
  place.drill.hidden = !screen.drill;
  if (moved) { scrollTo(0, 0); document.querySelectorAll("dialog.sheet").forEach((box) => box.close()); place.main.focus({ preventScroll: true }); }
  else if (focus) document.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  await banner();
}

const back = () => h("a.back", { href: "#/home", "aria-label": say("back") }, icon("chevron-left"));

function tabs(now) {
  return h("nav.m-nav", { "aria-label": say("navigation") }, TABS.map(([name, picture]) =>
    h("a", { href: `#/${name}`, "aria-current": name === now ? "page" : null }, icon(picture), say(`tab_${name}`))));
}

/** The screen drawn as if just opened. */
export function anew() { current = null; paint(); }

/** One line that is always true: what waits, what is being sent, what to do. */
async function banner() {
  const counts = await store.count().catch(() => ({ waiting: 0, refused: 0, files: 0 }));
  const [kind, picture, words, link] = bannerWords(counts);
  place.net.hidden = !words;
  if (place.net.dataset.said === `${words}${link}`) return;
  place.net.dataset.said = `${words}${link}`;
  place.net.className = `m-net${kind ? ` ${kind}` : ""}`;
  place.net.replaceChildren(icon(picture), h("span", null, words), link ? h("a", { href: link[0] }, link[1]) : "");
}

function bannerWords({ waiting, refused, files }) {
  const look = where().name === "mine" ? null : ["#/mine", say("look")];
  if (net.state === "login") return ["bad", "lock", say(waiting ? "net_login" : "pair", { n: waiting }), ["/m/enrol", say("enrol_again")]];
  if (net.state === "sending") return ["", "send", say("net_sending", { n: Math.min(net.sent + 1, net.total), total: net.total })];
  if (net.state === "offline" || net.state === "failing") {
    const waited = net.since && Date.now() - net.since > 120000 && where().name === "mine";
    if (waited) return ["", "wifi-off", say("net_waited", { time: span(Date.now() - net.since) })];
    if (waiting) return ["", "wifi-off", say("net_offline_n", { n: waiting }), look];
    if (files) return ["", "wifi-off", say("net_photos", { n: files }), look];
    return ["", "wifi-off", say("net_offline")];
  }
  if (refused) return ["bad", "alert-triangle", say("net_refused", { n: refused }), look];
  if (files) return ["", "photo", say("net_photos", { n: files })];
  if (waiting) return ["", "send", say("net_waiting", { n: waiting }), look];
  if (net.finished && Date.now() - net.finished < 3000) return ["ok", "check", say("net_done")];
  return ["", "check", ""];
}

async function revoked() {
  place.top.replaceChildren(h("h1", null, say("revoked_title")));
  place.main.replaceChildren(h("p.big", null, say("revoked")), h("a.m-btn.pri", { href: "/m/enrol" }, say("enrol_again")));
  place.foot.replaceChildren();
  place.net.hidden = true;
}

/** 大字: everything a quarter larger; kept on the phone. */
export function bigger(on) {
  document.documentElement.classList.toggle("big", on);
  localStorage.setItem("qs-big", on ? "1" : "");
}

async function keepVersionFresh() {
  if (!navigator.serviceWorker) return;
  const hadOne = Boolean(navigator.serviceWorker.controller);
  const registration = await navigator.serviceWorker.register("/m/sw.js", { scope: "/m/" });
  registration.addEventListener("updatefound", () => { if (!store.isOpen()) registration.installing.postMessage("take over"); });
  if (registration.waiting && hadOne) registration.waiting.postMessage("take over"); // before anything was typed
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (hadOne && !document.hidden && performance.now() < 10000) location.reload(); });
}

const told = (id, on = true) => { document.getElementById(id).hidden = !on; };

/** False when a newer version was here: this one, out of the worker's copy, must not touch what it keeps. */
async function opened() {
  try {
    await store.openStore({ wait: (on) => told("other-window", on) });
    return true;
  } catch (error) {
    if (error.name !== "VersionError") throw error;
    told("newer");
    keepVersionFresh().catch(() => {});
    return false;
  }
}

async function start() {
  bigger(localStorage.getItem("qs-big") === "1");
  if (!await opened()) return;
  setBehind((await store.setting("behind")) ?? 0);
  let soon = 0;
  store.onChange(() => { clearTimeout(soon); soon = setTimeout(paint, 30); });
  onNet(() => {
    if (net.state === "revoked") { revoked(); return; }
    banner();
    if (net.state === "quiet") setTimeout(banner, 3100);
  });
  addEventListener("hashchange", paint);
  setInterval(() => { if (net.state !== "revoked") paint(); }, 30000);
  await paint();
  navigator.storage?.persist?.();
  startSync();
  setTimeout(() => { // the rest, while nobody waits
    keepVersionFresh().catch(() => {});
    for (const [file] of Object.values(SCREENS)) import(`./${file}`);
  }, 200);
}

/** Saves a command, says so only then, and sends it. */
export async function record(command, words) {
  try {
    await store.save(command);
  } catch (error) {
    console.warn("save", error);
    toast(say("not_saved"), true);
    return false;
  }
  toast(words ?? say("saved"));
  flush();
  return true;
}

if (!window.idb || !window.indexedDB || !crypto.subtle) {
  told("too-old");
} else {
  start();
}
