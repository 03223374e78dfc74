/*
 * The seeker's list on the map: a pin with the number of each fair. Pins that would lie on one another, or
 * on the seeker's own place, step aside, and a line leads from them to where the fair is.
 */
(() => {
  "use strict";

  const { distance, element } = window.fairreach;

  const SIDE = 26;
  const ROOM = SIDE + 1;
  const MOST_RINGS = 6;
  const DIRECTIONS = 8; // on the first ring; the next ones have as many more

  /** Steps aside, the shortest first. */
  const STEPS = [[0, 0]];
  for (let ring = 1; ring <= MOST_RINGS; ring += 1) {
    for (let turn = 0; turn < DIRECTIONS * ring; turn += 1) {
      const angle = (2 * Math.PI * turn) / (DIRECTIONS * ring);
      STEPS.push([ring * ROOM * Math.cos(angle), ring * ROOM * Math.sin(angle)]);
    }
  }

  /** Points of the screen moved so that none of their pins lies on another or on what is taken. */
  const spread = (points, taken = []) => {
    const stand = [...taken];
    return points.map(({ x, y }) => {
      const spots = STEPS.map(([right, down]) => ({ x: x + right, y: y + down }));
      const free = spots.find((spot) => stand.every((other) => distance(spot, other) >= ROOM)) ?? spots[0];
      stand.push(free);
      return free;
    });
  };

  class Pins {
    constructor(ground, open, { layer = ground.layers.fairs, className = "pin" } = {}) {
      this.ground = ground;
      this.className = className;
      this.open = open;
      this.rows = [];
      this.layer = L.layerGroup().addTo(layer);
      ground.map.on("zoomend", () => this.place());
    }

    /** Rows `[number, fair_id, lon, lat, line]`, and the seeker's place as `[lat, lon]` if there is one. */
    draw(rows, place) {
      this.rows = rows;
      this.seeker = place;
      this.place();
    }

    place() {
      const { map } = this.ground;
      const pixelOf = (at) => map.project(at, map.getZoom());
      const spots = spread(
        this.rows.map(([, , lon, lat]) => pixelOf([lat, lon])),
        this.seeker ? [pixelOf(this.seeker)] : [],
      );
      this.layer.clearLayers();
      const pins = this.rows.map((row, rank) => [row, map.unproject(spots[rank], map.getZoom())]);
      for (const pin of pins.reverse()) this.pin(...pin); // the first one lies on top
    }

    pin([number, fairId, lon, lat, line], spot) {
      const { map } = this.ground;
      const at = L.latLng(lat, lon);
      if (map.latLngToLayerPoint(spot).distanceTo(map.latLngToLayerPoint(at)) > 1) this.lead(at, spot);
      const icon = L.divIcon({ className: this.className, iconSize: [SIDE, SIDE], html: element("span", "", number) });
      const marker = L.marker(spot, { pane: "fairs", icon, keyboard: false, zIndexOffset: -number });
      marker.on("click", () => this.open(fairId, spot, line));
      marker.addTo(this.layer);
      marker.getElement()?.setAttribute("aria-hidden", "true"); // the list says the same
    }

    lead(at, spot) {
      const still = { pane: "fairs", interactive: false };
      L.polyline([at, spot], { ...still, className: "lead", weight: 1.5 }).addTo(this.layer);
      L.circleMarker(at, { ...still, className: "fair", radius: 3, weight: 1, fillOpacity: 1 }).addTo(this.layer);
    }
  }

  Object.assign(window.fairreach, { Pins, spread });
})();
