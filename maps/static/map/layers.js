/* The layers' data: each fetched once, its rows as records, and records gathered by where they lie. */
(() => {
  "use strict";

  const EQUATOR_M = 40075017;
  const TILE = 256; // pixels
  const PER_DEGREE = 1000; // steps of a shape
  const answers = new Map();
  const carried = document.getElementById("map-layers"); // a page for mail has its layers in it
  for (const [url, layer] of Object.entries(carried ? JSON.parse(carried.textContent) : {})) {
    answers.set(url, Promise.resolve(layer));
  }

  const answerOf = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  };

  /** What an address answers; after a failure it is asked again. */
  const fetchLayer = (url) => {
    if (!answers.has(url)) {
      const answer = answerOf(url);
      answer.catch(() => answers.delete(url));
      answers.set(url, answer);
    }
    return answers.get(url);
  };

  /** What an address answers that is asked for a moment's view, and not kept; a page for mail has nobody to ask. */
  const askFor = async (url) => (carried ? undefined : answerOf(url));

  /** A part of the script that few pages need; done when it has run. */
  const fetchPart = (url) =>
    new Promise((done, failed) => {
      const part = document.createElement("script");
      Object.assign(part, { src: url, onload: done, onerror: () => failed(new Error(url)) });
      document.head.append(part);
    });

  /** A tile that the page carries, packed. */
  const opened = async (packed) => {
    if (!packed) return undefined;
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  };

  /** A tile of the ground; undefined where nothing lies, or where nobody is there to ask. */
  const fetchTile = async (url, signal) => {
    if (carried) return opened(await answers.get(url));
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.status === 204 ? undefined : response.json();
  };

  /** Corners from whole steps: those of the first from 0, those of each other from the one before. */
  const cornersOf = (steps) => {
    if (typeof steps[0] !== "number") return steps.map(cornersOf);
    const corners = [];
    let [east, north] = [0, 0];
    for (let at = 0; at < steps.length; at += 2) {
      east += steps[at];
      north += steps[at + 1];
      corners.push([east / PER_DEGREE, north / PER_DEGREE]);
    }
    return corners;
  };

  /** The shapes of a layer as GeoJSON. */
  const unpacked = (layer) => {
    for (const { features = [] } of Object.values(layer).filter(Boolean)) {
      for (const { geometry } of features) {
        if (geometry?.steps) geometry.coordinates = cornersOf(geometry.steps);
      }
    }
    return layer;
  };

  const records = ({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map((name, column) => [name, row[column]])));

  /** Records in groups of the same key, in the order in which they come. */
  const grouped = (list, keyOf) => {
    const groups = new Map();
    for (const each of list) {
      const key = keyOf(each);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(each);
    }
    return [...groups.values()];
  };

  /** How many metres of the ground a pixel shows. */
  const metresPerPixel = (lat, zoom) => (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (TILE * 2 ** zoom);

  /** Records by the point where they lie: one dot may stand for several fairs. */
  const byPlace = (list) => grouped(list, ({ lon, lat }) => `${lon},${lat}`);

  Object.assign(window.fairreach, {
    askFor, byPlace, fetchLayer, fetchPart, fetchTile, grouped, metresPerPixel, records, unpacked,
  });
})();
