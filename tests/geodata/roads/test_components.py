"""What of a network is set aside, against networkx on graphs that no mapper would draw."""

import networkx as nx
import numpy as np
import pytest

from geodata.roads.components import Edges, close_small_parts
from geodata.signs.profile import AGAINST, ALONG, Profile

DRIVE, WALK = (ALONG[each] | AGAINST[each] for each in (Profile.DRIVE, Profile.WALK))
BOTH = DRIVE | WALK
MASKS = ((Profile.DRIVE, DRIVE), (Profile.WALK, WALK))


def edges_of(rows):
    """Edges from (tail, head, metres, directions)."""
    tail, head, metres, directions = map(np.array, zip(*rows, strict=True))
    count = np.arange(len(rows))
    return Edges(
        np.arange(len(rows) + 1), tail, head, metres.astype(float), count,
        directions.astype(np.uint8),
    )  # fmt: skip


def aside(edges):
    """Kilometres that nobody can use once small parts are closed."""
    return edges.metres[close_small_parts(edges)].sum() / 1000


def ring(nodes, metres, directions=BOTH):
    """A closed street over nodes."""
    return [(a, b, metres, directions) for a, b in zip(nodes, nodes[1:] + nodes[:1], strict=True)]


def left_open(rows, profile):
    """Which rows stay open to a profile, by the rule's own words and networkx."""
    along, against = ALONG[profile], AGAINST[profile]
    mine = [n for n, row in enumerate(rows) if row[3] & (along | against)]
    graph = nx.DiGraph()
    for n in mine:
        a, b, _, bits = rows[n]
        graph.add_nodes_from((a, b))
        graph.add_edges_from([(a, b)] * bool(bits & along) + [(b, a)] * bool(bits & against))
    circle = {n: at for at, c in enumerate(nx.strongly_connected_components(graph)) for n in c}
    parts = [[n for n in mine if rows[n][0] in c] for c in nx.weakly_connected_components(graph)]
    lengths = [sum(rows[n][2] for n in part) for part in parts]
    stays = set()
    for part, length in zip(parts, lengths, strict=True):
        if length < min(20_000, 0.05 * max(lengths)):
            continue
        trips = {}
        for n in part:
            here = circle[rows[n][0]]
            trips[here] = trips.get(here, 0) + rows[n][2] * (here == circle[rows[n][1]])
        most = max(trips.values())
        if most <= length / 2:
            stays |= set(part)
            continue
        stays |= {
            n for n in part
            if circle[rows[n][0]] == circle[rows[n][1]] and trips[circle[rows[n][0]]] == most
        }  # fmt: skip
    return stays


@pytest.mark.parametrize("seed", range(12))
def test_what_stays_open_is_what_networkx_leaves_open(seed):
    chance = np.random.default_rng(seed)
    size = int(chance.integers(8, 120))
    # Few edges for each node: many parts, dead ends and round trips of every size.
    count = int(size * chance.uniform(0.7, 1.6))
    ends = chance.integers(0, size, (count, 2)).tolist()
    metres = chance.integers(1, 3_000, count).tolist()
    bits = chance.integers(1, BOTH + 1, count).tolist()
    rows = [(a, b, m, each) for (a, b), m, each in zip(ends, metres, bits, strict=True)]
    edges = edges_of(rows)

    aside_km = aside(edges)

    closed = 0
    stays = [(mask, left_open(rows, profile)) for profile, mask in MASKS]
    for n, (*_, length, before) in enumerate(rows):
        expected = before
        for mask, mine in stays:
            if n not in mine:
                expected &= ~mask
        assert edges.directions[n] == expected, n
        closed += length * (expected == 0)
    assert aside_km == pytest.approx(closed / 1000)
    assert 0 < closed < sum(metres)


def test_a_lane_without_return_is_closed_to_cars_and_a_lone_ring_to_everybody():
    large, small = ring([0, 1, 2, 3], 10_000), ring([7, 8, 9], 100)
    lane = [(3, 4, 500, ALONG[Profile.DRIVE] | WALK)]
    edges = edges_of(large + lane + small)

    aside_km = aside(edges)

    # The ring stays; the lane leads where no car returns from, on foot it is open; the small ring
    # is connected to nothing.
    assert edges.directions.tolist() == [BOTH] * 4 + [WALK] + [0] * 3
    assert aside_km == pytest.approx(0.3)


@pytest.mark.parametrize(("metres", "stays"), [(1_999, False), (2_000, True)])
def test_a_part_of_a_twentieth_of_the_longest_is_kept_and_of_less_is_not(metres, stays):
    edges = edges_of([*ring([0, 1, 2, 3], 10_000), (5, 6, metres, BOTH)])

    close_small_parts(edges)

    assert bool(edges.directions[-1]) is stays


@pytest.mark.parametrize(("metres", "stays"), [(19_999, False), (20_000, True)])
def test_twenty_kilometres_are_kept_beside_a_network_of_any_length(metres, stays):
    edges = edges_of([*ring([0, 1, 2, 3], 1_000_000), (5, 6, metres, BOTH)])

    close_small_parts(edges)

    assert bool(edges.directions[-1]) is stays


def test_where_traffic_circulates_on_half_of_a_part_at_most_all_of_it_stays():
    oneway = ALONG[Profile.DRIVE] | WALK
    half = edges_of([*ring([0, 1], 500, oneway), (1, 2, 1_000, oneway)])
    more = edges_of([*ring([0, 1], 501, oneway), (1, 2, 1_000, oneway)])

    close_small_parts(half)
    close_small_parts(more)

    assert half.directions.tolist() == [oneway] * 3
    assert more.directions.tolist() == [oneway, oneway, WALK]


def test_without_any_edge_open_nothing_is_closed():
    edges = edges_of([(0, 1, 100, 0), (1, 2, 50, 0)])

    assert aside(edges) == pytest.approx(0.15)
    assert edges.directions.tolist() == [0, 0]
