/* The legend: under headings a line for each colour and sign that is drawn, as large as it is drawn. */
(() => {
  "use strict";

  const { bandOf, element } = window.fairreach;

  // Swatches of what lacks stand outside the map, which gives its classes their colours.
  const SCALES = { gap: "lack", wait: "lack", difference: "balance" };

  /* ---- what it says: parts `{ title, lines }` of lines `[swatch, text, size]`; the size, in pixels, of a sign ---- */

  const classLines = ({ measure, classes, unknown }, words, looks) => {
    const scale = SCALES[measure] ?? "class";
    const isPart = [...looks].some((look) => look.endsWith("hatched") && !look.startsWith("class-none"));
    return [
      ...classes.map((text, rank) => [`${scale}-${rank}`, text]),
      ...(isPart ? [[`${scale}-1 hatched`, words.text("legend_part", { share: words.share(unknown.part) })]] : []),
      ...(looks.has("class-none hatched") ? [["class-none hatched", words.text("no_data")]] : []),
    ];
  };

  /** Bands from the nearest to the last one, with the threshold's line between what is within and what not. */
  const landLines = ({ bands }, words, { hasUnreachable }) => {
    const { limits, threshold, unit } = bands;
    const says = (key, values) => {
      const numbers = Object.entries(values).map(([name, value]) => [name, words.number(value)]);
      return words.text(key, { ...Object.fromEntries(numbers), unit: words.text(unit) });
    };
    const textOf = (limit, at) =>
      at ? says("legend_band", { low: limits[at - 1], high: limit }) : says("legend_within", { n: limit });
    const lines = limits.map((limit, at) => [`land ${bandOf(limit, bands)}`, textOf(limit, at)]);
    lines.splice(limits.indexOf(threshold) + 1, 0, ["limit", says("legend_limit", { n: threshold })]);
    return [
      ...lines,
      [`land ${bandOf(undefined, bands)}`, says("legend_beyond", { n: limits.at(-1) })],
      ...(hasUnreachable ? [["land unreachable", words.text("legend_unreachable")]] : []),
      ["class-none hatched", words.text("no_road")],
    ];
  };

  /** What is drawn: land by road, the districts' looks, where they have any, and the layers' signs. */
  const legendParts = (data, words, { land, looks, signs }) => [
    ...(land ? [{ title: words.text("legend_road_reach"), lines: landLines(data, words, land) }] : []),
    ...(looks ? [{ title: words.text(`legend_${data.measure}`), lines: classLines(data, words, looks) }] : []),
    ...(signs.length ? [{ title: words.text("legend_signs"), lines: signs }] : []),
  ];

  /* ---- how it is written ---- */

  const legendLine = ([swatch, text, size]) => {
    const row = element("p");
    const sign = element("span", `swatch ${swatch}`);
    if (size) sign.style.setProperty("--size", `${size}px`);
    const room = element("i"); // what is smaller stands in the middle
    room.append(sign);
    row.append(room, element("span", "", text));
    return row;
  };

  const legendPart = ({ title, lines }) => {
    const part = element("section");
    part.append(element("h2", "", title), ...lines.map(legendLine));
    return part;
  };

  /** Write the legend into its box, if there is one; it stays as open as it was. */
  const drawLegend = (box, title, parts) => {
    if (!box) return;
    const lines = element("div", "lines");
    lines.append(...parts.map(legendPart));
    box.replaceChildren(element("summary", "", title), lines);
  };

  Object.assign(window.fairreach, { drawLegend, legendParts });
})();
