"""Which tiles there are."""

from typing import NamedTuple

MOST_ZOOM = 16
"""The nearest zoom that our maps show."""


class Tile(NamedTuple):
    """A square of the world's map, as Leaflet counts them."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether there is such a square, at a zoom that our maps show."""
        if not 0 <= self.z <= MOST_ZOOM:
            return False
        return 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z
