/*
 * The view in the page's link: `#zoom/lat/lon`, and the layers that are not as usual, those that are off
 * with a minus before them. What is as usual is left out. A move replaces the link; going back restores it.
 */
(() => {
  "use strict";

  const FORM = /^#(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)(?:\/([\w,-]+))?$/;
  const DIGITS = 4; // of a degree: some ten metres
  const FARTHEST = { lat: 85, lon: 180 };

  /** What a link says, `{ zoom, at, layers }`; undefined if it names no view. */
  const readLink = (hash) => {
    const found = FORM.exec(hash);
    if (!found) return undefined;
    const [zoom, lat, lon] = found.slice(1, 4).map(Number);
    if (Math.abs(lat) > FARTHEST.lat || Math.abs(lon) > FARTHEST.lon) return undefined;
    const names = found[4]?.split(",") ?? [];
    const layers = new Map(names.map((name) => [name.replace("-", ""), !name.startsWith("-")]));
    return { zoom, at: [lat, lon], layers };
  };

  const writeLink = (zoom, { lat, lng }, layers) => {
    const names = [...layers].map(([name, isShown]) => (isShown ? name : `-${name}`)).sort();
    return `#${[zoom, lat.toFixed(DIGITS), lng.toFixed(DIGITS), names.join(",")].filter(String).join("/")}`;
  };

  class Link {
    /** `isUsual(name)` says whether a layer is shown if nobody has said otherwise. */
    constructor(ground, isUsual) {
      this.ground = ground;
      this.isUsual = isUsual;
      this.switched = new Map();
    }

    get given() {
      return readLink(window.location.hash);
    }

    /** From now on the link follows the map, and the map the link. */
    begin() {
      const { map } = this.ground;
      this.restore();
      map.on("moveend", () => this.write());
      map.on("overlayadd overlayremove", ({ layer, type }) => this.note(layer, type === "overlayadd"));
      window.addEventListener("popstate", () => this.restore());
      document.addEventListener("click", ({ target }) => {
        const link = target.closest?.(".languages a");
        if (link) link.hash = window.location.hash;
      });
    }

    /** Show what the link says; where it says nothing, the page goes where it rests. */
    restore() {
      const { given } = this;
      if (!given && window.location.hash.length > 1) return; // a place in the page, no view
      this.switched = given?.layers ?? new Map();
      this.setLayers();
      this.wantsRest = !given;
      if (given && !this.ground.stilled) this.ground.map.setView(given.at, given.zoom, { animate: false });
    }

    /** Whether the page is to go where it rests; asked once. */
    takeRest() {
      const wanted = this.wantsRest;
      this.wantsRest = false;
      return wanted;
    }

    setLayers() {
      const { layers, map } = this.ground;
      this.isSetting = true;
      for (const [name, layer] of Object.entries(layers)) {
        const isShown = this.switched.get(name) ?? this.isUsual(name);
        if (isShown !== map.hasLayer(layer)) (isShown ? map.addLayer(layer) : map.removeLayer(layer));
      }
      this.isSetting = false;
    }

    note(layer, isShown) {
      if (this.isSetting) return;
      const name = Object.entries(this.ground.layers).find(([, each]) => each === layer)?.[0];
      if (!name) return;
      if (isShown === this.isUsual(name)) this.switched.delete(name);
      else this.switched.set(name, isShown);
      this.write();
    }

    write() {
      const { map, view } = this.ground;
      const isUsual = view.isResting && !this.switched.size;
      const hash = isUsual ? "" : writeLink(map.getZoom(), map.getCenter(), this.switched);
      if (hash === window.location.hash) return;
      const { pathname, search } = window.location;
      try {
        window.history.replaceState(window.history.state, "", `${pathname}${search}${hash}`);
      } catch {
        // Some browsers allow only so many in a while: the next move writes the link.
      }
    }
  }

  Object.assign(window.fairreach, { Link, readLink, writeLink });
})();
