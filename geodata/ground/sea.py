"""The sea: on which side of a coast it lies, and how far an extract's box knows of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geodata.base.arrays import Flags, Floats

ASIDE = 1e-9  # degrees from a coast: no other line runs between
SHORT = 0.002  # degrees that a coast may end before the edge: its next vertex lies beyond
Box = tuple[float, float, float, float]


def seas(coasts: Sequence[str], box: Box) -> list[str]:
    """
    The parts of a box that are sea.

    Coasts have land on their left, as OpenStreetMap has it. What has a coast's left side, too, is
    no sea for certain: the coast ends somewhere, and nobody knows where the water does.

    Parameters
    ----------
    coasts
        Lines as hexadecimal WKB, degrees.
    box
        West, south, east and north of what the extract holds whole.

    Returns
    -------
    list
        Areas as hexadecimal WKB.
    """
    parts = shapely.get_parts(shapely.clip_by_rect(shapely.from_wkb(list(coasts)), *box))
    parts = parts[shapely.get_dimensions(parts) == 1]
    if not len(parts):
        return []
    edge = shapely.boundary(shapely.box(*box))
    lines = shapely.union_all([*parts, *to_edge(parts, edge), edge])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    left, right = sides(parts)
    sea = touched(faces, right) & ~touched(faces, left)
    return [shapely.to_wkb(face, hex=True) for face in faces[sea].tolist()]


def to_edge(parts: Any, edge: shapely.Geometry) -> Any:
    """From where a coast ends close to the edge the rest of the way."""
    ends = shapely.get_coordinates([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    places, count = np.unique(ends, axis=0, return_counts=True)
    loose = shapely.points(places[count == 1])
    rest = shapely.shortest_line(loose, edge)
    length = shapely.length(rest)
    return rest[(length > 0) & (length < SHORT)]


def sides(parts: Any) -> tuple[Floats, Floats]:
    """Points left and right of each line, beside its longest stretch, each of shape (n, 2)."""
    points, of = shapely.get_coordinates(parts, return_index=True)
    steps = np.diff(points, axis=0)
    length = np.where(of[1:] == of[:-1], np.hypot(*steps.T), -1.0)
    order = np.lexsort((length, of[:-1]))
    longest = order[np.append(np.diff(of[:-1][order]) != 0, True)]
    longest = longest[length[longest] > 0]
    across = steps[longest][:, ::-1] * (-1, 1) * (ASIDE / length[longest])[:, np.newaxis]
    middles = points[longest] + steps[longest] / 2
    return middles + across, middles - across


def touched(faces: Any, points: Floats) -> Flags:
    """Which faces hold one of some points."""
    shapely.prepare(faces)
    places = shapely.points(points)
    point, face = shapely.STRtree(faces).query(places)
    holds = shapely.contains_xy(faces[face], points[point, 0], points[point, 1])
    found: Flags = np.bincount(face[holds], minlength=len(faces)) > 0
    return found
