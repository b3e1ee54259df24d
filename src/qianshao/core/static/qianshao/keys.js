// Keyboard for the desk (ux.md 7.5; Ctrl K: palette.js): ↑↓ rows, Enter open, C call, A answered, G then a letter go to.
// Letters work only while a list has the focus, so they never fire while someone types (WCAG 2.1.4).

const GO = { d: "/desk/", c: "/callouts/", a: "/alerts/", p: "/people/", j: "/journal/" };
let goUntil = 0;

function rowsOf(list) { return [...list.querySelectorAll("[data-row]")]; }

function moveIn(list, step) {
  const rows = rowsOf(list), at = rows.indexOf(document.activeElement.closest("[data-row]"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  if (next) next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input,select,textarea,[contenteditable]")) return;
  const key = event.key.toLowerCase(), list = event.target.closest("[data-rows]");
  if (goUntil > performance.now() && GO[key]) { location.href = GO[key]; return; }
  if (key === "g") { goUntil = performance.now() + 1200; return; }
  if (!list) return;
  const row = event.target.closest("[data-row]");
  if (key === "arrowdown" || key === "arrowup") {
    event.preventDefault();
    moveIn(list, key === "arrowdown" ? 1 : -1);
  } else if (row && key === "enter" && event.target === row) {
    row.querySelector("a,button")?.click();
  } else if (row && (key === "c" || key === "a")) {
    row.querySelector(`[data-key="${key}"]`)?.click();
  }
});
