/*
 * Two states on two maps that move together: side by side, or one over the other with a border that one
 * moves. The page's own map shows the present state, its twin the one that is held.
 */
(() => {
  "use strict";

  const { element, Frame, mapLike } = window.fairreach;

  const MIDDLE = 50; // per cent

  class Twin {
    constructor(lead) {
      this.lead = lead;
      this.isShown = false;
    }

    get frames() {
      return this.isShown ? [this.frame] : [];
    }

    /* ---- how they stand ---- */

    /** Show the held state's map beside the page's own, or put it away. */
    arrange({ pair }) {
      if (!pair) {
        this.leave();
        return;
      }
      if (!this.frame) this.make();
      if (!this.isShown) this.enter();
      const { ground } = this.lead;
      const { words } = ground;
      const [held, now] = pair.names;
      this.stand.className = `fairreach-pair ${pair.view}`;
      const told = [words.text("pair_now", { name: now }), words.text("pair_held", { name: held })];
      for (const [at, { node }] of [ground, this.frame.ground].entries()) {
        this.names[at].textContent = told[at];
        node.setAttribute("aria-label", `${told[at]}, ${words.text("map_label")}`);
      }
      this.border.setAttribute("aria-label", words.text("pair_border"));
      this.border.hidden = pair.view !== "swipe";
      this.moveSwitch(pair.view === "swipe" ? ".leaflet-left" : ".leaflet-right");
    }

    make() {
      const { ground } = this.lead;
      this.stand = element("div");
      this.names = [element("p", "pair-name"), element("p", "pair-name")];
      this.maps = element("div", "pair-maps");
      this.border = element("input", "pair-border");
      Object.assign(this.border, { type: "range", min: 0, max: 100, step: "any", value: MIDDLE });
      this.border.addEventListener("input", () => this.divide());
      const node = element("div", "folium-map twin");
      this.maps.append(node, this.border);
      this.stand.append(...this.names, this.maps);
      document.body.append(this.stand); // a map that is made needs a place
      this.frame = new Frame(node, ground.data, mapLike(ground, node));
      this.frame.drawLegend = () => this.lead.drawLegend();
      this.frame.ground.draw(ground.base);
      this.frame.listen();
      this.follow(ground.map, this.frame.ground.map, () => true);
      // It leads only under a hand: of itself, as when its size changes, it goes where the other is.
      this.follow(this.frame.ground.map, ground.map, () => node.matches(":hover, :focus-within"));
      this.frame.ground.map.on("moveend", () => this.meet());
      this.divide();
    }

    enter() {
      const { ground } = this.lead;
      ground.node.before(this.stand);
      this.maps.prepend(ground.node);
      this.isShown = true;
      for (const each of [ground, this.frame.ground]) each.alike = [ground, this.frame.ground];
    }

    leave() {
      if (!this.isShown) return;
      const { node, words } = this.lead.ground;
      const isLost = this.stand.contains(document.activeElement);
      this.moveSwitch(".leaflet-right");
      this.frame.ground.map.closePopup();
      this.stand.replaceWith(node);
      node.setAttribute("aria-label", words.text("map_label"));
      this.isShown = false;
      this.lead.ground.alike = [this.lead.ground];
      if (isLost) node.focus({ preventScroll: true });
    }

    /** Where the held map lies over the right half, the switch of layers goes to the left. */
    moveSwitch(side) {
      const { node } = this.lead.ground;
      const control = node.querySelector(".leaflet-control-layers");
      if (control) node.querySelector(`.leaflet-top${side}`).append(control);
    }

    divide() {
      this.maps.style.setProperty("--part", this.border.value / 100);
    }

    /* ---- how they move ---- */

    follow(from, to, leads) {
      const go = (center, zoom) => {
        if (!this.isShown || this.isMoving || !leads()) return;
        this.isMoving = true;
        to.setView(center, zoom, { animate: false });
        this.isMoving = false;
      };
      from.on("move", () => go(from.getCenter(), from.getZoom()));
      from.on("zoomanim", ({ center, zoom }) => go(center, zoom));
    }

    /** The held map has no limits of its own: it rests where the other one does. */
    meet() {
      const { map } = this.lead.ground;
      if (!this.isShown || this.isMoving) return;
      this.isMoving = true;
      this.frame.ground.map.setView(map.getCenter(), map.getZoom(), { animate: false });
      this.isMoving = false;
    }

    /* ---- what it shows ---- */

    draw(data, answers) {
      const { frame } = this;
      const { map } = frame.ground;
      const shown = { ...data, ...data.pair.held, pair: undefined };
      frame.ground.take(shown);
      frame.clear({ keepsCard: false });
      frame.draw(answers);
      map.setMaxBounds(null);
      map.setMinZoom(0);
      map.invalidateSize({ animate: false });
      this.meet();
      frame.ground.layTiles();
    }
  }

  Object.assign(window.fairreach, { Twin });
})();
