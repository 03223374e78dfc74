/* One map of the planner's: the answers to the page's query, drawn; and the cards of districts and fairs. */
(() => {
  "use strict";

  const {
    Cards, districtCard, element, Employers, fairCard, Fairs, fetchLayer, Gaps, Ground, isInside, markDistrict,
    paintDistricts, Reach, records, Sites, Stops, Trial, Way,
  } = window.fairreach;

  class Frame {
    /** `made` are Leaflet's map and its layers by name. */
    constructor(node, data, made) {
      const ground = new Ground(node, data, made);
      this.ground = ground;
      this.all = [this]; // the maps of the page, this among them
      this.cards = new Cards(ground);
      this.way = new Way(ground.map);
      this.gaps = new Gaps(ground);
      this.fairs = new Fairs(ground, (here) => this.openFairs(here));
      this.reach = new Reach(ground);
      this.employers = new Employers(ground, this.cards);
      this.trial = new Trial(ground);
      this.sites = new Sites(ground, this.cards);
      this.stops = new Stops(this);
      ground.map.on("popupopen", () => this.others.forEach((frame) => frame.ground.map.closePopup()));
    }

    get data() {
      return this.ground.data;
    }

    get districts() {
      return this.ground.districts;
    }

    get others() {
      return this.all.filter((frame) => frame !== this);
    }

    listen() {
      for (const district of this.districts.values()) this.listenTo(district);
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

    /* ---- the land that it shows ---- */

    /** Be the map of a region alone, or, without one, of all that is counted. */
    show(part) {
      this.part = part;
      this.ground.keepStill(Boolean(part));
      const own = [...this.districts.values()].filter(({ adcode }) => this.holds(adcode));
      this.ground.home = this.boundsOf(own);
    }

    holds(adcode) {
      return !this.part || this.part.districts.includes(adcode);
    }

    boundsOf(districts) {
      const bounds = L.latLngBounds([]);
      for (const { shape } of districts) bounds.extend(shape.getBounds());
      return districts.length < this.districts.size && bounds.isValid() ? bounds : this.ground.land;
    }

    /** The whole of a state is what it counts: all districts, or those of a region. */
    takeHome() {
      this.ground.home = this.boundsOf([...this.districts.values()].filter(({ adcode }) => this.isOfTheWhole(adcode)));
    }

    isOfTheWhole(adcode) {
      return this.figures.has(adcode);
    }

    goHome() {
      this.ground.view.rest(() => this.ground.goHome());
    }

    /* ---- a state of the page ---- */

    /** Away with what belongs to the state before; a card of the map's own choice stays. */
    clear({ keepsCard }) {
      delete this.ground.node.dataset.drawn;
      if (!keepsCard) {
        this.ground.map.closePopup();
        this.way.clear();
      }
      this.ground.layers.reach.clearLayers();
    }

    /** Take the figures of districts, and the whole that they make. */
    count({ districts }) {
      const own = districts.filter(({ adcode }) => this.holds(adcode));
      this.figures = new Map(own.map((figures) => [figures.adcode, figures]));
      this.chosen = this.data.district;
      this.takeHome();
    }

    /** Draw answers; in a frame, what is its own. */
    draw({ coverage, gaps, fairs }) {
      const { layers, map } = this.ground;
      const isOwn = (record) => !this.part || this.part.isNearest(record);
      this.count(coverage);
      this.paint();
      this.gaps.draw(records(gaps).filter(isOwn));
      this.fairs.draw(records(fairs).filter(isOwn));
      this.trial.draw(this.data.trial?.changes.filter(({ at: [lon, lat] }) => isOwn({ lon, lat })));
      this.sites.draw((this.data.sites ?? []).filter(([, , lon, lat]) => isOwn({ lon, lat })));
      this.ground.view.limit(this.fairs.dots.map(({ at }) => at));
      this.stops.settle();
      this.employers.forget();
      for (const layer of [layers.reach, layers.employers]) {
        if (map.hasLayer(layer)) this.fill(layer);
      }
      this.ground.say(coverage.districts.length ? "" : "empty");
    }

    paint() {
      if (!this.figures) return; // a second map is there before its answers
      this.ground.node.dataset.measure = this.data.measure;
      this.looks = paintDistricts(this.districts, this.figures, this.data);
      this.outline(this.chosen);
    }

    /** What the map draws now, for the legend. */
    get drawn() {
      const { layers, map } = this.ground;
      const land = this.reach.isLand ? this.reach : undefined;
      const looks = !land && map.hasLayer(layers.districts) ? this.looks : undefined;
      const all = [this.sites, this.trial, this.gaps, this.fairs, this.employers, this.reach];
      return { land, looks, signs: all.flatMap((each) => each.signs) };
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
        this.explain();
        this.ground.say("");
      } catch {
        if (data === this.data) this.ground.say("failed");
      }
    }

    /** Have the legend say what is drawn. */
    explain() {
      this.all[0].drawLegend();
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
      for (const frame of this.all) frame.outline(adcode);
    }

    outline(adcode) {
      this.chosen = adcode;
      markDistrict(this.districts, this.holds(adcode) ? adcode : undefined, this.ground.words);
    }

    /** Move to a district and mark it; done when the map is at rest. A frame shows its region whole. */
    async focusDistrict(adcode) {
      const { map } = this.ground;
      const district = this.districts?.get(adcode);
      if (!district) return;
      if (this.part) {
        this.mark(adcode);
        return;
      }
      const atRest = new Promise((done) => map.once("moveend", done));
      const go = (how) => map.fitBounds(district.shape.getBounds(), { maxZoom: 10, padding: [24, 24], ...how });
      go();
      this.mark(adcode);
      await atRest;
      this.ground.view.go = () => go({ animate: false });
      this.ground.view.note();
    }
  }

  Object.assign(window.fairreach, { Frame });
})();
