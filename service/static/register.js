/* Has the device save what is seen, where the browser can; and says of a saved page how old it is. */
(() => {
  "use strict";

  const MOST_AHEAD = 8;
  const FAIR = /^\/fairs\/[\w-]{1,64}$/;
  const root = document.documentElement;

  const sayAge = (when) => {
    const note = document.getElementById("saved-note");
    const locale = root.lang === "en" ? "en-GB" : root.lang;
    const day = when.toLocaleDateString(locale, { day: "numeric", month: "long" });
    const time = when.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
    note.textContent = note.dataset.words.replace("{day}", day).replace("{time}", time);
    note.hidden = false;
  };

  /** The fairs of this list, which are likely to be looked at where there is no network. */
  const fairsAhead = () => {
    if (window.location.pathname !== "/") return [];
    const links = [...document.querySelectorAll("main a[href^='/fairs/']")];
    const fairs = links.map((link) => new URL(link.href)).filter((url) => FAIR.test(url.pathname));
    return [...new Set(fairs.map((url) => url.pathname + url.search))].slice(0, MOST_AHEAD);
  };

  /** What was fetched before the worker was there to see it. */
  const seenBefore = () => {
    if (navigator.serviceWorker.controller) return [];
    const data = document.getElementById("map-data");
    const base = data && JSON.parse(data.textContent).base;
    return base ? [window.location.href, base] : [window.location.href];
  };

  const begin = async () => {
    const sparing = navigator.connection?.saveData;
    const save = sparing ? seenBefore() : [...seenBefore(), ...fairsAhead()];
    try {
      await navigator.serviceWorker.register("/sw.js");
    } catch {
      return; // a browser may refuse, in a private window for one; then nothing is saved
    }
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ save, renew: !sparing });
  };

  if (root.dataset.saved) sayAge(new Date(root.dataset.saved));
  else if ("serviceWorker" in navigator) window.addEventListener("load", begin, { once: true });
})();
