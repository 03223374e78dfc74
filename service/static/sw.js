/*
 * Saves on the device what was seen there, for when there is no network: the last list, its fairs
 * and those visited, and a few pages. The network is always asked first; a saved page says its age.
 */
"use strict";

const PAGES = "fairreach-pages-1";
const FILES = "fairreach-files-1";
const TILES = "fairreach-tiles-1";
const WEIGHT = "Fairreach-Bytes";
const SAVED_AT = "Fairreach-Saved-At";
const SAVED_WORDS = "Fairreach-Saved";
const WAIT_MS = 4000;
const FRESH_MS = 60 * 60 * 1000;
const GONE = [404, 410];
const MOST_FAIRS = 20;
const MOST_FILES = 80;
const MOST_TILES = 400;
const MOST_TILE_BYTES = 15e6;
const FAIR = /^\/fairs\/[\w-]{1,64}$/;
const ONE_OF_EACH = ["/text", "/help", "/privacy"];
const FILE_IN_PAGE = /"(\/assets\/[^"\s]+)"/g;

/** Under what a page is saved; "" for one that is not. Only fairs are saved more than once. */
const shelfOf = (url) => {
  if (FAIR.test(url.pathname)) return "fair";
  if (ONE_OF_EACH.includes(url.pathname)) return url.pathname;
  if (url.pathname !== "/") return "";
  return isBare(url) ? "start" : "list";
};

const isBare = (url) => [...url.searchParams].every(([name, value]) => name === "lang" || !value);

const isFile = (url) =>
  url.pathname.startsWith("/assets/") || (url.pathname === "/map/base.json" && url.searchParams.has("v"));

const offlineAddress = (url) => {
  const lang = url.searchParams.get("lang");
  return lang ? `/offline?lang=${encodeURIComponent(lang)}` : "/offline";
};

/** The addresses saved on a shelf, the oldest first. */
const savedOn = async (shelf) => {
  const cache = await caches.open(PAGES);
  const requests = await cache.keys();
  return requests.filter((request) => shelfOf(new URL(request.url)) === shelf);
};

/** The saved page that stands for an address: its own, or the nearest thing to it. */
const savedFor = async (url) => {
  const shelf = shelfOf(url);
  const cache = await caches.open(PAGES);
  if (shelf === "fair") return (await cache.match(url.href)) ?? cache.match(url.href, { ignoreSearch: true });
  if (shelf === "start") {
    const [request] = [...(await savedOn("list")), ...(await savedOn("start"))];
    return request && cache.match(request);
  }
  if (!shelf) return undefined;
  const own = await cache.match(url.href);
  if (own || !isBare(url)) return own;
  const [request] = await savedOn(shelf); // a link of the menu leads to the last that was seen
  return request && cache.match(request);
};

/** A file: its address changes with its content, so what is saved is right. */
const file = async (event, request) => {
  const cache = await caches.open(FILES);
  const known = await cache.match(request, { ignoreVary: true });
  if (known) return known;
  const response = await fetch(request);
  // Only what the service itself calls unchanging: another may stand here under the same address.
  const lasting = /immutable/.test(response.headers.get("Cache-Control") ?? "");
  if (response.status === 200 && lasting) event.waitUntil(cache.put(request, response.clone()).then(dropOldFiles));
  return response;
};

const dropOldFiles = async () => {
  const cache = await caches.open(FILES);
  const files = (await cache.keys()).filter((request) => isFile(new URL(request.url)));
  for (const request of files.slice(0, -MOST_FILES)) await cache.delete(request);
};

const isTile = (url) => url.pathname.startsWith("/map/ground/");

/** A tile of the ground, from the device if it is there: it never changes under its address. */
const tile = async (event) => {
  const cache = await caches.open(TILES);
  const known = await cache.match(event.request, { ignoreVary: true });
  if (known) return known;
  const response = await fetch(event.request);
  const lasting = /immutable/.test(response.headers.get("Cache-Control") ?? "");
  if ([200, 204].includes(response.status) && lasting) event.waitUntil(keepTile(event.request, response.clone()));
  return response;
};

let weights; // of the tiles that are kept, by address, the oldest first
let keeping = Promise.resolve();

/** One after the other: each counts what the one before has left. */
const keepTile = (request, response) => {
  keeping = keeping.then(() => addTile(request, response)).catch(() => undefined);
  return keeping;
};

const addTile = async (request, response) => {
  const cache = await caches.open(TILES);
  weights ??= await weightsOf(cache);
  const body = await response.arrayBuffer();
  const headers = { "Content-Type": response.headers.get("Content-Type") ?? "", [WEIGHT]: `${body.byteLength}` };
  const { status } = response;
  await cache.put(request, new Response(status === 204 ? null : body, { status, headers }));
  weights.delete(request.url);
  weights.set(request.url, body.byteLength);
  let sum = [...weights.values()].reduce((one, other) => one + other, 0);
  for (const [url, weight] of weights) {
    if (weights.size <= MOST_TILES && sum <= MOST_TILE_BYTES) break;
    await cache.delete(url, { ignoreVary: true });
    weights.delete(url);
    sum -= weight;
  }
};

const weightsOf = async (cache) => {
  const found = new Map();
  for (const request of await cache.keys()) {
    const saved = await cache.match(request, { ignoreVary: true });
    found.set(request.url, Number(saved?.headers.get(WEIGHT) ?? 0));
  }
  return found;
};

const saveFilesOf = (event, text) => {
  const addresses = new Set([...text.matchAll(FILE_IN_PAGE)].map(([, address]) => address));
  return Promise.all([...addresses].map((address) => file(event, new Request(address))));
};

