"""Parts of a network that nothing joins to the rest."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.base.arrays import Flags, Floats, Ints
from geodata.signs.profile import AGAINST, ALONG, LOCAL_SHIFT, OPEN, Profile

# A part of the network is set aside if it is shorter than this, and than this share of the longest.
SMALL_PART_M, SMALL_PART = 20_000.0, 0.05
# What is enclosed by ways that are not open to all is no more than this share of the longest part.
ENCLOSED_PART = 0.5
# The part within which traffic circulates is taken for the whole if it is most of it.
CIRCULATING = 0.5


@dataclass(eq=False, slots=True)
class Edges:
    """
    Runs of segments between two nodes, and after them, without any, what leads through gates.

    Parameters
    ----------
    first
        The first segment of each edge that has any, and the number of all.
    tail, head
        Node at either end.
    metres
        Length.
    way
        Which way it is a piece of.
    directions
        Bits of ``ALONG`` and ``AGAINST`` that are open, and of those so to some alone.
    """

    first: Ints
    tail: Ints
    head: Ints
    metres: Floats
    way: Ints
    directions: npt.NDArray[np.uint8]


def close_small_parts(edges: Edges) -> Flags:
    """
    Close what cannot be used by either profile, and say which edges nobody can use then.

    Set aside are small parts that are connected to nothing else, and pieces that traffic cannot
    both enter and leave: most are where an extract was cut or a way was drawn wrongly. What would
    be so without the ways that are open to who starts or ends there alone is as they are: nobody
    else gets there.
    """
    for profile in Profile:
        bits = ALONG[profile] | AGAINST[profile]
        mine = np.flatnonzero(edges.directions & bits)
        if not mine.size:
            continue
        closed = mine[set_aside(edges, mine, profile, edges.directions)]
        edges.directions[closed] &= np.uint8(~(bits | bits << LOCAL_SHIFT) & 0xFF)
        to_all = publicly_open(edges.directions)
        public = np.flatnonzero(to_all & bits)
        if public.size and len(public) + len(closed) < len(mine):
            enclosed = public[set_aside(edges, public, profile, to_all, ENCLOSED_PART)]
            edges.directions[enclosed] |= (edges.directions[enclosed] & bits) << LOCAL_SHIFT
    aside: Flags = edges.directions & OPEN == 0
    return aside


def publicly_open(directions: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Bits of the directions that are open to everybody."""
    local = directions >> LOCAL_SHIFT
    return np.asarray(directions & OPEN & ~local, dtype=np.uint8)


def set_aside(
    edges: Edges,
    mine: Ints,
    profile: Profile,
    open_: npt.NDArray[np.uint8],
    share: float = SMALL_PART,
) -> Flags:
    """Which of a profile's edges, open in these directions, are in small parts or on no round."""
    _, ends = np.unique(np.concatenate([edges.tail[mine], edges.head[mine]]), return_inverse=True)
    tail, head = ends[: len(mine)], ends[len(mine) :]
    metres = edges.metres[mine]
    open_to = open_[mine]
    part = parts_of(tail, head, "weak")[tail]
    length = np.bincount(part, metres)
    limit = min(SMALL_PART_M, share * length.max())
    along, against = open_to & ALONG[profile] > 0, open_to & AGAINST[profile] > 0
    circle = parts_of(
        np.concatenate([tail[along], head[against]]),
        np.concatenate([head[along], tail[against]]),
        "strong",
    )
    inside = circle[tail] == circle[head]
    round_trip = np.bincount(circle[tail], metres * inside, circle.max() + 1)
    # The longest round trip of each part, where it is most of the part.
    longest = np.zeros(len(length))
    np.maximum.at(longest, part, round_trip[circle[tail]])
    circulates = longest > CIRCULATING * length
    off = ~inside | (round_trip[circle[tail]] < longest[part])
    aside: Flags = (length[part] < limit) | (circulates[part] & off)
    return aside


def parts_of(tail: Ints, head: Ints, connection: Literal["weak", "strong"]) -> Ints:
    """The connected part of each node, by number."""
    size = int(max(tail.max(), head.max())) + 1 if len(tail) else 0
    arcs = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size))
    _, part = connected_components(arcs.tocsr(), directed=True, connection=connection)
    return np.asarray(part, dtype=np.intp)
