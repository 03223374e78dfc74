/*
 * Fills the maps that folium has composed: data as JSON, every text through textContent.
 * What a page gives and gets is in maps/README.md. Colours live in map.css alone.
 */
(() => {
  "use strict";

  const FAIR_RADIUS = { far: 3.25, near: 5.5, nearZoom: 9 };
  const PLACES_LISTED = 8;
  const GAP_PIXELS = 20; // no two circles of uncovered people stand for less than this square
  const GAP_LEAST = 0.75;
  const MOST_SIGNS = 3000;
  const SIGN_PIXELS = 14;
  const LABEL_SHIFTS = [0, -13, 13, -20, 20]; // pixels up or down, where a dot is in the way
  const SETTLEMENTS_FROM_ZOOM = 9.5;
  const LABEL_GAP = 3;
  const CARD = { wide: 280, high: 320, frame: [34, 60], clear: [54, 10] }; // pixels; beside it stand buttons
  const BANDS = 5; // colours of land within reach

  /* ---- small helpers ---- */

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const fill = (template, values) =>
    template.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));

  const kept = new Map();
  const inPage = document.getElementById("map-layers"); // a page for mail carries its layers
  for (const [url, layer] of Object.entries(inPage ? JSON.parse(inPage.textContent) : {})) {
    kept.set(url, Promise.resolve(layer));
  }
  const fetchJson = (url) => {
    if (!kept.has(url)) {
      const answer = fetch(url).then((response) => {
        if (!response.ok) throw new Error(`${response.status}`);
        return response.json();
      });
      answer.catch(() => kept.delete(url));
      kept.set(url, answer);
    }
    return kept.get(url);
  };

  const records = ({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));

  /** Records by the point where they lie: one dot may stand for several fairs. */
  const byPlace = (list) => {
    const places = new Map();
    for (const each of list) {
      const key = `${each.lon},${each.lat}`;
      if (!places.has(key)) places.set(key, []);
      places.get(key).push(each);
    }
    return [...places.values()];
  };

  /** Whether a point lies in a shape: it then crosses an odd number of borders on its way out. */
  const inside = ({ lon, lat }, shape) => {
    if (!shape.getBounds().contains([lat, lon])) return false;
    const parts = shape.getLatLngs();
    const rings = parts[0][0] instanceof L.LatLng ? parts : parts.flat();
    const crossed = (ring) => ring.filter((a, at) => {
      const b = ring.at(at - 1);
      return a.lat > lat !== b.lat > lat && lon < a.lng + ((b.lng - a.lng) * (lat - a.lat)) / (b.lat - a.lat);
    }).length;
    return rings.reduce((sum, ring) => sum + crossed(ring), 0) % 2 === 1;
  };

  const colour = (node, name) => getComputedStyle(node).getPropertyValue(name).trim();

  /** A dot with a stroke through it, for fairs that are cancelled. */
  const Cross = L.CircleMarker.extend({
    _updatePath() {
      const { x, y } = this._point;
      const r = this._radius;
      const d = `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x + r} ${y - r}l${-2 * r} ${2 * r}`;
      this._renderer._setPath(this, this._empty() ? "M0 0" : d);
    },
  });

  /* ---- what both maps share ---- */

  class Ground {
    constructor(node, data) {
      this.node = node;
      this.data = data;
      const { map, layers } = window.fairreachMap;
      this.map = map;
      this.layers = layers;
      this.numbers = new Intl.NumberFormat(data.locale);
      this.shares = new Intl.NumberFormat(data.locale, { style: "percent", maximumFractionDigits: 1 });
      this.days = new Intl.DateTimeFormat(data.locale, { dateStyle: "long", timeZone: "UTC" });
      this.clock = new Intl.DateTimeFormat(data.locale, {
        hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC",
      });
      this.dots = []; // where fairs stand, for names to keep clear of
      this.status = element("p", "fairreach-status");
      this.status.setAttribute("role", "status");
      node.append(this.status);
      this.nameControls();
      map.on("zoomend viewreset", () => this.placeLabels());
    }

    text(key, values = {}) {
      return fill(this.data.strings[key] ?? key, values);
    }

    say(key) {
      this.status.textContent = key ? this.text(key) : "";
      this.node.toggleAttribute("aria-busy", key === "loading");
    }

    nameControls() {
      const label = (selector, key) => {
        const found = this.node.querySelector(selector);
        if (!found) return;
        found.title = this.text(key);
        found.setAttribute("aria-label", this.text(key));
      };
      label(".leaflet-control-zoom-in", "zoom_in");
      label(".leaflet-control-zoom-out", "zoom_out");
      label(".leaflet-control-layers-toggle", "layers");
      this.node.setAttribute("role", "region");
      this.node.setAttribute("aria-label", this.text("map_label"));
      const credit = this.map.attributionControl;
      credit.setPrefix(false);
      const text = element("span", "", this.data.strings.attribution);
      credit.addAttribution(text.innerHTML);
    }

    drawGround(base) {
      const { map, layers } = this;
      const { names } = this.data;
      this.neighbours = L.geoJSON(base.neighbours, {
        pane: "neighbours",
        interactive: false,
        style: { className: "neighbour", weight: 0.75 },
      }).addTo(map);
      this.districts = new Map();
      L.geoJSON(base.districts, {
        pane: "districts",
        style: { className: "district", weight: 0.75, fillOpacity: 1 },
        onEachFeature: (feature, shape) => {
          this.districts.set(feature.properties.adcode, { ...feature.properties, shape });
        },
      }).addTo(layers.districts);
      L.geoJSON(base.cities, {
        pane: "outlines",
        interactive: false,
        style: { className: "city", weight: 1.5, fill: false },
      }).addTo(layers.outlines);
      const named = new Set([...this.districts.values()].map((each) => each[`short_${names}`]));
      this.labels = [
        ...[...this.districts.values()].map((each) => ({
          at: [each.at[1], each.at[0]], text: each[`short_${names}`], kind: "name", from: 0,
        })),
        ...base.settlements.features.filter(({ properties }) => !named.has(properties[names])).map(({ geometry, properties }) => ({
          at: [geometry.coordinates[1], geometry.coordinates[0]], text: properties[names],
          kind: "settlement", from: SETTLEMENTS_FROM_ZOOM,
        })),
      ];
      for (const each of this.labels) {
        each.marker = L.marker(each.at, {
          pane: "labels", interactive: false, keyboard: false,
          icon: L.divIcon({ className: `label ${each.kind}`, iconSize: [0, 0], html: element("span", "", each.text) }),
        });
      }
      if (base.bounds) this.home = L.latLngBounds(base.bounds);
    }

    /** Names where there is room: beside the dots if possible; the first of two that overlap stays. */
    placeLabels() {
      if (!this.labels) return;
      const { map, layers } = this;
      const wide = this.data.names === "zh" ? 13 : 6.6;
      const dots = this.dots.map((at) => map.latLngToLayerPoint(at)).map((point) => L.bounds(point.subtract([6, 6]), point.add([6, 6])));
      const taken = [];
      for (const each of this.labels) {
        const point = map.latLngToLayerPoint(each.at);
        const half = [(each.text.length * wide) / 2 + LABEL_GAP, 6 + LABEL_GAP];
        const boxAt = (shift) => L.bounds(point.add([0, shift]).subtract(half), point.add([0, shift]).add(half));
        const free = LABEL_SHIFTS.filter((shift) => !taken.some((other) => other.overlaps(boxAt(shift))));
        const shift = free.find((shift) => !dots.some((dot) => dot.overlaps(boxAt(shift))));
        if (shift === undefined || map.getZoom() < each.from) {
          layers.labels.removeLayer(each.marker);
          continue;
        }
        taken.push(boxAt(shift));
        each.marker.setLatLng(map.layerPointToLatLng(point.add([0, shift])));
        layers.labels.addLayer(each.marker);
      }
    }

    goHome() {
      this.map.invalidateSize({ animate: false });
      if (this.home) this.map.fitBounds(this.home, { padding: [8, 8], animate: false });
    }

    /** A card, whole and clear of the buttons. `isOpen()` ends with the next one: what comes late is not drawn. */
    popup(at, content) {
      const { clear } = CARD;
      const room = this.map.getSize().subtract(clear).subtract(clear).subtract(CARD.frame);
      const popup = L.popup({
        maxWidth: Math.min(CARD.wide, room.x), maxHeight: Math.min(CARD.high, room.y),
        autoPanPaddingTopLeft: clear, autoPanPaddingBottomRight: clear, className: "fairreach-popup",
      }).setLatLng(at).setContent(content).openOn(this.map);
      const card = popup.getElement();
      card.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", this.text("close"));
      L.DomEvent.on(card, "keydown", ({ key }) => key === "Escape" && popup.close());
      popup.on("remove", () => {
        if (!card.contains(document.activeElement)) return;
        (this.node.querySelector("path[tabindex]") ?? this.node).focus({ preventScroll: true });
      });
      this.card = popup;
      this.letScroll(popup);
      return popup;
    }

    /** What scrolls in a card can be scrolled by keyboard. */
    letScroll(popup) {
      const content = popup.getElement().querySelector(".leaflet-popup-content");
      if (content.classList.contains("leaflet-popup-scrolled")) content.tabIndex = 0;
      else content.removeAttribute("tabindex");
    }

    /** Make room for what has been added to a card; who was in it stays where they were. */
    grow(popup) {
      const focused = document.activeElement;
      popup.update();
      this.letScroll(popup);
      if (popup.getContent().contains(focused)) focused.focus({ preventScroll: true });
    }

    /** The keyboard goes on within the card that it has opened. */
    enterCard() {
      const content = this.card.getContent();
      content.tabIndex = -1;
      content.focus({ preventScroll: true });
    }

    wayText(found) {
      if (!found.line) return this.text("way_none");
      const km = new Intl.NumberFormat(this.data.locale, { maximumFractionDigits: 1 }).format(found.metres / 1000);
      return this.text("way_to", {
        minutes: this.text("way_min", { n: this.numbers.format(Math.max(1, Math.round(found.minutes))) }),
        fair: found.fair.name, km, walk: this.numbers.format(Math.round(found.walk_m[0] + found.walk_m[1])),
      });
    }

    figures(rows) {
      const list = element("dl", "figures");
      for (const [term, value] of rows) list.append(element("dt", "", term), element("dd", "", value));
      return list;
    }

    send(name, detail) {
      this.node.dispatchEvent(new CustomEvent(`fairreach:${name}`, { detail, bubbles: true }));
    }

    legend(entries) {
      const box = this.node.querySelector(".fairreach-legend");
      if (!box) return;
      const wasOpen = box.childElementCount ? box.open : this.node.clientWidth >= 600;
      box.replaceChildren(element("summary", "", this.text("legend_title")));
      for (const [swatch, text] of entries) {
        const line = element("p", swatch ? "" : "heading");
        if (swatch) line.append(element("i", `swatch ${swatch}`));
        line.append(element("span", "", text));
        box.append(line);
      }
      box.open = wasOpen;
    }

    /** A fair's day and hours, as far as they are known. */
    whenText({ date, start_time: start, end_time: end }) {
      const at = (time) => this.clock.format(new Date(`1970-01-01T${time}Z`));
      const hours = [start, end].filter(Boolean).map(at).join("–");
      return [this.days.format(new Date(date)), hours].filter(Boolean).join(" ");
    }

    fairCard(fairs) {
      const box = element("div");
      for (const fair of fairs.slice(0, PLACES_LISTED)) {
        const link = element(this.data.fair_page ? "a" : "span", "", fair.name);
        if (this.data.fair_page) {
          link.href = fill(this.data.fair_page, { fair_id: encodeURIComponent(fair.fair_id) });
        }
        const title = element("h2");
        title.append(link);
        box.append(title, element("p", "", this.whenText(fair)));
        if (fair.venue) box.append(element("p", "", fair.venue));
        if (fair.status !== "published") box.append(element("p", "status", this.text(fair.status)));
        if (fair.precision === "district") box.append(element("p", "", this.text("approximate")));
        const openings = this.numbers.format(fair.headcount);
        box.append(element("p", "", this.text("openings", { n: openings })));
      }
      const more = fairs.length - PLACES_LISTED;
      if (more > 0) box.append(element("p", "more", this.text("more", { n: this.numbers.format(more) })));
      return box;
    }
  }

  /** Draw the way that a service's answer holds: the road, and the walks to it and from it. */
  const drawWay = (map, found, from) => {
    if (!found.line) return undefined;
    const road = found.line.map(([lon, lat]) => [lat, lon]);
    const style = (kind, weight) => ({ pane: "reach", interactive: false, className: `way ${kind}`, weight, fill: false });
    const walks = [[from, road[0]], [road[road.length - 1], [found.fair.lat, found.fair.lon]]];
    return L.layerGroup([
      L.polyline(road, style("under", 6)), L.polyline(road, style("road", 3)),
      ...walks.map((walk) => L.polyline(walk, style("walk", 2))),
    ]).addTo(map);
  };

  /* ---- the planner's map ---- */

  class Planner extends Ground {
    constructor(node, data) {
      super(node, data);
      this.gapRenderer = L.canvas({ pane: "gaps", padding: 0.3 });
      this.gapCells = [];
      this.gapDots = [];
      this.map.on("overlayadd", ({ layer }) => this.fillLater(layer));
      this.map.createPane("land"); // beneath the districts, whose outlines stay in view
      this.map.on("overlayadd overlayremove", () => {
        if (!this.figuresOf) return;
        this.paintDistricts(); // shown again, they are drawn anew
        this.drawLegend();
      });
      this.map.on("zoomend", () => {
        this.gatherGaps();
        this.layers.fairs.eachLayer((dot) => dot.setRadius(this.fairRadius()));
      });
      this.map.on("moveend", () => {
        if (this.employers?.length > MOST_SIGNS) this.placeEmployers();
      });
      this.map.on("mousemove", (event) => this.tellGap(event.latlng));
      this.map.on("mouseout", () => this.map.closeTooltip(this.gapTip));
      this.gapTip = L.tooltip({ direction: "top", className: "fairreach-tip" });
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paintGaps());
      this.begin();
    }

    async begin() {
      this.say("loading");
      try {
        this.drawGround(await fetchJson(this.data.base));
      } catch {
        this.say("failed");
        return;
      }
      for (const each of this.districts.values()) {
        each.shape.on("click", (event) => this.openDistrict(each.adcode, event.latlng));
        each.shape.on("keydown", ({ originalEvent: event }) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          this.openDistrict(each.adcode, this.middleOf(each));
          this.enterCard();
        });
      }
      this.goHome();
      this.placeLabels();
      await this.update(this.data);
    }

    /** Draw a new state; what stays the same is not fetched again. */
    async update(data) {
      this.data = data;
      if (!this.districts) return;
      delete this.node.dataset.drawn;
      this.map.closePopup();
      this.say("loading");
      this.way?.remove();
      this.layers.reach.clearLayers();
      try {
        const [coverage, gaps, fairs] = await Promise.all([
          fetchJson(data.coverage), fetchJson(data.gaps), fetchJson(data.fairs),
        ]);
        if (data !== this.data) return; // a later state has overtaken this one
        this.figuresOf = new Map(coverage.districts.map((each) => [each.adcode, each]));
        this.chosen = data.district;
        this.paintDistricts();
        this.drawGaps(records(gaps));
        this.drawFairs(records(fairs));
        this.layers.employers.clearLayers();
        this.employers = undefined;
        for (const layer of [this.layers.reach, this.layers.employers]) {
          if (this.map.hasLayer(layer)) this.fillLater(layer);
        }
        this.say(coverage.districts.length ? "" : "empty");
        this.drawLegend();
      } catch (error) {
        if (data === this.data) this.say("failed");
        throw error;
      }
      if (data.district) await this.focusDistrict(data.district);
      if (data !== this.data) return;
      this.node.dataset.drawn = data.coverage;
      this.send("drawn", {});
    }

    classOf(figures) {
      const value = { coverage: figures.coverage, gap: figures.persons_gap, fairs: figures.fairs_per_100k }[this.data.measure];
      if (value === null || value === undefined) return "none";
      return this.data.breaks.filter((limit) => value >= limit).length;
    }

    paintDistricts() {
      this.node.dataset.measure = this.data.measure;
      for (const [adcode, { shape }] of this.districts) {
        const figures = this.figuresOf.get(adcode);
        const path = shape.getElement();
        if (!path) continue;
        path.setAttribute("class", `leaflet-interactive district class-${figures ? this.classOf(figures) : "none"}`);
      }
      this.mark(this.chosen);
    }

    drawGaps(cells) {
      this.gapCells = cells;
      this.gatherGaps();
    }

    /** Cells gathered for the present zoom: circles that can be told apart, areas as their persons. */
    gatherGaps() {
      const { gaps } = this.layers;
      const zoom = this.map.getZoom();
      const groups = new Map();
      for (const { lat, lon, persons, cell_m: side } of this.gapCells) {
        const { x, y } = this.map.project([lat, lon], zoom);
        const key = `${Math.floor(x / GAP_PIXELS)},${Math.floor(y / GAP_PIXELS)}`;
        const group = groups.get(key) ?? { persons: 0, x: 0, y: 0, side: 0 };
        group.persons += persons;
        group.x += x * persons;
        group.y += y * persons;
        group.side = Math.max(group.side, side);
        groups.set(key, group);
      }
      const most = Math.max(0, ...[...groups.values()].map(({ persons }) => persons));
      gaps.clearLayers();
      this.gapDots = [...groups.values()].filter(({ persons }) => persons > 0).map(({ persons, x, y, side }) => {
        const at = this.map.unproject([x / persons, y / persons], zoom);
        const radius = Math.max(GAP_LEAST, (GAP_PIXELS / 2) * Math.sqrt(persons / most));
        const pixels = 40075017 * Math.cos((at.lat * Math.PI) / 180) / (256 * 2 ** zoom);
        const dot = L.circleMarker(at, {
          pane: "gaps", renderer: this.gapRenderer, interactive: false, weight: 0.75, radius,
        });
        return { persons, at, radius, dot, side: Math.max(side, pixels * GAP_PIXELS) };
      });
      this.paintGaps();
      for (const { dot } of this.gapDots) gaps.addLayer(dot);
    }

    paintGaps() {
      const style = {
        color: colour(this.node, "--gap-line"), fillColor: colour(this.node, "--gap-fill"), fillOpacity: 0.7, opacity: 0.9,
      };
      for (const { dot } of this.gapDots) dot.setStyle(style);
    }

    gapAt(latlng) {
      if (!this.map.hasLayer(this.layers.gaps)) return undefined;
      const here = this.map.latLngToLayerPoint(latlng);
      let best;
      for (const each of this.gapDots) {
        const away = here.distanceTo(this.map.latLngToLayerPoint(each.at));
        if (away <= each.radius + 2 && (!best || away < best.away)) best = { ...each, away };
      }
      return best;
    }

    gapText({ persons, side }) {
      const km = new Intl.NumberFormat(this.data.locale, { maximumSignificantDigits: 2 }).format(side / 1000);
      return this.text("gap_cell", { n: this.numbers.format(Math.round(persons)), km });
    }

    tellGap(latlng) {
      const cell = this.gapAt(latlng);
      if (!cell) {
        this.map.closeTooltip(this.gapTip);
        return;
      }
      this.gapTip.setLatLng(cell.at).setContent(element("span", "", this.gapText(cell)));
      this.map.openTooltip(this.gapTip);
    }

    drawFairs(fairs) {
      this.fairs = fairs;
      this.layers.fairs.clearLayers();
      const places = byPlace(fairs);
      this.dots = places.map(([{ lat, lon }]) => [lat, lon]);
      this.placeLabels();
      for (const here of places) {
        const counting = here.filter((fair) => fair.status !== "cancelled");
        const kind = counting.length ? L.circleMarker : (at, options) => new Cross(at, options);
        kind([here[0].lat, here[0].lon], {
          pane: "fairs", weight: 1, fillOpacity: 1, bubblingMouseEvents: false,
          radius: this.fairRadius(),
          className: counting.length ? "fair" : "fair cancelled",
        })
          .on("click", () => this.openFairs(here))
          .addTo(this.layers.fairs);
      }
    }

    fairRadius() {
      const { far, near, nearZoom } = FAIR_RADIUS;
      return this.map.getZoom() >= nearZoom ? near : far;
    }

    openFairs(here) {
      this.way?.remove();
      const popup = this.popup([here[0].lat, here[0].lon], this.fairCard(here));
      this.send("fair", { fair_id: here[0].fair_id });
      this.showReach(here, popup);
    }

    /** The one area that this place's fairs reach, as long as their card is open. */
    async showReach(here, popup) {
      let mine;
      try {
        mine = await this.reachOf(here);
      } catch {
        if (!popup.isOpen()) return;
        this.say("failed");
        popup.on("remove", () => this.say(""));
        return;
      }
      if (!popup.isOpen()) return;
      const area = L.geoJSON(mine, {
        pane: "reach", interactive: false, style: { className: "reach one", weight: 1.5 },
      }).addTo(this.map);
      popup.on("remove", () => area.remove());
    }

    async reachOf(here) {
      const { fair_reach: one, reach } = this.data;
      if (one) return (await fetchJson(`${one}&fair_id=${encodeURIComponent(here[0].fair_id)}`)).features;
      const ids = new Set(here.map((fair) => fair.fair_id));
      return (await fetchJson(reach)).features.filter(({ properties }) => ids.has(properties.fair_id));
    }

    async fillLater(layer) {
      const { reach, employers } = this.layers;
      if (layer === employers && this.employers) {
        this.placeEmployers(); // the view may have moved while the layer was off
        return;
      }
      if (layer.getLayers().length) return;
      if (layer !== reach && layer !== employers) return;
      const { data } = this;
      this.say("loading");
      try {
        const found = await fetchJson(layer === reach ? data.reach : data.employers);
        if (data !== this.data || layer.getLayers().length) return;
        if (layer === reach) this.drawReach(found);
        else this.drawEmployers(records(found));
        this.say("");
      } catch {
        this.say("failed");
      }
    }

    /** Circles of fairs, or the land by road in the order that it comes: what lies on top comes last. */
    drawReach(areas) {
      const draw = (shapes, pane, style) =>
        L.geoJSON(shapes, { pane, interactive: false, style }).addTo(this.layers.reach);
      const land = (name) => ({ className: `land ${name}`, weight: 0, fillOpacity: 1 });
      if (this.data.bands) {
        const within = (limit) => land(`within ${this.bandOf(limit)}`);
        draw([...this.districts.values()].map(({ shape }) => shape.toGeoJSON()), "land", land("unknown"));
        draw(areas, "land", ({ properties: { kind, limit } }) => (kind === "within" ? within(limit) : land(kind)));
      } else {
        draw(areas, "reach", { className: "reach", weight: 0.75 });
      }
      this.drawLegend();
    }

    /** The colour of a limit: few limits lie as far apart as many. */
    bandOf(limit) {
      const { limits } = this.data.bands;
      const last = limits.length - 1;
      return `band-${last ? Math.round((limits.indexOf(limit) / last) * (BANDS - 1)) : Math.floor(BANDS / 2)}`;
    }

    drawEmployers(employers) {
      this.employers = employers;
      this.placeEmployers();
    }

    /** Every employer has its sign; beyond some thousands, those in view that lie close share one. */
    placeEmployers() {
      const { employers } = this.layers;
      if (!this.employers || !this.map.hasLayer(employers)) return;
      const many = this.employers.length > MOST_SIGNS;
      employers.clearLayers();
      for (const here of many ? this.byCell(this.employers) : byPlace(this.employers)) {
        L.circleMarker([here[0].lat, here[0].lon], {
          pane: "employers", className: "employer", radius: 3, weight: 1.25, fillOpacity: 1,
          bubblingMouseEvents: false,
        })
          .on("click", () => this.popup([here[0].lat, here[0].lon], this.employerCard(here)))
          .addTo(employers);
      }
    }

    /** Records in view by small squares of the screen. */
    byCell(list) {
      const view = this.map.getBounds().pad(0.1);
      const cells = new Map();
      for (const each of list) {
        if (!view.contains([each.lat, each.lon])) continue;
        const { x, y } = this.map.latLngToLayerPoint([each.lat, each.lon]);
        const key = `${Math.round(x / SIGN_PIXELS)},${Math.round(y / SIGN_PIXELS)}`;
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(each);
      }
      return [...cells.values()];
    }

    employerCard(employers) {
      const box = element("div");
      for (const each of employers.slice(0, PLACES_LISTED)) {
        box.append(element("h2", "", each.name));
        if (each.sector) box.append(element("p", "", each.sector));
        if (each.precision === "district") box.append(element("p", "", this.text("approximate")));
        box.append(element("p", "", this.text("openings", { n: this.numbers.format(each.headcount) })));
      }
      const more = employers.length - PLACES_LISTED;
      if (more > 0) box.append(element("p", "more", this.text("more", { n: this.numbers.format(more) })));
      return box;
    }

    openDistrict(adcode, at) {
      const cell = this.gapAt(at);
      const line = element("p", "way", this.data.way ? this.text("loading_way") : "");
      const box = this.districtCard(adcode, cell);
      box.append(line, ...this.fairList(adcode));
      const popup = this.popup(at, box);
      this.showWay(cell ? cell.at : at, popup, line);
      this.mark(adcode);
      this.send("district", { adcode });
    }

    /** Where a district's card stands if no click says where: where most people are not covered. */
    middleOf({ shape, at: [lng, lat] }) {
      const [most] = this.gapCells.filter((cell) => inside(cell, shape)).sort((a, b) => b.persons - a.persons);
      return most ? L.latLng(most.lat, most.lon) : L.latLng(lat, lng);
    }

    /** The fairs held in a district, each a button to its card. */
    fairList(adcode) {
      const { shape } = this.districts.get(adcode);
      const held = (this.fairs ?? []).filter((fair) => fair.status !== "cancelled" && inside(fair, shape));
      const buttons = held.slice(0, PLACES_LISTED).map((fair) => {
        const button = element("button", "", fair.name);
        button.type = "button";
        button.addEventListener("click", () => {
          this.openFairs([fair]);
          this.enterCard();
        });
        return button;
      });
      const more = held.length - PLACES_LISTED;
      if (more > 0) buttons.push(element("p", "more", this.text("more", { n: this.numbers.format(more) })));
      return held.length ? [element("h3", "", this.text("fairs")), ...buttons] : [];
    }

    /** The road from where people live to their nearest fair, and what it costs. */
    async showWay({ lat, lng }, popup, line) {
      this.way?.remove();
      if (!this.data.way) return;
      let found;
      try {
        found = await fetchJson(`${this.data.way}&lon=${lng.toFixed(5)}&lat=${lat.toFixed(5)}`);
      } catch {
        found = undefined;
      }
      if (!popup.isOpen()) return;
      line.textContent = found ? this.wayText(found) : this.text("failed");
      this.grow(popup);
      if (found) this.way = drawWay(this.map, found, [lat, lng]); // it stays when the card is closed
    }

    districtCard(adcode, cell) {
      const known = this.districts.get(adcode);
      const box = element("div");
      box.append(element("h2", "", known[this.data.names]));
      const found = this.figuresOf?.get(adcode);
      const number = (value, digits = 0) =>
        value === null ? this.text("no_data") : new Intl.NumberFormat(this.data.locale, { maximumFractionDigits: digits }).format(value);
      if (found) {
        const roadless = found.persons_no_road > 0 ? [[this.text("no_road"), number(found.persons_no_road)]] : [];
        box.append(this.figures([
          [this.text("persons"), number(found.persons)],
          ...roadless,
          [this.text("coverage"), found.coverage === null ? this.text("no_data") : this.shares.format(found.coverage)],
          [this.text("covered"), number(found.persons_covered)],
          [this.text("gap"), number(found.persons_gap)],
          [this.text("fairs"), number(found.fairs)],
          [this.text("fairs_per_100k"), number(found.fairs_per_100k, 2)],
        ]));
      }
      if (cell) box.append(element("p", "", this.gapText(cell)));
      return box;
    }

    /** Outline a district; the keyboard opens its card. */
    mark(adcode) {
      this.chosen = adcode;
      for (const each of this.districts.values()) {
        const path = each.shape.getElement();
        if (!path) continue;
        const chosen = each.adcode === adcode;
        path.classList.toggle("chosen", chosen);
        const told = { tabindex: 0, role: "button", "aria-label": each[this.data.names] };
        for (const [name, value] of Object.entries(told)) {
          if (chosen) path.setAttribute(name, value);
          else path.removeAttribute(name);
        }
        if (chosen) each.shape.bringToFront();
      }
    }

    /** Move to a district and mark it; done when the map is at rest. */
    async focusDistrict(adcode) {
      const chosen = this.districts?.get(adcode);
      if (!chosen) return;
      const rest = new Promise((done) => this.map.once("moveend", done));
      this.map.fitBounds(chosen.shape.getBounds(), { maxZoom: 10, padding: [24, 24] });
      this.mark(adcode);
      await rest;
    }

    drawLegend() {
      const { measure, classes, bands } = this.data;
      const land = Boolean(bands) && this.map.hasLayer(this.layers.reach) && this.layers.reach.getLayers().length > 0;
      this.node.toggleAttribute("data-land", land); // the districts keep their outlines only
      const entries = [["", this.text(land ? "legend_road_reach" : `legend_${measure}`)]];
      if (land) {
        const within = (n) => this.text("legend_within", { n: this.numbers.format(n), unit: this.text(bands.unit) });
        for (const n of bands.limits) entries.push([`land ${this.bandOf(n)}`, within(n)]);
        entries.push(["land beyond", this.text("legend_beyond")], ["land unreachable", this.text("legend_unreachable")]);
        entries.push(["land unknown", this.text("no_road")]);
      } else {
        classes.forEach((text, at) => entries.push([`class-${at}`, text]));
        entries.push(["class-none", this.text("no_data")]);
      }
      entries.push(
        ["", this.text("legend_signs")],
        ["gap", this.text("legend_gaps")], ["fair", this.text("legend_fair")],
        ["cancelled", this.text("legend_cancelled")], ["employer", this.text("legend_employer")],
        ["reach", this.text("legend_reach")],
      );
      this.legend(entries);
    }
  }

  /* ---- the seeker's map ---- */

  class Finder extends Ground {
    constructor(node, data) {
      super(node, data);
      this.node.querySelector(".fairreach-legend")?.remove();
      this.begin();
      if (data.can_choose) this.map.on("click", ({ latlng }) => this.choose(latlng.wrap()));
    }

    async begin() {
      try {
        this.drawGround(await fetchJson(this.data.base));
      } catch {
        this.say("failed");
      }
      this.goHome();
      this.drawFairs();
      this.placeLabels();
      const [first] = this.data.nearest;
      if (first) this.showWay(first[1]);
      this.node.dataset.drawn = "finder";
      this.send("drawn", {});
    }

    drawFairs() {
      const { place, nearest } = this.data;
      const seen = [];
      if (place) {
        const at = [place[1], place[0]];
        seen.push(at);
        L.circleMarker(at, { pane: "fairs", className: "here", radius: 7, weight: 3, fillOpacity: 1 })
          .bindTooltip(element("span", "", this.text("you_are_here")), { direction: "bottom", className: "fairreach-tip" })
          .addTo(this.layers.fairs);
      }
      for (const [number, fairId, lon, lat, label] of [...nearest].reverse()) {
        seen.push([lat, lon]);
        const icon = L.divIcon({ className: "pin", iconSize: [26, 26], html: element("span", "", number) });
        const marker = L.marker([lat, lon], { pane: "fairs", icon, keyboard: false, zIndexOffset: -number })
          .on("click", () => {
            this.showWay(fairId);
            this.popup([lat, lon], element("p", "", label));
            this.send("fair", { fair_id: fairId });
          })
          .addTo(this.layers.fairs);
        marker.getElement()?.setAttribute("aria-hidden", "true"); // the list says the same
      }
      this.dots = seen;
      if (seen.length) {
        // One fair alone is shown with the names around it: nearer, nothing says where that is.
        const maxZoom = this.data.can_choose ? 12 : 9.5;
        this.map.fitBounds(L.latLngBounds(seen), { padding: [36, 36], maxZoom, animate: false });
      }
    }

    /** The road from the seeker's place to the fair that was asked for last. */
    async showWay(fairId) {
      const { way, place } = this.data;
      if (!way || !place) return;
      this.wanted = fairId;
      const url = `${way}&lon=${place[0]}&lat=${place[1]}&fair_id=${encodeURIComponent(fairId)}`;
      const found = await fetchJson(url).catch(() => undefined); // the list says the same
      if (fairId !== this.wanted) return;
      this.way?.remove();
      if (!found) return;
      this.way = drawWay(this.map, found, [place[1], place[0]]);
      this.node.dataset.way = found.line ? found.minutes : "";
    }

    choose({ lng, lat }) {
      this.send("place", { lon: Number(lng.toFixed(4)), lat: Number(lat.toFixed(4)) });
    }
  }

  /* ---- start ---- */

  const planner = (node, data) => new Planner(node, data);
  const finder = (node, data) => new Finder(node, data);
  window.fairreach = { planner, finder };

  const given = document.getElementById("map-data");
  if (given && window.fairreachMap) {
    const data = JSON.parse(given.textContent);
    const node = window.fairreachMap.map.getContainer();
    window.fairreach.current = "coverage" in data ? planner(node, data) : finder(node, data);
  }
})();
