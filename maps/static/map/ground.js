/* What every map stands on: the land and its names, the controls, and a line that says how it goes. */
(() => {
  "use strict";

  const { addHatching, drawDistricts, element, fetchLayer, Gestures, Labels, Lines, unpacked, View, Words } =
    window.fairreach;

  const MARGIN = 8; // pixels
  const CONTROLS = {
    ".leaflet-control-zoom-in": "zoom_in",
    ".leaflet-control-zoom-out": "zoom_out",
    ".leaflet-control-layers-toggle": "layers",
  };

  class Ground {
    constructor(node, data) {
      this.node = node;
      this.map = window.fairreachMap.map;
      this.layers = window.fairreachMap.layers;
      this.take(data);
      this.status = element("p", "fairreach-status");
      this.status.setAttribute("role", "status");
      node.append(this.status);
      addHatching(node);
      new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(node);
      this.nameControls();
      this.creditSources();
      this.view = new View(this);
      this.gestures = new Gestures(this);
      this.labels = new Labels(this.map, this.layers.labels);
      this.lines = new Lines(this.map);
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
    }

    /** Fetch and draw the land; whether there is any. */
    async begin() {
      try {
        this.draw(unpacked(await fetchLayer(this.data.base)));
        return true;
      } catch {
        this.say("failed");
        return false;
      }
    }

    draw(base) {
      this.drawLines(base.neighbours, "neighbours", { className: "neighbour", weight: 0.75 }).addTo(this.map);
      this.districts = drawDistricts(base.districts, this.layers.districts);
      const city = { className: "city", weight: 1.5, fill: false };
      this.drawLines(base.cities, "outlines", city).addTo(this.layers.outlines);
      this.lines.draw(base, this.words);
      this.labels.draw(base, this.words);
      this.circleM2 = base.circle_m2;
      if (base.bounds) this.land = L.latLngBounds(base.bounds);
      this.home = this.land;
    }

    drawLines(shapes, pane, style) {
      return L.geoJSON(shapes, { pane, interactive: false, style });
    }

    /** What stays free of land at home, in pixels: the sources below cover none. */
    get padding() {
      const sources = this.map.attributionControl.getContainer().offsetHeight;
      return { paddingTopLeft: L.point(MARGIN, MARGIN), paddingBottomRight: L.point(MARGIN, MARGIN + sources) };
    }

    goHome({ animate } = { animate: false }) {
      this.map.invalidateSize({ animate: false });
      if (this.home) this.map.fitBounds(this.home, { ...this.padding, animate });
    }
  }

  Object.assign(window.fairreach, { Ground });
})();
