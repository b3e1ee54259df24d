// 巡查检查: the places to visit, and one visit: prove that one is there, the checklist with one thumb, photos, who signs.

import { age, button, card, chip, empty, h, icon, left, say, toast } from "./dom.js";
import { record } from "./app.js";
import * as copies from "./copies.js";
import { album, locate } from "./report.js";
import { canScan, codeIn, scan } from "./scan.js";

const RESULTS = ["pass", "fail", "skip"];

/** Every visit of the holder's, in the order of the route and of the dates. */
export async function visits() {
  const { list, at } = await copies.visits();
  const line = (one) => h("a.tk", { href: `#/visit/${one.id}` }, h("span.ic", null, icon("checklist")),
    h("span.grow", null, h("b", null, one.name), h("span.sub", null, `${one.kind_name}　${one.place}`)),
    one.said ? chip("ok", say("visit_done")) : one.state === "missed" ? chip("bad", say("visit_missed")) : left(one.due_at));
  return { title: say("visits"), body: [list.length ? card(list.map(line)) : empty(say("no_visits")), age(at)] };
}

export async function visit([id]) {
  const { list, checklists } = await copies.visits(), one = list.find((row) => String(row.id) === id);
  if (!one) return { title: say("visits"), body: [empty(say("visit_gone"))] };
  if (one.said) return { title: one.name, body: [empty(say("visit_done"))] };
  const known = checklists.get(one.place_class), items = one.items.length ? one.items : known?.items ?? [];
  const made = { id: one.id, code: "", scanned: false, since: new Date().toISOString(), version: one.version ?? known?.version ?? null };
  const spot = h("p.sub", { role: "status" }), found = locate((words) => { spot.textContent = words; }, "no_place_here");
  const said = h("p.hint18.bad", { role: "alert" }), rows = items.map(question);
  const form = h("form.stack", { id: "visit", onsubmit: (event) => { event.preventDefault(); send(one, made, rows, form, found, said); } },
    h("p.sub", null, [one.class_name, one.unit, one.place].filter(Boolean).join("　")),
    one.state === "started" ? chip("ok", say("visit_there")) : there(one, made, found, spot),
    rows.length ? h("section", null, h("h2", null, say("visit_items", { n: rows.length })), rows.map((row) => row.box)) : null,
    rows.length ? button(".quiet", "check", say("visit_rest_pass"), () => rows.forEach((row) => row.passIfOpen())) : null,
    signing(one), said);
  return { title: one.name, still: true, body: [form], foot: h("button.m-btn.pri", { form: "visit" }, icon("send"), say("visit_finish")) };
}

/** The label's code, read or typed; its being right is said at once and told to the office. */
function there(one, made, found, spot) {
  const told = h("p.hint18", { role: "status" });
  const field = h("input.m-in", { name: "code", id: "code", autocomplete: "off", autocapitalize: "characters", maxlength: 60, placeholder: say("visit_code_hint") });
  const take = (text, scanned) => {
    if (codeIn(text) !== one.code) { told.textContent = say("visit_code_wrong"); told.className = "hint18 bad"; return; }
    Object.assign(made, { code: one.code, scanned, since: new Date().toISOString() });
    told.textContent = say("visit_there");
    told.className = "hint18 ok";
    field.value = one.code;
    record({ kind: "inspections.start", subject: `visit ${one.id}`, payload: { visit: one.id, code: one.code, scanned }, position: found.position,
      view: { icon: "map-pin", title: say("view_there", { name: one.name }) } }, say("visit_there"));
  };
  field.addEventListener("change", () => { if (field.value.trim()) take(field.value, false); });
  const eye = canScan() ? button("", "qrcode", say("visit_scan"), async () => { const text = await scan(); if (text) take(text, true); }) : null;
  return h("section.m-card", null, h("div.in.stack", null, h("h2", null, say("visit_prove")), eye,
    h("label.m-field", null, h("span.m-lab", null, say("visit_code")), field), told, h("div.spot", null, icon("current-location", "c-brand"), spot),
    h("label.m-field", null, h("span.m-lab", null, say("visit_no_code"), h("em", null, say("optional"))), h("input.m-in", { name: "presence_words", maxlength: 200, autocomplete: "off" }))));
}

