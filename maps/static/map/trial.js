/* What is tried, drawn: a ring around each fair that is new, moved or closed, and a line from where it was. */
(() => {
  "use strict";

  const RING = 9; // radius in pixels

  class Trial {
    constructor(ground) {
      this.ground = ground;
      this.kinds = new Set();
      this.group = L.layerGroup().addTo(ground.map);
    }

    draw(changes = []) {
      this.group.clearLayers();
      this.kinds = new Set(changes.map(({ kind }) => kind));
      for (const { kind, at, from } of changes) this.sign(kind, at, from);
    }

    /** What the legend says of the rings that are drawn. */
    get signs() {
      const { words } = this.ground;
      const isMoved = this.kinds.has("move");
      return [
        ...(this.kinds.size > Number(isMoved) ? [["tried", words.text("legend_tried")]] : []),
        ...(isMoved ? [["tried move", words.text("legend_moved")]] : []),
      ];
    }

    sign(kind, [lon, lat], from) {
      const made = { pane: "fairs", interactive: false, className: `tried ${kind}` };
      if (kind === "move") {
        const was = [from[1], from[0]];
        this.group.addLayer(L.polyline([was, [lat, lon]], made));
        this.group.addLayer(L.circleMarker(was, { ...made, radius: 3, fill: false }));
      }
      this.group.addLayer(L.circleMarker([lat, lon], { ...made, radius: RING, fill: false }));
    }
  }

  Object.assign(window.fairreach, { Trial });
})();
