"""Waters, roads and railways beneath a map's signs: as few vertices as a screen shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd
import shapely

from geodata.ground.folder import GroundTiles
from geodata.ground.plane import to_degrees

LAYERS = {"water": "water", "roads": "road", "rails": "rail"}
"""By key of the base layer, the kind of the base map's rows that it shows."""
COVER_ZOOM = 12  # of the tiles in which a ground says what it shows
TO_ZOOM = 11  # nearer, what was left out to save vertices would show
TOLERANCES_DEGREES = (0.002, 0.003, 0.0045, 0.007)
MOST_VERTICES = 6_000
DIGITS = 3
STEP = 10.0**-DIGITS

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Named:
    """All lines, or all areas, that bear the same names."""

    kind: str
    zh: str
    en: str
    shape: shapely.Geometry


def ground_lines(
    ground: pd.DataFrame, extracts: Sequence[GroundTiles] = ()
) -> dict[str, dict[str, Any]]:
    """
    For each of ``LAYERS`` a FeatureCollection, with ``zh``, ``en`` and ``kind``.

    Rows of a name are one feature, their lines joined; ``to_zoom`` tells up to where they are fit
    to be shown. Shapes are the coarser the more there are; where that is not enough, the longest
    are shown. What is smaller than the tolerance is left out. Where an extract shows the same,
    its ground takes their place.
    """
    ground = beside(ground, extracts)
    rows = [each for kind in LAYERS.values() for each in _by_name(ground, kind)]
    shapes = list(_simplify(np.array([each.shape for each in rows], dtype=object)))
    return {
        key: {
            "type": "FeatureCollection",
            "to_zoom": TO_ZOOM,
            "features": [
                _feature(row, shape)
                for row, shape in zip(rows, shapes, strict=True)
                if row.kind == kind and shape is not None
            ],
        }
        for key, kind in LAYERS.items()
    }


def beside(ground: pd.DataFrame, extracts: Sequence[GroundTiles]) -> pd.DataFrame:
    """The rows without what of them lies where the ground of an extract shows its kind."""
    for key, kind in LAYERS.items():
        land = [_land_of(getattr(each.known.covered, key)) for each in extracts]
        covered = shapely.union_all(land)
        if covered.is_empty:
            continue
        mine = (ground["kind"] == kind).to_numpy()
        shapes = ground.geometry.to_numpy().copy()
        shapes[mine] = shapely.difference(shapes[mine], covered)
        ground = ground.assign(geometry=shapes)[~(mine & shapely.is_empty(shapes))]
    return ground


def _land_of(tiles: Sequence[tuple[int, int]]) -> shapely.Geometry:
    """The land of some tiles and of those around them: two maps of one river are never alike."""
    at = np.array(tiles, dtype=np.float64).reshape(-1, 2)
    corners = np.vstack([at - 1, at + 2]) / 2**COVER_ZOOM
    degrees = to_degrees(corners).reshape(2, -1, 2)
    west_north, east_south = degrees
    return shapely.union_all(
        shapely.box(west_north[:, 0], east_south[:, 1], east_south[:, 0], west_north[:, 1])
    )


def _by_name(ground: pd.DataFrame, kind: str) -> Iterator[Named]:
    """The rows of a kind by their names: areas apart from lines."""
    rows = ground[ground["kind"] == kind]
    for names, group in rows.groupby(["name_zh", "name_en"], sort=False):
        zh, en = map(str, names)
        parts = shapely.get_parts(group.geometry.to_numpy())
        areal = shapely.get_dimensions(parts) == 2
        if areal.any():
            yield Named(kind, zh, en, shapely.multipolygons(parts[areal]))
        if not areal.all():
            lines = shapely.multilinestrings(parts[~areal])
            yield Named(kind, zh, en, shapely.line_merge(lines))


def _simplify(shapes: Shapes) -> Iterator[shapely.Geometry | None]:
    """Shapes with no more vertices in all than a page may carry; None where nothing is left."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    for tolerance in TOLERANCES_DEGREES:
        parts, large = _coarser(parts, tolerance)
        parts, of = parts[large], of[large]
        if shapely.get_num_coordinates(parts).sum() <= MOST_VERTICES:
            break
    longest = np.argsort(-shapely.length(parts), kind="stable")
    fit = np.cumsum(shapely.get_num_coordinates(parts[longest])) <= MOST_VERTICES
    kept = np.sort(longest[fit])
    parts, of = parts[kept], of[kept]
    ends = np.searchsorted(of, np.arange(len(shapes) + 1))
    for first, end in pairwise(ends.tolist()):
        yield _together(parts[first:end])


def _coarser(parts: Shapes, tolerance: float) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """Lines and areas of fewer vertices, and which are larger than the tolerance."""
    areal = shapely.get_dimensions(parts) == 2
    simple = np.empty_like(parts)
    # Lines may cross themselves; an area must not, or its rounding could not be trusted.
    simple[~areal] = shapely.simplify(parts[~areal], tolerance, preserve_topology=False)
    simple[areal] = shapely.set_precision(shapely.simplify(parts[areal], tolerance), STEP)
    simple = shapely.transform(simple, lambda xy: np.round(xy, DIGITS))
    simple[~areal] = shapely.remove_repeated_points(simple[~areal])
    # An area is as long as its outline, there and back.
    return simple, shapely.length(simple) >= np.where(areal, 3, 1) * tolerance


def _together(parts: Shapes) -> shapely.Geometry | None:
    parts = shapely.get_parts(parts)
    if len(parts) < 2:
        return next(iter(parts), None)
    areal = shapely.get_dimensions(parts[0]) == 2
    return shapely.multipolygons(parts) if areal else shapely.multilinestrings(parts)


def _feature(named: Named, shape: shapely.Geometry) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": orjson.Fragment(shapely.to_geojson(shape)),
        "properties": {"zh": named.zh, "en": named.en, "kind": named.kind},
    }
