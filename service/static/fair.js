/* The page of one fair: openings filtered as one types, the page shared, copied or printed. */
(() => {
  "use strict";

  /* ---- openings: the same comparison as geodata/base/folding.py; capitals tell ß from nothing ---- */

  const plain = (text) => text.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase();
  const textOf = (row) => [...row.querySelectorAll("[data-find]")].map((each) => plain(each.textContent)).join("\n");
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  const search = document.getElementById("search");
  const found = document.getElementById("found");

  const employers = [...document.querySelectorAll(".offers")].map((body) => {
    const own = textOf(body.querySelector(".employer"));
    const offers = [...body.querySelectorAll(".offer")].map((row) => ({
      row, text: `${own}\n${textOf(row)}`, headcount: Number(row.dataset.headcount),
    }));
    return { body, offers, sum: body.querySelector(".employer td") };
  });
  const numbers = new Intl.NumberFormat(document.documentElement.lang);

  const filter = (typed) => {
    const words = plain(typed).split(/\s+/).filter(Boolean);
    let openings = 0;
    let companies = 0;
    for (const { body, offers, sum } of employers) {
      const before = openings;
      let any = false;
      for (const { row, text, headcount } of offers) {
        const fits = words.every((word) => text.includes(word));
        row.hidden = !fits;
        any ||= fits;
        if (fits) openings += headcount;
      }
      body.hidden = !any;
      sum.textContent = numbers.format(openings - before);
      companies += any;
    }
    document.querySelector(".openings-table").hidden = !companies;
    if (!words.length) found.textContent = found.dataset.all;
    else if (!companies) found.textContent = found.dataset.none;
    else found.textContent = fill(found.dataset.found, { openings: numbers.format(openings), employers: numbers.format(companies) });
  };

  if (search && "live" in search.dataset) {
    const field = document.getElementById("q");
    // The words go along when the language is changed or the page is asked for again.
    const keep = (typed) => {
      const own = new URL(window.location.href);
      if (typed.trim()) own.searchParams.set("q", typed);
      else own.searchParams.delete("q");
      window.history.replaceState(window.history.state, "", own);
      for (const link of document.querySelectorAll(".languages a")) {
        const other = new URL(link.href);
        if (typed.trim()) other.searchParams.set("q", typed);
        else other.searchParams.delete("q");
        link.href = other;
      }
    };
    field.addEventListener("input", () => { filter(field.value); keep(field.value); });
    // What a browser has kept in the field across a reload is what one sees there.
    if (field.value !== field.defaultValue) filter(field.value);
  }

  /* ---- back to the list that one came from, with its place and filters ---- */

  const kept = () => {
    try { return window.sessionStorage.getItem("list"); } catch { return null; } // nothing is kept
  };
  const list = kept();
  const back = document.querySelector(".others a");
  if (list) {
    const from = new URL(list, window.location.href);
    const lang = new URL(back.href).searchParams.get("lang");
    if (lang) from.searchParams.set("lang", lang);
    back.href = `/${from.search}`;
    back.textContent = back.dataset.back;
  }

  /* ---- share, copy, print ---- */

  const share = document.getElementById("share");
  const shared = document.getElementById("shared");
  const { address, title } = share.dataset;

  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => { shared.textContent = share.dataset.copied; },
      () => { shared.textContent = share.dataset.failed; },
    );

  if (navigator.share) {
    share.textContent = share.dataset.share;
    share.addEventListener("click", () => {
      // One who closes the sheet without choosing has not failed.
      navigator.share({ title, url: address }).catch((error) => error.name === "AbortError" || copy());
    });
    share.hidden = false;
  } else if (navigator.clipboard) {
    share.textContent = share.dataset.copy;
    share.addEventListener("click", copy);
    share.hidden = false;
  }

  const print = document.getElementById("print");
  print.addEventListener("click", () => window.print());
  print.hidden = false;
})();
