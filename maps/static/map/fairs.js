/* The fairs as dots, one for each place; cancelled ones are a cross. */
(() => {
  "use strict";

  const { byPlace } = window.fairreach;

  const FAR = 3.25; // radius in pixels
  const NEAR = 5.5;
  const NEAR_FROM_ZOOM = 9;

  const Cross = L.CircleMarker.extend({
    _updatePath() {
      const { x, y } = this._point;
      const half = this._radius;
      const across = 2 * half;
      const strokes = `M${x - half} ${y - half}l${across} ${across}M${x + half} ${y - half}l${-across} ${across}`;
      this._renderer._setPath(this, this._empty() ? "M0 0" : strokes);
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
