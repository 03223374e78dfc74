/* The place that a form asks about, chosen by a tap on the map: its degrees go into the field. */
(() => {
  "use strict";

  const STROKE = 5; // pixels from which a press is a drag
  const NOT_LAND = ".leaflet-control, .leaflet-popup, .fairreach-legend";
  const part = (id) => document.getElementById(id);
  let pressed;

  const isPicking = () => document.body.classList.contains("picking");

  /** While a place is chosen the button says how to leave that, and the hint stays where the map is seen. */
  const setPicking = (on, said = "") => {
    document.body.classList.toggle("picking", on);
    const [button, hint] = [part("pick-place"), part("pick-hint")];
    if (!button) return;
    if (on) button.dataset.begin = button.textContent;
    button.textContent = on ? button.dataset.stop : (button.dataset.begin ?? button.textContent);
    hint.textContent = on ? hint.dataset.tap : said;
  };

  const begin = () => {
    const trying = part("trial-mode");
    if (trying?.getAttribute("aria-pressed") === "true") trying.click();
    setPicking(true);
    window.fairreach.current.ground.node.scrollIntoView({ block: "nearest" });
  };

  /** The button has the focus then, for the field would call up a keyboard of glass. */
  const end = (said) => {
    setPicking(false, said);
    part("pick-place")?.focus();
  };

  const frameOf = (target) => window.fairreach?.current?.all.find(({ ground }) => ground.node.contains(target));

  const tap = (event) => {
    const frame = isPicking() && frameOf(event.target);
    if (!frame || event.target.closest(NOT_LAND)) return;
    event.stopPropagation();
    event.preventDefault();
    if (pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > STROKE) return;
    const { lat, lng } = frame.ground.map.mouseEventToLatLng(event).wrap();
    part("why_not").value = `${lng.toFixed(5)}, ${lat.toFixed(5)}`;
    end(part("pick-hint").dataset.chosen);
  };

  /** The button is there once there is a map. */
  const offer = () => {
    const button = part("pick-place");
    if (button) button.hidden = !window.fairreach?.current?.all;
  };

  document.addEventListener("pointerdown", ({ clientX, clientY }) => (pressed = { x: clientX, y: clientY }), { capture: true });
  document.addEventListener("click", tap, { capture: true });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("#pick-place")) isPicking() ? end() : begin();
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && isPicking() && end());
  document.addEventListener("fairreach:drawn", offer);
  document.addEventListener("fairreach:shown", () => {
    if (isPicking() && !part("pick-hint")?.textContent) setPicking(false); // the panel where it was begun is gone
    offer();
  });
  offer();
})();
