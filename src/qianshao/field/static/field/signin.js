// 签到 at a shelter: scan a household's code, type it, or find a name; then one touch a person or one for the family.

import { age, button, calm, card, chip, empty, h, icon, say, sheet, toast } from "./dom.js";
import { record } from "./app.js";
import * as copies from "./copies.js";
import { onChange, setSetting, setting } from "./store.js";
import { uuid7 } from "./vault.js";
import { canScan, codeIn, scan } from "./scan.js";

const MOST = 30;
let query = "", results = null, tally = null;
onChange(() => { if (results?.isConnected) fill(); });

export async function signin([step]) {
  const { list, at } = await copies.shelters();
  const chosen = String((await setting("shelter")) ?? "");
  const here = list.find((one) => String(one.id) === chosen) ?? (list.length === 1 ? list[0] : null);
  if (!here || step === "where") return { title: say("which_shelter"), body: [where(list), age(at)] };
  results = h("div.stack");
  tally = h("span.num.b.fs24");
  await fill();
  return { title: here.name, top: [tally], still: true, kind: "signin", body: [finder(), results,
    h("a.m-btn.sm", { href: "#/add/shelter" }, icon("user-plus"), say("add_person")),
    list.length > 1 && h("a.m-btn.sm.quiet", { href: "#/signin/where" }, say("other_shelter"))] };
}

function where(list) {
  if (!list.length) return empty(say("no_shelters"));
  const first = (one) => ["open", "standby", "full", "closed"].indexOf(one.state);
  return [...list].sort((a, b) => first(a) - first(b)).map((one) => button(".left", "home-heart", [h("span.grow", null, one.name, h("span.sub", null, say("shelter_fill", { n: one.people, whole: one.capacity ?? "" }))),
    one.state && one.state !== "open" ? chip(one.state === "standby" ? "wait" : "bad", say(`shelter_${one.state}`)) : null], async () => {
    await setSetting("shelter", one.id);
    location.hash = "#/signin";
  }));
}

function finder() {
  const box = h("input.m-in", { type: "search", id: "find", value: query, placeholder: say("find_hint"), autocomplete: "off",
    autocapitalize: "characters", "aria-label": say("find_hint"), oninput: () => { query = box.value; fill(); } });
  const eye = canScan() ? button(".sm", "qrcode", say("scan"), async () => {
    const read = await scan();
    if (read) { query = box.value = codeIn(read) ?? read; fill(); }
  }) : null;
  const clear = button(".sm.x", "x", "", () => { query = box.value = ""; fill(); box.focus(); }, { "aria-label": say("clear") });
  return h("div.finder", null, h("label.m-lab", { for: "find" }, say("find")), h("div.findrow", null, box, clear), eye);
}

const plain = (text) => String(text).toUpperCase().replace(/[\s-]/g, "");

function matches(home, wanted) {
  if (!wanted) return !home.people.every((one) => one.state === "settled");
  return plain(home.code) === wanted || home.people.some((one) => one.name.includes(wanted) || plain(one.initials ?? "").startsWith(wanted))
    || home.name.includes(wanted);
}

async function fill() {
  const { people, orders, at, unknown } = await copies.roster();
  const wanted = plain(query), homes = copies.households(people).filter((home) => matches(home, wanted));
  const signed = people.filter((one) => one.state === "settled").length;
  const code = codeIn(query);
  await calm();
  tally.replaceChildren(say("signed_n", { n: signed }));
  results.replaceChildren(...[
    ...lastSigned(people),
    homes.length ? card(homes.slice(0, MOST).map(family)) : code && orders.size ? byCode(code, orders, await copies.householdOf(code))
      : empty(say(unknown ? "not_fetched" : wanted ? "nobody_found" : "all_signed")),
    homes.length > MOST ? h("p.sub", null, say("more_homes", { n: homes.length - MOST })) : null,
    age(at)].filter(Boolean));
}

/** The last person signed in, with the way back. */
function lastSigned(people) {
  const mine = people.filter((one) => one.said?.kind === "evacuation.sign_in" && Date.now() - one.said.made_at < copies.UNDO)
    .sort((a, b) => b.said.seq - a.said.seq);
  const last = mine.filter((one) => one.said.id === mine[0].said.id);
  if (!last.length || query) return [];
  return [h("div.lastone", null, icon("circle-check"), h("b.grow", null, say("just_signed", { names: last.map((one) => one.name).join("、") })),
    button(".sm.undo", "", say("undo_short"), () => undo(last), { "data-key": "undo" }))];
}

