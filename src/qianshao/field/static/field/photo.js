// A photo made small on the phone: long side 1600, JPEG, at most 300 KB. When and where it was taken is read before,
// because drawing forgets it.

import { sha256 } from "./vault.js";

const LONG = 1600, SMALL = 1280, MOST = 300 * 1024;
const QUALITIES = [0.72, 0.6, 0.5, 0.4, 0.3];

/** `{bytes, sha256, type, taken_at, position}` of a picked file. */
export async function shrink(file) {
  const told = exif(await file.slice(0, 131072).arrayBuffer());
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  let long = navigator.deviceMemory && navigator.deviceMemory < 2 ? SMALL : LONG;
  for (;;) {
    for (const quality of QUALITIES) {
      const blob = await draw(picture, long, quality);
      if (blob.size > MOST) continue;
      picture.close();
      const bytes = await blob.arrayBuffer();
      return { bytes, sha256: await sha256(bytes), type: "image/jpeg", ...told };
    }
    long = Math.round(long * 0.8); // noise and leaves: fewer points rather than mud
  }
}

function draw(picture, long, quality) {
  const scale = Math.min(1, long / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/jpeg", quality));
}

/** Time and place out of a JPEG's Exif block (TIFF 6.0, Exif 2.3); what is not there is null. */
export function exif(buffer) {
  const none = { taken_at: null, position: null };
  try {
    const view = new DataView(buffer);
    if (view.getUint16(0) !== 0xffd8) return none;
    for (let at = 2; at + 4 < view.byteLength;) {
      const mark = view.getUint16(at);
      if (mark === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return tiff(new DataView(buffer, at + 10));
      if ((mark & 0xff00) !== 0xff00 || mark === 0xffda) return none;
      at += 2 + view.getUint16(at + 2);
    }
  } catch { /* cut short or strange: the picture counts, not its label */ }
  return none;
}

function tiff(view) {
  const little = view.getUint16(0) === 0x4949;
  const u16 = (at) => view.getUint16(at, little), u32 = (at) => view.getUint32(at, little);
  const folder = (at) => {
    const entries = new Map();
    for (let n = 0; at && n < u16(at); n++) entries.set(u16(at + 2 + n * 12), at + 2 + n * 12);
    return entries;
  };
  const text = (entry) => {
    const length = u32(entry + 4), at = length > 4 ? u32(entry + 8) : entry + 8;
    return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length)).replace(/\0.*$/s, "");
  };
  const degrees = (entry) => [0, 1, 2].reduce((sum, n) => sum + u32(u32(entry + 8) + n * 8) / (u32(u32(entry + 8) + n * 8 + 4) || 1) / 60 ** n, 0);
  const root = folder(u32(4));
  const detail = root.has(0x8769) ? folder(u32(root.get(0x8769) + 8)) : new Map();
  const gps = root.has(0x8825) ? folder(u32(root.get(0x8825) + 8)) : new Map();
  const stamp = detail.get(0x9003) ?? root.get(0x0132);
  const digits = stamp ? text(stamp).match(/\d+/g) : null;
  const taken = digits?.length >= 6 ? new Date(digits[0], digits[1] - 1, ...digits.slice(2, 6)).getTime() : null;
  let position = null;
  if (gps.has(2) && gps.has(4)) {
    const lat = degrees(gps.get(2)) * (text(gps.get(1)) === "S" ? -1 : 1);
    const lon = degrees(gps.get(4)) * (text(gps.get(3)) === "W" ? -1 : 1);
    if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat || lon)) position = { lon, lat, accuracy: 0 };
  }
  return { taken_at: taken, position };
}
