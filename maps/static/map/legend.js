/* The legend: a line for each colour and sign, under headings. */
(() => {
  "use strict";

  const { bandOf, element } = window.fairreach;

  const OPEN_FROM_WIDTH = 600;
  const SIGNS = {
    gap: "legend_gaps", fair: "legend_fair", "fair count": "legend_count", cancelled: "legend_cancelled",
    employer: "legend_employer", reach: "legend_reach",
  };

  const classLines = ({ measure, classes }, words) => [
    ["", words.text(`legend_${measure}`)],
    ...classes.map((text, rank) => [`class-${rank}`, text]),
    ["class-none", words.text("no_data")],
  ];

  const landLines = ({ bands: { limits, unit } }, words) => [
    ["", words.text("legend_road_reach")],
    ...limits.map((limit) => [
      `land ${bandOf(limit, limits)}`,
      words.text("legend_within", { n: words.number(limit), unit: words.text(unit) }),
    ]),
    ["land beyond", words.text("legend_beyond")],
    ["land unreachable", words.text("legend_unreachable")],
    ["land unknown", words.text("no_road")],
  ];

  /** Lines as swatch and text; a heading has no swatch. */
  const legendLines = (data, words, isLand) => [
    ...(isLand ? landLines : classLines)(data, words),
    ["", words.text("legend_signs")],
    ...Object.entries(SIGNS).map(([swatch, key]) => [swatch, words.text(key)]),
  ];

  /** Write the legend; it stays as open as it was, and at first it is open where there is room. */
  const drawLegend = (node, title, lines) => {
    const box = node.querySelector(".fairreach-legend");
    if (!box) return;
    const isOpen = box.childElementCount ? box.open : node.clientWidth >= OPEN_FROM_WIDTH;
    box.replaceChildren(element("summary", "", title));
    for (const [swatch, text] of lines) {
      const row = element("p", swatch ? "" : "heading");
      if (swatch) row.append(element("i", `swatch ${swatch}`));
      row.append(element("span", "", text));
      box.append(row);
    }
    box.open = isOpen;
  };

  Object.assign(window.fairreach, { drawLegend, legendLines });
})();
