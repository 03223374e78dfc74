"""
Land that is reached by road, as polygons for the map.

The land is the squares whose centres are joined to the roads. A square is reached when a person
who lives at its centre would be: the picture follows the rule by which people are counted.
"""

import numpy as np
import numpy.typing as npt
import shapely

from geodata.base.arrays import Floats, Ints
from geodata.base.mercator import to_degrees
from geodata.roads.movement import Movement, Use
from geodata.roads.network import Network, Snaps
from geodata.signs.profile import Profile
from geodata.ways.costs import from_places, to_nearest


def land_costs(network: Network, use: Use, unit: str, targets: Snaps) -> Floats:
    """What it costs from the centre of each square to the nearest target, shape (squares,)."""
    metric, squares = network.metric(use, unit), network.lattice_snaps(Movement.of(use).profile)
    spread = to_nearest(network, use, unit, targets)
    return from_places(network, metric, squares, targets, spread).cost


def land(network: Network, profile: Profile, chosen: npt.NDArray[np.bool_]) -> shapely.Geometry:
    """
    The chosen squares as one geometry in degrees, WGS-84.

    Parameters
    ----------
    chosen
        In the order of the network's squares of this profile.
    """
    cells = network.known.cells
    cell = np.asarray(network[f"{profile}_cell"][chosen], dtype=np.intp)
    row, west, east = runs(cell, cells.columns)
    side = cells.side
    left, right = cells.west + west * side, cells.west + east * side
    lon_west, lon_east = to_degrees(left, 0.0)[0], to_degrees(right, 0.0)[0]
    _, lats = to_degrees(0.0, cells.south + np.arange(cells.rows + 1) * side)
    boxes = shapely.box(lon_west, lats[row], lon_east, lats[row + 1])
    # No simplifying: squares that meet at a corner alone would be parted or joined by it.
    return shapely.union_all(boxes)


def runs(cell: Ints, columns: int) -> tuple[Ints, Ints, Ints]:
    """Row, first column and the one past the last of every unbroken run of sorted squares."""
    row, column = np.divmod(cell, columns)
    breaks = np.append(True, (np.diff(cell) != 1) | (np.diff(row) != 0))[: len(cell)]
    begins = np.flatnonzero(breaks)
    ends = np.append(begins[1:], len(cell)) - 1
    return row[begins], column[begins], column[ends[: len(begins)]] + 1
