/* What of the land is in view: where a map rests at first, its whole, and how far one may go from it. */
(() => {
  "use strict";

  const { element } = window.fairreach;

  const AROUND = 0.5; // of the land's width and height, on each side
  const NEAREST_ZOOM = 14; // where there is nothing but our own layers
  const MAGNIFIED = 2; // how much nearer than its tiles a ground is fit to be seen
  const SAME = 2; // pixels
  const HOUSE = "M3 10.5 12 3l9 7.5M5.5 9v11h13V9";

  class View {
    constructor(ground) {
      this.ground = ground;
      ground.map.on("resize", () => this.fit());
      this.whole = () => ground.goHome({ animate: true });
      this.addButton();
    }

    /** One of Leaflet's own kind, below its two. */
    addButton() {
      const button = element("a", "home");
      button.href = "#";
      button.setAttribute("role", "button");
      button.title = this.ground.words.text("whole");
      button.setAttribute("aria-label", button.title);
      const picture = L.SVG.create("svg");
      picture.setAttribute("viewBox", "0 0 24 24");
      picture.setAttribute("aria-hidden", "true");
      picture.append(L.SVG.create("path"));
      picture.firstChild.setAttribute("d", HOUSE);
      button.append(picture);
      L.DomEvent.disableClickPropagation(button);
      L.DomEvent.on(button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        this.whole();
      });
      L.DomEvent.on(button, "keydown", (event) => event.key === " " && button.click(L.DomEvent.stop(event)));
      this.ground.node.querySelector(".leaflet-control-zoom")?.append(button);
    }

    /** Nobody goes farther than around the land and some points beyond it. */
    limit(points = this.points ?? []) {
      const { land, map } = this.ground;
      this.points = points;
      const { background, ground } = this.ground.data;
      const fit = ground.flatMap(({ zooms }) => zooms).map((zoom) => zoom + MAGNIFIED);
      if (!map.options.maxZoom) map.setMaxZoom(Math.max(NEAREST_ZOOM, background?.most_zoom ?? 0, ...fit));
      const { x, y } = map.getSize();
      if (!land || !x || !y) return;
      const bounds = land.pad(AROUND);
      map.options.minZoom = undefined; // of another size: what is asked for would be held to it
      for (const point of [...points, ...this.cornersOf(land)]) bounds.extend(point);
      map.setMinZoom(Math.min(map.getBoundsZoom(bounds), map.getZoom()));
      map.setMaxBounds(null); // what held before is not gone back to
      map.panInsideBounds(bounds, { animate: false });
      map.setMaxBounds(bounds);
    }

    /** What is in view while all of the land is: the limits leave that view where it is. */
    cornersOf(land) {
      const { map, padding } = this.ground;
      const { paddingTopLeft: before, paddingBottomRight: after } = padding;
      const zoom = map.getBoundsZoom(land, false, before.add(after));
      const corners = [land.getSouthWest(), land.getNorthEast()].map((corner) => map.project(corner, zoom));
      const middle = corners[0].add(corners[1]).add(after).subtract(before).divideBy(2);
      const half = map.getSize().divideBy(2);
      return [middle.subtract(half), middle.add(half)].map((corner) => map.unproject(corner, zoom));
    }

    /** Go where the page itself goes, by a function that does so; it goes there again in another size. */
    rest(go) {
      this.go = go;
      this.isGoing = true;
      go();
      this.isGoing = false;
      this.note();
    }

    note() {
      const { map } = this.ground;
      this.resting = { at: map.getCenter(), zoom: map.getZoom() };
    }

    /** Whether the view is still the one that the page has chosen. */
    get isResting() {
      if (this.isGoing) return true;
      const { map } = this.ground;
      if (this.resting?.zoom !== map.getZoom()) return false;
      const pixelOf = (at) => map.project(at, map.getZoom());
      return pixelOf(map.getCenter()).distanceTo(pixelOf(this.resting.at)) < SAME;
    }

    fit() {
      if (!this.go) return;
      const { isResting } = this;
      this.limit();
      if (isResting) this.rest(this.go);
    }
  }

  Object.assign(window.fairreach, { View });
})();
