/* The pages that this device has saved: listed, and deleted on request. */
(() => {
  "use strict";

  const PAGES = "fairreach-pages-1";
  const section = document.getElementById("saved");
  const list = document.getElementById("saved-pages");
  const said = document.getElementById("saved-said");
  const button = document.getElementById("forget");
  if (!("caches" in window)) return;

  const titleOf = async (url, response) => {
    if (!response.headers.get("Content-Type").startsWith("text/html")) return list.dataset.text;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const heading = url.pathname === "/" && page.getElementById("list-title")?.textContent.trim();
    return heading || page.title.replace(/ · fairreach$/, "");
  };

  const show = async () => {
    const cache = await caches.open(PAGES);
    const { lang } = document.documentElement;
    const items = [];
    const isList = ({ url }) => new URL(url).pathname === "/";
    const latest = (await cache.keys()).reverse();
    for (const request of [...latest.filter(isList), ...latest.filter((each) => !isList(each))]) {
      const response = await cache.match(request);
      if (!response) continue; // the worker has dropped it meanwhile
      const url = new URL(request.url);
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = url.pathname + url.search;
      link.textContent = await titleOf(url, response);
      if (!lang.startsWith("zh") && /\p{Script=Han}/u.test(link.textContent)) link.lang = "zh";
      const when = new Date(response.headers.get("Fairreach-Saved-At"));
      const time = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
      item.append(link, ` ${when.toLocaleString(lang === "en" ? "en-GB" : lang, time)}`);
      items.push(item);
    }
    list.replaceChildren(...items);
    document.getElementById("saved-none").hidden = items.length > 0;
    if (button) button.hidden = items.length === 0;
    section.hidden = false;
    section.dataset.listed = "";
  };

  button?.addEventListener("click", async () => {
    await caches.delete(PAGES);
    try { window.sessionStorage.removeItem("list"); } catch { /* nothing was kept */ }
    await show();
    said.textContent = said.dataset.words;
    section.querySelector("h2").focus();
  });

  show();
})();
