// What the phone keeps: the queue of commands, their photos apart, copies of what was pulled, its own settings.
// Every write that a person relies on is strict: it is on the disk when the promise is kept, and only then is
// 已保存 said. Everything is sealed before it is written.

import { keyOfPin, newDeviceKey, newSalt, open, openBytes, seal, sealBytes, uuid7 } from "./vault.js";

const STRICT = { durability: "strict" };
const KEEP_HOURS = 72, KEEP_DONE = 72 * 3600000, KEEP_DRAFT = 30 * 86400000; // the server's policy may say less
const WRONG_PINS = 5;

let base = null, deviceKey = null, pinKey = null;
const listeners = new Set();

/** Called after each change of the queue or the copies. */
export function onChange(tell) { listeners.add(tell); }
function changed() { for (const tell of listeners) tell(); }

/** False once everything was wiped: there is nothing left to draw. */
export const isOpen = () => base !== null;

/** `wait(true)`: another window with an older version holds it; a VersionError: a newer version was here. */
export async function openStore({ wait = () => {} } = {}) {
  base = await idb.openDB("qianshao-field", 2, {
    blocked: () => wait(true),
    upgrade(fresh, was, _now, tx) {
      wait(false);
      if (was < 1) {
        const queue = fresh.createObjectStore("commands", { keyPath: "seq", autoIncrement: true });
        queue.createIndex("id", "id", { unique: true });
        fresh.createObjectStore("files", { keyPath: "id" });
        fresh.createObjectStore("copies", { keyPath: "name" });
        fresh.createObjectStore("settings");
      }
      tx.objectStore("files").createIndex("state", "state");
      fresh.createObjectStore("drafts", { keyPath: ["screen", "id"] });
    },
    blocking(_is, _wanted, event) { event.target.close(); location.reload(); }, // drafts are kept
  });
  deviceKey = await base.get("settings", "device-key");
  if (!deviceKey) {
    const made = await newDeviceKey();
    const tx = base.transaction("settings", "readwrite", STRICT);
    deviceKey = (await tx.store.get("device-key")) ?? made;
    await tx.store.put(deviceKey, "device-key");
    await tx.done;
  }
  await tidy();
}

/** Drops household copies older than 72 h, what was delivered long ago with the photos kept for it, and forms nobody
 *  went on with. Copies also by a clock set back: then all. */
export async function tidy() {
  const names = ["commands", "files", "copies", "settings", "drafts"], tx = base.transaction(names, "readwrite", STRICT);
  const [queue, files, copies, settings, drafts] = names.map((name) => tx.objectStore(name));
  const keep = ((await settings.get("policy"))?.keep_hours ?? KEEP_HOURS) * 3600000;
  for (const copy of await copies.getAll()) {
    const old = Date.now() - copy.at;
    if (!copy.personal || (old <= keep && old >= -3600000)) continue;
    copies.delete(copy.name);
    settings.delete("etags"); // so that it is fetched anew, not called unchanged
  }
  for (const one of await queue.getAll()) {
    if (one.state !== "answered" || one.unread || Date.now() - one.answered_at <= KEEP_DONE) continue;
    queue.delete(one.seq);
    if (one.outcome === "refused") for (const id of one.files) files.delete(id);
  }
  for (const [screen, id] of await drafts.getAllKeys()) {
    if (id === "" && Date.now() - (await drafts.get([screen, id])).at > KEEP_DRAFT) drafts.delete(draftOf(screen));
  }
  await tx.done;
}

// ---- the queue -------------------------------------------------------------------------------------------------

/** Saves one command and its photos; resolves when they are on the disk.
 *  `subject`: commands about the same thing keep their order. `view`: what 我报的 shows of it. `form`: what was filled
 *  in, to be filled in again; its draft goes when the command is there. */
