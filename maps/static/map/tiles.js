/*
 * The ground of an extract: areas, waters, streets and railways, drawn on canvases from tiles. What a tile
 * holds is told by geodata/ground/encode.py, the numbers of the kinds by geodata/ground/kinds.py.
 */
(() => {
  "use strict";

  const { fetchTile } = window.fairreach;

  const STEPS = 2048; // of a tile's side
  const SIDE = 256; // pixels of a tile at its own zoom
  const SHARPEST = 2; // canvas pixels to one of the page
  const AREAS = 3; // kinds below are areas
  const [TUNNEL, BRIDGE] = [32, 64];
  const [RIVER, STREET, RAIL] = [5, 7, 14];
  const PALE = 0.5;
  const AGAIN_MS = 2000;
  const FIRST_MS = 12; // of drawing in a frame, until the first view is there
  const THINNEST_EDGED = 1.2; // pixels: a thinner street has no edges
  // For each kind its colour, its width in pixels at zoom 12, and how much that grows with each zoom.
  const LOOKS = [
    ["built"], ["green"], ["water"], ["bank", 1, 1.1], ["bank", 0.7, 1.25], ["river", 2.2, 1.2],
    ["bank", 1, 1.1, [6, 5]], ["minor", 0.9, 1.5], ["minor", 1, 1.45], ["street", 1.3, 1.45],
    ["street", 2, 1.4], ["main", 2.6, 1.35], ["main", 2.8, 1.35], ["main", 3, 1.35],
    ["rail", 1.3, 1.05, [8, 4]], ["metro", 1.8, 1.2], ["rail", 0.7, 1.1],
  ];
  // Streets over waters, waters as areas over their own middle lines, bridges over all.
  const ORDER = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 16, 14, 15];

  const isStreet = (kind) => kind >= STREET && kind < RAIL;

  /** A line or a ring of a tile on a path. */
  const trace = (path, steps) => {
    let [x, y] = steps;
    path.moveTo(x, y);
    for (let at = 2; at < steps.length; at += 2) {
      x += steps[at];
      y += steps[at + 1];
      path.lineTo(x, y);
    }
  };

  class Brush {
    constructor(canvas, { scale, zoom, colours }) {
      this.context = canvas.getContext("2d");
      this.context.scale(scale, scale);
      this.context.lineJoin = "round";
      Object.assign(this, { scale, zoom, colours });
    }

    /** Pixels of the page as steps of the tile. */
    width(kind) {
      const [, at12, growth] = LOOKS[kind];
      return at12 * growth ** (this.zoom - 12);
    }

    stroke(path, colour, pixels, dashes = []) {
      const { context } = this;
      const step = this.perPixel;
      context.strokeStyle = this.colours[colour];
      context.lineWidth = pixels * step;
      context.setLineDash(dashes.map((each) => each * step));
      context.stroke(path);
    }

    draw(shapes, perPixel) {
      this.perPixel = perPixel;
      const paths = new Map();
      for (const [kind, ...lines] of shapes) {
        const path = paths.get(kind) ?? new Path2D();
        for (const steps of lines) trace(path, steps);
        paths.set(kind, path);
      }
      for (const level of [0, TUNNEL, BRIDGE]) this.level(paths, level);
    }

    /** What lies on the ground, beneath it, or over it: edges first, so that crossings are open. */
    level(paths, level) {
      const found = ORDER.map((kind) => [kind, paths.get(kind + level)]).filter(([, path]) => path);
      for (const [kind, path] of found) if (!isStreet(kind)) this.plain(kind, path, level);
      const streets = found.filter(([kind]) => isStreet(kind));
      for (const [kind, path] of streets) {
        const edge = level === BRIDGE ? 2 : 1;
        if (this.width(kind) >= THINNEST_EDGED || level === BRIDGE) {
          this.stroke(path, "edge", this.width(kind) + edge, level === TUNNEL ? [3, 3] : []);
        }
      }
      this.context.globalAlpha = level === TUNNEL ? 0.5 : 1;
      for (const [kind, path] of streets) this.stroke(path, LOOKS[kind][0], this.width(kind));
      this.context.globalAlpha = 1;
    }

    plain(kind, path, level) {
      const [colour, , , dashes] = LOOKS[kind];
      if (kind < AREAS) {
        this.context.fillStyle = this.colours[colour];
        this.context.fill(path, "nonzero");
        return;
      }
      if (level === BRIDGE) this.stroke(path, "edge", this.width(kind) + 2);
      if (kind >= RAIL || kind === RIVER) {
        this.context.globalAlpha = kind === RIVER ? 1 : PALE; // many tracks side by side are no white sheet
        this.stroke(path, "halo", this.width(kind) + 1.2);
        this.context.globalAlpha = 1;
      }
      this.stroke(path, colour, this.width(kind), level === TUNNEL ? [4, 3] : dashes);
    }
  }

  const Tiles = L.GridLayer.extend({
    options: { pane: "ground", className: "ground-tiles", updateWhenZooming: false, keepBuffer: 1 },

    /** `grounds` are `{ tiles, bounds, zooms }`. */
    initialize(grounds) {
      L.GridLayer.prototype.initialize.call(this);
      this.grounds = grounds.map((each) => ({ ...each, bounds: L.latLngBounds(each.bounds) }));
      this.waiting = [];
      this.on("tileunload", ({ tile }) => tile.gone.abort());
      this.once("load", () => { this.isSeen = true; });
    },

    onAdd(map) {
      this.isDark = window.matchMedia("(prefers-color-scheme: dark)");
      this.recolour = () => {
        this.colours = undefined;
        this.redraw();
      };
      this.isDark.addEventListener("change", this.recolour);
      window.addEventListener("online", this.recolour);
      L.GridLayer.prototype.onAdd.call(this, map);
    },

    onRemove(map) {
      this.isDark.removeEventListener("change", this.recolour);
      window.removeEventListener("online", this.recolour);
      L.GridLayer.prototype.onRemove.call(this, map);
    },

    /** The zoom of the tiles that are shown at a zoom of the map. */
    cutAt(zoom) {
      const { zooms } = this.grounds[0];
      return Math.max(zooms[0], ...zooms.filter((each) => each <= zoom));
    },

    getTileSize() {
      const side = SIDE * 2 ** (this._tileZoom - this.cutAt(this._tileZoom));
      return L.point(side, side);
    },

    createTile(coords, done) {
      const canvas = document.createElement("canvas");
      const { x: side } = this.getTileSize();
      const ratio = Math.min(SHARPEST, Math.max(1.5, window.devicePixelRatio || 1), 2048 / side);
      canvas.width = canvas.height = side * ratio;
      canvas.gone = new AbortController();
      const show = () => {
        done(null, canvas);
        const tile = this._tiles[this._tileCoordsToKey(coords)];
        if (tile) tile.loaded = 1; // long ago: it need not fade in, which takes a dozen frames
      };
      const drawn = { canvas, zoom: coords.z, perPixel: STEPS / side };
      this.load(this.addressesOf(coords), canvas.gone.signal)
        .then((found) => {
          canvas.held = { ...found, at: { z: this.cutAt(coords.z), x: coords.x, y: coords.y } };
          this.enqueue(() => this.paint(drawn, show));
        })
        .catch((error) => done(error, canvas));
      return canvas;
    },

    addressesOf(coords) {
      const z = this.cutAt(coords.z);
      const corners = [[coords.x, coords.y], [coords.x + 1, coords.y + 1]];
      const side = SIDE * 2 ** (coords.z - z);
      const box = L.latLngBounds(corners.map((at) => this._map.unproject(L.point(at).multiplyBy(side), coords.z)));
      return this.grounds.filter(({ bounds }) => bounds.intersects(box)).map(({ tiles }) => L.Util.template(tiles, { ...coords, z }));
    },

    /** What the tiles of all grounds hold at one place; after a failure they are asked for once more. */
    async load(addresses, signal) {
      const ask = () => Promise.all(addresses.map((url) => fetchTile(url, signal)));
      const tiles = await ask().catch(async () => {
        await new Promise((resolve) => { setTimeout(resolve, AGAIN_MS); });
        return ask(); // if it is still wanted
      });
      return { s: tiles.flatMap((tile) => tile?.s ?? []), n: tiles.flatMap((tile) => tile?.n ?? []) };
    },

    /** One tile is drawn in a frame: panning goes on meanwhile. Of a first view many are. */
    enqueue(paint) {
      this.waiting.push(paint);
      if (this.waiting.length === 1) requestAnimationFrame(() => this.next());
    },

    next() {
      const end = performance.now() + FIRST_MS;
      do this.waiting.shift()?.();
      while (!this.isSeen && performance.now() < end);
      if (this.waiting.length) requestAnimationFrame(() => this.next());
    },

    paint({ canvas, zoom, perPixel }, show) {
      if (!this._map || canvas.gone.signal.aborted) return;
      this.colours ??= this.readColours();
      const { scale, colours } = { scale: canvas.width / STEPS, colours: this.colours };
      new Brush(canvas, { scale, zoom, colours }).draw(canvas.held.s, perPixel);
      show();
      this.fire("drawn");
    },

    readColours() {
      const style = getComputedStyle(this._map.getContainer());
      const names = [...new Set(LOOKS.map(([name]) => name)), "edge", "halo"];
      return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--ground-${name}`).trim()]));
    },

    /** The names of the tiles that are there: `[tile, rows]`. */
    named() {
      const tiles = Object.values(this._tiles ?? {}).filter(({ current, el }) => current && el.held?.n.length);
      return tiles.map(({ el }) => [el.held.at, el.held.n]);
    },
  });

  Object.assign(window.fairreach, { Tiles });
})();
