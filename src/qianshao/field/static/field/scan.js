// A household's code: read by the camera where the phone can, else typed. As in people/rules/codes.py: Crockford's
// base 32, at least four letters, then a check letter over GF(32).

import { h, say, sheet } from "./dom.js";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export const canScan = () => Boolean(self.BarcodeDetector && navigator.mediaDevices?.getUserMedia);

function check(digits) {
  let total = 0;
  for (const digit of digits) {
    total = (total ^ digit) << 1;
    if (total & 32) total ^= 0b100101;
  }
  return total;
}

/** `000W-V` out of a scanned address or a typed line (its last part), else null. A mistyped one is none. */
export function codeIn(text) {
  const last = String(text).trim().toUpperCase().split(/[/=#?&:]/).pop().replace(/[-\s]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const digits = [...last].map((letter) => LETTERS.indexOf(letter));
  if (digits.length < 5 || digits.length > 13 || digits.includes(-1)) return null;
  const mark = digits.pop();
  return check(digits) === mark ? `${last.slice(0, -1)}-${last.slice(-1)}` : null;
}

/** HMAC-SHA256 of a code under a visit's key: whether a code is right can be checked without the phone holding it. */
export async function markOf(key, code) {
  const bytes = (text) => new TextEncoder().encode(text);
  const made = await crypto.subtle.importKey("raw", bytes(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return [...new Uint8Array(await crypto.subtle.sign("HMAC", made, bytes(code)))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Opens the camera until a code is read or the sheet is closed; null when nothing was read. */
export async function scan() {
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch { return null; }
  const video = h("video.eye", { autoplay: true, muted: true, playsinline: true });
  video.srcObject = stream;
  const box = sheet(say("scan_hint"), video);
  let open = true;
  box.addEventListener("close", () => { open = false; });
  const detector = new self.BarcodeDetector({ formats: ["qr_code"] });
  let read = null;
  while (open && !read) {
    try { read = (await detector.detect(video))[0]?.rawValue ?? null; } catch { /* not ready yet */ }
    if (!read) await new Promise((next) => setTimeout(next, 150));
  }
  for (const track of stream.getTracks()) track.stop();
  if (open) box.close();
  return read;
}
