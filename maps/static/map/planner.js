/* The planner's map: the states of the page, its link and its legend; one frame, or the first of several. */
(() => {
  "use strict";

  const { drawLegend, fetchLayer, fetchPart, Frame, Frames, legendParts, Link } = window.fairreach;

  const LOUD = ["gap", "wait", "difference"]; // measures whose colours are those of circles
  const ANSWERS = ["coverage", "gaps", "fairs"];
  const takesRoom = window.matchMedia("(min-width: 56.25em) and (max-width: 71.99em)"); // of the map: its legend, once it is drawn

  /** The answers that a state is drawn from. */
  const answersTo = async (state) => {
    const [coverage, gaps, fairs] = await Promise.all(ANSWERS.map((name) => fetchLayer(state[name])));
    return { coverage, gaps, fairs };
  };

  class Planner extends Frame {
    constructor(node, data) {
      super(node, data, window.fairreachMap);
      const { ground } = this;
      this.frames = new Frames(this);
      this.countedInHeld = new Set(); // districts
      this.link = new Link(ground, (name) => this.isUsual(name));
      this.usual = new Set(Object.keys(ground.layers).filter((name) => ground.map.hasLayer(ground.layers[name])));
      ground.map.on("overlayadd overlayremove", ({ layer, type }) => this.follow(layer, type === "overlayadd"));
      ground.map.on("zoomend", () => this.rescale(this));
      this.begin();
    }

    async begin() {
      this.ground.say("loading");
      const land = this.ground.begin();
      answersTo(this.data).catch(() => {}); // on their way meanwhile; a failure is told when they are drawn
      if (!(await land)) return;
      this.listen();
      this.goHome();
      this.ground.view.limit();
      this.ground.labels.place();
      this.link.begin();
      this.settled = this.ground.land;
      if (!this.data.district) this.link.takeRest(); // it rests there already
      await this.update(this.data);
    }

    /** Where the colours say what lacks, or who gains and loses, circles stand only if they are asked for. */
    isUsual(name) {
      return this.usual.has(name) && !(name === "gaps" && LOUD.includes(this.data.measure));
    }

    /* ---- a state of the page ---- */

    /** Draw a new state; who draws anything newer waits until it is `updated`. */
    update(data) {
      this.updated = this.change(data);
      return this.updated;
    }

    /** What stays the same is not fetched again, and the latest state wins. */
    async change(data) {
      const isChosenHere = Boolean(data.district) && data.district === this.chosen;
      const isOther = data.district !== this.data.district && !isChosenHere;
      const isSame = ANSWERS.every((name) => data[name] === this.data[name]);
      this.ground.take(data);
      if (!this.districts) return;
      if (!(await this.hasTwin(data))) return;
      const isArranged = this.frames.arrange(data);
      this.twin?.arrange(data);
      for (const frame of this.all) {
        frame.ground.take(data);
        frame.clear({ keepsCard: isChosenHere && isSame });
      }
      this.link.setLayers();
      this.ground.say("loading");
      try {
        const [now, held] = await Promise.all([answersTo(data), data.pair && answersTo(data.pair.held)]);
        if (data !== this.data) return;
        this.countedInHeld = new Set(held?.coverage.districts.map(({ adcode }) => adcode));
        this.layAhead(now);
        for (const frame of this.all) frame.draw(now);
        if (held) this.twin.draw(data, held);
        this.drawLegend();
      } catch (error) {
        if (data === this.data) this.ground.say("failed");
        throw error;
      }
      // A legend may have come: no tile is asked for twice. A view that one has chosen stays where it is.
      if (!this.ground.tiles && this.ground.view.isResting) this.ground.map.invalidateSize({ animate: false });
      await this.rest(data.district, { isOther, isArranged });
      if (data !== this.data) return;
      this.link.write();
      for (const { ground } of this.all) ground.layTiles();
      this.ground.node.dataset.drawn = data.coverage;
      this.ground.send("drawn", {});
    }

    /** Where a first view is known before it is drawn, the tiles beneath are on their way meanwhile. */
    layAhead({ coverage }) {
      const { district, frames, pair } = this.data;
      if (this.ground.tiles || district || frames.length || pair || takesRoom.matches) return;
      this.count(coverage);
      this.rest(undefined, {});
      this.ground.layTiles();
    }

    /** Whether all is there to show a state that is still the page's: for two states a second map. */
    async hasTwin(data) {
      if (!data.pair || this.twin) return true;
      try {
        await fetchPart(data.pair.script);
      } catch (error) {
        if (data === this.data) this.ground.say("failed");
        throw error;
      }
      this.twin ??= new window.fairreach.Twin(this);
      return data === this.data;
    }

    /** Two maps that move together have a whole that both of their regions are in. */
    isOfTheWhole(adcode) {
      return super.isOfTheWhole(adcode) || this.countedInHeld.has(adcode);
    }

    /** Go to the district that a state names first, or to the whole if the link leads there. */
    async rest(district, { isOther, isArranged }) {
      const { home } = this.ground;
      const isElsewhere = isArranged || (Boolean(this.settled) && !home.equals(this.settled));
      this.settled = home;
      const wantsRest = this.link.takeRest() || isElsewhere;
      if (this.part || this.link.given || !(wantsRest || isOther)) return;
      if (district) await this.focusDistrict(district);
      else if (wantsRest) this.goHome();
    }

    /* ---- its layers and its legend, for all frames ---- */

    /** A layer that is switched on or off here is so in every frame; shown again, it is drawn anew. */
    follow(layer, isShown) {
      const [name] = Object.entries(this.ground.layers).find(([, each]) => each === layer);
      for (const { ground, stops } of this.shown.filter((frame) => frame !== this)) {
        if (isShown) ground.map.addLayer(ground.layers[name]);
        else ground.map.removeLayer(ground.layers[name]);
        stops.settle();
      }
      if (isShown) for (const frame of this.shown) frame.fill(frame.ground.layers[name]);
      this.repaint();
    }

    repaint() {
      if (!this.figures) return;
      for (const frame of this.shown) frame.paint();
      this.drawLegend();
    }

    /** The maps of the page: its frames, and the one of a state that is held. */
    get shown() {
      return [...this.all, ...(this.twin?.frames ?? [])];
    }

    /** After a change of one frame's scale: circles are in that of all, and signs change their sizes. */
    rescale(changed) {
      for (const frame of changed.others) frame.gaps.gather();
      if (this.figures) this.drawLegend();
    }

    drawLegend() {
      const { words } = this.ground;
      for (const { ground, reach } of this.shown) ground.node.toggleAttribute("data-land", reach.isLand); // outlines only
      const box = document.querySelector(".fairreach-legend");
      drawLegend(box, words.text("legend_title"), legendParts(this.data, words, this.drawnInAll));
      this.gaps.explain();
    }

    get drawnInAll() {
      const drawn = this.shown.filter(({ figures }) => figures).map((frame) => frame.drawn);
      const looks = drawn.flatMap((each) => [...(each.looks ?? [])]);
      const signs = new Map(drawn.flatMap((each) => each.signs.map((sign) => [sign[0], sign])));
      return { land: drawn[0].land, looks: drawn[0].looks && new Set(looks), signs: [...signs.values()] };
    }
  }

  Object.assign(window.fairreach, { Planner });
})();
