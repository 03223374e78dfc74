/*
 * Waters, roads and railways over the land, as far as they are fit to be shown, and the waters' names. A
 * river is shown nearer, too, as a band in which it runs: its banks are not known there.
 */
(() => {
  "use strict";

  const { metresPerPixel } = window.fairreach;

  const CASING = 1.5; // pixels that a line's casing is wider
  const WEIGHTS = { water: [1.25, 1.75, 2.5], road: [0.75, 1, 1.5], rail: [0.75, 1, 1.25] };
  const WIDER_FROM_ZOOM = [8, 9.5];
  const LETTER_HEIGHT = 14;
  const CLEARANCE = 4;
  const STEP = 10; // pixels between the places where a name is tried
  const STRAIGHT = 0.85; // how much of its stretch a name must get ahead
  const SMOOTHED = 3; // steps to either side over which a name's line is evened out

  const NEARER = 2; // levels that a river is seen nearer than it is fit for, as a band
  const BAND_M = 600; // of the ground: what its line is usually off, to both sides together

  const weightAt = (zoom, kind) => WEIGHTS[kind][WIDER_FROM_ZOOM.filter((from) => zoom >= from).length];

  /** A line's points, each so many pixels from the one before. */
  const evenly = (points, step) => {
    const even = points.slice(0, 1);
    for (const next of points.slice(1)) {
      while (even.at(-1).distanceTo(next) >= step) {
        const last = even.at(-1);
        even.push(last.add(next.subtract(last).multiplyBy(step / last.distanceTo(next))));
      }
    }
    return even;
  };

  /** The same line without its small bends: each point the middle of those around it. */
  const smooth = (points) =>
    points.map((_, at) => {
      const reach = Math.min(SMOOTHED, at, points.length - 1 - at);
      const around = points.slice(at - reach, at + reach + 1);
      return around.reduce((sum, point) => sum.add(point)).divideBy(around.length);
    });

  /** Where along its stretches a text finds room: the straightest free piece, read from the left. */
  const roomFor = (stretches, length, isFree) => {
    const steps = Math.ceil(length / STEP);
    let best;
    for (const points of stretches) {
      for (let at = 0; at + steps < points.length; at += 2) {
        const piece = points.slice(at, at + steps + 1);
        const ahead = piece[0].distanceTo(piece.at(-1)) / (steps * STEP);
        if (ahead < STRAIGHT || ahead <= (best?.ahead ?? 0) || !piece.every(isFree)) continue;
        best = { ahead, piece };
      }
    }
    if (!best) return undefined;
    return best.piece[0].x <= best.piece.at(-1).x ? best.piece : best.piece.reverse();
  };

  class Lines {
    constructor(map, layer) {
      Object.assign(this, { map, layer });
      this.shapes = L.layerGroup();
      this.named = [];
      map.on("zoomend viewreset", () => this.weigh());
      // Other names and signs come and go with their layers; this one gives way to all of them.
      map.on("moveend layeradd layerremove", () => this.nameSoon());
    }

    draw({ water, roads, rails }, words) {
      this.words = words;
      this.toZoom = water.to_zoom;
      for (const shapes of [water, roads, rails]) this.add(shapes);
      this.named = water.features.map(({ geometry, properties }) => {
        const shape = L.GeoJSON.geometryToLayer({ type: "Feature", geometry });
        return { name: words.nameOf(properties), lines: shape.getLatLngs() };
      });
      this.layer.addLayer(this.shapes);
      this.names = L.SVG.create("g");
      this.names.setAttribute("aria-hidden", "true"); // a picture's part, as the lines are
      this.weigh();
    }

    add(shapes) {
      const classOf = ({ geometry, properties: { kind } }, part) =>
        ["line", kind, geometry.type.endsWith("Polygon") ? "area" : "", part].filter(Boolean).join(" ");
      const style = (part) => (feature) => ({ className: classOf(feature, part) });
      for (const part of ["casing", ""]) {
        L.geoJSON(shapes, { pane: "lines", interactive: false, style: style(part) })
          .eachLayer((shape) => this.shapes.addLayer(shape));
      }
    }

    weigh() {
      const zoom = this.map.getZoom();
      const pane = this.map.getPane("lines");
      const isBand = zoom > this.toZoom;
      pane.hidden = zoom > this.toZoom + NEARER;
      pane.classList.toggle("bands", isBand);
      const band = BAND_M / metresPerPixel(this.map.getCenter().lat, zoom);
      this.shapes.eachLayer((shape) => {
        const weight = isBand ? band : weightAt(zoom, shape.feature.properties.kind);
        shape.setStyle({ weight: shape.options.className.endsWith("casing") ? weight + CASING : weight });
      });
    }

    nameSoon() {
      if (!this.names || this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = undefined;
        this.name();
      });
    }

    name() {
      if (this.map.getContainer().hasAttribute("aria-busy")) {
        this.nameSoon(); // signs are on their way, and it gives way to them
        return;
      }
      this.map.getPane("lines").querySelector("svg")?.append(this.names);
      this.names.replaceChildren();
      if (this.map.getPane("lines").hidden || !this.map.hasLayer(this.layer)) return;
      const taken = this.taken();
      for (const { name, lines } of this.named) this.place(name, lines, taken);
    }

    /** What lies where a name might: other names, signs and the map's controls. */
    taken() {
      const over = this.map.getContainer().querySelectorAll(
        ".label span, .leaflet-fairs-pane path, .leaflet-fairs-pane .leaflet-marker-icon, .leaflet-control",
      );
      const origin = this.map.getContainer().getBoundingClientRect();
      return [...over].map((node) => {
        const { left, top, right, bottom } = node.getBoundingClientRect();
        const [from, to] = [[left, top], [right, bottom]].map(([x, y]) =>
          this.map.containerPointToLayerPoint([x - origin.left, y - origin.top]));
        return L.bounds(from, to);
      });
    }

    place(name, lines, taken) {
      const text = this.written(name);
      this.names.append(text);
      const length = text.getComputedTextLength() + 2 * CLEARANCE;
      const half = L.point(LETTER_HEIGHT / 2 + CLEARANCE, LETTER_HEIGHT / 2 + CLEARANCE);
      const view = L.bounds(
        this.map.containerPointToLayerPoint([0, 0]), this.map.containerPointToLayerPoint(this.map.getSize()),
      );
      const boxAt = (point) => {
        const at = point.subtract([0, LETTER_HEIGHT / 2]);
        return L.bounds(at.subtract(half), at.add(half));
      };
      const isFree = (point) => view.contains(boxAt(point)) && !taken.some((box) => box.overlaps(boxAt(point)));
      const found = roomFor(this.stretches(lines), length, isFree);
      if (!found) {
        text.remove();
        return;
      }
      this.lay(text, found);
      taken.push(...found.map(boxAt));
    }

    /** A river's lines in pixels, gently curved. */
    stretches(lines) {
      const all = Array.isArray(lines[0]) ? lines : [lines];
      return all.map((line) => {
        const points = line.map((at) => this.map.latLngToLayerPoint(at));
        return evenly(smooth(evenly(points, STEP)), STEP);
      });
    }

    written(name) {
      const text = L.SVG.create("text");
      text.setAttribute("class", "river");
      text.textContent = name;
      return text;
    }

    /** Lay a text along points. */
    lay(text, points) {
      const path = L.SVG.create("path");
      path.id = `river-${L.stamp(this)}-${this.names.childElementCount}`;
      path.setAttribute("d", `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`);
      path.setAttribute("fill", "none");
      const along = L.SVG.create("textPath");
      along.setAttribute("href", `#${path.id}`);
      along.setAttribute("startOffset", "50%");
      along.textContent = text.textContent;
      text.replaceChildren(along);
      text.setAttribute("dy", "-4");
      text.before(path);
    }
  }

  Object.assign(window.fairreach, { evenly, Lines, roomFor });
})();
