// 巡查检查: the places to visit, and one visit: prove that one is there, the checklist with one thumb, photos, who signs.

import { age, button, card, chip, empty, h, icon, left, say } from "./dom.js";
import { record } from "./app.js";
import * as copies from "./copies.js";
import { begin } from "./drafts.js";
import { album, kilo, locate, MOST_IN_ONE, refuse } from "./report.js";
import { canScan, codeIn, markOf, scan } from "./scan.js";

const RESULTS = ["pass", "fail", "skip"];
/** Kinds that officers of the county's list sign. */
const OFFICIAL = ["inspection", "random", "surprise"];
/** What an item asks for besides its result: key in the answer, name in the form, kind of field, words. */
const ASKED = { count: [["have", "n", "number", "visit_have"], ["need", "m", "number", "visit_need"]], date: [["last_on", "d", "date", "visit_last"]] };

/** Every visit of the holder's, in the order of the route and of the dates. */
export async function visits() {
  const { list, at } = await copies.visits();
  const line = (one) => h("a.tk", { href: `#/visit/${one.id}` }, h("span.ic", null, icon("checklist")),
    h("span.grow", null, h("b", null, one.name), h("span.sub", null, `${one.kind_name}　${one.place}`)),
    one.said ? chip("ok", say("visit_done")) : one.state === "missed" ? chip("bad", say("visit_missed")) : left(one.due_at));
  return { title: say("visits"), body: [list.length ? card(list.map(line)) : empty(say("no_visits")), age(at)] };
}

/** `code`: brought along by whoever read the label and followed its link. */
export async function visit([id, code]) {
  const { list, checklists, officers } = await copies.visits(), one = list.find((row) => String(row.id) === id);
  if (!one) return { title: say("visits"), body: [empty(say("visit_gone"))] };
  if (one.said) return { title: one.name, body: [empty(say("visit_done"))] };
  const known = checklists.get(one.place_class), items = one.items.length ? one.items : known?.items ?? [];
  const begun = one.started, isThere = Boolean(begun) || one.state === "started";
  const made = { id: one.id, code: begun?.payload.code ?? "", how: begun?.payload.how ?? "", version: one.version ?? known?.version ?? null, isThere };
  const spot = h("p.sub", { role: "status" }), found = locate((words) => { spot.textContent = words; }, "no_place_here");
  const said = h("p.hint18.bad", { role: "alert" }), taken = () => rows.reduce((sum, row) => sum + row.photos.length, 0);
  const rows = items.map((item, place) => question(item, place, () => MOST_IN_ONE - taken())), pictures = h("p.sub", { role: "status" });
  const form = h("form.stack", { id: "visit", onsubmit: (event) => { event.preventDefault(); send(one, made, rows, form, found, said, keep); },
    onphotos: () => { pictures.textContent = taken() ? say("photos_of", { n: taken(), whole: MOST_IN_ONE }) : ""; } },
    h("input", { type: "hidden", name: "since", value: begun ? new Date(begun.made_at).toISOString() : new Date().toISOString() }),
    h("p.sub", null, [one.class_name, one.unit, one.place].filter(Boolean).join("　")),
    isThere ? h("p", null, chip("ok", say("visit_there"))) : there(one, made, found, spot, code),
    rows.length ? h("section.stack", null, h("h2", null, say("visit_items", { n: rows.length })), rows.map((row) => row.box)) : null,
    rows.length ? button(".quiet", "check", say("visit_rest_pass"), () => rows.forEach((row) => row.passIfOpen())) : null,
    signing(one, OFFICIAL.includes(one.kind) ? officers : []), pictures, said);
  const keep = await begin(`visit/${id}`, form);
  return { title: one.name, still: true, body: [form], foot: h("button.m-btn.pri", { form: "visit" }, icon("send"), say("visit_finish")) };
}

/** The label's code, read or typed; its being right is said at once and told to the office. */
function there(one, made, found, spot, brought) {
  const told = h("p.hint18", { role: "status" });
  const field = h("input.m-in", { name: "code", id: "code", autocomplete: "off", autocapitalize: "characters", maxlength: 60, placeholder: say("visit_code_hint") });
  const take = async (text, how) => {
    const code = codeIn(text);
    if (!code || await markOf(one.key, code) !== one.mark) { told.textContent = say("visit_code_wrong"); told.className = "hint18 bad"; return; }
    Object.assign(made, { code, how });
    told.replaceChildren(chip("ok", say("visit_there")));
    told.className = "hint18 ok";
    field.value = code;
    if (how === "link") await found.ready; // nobody has pressed anything here yet, the place has just been asked for
    record({ kind: "inspections.start", subject: `visit ${one.id}`, payload: { visit: one.id, code, how, scanned: how === "scan" }, position: found.position,
      view: { icon: "map-pin", title: say("view_there", { name: one.name }) } }, say("visit_there"));
  };
  field.addEventListener("change", () => { if (field.value.trim()) take(field.value, "typed"); });
  if (brought) take(brought, "link");
  const eye = canScan() ? button("", "qrcode", say("visit_scan"), async () => { const text = await scan(); if (text) take(text, "scan"); }) : null;
  return h("section.m-card", null, h("div.in.stack", null, h("h2", null, say("visit_prove")), eye,
    h("label.m-field", null, h("span.m-lab", null, say("visit_code")), field), told, h("div.spot", null, icon("current-location", "c-brand"), spot),
    h("label.m-field", null, h("span.m-lab", null, say("visit_no_code"), h("em", null, say("optional"))), h("input.m-in", { name: "presence_words", maxlength: 200, autocomplete: "off" }))));
}