/** One item: three wide buttons; 不合格 asks what and for a photo. */
function question(item, place) {
  const photos = [], row = { item, photos, result: "" };
  const words = h("textarea.m-area", { maxlength: 300, "aria-label": say("visit_what"), placeholder: say("visit_what") });
  const more = h("div.stack", { hidden: true }, words, album(photos));
  const inputs = RESULTS.map((value) => h("input", { type: "radio", name: `r-${item.code}`, value, onchange: () => choose(value) }));
  const choose = (value) => { row.result = value; more.hidden = value !== "fail"; };
  row.words = () => words.value.trim();
  row.passIfOpen = () => { if (!row.result) { inputs[0].checked = true; choose("pass"); } };
  row.box = h("fieldset.m-set", null, h("legend.m-lab", null, `${place + 1}. ${item.name}`, item.grade === "2" && chip("bad", say("visit_major"))),
    h("div.m-seg", null, inputs.map((input, n) => h("label.radio", null, input, h("span", null, say(`visit_${RESULTS[n]}`))))), more);
  return row;
}

/** Who was there and who signs; a patrol needs neither. */
function signing(one) {
  const line = (name, words, most) => h("label.m-field", null, h("span.m-lab", null, say(words), one.kind === "patrol" && h("em", null, say("optional"))), h("input.m-in", { name, maxlength: most, autocomplete: "off" }));
  return h("section.stack", null, h("label.m-field", null, h("span.m-lab", null, say("visit_words"), h("em", null, say("optional"))), h("textarea.m-area", { name: "words", maxlength: 500 })),
    one.kind === "patrol" ? null : line("inspectors", "visit_inspectors", 120), line("signer", "visit_signer", 40),
    one.kind === "patrol" ? null : [h("label.radio.tick", null, h("input", { type: "checkbox", name: "refused" }), h("span", null, say("visit_refused"))), line("refusal", "visit_refusal", 200)]);
}

function fault(one, made, rows, facts, found) {
  const open = rows.find((row) => !row.result), bad = rows.find((row) => row.result === "fail" && (!row.words() || !row.photos.length));
  if (open) return ["visit_open", open.box];
  if (bad) return ["visit_bad_needs", bad.box];
  if (one.state !== "started" && !made.code && !found.position && !facts.presence_words) return ["visit_needs_proof", null];
  if (one.kind === "patrol") return null;
  if (!facts.inspectors) return ["visit_needs_two", null];
  if (facts.refused ? !facts.refusal : !facts.signer) return [facts.refused ? "visit_needs_refusal" : "visit_needs_signer", null];
  return null;
}

async function send(one, made, rows, form, found, said) {
  const facts = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value).trim()]).filter(([, value]) => value));
  const wrong = fault(one, made, rows, facts, found);
  said.textContent = wrong ? say(wrong[0]) : "";
  if (wrong) { (wrong[1] ?? said).scrollIntoView({ block: "center" }); toast(say(wrong[0])); return; }
  const photos = [], answers = rows.map((row) => {
    const first = photos.length;
    if (row.result === "fail") photos.push(...row.photos);
    return { item: row.item.code, result: row.result, ...(row.result === "fail" ? { words: row.words(), photos: row.photos.map((_one, n) => first + n) } : {}) };
  });
  const failed = answers.filter((answer) => answer.result === "fail").length;
  const payload = { visit: one.id, code: made.code, scanned: made.scanned, started_at: made.since, checklist_version: made.version, answers,
    presence_words: facts.presence_words ?? "", words: facts.words ?? "", signer: facts.signer ?? "", refused: Boolean(facts.refused), refusal: facts.refusal ?? "",
    inspectors: (facts.inspectors ?? "").split(/[\s、，,]+/).filter(Boolean) };
  const saved = await record({ kind: "inspections.record", subject: `visit ${one.id}`, payload, photos, position: found.position,
    view: { icon: "checklist", title: say("view_visit", { name: one.name, n: failed }), photos: photos.length } }, say("saved_visit"));
  if (saved) location.hash = "#/visits";
}
