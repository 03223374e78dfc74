/* The districts: their shapes, their classes, and the one that is chosen. */
(() => {
  "use strict";

  /** Draw the districts: by adcode what is known of each, with its shape. */
  const drawDistricts = (features, layer) => {
    const districts = new Map();
    L.geoJSON(features, {
      pane: "districts",
      style: { className: "district", weight: 0.75, fillOpacity: 1 },
      onEachFeature: ({ properties }, shape) => districts.set(properties.adcode, { ...properties, shape }),
    }).addTo(layer);
    return districts;
  };

  const DIFFERENCE = "difference"; // the measure of who gains and who loses between two states

  /** Which part of a district's people has no answer; none where the measure asks for none. */
  const unknownShare = (figures, { measure, unknown }) => {
    if (!unknown || !figures?.persons) return 0;
    return (measure === DIFFERENCE ? figures.persons_unsaid : figures.persons_no_road) / figures.persons;
  };

  /** The class of a difference, as far from the middle for a loss as for the same gain. */
  const balanceOf = (value, limits) => {
    const step = limits.filter((limit) => Math.abs(value) >= limit).length;
    return limits.length + (value > 0 ? step : -step);
  };

  /** The class of a district by its figures: how many limits its value reaches. */
  const classOf = (figures, data) => {
    const value = figures?.[data.measure_figure];
    if (unknownShare(figures, data) > data.unknown?.most) return "none"; // the few are not the many
    if (value === null && data.never && figures.persons) return data.breaks.length + 1;
    if (value === null || value === undefined) return "none";
    if (data.measure === DIFFERENCE) return balanceOf(value, data.breaks);
    return data.breaks.filter((limit) => value >= limit).length;
  };

  /** The classes of a district's shape; what is not known, in whole or in a large part, is hatched. */
  const lookOf = (figures, data) => {
    if (!figures) return "beyond"; // of another region than the one that is counted
    const rank = classOf(figures, data);
    const isHatched = rank === "none" || unknownShare(figures, data) >= data.unknown?.part;
    const scale = data.measure === DIFFERENCE && rank !== "none" ? "balance" : "class";
    return isHatched ? `${scale}-${rank} hatched` : `${scale}-${rank}`;
  };

  /** Paint the districts; answers their looks. */
  const paintDistricts = (districts, figures, data) => {
    const looks = new Set();
    for (const [adcode, { shape }] of districts) {
      const look = lookOf(figures.get(adcode), data);
      shape.getElement()?.setAttribute("class", `leaflet-interactive district ${look}`); // a layer that is off has none
      if (look !== "beyond") looks.add(look);
    }
    return looks;
  };

  /** Outline a district; it alone is a button for the keyboard. */
  const markDistrict = (districts, adcode, words) => {
    for (const district of districts.values()) {
      const path = district.shape.getElement();
      if (!path) continue;
      const chosen = district.adcode === adcode;
      path.classList.toggle("chosen", chosen);
      const button = { tabindex: 0, role: "button", "aria-label": words.nameOf(district) };
      for (const [name, value] of Object.entries(button)) {
        if (chosen) path.setAttribute(name, value);
        else path.removeAttribute(name);
      }
      if (chosen) district.shape.bringToFront();
    }
  };

  /** How often one crosses a ring on the way from a point due east. */
  const crossings = (ring, { lon, lat }) => {
    const isCrossed = (end, corner) => {
      const start = ring.at(corner - 1);
      if (end.lat > lat === start.lat > lat) return false;
      return lon < end.lng + ((start.lng - end.lng) * (lat - end.lat)) / (start.lat - end.lat);
    };
    return ring.filter(isCrossed).length;
  };

  /** Whether a point lies in a shape: its way out then crosses an odd number of borders. */
  const isInside = (point, shape) => {
    if (!shape.getBounds().contains([point.lat, point.lon])) return false;
    const parts = shape.getLatLngs();
    const rings = parts[0][0] instanceof L.LatLng ? parts : parts.flat();
    return rings.reduce((sum, ring) => sum + crossings(ring, point), 0) % 2 === 1;
  };

  Object.assign(window.fairreach, { classOf, drawDistricts, isInside, lookOf, markDistrict, paintDistricts });
})();
