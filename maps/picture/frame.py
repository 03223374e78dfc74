"""Where a place lies on the sheet: Mercator's plane, as large as the box allows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats
from geodata.base.mercator import CM, stretch, to_degrees, to_plane

NICE = (1, 2, 5)
LEAST_SPAN_CM = 100_000.0  # a district of a point's size still has a frame


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the sheet, in units of the sheet."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """
    The land's place on the sheet.

    Parameters
    ----------
    box
        Where the map is drawn.
    east, north
        The middle of the box on the plane, in centimetres.
    cm_per_unit
        Centimetres of the plane for one unit of the sheet.
    """

    box: Box
    east: float
    north: float
    cm_per_unit: float

    @classmethod
    def around(cls, bounds: Sequence[Sequence[float]], box: Box, padding: float) -> "Frame":
        """The frame that shows bounds, ``[[south, west], [north, east]]`` in degrees, whole."""
        (south, west), (north, east) = bounds
        x, y = to_plane(np.array([west, east]), np.array([south, north]))
        across = max(float(np.ptp(x)), LEAST_SPAN_CM) / (box.width - 2 * padding)
        down = max(float(np.ptp(y)), LEAST_SPAN_CM) / (box.height - 2 * padding)
        return cls(box, float(x.mean()), float(y.mean()), max(across, down))

    def at(self, lonlat: npt.ArrayLike) -> Floats:
        """Places on the sheet, shape (n, 2), from longitudes and latitudes of that shape."""
        degrees = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
        east, north = to_plane(degrees[:, 0], degrees[:, 1])
        x = self.box.left + self.box.width / 2 + (east - self.east) / self.cm_per_unit
        y = self.box.top + self.box.height / 2 - (north - self.north) / self.cm_per_unit
        return np.column_stack([x, y])

    @property
    def corners(self) -> Floats:
        """Longitudes and latitudes of its north-western and south-eastern corners, (2, 2)."""
        across, down = (each / 2 * self.cm_per_unit for each in (self.box.width, self.box.height))
        east = np.array([self.east - across, self.east + across])
        north = np.array([self.north + down, self.north - down])
        return np.column_stack(to_degrees(east, north))

    @property
    def metres_per_unit(self) -> float:
        """On the ground, in the middle of the box."""
        return self.cm_per_unit / CM / float(stretch(self.north))


def scale_bar(metres_per_unit: float, longest: float) -> float:
    """The longest round number of metres (1, 2 or 5 and zeros) that a bar so long can show."""
    most = metres_per_unit * longest
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(nice * power for nice in NICE if nice * power <= most))
