/* Places that are proposed for further fairs: pins with the numbers of their table. */
(() => {
  "use strict";

  const { element, Pins } = window.fairreach;

  const SIZE = 16;

  class Sites {
    constructor(ground, cards) {
      this.ground = ground;
      this.pins = new Pins(ground, (_, at, line) => cards.open(at, element("p", "", line)), {
        layer: ground.map, className: "pin site",
      });
    }

    /** What the legend says of the signs that are drawn. */
    get signs() {
      return this.pins.rows.length ? [["site", this.ground.words.text("legend_site"), SIZE]] : [];
    }

    /** Rows as of pins; the id is that of a venue. */
    draw(rows) {
      this.pins.draw(rows);
    }
  }

  Object.assign(window.fairreach, { Sites });
})();
