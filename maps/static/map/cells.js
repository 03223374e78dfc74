/*
 * The cells of people who are not covered: those of the whole land, and finer ones, once they have come,
 * of what is in view near by.
 */
(() => {
  "use strict";

  const { askFor, metresPerPixel, records } = window.fairreach;

  const COARSE = 15; // pixels of a cell's side from which finer ones are asked for
  const STEP = 64; // pixels by which the box that is asked for moves
  const PAUSE_MS = 150; // a view that goes on at once is not asked for

  class Cells {
    /** `changed()` is called when finer cells have come. */
    constructor(ground, changed) {
      this.ground = ground;
      this.changed = changed;
      this.whole = [];
      ground.map.on("moveend", () => this.lookSoon());
      ground.layers.gaps.on("add", () => this.lookSoon());
    }

    take(whole) {
      this.whole = whole;
      this.near = undefined;
      this.lookSoon();
    }

    /** Finer cells that a step has brought; those of the whole stay as they were, out of view. */
    takeFiner(box, cells) {
      this.near = { box, cells, isInside: insideOf(box) };
    }

    /** What is drawn: lists of cells of one size. Finer cells take the place of those in their box. */
    get parts() {
      if (!this.near || !this.boxInView()) return [this.whole];
      const { cells, isInside } = this.near;
      return [cells, this.whole.filter((cell) => !isInside(cell))];
    }

    get all() {
      return this.parts.flat();
    }

    lookSoon() {
      clearTimeout(this.timer);
      if ("dragging" in this.ground.node.dataset) return; // each step brings other cells
      this.timer = setTimeout(() => this.look(), PAUSE_MS);
    }

    async look() {
      const box = this.boxInView();
      if (box?.join() === this.near?.box.join()) return;
      const { whole } = this;
      const answer = box && (await askFor(`${this.ground.data.gaps}&bbox=${box}`).catch(() => undefined));
      if (whole !== this.whole || box?.join() !== this.boxInView()?.join()) return; // the view has moved on
      this.near = answer && { box, cells: records(answer), isInside: insideOf(box) };
      this.changed();
    }

    /** West, south, east and north of what is in view, if the cells there look coarse. */
    boxInView() {
      const { layers, map } = this.ground;
      if (!map.hasLayer(layers.gaps)) return undefined;
      const [cell] = this.whole;
      const size = map.getSize();
      const coarse = cell && cell.cell_m / metresPerPixel(map.getCenter().lat, map.getZoom());
      if (!(coarse > COARSE) || !size.x || !size.y) return undefined;
      const bounds = map.getPixelBounds();
      const min = bounds.min.divideBy(STEP).floor().multiplyBy(STEP);
      const max = bounds.max.divideBy(STEP).ceil().multiplyBy(STEP);
      const { lat: south, lng: west } = map.unproject([min.x, max.y]);
      const { lat: north, lng: east } = map.unproject([max.x, min.y]);
      return [west, south, east, north].map(between);
    }
  }

  /** Between two thousandths of a degree, in which cells' places are written: none lies on the edge. */
  const between = (degrees) => (Math.floor(degrees * 1000) / 1000 + 0.0005).toFixed(4);

  const insideOf = (box) => {
    const [west, south, east, north] = box.map(Number);
    return ({ lon, lat }) => lon >= west && lon <= east && lat >= south && lat <= north;
  };

  Object.assign(window.fairreach, { Cells });
})();