function family(home) {
  const missing = home.people.filter((one) => one.state !== "settled");
  return h("article.fam", { "data-home": home.key },
    h("div.h", null, h("h2.grow", null, home.name, h("span.sub", null, [home.address, home.code].filter(Boolean).join("　"))),
      missing.length > 1 && button(".sm.ok.all", "", say("whole_family", { n: missing.length }), () => sign(home, missing))),
    h("div.people", null, home.people.map((one) => (one.state === "settled"
      ? h("span.here", null, icon("check"), one.name)
      : button(".sm", "", one.name, () => sign(home, [one]), { "data-uid": one.uid, "aria-label": say("sign_one", { name: one.name }) })))));
}

async function sign(home, people) {
  const shelter = await shelterNow();
  const names = people.map((one) => one.name).join("、");
  await record({ kind: "evacuation.sign_in", subject: `home ${home.key}`,
    payload: { order: people[0].order, shelter: shelter.id, uids: people.map((one) => one.uid), based_on: copies.basedOn(people) },
    view: { icon: "map-pin", title: say("view_signed", { names }), sub: shelter.name, state: say("state_settled"), before: copies.standing(people) } }, say("saved_signed", { names }));
}

async function undo(people) {
  for (const one of people) {
    await record({ kind: "evacuation.mark", subject: `home ${one.household || one.uid}`,
      payload: { order: one.order, uids: [one.uid], to: one.before, based_on: copies.basedOn([one]), words: say("undo") },
      view: { icon: "arrow-back-up", title: say("view_door", { name: one.name, state: say("undone") }), undo: true } }, say("undone"));
  }
}

/** A good code of a household this phone has no copy of: the server knows who they are. */
function byCode(code, orders, home) {
  return card(h("div.in.stack", null, h("p.big", null, home ? say("code_known", { code, name: home.name }) : say("code_unknown", { code })), button(".pri", "check", say("sign_by_code", { code }), async () => {
    const shelter = await shelterNow();
    await record({ kind: "evacuation.sign_in", subject: `code ${code}`, payload: { order: [...orders.keys()][0], shelter: shelter.id, code, based_on: {} },
      view: { icon: "map-pin", title: say("view_signed", { names: code }), sub: shelter.name } }, say("saved_signed", { names: code }));
    query = "";
    location.hash = "#/home";
  })));
}

async function shelterNow() {
  const { list } = await copies.shelters(), chosen = String((await setting("shelter")) ?? "");
  return list.find((one) => String(one.id) === chosen) ?? list[0];
}

// ---- a person on no list ---------------------------------------------------------------------------------------

export async function add([place]) {
  const { orders } = await copies.roster();
  const shelter = place === "shelter" ? await shelterNow() : null;
  const said = h("p.hint18.bad", { role: "alert" });
  const choice = orders.size > 1 ? h("select.m-in", { name: "order", id: "add-order" }, [...orders.values()].map((one) => h("option", { value: String(one.order) }, one.title))) : null;
  const text = (name, more) => h("label.m-field", null, h("span.m-lab", null, say(`add_${name}`)), h("input.m-in", { name, autocomplete: "off", ...more }));
  const form = h("form.stack", { onsubmit: (event) => { event.preventDefault(); go(); } },
    choice && h("label.m-field", { for: "add-order" }, h("span.m-lab", null, say("add_order")), choice),
    text("name", { maxlength: 40, required: true }), text("phone", { inputmode: "tel", maxlength: 20 }),
    h("fieldset.m-set", null, h("legend.m-lab", null, say("add_gender"), h("em", null, say("optional"))), h("div.m-seg", null, ["male", "female"].map((one) =>
      h("label.radio", null, h("input", { type: "radio", name: "gender", value: one }), h("span", null, say(one)))))),
    text("words", { maxlength: 200 }), said, h("button.m-btn.pri", null, icon("user-plus"), say(shelter ? "add_and_sign" : "add_person")));

  async function go() {
    const facts = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));
    const order = [...orders.values()].find((one) => String(one.order) === facts.order)?.order ?? [...orders.keys()][0];
    if (!facts.name) { said.textContent = say("add_needs_name"); return; }
    const payload = { ...facts, order, uid: uuid7(), where: shelter ? "shelter" : "door" };
    if (shelter) payload.shelter = shelter.id;
    const saved = await record({ kind: "evacuation.add", subject: `home ${payload.uid}`, payload,
      view: { icon: "user-plus", title: say("view_added", { name: facts.name }), sub: shelter?.name ?? "" } });
    if (saved) history.back();
  }
  return { title: say("add_person"), still: true, body: orders.size ? [form] : [empty(say("no_order"))] };
}