export async function save({ kind, payload, subject, view, photos = [], position = null, form = null, replaces }) {
  const id = uuid7(), made_at = Date.now();
  const sealed = await seal(deviceKey, { payload, view, position, form });
  const files = [];
  for (const photo of photos) {
    const { bytes, position: spot, ...facts } = photo;
    files.push({ ...facts, id: uuid7(), command: id, made_at, offset: 0, state: "waiting", tries: 0, next_at: 0,
      size: bytes.byteLength, sealed: await sealBytes(deviceKey, bytes), spot: await seal(deviceKey, spot ?? position) });
  }
  const owner = (await setting("owner"))?.user ?? null; // what one person said never goes out in another's name
  const record = { id, kind, subject, made_at, owner, files: files.map((file) => file.id), replaces, state: "waiting", tries: 0,
    next_at: 0, sealed };
  const tx = base.transaction(["commands", "files", "drafts"], "readwrite", STRICT);
  if (form) tx.objectStore("drafts").delete(draftOf(form.screen));
  for (const file of files) tx.objectStore("files").put(file);
  tx.objectStore("commands").add(record);
  await tx.done;
  changed();
  return id;
}

/** The queue, opened, oldest first. A record that cannot be opened is shown as such, never dropped. */
export async function commands() {
  return Promise.all((await base.getAll("commands")).map(async ({ sealed, said, ...facts }) => {
    try {
      const body = opened.get(facts.id) ?? await open(deviceKey, sealed);
      opened.set(facts.id, body); // what was said never changes
      return { ...facts, ...body, answer: said ? await open(deviceKey, said) : null };
    } catch { return { ...facts, payload: null, view: {}, answer: null }; }
  }));
}
const opened = new Map();

export const waiting = async () => (await commands()).filter((one) => one.state === "waiting");

export async function count() {
  const rows = await base.getAll("commands");
  const [files, lost] = await Promise.all(["waiting", "refused"].map((state) => base.countFromIndex("files", "state", state)));
  const refused = rows.filter((row) => row.unread).length + lost;
  return { waiting: rows.filter((row) => row.state === "waiting").length, refused, files };
}

/** Writes what became of sent commands, all in one strict transaction. */
export async function settle(changes) {
  const ready = [];
  for (const { seq, answer, ...facts } of changes) {
    ready.push({ seq, facts, said: answer ? await seal(deviceKey, answer) : undefined });
  }
  const tx = base.transaction("commands", "readwrite", STRICT);
  for (const { seq, facts, said } of ready) {
    const row = await tx.store.get(seq);
    if (row) tx.store.put({ ...row, ...facts, ...(said ? { said } : {}) });
  }
  await tx.done;
  changed();
}

export async function dropCommand(seq) {
  const tx = base.transaction("commands", "readwrite", STRICT);
  tx.store.delete(seq);
  await tx.done;
  changed();
}

/** Whose phone it is now. A new holder gets neither the former's lists nor their queue. */
export async function holdBy(user) {
  const before = await setting("owner");
  if (before && before.user !== user) { await dropPersonal(); await base.clear("drafts"); }
  if (before?.user !== user) await setSetting("owner", { user }); // a number, no name: settings are not sealed
}

// ---- photos ----------------------------------------------------------------------------------------------------

/** Ids of photos that wait (`waiting`), were not taken (`refused`), or are kept for a command to be filled in again. */
export const filesIn = (state) => base.getAllKeysFromIndex("files", "state", state);
export const fileOf = (id) => base.get("files", id);
export const bytesOf = (file) => openBytes(deviceKey, file.sealed);
export const spotOf = (file) => open(deviceKey, file.spot);

export async function putFile(id, facts) {
  const tx = base.transaction("files", "readwrite", STRICT);
  const row = await tx.store.get(id);
  if (row && facts === null) tx.store.delete(id);
  else if (row) tx.store.put({ ...row, ...facts });
  await tx.done;
  changed();
}

// ---- forms being filled in: drafts.js writes and reads them -------------------------------------------------------

/** Every row of one screen's draft: `[screen, ""]` is what was typed, `[screen, id]` a photo. */
export const draftOf = (screen) => IDBKeyRange.bound([screen], [screen, []]);
export const inside = () => ({ base, key: deviceKey });

// ---- copies of what was pulled ---------------------------------------------------------------------------------

