// Dialogs: `data-open="id"` opens a native <dialog>, `data-close` closes it, `data-typed="结束叫应"` on a form keeps its
// verb button off until the verb is typed. Links with data-open still lead to a full page when this file is absent.

function openDialog(dialog) {
  dialog.showModal();
  const safe = dialog.querySelector("[autofocus]") || dialog.querySelector("input,select,textarea,button");
  if (safe) safe.focus();
}

function checkTyped(form) {
  const verb = form.querySelector("[data-verb]"), typed = form.querySelector('[name="typed"]');
  if (verb && typed) verb.disabled = typed.value.trim() !== form.dataset.typed;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (dialog) {
      event.preventDefault();
      for (const [key, value] of Object.entries(opener.dataset)) {
        if (!key.startsWith("fill")) continue;
        const name = key.slice(4).toLowerCase();
        dialog.querySelectorAll(`[data-slot="${name}"]`).forEach((el) => { el.textContent = value; });
        dialog.querySelectorAll(`[name="${name}"]`).forEach((el) => { el.value = value; });
        if (name === "action") dialog.querySelector("form").action = value;
      }
      openDialog(dialog);
    }
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-typed]");
  if (form) checkTyped(form);
});
document.querySelectorAll("form[data-typed]").forEach(checkTyped);
// A dialog that came with the page (a refused form) opens by itself.
document.querySelectorAll("dialog[data-now]").forEach(openDialog);

// A link with data-part shows its page in the waiting dialog; with a modifier key, or without this file, it is a link.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-part]"), box = document.querySelector("dialog[data-host]")?.firstElementChild;
  if (!link || !box || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.href);
  address.searchParams.set("part", "1");
  window.htmx.ajax("GET", address.href, { target: box, swap: "innerHTML" });
});

// A dialog that waits for its content (data-host) opens when a part arrives in it, and is emptied when it closes.
for (const host of document.querySelectorAll("dialog[data-host]")) {
  const box = host.firstElementChild;
  new MutationObserver(() => { if (box.childElementCount && !host.open) openDialog(host); }).observe(box, { childList: true });
  host.addEventListener("close", () => box.replaceChildren());
}
