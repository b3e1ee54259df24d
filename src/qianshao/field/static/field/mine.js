// 我报的: what waits, since when and why; what was not taken and what to do about it; what has arrived.

import { button, card, chip, empty, h, icon, say, toast, when } from "./dom.js";
import * as copies from "./copies.js";
import { again } from "./drafts.js";
import { refusedFiles, retake, sendAgain } from "./files.js";
import * as store from "./store.js";
import { flush, net } from "./sync.js";

const MOST = 60;

export async function mine() {
  const [all, me, { files }, lost] = await Promise.all([store.commands(), copies.me(), store.count(), refusedFiles()]);
  const waiting = all.filter((one) => one.state === "waiting"), answered = all.filter((one) => one.state !== "waiting").reverse();
  const refused = answered.filter((one) => one.unread), rest = answered.filter((one) => !one.unread);
  const stuck = waiting.some((one) => one.tries > 0) || net.state === "offline" || net.state === "failing";
  return {
    title: say("tab_mine"),
    top: [h("h1.grow", null, say(waiting.length ? "to_send" : "tab_mine")), waiting.length ? h("span.num.b.fs24", null, String(waiting.length), h("span.mute", null, say("items"))) : null].filter(Boolean),
    body: [
      refused.map((one) => trouble(one, me)),
      await Promise.all(lost.map((file) => lostPhoto(file, all.find((one) => one.id === file.command)))),
      waiting.length ? card(waiting.map(item)) : null,
      files && !waiting.length ? h("p.sub", null, say("photos_coming", { n: files })) : null,
      (waiting.length && stuck) ? urgent(me, waiting[0]) : null,
      rest.length ? card(h("h2.line", null, say("arrived")), rest.slice(0, MOST).map(item)) : waiting.length || refused.length ? null : empty(say("nothing_sent")),
    ],
    foot: waiting.length || files ? button(".pri", "refresh", say("send_now"), () => flush({ now: true })) : null,
  };
}

function item(one) {
  const sub = [when(one.made_at), one.view.sub, one.view.photos && say("photos_n", { n: one.view.photos, kb: one.view.kb ?? "" })].filter(Boolean).join("　");
  return h("article.ob", null, h("span.th", null, icon(one.view.icon ?? "dots")),
    h("div", null, h("h3", null, one.view.title ?? say("unreadable")), h("p.sub", null, sub), h("p.state", null, state(one)),
      one.state === "answered" && (one.answer?.message || one.answer?.data?.why) && h("p.sub", null, one.answer.message || one.answer.data.why),
      one.outcome === "refused" && refill(one)));
}

function state(one) {
  if (one.state === "waiting" && net.holder !== undefined && one.owner && one.owner !== net.holder) return chip("bad", say("of_another"));
  if (one.state === "answered") {
    if (one.outcome === "quarantined") return chip("wait", say("kept_for_duty"));
    if (one.outcome === "refused") return chip("bad", say("not_taken"));
    return chip("ok", say("arrived_at", { time: when(one.answered_at) }));
  }
  if (net.state === "sending") return chip("run", say("sending"));
  if (one.tries > 0) return chip("bad", say("tried_n", { n: one.tries }));
  return chip("wait", say(net.state === "quiet" ? "going_out" : "waits_for_net"));
}

/** Not taken: in the server's words; filled in again in two touches, and by voice or message it still counts. */
function trouble(one, me) {
  return h("section.m-card.refused", null, h("div.in.stack", null, h("h2", null, icon("alert-triangle"), say("not_taken")),
    h("p.big", null, `${when(one.made_at)} ${one.view.title ?? ""}`), h("p.big", null, one.answer?.message || say("no_reason")),
    refill(one), ways(me, one), button(".sm", "check", say("seen"), () => store.settle([{ seq: one.seq, unread: false }]))));
}

/** The form as it was, photos and all, to be put right and sent anew. */
function refill(one) {
  if (!one.form || one.redone) return null;
  return button(".pri.sm", "arrow-back-up", say("again"), async () => {
    if (!(await again(one))) toast(say("again_busy"), true);
    location.hash = `#/${one.form.screen}`;
  });
}

/** A photo the county did not take: in its words, with the picture, so that one knows which. */
async function lostPhoto(file, one) {
  const picker = h("input.sr", { type: "file", accept: "image/*", capture: "environment", tabindex: -1, "aria-label": say("photo_retake"),
    onchange: ({ target }) => target.files[0] && retake(file, target.files[0]).catch(() => toast(say("no_picture"), true)) });
  return h("section.m-card.refused", { "data-file": file.id }, h("div.in.stack", null, h("h2", null, icon("photo"), say("photo_refused")),
    h("p.big", null, `${when(file.made_at)} ${one?.view.title ?? ""}`), await picture(file), h("p.big", null, file.said || say("no_reason")), picker,
    h("div.two", null, button(".sm", "camera", say("photo_retake"), () => picker.click()), button(".sm", "refresh", say("photo_again"), () => sendAgain(file))),
    button(".sm.quiet", "x", say("photo_drop"), () => store.putFile(file.id, null))));
}

async function picture(file) {
  const bytes = await store.bytesOf(file).catch(() => null);
  if (!bytes) return null;
  const url = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  return h("div.ph", null, h("img", { src: url, alt: "", onload: () => URL.revokeObjectURL(url) }));
}

function ways(me, one) {
  const duty = me.duty || "119";
  const words = encodeURIComponent(say("sms_text", { name: me.name ?? "", title: one.view.title ?? "", time: when(one.made_at) }));
  return h("div.stack", null, h("a.m-btn.sm", { href: `tel:${duty}` }, icon("phone"), say("call_duty")),
    duty === "119" ? null : h("a.m-btn.sm", { href: `sms:${duty}?body=${words}` }, icon("message-2"), say("send_sms")));
}

function urgent(me, one) {
  return card(h("div.in.stack", null, h("div", null, h("h2", null, say("urgent_call")), h("p.sub", null, say("urgent_counts"))), ways(me, one)));
}
