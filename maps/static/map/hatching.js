/* Hatching over the colours of the districts: a part of what they would say is not known. */
(() => {
  "use strict";

  const CLASSES = [0, 1, 2, 3, 4, "none"].map((rank) => [`hatch-${rank}`, `class-${rank}`]);
  const BALANCE = [0, 1, 2, 3, 4, 5, 6].map((rank) => [`hatch-balance-${rank}`, `balance-${rank}`]);
  const STEP = 6; // pixels from line to line

  const made = (tag, attributes, ...children) => {
    const shape = L.SVG.create(tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    shape.append(...children);
    return shape;
  };

  /** A class's colour under lines; colours.css knows the colours of both. */
  const pattern = ([id, look]) =>
    made(
      "pattern",
      {
        id, class: `hatched ${look}`, width: STEP, height: STEP, patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)",
      },
      made("rect", { width: STEP, height: STEP }),
      made("path", { d: `M0.5 0V${STEP}` }),
    );

  /** Give the maps of a page their patterns; what shows none of them is still not left out of the page. */
  const addHatching = (node) =>
    document.querySelector(".hatching") ?? node.append(made("svg", { class: "hatching", width: 0, height: 0, "aria-hidden": true }, ...[...CLASSES, ...BALANCE].map(pattern)));

  Object.assign(window.fairreach, { addHatching });
})();
