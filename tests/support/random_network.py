"""Distances of a random network, as the instances of OR-Library's pmed are drawn."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from geodata.base.arrays import Floats

LONGEST = 100


def distances(nodes: int, edges: int, seed: int) -> Floats:
    """
    Whole-numbered shortest ways between all nodes of a connected random network.

    Parameters
    ----------
    edges
        How many are drawn beside those that connect it; each is 1 to 100 long.
    """
    rng = np.random.default_rng(seed)
    one = np.concatenate([np.arange(1, nodes), rng.integers(0, nodes, edges)])
    other = np.concatenate([rng.integers(0, np.arange(1, nodes)), rng.integers(0, nodes, edges)])
    length = rng.integers(1, LONGEST + 1, len(one)).astype(float)
    apart = one != other
    ends = (length[apart], (one[apart], other[apart]))
    found: Floats = shortest_path(csr_array(ends, shape=(nodes, nodes)), directed=False)
    return found
