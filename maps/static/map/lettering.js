/*
 * The names of the ground: placed for the whole view, on one canvas over the tiles, so that none is cut at
 * a tile's edge. What has been shown at a zoom goes first, and so it stays when the map is moved.
 */
(() => {
  "use strict";

  const STEPS = 2048;
  const SIDE = 256;
  const AROUND = 96; // pixels that are lettered beyond the view
  const CLEARANCE = 3;
  const AGAIN = 260; // pixels from a name to the same name
  const SHARPEST = 2;
  // For each place its size, its colour, whether it has a dot, and from which zoom it is named.
  const LOOKS = [
    [14, "label", 0, 0], [11, "label", 3, 10], [12, "label", 2, 9.5], [11, "label", 3, 11.5],
    [11, "quiet", 0, 11], [12, "water", 0, 0], [11, "metro", 3, 12], [11, "quiet", 0, 12.5],
    [11, "label", 0, 12.5], [11, "quiet", 2, 14], [11, "quiet", 2, 14], [10, "quiet", 0, 12.5],
    [11, "quiet", 2, 14], [10, "quiet", 1.5, 12.5], [9, "metro", 2, 15],
  ];
  const [RIVER, BRIDGE] = [5, 8];

  /** A box around a point, as wide and high as a text that may be turned. */
  const boxOf = ({ x, y }, width, height, angle) => {
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
    const half = L.point((width * cos + height * sin) / 2 + CLEARANCE, (width * sin + height * cos) / 2 + CLEARANCE);
    return L.bounds(L.point(x, y).subtract(half), L.point(x, y).add(half));
  };

  /** Where a name may stand: below a dot or above it, and along a bridge, which is straight. */
  const shiftsOf = ({ place, angle, room }, beside, width) => {
    if (beside) return [[0, beside], [0, -beside]];
    const along = place === BRIDGE && room ? (room - width) / 2 : 0;
    return [0, along, -along].map((by) => [by * Math.cos(angle), by * Math.sin(angle)]);
  };

  class Lettering {
    constructor(ground, tiles) {
      Object.assign(this, { ground, tiles, shown: new Set(), widths: new Map() });
      const { map } = ground;
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide ground-names", map.getPane("names"));
      this.canvas.setAttribute("aria-hidden", "true");
      map.on("moveend viewreset resize layeradd layerremove", () => this.soon());
      tiles.on("drawn", () => tiles.waiting.length || this.soon()); // once for the tiles that come together
    }

    soon() {
      this.waiting ??= requestAnimationFrame(() => {
        this.waiting = undefined;
        this.letter();
      });
    }

    letter() {
      const { map } = this.ground;
      const { canvas } = this;
      const isShown = map.hasLayer(this.tiles);
      canvas.hidden = !isShown;
      if (!isShown) return;
      this.begin(map);
      const zoom = map.getZoom();
      if (this.zoom !== zoom) {
        this.shown.clear();
        this.widths.clear();
      }
      this.zoom = zoom;
      const names = this.candidates(zoom).sort((one, other) => one.order - other.order || (one.key < other.key ? -1 : 1));
      Object.assign(this, { placed: [], kept: [] });
      if (names.length) this.write(names); // where nothing is named nothing is measured
      this.shown = new Set([...this.placed, ...this.kept].map(({ key }) => key));
    }

    write(names) {
      for (const name of names) this.dot(name);
      const taken = this.taken();
      this.covered = this.buttons();
      for (const name of names) this.place(name, taken);
    }

    /** An empty canvas over the view and around it. */
    begin(map) {
      const size = map.getSize().add([2 * AROUND, 2 * AROUND]);
      const ratio = Math.min(SHARPEST, window.devicePixelRatio || 1);
      this.corner = map.containerPointToLayerPoint([-AROUND, -AROUND]);
      L.DomUtil.setPosition(this.canvas, this.corner);
      const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
      if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
      Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
      this.brush = this.canvas.getContext("2d");
      this.brush.setTransform(ratio, 0, 0, ratio, -this.corner.x * ratio, -this.corner.y * ratio);
      this.brush.clearRect(this.corner.x, this.corner.y, size.x, size.y);
      Object.assign(this.brush, { textAlign: "center", textBaseline: "middle", lineJoin: "round" });
      this.view = L.bounds(this.corner, this.corner.add(size));
      this.seen = L.bounds(this.corner.add([AROUND, AROUND]), this.corner.add(size).subtract([AROUND, AROUND]));
      const style = getComputedStyle(map.getContainer());
      this.font = style.fontFamily;
      this.enlarged = parseFloat(style.fontSize) / 14; // who makes the text larger, makes this larger too
      const names = ["label", "quiet", "water", "metro", "halo"];
      this.colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--ground-${name}-name`).trim()]));
    }

    /** What of the map's own lies where a name might. */
    taken() {
      const { labels, map } = this.ground;
      const names = map.hasLayer(labels.layer) ? labels.all.filter(({ marker }) => labels.layer.hasLayer(marker)) : [];
      this.known = new Set(names.map(({ text }) => text));
      const boxes = names.map(({ marker, width, height }) =>
        boxOf(map.latLngToLayerPoint(marker.getLatLng()), width, height, 0));
      const dots = labels.dots.map((at) => boxOf(map.latLngToLayerPoint(at), 12, 12, 0));
      return [...boxes, ...dots];
    }

    /** Where the map's buttons and notes stand: beneath them nothing can be read. */
    buttons() {
      const { map, node } = this.ground;
      const { left, top } = node.getBoundingClientRect();
      const boxes = [...node.querySelectorAll(".leaflet-control, .frame-name")].map((each) => each.getBoundingClientRect());
      const at = (x, y) => map.containerPointToLayerPoint([x - left, y - top]);
      return boxes.filter(({ width }) => width).map((box) => L.bounds(at(box.left, box.top), at(box.right, box.bottom)));
    }

    candidates(zoom) {
      const { map, words } = this.ground;
      const origin = map.getPixelOrigin();
      return this.tiles.named().flatMap(([tile, rows]) => {
        const side = SIDE * 2 ** (zoom - tile.z);
        return rows.flatMap(([place, zh, latin, x, y, angle, room]) => {
          if (zoom < LOOKS[place][3]) return [];
          const at = L.point(tile.x + x / STEPS, tile.y + y / STEPS).multiplyBy(side).subtract(origin);
          if (!this.view.contains(at)) return [];
          const key = `${place} ${tile.x * STEPS + x} ${tile.y * STEPS + y}`;
          const text = words.nameOf({ zh, en: latin || zh });
          const rank = this.seen.contains(at) ? 1 : 2; // what lies beyond the view takes no name's room in it
          const order = (this.shown.has(key) ? 0 : 100 * rank) + place;
          return [{ place, text, at, key, order, angle: ((angle ?? 0) * Math.PI) / 180, room: room && (room / STEPS) * side }];
        });
      });
    }

    dot({ place, at }) {
      const [, colour, radius] = LOOKS[place];
      if (!radius) return;
      const { brush } = this;
      brush.beginPath();
      brush.arc(at.x, at.y, radius, 0, 2 * Math.PI);
      brush.fillStyle = this.colours.halo;
      brush.strokeStyle = this.colours[colour];
      brush.lineWidth = 1.5;
      brush.fill();
      brush.stroke();
    }

    /** Write a name where there is room; beneath a button its room is kept for when the map is moved. */
    place(name, taken) {
      const { brush, placed } = this;
      const { place, text, at, angle, room } = name;
      if (!text || this.known.has(text)) return;
      const [size, , radius] = LOOKS[place];
      const height = size * this.enlarged;
      brush.font = `${place === RIVER ? "italic " : ""}${height}px ${this.font}`;
      const width = this.widthOf(text);
      if (room !== undefined && width > room) return;
      if ([...placed, ...this.kept].some((other) => other.text === text && other.at.distanceTo(at) < AGAIN)) return;
      let beneath;
      for (const shift of shiftsOf(name, radius ? height * 0.6 + radius + 2 : 0, width)) {
        const middle = at.add(shift);
        const box = boxOf(middle, width, height, angle);
        if (taken.some((other) => other.overlaps(box))) continue;
        if (this.covered.some((other) => other.overlaps(box))) {
          beneath ??= box;
          continue;
        }
        taken.push(box);
        placed.push({ ...name, box });
        this.letterAt(name, middle);
        return;
      }
      if (!beneath) return;
      taken.push(beneath);
      this.kept.push(name);
    }

    /** Measured once in each font. */
    widthOf(text) {
      const key = `${this.brush.font} ${text}`;
      if (!this.widths.has(key)) this.widths.set(key, this.brush.measureText(text).width);
      return this.widths.get(key);
    }

    letterAt({ place, text, angle }, { x, y }) {
      const { brush } = this;
      brush.save();
      brush.translate(x, y);
      brush.rotate(angle);
      brush.strokeStyle = this.colours.halo;
      brush.lineWidth = 3;
      brush.strokeText(text, 0, 0);
      brush.fillStyle = this.colours[LOOKS[place][1]];
      brush.fillText(text, 0, 0);
      brush.restore();
    }
  }

  Object.assign(window.fairreach, { Lettering });
})();
