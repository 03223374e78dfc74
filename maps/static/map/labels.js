/* Names on the map: beside the dots if possible; the first of two that overlap stays. */
(() => {
  "use strict";

  const { element } = window.fairreach;

  // In heights of a line: up or down, where a dot is in the way.
  const SHIFTS = [0, -1.1, 1.1, -1.7, 1.7];
  const HALF_DOT = 6; // pixels
  const CLEARANCE = 3;
  const SETTLEMENTS_FROM_ZOOM = 9.5;

  /** The names to be placed, the more important first: a town called as its district is named once. */
  const namesOf = ({ districts, settlements }, words) => {
    const ofDistricts = districts.features.map(({ properties }) => ({
      lonLat: properties.at, text: words.shortNameOf(properties), kind: "name", fromZoom: 0,
    }));
    const known = new Set(ofDistricts.map(({ text }) => text));
    const ofTowns = settlements.features.map(({ geometry, properties }) => ({
      lonLat: geometry.coordinates, text: words.nameOf(properties),
      kind: "settlement", fromZoom: SETTLEMENTS_FROM_ZOOM,
    }));
    return [...ofDistricts, ...ofTowns.filter(({ text }) => !known.has(text))];
  };

  const boxAround = (point, half) => L.bounds(point.subtract(half), point.add(half));

  /** How far a name moves so that nothing overlaps its box; undefined where there is no room. */
  const shiftInto = (boxAt, taken, shifts) =>
    shifts.find((shift) => !taken.some((other) => other.overlaps(boxAt(shift))));

  class Labels {
    constructor(map, layer) {
      this.map = map;
      this.layer = layer;
      this.all = [];
      this.dots = []; // where fairs stand, for names to keep clear of
      this.brush = document.createElement("canvas").getContext("2d");
      this.samples = this.addSamples();
      // Who makes the text larger, makes the names' room smaller.
      const watch = new ResizeObserver(() => this.place());
      for (const sample of Object.values(this.samples)) watch.observe(sample);
    }

    /** For each kind of name an invisible letter, which has its font. */
    addSamples() {
      const sampleOf = (kind) => {
        const label = element("div", `label ${kind} sample`);
        label.setAttribute("aria-hidden", "true");
        label.append(element("span", "", "M"));
        this.map.getContainer().append(label);
        return [kind, label.firstChild];
      };
      return Object.fromEntries(["name", "settlement"].map(sampleOf));
    }

    draw(base, words) {
      this.all = namesOf(base, words).map((name) => {
        const icon = L.divIcon({ className: `label ${name.kind}`, iconSize: [0, 0], html: element("span", "", name.text) });
        const at = L.latLng(name.lonLat[1], name.lonLat[0]);
        return { ...name, at, marker: L.marker(at, { pane: "labels", interactive: false, keyboard: false, icon }) };
      });
    }

    /** Measure every name as it is written now. */
    measure() {
      for (const [kind, sample] of Object.entries(this.samples)) {
        const style = getComputedStyle(sample);
        const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const height = parseFloat(style.fontSize);
        this.brush.font = font;
        for (const name of this.all.filter((each) => each.kind === kind && each.font !== font)) {
          Object.assign(name, { font, height, width: this.brush.measureText(name.text).width });
        }
      }
    }

    place() {
      if (!this.map.getContainer().isConnected) return; // a map that is put away has no type to measure
      this.measure();
      const taken = this.dots.map((at) => boxAround(this.map.latLngToLayerPoint(at), [HALF_DOT, HALF_DOT]));
      for (const { at, fromZoom, height, marker, width } of this.all) {
        const point = this.map.latLngToLayerPoint(at);
        const half = [width / 2 + CLEARANCE, height / 2 + CLEARANCE];
        const boxAt = (shift) => boxAround(point.add([0, shift]), half);
        const shifts = SHIFTS.map((lines) => lines * height);
        const shift = this.map.getZoom() < fromZoom ? undefined : shiftInto(boxAt, taken, shifts);
        if (shift === undefined) {
          this.layer.removeLayer(marker);
          continue;
        }
        taken.push(boxAt(shift));
        marker.setLatLng(this.map.layerPointToLatLng(point.add([0, shift])));
        this.layer.addLayer(marker);
      }
    }
  }

  Object.assign(window.fairreach, { Labels, namesOf, shiftInto });
})();
