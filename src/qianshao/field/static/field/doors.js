// Doors: one card a household, two actions and the telephone. What was pressed can be taken back for ten minutes.

import { age, bar, button, card, chip, empty, h, icon, left, say, sheet, when } from "./dom.js";
import { record } from "./app.js";
import * as copies from "./copies.js";

const CHIP = { unnotified: "", notified: "run", nobody: "bad", pickup: "wait", refused: "bad", moving: "run", settled: "ok",
  elsewhere: "ok", returned: "ok" };
// what a person says at the door: [icon, words, state on the ledger]
const TROUBLES = [["wheelchair", "cannot_walk", "pickup"], ["car", "no_car", "pickup"], ["door-off", "nobody", "nobody"],
  ["hand-stop", "refuses", "refused"], ["home-heart", "to_relatives", "elsewhere"]];
let shown = "todo";

export async function doors([order]) {
  const { people, orders, at, unknown } = await copies.roster();
  const homes = copies.households(order ? people.filter((one) => String(one.order) === order) : people);
  const one = orders.get(order) ?? orders.get(Number(order)) ?? [...orders.values()][0];
  const out = homes.filter((home) => home.out).length;
  const recent = (home) => shown === "todo" && home.said && fresh(home.said);
  const list = homes.filter((home) => shown === "all" || home.out === (shown === "out") || recent(home));
  return {
    title: say("tile_doors"), drill: one?.is_drill, kind: "doors",
    top: [h("span.num.b.fs24", null, String(out), h("span.mute", null, say("of_homes", { n: homes.length })))],
    body: [
      h("div.headroom", null, bar(out, homes.length), one?.deadline && h("p.sub", null, one.title, " ", left(one.deadline)),
        views([["todo", say("not_out", { n: homes.length - out })], ["out", say("are_out", { n: out })], ["all", say("all_n", { n: homes.length })]])),
      homes.length ? card(list.length ? list.map(door) : empty(say("none_here"))) : empty(say(unknown ? "not_fetched" : "no_doors")),
      h("a.m-btn.sm", { href: "#/add/door" }, icon("user-plus"), say("add_person")), age(at),
    ],
  };
}

function views(choices) {
  return h("div.m-seg", { role: "group", "aria-label": say("which") }, choices.map(([name, words]) => h(`button.seg${shown === name ? ".on" : ""}`,
    { type: "button", "aria-pressed": String(shown === name), "data-key": `view-${name}`, onclick: () => {
      shown = name; dispatchEvent(new Event("hashchange")); } }, words)));
}

const fresh = (said) => Date.now() - said.made_at < copies.UNDO && !said.view?.undo && said.kind !== "evacuation.add";

function door(home) {
  const undo = home.said && fresh(home.said);
  const state = say(`state_${home.state}`);
  return h("article.dr", { "data-home": home.key },
    h("h2.h", null, home.name, h("span.mute", null, say("n_people", { n: home.people.length })),
      chip(CHIP[home.state], undo ? say("just_said", { state: home.said.view?.state ?? state }) : state)),
    h("p.where", null, h("span.sub", null, home.address), home.needs.map((need) => h("span.tag.warm", null, need))),
    mixed(home) && h("p.sub", null, home.people.map((one) => `${one.name} ${say(`state_${one.state}`)}`).join("，")),
    h("div.a", null, undo ? back(home) : home.out ? [h("span"), trouble(home)] : [went(home), trouble(home)], telephone(home)));
}

const mixed = (home) => new Set(home.people.map((one) => one.state)).size > 1;

function telephone(home) {
  return home.phone ? h("a.m-btn.sm.tel", { href: `tel:${home.phone}`, "aria-label": say("call", { name: home.name }) }, icon("phone")) : h("span");
}

function went(home) {
  const still = home.people.filter((one) => !copies.isOut(one.state));
  const stuck = still.filter((one) => ["pickup", "refused", "nobody"].includes(one.state));
  const sure = stuck.length === 0 || stuck.length === still.length;
  return button(".sm.ok", "", say("went"), () => (sure ? mark(home, still, "moving", "", say("went"))
    : choose(home, still, say("who_went"), stuck, (chosen) => mark(home, chosen, "moving", "", say("went")))), { "data-key": `went-${home.key}` });
}

function trouble(home) {
  return button(".sm", "", say("trouble"), () => troubles(home), { "data-key": `trouble-${home.key}` });
}

