// The copies as the screens want them: what was pulled, with what this phone has said since laid over it.

import * as store from "./store.js";

/** Commands that still count here: not yet answered, or done after the copy was fetched. */
const alive = (one, at) => one.payload && (one.state === "waiting" || (one.answered_at > at && one.outcome !== "refused"));

/** Who holds this phone, and whom they ring in need (the duty office; known without the PIN). */
export async function me() {
  const [mine, urgent] = await Promise.all([store.copy("me"), store.copy("urgent")]);
  const { area: place = "", title: post = "", ...rest } = mine.rows ?? {};
  return { ...rest, place, post, phones: urgent.rows ?? [], duty: urgent.rows?.find((one) => one.kind === "duty")?.number ?? "" };
}

export async function alerts() {
  const { rows, at } = await store.copy("alerts");
  const mine = (await store.commands()).filter((one) => one.kind === "calling.answer" && alive(one, 0));
  const said = new Map(mine.map((one) => [String(one.payload.case), one]));
  const list = (rows ?? []).map((row) => ({ ...row, said: said.get(String(row.case)) ?? null,
    answered: Boolean(row.answered ?? (row.state && row.state !== "open")) || said.has(String(row.case)) }));
  return { list, at };
}

/** Doors of running calls: people or households to be told. */
export async function calls() {
  const { rows, at } = await store.copy("tasks");
  const said = new Map((await store.commands()).filter((one) => one.kind === "calling.door" && alive(one, at))
    .map((one) => [String(one.payload.case), one]));
  const list = (rows ?? []).map((row) => ({ ...row, said: said.get(String(row.case)) ?? null }));
  return { list, at, unknown: rows === null };
}

/** What a movement written by one of this phone's own commands is called on the ledger. */
const ownHead = (one, uid) => one.answer?.data?.heads?.[uid] ?? [one.id];

/** Everybody on running orders of the area, one row a person. */
export async function roster() {
  const { rows, at } = await store.copy("evacuation");
  const people = new Map(), orders = new Map();
  for (const order of rows ?? []) {
    orders.set(order.order, order);
    for (const row of order.people ?? []) {
      people.set(row.uid, { ...row, order: order.order, heads: row.heads ?? [], needs: row.needs ?? [], was: row.state });
    }
  }
  for (const one of await store.commands()) {
    if (alive(one, at)) lay(one, people);
    else if (Date.now() - one.made_at < UNDO && one.view?.before) remember(one, people);
  }
  return { people: [...people.values()].filter((one) => one.state !== "struck"), orders, at, unknown: rows === null };
}

const TARGET = { "evacuation.mark": (payload) => payload.to, "evacuation.sign_in": () => "settled",
  "evacuation.leave": (payload) => payload.to };

/** How long a touch can be taken back. */
export const UNDO = 600000;

/** The server has it already and says the same: it can still be taken back from where it stands. */
function remember(one, people) {
  for (const [uid, before] of Object.entries(one.view.before)) {
    const row = people.get(uid);
    if (row && row.state === TARGET[one.kind]?.(one.payload)) people.set(uid, { ...row, before, said: one });
  }
}

/** Where people stood before this command: kept with it, for the way back. */
export const standing = (people) => Object.fromEntries(people.map((one) => [one.uid, one.state]));

function lay(one, people) {
  const { payload, kind } = one;
  if (kind === "evacuation.add") {
    const state = payload.where === "shelter" ? "settled" : "notified";
    people.set(payload.uid, { ...(people.get(payload.uid) ?? {}), uid: payload.uid, name: payload.name,
      order: payload.order, household: payload.household ?? "", household_name: payload.name, needs: [],
      heads: ownHead(one, payload.uid), state, was: state, said: one, added: true });
    return;
  }
  for (const uid of TARGET[kind] ? payload.uids ?? [] : []) {
    const row = people.get(uid);
    if (!row) continue;
    people.set(uid, { ...row, before: row.state, before_heads: row.heads, state: TARGET[kind](payload),
      heads: ownHead(one, uid), said: one });
  }
}