/** Keeps a pull. Household data needs the PIN's key and is not written without it. */
export async function keep(pulled, personal, at) {
  const rows = [];
  for (const [name, value] of Object.entries(pulled)) {
    const key = personal.has(name) ? pinKey : deviceKey;
    if (key) rows.push({ name, at, personal: personal.has(name), sealed: await seal(key, value) });
  }
  const tx = base.transaction("copies", "readwrite", STRICT);
  for (const row of rows) tx.store.put(row);
  await tx.done;
  changed();
}

/** Says that a copy is still what the server has. */
export async function stillFresh(names, at) {
  const tx = base.transaction("copies", "readwrite");
  for (const name of names) {
    const row = await tx.store.get(name);
    if (row) tx.store.put({ ...row, at });
  }
  await tx.done;
}

const read = new Map(); // opened once, not at each drawing

/** `{rows, at}` of one copy; rows are null when there is none, or the PIN has not been given. */
export async function copy(name) {
  const row = await base.get("copies", name);
  const key = row?.personal ? pinKey : deviceKey;
  if (!row || !key) return { rows: null, at: row?.at ?? 0 };
  try {
    const mark = [...row.sealed.iv].join();
    if (read.get(name)?.mark !== mark) read.set(name, { mark, rows: await open(key, row.sealed) });
    return { rows: read.get(name).rows, at: row.at };
  } catch { return { rows: null, at: 0 }; }
}

export const setting = (name) => base.get("settings", name);
export async function setSetting(name, value) {
  const tx = base.transaction("settings", "readwrite", STRICT);
  await tx.store.put(value, name);
  await tx.done;
}

// ---- the PIN ---------------------------------------------------------------------------------------------------

export const unlocked = () => pinKey !== null;
export const hasPin = async () => Boolean(await setting("pin-check"));
export function lock() { pinKey = null; read.clear(); changed(); }

export async function setPin(pin) {
  const salt = newSalt(), key = await keyOfPin(pin, salt);
  const check = await seal(key, "right");
  const tx = base.transaction("settings", "readwrite", STRICT);
  tx.store.put({ salt, check, wrong: 0 }, "pin-check");
  await tx.done;
  pinKey = key;
  changed();
}

/** True when the PIN is right. Too many wrong ones drop the household copies and the PIN; the queue stays. */
export async function tryPin(pin) {
  const kept = await setting("pin-check");
  const key = await keyOfPin(pin, kept.salt);
  try {
    await open(key, kept.check);
  } catch {
    const wrong = kept.wrong + 1, most = (await setting("policy"))?.pin_tries ?? WRONG_PINS;
    if (wrong >= most) await dropPersonal();
    else await setSetting("pin-check", { ...kept, wrong });
    return { right: false, left: most - wrong };
  }
  pinKey = key;
  if (kept.wrong) await setSetting("pin-check", { ...kept, wrong: 0 });
  changed();
  return { right: true };
}

/** The household copies and the PIN go; commands not yet sent stay. */
export async function dropPersonal() {
  const tx = base.transaction(["copies", "settings"], "readwrite", STRICT);
  for (const row of await tx.objectStore("copies").getAll()) if (row.personal) tx.objectStore("copies").delete(row.name);
  tx.objectStore("settings").delete("pin-check");
  tx.objectStore("settings").delete("etags");
  await tx.done;
  pinKey = null;
  read.clear();
  changed();
}

/** Everything goes: logged out, or revoked. `keepQueue` leaves what the server has not had yet. */
export async function wipe({ keepQueue = false } = {}) {
  await dropPersonal();
  if (!keepQueue) opened.clear();
  const names = ["copies", "drafts", ...(keepQueue ? [] : ["commands", "files", "settings"])];
  const tx = base.transaction([...names, ...(keepQueue ? ["settings"] : [])], "readwrite", STRICT);
  for (const name of names) tx.objectStore(name).clear();
  await tx.done;
  if (keepQueue) { changed(); return; }
  const emptied = base;
  base = null;
  emptied.close();
  await idb.deleteDB("qianshao-field", { blocked() {} });
}
