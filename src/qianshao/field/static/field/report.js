// 上报险情: a photo, what, whether somebody is trapped, where. Only what is asked for. And the check-in on patrol.

import { button, h, icon, say, toast } from "./dom.js";
import * as copies from "./copies.js";
import { begin } from "./drafts.js";
import { shrink } from "./photo.js";

const MOST = 6;
/** Photos of one command; the wire takes some more (field/wire.py). */
export const MOST_IN_ONE = 96;
const USUAL = { torrent: "ripple", slide: "mountain", flooding: "droplet", house: "home-exclamation", road: "road", other: "dots" };

/** Not yet: what is missing, said where it is missing; a long form shows only a part of itself. */
export function refuse(said, words, at) {
  said.textContent = words;
  at?.before(said);
  said.scrollIntoView({ block: "start" }); // and below it what it is about
}

export const kilo = (photos) => Math.ceil(photos.reduce((sum, one) => sum + one.bytes.byteLength, 0) / 1024);

/** Where the phone is: asked for when the screen opens, waited for by nobody. `ready`: it is known, or will not be. */
export function locate(show, without = "no_place") {
  let told;
  const found = { position: null, ready: new Promise((go) => { told = go; }) };
  if (!navigator.geolocation) { show(say(without)); told(); return found; }
  show(say("locating"));
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    found.position = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy };
    show(say("located", { m: Math.round(coords.accuracy) }));
    told();
  }, () => { show(say(without)); told(); }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  return found;
}

/** Photos of a form. `name`: which, where there are several; `room`: how many the whole form still takes. */
export function album(photos, { name = "", title = "photo", room = () => MOST } = {}) {
  const box = h("div.m-photos"), input = (capture) => h("input.sr", { type: "file", accept: "image/*", multiple: !capture, tabindex: -1,
    capture: capture ? "environment" : null, "aria-label": (title === "photo" ? "" : `${say(title)} `) + say(capture ? "take_photo" : "from_album"), onchange: (event) => add(event.target) });
  const camera = input(true), roll = input(false);
  const add = async (field) => {
    for (const file of [...field.files].slice(0, MOST - photos.length)) {
      if (room() <= 0) { toast(say("photos_full"), true); break; }
      box.prepend(h("p.ph.busy", null, say("shrinking")));
      try { photos.push(await shrink(file)); tell(); } catch { toast(say("no_picture"), true); }
    }
    field.value = "";
    draw();
  };
  const tell = () => whole.dispatchEvent(new Event("photos", { bubbles: true }));
  const draw = () => box.replaceChildren(...photos.map((photo, place) => thumb(photo, () => { photos.splice(place, 1); draw(); tell(); })),
    ...(photos.length < MOST ? [h("button.m-add", { type: "button", onclick: () => camera.click() }, icon("camera"), say("take_photo")),
      h("button.m-add", { type: "button", onclick: () => roll.click() }, icon("photo"), say("from_album"))] : []));
  draw();
  const whole = h("section", { "data-album": name || "photos" }, h("p.m-lab", null, say(title), h("em", null, say("most_photos", { n: MOST }))), box, camera, roll);
  whole.album = { name, photos, draw };
  return whole;
}

function thumb(photo, drop) {
  const url = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
  const picture = h("img", { src: url, alt: "", onload: () => URL.revokeObjectURL(url) });
  return h("div.ph", null, picture, h("span.cap", null, say("kb", { n: Math.ceil(photo.bytes.byteLength / 1024) })),
    h("button.drop", { type: "button", "aria-label": say("drop_photo"), onclick: drop }, icon("x")));
}

export function radios(kind, name, choices, chosen = null) {
  return h(`div.${kind}`, null, choices.map(([value, words, picture]) => h("label.radio", null,
    h("input", { type: "radio", name, value, checked: value === chosen }), picture && icon(picture), h("span", null, words))));
}

