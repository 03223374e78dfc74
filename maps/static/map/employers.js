/* The employers' signs: one for each place; of some thousands, those in view that lie close share one. */
(() => {
  "use strict";

  const { byPlace, employerCard, grouped } = window.fairreach;

  const MOST_SIGNS = 3000;
  const SQUARE = 14; // pixels
  const RADIUS = 3;
  const RIM = 1.25;
  const SIZE = Math.round(2 * RADIUS + RIM);

  /** Records in view, by small squares of the screen. */
  const bySquare = (list, map) => {
    const view = map.getBounds().pad(0.1);
    const seen = list.filter(({ lat, lon }) => view.contains([lat, lon]));
    return grouped(seen, ({ lat, lon }) => {
      const { x, y } = map.latLngToLayerPoint([lat, lon]);
      return `${Math.round(x / SQUARE)},${Math.round(y / SQUARE)}`;
    });
  };

  class Employers {
    constructor(ground, cards) {
      this.ground = ground;
      this.cards = cards;
      ground.map.on("moveend", () => {
        if (this.all?.length > MOST_SIGNS) this.place();
      });
    }

    /** What the legend says of the signs that are drawn. */
    get signs() {
      const { layers, map, words } = this.ground;
      const isDrawn = this.all?.length && map.hasLayer(layers.employers);
      return isDrawn ? [["employer", words.text("legend_employer"), SIZE]] : [];
    }

    forget() {
      this.all = undefined;
      this.ground.layers.employers.clearLayers();
    }

    draw(employers) {
      this.all = employers;
      this.place();
    }

    place() {
      const { map, layers } = this.ground;
      if (!this.all || !map.hasLayer(layers.employers)) return;
      layers.employers.clearLayers();
      const places = this.all.length > MOST_SIGNS ? bySquare(this.all, map) : byPlace(this.all);
      for (const here of places) this.sign(here).addTo(layers.employers);
    }

    sign(here) {
      const at = [here[0].lat, here[0].lon];
      const sign = L.circleMarker(at, {
        pane: "employers", className: "employer", radius: RADIUS, weight: RIM, fillOpacity: 1,
        bubblingMouseEvents: false,
      });
      return sign.on("click", () => this.cards.open(at, employerCard(here, this.ground.words)));
    }
  }

  Object.assign(window.fairreach, { bySquare, Employers });
})();
