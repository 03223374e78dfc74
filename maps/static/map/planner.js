/* The planner's map: the answers to the page's query, drawn; and the cards of districts and fairs. */
(() => {
  "use strict";

  const {
    Cards, districtCard, drawLegend, element, Employers, fairCard, Fairs, fetchLayer, Gaps,
    Ground, isInside, legendParts, Link, markDistrict, paintDistricts, Reach, records, Stops, Way,
  } = window.fairreach;

  const ANSWERS = ["coverage", "gaps", "fairs"];

  class Planner {
    constructor(node, data) {
      const ground = new Ground(node, data);
      this.ground = ground;
      this.cards = new Cards(ground);
      this.way = new Way(ground.map);
      this.gaps = new Gaps(ground);
      this.fairs = new Fairs(ground, (here) => this.openFairs(here));
      this.reach = new Reach(ground);
      this.employers = new Employers(ground, this.cards);
      this.link = new Link(ground, (name) => this.isUsual(name));
      this.usual = new Set(Object.keys(ground.layers).filter((name) => ground.map.hasLayer(ground.layers[name])));
      this.stops = new Stops(this);
      ground.map.on("overlayadd", ({ layer }) => this.fill(layer));
      ground.map.on("overlayadd overlayremove", () => this.repaint());
      ground.map.on("zoomend", () => this.figures && this.drawLegend()); // signs change their sizes
      this.begin();
    }

    get data() {
      return this.ground.data;
    }

    get districts() {
      return this.ground.districts;
    }

    async begin() {
      this.ground.say("loading");
      if (!(await this.ground.begin())) return;
      for (const district of this.districts.values()) this.listenTo(district);
      this.goHome();
      this.ground.view.limit();
      this.ground.labels.place();
      this.link.begin();
      this.settled = this.ground.land;
      if (!this.data.district) this.link.takeRest(); // it rests there already
      await this.update(this.data);
    }

    /** Where the colours say already who is not covered, circles say it again only if they are asked for. */
    isUsual(name) {
      return this.usual.has(name) && !(name === "gaps" && this.data.measure === "gap");
    }

    listenTo(district) {
      const { adcode, shape } = district;
      shape.on("click", ({ latlng }) => this.openDistrict(adcode, latlng));
      shape.on("keydown", ({ originalEvent: event }) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        if (this.openDistrict(adcode, this.middleOf(district))) this.cards.enter();
      });
    }

    /* ---- a state of the page ---- */

    /** Draw a new state; what stays the same is not fetched again, and the latest state wins. */
    async update(data) {
      const isChosenHere = Boolean(data.district) && data.district === this.chosen;
      const isOther = data.district !== this.data.district && !isChosenHere;
      const isSame = ANSWERS.every((name) => data[name] === this.data[name]);
      this.ground.take(data);
      if (!this.districts) return;
      this.clear({ keepsCard: isChosenHere && isSame });
      this.link.setLayers();
      this.ground.say("loading");
      try {
        const answers = await Promise.all(ANSWERS.map((name) => fetchLayer(data[name])));
        if (data !== this.data) return;
        this.draw(...answers);
      } catch (error) {
        if (data === this.data) this.ground.say("failed");
        throw error;
      }
      await this.rest(data.district, isOther);
      if (data !== this.data) return;
      this.link.write();
      this.ground.node.dataset.drawn = data.coverage;
      this.ground.send("drawn", {});
    }

    /** Go to the district that a state names first, or to the whole if the link leads there. */
    async rest(district, isOther) {
      const { home } = this.ground;
      const isElsewhere = Boolean(this.settled) && !home.equals(this.settled);
      this.settled = home;
      const wantsRest = this.link.takeRest() || isElsewhere;
      if (this.link.given || !(wantsRest || isOther)) return;
      if (district) await this.focusDistrict(district);
      else if (wantsRest) this.goHome();
    }

    /** The whole of a state is what it counts: all districts, or those of a region. */
    takeHome() {
      const counted = [...this.districts.values()].filter(({ adcode }) => this.figures.has(adcode));
      const bounds = L.latLngBounds([]);
      for (const { shape } of counted) bounds.extend(shape.getBounds());
      this.ground.home = counted.length < this.districts.size && bounds.isValid() ? bounds : this.ground.land;
    }

    goHome() {
      this.ground.view.rest(() => this.ground.goHome());
    }

    /** Away with what belongs to the state before; a card of the map's own choice stays. */
    clear({ keepsCard }) {
      delete this.ground.node.dataset.drawn;
      if (!keepsCard) {
        this.ground.map.closePopup();
        this.way.clear();
      }
      this.ground.layers.reach.clearLayers();
    }

    draw(coverage, gaps, fairs) {
      const { layers, map } = this.ground;
      this.figures = new Map(coverage.districts.map((figures) => [figures.adcode, figures]));
      this.chosen = this.data.district;
      this.takeHome();
      this.paint();
      this.gaps.draw(records(gaps));
      this.fairs.draw(records(fairs));
      this.ground.view.limit(this.fairs.dots.map(({ at }) => at));
      this.stops.settle();
      this.employers.forget();
      for (const layer of [layers.reach, layers.employers]) {
        if (map.hasLayer(layer)) this.fill(layer);
      }
      this.ground.say(coverage.districts.length ? "" : "empty");
      this.drawLegend();
    }

    paint() {
      this.ground.node.dataset.measure = this.data.measure;
      this.looks = paintDistricts(this.districts, this.figures, this.data);
      this.mark(this.chosen);
    }

    /** Layers that are shown again are drawn anew. */
    repaint() {
      if (!this.figures) return;
      this.paint();
      this.drawLegend();
    }

    drawLegend() {
      const { node, words } = this.ground;
      const { isLand } = this.reach;
      node.toggleAttribute("data-land", isLand); // the districts keep their outlines only
      const box = node.parentElement.querySelector(".fairreach-legend");
      drawLegend(box, words.text("legend_title"), legendParts(this.data, words, this.drawn));
      this.gaps.explain();
    }

    /** What the map draws now, for the legend. */
    get drawn() {
      const { layers, map } = this.ground;
      const land = this.reach.isLand ? this.reach : undefined;
      const looks = !land && map.hasLayer(layers.districts) ? this.looks : undefined;
      const signs = [this.gaps, this.fairs, this.employers, this.reach].flatMap((layer) => layer.signs);
      return { land, looks, signs };
    }

    /** Fetch what a layer shows when it is first shown. */
    async fill(layer) {
      const { reach, employers } = this.ground.layers;
      if (layer === employers && this.employers.all) {
        this.employers.place(); // the view may have moved while the layer was off
        return;
      }
      if (layer.getLayers().length || (layer !== reach && layer !== employers)) return;
      const { data } = this;
      this.ground.say("loading");
      try {
        const answer = await fetchLayer(layer === reach ? data.reach : data.employers);
        if (data !== this.data || layer.getLayers().length) return;
        if (layer === reach) this.reach.draw(answer);
        else this.employers.draw(records(answer));
        this.drawLegend();
        this.ground.say("");
      } catch {
        if (data === this.data) this.ground.say("failed");
      }
    }

    /* ---- cards ---- */

    openFairs(here) {
      const { data, words } = this.ground;
      this.way.clear();
      const card = this.cards.open([here[0].lat, here[0].lon], fairCard(here, words, data.fair_page));
      this.ground.send("fair", { fair_id: here[0].fair_id });
      this.reach.show(here, card);
    }

    /** Open what the map says of a district; true if the page says no more of it. */
    openDistrict(adcode, latlng) {
      const { data, words } = this.ground;
      const district = this.districts.get(adcode);
      const circle = this.gaps.at(latlng);
      const content = districtCard(district, this.figures?.get(adcode), data, words);
      if (circle) content.append(element("p", "", words.gap(circle)));
      const wayLine = element("p", "way", data.way ? words.text("loading_way") : "");
      content.append(wayLine);
      const card = this.cards.open(latlng, content);
      this.showWay(circle ? circle.at : latlng, card, wayLine);
      this.mark(adcode);
      return this.ground.send("district", { adcode });
    }

    /** Where a district's card stands if no click says where: where most people are not covered. */
    middleOf({ shape, at: [lng, lat] }) {
      const cells = this.gaps.cells.filter((cell) => isInside(cell, shape));
      const [fullest] = cells.sort((one, other) => other.persons - one.persons);
      return fullest ? L.latLng(fullest.lat, fullest.lon) : L.latLng(lat, lng);
    }

    /** The road from where people live to their nearest fair, and what it costs. */
    async showWay({ lat, lng }, card, line) {
      this.way.clear();
      if (!this.data.way) return;
      const url = `${this.data.way}&lon=${lng.toFixed(5)}&lat=${lat.toFixed(5)}`;
      const found = await fetchLayer(url).catch(() => undefined);
      if (!card.isOpen()) return;
      line.textContent = found ? this.ground.words.way(found) : this.ground.words.text("failed");
      this.cards.grow(card);
      if (found) this.way.draw(found, [lat, lng]); // it stays when the card is closed
    }

    /* ---- the district that is chosen ---- */

    mark(adcode) {
      this.chosen = adcode;
      markDistrict(this.districts, adcode, this.ground.words);
    }

    /** Move to a district and mark it; done when the map is at rest. */
    async focusDistrict(adcode) {
      const { map } = this.ground;
      const district = this.districts?.get(adcode);
      if (!district) return;
      const atRest = new Promise((done) => map.once("moveend", done));
      const go = (how) => map.fitBounds(district.shape.getBounds(), { maxZoom: 10, padding: [24, 24], ...how });
      go();
      this.mark(adcode);
      await atRest;
      this.ground.view.go = () => go({ animate: false });
      this.ground.view.note();
    }
  }

  Object.assign(window.fairreach, { Planner });
})();
