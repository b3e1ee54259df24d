// A household's code: read by the camera where the phone can, else typed. ABCD-E in Crockford's letters.

import { h, say, sheet } from "./dom.js";

const CODE = /(?:^|[^0-9A-Z])([0-9A-HJKMNP-TV-Z]{3,12}-?[0-9A-HJKMNP-Z*~$=U])$/;

export const canScan = () => Boolean(self.BarcodeDetector && navigator.mediaDevices?.getUserMedia);

/** The code at the end of a scanned address or a typed line, else null. */
export function codeIn(text) {
  const found = CODE.exec(String(text).trim().toUpperCase());
  return found && /\d/.test(found[1]) ? found[1] : null;
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
