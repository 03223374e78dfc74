/* The seeker's map: the place and the fairs of the list, by the list's numbers. */
(() => {
  "use strict";

  const { Cards, element, fetchLayer, Ground, Pins, Way } = window.fairreach;

  // One fair alone is shown with the names around it: nearer, nothing says where that is.
  const NEAREST_ZOOM = { list: 12, fair: 9.5 };
  const NEAREST_ON_GROUND = 14; // where streets and bridges say where it is

  class Finder {
    constructor(node, data) {
      this.ground = new Ground(node, data, window.fairreachMap);
      this.cards = new Cards(this.ground);
      this.way = new Way(this.ground.map);
      this.pins = new Pins(this.ground, (...pin) => this.openFair(...pin));
      this.begin();
      if (data.can_choose) this.ground.map.on("click", ({ latlng }) => this.choose(latlng.wrap()));
    }

    get data() {
      return this.ground.data;
    }

    /** Where place and fairs say where to look, their ground is asked for before the land is there. */
    async begin() {
      const land = this.ground.begin();
      const seen = this.draw();
      if (seen.length) {
        this.look(seen);
        this.ground.layTiles();
      }
      await land;
      if (seen.length) {
        this.ground.view.fit();
      } else {
        this.ground.goHome(); // at once; from there nothing is left to move
        this.look(seen);
      }
      this.ground.labels.place();
      const [first] = this.data.nearest;
      if (first) this.showWay(first[1]);
      this.ground.layTiles();
      this.ground.node.dataset.drawn = "finder";
      this.ground.send("drawn", {});
    }

    /** Draw the place and the fairs; answers what is to be seen at first. */
    draw() {
      const { place, nearest } = this.data;
      const shown = nearest.map(([, , lon, lat]) => [lat, lon]).reverse();
      if (place) {
        this.drawPlace([place[1], place[0]]);
        shown.unshift([place[1], place[0]]);
      }
      this.ground.labels.dots = shown;
      this.pins.draw(nearest, place && [place[1], place[0]]);
      return [...shown, ...this.corners()];
    }

    /** Go where all of some points are in view, or home without any. */
    look(seen) {
      const { view } = this.ground;
      view.limit(seen);
      if (seen.length) view.whole = () => this.show(seen);
      view.rest(view.whole);
    }

    /** The corners of the district that was asked for. */
    corners() {
      const { area } = this.data;
      return area ? [[area[1], area[0]], [area[3], area[2]]] : [];
    }

    drawPlace(at) {
      const { layers, words } = this.ground;
      const tip = element("span", "", words.text("you_are_here"));
      L.circleMarker(at, { pane: "fairs", className: "here", radius: 7, weight: 3, fillOpacity: 1 })
        .bindTooltip(tip, { direction: "bottom", className: "fairreach-tip" })
        .addTo(layers.fairs);
    }

    openFair(fairId, at, line) {
      this.showWay(fairId);
      this.cards.open(at, element("p", "", line));
      this.ground.send("fair", { fair_id: fairId });
    }

    show(points) {
      const isOnGround = this.data.ground.some(({ bounds }) => points.every((at) => L.latLngBounds(bounds).contains(at)));
      const usual = this.data.can_choose ? NEAREST_ZOOM.list : NEAREST_ZOOM.fair;
      const maxZoom = isOnGround ? NEAREST_ON_GROUND : usual;
      this.ground.map.fitBounds(L.latLngBounds(points), { padding: [36, 36], maxZoom, animate: false });
    }

    /** The road from the seeker's place to the fair that was asked for last. */
    async showWay(fairId) {
      const { way, place, by_road: byRoad } = this.data;
      if (!way || !place) return;
      this.wanted = fairId;
      if (!byRoad.includes(fairId)) {
        this.way.clear(); // this trip is estimated, and goes by no known road
        return;
      }
      const url = `${way}&lon=${place[0]}&lat=${place[1]}&fair_id=${encodeURIComponent(fairId)}`;
      const found = await fetchLayer(url).catch(() => undefined); // the list says the same
      if (fairId !== this.wanted) return;
      this.way.clear();
      if (!found) return;
      this.way.draw(found, [place[1], place[0]]);
      this.ground.node.dataset.way = found.line ? found.minutes : "";
    }

    choose({ lng, lat }) {
      this.ground.send("place", { lon: Number(lng.toFixed(4)), lat: Number(lat.toFixed(4)) });
    }
  }

  Object.assign(window.fairreach, { Finder });
})();
