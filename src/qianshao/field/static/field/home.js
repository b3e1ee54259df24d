// 首页 and 任务: the warning with its one button, three tiles, what is to be done by when.

import { age, bar, button, card, chip, empty, h, icon, left, say, when } from "./dom.js";
import { bigger, record } from "./app.js";
import * as copies from "./copies.js";
import { unlocked } from "./store.js";

const LEVEL = { red: "lv1", orange: "lv2", yellow: "lv3", blue: "lv4" };
const MOST_POINTS = 4;
const ASKED = ["in_command", "villages_affected", "persons_moved"];

export async function home() {
  const [me, warnings, jobs] = await Promise.all([copies.me(), copies.alerts(), tasksList()]);
  const open = warnings.list.filter((one) => !one.answered), heard = warnings.list.filter((one) => one.answered);
  return {
    title: say("tab_home"), top: who(me), drill: warnings.list.some((one) => one.is_drill),
    body: [open.map(warning), heard.map(heardLine), tiles(), todo(jobs), age(warnings.at)],
  };
}

function who(me) {
  const big = document.documentElement.classList.contains("big");
  return [
    h("div.grow.m-who", null, h("h1", null, me.name || say("app")), h("span.sub", null, [me.place, me.post].filter(Boolean).join(" · "))),
    h("button.big-switch", { type: "button", "data-key": "big", "aria-pressed": String(big), onclick: (event) => {
      bigger(!big); event.currentTarget.replaceWith(who(me)[1]); } },
    h("b", null, say(big ? "font_small" : "font_big")), say("font")),
  ];
}

const voice = () => self.speechSynthesis?.getVoices().find((one) => one.lang.startsWith("zh"));

/** Read aloud, where the phone has a Chinese voice. */
function aloud(one) {
  if (!voice()) return null;
  return button(".sm", "", say("read_out"), () => {
    const words = new SpeechSynthesisUtterance(`${one.title}。${one.brief ?? ""}`);
    Object.assign(words, { lang: "zh-CN", voice: voice(), rate: 0.9 });
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  });
}

function warning(one) {
  return h(`section.al.${LEVEL[one.colour] ?? "lv4"}`, null,
    h("h2.hd", null, icon("alert-triangle"), h("span", null, (one.is_drill ? say("drill_mark") : "") + one.title),
      one.sent_at && h("time", null, when(one.sent_at))),
    h("div.bx", null, one.brief && h("p.big", null, one.brief), one.deadline && h("p.sub", null, say("answer_by"), " ", left(one.deadline)),
      button(".pri.xl", "check", say("received"), () => answer(one, {})), guide(one), aloud(one)));
}

const guide = (one) => (one.guide?.length ? h("ul.guide", null, one.guide.map((step) => h("li", null, step))) : null);

function answer(one, words) {
  const more = Object.keys(words).length > 0;
  return record({ kind: "calling.answer", subject: `case ${one.case}`, payload: { case: one.case, words },
    view: { icon: "check", title: say(more ? "view_reply" : "view_received", { title: one.title }) } },
  say(more ? "saved_reply" : "saved_received"));
}

/** After 收到 the card is one line; the first reply [R1] opens below it. */
function heardLine(one) {
  const time = one.said ? when(one.said.made_at) : one.answered_at ? when(one.answered_at) : "";
  const asks = one.asks_first_reply !== false;
  const fields = ASKED.map((name) => h("label.m-field", null, h("span.m-lab", null, say(`ask_${name}`)),
    h("input.m-in", { name, maxlength: name === "in_command" ? 40 : 6, autocomplete: "off", "data-key": `${one.case}${name}`,
      inputmode: name === "in_command" ? null : "numeric" })));
  const form = h("form.stack", { onsubmit: (event) => { event.preventDefault(); reply(one, form, box); } },
    fields, h("button.m-btn.sm", null, say("send_reply")));
  const box = h(`details.m-more.heard.m-card.${LEVEL[one.colour] ?? "lv4"}`, { "data-key": `heard-${one.case}` }, h("summary", null, icon("circle-check"),
    h("b", null, say("heard", { time })), h("span", null, one.title), asks && h("span.more", null, say("first_reply"))),
  h("div.in", null, one.brief && h("p.big", null, one.brief), asks && form, guide(one)));
  return box;
}

/** The fold shuts before the redraw; what could not be saved stands in it again. */
async function reply(one, form, box) {
  const words = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));
  form.reset();
  box.open = false;
  if (!Object.keys(words).length || (await answer(one, words))) return;
  for (const [key, value] of Object.entries(words)) form.elements[key].value = value;
  box.open = true;
}

function tiles() {
  const tile = (to, picture, words) => h("a.m-tile", { href: `#/${to}` }, icon(picture), words);
  return h("div.m-tiles", null, tile("report", "camera", say("tile_report")), tile("find", "checklist", say("tile_find")), tile("doors", "door-enter", say("tile_doors")),
    tile("signin", "map-pin", say("tile_signin")));
}

