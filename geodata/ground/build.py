"""From extracts to the content of a ground's file: all its tiles, and what is known of it."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.ground.extract import read_extract
from geodata.ground.findings import as_one
from geodata.ground.folder import Covered, GroundInfo, Landmark, content_of
from geodata.ground.kinds import BRIDGE, LANDMARKS, TUNNEL, ZOOMS, Kind, Place
from geodata.ground.layout import Ground, ground_of, tiles_at
from geodata.ground.plane import to_degrees

COVER_ZOOM = 12
MOST_TILES = 400_000
WATERS = (Kind.WATER, Kind.RIVER)
ROADS = (Kind.MOTORWAY, Kind.TRUNK, Kind.PRIMARY)
RAILS = (Kind.RAIL,)
SAME_LANDMARK = 0.02  # degrees: two of one name so near each other are one


def build_ground(paths: Sequence[Path], tell: Callable[[str], None]) -> bytes:
    """
    The ground of one or several extracts.

    Parameters
    ----------
    paths
        As `geodata.signs.osm` takes them; the first of two that hold the same thing decides.
    tell
        Told how far the work is.

    Returns
    -------
    bytes
        The content of its file; b"" where the extracts hold nothing that is drawn.

    Raises
    ------
    FileRefused
        As `read_extract`.
    """
    with without_collecting():
        one = as_one([read_extract(path, tell) for path in paths])
        ground = ground_of(list(one.shapes.values()), list(one.spots.values()))
        del one
        if not len(ground.shapes):
            return b""
        tiles: dict[tuple[int, int, int], bytes] = {}
        for zoom in ZOOMS:
            tell(f"cutting the ground at zoom {zoom}")
            tiles |= dict(within_limit(tiles_at(ground, zoom), MOST_TILES - len(tiles)))
        return content_of(info_of(ground), landmarks_of(ground), tiles)


@contextmanager
def without_collecting() -> Iterator[None]:
    """No search for circles among millions of small things: there are none to be found."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def within_limit(tiles: Iterator[tuple[Any, bytes]], most: int) -> Iterator[tuple[Any, bytes]]:
    """The tiles of a zoom, or none where there are more of them than a file is to hold."""
    found = []
    for each in tiles:
        found.append(each)
        if len(found) > most:
            return
    yield from found


def info_of(ground: Ground) -> GroundInfo:
    """What is known of a ground besides its tiles."""
    points = shapely.get_coordinates(ground.shapes)
    corners = to_degrees(np.array([points.min(axis=0), points.max(axis=0)]))
    (west, north), (east, south) = np.round(corners, 5).tolist()
    bare = ground.kinds % TUNNEL
    covered = {
        name: cover_tiles(ground.shapes[np.isin(bare, kinds)])
        for name, kinds in (("water", WATERS), ("roads", ROADS), ("rails", RAILS))
    }
    return GroundInfo((west, south, east, north), Covered(**covered))


def cover_tiles(shapes: Any) -> tuple[tuple[int, int], ...]:
    """The tiles of ``COVER_ZOOM`` in which shapes have a vertex."""
    at = np.floor(shapely.get_coordinates(shapes) * 2**COVER_ZOOM).astype(np.int64)
    return tuple((x, y) for x, y in np.unique(at, axis=0).tolist()) if len(at) else ()


def landmarks_of(ground: Ground) -> list[Landmark]:
    """What one looks for by its name: spots, and bridges that have one."""
    spots = zip(ground.spots, to_degrees(ground.places), strict=True)
    found = [
        Landmark(spot.place, spot.name.zh, spot.name.en, round(lon, 5), round(lat, 5), spot.also)
        for spot, (lon, lat) in spots
        if spot.name.zh and spot.place in LANDMARKS
    ]
    return once([*found, *bridges_of(ground)])


def bridges_of(ground: Ground) -> Iterator[Landmark]:
    """The bridges among named streets."""
    for at in np.flatnonzero(ground.kinds & BRIDGE).tolist():
        name = ground.names[at]
        if name.zh.endswith("桥") or name.zh.casefold().endswith("bridge"):
            line = shapely.get_parts(ground.shapes[at])[0]
            middle = shapely.line_interpolate_point(line, 0.5, normalized=True)
            ((lon, lat),) = to_degrees(shapely.get_coordinates(middle)).tolist()
            yield Landmark(Place.BRIDGE, name.zh, name.en, round(lon, 5), round(lat, 5))


def once(landmarks: Sequence[Landmark]) -> list[Landmark]:
    """Of those of one kind and name that lie at one place the first, with all their other names."""
    kept: dict[tuple[int, str], list[Landmark]] = {}
    for each in sorted(landmarks, key=lambda one: one.place):
        same = kept.setdefault((each.place, each.zh), [])
        near = (
            n
            for n, one in enumerate(same)
            if max(abs(each.lon - one.lon), abs(each.lat - one.lat)) < SAME_LANDMARK
        )
        at = next(near, None)
        if at is None:
            same.append(each)
        elif each.also:
            same[at] = same[at]._replace(also=tuple(dict.fromkeys([*same[at].also, *each.also])))
    return [each for same in kept.values() for each in same]
