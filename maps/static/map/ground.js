/* What every map stands on: the land and its names, the controls, and a line that says how it goes. */
(() => {
  "use strict";

  const { addHatching, drawDistricts, element, fetchLayer, Gestures, Labels, Lettering, Lines, Tiles, unpacked, View, Words } =
    window.fairreach;

  const MARGIN = 8; // pixels
  const AGAIN_MS = 2000;
  const HANDLERS = ["dragging", "touchZoom", "doubleClickZoom", "scrollWheelZoom", "boxZoom", "keyboard"];
  const CONTROLS = {
    ".leaflet-control-zoom-in": "zoom_in",
    ".leaflet-control-zoom-out": "zoom_out",
    ".leaflet-control-layers-toggle": "layers",
  };

  /** The rings and lines of a shape. */
  const ringsOf = (part) => {
    if (!Array.isArray(part)) return [];
    return typeof part[0]?.[0] === "number" ? [part] : part.flatMap(ringsOf);
  };

  class Ground {
    /** `made` are Leaflet's map and its layers by name. */
    constructor(node, data, { map, layers }) {
      Object.assign(this, { node, map, layers });
      this.alike = [this]; // whose circles have one scale
      this.take(data);
      this.status = element("p", "fairreach-status");
      this.status.setAttribute("role", "status");
      node.append(this.status);
      addHatching(node);
      new ResizeObserver(() => {
        this.map.invalidateSize({ animate: false });
        this.clearScale();
      }).observe(node);
      this.nameControls();
      this.creditSources();
      this.showNumber();
      this.view = new View(this);
      this.gestures = new Gestures(this);
      this.labels = new Labels(this.map, this.layers.labels);
      this.lines = new Lines(this.map, this.layers.ground);
      this.map.on("zoomend viewreset", () => this.labels.place());
    }

    /** What the page tells its map from now on. */
    take(data) {
      this.data = data;
      this.words = new Words(data);
    }

    say(key) {
      this.status.textContent = key ? this.words.text(key) : "";
      this.node.toggleAttribute("aria-busy", key === "loading");
    }

    /** Tell the page; false if it goes on with it, and the keyboard too. */
    send(name, detail) {
      const event = new CustomEvent(`fairreach:${name}`, { detail, bubbles: true, cancelable: true });
      return this.node.dispatchEvent(event);
    }

    nameControls() {
      for (const [selector, key] of Object.entries(CONTROLS)) {
        const control = this.node.querySelector(selector);
        if (!control) continue;
        control.title = this.words.text(key);
        control.setAttribute("aria-label", this.words.text(key));
      }
      this.node.setAttribute("role", "region");
      this.node.setAttribute("aria-label", this.words.text("map_label"));
    }

    creditSources() {
      const credit = this.map.attributionControl;
      credit.setPrefix(false);
      const text = element("span", "", this.data.strings.attribution);
      credit.addAttribution(text.innerHTML); // the text with its letters escaped
      new ResizeObserver(() => this.clearScale()).observe(credit.getContainer());
    }

    /** The number under which the map has been reviewed, at the lower left; most have none. */
    showNumber() {
      const { map_number: number } = this.data;
      if (!number) return;
      const control = L.control({ position: "bottomleft" });
      control.onAdd = () => element("div", "map-number", number);
      control.addTo(this.map);
    }

    /** Where the sources reach as far as the scale, it stands above them. */
    clearScale() {
      const sources = this.map.attributionControl.getContainer();
      const scale = this.node.querySelector(".leaflet-control-scale");
      if (!scale) return;
      const isBelow = sources.offsetWidth + scale.offsetWidth + 2 * MARGIN > this.node.clientWidth;
      this.node.style.setProperty("--sources", isBelow ? `${sources.offsetHeight}px` : "0px");
    }

    /** Fetch and draw the land; whether there is any. */
    async begin() {
      try {
        this.base = unpacked(await fetchLayer(this.data.base));
        this.draw(this.base);
        return true;
      } catch {
        this.say("failed");
        return false;
      }
    }

    draw(base) {
      this.drawNeighbours(base.neighbours);
      this.districts = drawDistricts(base.districts, this.layers.districts);
      const city = { className: "city", weight: 1.5, fill: false };
      this.drawLines(base.cities, "outlines", city).addTo(this.layers.outlines);
      this.lines.draw(base, this.words);
      this.labels.draw(base, this.words);
      this.circleM2 = base.circle_m2;
      if (base.bounds) this.land = L.latLngBounds(base.bounds);
      this.home = this.land;
    }

    /** Lay what is made of tiles beneath, once the map is where it is looked at first. */
    layTiles() {
      this.layBackground();
      if (this.tiles || !this.data.ground.length) return;
      this.tiles = new Tiles(this.data.ground);
      this.lettering = new Lettering(this, this.tiles);
      this.layers.ground.addLayer(this.tiles);
    }

    /** Somebody else's map, which the service asks for in the reader's place. */
    layBackground() {
      const { background: told } = this.data;
      if (!told || this.background) return;
      const attribution = element("span", "", told.credit).innerHTML; // the text with its letters escaped
      this.background = L.tileLayer(told.tiles, { attribution, maxZoom: told.most_zoom, className: "background" });
      this.node.classList.add("over-tiles");
      this.background.on("tileerror", ({ tile }) => {
        if (!tile.again) tile.again = setTimeout(() => { if (tile.isConnected) tile.src = `${tile.src}`; }, AGAIN_MS);
      });
      this.background.addTo(this.map);
    }

    /** What lies around, and its borders: the edge at which it is cut off is none. */
    drawNeighbours(shapes) {
      const rings = shapes.features.flatMap(({ geometry }) => ringsOf(geometry?.coordinates));
      const { min, max } = L.bounds(rings.flat());
      const ends = [[min?.x, max?.x], [min?.y, max?.y]];
      const isCut = (one, other) => ends.some((both, axis) => one[axis] === other[axis] && both.includes(one[axis]));
      const coordinates = rings.flatMap((ring) => ring.reduce((runs, at, n) => {
        if (n && !isCut(ring[n - 1], at)) runs.at(-1).push(at);
        else runs.push([at]);
        return runs;
      }, []));
      this.drawLines(shapes, "neighbours", { className: "neighbour" }).addTo(this.map);
      const border = { className: "border", weight: 0.75, fill: false };
      this.drawLines({ type: "MultiLineString", coordinates }, "neighbours", border).addTo(this.map);
    }

    drawLines(shapes, pane, style) {
      return L.geoJSON(shapes, { pane, interactive: false, style });
    }

    /** What stays free of land at home, in pixels: the sources below cover none, nor a frame's name above. */
    get padding() {
      const sources = this.map.attributionControl.getContainer().offsetHeight;
      const name = this.name ? this.name.offsetTop + this.name.offsetHeight : 0;
      return { paddingTopLeft: L.point(MARGIN, MARGIN + name), paddingBottomRight: L.point(MARGIN, MARGIN + sources) };
    }

    /* ---- a frame ---- */

    /** Take away, or give back, what moves the map. */
    keepStill(isStill) {
      if (isStill === Boolean(this.stilled)) return;
      const moved = this.stilled ?? HANDLERS.filter((name) => this.map[name]?.enabled());
      for (const name of moved) this.map[name][isStill ? "disable" : "enable"]();
      this.stilled = isStill ? moved : undefined;
      this.node.classList.toggle("still", isStill);
      this.node.tabIndex = isStill ? -1 : 0; // nothing to do there for the keyboard
      if (!isStill) this.nameFrame("");
    }

    /** Write a region's name over its frame, with the address where it has the map for itself. */
    nameFrame(text, address) {
      this.name?.remove();
      this.name = undefined;
      this.node.setAttribute("aria-label", [text, this.words.text("map_label")].filter(Boolean).join(", "));
      if (!text) return;
      const label = element(address ? "a" : "span", "", text);
      if (address) label.href = address;
      this.name = element("h2", "frame-name");
      this.name.append(label);
      L.DomEvent.disableClickPropagation(this.name);
      this.node.append(this.name);
    }

    goHome({ animate } = { animate: false }) {
      this.map.invalidateSize({ animate: false });
      if (this.home) this.map.fitBounds(this.home, { ...this.padding, animate });
    }
  }

  Object.assign(window.fairreach, { Ground });
})();
