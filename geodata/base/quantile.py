"""The cost within which a share of the people live, for many districts at once."""

import numpy as np

from geodata.base.arrays import Floats, Ints

BINS = 2048


def weighted_quantile(
    values: Floats, weights: Floats, part_of: Ints, parts: int, share: float
) -> Floats:
    """
    For each part, the least value that at least a share of its weight does not exceed.

    Always one of the values given, never between two of them (the inverse of the weighted
    distribution function). A histogram finds the narrow bin that holds the answer, so that only
    what lies in that bin is sorted.

    Parameters
    ----------
    values
        Finite, shape (n,).
    weights
        Not negative, shape (n,).
    part_of
        The part that each value belongs to, 0 to ``parts - 1``, shape (n,).
    parts
        How many parts there are.
    share
        Between 0 and 1.

    Returns
    -------
    ndarray
        Shape (parts,); NaN for a part without weight.
    """
    out = np.full(parts, np.nan)
    if not values.size:
        return out
    least = values.min()
    span = (values.max() - least) or 1.0
    bin_of = ((values - least) / span * (BINS - 1)).astype(np.intp)
    heaps = np.bincount(part_of * BINS + bin_of, weights, parts * BINS).reshape(parts, BINS)
    upto = np.cumsum(heaps, axis=1)
    wanted = share * upto[:, -1]
    # Sums taken in another order may differ in their last digits: look one bin back as well.
    slack = upto[:, -1] * 1e-12
    first = (upto < (wanted - slack)[:, None]).sum(axis=1)
    last = np.minimum((upto < (wanted + slack)[:, None]).sum(axis=1), BINS - 1)
    chosen = np.flatnonzero((bin_of >= first[part_of]) & (bin_of <= last[part_of]) & (weights > 0))
    order = chosen[np.lexsort((values[chosen], part_of[chosen]))]
    starts = np.searchsorted(part_of[order], np.arange(parts + 1))
    for part in np.flatnonzero(upto[:, -1] > 0):
        here = order[starts[part] : starts[part + 1]]
        before = upto[part, first[part] - 1] if first[part] else 0.0
        sums = before + np.cumsum(weights[here])
        at = np.searchsorted(sums, wanted[part] - slack[part])
        out[part] = values[here[min(at, len(here) - 1)]]
    return out
