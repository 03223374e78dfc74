"""Elimination on its own, on graphs that no town has, against scipy's Dijkstra."""

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geodata.ways.contraction import Contraction

SEEDS = range(8)


def random_graph(seed, *, steps=(1, 60)):
    """Ends and costs: loops, parallels, one-ways, closed edges, nodes without any edge."""
    chance = np.random.default_rng(seed)
    size = int(chance.integers(5, 250))
    count = int(size * chance.uniform(0.8, 2.4))
    tail, head = chance.integers(0, size, (2, count))
    cost = chance.integers(*steps, (2, count)).astype(float)
    cost[chance.random((2, count)) < 0.2] = np.inf
    return tail, head, *cost, size


def plain(tail, head, along, against, size):
    """Costs between all nodes, shape (from, to)."""
    a, b = np.append(tail, head), np.append(head, tail)
    cost = np.append(along, against)
    order = np.argsort(-cost, kind="stable")  # of parallel arcs the last one written stays
    dense = np.full((size, size), np.inf)
    dense[a[order], b[order]] = cost[order]
    at = np.nonzero(np.isfinite(dense))
    return dijkstra(coo_array((dense[at], at), shape=(size, size)).tocsr())


def targets_of(seed, size):
    """Nodes next to targets, the cost from there, and which target."""
    chance = np.random.default_rng(seed + 100)
    count = max(2, size // 12)
    return (
        chance.integers(0, size, count),
        chance.uniform(0, 9, count).round(3),
        chance.integers(0, 5, count),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_from_every_node_it_costs_what_dijkstra_finds_to_the_nearest_target(seed):
    graph = random_graph(seed)
    node, cost, label = targets_of(seed, graph[-1])

    spread = Contraction.of(*graph).spread(node, cost, label)

    ways = plain(*graph)[:, node] + cost
    assert np.allclose(spread.cost, ways.min(axis=1), rtol=1e-12, atol=0)
    reached = np.isfinite(spread.cost)
    assert (spread.label[~reached] == -1).all()
    # The label is that of a target which is indeed so near.
    mine = np.where(label == spread.label[:, None], ways, np.inf).min(axis=1)
    assert np.allclose(mine[reached], spread.cost[reached], rtol=1e-12, atol=0)
    assert reached.any()


@pytest.mark.parametrize("seed", SEEDS)
def test_turned_round_it_costs_what_dijkstra_finds_from_the_targets(seed):
    graph = random_graph(seed)
    node, cost, label = targets_of(seed, graph[-1])

    spread = Contraction.of(*graph).reversed().spread(node, cost, label)

    ways = plain(*graph)[node] + cost[:, None]
    assert np.allclose(spread.cost, ways.min(axis=0), rtol=1e-12, atol=0)


def test_turned_twice_it_is_what_it_was():
    graph = random_graph(3)
    asked = targets_of(3, graph[-1])
    made = Contraction.of(*graph)

    again = made.reversed().reversed().spread(*asked)

    assert (again.cost == made.spread(*asked).cost).all()


def test_streets_of_equal_cost_end_in_one_of_the_targets_that_are_equally_near():
    # A line of three between two targets: the middle is as far from either.
    line = np.array([0, 1]), np.array([1, 2]), np.ones(2), np.ones(2), 3

    spread = Contraction.of(*line).spread(np.array([0, 2]), np.zeros(2), np.array([7, 8]))

    assert spread.cost.tolist() == [0, 1, 0]
    assert (spread.label[0], spread.label[2]) == (7, 8)
    assert spread.label[1] in (7, 8)


def test_a_dense_part_that_cannot_be_eliminated_is_searched_as_it_is():
    chance = np.random.default_rng(5)
    tail, head = np.triu_indices(30, k=1)  # everybody is everybody's neighbour
    along, against = chance.uniform(1, 9, (2, len(tail)))
    made = Contraction.of(tail, head, along, against, 30)

    spread = made.spread(np.array([4]), np.zeros(1), np.zeros(1, dtype=np.intp))

    assert len(made.core) > 20
    assert np.allclose(spread.cost, plain(tail, head, along, against, 30)[:, 4])


def test_a_line_is_eliminated_altogether():
    tail = np.arange(999)
    made = Contraction.of(tail, tail + 1, np.ones(999), np.full(999, np.inf), 1000)

    spread = made.spread(np.array([999]), np.zeros(1), np.zeros(1, dtype=np.intp))

    assert len(made.core) < 10
    assert spread.cost.tolist() == list(range(999, -1, -1))


def test_without_edges_only_the_nodes_beside_a_target_reach_it():
    nothing = np.empty(0, dtype=np.intp)
    made = Contraction.of(nothing, nothing, np.empty(0), np.empty(0), 3)

    spread = made.spread(np.array([1]), np.array([2.5]), np.array([4]))

    assert spread.cost.tolist() == [np.inf, 2.5, np.inf]
    assert spread.label.tolist() == [-1, 4, -1]
