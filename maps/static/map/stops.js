/*
 * The keyboard's way through what lies on a map: one stop for all signs of a kind, from which the arrows
 * lead to the next sign in their direction. The stop is a button with the sign's name, and has a ring.
 */
(() => {
  "use strict";

  const { element, isInside } = window.fairreach;

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const SIDEWAYS = 2; // how much farther a sign counts as that lies beside the way
  const ELSEWHERE = 1e6; // and one that lies more beside it than ahead
  const RING = 5; // pixels around a sign
  const CLEARANCE = [48, 48];

  /** Of points `{ x, y }` the next one from here in a direction; undefined at the edge. */
  const nextOf = (points, here, [right, down]) => {
    const cost = ({ x, y }) => {
      const along = (x - here.x) * right + (y - here.y) * down;
      const aside = Math.abs((x - here.x) * down) + Math.abs((y - here.y) * right);
      return along > 0 ? along + SIDEWAYS * aside + (aside > along ? ELSEWHERE : 0) : Infinity;
    };
    const [next] = [...points].sort((one, other) => cost(one) - cost(other));
    return next && cost(next) < Infinity ? next : undefined;
  };

  class Stop {
    /** `signs()` are `{ at, radius, name(), open() }`, all that can be reached now. */
    constructor(ground, signs) {
      this.ground = ground;
      this.signs = signs;
      this.pane = ground.map.getPane("stops") ?? this.addPane();
      ground.map.on("moveend zoomend overlayadd overlayremove regathered", () => this.settle());
    }

    addPane() {
      const pane = this.ground.map.createPane("stops");
      pane.setAttribute("role", "application"); // the arrows are ours here
      pane.setAttribute("aria-label", this.ground.words.text("map_label"));
      return pane;
    }

    get isFocused() {
      return Boolean(this.node) && document.activeElement === this.node;
    }

    /** The signs with where they are on the screen. */
    get points() {
      const { map } = this.ground;
      return this.signs().map((sign) => ({ sign, ...map.latLngToContainerPoint(sign.at) }));
    }

    /** After a change: the sign that is nearest to where the keyboard is, or to the middle of the view. */
    settle() {
      const { map } = this.ground;
      const size = map.getSize();
      const isFocused = this.isFocused;
      const { x, y } = isFocused ? map.latLngToContainerPoint(this.sign.at) : size.divideBy(2);
      const inView = (point) => point.x >= 0 && point.y >= 0 && point.x <= size.x && point.y <= size.y;
      const away = (point) => Math.hypot(point.x - x, point.y - y);
      const seen = this.points.filter(inView).sort((one, other) => away(one) - away(other));
      this.stand(seen[0]?.sign, isFocused);
    }

    /** A new button for each sign: whoever hears the page hears where they have come. */
    stand(sign, isFocused) {
      this.node?.remove();
      this.node = undefined;
      this.sign = sign;
      if (!sign) {
        if (isFocused) this.ground.node.focus({ preventScroll: true });
        return;
      }
      this.node = this.button(sign);
      this.pane.append(this.node);
      if (isFocused) this.node.focus({ preventScroll: true });
    }

    button({ at, radius, name }) {
      const half = radius + RING;
      const button = element("button", "stop");
      button.type = "button";
      button.setAttribute("aria-label", name());
      button.setAttribute("aria-description", this.ground.words.text("stop_keys"));
      Object.assign(button.style, { width: `${2 * half}px`, height: `${2 * half}px` });
      L.DomUtil.setPosition(button, this.ground.map.latLngToLayerPoint(at).subtract([half, half]).round());
      button.addEventListener("keydown", (event) => this.press(event));
      button.addEventListener("click", (event) => {
        event.stopPropagation();
        this.sign.open();
      });
      return button;
    }

    press(event) {
      const direction = ARROWS[event.key];
      if (!direction) return;
      event.preventDefault();
      event.stopPropagation();
      const { map } = this.ground;
      const next = nextOf(this.points, map.latLngToContainerPoint(this.sign.at), direction);
      if (!next) return;
      this.stand(next.sign, true);
      map.panInside(next.sign.at, { padding: CLEARANCE, animate: false });
    }

    focus() {
      (this.node ?? this.ground.node).focus({ preventScroll: true });
    }
  }

  /** The stops of the planner's map: the fairs, and the people who are not covered. */
  class Stops {
    constructor(planner) {
      this.planner = planner;
      this.fairs = new Stop(planner.ground, () => this.fairSigns());
      this.gaps = new Stop(planner.ground, () => this.gapSigns());
    }

    settle() {
      this.fairs.settle();
      this.gaps.settle();
    }

    fairSigns() {
      return this.planner.fairs.stops.map((sign) => ({ ...sign, open: () => this.enter(this.fairs, sign.open) }));
    }

    gapSigns() {
      const { gaps } = this.planner;
      if (!gaps.isShown) return [];
      return gaps.circles.map((circle) => ({
        at: circle.at, radius: circle.radius, name: () => this.nameOf(circle),
        open: () => this.enter(this.gaps, () => this.openGap(circle)),
      }));
    }

    /** Open a card for the keyboard, which goes back to its stop. */
    enter(stop, open) {
      const { cards } = this.planner;
      const before = cards.current;
      open();
      if (cards.current !== before) cards.enter(() => stop.focus());
    }

    districtAt({ lat, lng }) {
      return [...this.planner.districts.values()].find(({ shape }) => isInside({ lat, lon: lng }, shape));
    }

    nameOf(circle) {
      const { words } = this.planner.ground;
      const district = this.districtAt(circle.at);
      return [words.gap(circle), ...(district ? [words.nameOf(district)] : [])].join(", ");
    }

    openGap(circle) {
      const district = this.districtAt(circle.at);
      if (district) this.planner.openDistrict(district.adcode, circle.at);
      else this.planner.cards.open(circle.at, element("p", "", this.nameOf(circle)));
    }
  }

  Object.assign(window.fairreach, { nextOf, Stops });
})();
