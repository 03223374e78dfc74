/* A change of the controls shows at once: the same page is fetched, and its parts change places. */
(() => {
  "use strict";

  const said = document.getElementById("said");
  const USUAL = { straight: ["10", "km"], estimated: ["30", "min"] };
  let latest = 0;

  /** The address that the form stands for, in the page's own parameters. */
  const addressOf = (form) => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "" && name !== "threshold" && name !== "unit") query.append(name, value);
    }
    const { threshold, unit } = form.elements;
    if (threshold.value) query.append(`threshold_${unit.value}`, threshold.value);
    return `${form.getAttribute("action")}?${query}`;
  };

  const show = async (url, { push }) => {
    const turn = ++latest;
    const panel = document.getElementById("panel");
    panel.setAttribute("aria-busy", "true");
    let text;
    try {
      const response = await fetch(url, { headers: { Accept: "text/html" } });
      text = await response.text();
    } catch {
      window.location.assign(url); // the browser says best what a network lacks
      return;
    }
    if (turn !== latest) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    const focused = document.activeElement?.id;
    const scrolled = panel.scrollTop;
    for (const id of ["lead", "panel"]) {
      const fresh = page.getElementById(id);
      if (!fresh) {
        window.location.assign(url);
        return;
      }
      document.getElementById(id).replaceChildren(...document.adoptNode(fresh).childNodes);
    }
    panel.removeAttribute("aria-busy");
    panel.scrollTop = scrolled;
    const languages = page.querySelector(".languages");
    if (languages) document.querySelector(".languages").replaceWith(document.adoptNode(languages));
    if (push) window.history.pushState(null, "", url);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    said.textContent = document.querySelector("#lead h1, #lead [role=alert]")?.textContent ?? "";
    const data = page.getElementById("map-data");
    if (data) window.fairreach?.current?.update(JSON.parse(data.textContent));
  };

  document.addEventListener("change", ({ target }) => {
    const form = target.closest("#query");
    if (!form) return;
    if (target.id === "travel") {
      const [threshold, unit] = USUAL[target.value] ?? ["", "min"];
      form.elements.threshold.value = threshold;
      form.elements.unit.value = unit;
    }
    if (target.id === "measure") form.elements.namedItem("sort")?.remove();
    if (form.reportValidity()) show(addressOf(form), { push: true });
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "query") return;
    event.preventDefault();
    show(addressOf(event.target), { push: true });
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#panel a[href^='/planner'], #lead a[href^='/planner']");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    show(link.getAttribute("href"), { push: true });
  });

  document.addEventListener("fairreach:district", ({ detail }) => {
    document.querySelector("#panel tr.chosen")?.classList.remove("chosen");
    const row = document.getElementById(`row-${detail.adcode}`)?.closest("tr");
    row?.classList.add("chosen");
  });

  window.addEventListener("popstate", () => show(window.location.href, { push: false }));
})();
