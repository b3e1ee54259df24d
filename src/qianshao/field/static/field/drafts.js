// A form being filled in is on the phone, sealed, from the first letter: a call, a flat battery, a crash lose nothing.
// One row for what was typed, one for each photo; they go in the same transaction in which the command is saved.

import { button, h, icon, say, toast } from "./dom.js";
import { anew, record } from "./app.js";
import { draftOf, inside, settle } from "./store.js";
import { open, openBytes, seal, sealBytes, uuid7 } from "./vault.js";

const STRICT = { durability: "strict" }, PAUSE = 400, AGAIN = "again of";
let unwritten = null; // writes at once what still waits for its pause
let writing = Promise.resolve();

document.addEventListener("visibilitychange", () => { if (document.hidden) unwritten?.(); });
addEventListener("pagehide", () => unwritten?.());

async function change(act) {
  const tx = inside().base.transaction("drafts", "readwrite", STRICT);
  act(tx.store);
  await tx.done;
}

const drop = (screen) => change((rows) => rows.delete(draftOf(screen)));

async function row(screen, id, value, bytes = null) {
  const { key } = inside();
  return { screen, id, at: Date.now(), sealed: await seal(key, value), bytes: bytes && await sealBytes(key, bytes) };
}

/** `{typed, photos}` of a screen, or null. A row that cannot be opened is as if it were not there. */
async function read(screen) {
  const { base, key } = inside(), found = { typed: null, photos: [] };
  for (const one of await base.getAll("drafts", draftOf(screen))) {
    try {
      const value = await open(key, one.sealed);
      if (one.id === "") found.typed = value;
      else found.photos.push({ ...value, draft: one.id, bytes: await openBytes(key, one.bytes) });
    } catch { /* sealed by another key */ }
  }
  return found.typed || found.photos.length ? found : null;
}

const fields = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string" && value !== "");
const albums = (form) => [...form.querySelectorAll("[data-album]")].map((box) => box.album);

/** Puts back what was typed, chosen and photographed; whoever listens to a choice hears of it. */
function fill(form, { typed, photos }) {
  const said = new Map(typed ?? []), chosen = new Set((typed ?? []).map(([name, value]) => JSON.stringify([name, value])));
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type !== "radio" && field.type !== "checkbox") { if (said.has(field.name)) field.value = said.get(field.name); continue; }
    if (!chosen.has(JSON.stringify([field.name, field.value]))) continue;
    field.checked = true;
    field.dispatchEvent(new Event("change"));
  }
  for (const { album, ...photo } of photos) albums(form).find((one) => one.name === album)?.photos.push(photo);
  for (const one of albums(form)) one.draw();
  if (photos.length) form.dispatchEvent(new Event("photos"));
}

/** Keeps a form from now on and gives back what was begun on its screen. What is sent goes through `record`. */
export async function begin(screen, form) {
  await (unwritten?.() ?? writing); // whoever leaves and comes back at once finds the last letter
  const initial = JSON.stringify(fields(form)), found = await read(screen);
  const known = new Set((found?.photos ?? []).map((one) => one.draft));
  const again = (found?.typed ?? []).filter(([name]) => name === AGAIN); // which refused command this one stands for
  let timer = 0, stopped = false, last = Promise.resolve();

  async function write() {
    const pictures = albums(form).flatMap((one) => one.photos.map((photo) => [one.name, photo]));
    for (const [album, photo] of pictures) {
      if (known.has(photo.draft)) continue;
      photo.draft ??= uuid7();
      const { bytes, draft, ...facts } = photo, made = await row(screen, draft, { ...facts, album }, bytes);
      await change((rows) => rows.put(made));
      known.add(draft);
    }
    const here = new Set(pictures.map(([, photo]) => photo.draft)), gone = [...known].filter((id) => !here.has(id));
    const typed = fields(form), made = await row(screen, "", [...typed, ...again]);
    await change((rows) => {
      for (const id of gone) { rows.delete([screen, id]); known.delete(id); }
      if (here.size || JSON.stringify(typed) !== initial) rows.put(made); else rows.delete(draftOf(screen));
    });
  }
  const now = () => {
    clearTimeout(timer);
    unwritten = null;
    if (!stopped) writing = last = last.then(write).catch((error) => { console.warn("draft", error); toast(say("draft_full"), true); });
    return last;
  };
  const later = () => { form.querySelector("[role=alert]")?.replaceChildren(); clearTimeout(timer); timer = setTimeout(now, PAUSE); unwritten = now; };
  const stop = async () => { stopped = true; clearTimeout(timer); await last; };

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("photos", now);
  if (found) {
    fill(form, found);
    form.prepend(h("div.lastone", { role: "status" }, icon("history"), h("span.grow", null, say("draft_back")),
      button(".sm", null, say("draft_clear"), async () => { await stop(); await drop(screen); anew(); })));
  }
  return async (command, words) => {
    await stop();
    const of = new Map(albums(form).flatMap((one) => one.photos.map((photo) => [photo, one.name])));
    const saved = await record({ ...command, replaces: again[0]?.[1], form: { screen, typed: fields(form), albums: (command.photos ?? []).map((photo) => of.get(photo) ?? "") } }, words);
    stopped = saved;
    return saved;
  };
}

/** Fills a refused command's form in again, photos and all. False when another one is being filled in there. */
export async function again(one) {
  const { base, key } = inside(), { screen, typed } = one.form;
  if (await read(screen)) return false;
  const made = [await row(screen, "", [...typed, [AGAIN, one.id]])], files = await Promise.all(one.files.map((id) => base.get("files", id)));
  for (const [place, file] of files.entries()) {
    if (!file) continue;
    const { sha256, type, taken_at, spot, sealed } = file;
    const facts = { sha256, type, taken_at, position: await open(key, spot), album: one.form.albums[place] ?? "" };
    made.push({ ...(await row(screen, uuid7(), facts)), bytes: sealed });
  }
  const tx = base.transaction(["files", "drafts"], "readwrite", STRICT);
  for (const file of one.files) tx.objectStore("files").delete(file);
  for (const each of made) tx.objectStore("drafts").put(each);
  await tx.done;
  await settle([{ seq: one.seq, unread: false, redone: true }]);
  return true;
}
