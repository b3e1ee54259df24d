// The service worker: one version of the app, complete, served from the phone first. SHELL is written above by the
// server. It holds no data of anybody: what the sync brings never passes through here.

const CACHE = `qs-${SHELL.version}`;

self.addEventListener("install", (event) => {
  // a file's address carries its version, so what the browser has already need not travel again
  const fresh = [new Request(SHELL.page, { cache: "reload" }), ...SHELL.files];
  event.waitUntil(caches.open(CACHE).then((kept) => kept.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  const drop = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("qs-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

async function answer(request, kept) {
  const cache = await caches.open(CACHE);
  return (await cache.match(kept)) || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === SHELL.page) {
    event.respondWith(answer(event.request, SHELL.page));
  } else if (SHELL.files.includes(url.pathname)) {
    event.respondWith(answer(event.request, url.pathname));
  }
});

self.addEventListener("message", (event) => { if (event.data === "take over") self.skipWaiting(); });
