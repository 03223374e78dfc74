"""The way from one place to another, as it is drawn on a map."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geodata.base.arrays import Floats
from geodata.base.mercator import to_degrees
from geodata.roads.metric import Metric
from geodata.roads.network import Network
from geodata.ways.costs import on_one_edge
from geodata.ways.track import SLACK, SLACK_MIN, Piece, Track

START = -1


@dataclass(frozen=True, eq=False, slots=True)
class Way:
    """
    The quickest way from a place to a target.

    Parameters
    ----------
    lon, lat
        Its corners on the road, degrees, WGS-84, shape (n,).
    minutes
        From door to door, walks included.
    metres
        Length on the road.
    walk_m
        Length of the straight walks to the road and from it.
    """

    lon: Floats
    lat: Floats
    minutes: float
    metres: float
    walk_m: tuple[float, float]


def way(track: Track) -> Way | None:
    """The quickest way between two places; None without one."""
    metric, walk_m = track.metric, track.walk_m
    walks_min = sum(walk_m) * metric.walk
    _, _, direct = on_one_edge(metric, track.place, track.target)
    pieces = over_states(track)
    minutes = minutes_of(metric, pieces) if pieces else np.inf
    if direct.size and direct[0] - walks_min <= minutes:
        place, target = track.place, track.target
        pieces = [(int(place.edge[0]), float(place.at_m[0]), float(target.at_m[0]))]
        minutes = float(direct[0]) - walks_min
    if not np.isfinite(minutes):
        return None
    corners = [piece_of(track.network, *piece) for piece in pieces]
    east, north = (np.concatenate([each[axis] for each in corners]) for axis in (0, 1))
    lon, lat = to_degrees(east, north)
    metres = sum(abs(to - from_) for _, from_, to in pieces)
    return Way(lon, lat, minutes + walks_min, metres, walk_m)


def minutes_of(metric: Metric, pieces: list[Piece]) -> float:
    """What pieces of edges cost."""
    return sum(abs(b - a) * float(metric.per_m[int(b < a), edge]) for edge, a, b in pieces)


def over_states(track: Track) -> list[Piece]:
    """The pieces of edges of the quickest way over nodes, in order; none without one."""
    if track.last is None:
        return []
    last, (edge, at_m, end_m) = track.last
    first, edges = chain_to(track, last)
    _, begun = track.starts[first]
    between = [whole_piece(track.network, each) for each in edges]
    return [begun, *between, (edge, end_m, at_m)]


def chain_to(track: Track, last: int) -> tuple[int, list[int]]:
    """
    The state at which the quickest way to a state begins, and its directed edges from there.

    The way is followed backwards, each time to the neighbour from which the cost can have come.
    Where edges are shorter than costs are exact a neighbour may lead nowhere: then the next best
    is tried.
    """
    states, edges, seen = [last], list[int](), {last}
    rivals = [steps_back(track, last)]
    while True:
        step = next(rivals[-1], None)
        if step is None:
            rivals.pop()
            states.pop()
            edges.pop()
        elif step[0] == START:
            return states[-1], edges[::-1]
        elif step[0] not in seen:
            seen.add(step[0])
            states.append(step[0])
            edges.append(step[1])
            rivals.append(steps_back(track, step[0]))


def steps_back(track: Track, state: int) -> Iterator[tuple[int, int]]:
    """From where the quickest way can have come to a state, and by which edge; the best first."""
    arcs, costs = track.graph.arcs, track.spread.cost
    here = slice(arcs.indptr[state], arcs.indptr[state + 1])
    before, edge = arcs.indices[here], track.graph.edge[here]
    cost = costs[before] + arcs.data[here]
    steps = [*zip(cost.tolist(), before.tolist(), edge.tolist(), strict=True)]
    if state in track.starts:
        steps.append((track.starts[state][0], START, START))
    steps.sort()
    most = costs[state] * (1 + SLACK) + SLACK_MIN
    return iter([(from_, by) for cost, from_, by in steps if cost <= most])


def whole_piece(network: Network, edge: int) -> Piece:
    """A directed edge from one of its nodes to the other."""
    side, at = divmod(edge, network.edges)
    whole = float(network["metres"][at])
    return (at, whole, 0.0) if side else (at, 0.0, whole)


def piece_of(network: Network, edge: int, from_m: float, to_m: float) -> tuple[Floats, Floats]:
    """The corners of a piece of an edge on the plane, from one of its metres to another."""
    vertices = slice(network["first"][edge], network["first"][edge + 1])
    x, y = (network[name][vertices].astype(np.float64) for name in ("east", "north"))
    steps = np.hypot(np.diff(x), np.diff(y))
    whole = float(network["metres"][edge])
    at = np.append(0.0, np.cumsum(steps)) * (whole / steps.sum() if steps.sum() else 0.0)
    low, high = min(from_m, to_m), max(from_m, to_m)
    inside = at[(at > low) & (at < high)]
    metres = np.concatenate([[low], inside, [high]])
    east, north = np.interp(metres, at, x), np.interp(metres, at, y)
    return (east, north) if from_m <= to_m else (east[::-1], north[::-1])
