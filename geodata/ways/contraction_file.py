"""
Contractions at rest: in the folder of the network that they are made of, by digest of its costs.

What is read is what would be made, to the last bit.
"""

from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_array

from geodata.base.array_folder import Arrays, arrays_at
from geodata.base.arrays import Floats, Ints
from geodata.ways.contraction import Contraction
from geodata.ways.elimination import MOST_NEIGHBOURS, Level

FORMAT = 1  # changes with what is made of the same edges
MOST = 4  # two profiles, in minutes and in metres
LEVELS = ("node", "neighbour", "away", "back")
NAMES = (*LEVELS, "past", "core", "cost", "source", "start")
Edges: TypeAlias = tuple[Ints, Ints, Floats, Floats, int]
"""What `Contraction.of` is made of."""


def kept_contraction(network_folder: Path, edges: Edges) -> Contraction:
    """A contraction of some edges: mapped if it is there, else made, and left for the next."""
    folder = network_folder / f"contraction-{digest_of(edges)}"
    return contraction_of(
        arrays_at(folder, NAMES, lambda: arrays_of(Contraction.of(*edges)), most=MOST)
    )


def digest_of(edges: Edges) -> str:
    """What a contraction follows from."""
    *arrays, size = edges
    made = sha256(f"{FORMAT} {size}".encode())
    for each in arrays:
        made.update(np.ascontiguousarray(each).data)
    return made.hexdigest()[:32]


def arrays_of(made: Contraction) -> Arrays:
    """The arrays of a contraction by name: the levels one after the other, and the core."""
    rows = {
        "node": np.empty(0, np.intp),
        "neighbour": np.empty((0, MOST_NEIGHBOURS), np.int32),
        "away": np.empty((0, MOST_NEIGHBOURS), made.KIND),
        "back": np.empty((0, MOST_NEIGHBOURS), made.KIND),
    }
    levels = {
        name: np.concatenate([none, *(getattr(each, name) for each in made.levels)])
        for name, none in rows.items()
    }
    past = np.cumsum([len(each.node) for each in made.levels], dtype=np.intp)
    arcs = {"cost": made.arcs.data, "source": made.arcs.indices, "start": made.arcs.indptr}
    return {**levels, "past": past, "core": made.core, **arcs}


def contraction_of(arrays: Arrays) -> Contraction:
    """The contraction of these arrays."""
    bounds = [0, *arrays["past"].tolist()]
    levels = [Level(*(arrays[name][low:past] for name in LEVELS)) for low, past in pairwise(bounds)]
    core = arrays["core"]
    arcs = csr_array(
        (arrays["cost"], arrays["source"], arrays["start"]), shape=(len(core), len(core))
    )
    return Contraction(len(arrays["node"]) + len(core), tuple(levels), core, arcs)
