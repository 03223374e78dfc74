"""
How much of each cell is built up, by what lies on the ground there.

Where land is mapped as built up, that is counted. Where it is not, streets say so: a cell with as
many of them as the planners of cities want is all built up, one with no more than the countryside
has is none.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely
from pyproj import Transformer

from geodata.base.arrays import Floats, Ints
from geodata.demo.cells import CELL_M, GRID_CRS, Cells
from geodata.ground.decode import TileLines
from geodata.ground.folder import GroundTiles
from geodata.ground.kinds import ZOOMS, Kind
from geodata.ground.plane import EXTENT

NEAREST = ZOOMS[-1]
TILES_AT_ONCE = 1_000
LONGEST_PIECE_M = 250.0
STREETS = (Kind.STREET, Kind.LANE, Kind.TERTIARY, Kind.SECONDARY, Kind.PRIMARY)
# Kilometres of street to the square kilometre: all roads of Chongqing come to 2.3 (2022); 8 is what
# the State Council's opinions of 2016 on planning and building cities want of built-up land.
OF_THE_COUNTRY, OF_A_CITY = 3.0, 8.0
SAMPLES = 4  # in each direction


def built_up_share(cells: Cells, grounds: Sequence[GroundTiles]) -> Floats:
    """
    The part of each cell that is built up, between 0 and 1, shape (n,).

    Parameters
    ----------
    cells
        Square kilometres.
    grounds
        What lies there, as tiles; what they do not cover counts as not built up.
    """
    numbered = _Numbered(cells)
    street_km, mapped = np.zeros(len(cells)), np.zeros(len(cells))
    for ground in grounds:
        for addresses in batches(ground):
            street_km += street_km_of(numbered, TileLines.of(ground, addresses, STREETS))
            built = TileLines.of(ground, addresses, (Kind.BUILT,))
            mapped = np.maximum(mapped, mapped_part(numbered, built))
    by_streets = (street_km - OF_THE_COUNTRY) / (OF_A_CITY - OF_THE_COUNTRY)
    return np.maximum(mapped, np.clip(by_streets, 0.0, 1.0))


def batches(ground: GroundTiles) -> Iterator[Iterable[tuple[int, int, int]]]:
    """The nearest tiles of a ground, some at a time; those of one place come together."""
    for first in range(0, len(found := ground.addresses(NEAREST)), TILES_AT_ONCE):
        yield found[first : first + TILES_AT_ONCE]


class _Numbered:
    """Which cell holds a point."""

    def __init__(self, cells: Cells) -> None:
        self._project = Transformer.from_crs("EPSG:4326", GRID_CRS, always_xy=True)
        column, row = (np.floor(each / CELL_M).astype(np.intp) for each in (cells.x_m, cells.y_m))
        self._first = column.min(), row.min()
        shape = np.ptp(column) + 1, np.ptp(row) + 1
        self._at = np.full(shape, -1, dtype=np.intp)
        self._at[column - self._first[0], row - self._first[1]] = np.arange(len(cells))
        self.cells = cells

    def metres(self, degrees: Floats) -> Floats:
        """Longitudes and latitudes in the cells' own metres, shape (n, 2)."""
        return np.column_stack(self._project.transform(degrees[:, 0], degrees[:, 1]))

    def of(self, metres: Floats) -> Ints:
        """The cell of each point, -1 where there is none, shape (n,)."""
        at = np.floor(metres / CELL_M).astype(np.intp) - self._first
        inside = ((at >= 0) & (at < self._at.shape)).all(axis=1)
        found = np.full(len(metres), -1, dtype=np.intp)
        found[inside] = self._at[at[inside, 0], at[inside, 1]]
        return found


def street_km_of(numbered: _Numbered, lines: TileLines) -> Floats:
    """Kilometres of street in each cell."""
    starts = np.flatnonzero(lines.line_at[1:] == lines.line_at[:-1])
    begin, end, kept = within_tile(lines.steps[starts], lines.steps[starts + 1])
    line_at = lines.line_at[starts[kept]]
    ends = (numbered.metres(lines.degrees(each, line_at)) for each in (begin, end))
    middle, km = pieces(*ends)
    cell = numbered.of(middle)
    found: Floats = np.bincount(
        cell[cell >= 0], km[cell >= 0], minlength=len(numbered.cells)
    ).astype(np.float64)
    return found


def within_tile(begin: Ints, end: Ints) -> tuple[Floats, Floats, Ints]:
    """What of segments lies in their tile, and which they are: beyond its edge is the next one."""
    way = (end - begin).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = -begin / way, (EXTENT - begin) / way
    entered = np.where(way == 0, -np.inf, np.minimum(low, high)).max(axis=1)
    left = np.where(way == 0, np.inf, np.maximum(low, high)).min(axis=1)
    outside = ((way == 0) & ((begin < 0) | (begin >= EXTENT))).any(axis=1)
    entered, left = np.maximum(entered, 0.0), np.minimum(left, 1.0)
    kept = np.flatnonzero((entered < left) & ~outside)
    first, last = entered[kept, None], left[kept, None]
    return begin[kept] + way[kept] * first, begin[kept] + way[kept] * last, kept


def pieces(begin: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Segments in short pieces: the middle of each, in metres, and its length in kilometres."""
    long_m = np.hypot(*(end - begin).T)
    count = np.maximum(np.ceil(long_m / LONGEST_PIECE_M), 1).astype(np.intp)
    of = np.repeat(np.arange(len(count)), count)
    turn = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    along = ((turn + 0.5) / count[of])[:, None]
    return begin[of] * (1 - along) + end[of] * along, (long_m / count / 1_000)[of]


def mapped_part(numbered: _Numbered, rings: TileLines) -> Floats:
    """The part of each cell that lies in rings, by points on a lattice; holes turn otherwise."""
    part = np.zeros(len(numbered.cells))
    if not len(rings.steps):
        return part
    metres = numbered.metres(rings.degrees(rings.steps, rings.line_at))
    wide = np.bincount(rings.line_at)[rings.line_at] > 3
    _, ring_at = np.unique(rings.line_at[wide], return_inverse=True)
    areas = shapely.polygons(shapely.linearrings(metres[wide], indices=ring_at))
    turns = np.where(shapely.is_ccw(shapely.get_exterior_ring(areas)), 1, -1)
    near = np.unique(shapely.STRtree(_boxes(numbered.cells)).query(areas)[1])
    points, cell = _lattice(numbered.cells, near)
    point, area = shapely.STRtree(areas).query(shapely.points(points), predicate="intersects")
    winding = np.bincount(point, turns[area], minlength=len(points))
    np.add.at(part, cell, (winding != 0) / SAMPLES**2)
    return part


def _boxes(cells: Cells) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    half = CELL_M / 2
    x, y = cells.x_m, cells.y_m
    boxes: np.ndarray[tuple[int], np.dtype[np.object_]] = shapely.box(
        x - half, y - half, x + half, y + half
    )
    return boxes


def _lattice(cells: Cells, at: Ints) -> tuple[Floats, Ints]:
    """Points spread over some cells, and the cell of each."""
    offsets = (np.arange(SAMPLES) + 0.5) / SAMPLES * CELL_M - CELL_M / 2
    east, north = (each.ravel() for each in np.meshgrid(offsets, offsets))
    x, y = cells.x_m[at, None] + east, cells.y_m[at, None] + north
    return np.column_stack([x.ravel(), y.ravel()]), np.repeat(at, SAMPLES**2)
