/* What the fairs reach: circles around them, or the land by road; and the reach of one whose card is open. */
(() => {
  "use strict";

  const { fetchLayer } = window.fairreach;

  const LIMIT_WEIGHTS = [1, 1.25, 2.5]; // pixels
  const NEARER_FROM_ZOOM = [8, 10];
  const LAST_BAND = 5; // colours from the nearest land to what lies beyond every limit

  /**
   * The colours of the land up to a limit, or beyond them all: those of one family up to the threshold,
   * of another one beyond it. Few limits lie as far apart as many.
   */
  const bandOf = (limit, { limits, threshold }) => {
    const at = limit === undefined ? limits.length : limits.indexOf(limit);
    const family = limit <= threshold ? "within" : "beyond";
    return `${family} band-${Math.round((at / limits.length) * LAST_BAND)}`;
  };

  const land = (name) => ({ className: `land ${name}`, weight: 0, fillOpacity: 1 });

  const isUnreachable = ({ geometry, properties: { kind } }) =>
    kind === "unreachable" && (geometry.coordinates ?? geometry.geometries).length > 0;

  class Reach {
    constructor(ground) {
      this.ground = ground;
      ground.map.createPane("land"); // beneath the districts, whose outlines stay in view
      ground.map.on("zoomend", () => this.weigh());
    }

    get layer() {
      return this.ground.layers.reach;
    }

    /** Whether land by road is in view. */
    get isLand() {
      const { data, map } = this.ground;
      return Boolean(data.bands) && map.hasLayer(this.layer) && this.layer.getLayers().length > 0;
    }

    /** What the legend says of the reach of each fair; land has lines of its own. */
    get signs() {
      const { data, map, words } = this.ground;
      const isDrawn = !data.bands && map.hasLayer(this.layer) && this.layer.getLayers().length > 0;
      return isDrawn ? [["reach", words.text("legend_reach")]] : [];
    }

    draw(areas) {
      this.hasUnreachable = areas.features.some(isUnreachable);
      if (this.ground.data.bands) this.drawLand(areas);
      else this.add(areas, "reach", { className: "reach", weight: 0.75 });
    }

    /** Land in the order in which it comes: what lies on top comes last. */
    drawLand(areas) {
      const { data, districts } = this.ground;
      const { bands } = data;
      this.add([...districts.values()].map(({ shape }) => shape.toGeoJSON()), "land", land("unknown"));
      this.add(areas, "land", ({ properties: { kind, limit } }) =>
        land(kind === "unreachable" ? kind : bandOf(limit, bands)));
      const reached = areas.features.filter(({ properties: { limit } }) => limit === bands.threshold);
      for (const part of ["under", ""]) this.add(reached, "reach", { className: `limit ${part}`.trim(), fill: false });
      this.weigh();
    }

    /** The nearer, the stronger is the threshold's line: far away its many bends are all there is to see. */
    weigh() {
      const weight = LIMIT_WEIGHTS[NEARER_FROM_ZOOM.filter((from) => this.ground.map.getZoom() >= from).length];
      this.ground.node.style.setProperty("--limit-width", `${weight}px`);
    }

    add(shapes, pane, style) {
      L.geoJSON(shapes, { pane, interactive: false, style }).addTo(this.layer);
    }

    /** The one area that a place's fairs reach, as long as their card is open. */
    async show(fairs, card) {
      const areas = await this.areasOf(fairs).catch(() => undefined);
      if (!card.isOpen()) return;
      if (!areas) {
        this.ground.say("failed");
        card.on("remove", () => this.ground.say(""));
        return;
      }
      const style = { className: "reach one", weight: 1.5 };
      const area = L.geoJSON(areas, { pane: "reach", interactive: false, style }).addTo(this.ground.map);
      card.on("remove", () => area.remove());
    }

    async areasOf(fairs) {
      const { fair_reach: ofOne, reach: ofAll } = this.ground.data;
      if (ofOne) return (await fetchLayer(`${ofOne}&fair_id=${encodeURIComponent(fairs[0].fair_id)}`)).features;
      const ids = new Set(fairs.map((fair) => fair.fair_id));
      return (await fetchLayer(ofAll)).features.filter(({ properties }) => ids.has(properties.fair_id));
    }
  }

  Object.assign(window.fairreach, { bandOf, Reach });
})();
