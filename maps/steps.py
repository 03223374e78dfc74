"""Shapes as the map's script receives them: whole steps between corners, half of GeoJSON's size."""

from typing import Any

import numpy as np

PER_DEGREE = 1000
"""Steps in a degree, WGS-84; the script divides by it."""


def pack(collection: dict[str, Any]) -> dict[str, Any]:
    """
    A FeatureCollection whose lines and areas have ``steps`` in place of ``coordinates``.

    Each line, or ring, is one list: east and north of its first corner, then the steps to every
    corner from the one before. Points stay as they are.
    """
    features = [
        each | {"geometry": _pack(each["geometry"])} if each["geometry"] else each
        for each in collection["features"]
    ]
    return collection | {"features": features}


def _pack(geometry: dict[str, Any]) -> dict[str, Any]:
    if geometry["type"] == "Point":
        return geometry
    return {"type": geometry["type"], "steps": _steps(geometry["coordinates"])}


def _steps(coordinates: list[Any]) -> list[Any]:
    first = coordinates[0] if coordinates else []
    if not first or isinstance(first[0], list):
        return [_steps(each) for each in coordinates]
    corners = np.rint(np.array(coordinates, dtype=np.float64) * PER_DEGREE).astype(np.int64)
    steps: list[int] = np.diff(corners, axis=0, prepend=0).ravel().tolist()
    return steps
