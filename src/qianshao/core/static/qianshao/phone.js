// The phone page works without this file. With it: says when there is no network, rests a pressed button for a second,
// reads the warning aloud when the phone has a Chinese voice.

const band = document.querySelector("[data-offline]");
function net() { if (band) band.hidden = navigator.onLine; }
addEventListener("online", net);
addEventListener("offline", net);
net();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-needs-net") && !navigator.onLine) {
    event.preventDefault(); // what was written stays on the page; the browser's own refusal would lose it
    net();
    band?.scrollIntoView();
    return;
  }
  if (form.dataset.sentAt && performance.now() - form.dataset.sentAt < 1000) event.preventDefault();
  else form.dataset.sentAt = performance.now();
});

const say = document.querySelector("[data-say]");
function voice() { return window.speechSynthesis && speechSynthesis.getVoices().find((v) => v.lang.startsWith("zh")); }
function offerVoice() { if (say) say.hidden = !voice(); }
if (say && window.speechSynthesis) {
  offerVoice();
  speechSynthesis.addEventListener?.("voiceschanged", offerVoice);
  say.addEventListener("click", () => {
    const words = new SpeechSynthesisUtterance(document.querySelector("[data-read]").innerText);
    words.lang = "zh-CN";
    words.voice = voice() || null;
    words.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  });
}
