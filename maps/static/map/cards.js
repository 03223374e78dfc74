/* Cards on the map: what is written on them, and how they stand and are reached by keyboard. */
(() => {
  "use strict";

  const { classOf, element, filled } = window.fairreach;

  const MOST_LISTED = 8;
  // Pixels: beside a card stand buttons.
  const WIDEST = 280;
  const HIGHEST = 320;
  const FRAME = [34, 60];
  const CLEARANCE = [54, 10];

  /* ---- what is written on them ---- */

  const line = (text, className) => element("p", className, text);

  /** How many of a list are not shown, where some are not. */
  const restOf = (list, words) =>
    list.length > MOST_LISTED ? [line(words.more(list.length - MOST_LISTED), "more")] : [];

  const listCard = (list, words, linesOf) => {
    const card = element("div");
    card.append(...list.slice(0, MOST_LISTED).flatMap(linesOf), ...restOf(list, words));
    return card;
  };

  const fairTitle = ({ fair_id: fairId, name }, page) => {
    const title = element("h2");
    const link = element(page ? "a" : "span", "", name);
    if (page) link.href = filled(page, { fair_id: encodeURIComponent(fairId) });
    title.append(link);
    return title;
  };

  /** A card of the fairs at one place; `page` is the address of a fair's page, or null. */
  const fairCard = (fairs, words, page) =>
    listCard(fairs, words, (fair) => (fair.is_new ? [fairTitle(fair)] : [
      fairTitle(fair, page),
      line(words.dayAndHours(fair)),
      ...(fair.venue ? [line(fair.venue)] : []),
      ...(fair.status === "published" ? [] : [line(words.text(fair.status), "status")]),
      ...approximate(fair, words),
      ...madeUp(fair, words),
      ...openings(fair, words),
    ]));

  const employerCard = (employers, words) =>
    listCard(employers, words, (employer) => [
      element("h2", "", employer.name),
      ...(employer.sector ? [line(employer.sector)] : []),
      ...approximate(employer, words),
      ...madeUp(employer, words),
      ...openings(employer, words),
    ]);

  const approximate = ({ precision }, words) => (precision === "district" ? [line(words.text("approximate"))] : []);

  /** What is not listed is not known, and no nought. */
  const openings = ({ headcount }, words) => (headcount ? [line(words.openings(headcount))] : []);

  const madeUp = ({ illustrative }, words) => (illustrative ? [line(words.text("made_up"))] : []);

  const FIGURES = {
    coverage: (value, words) => words.share(value),
    persons_gap: (value, words) => words.about(value),
    fairs_per_100k: (value, words) => words.number(value, 2),
    wait_days: (value, words, { classes }) => (value === null ? classes.at(-1) : words.number(value)),
    difference: (value, words) => words.points(value),
  };
  const NAMES = { persons_gap: "gap" };

  /** A district's name and the one number that colours it; all others stand in the panel's card. */
  const districtCard = (district, figures, data, words) => {
    const card = element("div");
    card.append(element("h2", "", words.nameOf(district)));
    if (!figures) return card;
    const { measure_figure: figure } = data;
    const isKnown = classOf(figures, data) !== "none";
    const told = isKnown ? FIGURES[figure](figures[figure], words, data) : words.text("no_data");
    card.append(line(`${words.text(NAMES[figure] ?? figure)}: ${told}`));
    if (isKnown && figure === "difference") {
      const [gained, lost] = [figures.gained, figures.lost].map((persons) => words.number(persons, 0));
      card.append(line(words.text("moved", { gained, lost })));
    }
    return card;
  };

  /* ---- how they stand ---- */

  class Cards {
    constructor(ground) {
      this.ground = ground;
    }

    /** A card, whole and clear of the buttons. `isOpen()` ends with the next one: what comes late is not drawn. */
    open(at, content) {
      const card = L.popup(this.size()).setLatLng(at).setContent(content).openOn(this.ground.map);
      const node = card.getElement();
      node.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", this.ground.words.text("close"));
      L.DomEvent.on(node, "keydown", ({ key }) => key === "Escape" && card.close());
      card.on("remove", () => this.leave(node));
      this.current = card;
      this.back = undefined;
      this.letScroll(card);
      return card;
    }

    size() {
      const room = this.ground.map.getSize().subtract(CLEARANCE).subtract(CLEARANCE).subtract(FRAME);
      return {
        maxWidth: Math.min(WIDEST, room.x), maxHeight: Math.min(HIGHEST, room.y),
        autoPanPaddingTopLeft: CLEARANCE, autoPanPaddingBottomRight: CLEARANCE, className: "fairreach-popup",
      };
    }

    /** The keyboard goes on within the card that it has opened, and by `back` from where it came. */
    enter(back) {
      this.back = back;
      const content = this.current.getContent();
      content.tabIndex = -1;
      content.focus({ preventScroll: true });
    }

    /** Whoever was in a card that closes goes on at the district that is chosen, or at the map. */
    leave(node) {
      if (!node.contains(document.activeElement)) return;
      const map = this.ground.node;
      if (this.back) this.back();
      else (map.querySelector("path[tabindex]") ?? map).focus({ preventScroll: true });
    }

    /** Make room for what has been added to a card; who was in it stays where they were. */
    grow(card) {
      const focused = document.activeElement;
      card.update();
      this.letScroll(card);
      if (card.getContent().contains(focused)) focused.focus({ preventScroll: true });
    }

    /** What scrolls in a card can be scrolled by keyboard. */
    letScroll(card) {
      const content = card.getElement().querySelector(".leaflet-popup-content");
      if (content.classList.contains("leaflet-popup-scrolled")) content.tabIndex = 0;
      else content.removeAttribute("tabindex");
    }
  }

  Object.assign(window.fairreach, { Cards, districtCard, employerCard, fairCard });
})();
