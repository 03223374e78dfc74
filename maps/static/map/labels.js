/* Names on the map: beside the dots if possible; the first of two that overlap stays. */
(() => {
  "use strict";

  const { element } = window.fairreach;

  const SHIFTS = [0, -13, 13, -20, 20]; // pixels up or down, where a dot is in the way
  const LETTER_WIDTH = { zh: 13, en: 6.6 };
  const HALF_HEIGHT = 6;
  const HALF_DOT = 6;
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
  const shiftInto = (boxAt, taken) => SHIFTS.find((shift) => !taken.some((other) => other.overlaps(boxAt(shift))));

  class Labels {
    constructor(map, layer) {
      this.map = map;
      this.layer = layer;
      this.all = [];
      this.dots = []; // where fairs stand, for names to keep clear of
    }

    draw(base, words) {
      this.letterWidth = LETTER_WIDTH[words.names];
      this.all = namesOf(base, words).map((name) => {
        const icon = L.divIcon({ className: `label ${name.kind}`, iconSize: [0, 0], html: element("span", "", name.text) });
        const at = L.latLng(name.lonLat[1], name.lonLat[0]);
        return { ...name, at, marker: L.marker(at, { pane: "labels", interactive: false, keyboard: false, icon }) };
      });
    }

    place() {
      const taken = this.dots.map((at) => boxAround(this.map.latLngToLayerPoint(at), [HALF_DOT, HALF_DOT]));
      for (const { at, text, fromZoom, marker } of this.all) {
        const point = this.map.latLngToLayerPoint(at);
        const half = [(text.length * this.letterWidth) / 2 + CLEARANCE, HALF_HEIGHT + CLEARANCE];
        const boxAt = (shift) => boxAround(point.add([0, shift]), half);
        const shift = this.map.getZoom() < fromZoom ? undefined : shiftInto(boxAt, taken);
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