/** The roster by household, those who need help first. */
export function households(people) {
  const homes = new Map();
  for (const person of people) {
    const key = String(person.household || person.uid);
    if (!homes.has(key)) homes.set(key, { key, people: [] });
    homes.get(key).people.push(person);
  }
  const list = [...homes.values()];
  for (const home of list) describe(home);
  return list.sort((a, b) => Number(b.needs.length > 0) - Number(a.needs.length > 0) || a.order_by.localeCompare(b.order_by, "zh"));
}

const OUT = new Set(["moving", "settled", "elsewhere", "returned"]);
const RANK = ["refused", "pickup", "nobody", "unnotified", "notified", "moving", "elsewhere", "settled", "returned"];

function describe(home) {
  const [first] = home.people;
  home.name = first.household_name || first.name;
  home.address = first.address ?? "";
  home.code = first.code ?? "";
  home.phone = first.phone ?? "";
  home.order = first.order;
  home.needs = [...new Set(home.people.flatMap((one) => one.needs))];
  home.state = RANK.find((state) => home.people.some((one) => one.state === state)) ?? "unnotified";
  home.out = home.people.every((one) => OUT.has(one.state));
  home.said = home.people.map((one) => one.said).filter(Boolean).sort((a, b) => b.seq - a.seq)[0] ?? null;
  home.order_by = home.address || home.name;
}

export const isOut = (state) => OUT.has(state);

/** `{uid: heads}`: what this phone knew when it spoke; the server sees by it what it did not know. */
export const basedOn = (people) => Object.fromEntries(people.map((one) => [one.uid, one.heads]));

export async function shelters() {
  const { rows, at } = await store.copy("shelters");
  const filled = await store.copy("occupancy");
  const counts = new Map((filled.rows ?? []).map((row) => [row.shelter ?? row.id, row.people ?? row.occupancy]));
  return { list: (rows ?? []).map((row) => ({ ...row, people: counts.get(row.id) ?? row.occupancy ?? 0 })), at };
}

export async function kinds() {
  const { rows, at } = await store.copy("kinds");
  const list = rows ?? [];
  return { kinds: list.filter((row) => row.what === "kind"), points: list.filter((row) => row.what === "point"), at };
}

/** A household of one's own village by its code, whether on an order or not. */
export async function householdOf(code) {
  return ((await store.copy("households")).rows ?? []).find((row) => row.code === code) ?? null;
}

/** Patrol points; one that this phone has looked at since counts as done. */
export async function patrol() {
  const { points, at } = await kinds();
  const seen = new Set((await store.commands()).filter((one) => one.kind === "hazards.check_in" && alive(one, at)).map((one) => one.payload.point));
  return points.map((one) => (seen.has(one.id) ? { ...one, state: "done" } : one));
}

/** The holder's part of the ledger: kinds, hazards, guards; work and looks that this phone has said since count. */
export async function ledger() {
  const { rows, at } = await store.copy("ledger"), said = (await store.commands()).filter((one) => alive(one, at));
  const of = (what) => (rows ?? []).filter((row) => row.what === what);
  const last = (kind, key, id) => said.filter((one) => one.kind === kind && one.payload[key] === id).pop() ?? null;
  return { at, kinds: of("hazard_kind"), fresh: said.filter((one) => one.kind === "hazards.find"),
    hazards: of("hazard").map((row) => ({ ...row, said: last("hazards.fix", "hazard", row.uid) })),
    guards: of("guard").map((row) => ({ ...row, said: last("hazards.look", "guard", row.guard) })) };
}

/** Shown as finished, and not taken otherwise by the county (a major one without its papers is work in progress). */
export const isShown = (one) => Boolean(one.said?.payload.done && one.said.answer?.data?.asked !== false);

/** Visits to be made; one whose record this phone has written counts as done. */
export async function visits() {
  const { rows, at } = await store.copy("visits");
  const of = (all, kind, since) => new Map(all.filter((one) => one.kind === `inspections.${kind}` && alive(one, since)).map((one) => [one.payload.visit, one]));
  const all = await store.commands(), said = of(all, "record", at), started = of(all, "start", 0);
  const list = (rows ?? []).filter((row) => row.what === "visit").map((row) => ({ ...row, said: said.has(row.id), started: started.get(row.id) }));
  return { list, checklists: new Map((rows ?? []).filter((row) => row.what === "checklist").map((row) => [row.place_class, row])), officers: (rows ?? []).filter((row) => row.what === "officer"), at };
}

export async function phones() { return store.copy("phones"); }
