"""
What is cheaper, spread over the core of a network.

Only states that it is cheaper to are looked at, with the same sums as a search over the whole core.
"""

from heapq import heapify, heappop, heappush

import numpy as np

from geodata.base.arrays import Floats, Ints, spans
from geodata.ways.contraction import Spread
from geodata.ways.ladder import Climb
from geodata.ways.stairs import Stairs

# Beyond so many states of the core the search over the whole of it is quicker.
MOST_SETTLED = 4_000
Seed = tuple[float, int, int]
"""What a state of the core costs, its position, and the target."""


def settle(stairs: Stairs, spread: Spread, climb: Climb, seeds: list[Seed]) -> Ints | None:
    """
    Spread what is cheaper over a core; the states whose cost is new, None if they are too many.

    Parameters
    ----------
    spread
        Takes it on.
    climb
        What lies above targets.
    seeds
        What else comes to states of the core.
    """
    cheaper = np.flatnonzero(climb.cost < spread.cost[climb.state])
    state, cost, place = climb.state[cheaper], climb.cost[cheaper], climb.place[cheaper]
    at = stairs.up.core_at[state]
    low = at < 0
    spread.relax(state[low], cost[low], place[low])
    columns = (each[~low].tolist() for each in (cost, at, place))
    found = over_core(stairs, spread.cost[stairs.core], [*zip(*columns, strict=True), *seeds])
    if found is None:
        return None
    high = stairs.core[np.fromiter(found, dtype=np.intp, count=len(found))].astype(np.intp)
    if found:
        spread.cost[high], spread.label[high] = zip(*found.values(), strict=True)
    return np.append(high, state[low])


def around(stairs: Stairs, spread: Spread, gaps: Ints) -> list[Seed]:
    """What gaps in the core cost by way of the states next to them that are none."""
    start = stairs.out_of.indptr
    low, count = start[gaps].astype(np.intp), (start[gaps + 1] - start[gaps]).astype(np.intp)
    arc = spans(low, count)
    state = stairs.core[stairs.out_of.indices[arc]]
    cost = spread.cost[state] + stairs.out_of.data[arc]
    leads = np.isfinite(cost)
    columns = (cost[leads], np.repeat(gaps, count)[leads], spread.label[state][leads])
    return list(zip(*(each.tolist() for each in columns), strict=True))


def over_core(
    stairs: Stairs, known: Floats, seeds: list[Seed]
) -> dict[int, tuple[float, int]] | None:
    """Spread seeds over the core where they are cheaper than what is known."""
    least, found = known.tolist(), dict[int, tuple[float, int]]()
    start, heads, costs = stairs.into.indptr, stairs.into.indices, stairs.into.data
    heapify(seeds)
    while seeds:
        cost, at, label = heappop(seeds)
        if cost >= least[at]:
            continue
        least[at], found[at] = cost, (cost, label)
        if len(found) > MOST_SETTLED:
            return None
        arcs = slice(start[at], start[at + 1])
        for head, step in zip(heads[arcs].tolist(), costs[arcs].tolist(), strict=True):
            if cost + step < least[head]:
                heappush(seeds, (cost + step, head, label))
    return found
