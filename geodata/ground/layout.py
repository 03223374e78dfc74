"""The tiles of one zoom: what is shown there, joined, simplified, cut and named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geodata.base.arrays import Flags, Floats, Ints
from geodata.ground.cut import Shapes, Tile, tiles_of
from geodata.ground.encode import NameRow, tile_body
from geodata.ground.findings import Spot
from geodata.ground.kinds import (
    AREAS,
    BRIDGE,
    BRIDGES_FROM_ZOOM,
    FROM_ZOOM,
    MAIN_STREETS,
    NAMED_FROM_ZOOM,
    STREETS,
    STREETS_NAMED_FROM_ZOOM,
    TUNNEL,
    Kind,
    Place,
)
from geodata.ground.lettering import APART, OFTEN, anchors
from geodata.ground.names import Name
from geodata.ground.plane import EXTENT, to_square

LONGEST_STEP = 6.0  # degrees from point to point
FARTHEST_LAT = 85.0
PIXEL = 1 / 512  # of a tile's side as it is magnified most, the last zoom's apart
TOLERANCE = 0.6 * PIXEL
SMALLEST = 4 * PIXEL  # of an area's side, and of a line that leads nowhere far from home
FARTHEST_JOINED = 10  # up to this zoom lines are joined, and the short ones left out
LONG_RIVER = 40 * PIXEL  # all of its name: what is shorter is no river from afar
MOST_BYTES = {6: 14_000, 8: 9_000, 10: 9_000, 12: 11_000, 14: 20_000}
Tiled = tuple[Tile, bytes]


@dataclass(frozen=True, slots=True)
class Ground:
    """
    All that is drawn and named, on the square of the tiles' plane.

    Parameters
    ----------
    kinds
        Of each shape, with ``TUNNEL`` and ``BRIDGE`` in it.
    names
        Of each shape.
    shapes
        Lines and areas.
    spots
        What has a name of its own.
    places
        Where these are, shape (n, 2).
    """

    kinds: Ints
    names: Sequence[Name]
    shapes: Shapes
    spots: Sequence[Spot]
    places: Floats


def tiles_at(ground: Ground, zoom: int) -> Iterator[Tiled]:
    """The tiles of a zoom that hold anything, compressed."""
    kinds, shapes = shapes_at(ground, zoom)
    named = dict(names_at(ground, zoom))
    most = MOST_BYTES[zoom]
    for tile, at, parts in tiles_of(zoom, shapes):
        body = tile_body(tile, kinds[at], parts, named.pop((tile.x, tile.y), []), most)
        if body:
            yield tile, body
    nothing = np.empty(0, dtype=np.intp), np.empty(0, dtype=object)
    for (x, y), rows in named.items():
        yield Tile(zoom, x, y), tile_body(Tile(zoom, x, y), *nothing, rows, most)


def shapes_at(ground: Ground, zoom: int) -> tuple[Ints, Shapes]:
    """The shapes of a zoom with their kinds, as simple as it allows; a tile's side is the unit."""
    bare = ground.kinds % TUNNEL
    from_zoom = np.array([FROM_ZOOM[kind] for kind in Kind])
    shown = np.flatnonzero(from_zoom[bare] <= zoom)
    kinds = ground.kinds[shown] if zoom >= BRIDGES_FROM_ZOOM else bare[shown]
    shapes = scale_to(ground.shapes[shown], zoom)
    areal = np.isin(kinds, AREAS)
    if zoom <= FARTHEST_JOINED:
        long = long_enough(kinds, [ground.names[at] for at in shown.tolist()], shapes)
        lines, line_kinds = join_lines(kinds[~areal & long], shapes[~areal & long])
        shapes, kinds = np.append(shapes[areal], lines), np.append(kinds[areal], line_kinds)
        areal = np.isin(kinds, AREAS)
    simple = shapely.simplify(shapes, TOLERANCE, preserve_topology=False)
    small = areal & (shapely.area(shapes) < SMALLEST**2)
    if zoom <= FARTHEST_JOINED:
        small |= ~areal & (shapely.length(shapes) < SMALLEST)
    kept = ~small & ~shapely.is_empty(simple)
    return kinds[kept], simple[kept]


def scale_to(shapes: Shapes, zoom: int) -> Shapes:
    """Shapes of the square with a tile's side as their unit."""
    found: Shapes = shapely.transform(shapes, lambda points: points * 2**zoom)
    return found


def long_enough(kinds: Ints, names: Sequence[Name], shapes: Shapes) -> Any:
    """Whether each shape is shown from afar: of rivers the long ones, by all of their name."""
    rivers = np.flatnonzero(kinds == Kind.RIVER)
    enough = np.ones(len(kinds), dtype=bool)
    if not rivers.size:
        return enough
    lengths = shapely.length(shapes[rivers])
    _, of = np.unique([names[at].zh or f"\0{at}" for at in rivers.tolist()], return_inverse=True)
    enough[rivers] = np.bincount(of, lengths)[of] >= LONG_RIVER
    return enough


