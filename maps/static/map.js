/* Draws the map of the page: the planner's, or the seeker's. What it is told is in maps/README.md. */
(() => {
  "use strict";

  const { Finder, Planner } = window.fairreach;

  const told = document.getElementById("map-data");
  if (!told || !window.fairreachMap) return;
  const data = JSON.parse(told.textContent);
  const Kind = "coverage" in data ? Planner : Finder;
  window.fairreach.current = new Kind(window.fairreachMap.map.getContainer(), data);
})();
