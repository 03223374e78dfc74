/*
 * What fingers and wheel do: a page that holds a map scrolls on. One finger moves the page and two the
 * map; the wheel zooms with Ctrl, or after a click into the map until the pointer leaves it.
 */
(() => {
  "use strict";

  const { element } = window.fairreach;

  const SHOWN_MS = 1800;
  const STROKE = 12; // pixels of a finger that wants to move something
  const SCROLLS = ".leaflet-control, .leaflet-popup"; // what has a scroll of its own

  class Gestures {
    constructor(ground) {
      this.ground = ground;
      this.known = new Set();
      this.hint = element("p", "fairreach-hint");
      this.hint.setAttribute("role", "status");
      ground.node.append(this.hint);
      this.listen(ground.node);
      ground.map.on("click", () => (this.isInside = true));
    }

    listen(node) {
      const before = { capture: true, passive: true };
      node.addEventListener("pointerdown", (event) => this.hold(event), before);
      node.addEventListener("wheel", (event) => this.wheel(event), before);
      node.addEventListener("touchstart", (event) => this.touch(event), before);
      node.addEventListener("touchmove", (event) => this.stroke(event), before);
      node.addEventListener("mouseleave", () => (this.isInside = false));
    }

    /** Only a mouse drags the map; Leaflet's own zoom by two fingers moves it too. */
    hold({ pointerType }) {
      const { map: { dragging }, stilled } = this.ground;
      if (stilled) return;
      if (pointerType === "mouse") dragging.enable();
      else dragging.disable();
    }

    wheel(event) {
      if (event.target.closest(SCROLLS)) return;
      if (event.ctrlKey || event.metaKey || this.isInside) {
        this.known.add("wheel");
        return;
      }
      event.stopPropagation(); // the map does not hear of it, and the page scrolls
      const key = L.Browser.mac ? "⌘" : "Ctrl";
      this.say("wheel", this.ground.data.can_choose ? "hint_wheel_key" : "hint_wheel", { key });
    }

    touch({ touches }) {
      this.from = touches[0];
      if (touches.length === 2) this.known.add("fingers");
    }

    stroke({ touches: [at, other], target }) {
      if (other || target.closest(SCROLLS)) return;
      const length = Math.hypot(at.clientX - this.from.clientX, at.clientY - this.from.clientY);
      if (length >= STROKE) this.say("fingers", "hint_fingers");
    }

    /** Show a hint for a while, until it is known; the same text again is not announced again. */
    say(what, key, values) {
      if (this.known.has(what) || this.ground.stilled) return;
      const text = this.ground.words.text(key, values);
      if (this.hint.textContent !== text) this.hint.textContent = text;
      this.hint.classList.add("shown");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.hint.classList.remove("shown"), SHOWN_MS);
    }
  }

  Object.assign(window.fairreach, { Gestures });
})();
