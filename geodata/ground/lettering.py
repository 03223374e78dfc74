"""Where along a line its name stands: on its straightest pieces, far apart from each other."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely

from geodata.base.arrays import Floats

# In tiles' sides; a tile is shown at 256 to 512 pixels.
STEP = 1 / 32
PIECE = 10  # steps of the piece on which a name stands
LEAST = 5  # steps of the shortest piece that a name stands on
APART = 40  # steps from one name to the next along the line
OFTEN = 20  # steps between the places where a name of few lines may stand, so that one is free
STRAIGHT = 0.92  # of a piece's length that it must get ahead


class Anchor(NamedTuple):
    """A piece of a line: its middle, its direction in degrees as text is read, its length."""

    x: float
    y: float
    angle: int
    room: float


def anchors(line: shapely.LineString, apart: int = APART) -> Iterator[Anchor]:
    """The pieces of a line that its name stands on; a tile's side is the unit."""
    count = int(shapely.length(line) / STEP)
    if count < LEAST:
        return
    piece = min(PIECE, count)
    along = np.arange(count + 1) * STEP
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    ahead = points[piece:] - points[:-piece]
    straight = np.hypot(*ahead.T) / (piece * STEP)
    for begin in range(0, len(straight), apart):
        at = begin + int(np.argmax(straight[begin : begin + apart]))
        if straight[at] >= STRAIGHT:
            yield anchor(points[at : at + piece + 1], ahead[at])


def anchor(points: Floats, ahead: Floats) -> Anchor:
    """A name's place on a piece."""
    x, y = points[len(points) // 2]
    angle = np.degrees(np.arctan2(ahead[1], ahead[0]))
    upright = (angle + 90) % 180 - 90
    return Anchor(float(x), float(y), round(float(upright)), float(np.hypot(*ahead)))
