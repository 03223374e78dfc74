"""The squares of land near a network's roads."""

from pathlib import Path
from typing import Any

import numpy as np

from geodata.base.arrays import Ints
from geodata.base.mercator import CM, stretch
from geodata.errors import refusal
from geodata.roads.network import Arrays, CellGrid, Network, NetworkInfo, Snaps, centres
from geodata.roads.snapping import FARTHEST_WALK_M, snap
from geodata.signs.profile import AGAINST, ALONG, Profile

BOX_M, CELL_M = 1000.0, 500.0
MOST_BOXES = 20_000_000


def lattice_over(path: Path, arrays: Arrays, side_m: float, pad_m: float = 0.0) -> CellGrid:
    """Squares of about this many metres over all roads, and so far beyond them."""
    east, north = arrays["east"], arrays["north"]
    middle = stretch((float(north.min()) + float(north.max())) / 2)
    side = side_m * CM * float(middle)
    pad = side * (1 + pad_m / side_m)  # more than is asked for: no road lies on the border
    lattice = CellGrid.over(
        (east.min() - pad, north.min() - pad, east.max() + pad, north.max() + pad), side
    )
    if len(lattice) > MOST_BOXES:
        raise refusal(path, "spans more land than a region has; cut out the region")
    return lattice


def segments_by_box(arrays: Arrays, boxes: CellGrid) -> Arrays:
    """The segments that touch each box, by the box that bounds them."""
    segment = np.flatnonzero(arrays["directions_at"])
    low_x, high_x = span_of(arrays["east"], segment, boxes.west, boxes.side)
    low_y, high_y = span_of(arrays["north"], segment, boxes.south, boxes.side)
    wide, high = high_x - low_x + 1, high_y - low_y + 1
    owner = np.repeat(np.arange(len(segment)), wide * high)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    row = low_y[owner] + within // wide[owner]
    box = row * boxes.columns + low_x[owner] + within % wide[owner]
    order = np.argsort(box, kind="stable")
    start = np.searchsorted(box[order], np.arange(len(boxes) + 1))
    return {"box_start": start, "boxed": segment[owner[order]]}


def span_of(line: Any, segment: Ints, origin: float, side: float) -> tuple[Ints, Ints]:
    """The first and last row or column that each segment touches."""
    a, b = line[segment].astype(np.float64), line[segment + 1].astype(np.float64)
    low = ((np.minimum(a, b) - origin) // side).astype(np.intp)
    return low, ((np.maximum(a, b) - origin) // side).astype(np.intp)


def snapped_cells(known: NetworkInfo, arrays: Arrays) -> Arrays:
    """The squares whose centres are near a road of each profile, and where they meet it."""
    network = Network(known, "", arrays)
    cell = cells_near(network)
    lon, lat = centres(known.cells, cell)
    made: Arrays = {}
    nearest = snap(network, lon, lat, None)
    for profile in Profile:
        # Nearly everywhere the nearest road of all is one that the profile uses.
        bits = ALONG[profile] | AGAINST[profile]
        other = nearest.known & (arrays["directions"][nearest.edge] & bits == 0)
        again = snap(network, lon[other], lat[other], profile)
        snaps = nearest[np.arange(len(cell))]
        for name in ("edge", "at_m", "walk_m"):
            getattr(snaps, name)[other] = getattr(again, name)
        made |= cells_of(network, profile, cell, snaps)
    return made


def cells_of(network: Network, profile: Profile, cell: Ints, snaps: Snaps) -> Arrays:
    """The squares of one profile as they are stored."""
    near = snaps.known
    edge = snaps.edge[near]
    metres = network["metres"][edge]
    return {
        f"{profile}_cell": cell[near],
        f"{profile}_edge": edge,
        f"{profile}_part": np.rint(snaps.at_m[near] / np.where(metres > 0, metres, 1) * 65535),
        f"{profile}_walk": np.rint(snaps.walk_m[near] * 16),
    }


def cells_near(network: Network) -> Ints:
    """The squares whose centres may be near a road: near a box that a segment touches."""
    boxes, cells = network.known.boxes, network.known.cells
    held = np.diff(network["box_start"]).reshape(boxes.rows, boxes.columns) > 0
    rings = int(np.ceil(FARTHEST_WALK_M / BOX_M)) + 1
    near = np.pad(held, rings)
    for axis in (0, 1):
        near = np.logical_or.reduce([np.roll(near, n, axis) for n in range(-rings, rings + 1)])
    row, column = np.divmod(np.arange(len(cells)), cells.columns)
    north, east = ((n + 0.5) * cells.side for n in (row, column))
    box_row = (cells.south + north - boxes.south) // boxes.side + rings
    box_column = (cells.west + east - boxes.west) // boxes.side + rings
    inside = (box_row >= 0) & (box_row < near.shape[0])
    inside &= (box_column >= 0) & (box_column < near.shape[1])
    at = np.flatnonzero(inside)
    found: Ints = at[near[box_row[at].astype(np.intp), box_column[at].astype(np.intp)]]
    return found
