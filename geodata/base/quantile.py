"""The cost within which a share of the people live, for many districts at once."""

import numpy as np

from geodata.base.arrays import Flags, Floats, Ints

BINS = 512
# Sums taken in another order may differ in their last digits.
SLACK = 1e-12


def weighted_quantiles(
    values: Floats, weights: Floats, part_of: Ints, parts: int, share: float
) -> Floats:
    """
    For each part the least value that a share of its weight does not exceed.

    Always one of the values given, never between two of them (the inverse of the weighted
    distribution function). A histogram finds the narrow bin that holds the answer, so that only
    what lies in that bin is sorted.

    Parameters
    ----------
    values
        Finite, shape (n,).
    weights
        More than 0, shape (n,).
    part_of
        The part that each value belongs to, 0 to ``parts - 1``, shape (n,).
    parts
        How many parts there are.
    share
        Between 0 and 1.

    Returns
    -------
    ndarray
        Shape (parts,); NaN without weight.
    """
    out = np.full(parts, np.nan)
    if not values.size:
        return out
    key = part_of * BINS + bins_of(values)
    heaps = np.bincount(key, weights, parts * BINS).astype(float).reshape(parts, BINS)
    upto, asked = asked_bins(heaps, share)
    some = np.flatnonzero(asked.ravel()[key])
    order = some[np.lexsort((values[some], part_of[some]))]
    starts = np.searchsorted(part_of[order], np.arange(parts + 1))
    for part in np.flatnonzero(upto[:, -1] > 0):
        here = order[starts[part] : starts[part + 1]]
        out[part] = first_at(values[here], weights[here], upto[part], asked[part], share)
    return out


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """The same of all values together; NaN without any."""
    if not values.size:
        return np.nan
    bin_of = bins_of(values)
    heaps = np.bincount(bin_of, weights, BINS).astype(float)
    (upto,), (asked,) = asked_bins(heaps[None], share)
    some = np.flatnonzero(asked[bin_of])
    here = some[np.argsort(values[some], kind="stable")]
    return first_at(values[here], weights[here], upto, asked, share)


def bins_of(values: Floats) -> Ints:
    """In which of as many bins of one width each value lies."""
    least = values.min()
    span = (values.max() - least) or 1.0
    number: Ints = ((values - least) / span * (BINS - 1)).astype(np.intp)
    return number


def asked_bins(heaps: Floats, share: float) -> tuple[Floats, Flags]:
    """The weight up to the end of each bin, and which bins may hold the answer, by part."""
    upto = np.cumsum(heaps, axis=1)
    wanted, slack = share * upto[:, -1:], upto[:, -1:] * SLACK
    before = np.hstack([np.zeros((len(upto), 1)), upto[:, :-1]])
    return upto, (upto >= wanted - slack) & (before < wanted + slack)


def first_at(values: Floats, weights: Floats, upto: Floats, asked: Flags, share: float) -> float:
    """The first of a part's sorted values, those in the bins asked, at which it has enough."""
    first = int(asked.argmax())
    before = upto[first - 1] if first else 0.0
    sums = before + np.cumsum(weights)
    at = int(np.searchsorted(sums, share * upto[-1] - upto[-1] * SLACK))
    return float(values[min(at, len(values) - 1)])
