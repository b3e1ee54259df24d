// Puts the nearest shelters first: asks the phone where it is and loads the page with the position to about 100 m.
// Without this file, or when the phone says no, the list of towns does the same.

const button = document.querySelector("[data-locate]");
if (button && navigator.geolocation && window.isSecureContext) {
  const note = document.querySelector("[data-locate-note]");
  const words = button.querySelector("span");
  const asked = words.textContent;
  button.hidden = note.hidden = false;
  button.addEventListener("click", () => {
    words.textContent = button.dataset.busy;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { location.search = `?at=${coords.longitude.toFixed(3)},${coords.latitude.toFixed(3)}`; },
      () => { words.textContent = asked; note.textContent = button.dataset.denied; },
      { timeout: 8000, maximumAge: 120000 },
    );
  });
}
