/*
 * The gaps: people who are not covered, gathered for the zoom in view where most of them live. A person
 * takes up the same ground in every circle of a campaign, whatever is asked and however near the map is.
 */
(() => {
  "use strict";

  const { Cells, clusters, distance, element, metresPerPixel } = window.fairreach;

  const APART = 19; // pixels between the fullest cells of two circles
  const CELLS_APART = 2.5; // and sides of a cell: circles of single cells would show the cells' lattice
  const SMALLEST = 0.75;
  const TOUCH = 2; // pixels beyond a circle that still mean it
  const LARGEST_SIGN = { far: 13, near: 22 }; // pixels; where circles stand farther apart, they are larger
  const SIGNS = 3;
  const SIGNS_APART = 4; // how many times fewer people the next one stands for, at least

  /** Metres of a pixel in the middle of the land, or in that of a frame. */
  const scaleOf = ({ home, land, map, stilled }) =>
    metresPerPixel((stilled ? home : land).getCenter().lat, map.getZoom());

  /** The fullest first; whoever brings them in whatever order, the same circles come of them. */
  const inOrder = (one, other) => other.persons - one.persons || one.lat - other.lat || one.lon - other.lon;

  /** Cells gathered around the fullest of them: persons, and the middle of where they live. */
  const gathered = (cells, pixelOf, apart = APART) => {
    const peopled = cells.filter(({ persons }) => persons > 0).sort(inOrder);
    const points = peopled.map(({ lat, lon, persons }) => {
      const { x, y } = pixelOf([lat, lon]);
      return { x, y, persons };
    });
    return clusters(points, apart, (one, other) => distance(one, other) < apart).map((group) => {
      const sum = (of) => group.reduce((total, point) => total + of(point), 0);
      const persons = sum((point) => point.persons);
      return { persons, x: sum((point) => point.x * point.persons) / persons, y: sum((point) => point.y * point.persons) / persons };
    });
  };

  /** The largest of 1, 2, 5, 10, 20, 50 … that is not above a number. */
  const roundBelow = (number) => {
    const power = 10 ** Math.floor(Math.log10(number));
    return [5, 2, 1].find((step) => step * power <= number) * power;
  };

  /** Round numbers of people for the circles of the legend, the largest first. */
  const signNumbers = (most) => {
    const numbers = [roundBelow(most)];
    while (numbers.length < SIGNS) numbers.push(roundBelow(numbers.at(-1) / SIGNS_APART));
    return numbers.filter((number) => number >= 1);
  };

  class Gaps {
    constructor(ground) {
      this.ground = ground;
      this.renderer = L.canvas({ pane: "gaps", padding: 0.3 });
      this.tip = L.tooltip({ direction: "top", className: "fairreach-tip" });
      this.source = new Cells(ground, () => this.gatherAnew());
      this.circles = [];
      ground.map.on("zoomend", () => this.gather());
      ground.map.on("mousemove", ({ latlng }) => this.tell(latlng));
      ground.map.on("mouseout", () => ground.map.closeTooltip(this.tip));
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    }

    /** What the legend says of the circles that are drawn. */
    get signs() {
      return this.circles.length && this.isShown ? [["gap", this.ground.words.text("legend_gaps")]] : [];
    }

    get isShown() {
      const { layers, map } = this.ground;
      return map.hasLayer(layers.gaps);
    }

    /** Square pixels of a person's part of a circle: the same for all, in frames as in the widest of them. */
    get personArea() {
      const { alike, circleM2, land } = this.ground;
      if (!circleM2 || !land) return 0;
      return circleM2 / Math.max(...alike.map(scaleOf)) ** 2;
    }

    radiusOf(persons) {
      return Math.max(SMALLEST, Math.sqrt((persons * this.personArea) / Math.PI));
    }

    draw(cells) {
      this.source.take(cells);
      this.gather();
    }

    /** The box in view, if its cells are finer than those of the whole. */
    get box() {
      return this.source.boxInView();
    }

    drawFiner(box, cells) {
      this.source.takeFiner(box, cells);
      this.gather();
    }

    get cells() {
      return this.source.all;
    }

    /** How far apart the circles of such cells stand, in pixels. */
    apartOf([cell]) {
      if (!cell) return APART;
      return Math.max(APART, (CELLS_APART * cell.cell_m) / metresPerPixel(cell.lat, this.ground.map.getZoom()));
    }

    gather() {
      const { map, layers } = this.ground;
      const zoom = map.getZoom();
      const pixelOf = (at) => map.project(at, zoom);
      const groups = this.source.parts.flatMap((cells) => gathered(cells, pixelOf, this.apartOf(cells)));
      layers.gaps.clearLayers();
      // The smaller circles lie on the larger ones.
      this.circles = groups.sort((one, other) => other.persons - one.persons).map((group) => this.circle(group, zoom));
      this.paint();
      for (const { dot } of this.circles) layers.gaps.addLayer(dot);
      this.explain();
    }

    /** Other circles than before, in the same view. */
    gatherAnew() {
      this.gather();
      this.ground.map.fire("regathered");
    }

    circle({ persons, x, y }, zoom) {
      const at = this.ground.map.unproject([x, y], zoom);
      const radius = this.radiusOf(persons);
      const dot = L.circleMarker(at, {
        pane: "gaps", renderer: this.renderer, interactive: false, weight: 0.75, radius,
      });
      return { persons, at, radius, dot };
    }

    /** Colours live in colours.css alone; a canvas must be told of them. */
    paint() {
      const styles = getComputedStyle(this.ground.node);
      const colour = (name) => styles.getPropertyValue(name).trim();
      const style = { color: colour("--gap-line"), fillColor: colour("--gap-fill"), fillOpacity: 0.7, opacity: 0.9 };
      for (const { dot } of this.circles) dot.setStyle(style);
    }

    /** Beside its line in the legend, how large the circles are: three, one in the other. */
    explain() {
      const line = document.querySelector(".fairreach-legend .swatch.gap")?.closest("p");
      if (!line || !this.personArea) return;
      line.parentElement.querySelector(".circles")?.remove();
      const largest = Math.min(LARGEST_SIGN.near, (LARGEST_SIGN.far * this.apartOf(this.source.parts[0])) / APART);
      const numbers = signNumbers((Math.PI * largest ** 2) / this.personArea);
      if (!numbers.length) return;
      const row = element("div", "circles");
      row.append(this.drawSigns(numbers), element("span", "visually-hidden", this.listOf(numbers)));
      line.after(row);
    }

    listOf(numbers) {
      return numbers.map((number) => this.ground.words.short(number)).join(", ");
    }

    /** The circles stand on one line; each has its number at the side, as far apart as the text is high. */
    drawSigns(numbers) {
      const textHeight = 1.15 * parseFloat(getComputedStyle(document.querySelector(".fairreach-legend")).fontSize);
      const radii = numbers.map((number) => this.radiusOf(number));
      const height = Math.max(2 * radii[0], textHeight * numbers.length) + 2;
      const middle = radii[0] + 1;
      const picture = L.SVG.create("svg");
      picture.setAttribute("aria-hidden", "true");
      picture.setAttribute("height", height);
      for (const [rank, radius] of radii.entries()) {
        const top = height - 1 - 2 * radius;
        const across = (rank + 0.5) * textHeight;
        const line = `M${middle} ${top}L${2 * middle + 6} ${across}h4`;
        picture.append(shape("circle", { cx: middle, cy: top + radius, r: radius }), shape("path", { d: line }));
        const text = shape("text", { x: 2 * middle + 14, y: across, dy: "0.35em" });
        text.textContent = this.ground.words.short(numbers[rank]);
        picture.append(text);
      }
      return picture;
    }

    /** The circle at a point: of several the one whose middle is nearest. */
    at(latlng) {
      const { map } = this.ground;
      if (!this.isShown) return undefined;
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

  const shape = (tag, attributes) => {
    const made = L.SVG.create(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  Object.assign(window.fairreach, { gathered, Gaps, roundBelow, shape, signNumbers });
})();
