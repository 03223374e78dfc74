/* The fairs as dots, one for each place; cancelled ones are a cross. */
(() => {
  "use strict";

  const { byPlace } = window.fairreach;

  const FAR = 3.25; // radius in pixels
  const NEAR = 5.5;
  const NEAR_FROM_ZOOM = 9;

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

  class Fairs {
    constructor(ground, open) {
      this.ground = ground;
      this.open = open;
      this.all = [];
      ground.map.on("zoomend", () => ground.layers.fairs.eachLayer((dot) => dot.setRadius(this.radius())));
    }

    /** What the legend says of the dots that are drawn. */
    get signs() {
      const { layers, map, words } = this.ground;
      if (!map.hasLayer(layers.fairs)) return [];
      const places = byPlace(this.all).map((here) => here.some(isHeld));
      const size = 2 * Math.round(this.radius()) + 1; // as it is drawn, with its rim
      return [
        ...(places.includes(true) ? [["fair", words.text("legend_fair"), size]] : []),
        ...(places.includes(false) ? [["cancelled", words.text("legend_cancelled")]] : []),
      ];
    }

    radius() {
      return this.ground.map.getZoom() >= NEAR_FROM_ZOOM ? NEAR : FAR;
    }

    draw(fairs) {
      const { labels, layers } = this.ground;
      this.all = fairs;
      layers.fairs.clearLayers();
      const places = byPlace(fairs);
      labels.dots = places.map(([{ lat, lon }]) => [lat, lon]);
      labels.place();
      for (const here of places) this.dot(here).addTo(layers.fairs);
    }

    dot(here) {
      const [{ lat, lon }] = here;
      const isAny = here.some(isHeld);
      const Sign = isAny ? L.CircleMarker : Cross;
      const sign = new Sign([lat, lon], {
        pane: "fairs", weight: 1, fillOpacity: 1, bubblingMouseEvents: false,
        radius: this.radius(), className: isAny ? "fair" : "fair cancelled",
      });
      return sign.on("click", () => this.open(here));
    }
  }

  Object.assign(window.fairreach, { Fairs, isHeld });
})();
