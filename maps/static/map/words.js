/*
 * What is written on a map: elements whose text is only ever text, and numbers, days and sentences
 * as the reader writes them.
 */
(() => {
  "use strict";

  // A Chinese name on a page in another language is read as Chinese.
  const HAN = /\p{Script=Han}/u;
  const inChinese = document.documentElement.lang.startsWith("zh");

  /** An element with a text; whatever stands in the text, it is no markup. */
  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    if (!inChinese && HAN.test(text)) made.lang = "zh";
    return made;
  };

  /** A sentence with its values in it. A name that has no value stays as it is. */
  const filled = (sentence, values) =>
    sentence.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? values[name] : whole));

  const formats = new Map();

  /** A format of numbers or days, made once. */
  const formatOf = (kind, locale, options) => {
    const key = JSON.stringify([kind, locale, options]);
    if (!formats.has(key)) formats.set(key, new Intl[kind](locale, options));
    return formats.get(key);
  };

  class Words {
    constructor({ locale, names, strings }) {
      Object.assign(this, { locale, names, strings });
    }

    /* A format takes longer to make than all else that is said: each is made when it is needed. */

    get days() {
      return formatOf("DateTimeFormat", this.locale, { dateStyle: "long", timeZone: "UTC" });
    }

    get clock() {
      const hours = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" };
      return formatOf("DateTimeFormat", this.locale, hours);
    }

    text(key, values = {}) {
      return filled(this.strings[key] ?? key, values);
    }

    formatted(value, options) {
      if (value === null || value === undefined) return this.text("no_data");
      return formatOf("NumberFormat", this.locale, options).format(value);
    }

    /** A number with at most so many decimals; one that is not known is called so. */
    number(value, decimals = 3) {
      return this.formatted(value, { maximumFractionDigits: decimals });
    }

    share(value) {
      return this.formatted(value, { style: "percent", maximumFractionDigits: 1 });
    }

    /** The difference of two shares, with its sign. */
    points(value) {
      const n = this.formatted(value * 100, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" });
      return this.text("points", { n });
    }

    nameOf(place) {
      return place[this.names];
    }

    shortNameOf(place) {
      return place[`short_${this.names}`];
    }

    openings(headcount) {
      return this.text("openings", { n: this.number(headcount) });
    }

    more(count) {
      return this.text("more", { n: this.number(count) });
    }

    /** The day and hours of a fair's next session, as far as they are known, and how many follow. */
    dayAndHours({ date, start_time: start, end_time: end, further }) {
      const hour = (time) => this.clock.format(new Date(`1970-01-01T${time}Z`));
      const hours = [start, end].filter(Boolean).map(hour).join("–");
      const also = further ? this.text("further", { n: this.number(further) }) : "";
      return [this.days.format(new Date(date)), hours, also].filter(Boolean).join(" ");
    }

    /** People in two figures, as one says them: 230,000; 23万; 230 ribu. */
    short(persons) {
      const said = this.locale.startsWith("en") ? 1e6 : 1e4;
      const words = Number(persons.toPrecision(2)) < said ? {} : { notation: "compact", compactDisplay: "long" };
      return this.formatted(persons, { maximumSignificantDigits: 2, ...words });
    }

    /** A number of the model, of which two figures are known. */
    about(persons) {
      if (persons < 100) return this.number(persons, 0);
      return this.text("about", { n: this.short(persons) });
    }

    /** How many people of a circle are not covered. */
    gap({ persons }) {
      return this.text("gap_cell", { n: this.short(Math.round(persons)) });
    }

    /** The fairs of a dot: one by its name and day, several by their number. */
    fairs(fairs) {
      if (fairs.length > 1) return this.text("fairs_here", { n: this.number(fairs.length) });
      return [fairs[0].name, this.dayAndHours(fairs[0])].join(", ");
    }

    /** What a way costs, as the service answers it. */
    way({ line, fair, minutes, metres, walk_m: walks, straight_m: straight, long_way: isLong }) {
      if (!line) return this.text("way_none");
      const said = this.text("way_to", {
        straight: this.number(straight / 1000, 1),
        minutes: this.text("way_min", { n: this.number(Math.max(1, Math.round(minutes))) }),
        fair: fair.name,
        km: this.number(metres / 1000, 1),
        walk: this.number(Math.round(walks[0] + walks[1])),
      });
      return isLong ? `${said} ${this.text("way_long")}` : said;
    }
  }

  window.fairreach = { element, filled, Words }; // the parts that follow add their own
})();
