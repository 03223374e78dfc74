/* What the fairs reach: circles around them, or the land by road; and the reach of one whose card is open. */
(() => {
  "use strict";

  const { fetchLayer } = window.fairreach;

  const BANDS = 5; // colours of land within reach

  /** The colour of a limit: few limits lie as far apart as many. */
  const bandOf = (limit, limits) => {
    const share = limits.length > 1 ? limits.indexOf(limit) / (limits.length - 1) : 0.5;
    return `band-${Math.round(share * (BANDS - 1))}`;
  };

  const land = (name) => ({ className: `land ${name}`, weight: 0, fillOpacity: 1 });

  class Reach {
    constructor(ground) {
      this.ground = ground;
      ground.map.createPane("land"); // beneath the districts, whose outlines stay in view
    }

    get layer() {
      return this.ground.layers.reach;
    }

    /** Whether land by road is in view. */
    get isLand() {
      const { data, map } = this.ground;
      return Boolean(data.bands) && map.hasLayer(this.layer) && this.layer.getLayers().length > 0;
    }

    draw(areas) {
      if (this.ground.data.bands) this.drawLand(areas);
      else this.add(areas, "reach", { className: "reach", weight: 0.75 });
    }

    /** Land in the order in which it comes: what lies on top comes last. */
    drawLand(areas) {
      const { data, districts } = this.ground;
      const { limits } = data.bands;
      this.add([...districts.values()].map(({ shape }) => shape.toGeoJSON()), "land", land("unknown"));
      this.add(areas, "land", ({ properties: { kind, limit } }) =>
        land(kind === "within" ? `within ${bandOf(limit, limits)}` : kind));
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