def join_lines(kinds: Ints, lines: Shapes) -> tuple[Shapes, Ints]:
    """Lines of each kind, joined where they meet end to end."""
    found: list[Any] = [np.empty(0, dtype=object)]
    of: list[Any] = [np.empty(0, dtype=np.intp)]
    for kind in np.unique(kinds).tolist():
        parts = shapely.get_parts(lines[kinds == kind])
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
        found.append(merged)
        of.append(np.full(len(merged), kind, dtype=np.intp))
    return np.concatenate(found), np.concatenate(of)


def names_at(ground: Ground, zoom: int) -> Iterator[tuple[tuple[int, int], list[NameRow]]]:
    """The names of each tile of a zoom, the more important first."""
    rows: dict[tuple[int, int], list[NameRow]] = {}
    for place, name, (x, y), more in (*spot_names(ground, zoom), *line_names(ground, zoom)):
        tile = int(x), int(y)
        if max(tile) >= 2**zoom or min(tile) < 0:
            continue
        at = [round((x - tile[0]) * EXTENT), round((y - tile[1]) * EXTENT)]
        latin = name.en if name.en != name.zh else ""
        rows.setdefault(tile, []).append((int(place), name.zh, latin, *at, *more))
    for tile, each in rows.items():
        yield tile, sorted(each, key=lambda row: row[0])


Named = tuple[Place, Name, tuple[float, float], tuple[int, ...]]


def spot_names(ground: Ground, zoom: int) -> Iterator[Named]:
    """The points that are named at a zoom."""
    for spot, (x, y) in zip(ground.spots, (ground.places * 2**zoom).tolist(), strict=True):
        if NAMED_FROM_ZOOM[spot.place] <= zoom:
            yield spot.place, spot.name, (x, y), ()


def line_names(ground: Ground, zoom: int) -> Iterator[Named]:
    """The names of rivers and streets, where they stand along them."""
    yield from names_along(ground, zoom, Place.RIVER, (Kind.RIVER,))
    if zoom >= NAMED_FROM_ZOOM[Place.STREET]:
        streets = STREETS if zoom >= STREETS_NAMED_FROM_ZOOM else MAIN_STREETS
        yield from names_along(ground, zoom, Place.STREET, streets)


def names_along(ground: Ground, zoom: int, place: Place, kinds: Sequence[Kind]) -> Iterator[Named]:
    """The names of lines of some kinds: those of one name are joined first; bridges are such."""
    apart = OFTEN if place is Place.RIVER else APART
    least = LONG_RIVER if place is Place.RIVER and zoom <= FARTHEST_JOINED else 0.0
    for name, members in by_name(ground, kinds).items():
        parts = shapely.get_parts(ground.shapes[members])
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
        lines = scale_to(merged, zoom)
        if shapely.length(lines).sum() < least:
            continue
        called = Place.BRIDGE if (ground.kinds[members] & BRIDGE).all() else place
        for line in lines:
            for x, y, angle, room in anchors(line, apart):
                yield called, name, (x, y), (angle, round(room * EXTENT))


def by_name(ground: Ground, kinds: Sequence[Kind]) -> dict[Name, list[int]]:
    """The positions of lines of some kinds that have a name, by it."""
    groups: dict[Name, list[int]] = {}
    for at in np.flatnonzero(np.isin(ground.kinds % TUNNEL, kinds)).tolist():
        if ground.names[at].zh:
            groups.setdefault(ground.names[at], []).append(at)
    return groups


def lie_on_map(shapes: Shapes) -> Flags:
    """Which shapes lie where there is a map, and lead nowhere around the world."""
    points, of = shapely.get_coordinates(shapes, return_index=True)
    beyond = np.abs(points[:, 1]) > FARTHEST_LAT
    far = (np.abs(np.diff(points, axis=0)) > LONGEST_STEP).any(axis=1) & (of[1:] == of[:-1])
    lie = np.ones(len(shapes), dtype=bool)
    lie[of[beyond]] = False
    lie[of[1:][far]] = False
    return lie


def ground_of(shapes: Sequence[Any], spots: Sequence[Spot]) -> Ground:
    """The ground that an extract's shapes and spots make."""
    geometries = np.empty(len(shapes), dtype=object)
    geometries[:] = shapely.from_wkb([each.geometry for each in shapes])
    kept = np.flatnonzero(lie_on_map(geometries)).tolist()
    return Ground(
        kinds=np.array([int(shapes[at].kind) for at in kept], dtype=np.intp),
        names=[shapes[at].name for at in kept],
        shapes=shapely.transform(geometries[kept], to_square),
        spots=spots,
        places=to_square([(each.lon, each.lat) for each in spots]),
    )
