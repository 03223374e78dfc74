/* The one way that is drawn: the road from a place to a fair, and the walks to it and from it. */
(() => {
  "use strict";

  const style = (kind, weight) => ({ pane: "reach", interactive: false, className: `way ${kind}`, weight, fill: false });

  class Way {
    constructor(map) {
      this.map = map;
    }

    clear() {
      this.drawn?.remove();
      this.drawn = undefined;
    }

    /** Draw the way that a service's answer holds, if it holds one, from `[lat, lon]`. */
    draw({ line, fair }, from) {
      this.clear();
      if (!line) return;
      const road = line.map(([lon, lat]) => [lat, lon]);
      this.drawn = L.layerGroup([
        L.polyline(road, style("under", 6)),
        L.polyline(road, style("road", 3)),
        L.polyline([from, road[0]], style("walk", 2)),
        L.polyline([road.at(-1), [fair.lat, fair.lon]], style("walk", 2)),
      ]).addTo(this.map);
    }
  }

  Object.assign(window.fairreach, { Way });
})();
