// Opens the form of a sign that was read before, or the county's, when there is no signal. Knows nothing of reports:
// those are kept and sent by the page. Only pages under /p/ are its business, and never one's own report.
const NAME = "qianshao-tips", PATIENCE = 6000;
const FORM = /^\/p\/(?:(?!track\/)[^/]+\/)?$/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event, { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode !== "navigate") event.respondWith(fresh(request, request.url));
  else if (FORM.test(pathname)) event.respondWith(fresh(request, pathname, "/p/"));
});

/** From the county; from the phone when nothing comes, or too slowly. */
async function fresh(request, ...names) {
  const kept = await caches.open(NAME);
  let old;
  for (const name of names) old ||= await kept.match(name);
  const coming = fetch(request);
  if (!old) return coming;
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const found = await Promise.race([coming.catch(() => null), late]);
  return found && found.status < 500 ? found : old;
}