async function tasksList() {
  const list = [];
  const calls = await copies.calls();
  const todo = calls.list.filter((one) => !one.said && !one.done);
  if (calls.list.length) {
    list.push({ to: "calls", icon: "door-enter", title: say("task_calls", { n: calls.list.length }), done: calls.list.length - todo.length,
      whole: calls.list.length, due: soonest(todo.map((one) => one.due_at)) });
  }
  if (unlocked()) await addOrders(list);
  else list.push({ to: "doors", icon: "lock", title: say("tile_doors"), sub: say("pin_to_see") });
  await addHazards(list);
  const points = await copies.patrol(), due = points.filter((one) => one.state !== "done");
  for (const point of due.slice(0, MOST_POINTS)) {
    list.push({ to: `check/${point.id}`, icon: "walk", title: say("task_patrol", { name: point.name }), sub: point.look_for ?? "", chip: point.state });
  }
  if (points.length > Math.min(due.length, MOST_POINTS)) list.push({ to: "patrol", icon: "walk", title: say("patrol"), sub: say("patrol_more", { n: points.length }), last: true });
  const visits = (await copies.visits()).list.filter((one) => !one.said);
  for (const one of visits.slice(0, MOST_POINTS)) list.push({ to: `visit/${one.id}`, icon: "checklist", title: say("task_visit", { name: one.name }), sub: one.kind_name, due: one.due_at });
  if (visits.length > MOST_POINTS) list.push({ to: "visits", icon: "checklist", title: say("visits"), sub: say("n_tasks", { n: visits.length }), last: true });
  return { list: list.sort((a, b) => Number(a.last ?? 0) - Number(b.last ?? 0) || String(a.due ?? "9").localeCompare(String(b.due ?? "9"))), at: calls.at };
}

async function addOrders(list) {
  const { people, orders } = await copies.roster();
  for (const [id, order] of orders) {
    const homes = copies.households(people.filter((one) => one.order === id));
    list.push({ to: `doors/${id}`, icon: "home-move", title: say("task_doors", { n: homes.length }), done: homes.filter((one) => one.out).length,
      whole: homes.length, due: order.deadline, drill: order.is_drill });
  }
}

/** Hazards to watch and to mend, the soonest first; all of them stand on their own screen. */
async function addHazards(list) {
  const { hazards, guards } = await copies.ledger(), mend = hazards.filter((one) => one.mend && !copies.isShown(one));
  const watch = guards.filter((one) => one.mine && !one.said);
  for (const one of watch.slice(0, MOST_POINTS)) list.push({ to: `watch/${one.guard}`, icon: "search", title: mark(one) + say("task_watch", { name: one.title }), sub: one.why, due: one.due_at });
  for (const one of mend.slice(0, MOST_POINTS)) list.push({ to: `mend/${one.uid}`, icon: "home-exclamation", title: mark(one) + say("task_mend", { name: one.title }), sub: one.state_label, due: one.due_at });
  if (hazards.length || guards.length) list.push({ to: "hazards", icon: "checklist", title: say("hz_mine"), sub: say("hz_counts", { watch: guards.length, mend: mend.length }), last: true });
}

const mark = (one) => (one.is_drill ? say("drill_mark") : "");

const soonest = (dates) => dates.filter(Boolean).sort()[0] ?? null;

function todo({ list }) {
  return card(h("h2.line", null, say("my_tasks"), h("span.mute", null, say("n_tasks", { n: list.length }))),
    list.length ? list.map(task) : empty(say("no_tasks")));
}

function task(one) {
  const done = one.whole && one.done >= one.whole;
  const sub = one.whole ? say("done_of", { n: one.done, whole: one.whole }) + (one.due ? say("before", { time: when(one.due) }) : "") : one.sub;
  return h("a.tk", { href: `#/${one.to}` }, h("span.ic", null, icon(one.icon)),
    h("span.grow", null, h("b", null, one.title), h("span.sub", null, sub)),
    done ? chip("ok", say("all_done")) : one.due ? left(one.due) : one.last ? "" : chip(one.chip === "missed" ? "bad" : "wait", say(one.chip ? `patrol_${one.chip}` : "to_do")), one.whole && bar(one.done, one.whole));
}

export async function tasks() {
  const jobs = await tasksList();
  // The register's checks are pages of the site, not of the app: they need the network.
  const checks = h("a.m-btn", { href: "/r/" }, icon("checklist"), say("register_checks"));
  return { title: say("tab_tasks"), body: [todo(jobs), h("a.m-btn", { href: "#/hazards" }, icon("checklist"), say("hz_mine")), checks, age(jobs.at)] };
}

/** Every patrol point of the area. */
export async function patrol() {
  const { at } = await copies.kinds(), points = await copies.patrol();
  const line = (one) => h("a.tk", { href: `#/check/${one.id}` }, h("span.ic", null, icon("walk")), h("span.grow", null, h("b", null, one.name), h("span.sub", null, one.look_for)),
    one.state === "done" ? chip("ok", say("patrolled")) : chip(one.state === "missed" ? "bad" : "wait", say(`patrol_${one.state}`)));
  return { title: say("patrol"), body: [points.length ? card(points.map(line)) : empty(say("no_points")), age(at)] };
}
