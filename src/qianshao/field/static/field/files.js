// Photos on their way: in parts, from where the server has them. What it does not take is shown, never dropped.

import { say } from "./dom.js";
import { shrink } from "./photo.js";
import * as store from "./store.js";
import { ask, Denied, flush, Unreachable } from "./sync.js";
import { seal, sealBytes } from "./vault.js";

const FILES = "/api/v1/files/", PART = 65536, MOST_PARTS = 64, MOST_TRIES = 5, PAUSE = 5000;
const ANEW = { state: "waiting", offset: 0, tries: 0, next_at: 0 };

/** Sends what waits, each after its command's text. */
export async function sendFiles() {
  const all = await store.commands(), unsent = new Set(), refused = new Set();
  for (const one of all) {
    if (one.state === "waiting") unsent.add(one.id);
    else if (one.outcome === "refused") refused.add(one.id);
  }
  for (const id of await store.filesIn("waiting")) {
    for (let file = await store.fileOf(id); file && !unsent.has(file.command) && file.next_at <= Date.now();) {
      file = (await sent(file, refused.has(file.command))) ? null : await store.fileOf(id);
    }
  }
}

/** False when it is worth another try at once. */
async function sent(file, isKept) {
  try {
    await sendFile(file, isKept);
    return true;
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
    return denied(file, error);
  }
}

/** Damaged on the way: from its start again, a few times; then, like any other no, it is shown. */
async function denied(file, error) {
  const tries = file.tries + 1;
  if (error.said.code !== "file.damaged" || tries >= MOST_TRIES) {
    await store.putFile(file.id, { state: "refused", offset: 0, tries, said: error.message });
    return true;
  }
  await store.putFile(file.id, { offset: 0, tries, next_at: tries > 1 ? Date.now() + PAUSE * 2 ** tries : 0 });
  return tries > 1;
}

/** A photo of a command that was refused stays, so that the form can be filled in again with it. */
async function sendFile(file, isKept) {
  const bytes = await opened(file);
  let offset = file.offset;
  for (let part = 0; offset < bytes.length; part++) {
    if (part > MOST_PARTS) throw new Unreachable(); // a server that never moves on
    offset = await sendPart(file, bytes, offset);
    await store.putFile(file.id, { offset });
  }
  await store.putFile(file.id, isKept ? { state: "kept" } : null);
}

async function opened(file) {
  try { return new Uint8Array(await store.bytesOf(file)); } catch { throw new Denied(0, { message: say("no_picture") }); }
}

async function sendPart(file, bytes, offset) {
  const body = bytes.slice(offset, offset + PART);
  const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset),
    "Upload-Length": String(bytes.length), sha256: file.sha256, "Made-At": new Date(file.taken_at ?? file.made_at).toISOString() };
  const place = await store.spotOf(file);
  if (place) headers.Position = `${place.lon},${place.lat},${place.accuracy}`;
  try {
    const said = await ask(FILES + file.id, { method: "PUT", body, headers });
    return said.offset ?? offset + body.length;
  } catch (error) {
    if (error instanceof Denied && error.status === 409 && Number.isInteger(error.said.offset)) return error.said.offset;
    throw error;
  }
}

// ---- what was not taken ----------------------------------------------------------------------------------------

export const refusedFiles = async () => (await Promise.all((await store.filesIn("refused")).map(store.fileOf))).filter(Boolean);

export async function sendAgain(file) {
  await store.putFile(file.id, ANEW);
  flush({ now: true });
}

/** Another photo in its place, under the same id: the command already names it. */
export async function retake(file, picked) {
  const { bytes, position, sha256, type, taken_at } = await shrink(picked), { key } = store.inside();
  await store.putFile(file.id, { ...ANEW, sha256, type, taken_at, made_at: Date.now(), size: bytes.byteLength,
    sealed: await sealBytes(key, bytes), spot: await seal(key, position ?? null) });
  flush({ now: true });
}
