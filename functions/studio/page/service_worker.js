// Keeps the Studio on the device: the page at once, kernels, weights and codecs after the first picture.
// `deno task studio` fills in the names; another version of any file makes another worker with a cache of its own.
const NAME = `semcast-studio-${VERSION}`;
const shell = SHELL, rest = REST;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(shell)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("semcast-studio-") && name !== NAME) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data !== "keep everything") return;
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    let kept = true;
    for (const name of rest) {
      if (await cache.match(name) === undefined) await cache.add(name).catch(() => kept = false);
    }
    event.source?.postMessage({ kept });
  })());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === self.location.origin && (url.pathname === "/" || url.pathname.startsWith("/studio/"));
  if (event.request.method !== "GET" || !ours) return;
  event.respondWith((async () => {
    const cache = await caches.open(NAME);
    return await cache.match(url.pathname) ?? await fetch(event.request);
  })());
});