/** One item: three wide buttons; 不合格 asks what and for a photo. */
function question(item, place, room) {
  const photos = [], row = { item, photos, result: "" };
  const words = h("textarea.m-area", { name: `w-${item.code}`, maxlength: 300, "aria-label": say("visit_what"), placeholder: say("visit_what") });
  const more = h("div.stack", { hidden: true }, words, album(photos, { name: item.code, room }));
  const inputs = RESULTS.map((value) => h("input", { type: "radio", name: `r-${item.code}`, value, onchange: () => choose(value) }));
  const choose = (value) => { row.result = value; more.hidden = value !== "fail"; };
  const asked = (ASKED[item.answer] ?? []).map(([key, sort, type, label]) => ({ key, label, input: h("input.m-in", { type, name: `${sort}-${item.code}`, min: type === "number" ? "0" : "", autocomplete: "off" }) }));
  row.facts = () => Object.fromEntries(asked.filter(({ input }) => input.value).map(({ key, input }) => [key, input.type === "number" ? Number(input.value) : input.value]));
  row.words = () => words.value.trim();
  row.passIfOpen = () => { if (!row.result) { inputs[0].checked = true; choose("pass"); } };
  row.box = h("fieldset.m-set.stack", null, h("legend.m-lab", null, `${place + 1}. ${item.name}`, item.grade === "2" && chip("bad", say("visit_major"))),
    h("div.m-seg", null, inputs.map((input, n) => h("label.radio", null, input, h("span", null, say(`visit_${RESULTS[n]}`))))),
    asked.map(({ label, input }) => h("label.m-field", null, h("span.m-lab", null, say(label), h("em", null, say("optional"))), input)), more);
  return row;
}

/** Who was there and who signs; a patrol needs neither. An inspection is signed by officers of the list. */
function signing(one, officers) {
  const pick = (who) => h("label.pickone", null, h("input", { type: "checkbox", name: "officer", value: who.id }), h("span", null, [who.name, who.unit].filter(Boolean).join("　")));
  const line = (name, words, most) => h("label.m-field", null, h("span.m-lab", null, say(words), one.kind === "patrol" && h("em", null, say("optional"))), h("input.m-in", { name, maxlength: most, autocomplete: "off" }));
  return h("section.stack", null, h("label.m-field", null, h("span.m-lab", null, say("visit_words"), h("em", null, say("optional"))), h("textarea.m-area", { name: "words", maxlength: 500 })),
    officers.length ? h("fieldset.m-set", null, h("legend.m-lab", null, say("visit_inspectors")), officers.map(pick)) : one.kind === "patrol" ? null : line("inspectors", "visit_inspectors", 120), line("signer", "visit_signer", 40),
    one.kind === "patrol" ? null : refusing(line("refusal", "visit_refusal", 200)));
}

/** How they refused is asked of nobody who signs. */
function refusing(how) {
  how.hidden = true;
  return [h("label.pickone", null, h("input", { type: "checkbox", name: "refused", onchange: ({ target }) => { how.hidden = !target.checked; } }),
    h("span", null, say("visit_refused"))), how];
}

function fault(one, made, rows, facts, found) {
  const open = rows.find((row) => !row.result), bad = rows.find((row) => row.result === "fail" && (!row.words() || !row.photos.length));
  if (open) return ["visit_open", open.box];
  if (bad) return ["visit_bad_needs", bad.box];
  if (!made.isThere && !made.code && !found.position && !facts.presence_words) return ["visit_needs_proof", null];
  if (one.kind === "patrol") return null;
  if (!facts.inspectors && !facts.officer) return ["visit_needs_two", null];
  if (facts.refused ? !facts.refusal : !facts.signer) return [facts.refused ? "visit_needs_refusal" : "visit_needs_signer", null];
  return null;
}

async function send(one, made, rows, form, found, said, keep) {
  const facts = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value).trim()]).filter(([, value]) => value));
  const wrong = fault(one, made, rows, facts, found);
  if (wrong) { refuse(said, say(wrong[0]), wrong[1]); return; }
  const photos = [], answers = rows.map((row) => {
    const first = photos.length;
    if (row.result === "fail") photos.push(...row.photos);
    return { item: row.item.code, result: row.result, ...row.facts(), ...(row.result === "fail" ? { words: row.words(), photos: row.photos.map((_one, n) => first + n) } : {}) };
  });
  const failed = answers.filter((answer) => answer.result === "fail").length;
  const payload = { visit: one.id, code: made.code, how: made.how, scanned: made.how === "scan", started_at: facts.since, checklist_version: made.version, answers,
    presence_words: facts.presence_words ?? "", words: facts.words ?? "", signer: facts.signer ?? "", refused: Boolean(facts.refused), refusal: facts.refusal ?? "",
    inspectors: [...new FormData(form).getAll("officer").map(Number), ...(facts.inspectors ?? "").split(/[\s、，,]+/).filter(Boolean)] };
  const saved = await keep({ kind: "inspections.record", subject: `visit ${one.id}`, payload, photos, position: found.position,
    view: { icon: "checklist", title: say("view_visit", { name: one.name, n: failed }), photos: photos.length, kb: kilo(photos) } }, say("saved_visit"));
  if (saved) location.hash = "#/visits";
}