const saveOffline = async (event, address) => {
  const cache = await caches.open(FILES);
  const response = await fetch(address, { cache: "no-cache" });
  if (response.status !== 200) throw new TypeError(`${address}: ${response.status}`);
  const text = await response.clone().text();
  await saveFilesOf(event, text);
  await cache.put(address, response);
};

const canBeSaved = (response) =>
  response.status === 200 && response.type === "basic" && !response.redirected &&
  /^text\/(html|plain)\b/.test(response.headers.get("Content-Type") ?? "");

/** Whether a page belongs on its shelf: a question which place was meant is no list. */
const isWhole = (shelf, text) => shelf !== "list" || text.includes('class="cards"');

const save = async (event, url, response) => {
  const shelf = shelfOf(url);
  const text = await response.text();
  if (!isWhole(shelf, text)) return;
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set(SAVED_AT, new Date().toISOString());
  const cache = await caches.open(PAGES);
  await cache.put(url.href, new Response(text, { headers }));
  const most = shelf === "fair" ? MOST_FAIRS : 1;
  for (const request of (await savedOn(shelf)).slice(0, -most)) await cache.delete(request);
  await saveFilesOf(event, text);
  const files = await caches.open(FILES);
  const address = offlineAddress(url);
  if (!(await files.match(address, { ignoreVary: true }))) await saveOffline(event, address);
};

const inWords = (words, when, lang) => {
  const locale = lang === "en" ? "en-GB" : lang;
  const day = when.toLocaleDateString(locale, { day: "numeric", month: "long" });
  const time = when.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
  return words.replace("{day}", day).replace("{time}", time);
};

/** A saved page as it is shown: a script says its age, a plain text begins with it. */
const aged = async (saved) => {
  const when = saved.headers.get(SAVED_AT);
  const words = saved.headers.get(SAVED_WORDS);
  const lang = saved.headers.get("Content-Language") ?? "zh";
  const text = await saved.text();
  const marked = words
    ? `${inWords(decodeURIComponent(words), new Date(when), lang)}\n\n${text}`
    : text.replace("<html ", `<html data-saved="${when}" `);
  return new Response(marked, { headers: saved.headers });
};

const offline = async (url) => {
  const cache = await caches.open(FILES);
  const page =
    (await cache.match(offlineAddress(url), { ignoreVary: true })) ??
    (await cache.match("/offline", { ignoreVary: true }));
  return page ?? Response.error();
};

/** Keep what the service answered, and nothing of what it says is there no more. */
const take = async (event, url, response) => {
  if (!shelfOf(url)) return;
  if (canBeSaved(response)) await save(event, url, response);
  if (!GONE.includes(response.status)) return;
  const cache = await caches.open(PAGES);
  await cache.delete(url.href, { ignoreSearch: shelfOf(url) === "fair" }); // in every language
};

/** A page from the network; without one, or with a slow one, what is saved. */
const page = async (event, url) => {
  const saved = await savedFor(url);
  const fresh = fetch(event.request).then((response) => {
    event.waitUntil(take(event, url, response.clone()));
    return response;
  });
  if (!saved) return fresh.catch(() => offline(url));
  const came = fresh.catch(() => undefined);
  event.waitUntil(came);
  const late = new Promise((resolve) => { setTimeout(resolve, WAIT_MS); });
  return (await Promise.race([came, late])) ?? aged(saved);
};

/**
 * Save what a page asks for ahead, and ask again for the fairs that are saved: one may be cancelled
 * or gone by now. What was saved within the hour only moves to the end; what has not changed since
 * costs no more than the question.
 */
const saveAhead = async (event, { save: addresses, renew }) => {
  const cache = await caches.open(PAGES);
  const wanted = addresses.map((address) => new URL(address, self.location.origin));
  for (const url of wanted) url.hash = "";
  const known = renew ? (await savedOn("fair")).map((request) => new URL(request.url)) : [];
  const others = known.filter(({ href }) => !wanted.some((url) => url.href === href));
  for (const url of [...others, ...wanted]) {
    if (isFile(url)) await file(event, new Request(url.href));
    if (!shelfOf(url)) continue;
    const saved = shelfOf(url) === "fair" ? await cache.match(url.href) : undefined;
    if (saved && Date.now() - Date.parse(saved.headers.get(SAVED_AT)) < FRESH_MS) {
      await cache.put(url.href, saved); // it comes last now
      continue;
    }
    const response = await fetch(url.href, { headers: { Accept: "text/html" }, cache: "no-cache" });
    if (!canBeSaved(response) && !GONE.includes(response.status)) return; // asked too often
    await take(event, url, response);
  }
};

self.addEventListener("install", (event) => {
  const begin = async () => {
    const cache = await caches.open(FILES);
    for (const request of await cache.keys()) {
      if (new URL(request.url).pathname === "/offline") await cache.delete(request);
    }
    await saveOffline(event, "/offline");
    await self.skipWaiting();
  };
  event.waitUntil(begin());
});

self.addEventListener("activate", (event) => {
  const begin = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("fairreach-") && ![PAGES, FILES, TILES].includes(name)) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(begin());
});

self.addEventListener("message", (event) => {
  // Where the network goes meanwhile, what has been saved stays.
  if (event.data?.save) event.waitUntil(saveAhead(event, event.data).catch(() => undefined));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event, url));
  else if (isFile(url)) event.respondWith(file(event, event.request));
  else if (isTile(url)) event.respondWith(tile(event));
});