/** Who of a family is meant: everybody, unless somebody is unticked. */
function picker(people, without = []) {
  const boxes = people.map((one) => h("input", { type: "checkbox", value: one.uid, checked: !without.includes(one) }));
  const node = people.length < 2 ? null : h("fieldset.m-set.who", null, h("legend.sr", null, say("who")),
    people.map((one, place) => h("label.pickone", null, boxes[place], h("span", null, one.name))));
  return { node, chosen: () => (node ? people.filter((_one, place) => boxes[place].checked) : people) };
}

function choose(home, people, title, without, then) {
  const who = picker(people, without);
  const box = sheet(title, who.node, button(".pri", "check", say("went"), () => {
    if (who.chosen().length) { box.close(); then(who.chosen()); }
  }));
}

function troubles(home) {
  const who = picker(home.people.filter((one) => one.state !== "settled"));
  const pick = (to, words) => { if (who.chosen().length) { box.close(); mark(home, who.chosen(), to, words, words); } };
  const other = h("input.m-in", { "aria-label": say("other_words"), placeholder: say("other_words"), maxlength: 200, autocomplete: "off" });
  const box = sheet(say("what_trouble", { name: home.name }), who.node,
    TROUBLES.map(([picture, words, to]) => button(".left", picture, say(words), () => pick(to, say(words)))),
    h("div.otherrow", null, other, button(".sm", "", say("write_down"), () => other.value.trim() && pick("notified", other.value.trim()))));
}

function mark(home, people, to, words, state, undo = false) {
  const payload = { order: people[0].order, uids: people.map((one) => one.uid), to, based_on: copies.basedOn(people) };
  if (words) payload.words = words;
  return record({ kind: "evacuation.mark", subject: `home ${home.key}`, payload,
    view: { icon: undo ? "arrow-back-up" : "door-enter", title: say("view_door", { name: home.name, state }),
      sub: say("n_people", { n: people.length }), state, undo, before: undo ? null : copies.standing(people) } });
}

/** Taking back is a new word over the old one, never an erasure. */
function back(home) {
  const people = home.people.filter((one) => one.said?.id === home.said.id && one.before);
  return button(".sm.undo", "arrow-back-up", say("undo"), async () => {
    for (const state of new Set(people.map((one) => one.before))) {
      await mark(home, people.filter((one) => one.before === state), state, say("undo"), say("undone"), true);
    }
  }, { "data-key": `undo-${home.key}` });
}

// ---- doors of a call-out: people to be told --------------------------------------------------------------------

export async function calls() {
  const { list, at, unknown } = await copies.calls();
  const open = list.filter((one) => !one.said && !one.done), done = list.filter((one) => one.said || one.done);
  return {
    title: say("calls_title"), drill: list.some((one) => one.is_drill), kind: "doors",
    top: [h("span.num.b.fs24", null, String(done.length), h("span.mute", null, say("of_homes", { n: list.length })))],
    body: [h("div.headroom", null, bar(done.length, list.length)),
      list.length ? card(open.map(call), done.map(call)) : empty(say(unknown ? "not_fetched" : "no_calls")), age(at)],
  };
}

function call(one) {
  const told = one.said?.view?.state;
  return h("article.dr", null,
    h("h2.h", null, one.name, told ? chip("ok", say("just_said", { state: told })) : one.due_at && left(one.due_at)),
    h("p.where", null, h("span.sub", null, [one.address, one.why].filter(Boolean).join("　"))),
    one.said || one.done ? h("p.sub", null, when(one.said?.made_at ?? one.due_at)) : h("div.a", null,
      button(".sm.ok", "", say("told"), () => tell(one, "confirmed", say("told_proof"), say("told"))),
      button(".sm", "", say("trouble"), () => callTroubles(one)), telephone(one)));
}

function callTroubles(one) {
  const choices = [["door-off", "nobody", "nobody_home"], ["hand-stop", "refuses", "refused"],
    ["wheelchair", "cannot_walk", "confirmed"], ["car", "no_car", "confirmed"]];
  const box = sheet(say("what_trouble", { name: one.name }), choices.map(([picture, words, outcome]) =>
    button(".left", picture, say(words), () => { box.close(); tell(one, outcome, say(words), say(words)); })));
}

function tell(one, outcome, proof, state) {
  return record({ kind: "calling.door", subject: `case ${one.case}`, payload: { case: one.case, outcome, proof },
    view: { icon: "door-enter", title: say("view_door", { name: one.name, state }), state } });
}
