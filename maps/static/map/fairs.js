/*
 * The fairs as dots, one for each place; cancelled ones are a cross. Dots that would lie on one another
 * are one, and one that stands for several fairs says how many.
 */
(() => {
  "use strict";

  const { byPlace, clusters, distance, element } = window.fairreach;

  const FAR = 3.25; // radius in pixels
  const NEAR = 5.5;
  const NEAR_FROM_ZOOM = 9;
  const COUNTED = { few: 8, many: 11 }; // room for two figures, and for more
  const MANY = 100;
  const MARGIN = 1; // pixels
  const CLOSER = 1; // levels that a map goes nearer at least, to part what lies together
  const PADDING = [48, 48];

  const HALF_STROKE = 1;

  /** The outline of a cross, which has a rim as a dot has: a corner and the two ends of an arm, four times. */
  const crossPath = ({ x, y }, radius) => {
    const arm = radius * Math.SQRT2;
    const points = [0, 1, 2, 3].flatMap((turns) => {
      const corners = [[HALF_STROKE, HALF_STROKE], [arm, HALF_STROKE], [arm, -HALF_STROKE]];
      const angle = ((1 - 2 * turns) * Math.PI) / 4;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      return corners.map(([a, b]) => `${(x + a * cos - b * sin).toFixed(2)} ${(y + a * sin + b * cos).toFixed(2)}`);
    });
    return `M${points.join("L")}Z`;
  };

  const Cross = L.CircleMarker.extend({
    _updatePath() {
      this._renderer._setPath(this, this._empty() ? "M0 0" : crossPath(this._point, this._radius));
    },
  });

  const isHeld = ({ status }) => status !== "cancelled";

  /** The number of a place: the fairs that are held there, or those that are cancelled if none is. */
  const numberOf = (fairs) => fairs.filter(isHeld).length || fairs.length;

  const radiusOf = (number, single) => {
    if (number === 1) return single;
    return number < MANY ? COUNTED.few : COUNTED.many;
  };

  const join = (group) => ({
    ...group[0],
    fairs: group.flatMap(({ fairs }) => fairs),
    number: group.reduce((sum, { number }) => sum + number, 0),
  });

  /** Places of the screen, `{ x, y, fairs, number }`, so that no two of their dots touch; the fuller one stays. */
  const parted = (places, single) => {
    const radius = ({ number }) => radiusOf(number, single);
    const touch = (one, other) => distance(one, other) < radius(one) + radius(other) + MARGIN;
    const reach = 2 * COUNTED.many + MARGIN;
    const ordered = [...places].sort((one, other) => other.number - one.number);
    const joined = clusters(ordered, reach, touch).map(join);
    // A dot that has grown may touch the next one.
    return joined.length < places.length ? parted(joined, single) : joined;
  };

  class Fairs {
    constructor(ground, open) {
      this.ground = ground;
      this.open = open;
      this.all = [];
      this.places = [];
      this.dots = [];
      ground.map.on("zoomend", () => this.place());
    }

    /** What the legend says of the dots that are drawn. */
    get signs() {
      const { layers, map, words } = this.ground;
      if (!map.hasLayer(layers.fairs)) return [];
      const places = this.places.map((here) => here.some(isHeld));
      const size = 2 * Math.round(this.single) + 1; // as it is drawn, with its rim
      return [
        ...(places.includes(true) ? [["fair", words.text("legend_fair"), size]] : []),
        ...(this.dots.some(({ number }) => number > 1) ? [["fair count", words.text("legend_count"), 2 * COUNTED.few]] : []),
        ...(places.includes(false) ? [["cancelled", words.text("legend_cancelled")]] : []),
      ];
    }

    get single() {
      return this.ground.map.getZoom() >= NEAR_FROM_ZOOM ? NEAR : FAR;
    }

    draw(fairs) {
      this.all = fairs;
      this.places = byPlace(fairs);
      this.place();
    }

    place() {
      const { labels, layers, map } = this.ground;
      const points = this.places.map((fairs) => {
        const at = L.latLng(fairs[0].lat, fairs[0].lon);
        return { at, fairs, number: numberOf(fairs), ...map.project(at, map.getZoom()) };
      });
      this.dots = parted(points, this.single);
      layers.fairs.clearLayers();
      labels.dots = this.dots.map(({ at }) => at);
      labels.place();
      for (const dot of this.dots) this.sign(dot).addTo(layers.fairs);
    }

    sign({ at, fairs, number }) {
      const name = fairs.some(isHeld) ? "fair" : "fair cancelled";
      const sign = number === 1 ? this.dot(at, name) : this.count(at, name, number);
      return sign.on("click", () => this.choose({ at, fairs }));
    }

    dot(at, className) {
      const Sign = className === "fair" ? L.CircleMarker : Cross;
      return new Sign(at, {
        pane: "fairs", weight: 1, fillOpacity: 1, bubblingMouseEvents: false, radius: this.single, className,
      });
    }

    count(at, className, number) {
      const side = 2 * radiusOf(number, this.single);
      const text = element("span", "", this.ground.words.number(number));
      text.setAttribute("aria-hidden", "true"); // its stop says the same
      const icon = L.divIcon({ className: `${className} count`, iconSize: [side, side], html: text });
      return L.marker(at, { pane: "fairs", icon, keyboard: false });
    }

    /** The card of a dot, or a nearer map where that parts what the dot stands for. */
    choose({ at, fairs }) {
      const { map, stilled } = this.ground;
      const bounds = L.latLngBounds(fairs.map(({ lat, lon }) => [lat, lon]));
      const isOne = bounds.getNorthEast().equals(bounds.getSouthWest());
      if (isOne || stilled || map.getZoom() >= map.getMaxZoom()) {
        this.open(fairs);
        return;
      }
      const fitting = map.getBoundsZoom(bounds, false, L.point(PADDING).multiplyBy(2));
      map.setView(bounds.getCenter(), Math.min(map.getMaxZoom(), Math.max(fitting, map.getZoom() + CLOSER)));
    }

    /** The dots as stops of the keyboard. */
    get stops() {
      const { layers, map, words } = this.ground;
      if (!map.hasLayer(layers.fairs)) return [];
      return this.dots.map((dot) => ({
        at: dot.at, radius: radiusOf(dot.number, this.single),
        name: () => words.fairs(dot.fairs), open: () => this.choose(dot),
      }));
    }
  }

  Object.assign(window.fairreach, { Fairs, isHeld, parted });
})();
