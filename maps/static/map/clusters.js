/* Points of the screen that lie too close to be told apart, gathered; where they lie far apart, none are. */
(() => {
  "use strict";

  const AROUND = [-1, 0, 1].flatMap((across) => [-1, 0, 1].map((down) => [across, down]));

  const distance = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

  const keyOf = (column, row) => column * 2 ** 26 + row; // a number, for one is found faster than a text

  /**
   * Points in groups. Each point in turn joins the nearest of the first points of groups to which it is
   * `isNear`, or begins a group: what comes first stays where it is. None may be near beyond `reach`.
   */
  const clusters = (points, reach, isNear) => {
    const squares = new Map(); // the groups by the square in which each has its first point
    const groups = [];
    for (const point of points) {
      const [column, row] = [Math.floor(point.x / reach), Math.floor(point.y / reach)];
      let nearest;
      for (const [across, down] of AROUND) {
        for (const group of squares.get(keyOf(column + across, row + down)) ?? []) {
          if (!isNear(group[0], point)) continue;
          if (!nearest || distance(group[0], point) < distance(nearest[0], point)) nearest = group;
        }
      }
      if (nearest) {
        nearest.push(point);
        continue;
      }
      const group = [point];
      groups.push(group);
      if (squares.has(keyOf(column, row))) squares.get(keyOf(column, row)).push(group);
      else squares.set(keyOf(column, row), [group]);
    }
    return groups;
  };

  Object.assign(window.fairreach, { clusters, distance });
})();
