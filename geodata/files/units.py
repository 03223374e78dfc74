"""Whether coordinates are the degrees or the metres that they are said to be."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely

from geodata.base.arrays import Floats
from geodata.errors import CellProblem

MOST_DEGREES = (180.0, 90.0)
# No way of writing degrees gets so far; coordinates in metres do, but at the origin of a zone.
CLEARLY_METRES = 400.0


def unit_problems(
    x: Floats, y: Floats, rows: npt.NDArray[np.int64], *, projected: bool
) -> Iterator[CellProblem]:
    """
    Coordinates that are degrees where metres are stated, or metres where nothing is.

    Parameters
    ----------
    x, y
        As the file has them, shape (n,); NaN is no point.
    projected
        Whether they are said to be metres.
    """
    known = np.isfinite(x) & np.isfinite(y)
    if projected:
        wrong = known & (np.abs(x) <= MOST_DEGREES[0]) & (np.abs(y) <= MOST_DEGREES[1])
        reason = (
            "these are degrees, and the reference system that is stated has metres; leave --crs "
            "out, or export the file in WGS-84"
        )
    else:
        wrong = known & (np.minimum(np.abs(x), np.abs(y)) > CLEARLY_METRES)
        reason = (
            "these are no degrees; say which reference system they are in with --crs EPSG:n "
            "(4534 to 4554 are the 3-degree zones of CGCS2000)"
        )
    if wrong.any() and (wrong == known).all():
        yield CellProblem(None, "", f"{x[wrong][0]:g}, {y[wrong][0]:g}", reason)
        return
    for at in np.flatnonzero(wrong):
        yield CellProblem(int(rows[at]), "", f"{x[at]:g}, {y[at]:g}", reason)


def corners(shapes: npt.NDArray[np.object_]) -> tuple[Floats, Floats]:
    """The coordinate of each shape that is farthest from nought on each axis, shape (n,)."""
    box = np.abs(shapely.bounds(shapes))
    return np.maximum(box[:, 0], box[:, 2]), np.maximum(box[:, 1], box[:, 3])
