// 电话: whom to call, by one touch; and leaving this phone.

import { age, button, card, empty, h, icon, say, sheet } from "./dom.js";
import * as copies from "./copies.js";
import * as store from "./store.js";
import { flush } from "./sync.js";

export async function phones() {
  const { rows, at } = await copies.phones();
  const me = await copies.me();
  const always = me.phones.some((one) => one.number === "119") ? me.phones : [...me.phones, { role: say("fire"), number: "119" }];
  const known = (rows ?? []).filter((one) => !always.some((shown) => shown.number === one.number));
  const locked = rows === null && !store.unlocked();
  return {
    title: say("tab_phones"),
    body: [
      card(always.map(line)),
      locked ? h("a.m-btn", { href: "#/unlock" }, icon("lock"), say("phones_locked")) : null,
      known.length ? card(known.map(line)) : locked ? null : empty(say("no_phones")),
      rows ? age(at) : null,
      h("section", null, button(".quiet", "logout", say("leave"), leave)),
    ],
  };
}

export const unlock = phones;

function line(one) {
  return h("a.m-tel", { href: `tel:${one.number}` }, icon("phone"),
    h("span", null, [one.role, one.name].filter(Boolean).join(" ")), h("span.num", null, one.number));
}

/** Logging out takes the data off the phone; what was not sent yet is sent first, or the person is told. */
async function leave() {
  await flush({ now: true });
  const { waiting, files } = await store.count();
  const left = waiting + files;
  const box = sheet(say("leave_sure"), h("p.big", null, left ? say("leave_waiting", { n: left }) : say("leave_what")),
    left ? null : button(".pri", "logout", say("leave"), async () => {
      box.close();
      await store.wipe();
      localStorage.clear();
      await fetch("/m/leave", { method: "POST", headers: { "X-Qianshao-Phone": "1" } }).catch(() => {});
      location.replace("/m/enrol");
    }));
}
