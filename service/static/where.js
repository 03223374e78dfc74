/* Suggestions as a place or a job is typed: an editable combobox with a list, by the ARIA practices. */
(() => {
  "use strict";

  const WAIT_MS = 120;
  const MOST = 8;
  const DIGITS = 4; // about ten metres

  const chinese = document.documentElement.lang.startsWith("zh");
  const indonesian = document.documentElement.lang.startsWith("id");
  const part = (tag, text) => {
    const made = Object.assign(document.createElement(tag), { textContent: text });
    if (!chinese && /\p{Script=Han}/u.test(text)) made.lang = "zh"; // as pages mark such names
    return made;
  };
  const hidden = (name, value) => {
    const field = document.createElement("input");
    return Object.assign(field, { type: "hidden", name, value });
  };

  /* A place: what was added or kept of another must not outvote what is typed. */
  const places = (root, words) => {
    const kept = root.querySelector("[name=kept]");
    const namesOf = (place) => (chinese ? [place.name_zh, place.name_en] : [place.name_en, place.name_zh]);
    const within = (place) => {
      const inside = place.kind !== "district";
      if (chinese) return place.city_zh + (inside ? place.district_zh : "");
      return [inside ? place.district_en : "", place.city_en].filter(Boolean).join(", ");
    };
    const dropAdded = () => {
      for (const added of root.querySelectorAll("[name=district], [name=lon], [name=lat]")) added.remove();
    };
    const placed = (feature) => ({ ...feature.properties, at: feature.geometry.coordinates });
    return {
      address: root.dataset.places,
      found: ({ features, similar }) => [features.map(placed), similar.map(placed)],
      shown: (place) => {
        const [name, other] = namesOf(place);
        const told = [words.kinds[place.kind], within(place)].filter(Boolean).join(" · ");
        return [name || other, name && other !== name && other, told];
      },
      forget: () => {
        dropAdded();
        if (kept) kept.value = "";
      },
      take: (place, input) => {
        const [name, other] = namesOf(place);
        const [lon, lat] = place.at.map((degrees) => degrees.toFixed(DIGITS));
        input.value = name || other;
        const given = place.kind === "district" ? { district: place.adcode } : { lon, lat };
        root.append(...Object.entries(given).map(([field, value]) => hidden(field, value)));
      },
      restore: () => {
        dropAdded();
        if (kept) kept.value = kept.defaultValue;
      },
    };
  };

  /* Work: an occupation stands in the field, a sector in the list of sectors. */
  const work = (root, words) => ({
    address: root.dataset.work,
    found: (body) => [body.work, body.similar],
    shown: ({ kind, name, name_en: english, name_id: bahasa, openings }) => {
      const other = chinese ? "" : (indonesian && bahasa) || english;
      const told = words.openings.replace("{n}", openings.toLocaleString(document.documentElement.lang));
      return [name, other, kind === "sector" ? `${words.sector} · ${told}` : told];
    },
    forget: () => {},
    take: ({ kind, name }, input) => {
      const sectors = input.form.elements.sector;
      input.value = kind === "sector" ? "" : name;
      if (kind !== "sector") return;
      if (![...sectors.options].some((option) => option.value === name)) sectors.add(new Option(name));
      sectors.value = name;
    },
    restore: () => {},
  });

  const begin = (root) => {
    const input = root.querySelector("input");
    const list = root.querySelector("[role=listbox]");
    const said = root.querySelector("[role=status]");
    const words = JSON.parse(root.dataset.words);
    const field = root.dataset.places ? places(root, words) : work(root, words);
    let options = [];
    let at = -1;
    let timer = 0;
    let asked = null;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    input.removeAttribute("list"); // what the browser suggests without scripts
    const say = (text) => { said.textContent = text; };

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
      if (isOpen) list.scrollIntoView({ block: "nearest" }); // above the keyboard of a phone
      input.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) point(-1);
    };

    const stop = () => {
      window.clearTimeout(timer);
      asked?.abort();
    };

    const show = (body) => {
      const [found, similar] = field.found(body);
      options = found.length ? found : similar;
      point(-1);
      list.replaceChildren(...options.map((each, n) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${n}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const [name, ...more] = field.shown(each);
        option.append(part("strong", name));
        for (const text of more.filter(Boolean)) option.append(" ", part("span", text));
        option.addEventListener("click", () => choose(n));
        return option;
      }));
      open(options.length > 0);
      const told = found.length ? words.found : words.similar;
      say(options.length ? told.replace("{n}", String(options.length)) : words.none);
    };

    const ask = async (text) => {
      asked = new AbortController();
      const { signal } = asked;
      const query = new URLSearchParams({ q: text, limit: String(MOST) });
      try {
        const response = await fetch(`${field.address}&${query}`, { signal });
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

    const typed = () => {
      stop();
      field.forget();
      const text = input.value.trim();
      if (!text) {
        open(false);
        say("");
        return;
      }
      timer = window.setTimeout(() => ask(text), WAIT_MS);
    };

    const choose = (n) => {
      stop();
      field.forget();
      field.take(options[n], input);
      open(false);
      input.form.requestSubmit();
    };

    // An answer that is still under way must not change the list under a reader's hand.
    const move = (to) => {
      stop();
      point(to);
    };

    const keys = {
      ArrowDown: () => move(at + 1 < options.length ? at + 1 : -1),
      ArrowUp: () => move(at < 0 ? options.length - 1 : at - 1),
      Enter: () => at >= 0 && choose(at),
      Escape: () => { stop(); open(false); say(""); },
    };

    input.addEventListener("keydown", (event) => {
      // While an input method composes, the keys are its own.
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (list.hidden) {
        const again = ["ArrowDown", "ArrowUp"].includes(event.key) && options.length && input.value.trim();
        if (!again) return;
        event.preventDefault();
        open(true);
        move(event.key === "ArrowDown" ? 0 : options.length - 1);
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
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the focus stays
      stop();
    });
    input.form.addEventListener("submit", stop);
    // The page may come back from the browser's memory with what was added to it.
    window.addEventListener("pageshow", field.restore);
  };

  for (const root of document.querySelectorAll(".place-field[data-places], .place-field[data-work]")) begin(root);
})();
