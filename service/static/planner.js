/* A change of the controls shows at once: the same page is fetched, and its parts change places. */
(() => {
  "use strict";

  const PARTS = ["lead", "settings", "panel"];
  const USUAL = { straight: ["10", "km"], estimated: ["30", "min"] };
  // What a way to travel does not know.
  const UNKNOWN = { straight: ["traffic", "walk_kmh"], estimated: ["traffic", "walk_kmh"], "roads-walk": ["traffic"] };
  const said = document.getElementById("said");
  let latest = 0;
  let shown = window.location.search;

  /** The address that the form stands for, in the page's own parameters. */
  const addressOf = (form) => {
    const { threshold, unit, from, to } = form.elements;
    if (from.value && to.value && from.value > to.value) {
      [from.value, to.value] = [to.value, from.value];
    }
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "" && name !== "threshold" && name !== "unit") query.append(name, value);
    }
    if (threshold.value) query.append(`threshold_${unit.value}`, threshold.value);
    return `${form.getAttribute("action")}?${query}`;
  };

  /** The straight line has no minutes. */
  const offerUnits = () => {
    const form = document.getElementById("query");
    const minutes = form?.querySelector("#unit option[value=min]");
    if (minutes) minutes.hidden = minutes.disabled = form.elements.travel.value === "straight";
  };

  /** Put the parts of a fetched page in the place of those that are shown; false if one lacks. */
  const exchange = (page) => {
    const fresh = PARTS.map((id) => page.getElementById(id));
    if (fresh.includes(null)) return false;
    const unfolded = [...document.querySelectorAll("#content details[open]")].map(({ id }) => id);
    for (const part of fresh) {
      document.getElementById(part.id).replaceChildren(...document.adoptNode(part).childNodes);
    }
    for (const id of unfolded.filter(Boolean)) document.getElementById(id)?.setAttribute("open", "");
    offerUnits();
    const languages = page.querySelector(".languages");
    if (languages) document.querySelector(".languages").replaceWith(document.adoptNode(languages));
    return true;
  };

  /** What a change has brought, for who does not see it. */
  const announcement = (what, classes) => {
    const sorted = document.querySelector(".ranking [aria-sort]");
    const { measure } = document.getElementById("query").elements;
    const texts = {
      district: document.getElementById("district-name")?.textContent,
      measure: [`${measure.labels[0].textContent}: ${measure.selectedOptions[0].textContent}`, ...classes].join(", "),
      next: document.getElementById("next-name")?.parentNode.querySelector(".verdict, .problem, p")?.textContent,
      sort: sorted && `${sorted.textContent.replace(/[▲▼]/, "")}: ${said.dataset[sorted.getAttribute("aria-sort")]}`,
    };
    return texts[what] ?? document.querySelector("#lead h1, #lead [role=alert]")?.textContent ?? "";
  };

  const fetchPage = async (url) => {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  };

  /**
   * Show another state of the page; `what` has changed: the district, the colours' measure, the sort, or anything.
   * It `stays` where it is scrolled to if the eye is on the map, and `keeps` what is shown without a network.
   */
  const show = async (url, { push, what, stays, keeps }) => {
    const turn = ++latest;
    const panel = document.getElementById("panel");
    panel.setAttribute("aria-busy", "true");
    let page;
    try {
      page = await fetchPage(url);
    } catch {
      if (!keeps) {
        window.location.assign(url); // the browser says best what a network lacks
        return;
      }
      if (turn !== latest) return;
      panel.removeAttribute("aria-busy");
      window.history.pushState(null, "", url); // the address keeps what is tried
      document.dispatchEvent(new CustomEvent("fairreach:lost"));
      return;
    }
    if (turn !== latest) return;
    const focused = document.activeElement?.id;
    const closed = new URLSearchParams(shown).get("district");
    shown = new URL(url, window.location).search;
    const scrolled = panel.scrollTop;
    if (!exchange(page)) {
      window.location.assign(url);
      return;
    }
    panel.removeAttribute("aria-busy");
    panel.scrollTop = scrolled;
    if (push) window.history.pushState(null, "", url);
    const card = document.getElementById({ district: "district-name", next: "next-name" }[what]);
    if (card) openCard(card, stays);
    else if (what === "next" && push) document.getElementById("ask-next")?.focus();
    else if (what === "district" && push) document.getElementById(`row-${closed}`)?.focus();
    else if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const text = page.getElementById("map-data")?.textContent;
    const data = text && JSON.parse(text);
    said.textContent = announcement(what, data?.classes ?? []);
    if (data) window.fairreach?.current?.update(data);
    document.dispatchEvent(new CustomEvent("fairreach:shown"));
  };

  /** Bring a district's card to where the eye is. */
  const openCard = (heading, stays) => {
    const panel = document.getElementById("panel");
    panel.scrollTop = 0;
    heading.focus({ preventScroll: true });
    const { top } = heading.getBoundingClientRect();
    if (!stays && (top < 0 || top > window.innerHeight - 80)) heading.scrollIntoView({ block: "start" });
  };

  const changeOf = (url) => {
    const [before, after] = [window.location, new URL(url, window.location)].map(
      ({ search }) => new URLSearchParams(search),
    );
    const changed = ["next", "job", "district", "measure", "sort"].find((name) => before.get(name) !== after.get(name));
    return changed === "job" ? "next" : changed;
  };

  const go = (url) => show(url, { push: true, what: changeOf(url) });

  document.addEventListener("change", ({ target }) => {
    const form = target.closest("#query");
    if (!form) return;
    if (target.id === "travel") {
      const [threshold, unit] = USUAL[target.value] ?? ["30", "min"];
      for (const name of UNKNOWN[target.value] ?? []) form.elements.namedItem(name)?.remove();
      form.elements.threshold.value = threshold;
      form.elements.unit.value = unit;
    }
    if (target.id === "region") form.elements.namedItem("district")?.remove();
    if (target.id === "measure") form.elements.namedItem("sort")?.remove();
    if (form.reportValidity()) go(addressOf(form));
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "query") return;
    event.preventDefault();
    go(addressOf(event.target));
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest(PARTS.map((id) => `#${id} a[href^='/planner']`).join());
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link.hasAttribute("download") || /^\/planner\.[a-z]/.test(link.getAttribute("href"))) return;
    event.preventDefault();
    go(link.getAttribute("href").split("#")[0]); // the map keeps its own state behind the #
  });

  /* ---- days chosen on their chart ---- */

  const daysBetween = (one, other) => {
    const all = [...document.querySelectorAll("#days g")];
    const [from, to] = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
    return all.slice(from, to + 1);
  };

  const dayUnder = ({ clientX }) => {
    const all = [...document.querySelectorAll("#days g")];
    const { left, width } = document.getElementById("days").getBoundingClientRect();
    const at = Math.floor(((clientX - left) / width) * all.length);
    return all[Math.min(Math.max(at, 0), all.length - 1)];
  };

  document.addEventListener("pointerdown", (event) => {
    const chart = event.target.closest("#days");
    if (!chart || event.button) return;
    const start = dayUnder(event);
    let chosen = [start];
    const mark = (move) => {
      chosen = daysBetween(start, dayUnder(move));
      for (const day of chart.children) day.classList.toggle("chosen", chosen.includes(day));
    };
    mark(event);
    chart.setPointerCapture(event.pointerId);
    chart.addEventListener("pointermove", mark);
    const end = ({ type }) => {
      chart.removeEventListener("pointermove", mark);
      if (type !== "pointerup") return;
      const { elements } = document.getElementById("query");
      elements.from.value = chosen[0].dataset.day;
      elements.to.value = chosen.at(-1).dataset.day;
      go(addressOf(document.getElementById("query")));
    };
    chart.addEventListener("pointerup", end, { once: true });
    chart.addEventListener("pointercancel", end, { once: true });
  });

  document.addEventListener("keydown", ({ key, target }) => {
    const dates = target.closest?.("#dates");
    if (key !== "Escape" || !dates?.open) return;
    dates.open = false;
    dates.querySelector("summary").focus();
  });

  document.addEventListener("click", ({ target }) => {
    const dates = document.getElementById("dates");
    if (dates?.open && target.isConnected && !dates.contains(target)) dates.open = false;
  });

  /* ---- the map ---- */

  document.addEventListener("fairreach:district", (event) => {
    const url = document.getElementById(`row-${event.detail.adcode}`)?.getAttribute("href");
    if (!url) return;
    event.preventDefault(); // the panel's card says the rest, and holds the keyboard
    const isOther = new URL(url, window.location).search !== window.location.search;
    show(url, { push: isOther, what: "district", stays: true });
  });

  document.addEventListener("fairreach:go", ({ detail: { url } }) =>
    show(url, { push: url !== window.location.href, what: "changes", stays: true, keeps: true }));
  document.addEventListener("fairreach:hold", () => {
    latest += 1; // what is on its way is late
    document.getElementById("panel").removeAttribute("aria-busy");
  });
  document.addEventListener("fairreach:show", ({ detail: { url, what } }) => {
    show(url, { push: url !== window.location.href, what });
  });

  offerUnits();
  window.addEventListener("popstate", () => show(window.location.href, { push: false }));
})();
