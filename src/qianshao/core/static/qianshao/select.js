// Lists with check boxes: "all on this page", how many are picked, buttons that need a pick. The form works without.

const words = document.querySelector("[data-picked]")?.textContent;

function boxes(form) { return [...form.querySelectorAll('td input[type="checkbox"][name]')]; }

function count(form) {
  const picked = boxes(form).filter((box) => box.checked).length;
  const said = form.querySelector("[data-picked]"), all = form.querySelector("[data-all]");
  if (said) said.textContent = picked ? `${said.dataset.picked || "✓"} ${picked}` : words;
  if (all) all.checked = picked > 0 && picked === boxes(form).length;
  form.querySelectorAll("[data-needs-pick]").forEach((button) => { button.disabled = !picked; });
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-all]")) boxes(form).forEach((box) => { box.checked = event.target.checked; });
  count(form);
});
document.querySelectorAll("form[data-bulk]").forEach(count);
