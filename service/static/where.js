/* Suggestions as a place's name is typed: an editable combobox with a list, by the ARIA practices. */
(() => {
  "use strict";

  const WAIT_MS = 120;
  const MOST = 8;
  const DIGITS = 4; // about ten metres

  const begin = (root) => {
    const input = root.querySelector("input");
    const list = root.querySelector("[role=listbox]");
    const said = root.querySelector("[role=status]");
    const words = JSON.parse(root.dataset.words);
    const chinese = document.documentElement.lang.startsWith("zh");
    let places = [];
    let at = -1;
    let timer = 0;
    let asked = null;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    const say = (text) => { said.textContent = text; };
    const span = (text) => {
      const part = document.createElement("span");
      part.textContent = text;
      return part;
    };
    const nameOf = (place) => (chinese ? [place.name_zh, place.name_en] : [place.name_en, place.name_zh]);
    const within = (place) => {
      const town = place.kind === "town";
      if (chinese) return place.city_zh + (town ? place.district_zh : "");
      return [town ? place.district_en : "", place.city_en].filter(Boolean).join(", ");
    };

    const point = (to) => {
      list.children[at]?.setAttribute("aria-selected", "false");
      at = to;
      const option = list.children[at];
      if (!option) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };

    const open = (isOpen) => {
      list.hidden = !isOpen;
      input.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) point(-1);
    };

    const stop = () => {
      window.clearTimeout(timer);
      asked?.abort();
    };

    const show = ({ features, similar }) => {
      places = (features.length ? features : similar).map((feature) => ({ ...feature.properties, at: feature.geometry.coordinates }));
      point(-1);
      list.replaceChildren(...places.map((place, n) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${n}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const [name, other] = nameOf(place);
        const first = document.createElement("strong");
        first.textContent = name || other;
        option.append(first);
        if (name && other) option.append(" ", span(other));
        if (within(place)) option.append(" ", span(within(place)));
        option.addEventListener("click", () => choose(n));
        return option;
      }));
      open(places.length > 0);
      const told = features.length ? words.found : words.similar;
      say(places.length ? told.replace("{n}", String(places.length)) : words.none);
    };

    const ask = async (text) => {
      asked = new AbortController();
      const { signal } = asked;
      const query = new URLSearchParams({ q: text, limit: String(MOST) });
      try {
        const response = await fetch(`${root.dataset.places}&${query}`, { signal });
        if (!response.ok) throw new Error(String(response.status));
        const found = await response.json();
        if (!signal.aborted) show(found);
      } catch (error) {
        if (signal.aborted) return;
        open(false);
        // A fetch that reaches nobody fails with a TypeError; navigator.onLine may still say true.
        say(error instanceof TypeError ? words.offline : words.failed);
      }
    };

    const kept = root.querySelector("[name=kept]");
    // Neither the place that was chosen before nor the one kept must outvote what is typed here.
    const dropAdded = () => {
      for (const added of root.querySelectorAll("[name=district], [name=lon], [name=lat]")) added.remove();
    };
    const forget = () => {
      dropAdded();
      if (kept) kept.value = "";
    };

    const typed = () => {
      stop();
      forget();
      const text = input.value.trim();
      if (!text) {
        open(false);
        say("");
        return;
      }
      timer = window.setTimeout(() => ask(text), WAIT_MS);
    };

    const choose = (n) => {
      const place = places[n];
      const [name, other] = nameOf(place);
      const [lon, lat] = place.at.map((degrees) => degrees.toFixed(DIGITS));
      stop();
      forget();
      input.value = name || other;
      const given = place.kind === "district" ? { district: place.adcode } : { lon, lat };
      for (const [field, value] of Object.entries(given)) {
        const added = document.createElement("input");
        Object.assign(added, { type: "hidden", name: field, value });
        root.append(added);
      }
      open(false);
      input.form.requestSubmit();
    };

    const keys = {
      ArrowDown: () => point(at + 1 < places.length ? at + 1 : -1),
      ArrowUp: () => point(at < 0 ? places.length - 1 : at - 1),
      Enter: () => at >= 0 && choose(at),
      Escape: () => { stop(); open(false); say(""); },
    };

    input.addEventListener("keydown", (event) => {
      // While an input method composes, the keys are its own.
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (list.hidden) {
        const again = ["ArrowDown", "ArrowUp"].includes(event.key) && places.length && input.value.trim();
        if (!again) return;
        event.preventDefault();
        open(true);
        point(event.key === "ArrowDown" ? 0 : places.length - 1);
        return;
      }
      if (event.key === "Enter" && at < 0) {
        stop();
        return; // the form is sent as it was typed
      }
      if (!(event.key in keys)) return;
      event.preventDefault();
      keys[event.key]();
    });
    input.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
    input.addEventListener("compositionend", typed);
    input.addEventListener("blur", () => { stop(); open(false); });
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays
    input.form.addEventListener("submit", stop);
    // The page may come back from the browser's memory with what was added to it.
    window.addEventListener("pageshow", () => {
      dropAdded();
      if (kept) kept.value = kept.defaultValue;
    });
  };

  for (const root of document.querySelectorAll(".place-field[data-places]")) begin(root);
})();
