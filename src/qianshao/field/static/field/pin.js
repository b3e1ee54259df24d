// The PIN before household data: six digits, as at the bank. Set on the first use, asked after each start.

import { button, h, say } from "./dom.js";
import * as store from "./store.js";
import { flush } from "./sync.js";

const USUAL = 6;
const weak = (pin) => new Set(pin).size < 3 || "01234567890".includes(pin) || "09876543210".includes(pin);

export async function pin() {
  const first = !(await store.hasPin()), DIGITS = (await store.setting("policy"))?.pin_digits ?? USUAL;
  const said = h("p.hint18", { role: "status" }, say(first ? "pin_why" : "pin_locked", { n: DIGITS }));
  const field = (name) => h("input.m-in.pin", { type: "password", inputmode: "numeric", pattern: "[0-9]*", maxlength: DIGITS,
    autocomplete: "off", name, id: `pin-${name}` });
  const one = field("pin"), two = first ? field("again") : null;
  const form = h("form.stack", { onsubmit: (event) => { event.preventDefault(); go(); } },
    h("label.m-field", { for: "pin-pin" }, h("span.m-lab", null, say(first ? "pin_choose" : "pin_enter", { n: DIGITS })), one),
    two && h("label.m-field", { for: "pin-again" }, h("span.m-lab", null, say("pin_again")), two), said,
    h("button.m-btn.pri", null, say(first ? "pin_set" : "pin_open")));
  if (!first) one.addEventListener("input", () => { if (one.value.length === DIGITS) go(); });
  let busy = false;

  async function go() {
    if (busy) return;
    const wrong = first ? refusal(one.value, two.value, DIGITS) : one.value.length === DIGITS ? "" : "pin_short";
    if (wrong) { said.textContent = say(wrong, { n: DIGITS }); return; }
    busy = true;
    said.textContent = say("pin_wait");
    if (first) await store.setPin(one.value);
    else await tryIt();
    busy = false;
    if (store.unlocked()) flush({ now: true, pull: true });
  }

  async function tryIt() {
    const { right, left } = await store.tryPin(one.value);
    if (right) return;
    one.value = "";
    said.textContent = say(left > 0 ? "pin_wrong" : "pin_dropped", { n: left });
  }

  const forgot = first ? null : button(".quiet", null, say("pin_forgot"), async () => {
    await store.dropPersonal();
  });
  return { title: say("pin_title"), body: [form, forgot], still: true };
}

function refusal(pin, again, digits) {
  if (!/^\d+$/.test(pin) || pin.length !== digits) return "pin_short";
  if (weak(pin)) return "pin_weak";
  return pin === again ? "" : "pin_differ";
}
