// Two locks. The device's own key seals everything that is written (a copied folder shows no names); the PIN's key
// seals the household data besides, and lives only in memory: after a restart the PIN is asked again.

const ROUNDS = 600000; // PBKDF2-HMAC-SHA-256, OWASP 2023
const utf8 = new TextEncoder(), text = new TextDecoder();

export const newDeviceKey = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/** The PIN's key: cannot be read out, only used. */
export async function keyOfPin(pin, salt) {
  const raw = await crypto.subtle.importKey("raw", utf8.encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, raw,
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export const newSalt = () => crypto.getRandomValues(new Uint8Array(16));

export async function sealBytes(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

export async function openBytes(key, sealed) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
}

export const seal = (key, value) => sealBytes(key, utf8.encode(JSON.stringify(value)));
export const open = async (key, sealed) => JSON.parse(text.decode(await openBytes(key, sealed)));

export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A version 7 UUID: sorts by the phone's clock, made without asking anybody. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let now = Date.now();
  for (let place = 5; place >= 0; place--) { bytes[place] = now % 256; now = Math.floor(now / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
