/*
 * The gaps: people who are not covered, gathered for the zoom in view. No two circles stand for less
 * than a square of the screen, so that they can be told apart; their areas are as their persons.
 */
(() => {
  "use strict";

  const { element } = window.fairreach;

  const SQUARE = 20; // pixels
  const SMALLEST = 0.75;
  const TOUCH = 2; // pixels beyond a circle that still mean it
  const EQUATOR_M = 40075017;
  const TILE = 256;

  const metresPerPixel = (lat, zoom) =>
    (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (TILE * 2 ** zoom);

  /** Cells gathered by squares of the screen: persons, the middle of where they live, the widest cell. */
  const gathered = (cells, pixelOf) => {
    const squares = new Map();
    for (const { lat, lon, persons, cell_m: side } of cells) {
      const { x, y } = pixelOf([lat, lon]);
      const key = `${Math.floor(x / SQUARE)},${Math.floor(y / SQUARE)}`;
      const square = squares.get(key) ?? { persons: 0, x: 0, y: 0, cell_m: 0 };
      square.persons += persons;
      square.x += x * persons;
      square.y += y * persons;
      square.cell_m = Math.max(square.cell_m, side);
      squares.set(key, square);
    }
    const peopled = [...squares.values()].filter(({ persons }) => persons > 0);
    return peopled.map(({ x, y, ...square }) => ({ ...square, x: x / square.persons, y: y / square.persons }));
  };

  /** A circle's radius in pixels; the fullest fills its square. */
  const radiusOf = (persons, most) => Math.max(SMALLEST, (SQUARE / 2) * Math.sqrt(persons / most));

  class Gaps {
    constructor(ground) {
      this.ground = ground;
      this.renderer = L.canvas({ pane: "gaps", padding: 0.3 });
      this.tip = L.tooltip({ direction: "top", className: "fairreach-tip" });
      this.cells = [];
      this.circles = [];
      ground.map.on("zoomend", () => this.gather());
      ground.map.on("mousemove", ({ latlng }) => this.tell(latlng));
      ground.map.on("mouseout", () => ground.map.closeTooltip(this.tip));
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    }

    /** What the legend says of the circles that are drawn. */
    get signs() {
      const { layers, map, words } = this.ground;
      return this.circles.length && map.hasLayer(layers.gaps) ? [["gap", words.text("legend_gaps")]] : [];
    }

    draw(cells) {
      this.cells = cells;
      this.gather();
    }

    gather() {
      const { map, layers } = this.ground;
      const zoom = map.getZoom();
      const squares = gathered(this.cells, (at) => map.project(at, zoom));
      const most = squares.reduce((highest, { persons }) => Math.max(highest, persons), 0);
      layers.gaps.clearLayers();
      this.circles = squares.map((square) => this.circle(square, most, zoom));
      this.paint();
      for (const { dot } of this.circles) layers.gaps.addLayer(dot);
    }

    circle({ persons, x, y, cell_m: cell }, most, zoom) {
      const at = this.ground.map.unproject([x, y], zoom);
      const radius = radiusOf(persons, most);
      const dot = L.circleMarker(at, {
        pane: "gaps", renderer: this.renderer, interactive: false, weight: 0.75, radius,
      });
      return { persons, at, radius, dot, side_m: Math.max(cell, SQUARE * metresPerPixel(at.lat, zoom)) };
    }

    /** Colours live in map.css alone; a canvas must be told of them. */
    paint() {
      const styles = getComputedStyle(this.ground.node);
      const colour = (name) => styles.getPropertyValue(name).trim();
      const style = { color: colour("--gap-line"), fillColor: colour("--gap-fill"), fillOpacity: 0.7, opacity: 0.9 };
      for (const { dot } of this.circles) dot.setStyle(style);
    }

    /** The circle at a point: of several the one whose middle is nearest. */
    at(latlng) {
      const { map, layers } = this.ground;
      if (!map.hasLayer(layers.gaps)) return undefined;
      const point = map.latLngToLayerPoint(latlng);
      const away = ({ at }) => point.distanceTo(map.latLngToLayerPoint(at));
      const touched = this.circles.filter((circle) => away(circle) <= circle.radius + TOUCH);
      return touched.sort((one, other) => away(one) - away(other))[0];
    }

    tell(latlng) {
      const { map, words } = this.ground;
      const circle = this.at(latlng);
      if (!circle) {
        map.closeTooltip(this.tip);
        return;
      }
      this.tip.setLatLng(circle.at).setContent(element("span", "", words.gap(circle)));
      map.openTooltip(this.tip);
    }
  }

  Object.assign(window.fairreach, { gathered, Gaps, metresPerPixel, radiusOf });
})();