export async function report() {
  const me = await copies.me();
  const pulled = (await copies.kinds()).kinds;
  const choices = pulled.length ? pulled.map((one) => [one.code, one.name, one.icon])
    : Object.entries(USUAL).map(([code, picture]) => [code, say(`kind_${code}`), picture]);
  const photos = [], spot = h("p.sub", { role: "status" });
  const found = locate((words) => { spot.textContent = words; });
  const said = h("p.hint18.bad", { role: "alert" });
  const place = h("input.m-in", { name: "place", id: "place", maxlength: 120, autocomplete: "off", placeholder: me.place ?? "" });
  const form = h("form.stack", { id: "report", onsubmit: (event) => { event.preventDefault(); go(); } }, album(photos),
    h("fieldset.m-set", null, h("legend.m-lab", null, say("what_danger")), radios("m-pick", "kind", choices)),
    h("fieldset.m-set", null, h("legend.m-lab", null, say("trapped")), radios("m-seg", "trapped", ["no", "yes", "unknown"].map((one) => [one, say(`trapped_${one}`)]))),
    h("section", null, h("label.m-lab", { for: "place" }, say("where")), h("div.spot", null, icon("current-location", "c-brand"), spot), place),
    h("label.m-field", null, h("span.m-lab", null, say("more_words"), h("em", null, say("optional"))), h("textarea.m-area", { name: "words", maxlength: 500 })), said);

  const keep = await begin("report", form);
  async function go() {
    const facts = values(form);
    if (!facts.kind) { refuse(said, say("choose_kind"), form.querySelector(".m-pick")); return; }
    const name = choices.find(([code]) => code === facts.kind)[1];
    const saved = await keep({ kind: "hazards.report", subject: `report ${crypto.getRandomValues(new Uint32Array(2)).join("")}`, payload: facts, photos, position: found.position,
      view: { icon: "alert-triangle", title: say("view_danger", { name, place: facts.place ?? "" }), photos: photos.length, kb: kilo(photos) } }, say("saved_report"));
    if (saved) location.hash = "#/mine";
  }
  return { title: say("tile_report"), still: true, body: [form], foot: h("button.m-btn.pri", { form: "report" }, icon("send"), say("submit")),
    top: [h("a.m-btn.sm.duty", { href: `tel:${me.duty || "119"}` }, icon("phone"), me.duty ? say("duty") : "119")] };
}

export const values = (form) => Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value).trim()]).filter(([, value]) => value));

// ---- patrol ----------------------------------------------------------------------------------------------------

export async function check([point]) {
  const points = (await copies.kinds()).points, one = points.find((row) => String(row.id) === point);
  const photos = [], spot = h("p.sub", { role: "status" });
  const found = locate((words) => { spot.textContent = words; }, "no_place_here");
  const form = h("form.stack", { id: "check", onsubmit: (event) => event.preventDefault() }, h("div.spot", null, icon("current-location", "c-brand"), spot), album(photos),
    h("label.m-field", null, h("span.m-lab", null, say("more_words"), h("em", null, say("optional"))), h("textarea.m-area", { name: "words", maxlength: 500 })));
  const keep = await begin(`check/${point ?? ""}`, form);
  const send = async (state) => {
    const payload = { ...values(form), found: state === "danger" ? state : "nothing", ...(state === "hazard" ? { hazard: true } : {}) };
    if (one) payload.point = one.id;
    const saved = await keep({ kind: "hazards.check_in", subject: `point ${point ?? "free"}`, payload, photos, position: found.position,
      view: { icon: "walk", title: say("view_check", { name: one?.name ?? "", found: say(`found_${state}`) }), photos: photos.length, kb: kilo(photos) } }, say("saved_check"));
    if (saved) location.hash = { danger: "#/report", hazard: `#/find/-/${encodeURIComponent(one?.name ?? "")}`, normal: "#/home" }[state];
  };
  return { title: one?.name ?? say("patrol"), still: true, body: [form], foot: [
    h("div.two", null, button(".ok", "check", say("found_normal"), () => send("normal")), button("", "checklist", say("tile_find"), () => send("hazard")),
      button("", "alert-triangle", say("found_danger"), () => send("danger")))] };
}
