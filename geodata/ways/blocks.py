"""
What it costs from many places to each of many targets, a block of targets at a time.

The same search as that to the nearest target, with a column for each: up from the targets, over the
core, and down to where places are, no farther than a limit. The costs are the same to the last bit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geodata.base.arrays import Flags, Floats, Ints
from geodata.roads.metric import Metric
from geodata.roads.network import Network, Snaps
from geodata.ways.contraction import Contraction, with_sources
from geodata.ways.costs import contraction, on_one_edge
from geodata.ways.elimination import Level
from geodata.ways.ends import Ends, entries, exits
from geodata.ways.ladder import Climb, Ladder

COLUMNS = 48
Rows = list[tuple[Level, Ints]]
"""Levels from the last to the first, and which of their states are above any place."""


@dataclass(frozen=True, eq=False, slots=True)
class Trips:
    """
    Trips from places to targets.

    Parameters
    ----------
    place, target
        Their positions, shape (n,).
    cost
        In the metric's unit, walks at both ends included, shape (n,).
    """

    place: Ints
    target: Ints
    cost: Floats


def trips_between(
    network: Network, metric: Metric, places: Snaps, targets: Snaps, limit: float = np.inf
) -> Iterator[Trips]:
    """
    All trips that cost no more than a limit, in blocks of targets that lie near each other.

    Those between places on one edge come last, and may be there already: the cheaper counts.

    Parameters
    ----------
    places, targets
        Where they meet the roads.
    limit
        Counts itself.
    """
    made = contraction(network, metric.movement, metric.unit)
    leaving = exits(network, metric, places)
    rows, same_edge = rows_above(made, leaving), on_one_edge(metric, places, targets)
    climb = climb_from(made, entries(network, metric, targets))
    cost = np.full((made.size, COLUMNS), np.inf)
    for some in blocks(network, targets):
        column = np.full(len(targets), -1, dtype=np.intp)
        column[some] = np.arange(len(some))
        mine = climb[column[climb.place] >= 0]
        reached = sweep(made, rows, Climb(mine.state, column[mine.place], mine.cost), limit, cost)
        at, least = leaving.least_of(cost, reached)
        yield within_limit(at, least, limit, some)
        cost[reached] = np.inf
    place, target, direct = same_edge
    near = direct <= limit
    yield Trips(place[near], target[near], direct[near])


def within_limit(place: Ints, cost: Floats, limit: float, targets: Ints) -> Trips:
    """The trips of a block that cost no more than a limit, from costs by place and column."""
    at, column = np.nonzero((cost <= limit) & np.isfinite(cost))
    return Trips(place[at], targets[column], cost[at, column])


def climb_from(made: Contraction, ends: Ends) -> Climb:
    """The states above targets, and what it costs from each to them."""
    state, cost, place = ends.flat()
    return Ladder.of(made, back=True).climb(state, place, cost)


def rows_above(made: Contraction, leaving: Ends) -> Rows:
    """Of each level, the last first, the states that lie on a way up from any place."""
    needed = np.zeros(made.size, dtype=bool)
    needed[leaving.state] = needed[leaving.more_state] = True
    rows: Rows = []
    for level in made.levels:
        row = np.flatnonzero(needed[level.node])
        needed[level.neighbour[row]] = True
        rows.append((level, row))
    return rows[::-1]


def blocks(network: Network, targets: Snaps) -> Iterator[Ints]:
    """The targets that meet a road, so many at a time that lie near each other."""
    known = np.flatnonzero(targets.known)
    vertex = network["first"][targets.edge[known]]
    count = -(-len(known) // COLUMNS)
    strips = max(1, round(count**0.5))
    east = np.argsort(np.argsort(network["east"][vertex], kind="stable"), kind="stable")
    order = np.lexsort((network["north"][vertex], east * strips // max(1, len(known))))
    for start in range(0, len(known), COLUMNS):
        yield known[order[start : start + COLUMNS]]


def sweep(made: Contraction, rows: Rows, climb: Climb, limit: float, cost: Floats) -> Flags:
    """
    Fill the costs of the states that are needed.

    Parameters
    ----------
    climb
        What lies above the targets, by column.
    cost
        By state and column, ``inf`` throughout.

    Returns
    -------
    ndarray
        The states that have any cost now, shape (states,).
    """
    reached = np.zeros(made.size, dtype=bool)
    reached[climb.state] = True
    cost[climb.state, climb.place] = climb.cost
    core = over_core(made, climb, limit)
    near = np.flatnonzero(np.isfinite(core).any(axis=0))
    cost[made.core[near], : len(core)] = core.T[near]
    reached[made.core[near]] = True
    for level, needed in rows:
        row = needed[reached[level.neighbour[needed]].any(axis=1)]
        cost[level.node[row]] = from_above(level, row, cost)
        reached[level.node[row]] = True
    return reached


def from_above(level: Level, row: Ints, cost: Floats) -> Floats:
    """The costs of some states of a level, once those above them are known."""
    best: Floats = cost[level.node[row]]
    neighbour, away = level.neighbour[row], level.away[row]
    for at in range(neighbour.shape[1]):
        used = np.flatnonzero(np.isfinite(away[:, at]))
        through = cost[neighbour[used, at]]
        through += away[used, at, None]
        best[used] = np.minimum(best[used], through)
    return best


def over_core(made: Contraction, climb: Climb, limit: float) -> Floats:
    """What it costs from each state of the core to each column's target, shape (columns, core)."""
    core_at = np.full(made.size, -1, dtype=np.intp)
    core_at[made.core] = np.arange(len(made.core))
    size, columns = len(made.core), int(climb.place.max(initial=-1)) + 1
    at = core_at[climb.state]
    graph = with_sources(made.arcs, at[at >= 0], climb.place[at >= 0], climb.cost[at >= 0], columns)
    found: Floats = dijkstra(graph, indices=np.arange(size, size + columns), limit=limit)
    return found[:, :size]
