/*
 * Regions that lie far apart: a frame for each, side by side, where one map would be mostly empty. The
 * frames stand still and show their regions whole; to move about, one goes to a region by its name.
 */
(() => {
  "use strict";

  const { element, Frame } = window.fairreach;

  /** An empty map like another one, in a node: its panes and layers, and what lies beneath. */
  const mapLike = ({ map, layers }, node) => {
    const made = L.map(node, { ...map.options, maxBounds: undefined, minZoom: undefined, zoomControl: false });
    for (const [name, { style }] of Object.entries(map.getPanes())) {
      if (name === "stops" || made.getPane(name)) continue;
      Object.assign(made.createPane(name).style, { zIndex: style.zIndex, pointerEvents: style.pointerEvents });
    }
    map.eachLayer((layer) => layer instanceof L.TileLayer && L.tileLayer(layer._url, layer.options).addTo(made));
    L.control.scale({ imperial: false }).addTo(made);
    const copyOf = ([name, layer]) => [name, map.hasLayer(layer) ? L.featureGroup().addTo(made) : L.featureGroup()];
    return { map: made, layers: Object.fromEntries(Object.entries(layers).map(copyOf)) };
  };

  /** How far a place lies from a box of the plane; 0 within it. */
  const away = ({ x, y }, { min, max }) =>
    Math.hypot(Math.max(min.x - x, 0, x - max.x), Math.max(min.y - y, 0, y - max.y));

  class Frames {
    constructor(lead) {
      this.lead = lead; // the page's own map, which is the first frame
      this.made = [];
      this.stand = element("div", "fairreach-frames");
    }

    /** Show one map or as many frames as a state has; whether that is a change. */
    arrange({ frames: parts }) {
      const isChange = this.all.length !== Math.max(parts.length, 1) || Boolean(this.lead.part) !== parts.length > 0;
      if (isChange && parts.length) this.part(parts);
      else if (isChange) this.join();
      for (const [at, { name, page }] of parts.entries()) this.all[at].ground.nameFrame(name, page);
      return isChange;
    }

    get all() {
      return this.lead.all;
    }

    part(parts) {
      const { lead } = this;
      while (this.made.length < parts.length - 1) this.made.push(this.another());
      lead.ground.node.before(this.stand);
      this.stand.append(...[lead, ...this.made].map(({ ground }) => ground.node));
      this.gather([lead, ...this.made]);
      const boxes = parts.map(({ districts }) => this.boxOf(districts));
      for (const [at, frame] of this.all.entries()) {
        frame.show({ ...parts[at], isNearest: (record) => this.nearest(boxes, record) === at });
        frame.goHome();
      }
      for (const frame of this.all) frame.gaps.gather(); // in the scale of all
    }

    join() {
      const { lead } = this;
      const { node } = lead.ground;
      const isLost = this.stand.contains(document.activeElement);
      this.stand.replaceWith(node);
      for (const { ground } of this.made) ground.map.closePopup();
      this.gather([lead]);
      lead.show();
      if (isLost) node.focus({ preventScroll: true });
    }

    gather(all) {
      for (const frame of [this.lead, ...this.made]) {
        frame.all = all.includes(frame) ? all : [frame];
        frame.ground.alike = frame.all.map(({ ground }) => ground);
      }
    }

    another() {
      const { ground } = this.lead;
      const node = element("div", "folium-map");
      this.stand.append(node);
      const frame = new Frame(node, ground.data, mapLike(ground, node));
      frame.ground.draw(ground.base);
      frame.listen();
      frame.ground.map.on("zoomend", () => this.lead.rescale(frame));
      return frame;
    }

    boxOf(districts) {
      const { map } = this.lead.ground;
      const corners = districts.flatMap((adcode) => {
        const bounds = this.lead.districts.get(adcode).shape.getBounds();
        return [bounds.getSouthWest(), bounds.getNorthEast()];
      });
      return L.bounds(corners.map((corner) => map.project(corner, 0)));
    }

    /** The frame that draws a record: that of the nearest box. */
    nearest(boxes, { lat, lon }) {
      const point = this.lead.ground.map.project([lat, lon], 0);
      const distances = boxes.map((box) => away(point, box));
      return distances.indexOf(Math.min(...distances));
    }
  }

  Object.assign(window.fairreach, { Frames, mapLike });
})();
