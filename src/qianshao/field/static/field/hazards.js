// 隐患: found in three touches, mended with a photo, watched while a warning lasts. All of it works without a network.

import { age, button, card, chip, empty, h, icon, left, say, sheet, when } from "./dom.js";
import * as copies from "./copies.js";
import { begin } from "./drafts.js";
import { album, kilo, locate, radios, refuse, values } from "./report.js";

const USUAL = [["house", "house", "home-exclamation"], ["drainage", "flooding", "droplet"], ["road", "road", "road"], ["other", "other", "dots"]];
const mark = (one) => (one.is_drill ? say("drill_mark") : "");
const number = () => crypto.getRandomValues(new Uint32Array(2)).join("");

/** Photo, words and place: what each of the three forms asks for. */
function asks(photos, without) {
  const spot = h("p.sub", { role: "status" }), found = locate((words) => { spot.textContent = words; }, without);
  return { found, said: h("p.hint18.bad", { role: "alert" }), pictures: album(photos),
    where: h("div.spot", null, icon("current-location", "c-brand"), spot),
    words: h("label.m-field", null, h("span.m-lab", null, say("hz_words"), h("em", null, say("optional"))),
      h("textarea.m-area", { name: "words", maxlength: 500, placeholder: say("hz_words_hint") })) };
}

/** `uid` and `name`: the place whose label was read, or the patrol point one stands at (then without a uid). */
export async function find([uid, name]) {
  const [me, { kinds }] = await Promise.all([copies.me(), copies.ledger()]);
  const choices = kinds.length ? kinds.map((one) => [one.code, one.name, one.icon])
    : USUAL.map(([code, word, picture]) => [code, say(`kind_${word}`), picture]);
  const photos = [], ask = asks(photos), mended = mendedThere();
  const place = h("input.m-in", { name: "place", id: "place", maxlength: 120, autocomplete: "off", placeholder: me.place ?? "", value: name ?? "" });
  const form = h("form.stack", { id: "find", onsubmit: (event) => { event.preventDefault(); go(); } }, ask.pictures,
    h("fieldset.m-set", null, h("legend.m-lab", null, say("hz_what")), radios("m-pick", "kind", choices)), ask.words,
    h("section", null, h("label.m-lab", { for: "place" }, say("where")), isUid(uid) && h("p.sub", null, say("hz_scanned")), ask.where, place), mended.box, ask.said);
  const keep = await begin(["find", uid, name].filter(Boolean).map(encodeURIComponent).join("/"), form);

  async function go() {
    const { fixed, ...facts } = values(form), after = fixed ? mended.photos : [];
    if (!facts.kind && !facts.words && !photos.length) { refuse(ask.said, say("hz_choose"), ask.pictures); return; }
    if (fixed && !after.length) { refuse(ask.said, say("hz_need_photo"), mended.box); return; }
    const called = choices.find(([code]) => code === facts.kind)?.[1] ?? facts.words ?? say("kind_other"), all = [...photos, ...after];
    const payload = { ...facts, ...(isUid(uid) ? { place_uid: uid } : {}), ...(fixed ? { fixed: true, after: after.map((_one, n) => photos.length + n) } : {}) };
    const saved = await keep({ kind: "hazards.find", subject: `find ${number()}`, payload, photos: all, position: ask.found.position,
      view: { icon: "checklist", title: say(fixed ? "hz_view_fixed" : "hz_view", { name: called, place: facts.place ?? "" }), photos: all.length, kb: kilo(all) } });
    if (saved) location.hash = "#/hazards";
  }
  return { title: say("tile_find"), still: true, body: [form], foot: h("button.m-btn.pri", { form: "find" }, icon("send"), say("submit")) };
}

const isUid = (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text ?? "");

/** 立行立改: mended while one stood there, shown by other photos than what was found. */
function mendedThere() {
  const photos = [], pictures = album(photos, { name: "after", title: "hz_after_photo" });
  const box = h("section.stack", null, h("label.pickone", null,
    h("input", { type: "checkbox", name: "fixed", value: "1", onchange: ({ target }) => { if (target.checked) box.append(pictures); else pictures.remove(); } }), h("span", null, say("hz_fixed_now"))));
  return { photos, box };
}

// ---- what is mine ----------------------------------------------------------------------------------------------

export async function hazards() {
  const all = await copies.ledger(), { guards } = all;
  const mend = all.hazards.filter((one) => one.mend), found = all.hazards.filter((one) => one.found && !one.mend);
  const list = (title, rows) => card(h("h2.line", null, title, h("span.mute", null, say("n_tasks", { n: rows.length }))), rows.length ? rows : empty(say("hz_none")));
  return {
    title: say("hz_mine"), drill: guards.some((one) => one.is_drill),
    body: [guards.length ? list(say("hz_watch"), guards.map(guardLine)) : null, list(say("hz_mend"), mend.map(mendLine)),
      list(say("hz_found"), [...all.fresh.map(freshLine).reverse(), ...found.map(foundLine)]), age(all.at)],
    foot: h("a.m-btn.pri", { href: "#/find" }, icon("camera"), say("tile_find")),
  };
}

const line = (to, picture, title, sub, state, key) => h(to ? "a.tk" : "div.tk", { href: to ? `#/${to}` : null, "data-key": key },
  h("span.ic", null, icon(picture)), h("span.grow", null, h("b", null, title), h("span.sub", null, sub)), state);

