// A three-note chime for a new red or orange alert, opt-in, repeated every 30 s until someone presses 知道了 (ux.md 7.6).
// Browsers allow sound only after a click, so the switch itself is what unlocks it.

let audio = null, timer = 0;

function play() {
  if (!audio) return;
  [659, 784, 988].forEach((pitch, n) => {
    const tone = audio.createOscillator(), gain = audio.createGain(), at = audio.currentTime + n * 0.35;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(0.25, at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  });
}

function watch() {
  const bell = document.querySelector("[data-chime]");
  const due = bell && audio && localStorage.getItem("qs-chime-known") !== bell.dataset.chime;
  if (due && !timer) { play(); timer = setInterval(play, 30000); }
  if (!due && timer) { clearInterval(timer); timer = 0; }
  for (const known of document.querySelectorAll("[data-chime-known]")) known.hidden = !due;
}

const toggle = document.querySelector("[data-chime-toggle]");
const words = document.querySelector('meta[name="words"]').dataset;
if (toggle && window.AudioContext) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    audio = audio ? (audio.close(), null) : new AudioContext();
    toggle.querySelector("span").textContent = audio ? words.chimeOff : words.chimeOn;
    if (audio) play();
    watch();
  });
}
document.addEventListener("click", (event) => {
  const known = event.target.closest("[data-chime-known]");
  if (known) { localStorage.setItem("qs-chime-known", document.querySelector("[data-chime]").dataset.chime); watch(); }
});
setInterval(watch, 1000);
