"""What a trip costs, and when that is within a limit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.access.travel import Unit
from geodata.base.arrays import Floats, Ints
from geodata.base.point_tree import PointTree, doubt_m

# An edge belongs to the reach that it bounds, wherever that is counted or drawn; a billionth, a
# hundredth of a millimetre in ten kilometres, covers what floating point takes off it.
COVERED_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class StraightLines:
    """
    The straight lines that costs are multiples of, and what measures them to the micrometre.

    Parameters
    ----------
    metres
        Length of each, by the closed formula, shape (n,).
    per_m
        What a metre of it costs, shape (n,) or (1,).
    lon, lat
        Where each begins, degrees, WGS-84, shape (n,).
    tree
        The places to which they lead.
    """

    metres: Floats
    per_m: Floats
    lon: Floats
    lat: Floats
    tree: PointTree


@dataclass(frozen=True, eq=False, slots=True)
class TripCosts:
    """
    What the trip to the nearest of some fairs costs each of a campaign's n demand points.

    Parameters
    ----------
    cost
        In ``unit``, ``inf`` where no fair can be reached or no road is known, shape (n,).
    unit
        ``m`` of the way that the method gives, or ``min``; by road walks at both ends included.
    fair_at
        Position of that fair in ``campaign.fairs``, -1 without one, shape (n,).
    known
        Whether the method knows how one travels from the point: by road, whether one is known
        near it, shape (n,).
    walk_m
        Length of the walk to the road, NaN without a road, 0 by other methods, shape (n,).
    lines
        The straight lines that the costs rest on; None by road, or without a fair.
    """

    cost: Floats
    unit: Unit
    fair_at: Ints
    known: npt.NDArray[np.bool_]
    walk_m: Floats
    lines: StraightLines | None = None

    def at(self, points: Ints) -> "TripCosts":
        """Those of some points, without their lines."""
        return TripCosts(
            self.cost[points],
            self.unit,
            self.fair_at[points],
            self.known[points],
            self.walk_m[points],
        )

    def covered_by(self, limit: float) -> npt.NDArray[np.bool_]:
        """
        Whether each trip costs no more than a limit in their unit, shape (n,).

        Of straight lines what the closed formula leaves in doubt is measured by ``pyproj.Geod``,
        so the answer is the one that ``Geod`` gives for every point.
        """
        covered, lines = within(self.cost, limit), self.lines
        if lines is None:
            return covered
        limit_m = limit / lines.per_m
        doubtful = np.flatnonzero(np.abs(lines.metres - limit_m) <= doubt_m(limit_m))
        if doubtful.size:
            exact_m = lines.tree.exact(lines.lon[doubtful], lines.lat[doubtful])
            covered[doubtful] = within(
                exact_m, np.broadcast_to(limit_m, lines.metres.shape)[doubtful]
            )
        return covered


def within(cost: Floats, limit: Floats | float) -> npt.NDArray[np.bool_]:
    """Whether costs are no more than a limit, which counts itself, in numbers and in drawings."""
    return np.asarray(cost <= farthest(limit))


def farthest(limit: Floats | float) -> Floats:
    """The greatest costs that still count as within limits, and how far their reach is drawn."""
    return np.asarray(limit, dtype=np.float64) * (1 + COVERED_TOLERANCE)