function guardLine(one) {
  const sub = [one.why, one.mine ? say("hz_of_mine") : one.who && say("hz_by", { who: one.who }), say("hz_every", { n: one.every_hours })].filter(Boolean).join(" · ");
  return line(`watch/${one.guard}`, "search", mark(one) + one.title, sub, one.said ? chip("ok", say("hz_looked")) : left(one.due_at), `guard-${one.guard}`);
}

const due = (one) => (one.due_at ? say("hz_due", { time: when(one.due_at) }) : say("hz_no_due"));

function mendLine(one) {
  const state = copies.isShown(one) ? chip("ok", say("hz_shown")) : one.due_at ? left(one.due_at) : chip(one.tone, one.state_label);
  return line(`mend/${one.uid}`, "home-exclamation", mark(one) + one.title, [one.is_major && say("hz_major"), one.state_label, due(one)].filter(Boolean).join(" · "), state, one.uid);
}

const foundLine = (one) => line(null, "checklist", mark(one) + one.title, [one.no, one.reason, one.due_at && due(one)].filter(Boolean).join(" · "), chip(one.tone, one.state_label), one.uid);

const freshLine = (one) => line(null, "checklist", one.view.title ?? "", [when(one.made_at), one.answer?.data?.why].filter(Boolean).join(" · "), chip(one.state === "answered" ? "ok" : "wait", one.state === "answered" ? say("arrived_at", { time: when(one.answered_at) }) : say("hz_waits")), one.id);

/** What it is about, over each of the two forms. */
const about = (one, sub) => card(h("div.in.stack", null, h("h2", null, mark(one) + one.title), h("p.sub", null, sub),
  (one.measure || one.interim) && h("p.big", null, say("hz_measure", { words: one.measure || one.interim }))));

const gone = (title) => ({ title, body: [empty(say("hz_gone"))] });

export async function mend([uid]) {
  const one = (await copies.ledger()).hazards.find((row) => row.uid === uid);
  if (!one) return gone(say("hz_mend"));
  const photos = [], ask = asks(photos, "no_place_here");
  const form = h("form.stack", { id: "mend", onsubmit: (event) => event.preventDefault() }, h("p.sub", null, say("hz_after")), ask.pictures, ask.words, ask.where, ask.said);
  const keep = await begin(`mend/${uid}`, form);
  const send = async (done) => {
    const facts = values(form);
    if (done ? !photos.length : !photos.length && !facts.words) { refuse(ask.said, say(done ? "hz_need_photo" : "hz_need_words")); return; }
    const saved = await keep({ kind: "hazards.fix", subject: `hazard ${uid}`, payload: { ...facts, hazard: uid, done }, photos, position: ask.found.position,
      view: { icon: "home-exclamation", title: say(done ? "hz_view_done" : "hz_view_going", { name: one.title }), photos: photos.length, kb: kilo(photos) } });
    if (saved) location.hash = "#/hazards";
  };
  return { title: say("hz_mend"), still: true, drill: one.is_drill, body: [about(one, [one.no, one.is_major && say("hz_major"), one.state_label, due(one)].filter(Boolean).join(" · ")), form],
    foot: h("div.two", null, button(".ok", "check", say("hz_done"), () => send(true)), button("", "refresh", say("hz_going"), () => send(false))) };
}

export async function watch([id]) {
  const [me, { guards }] = await Promise.all([copies.me(), copies.ledger()]), one = guards.find((row) => String(row.guard) === id);
  if (!one) return gone(say("hz_watch"));
  const photos = [], ask = asks(photos, "no_place_here");
  const form = h("form.stack", { id: "watch", onsubmit: (event) => event.preventDefault() }, ask.pictures, ask.words, ask.where, ask.said);
  const keep = await begin(`watch/${id}`, form);
  const send = async (worse) => {
    const saved = await keep({ kind: "hazards.look", subject: `guard ${id}`, payload: { ...values(form), guard: one.guard, worse }, photos, position: ask.found.position,
      view: { icon: "search", title: say("hz_view_look", { name: one.title, state: say(worse ? "hz_worse" : "hz_same") }), photos: photos.length, kb: kilo(photos) } });
    if (worse) tellDuty(me, saved);
    else if (saved) location.hash = "#/hazards";
  };
  return { title: say("hz_watch"), still: true, drill: one.is_drill, body: [about(one, [one.no, one.why, say("hz_every", { n: one.every_hours })].filter(Boolean).join(" · ")), form],
    foot: h("div.two", null, button(".ok", "check", say("hz_same"), () => send(false)), button("", "alert-triangle", say("hz_worse"), () => send(true))) };
}

/** Worse: a voice is faster than a row, and it is offered whether the row could be saved or not. */
function tellDuty(me, saved) {
  const duty = me.duty || "119";
  const box = sheet(say("hz_worse"), h("p.big", null, `${say(saved ? "saved" : "not_saved").replace(/。.*/, "")}。${say("hz_worse_call")}`), h("a.m-btn.pri.xl", { href: `tel:${duty}` }, icon("phone"), duty === "119" ? "119" : say("call_duty")));
  box.lastChild.textContent = say("seen"); // nothing is taken back by shutting it
  box.addEventListener("close", () => { if (location.hash.startsWith("#/watch/")) location.hash = "#/hazards"; });
}
