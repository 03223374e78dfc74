"""What it costs from many places to the nearest of many targets, and from one place to each."""

from dataclasses import dataclass

import numpy as np

from geodata.base.arrays import Floats, Ints
from geodata.roads.contraction import Contraction, Spread
from geodata.roads.network import METRICS_KEPT, Metric, Network, Snaps
from geodata.roads.profile import Profile
from geodata.roads.snapping import spans


@dataclass(frozen=True, eq=False, slots=True)
class Reached:
    """
    What each of n places costs, and which target that is for.

    Parameters
    ----------
    cost
        In the metric's unit, walks at both ends included, ``inf`` where no target can be reached
        or no road is known, shape (n,).
    target
        Position of that target; -1 without one, shape (n,).
    """

    cost: Floats
    target: Ints


def contraction(network: Network, profile: Profile, unit: str) -> Contraction:
    """A network made ready for one metric; kept with it."""

    def contract() -> Contraction:
        metric = network.metric(profile, unit)
        tail, head = (np.asarray(network[name], dtype=np.intp) for name in ("tail", "head"))
        return Contraction.of(tail, head, metric.along, metric.against, network.known.nodes)

    return network.cache.get("contraction", (profile, unit), contract, most=METRICS_KEPT)


def reversed_contraction(network: Network, profile: Profile, unit: str) -> Contraction:
    """The same for costs from one place to many."""

    def turn() -> Contraction:
        return contraction(network, profile, unit).reversed()

    return network.cache.get("reversed contraction", (profile, unit), turn, most=METRICS_KEPT)


def to_nearest(network: Network, profile: Profile, unit: str, targets: Snaps) -> Spread:
    """What it costs each node to get to the nearest of some targets."""
    metric = network.metric(profile, unit)
    return contraction(network, profile, unit).spread(*arrivals(network, metric, targets))


def arrivals(network: Network, metric: Metric, targets: Snaps) -> tuple[Ints, Floats, Ints]:
    """The nodes from which targets are entered, the cost from there, and which target it is."""
    at = np.flatnonzero(targets.known)
    edge, at_m, walk = targets.edge[at], targets.at_m[at], targets.walk_m[at] * metric.walk
    per_m, rest_m = metric.per_m[edge], network["metres"][edge] - at_m
    # A place at the very end of an edge is at the node, whichever way the edge leads.
    from_tail = np.where(np.isfinite(metric.along[edge]) | (at_m <= 0), at_m * per_m, np.inf)
    from_head = np.where(np.isfinite(metric.against[edge]) | (rest_m <= 0), rest_m * per_m, np.inf)
    node = np.concatenate([network["tail"][edge], network["head"][edge]]).astype(np.intp)
    cost, label = np.concatenate([from_tail + walk, from_head + walk]), np.concatenate([at, at])
    open_ = np.isfinite(cost)
    return node[open_], cost[open_], label[open_]


def from_places(
    network: Network, metric: Metric, places: Snaps, targets: Snaps, spread: Spread
) -> Reached:
    """
    What it costs places to get to the nearest target, once the costs of the nodes are known.

    Parameters
    ----------
    spread
        Of `to_nearest` for the same targets and metric.
    """
    at = np.flatnonzero(places.known)
    edge, at_m = places.edge[at], places.at_m[at]
    tail, head = network["tail"][edge], network["head"][edge]
    per_m, rest_m = metric.per_m[edge], network["metres"][edge] - at_m
    to_head = np.isfinite(metric.along[edge]) | (rest_m <= 0)
    to_tail = np.isfinite(metric.against[edge]) | (at_m <= 0)
    ahead = np.where(to_head, rest_m * per_m + spread.cost[head], np.inf)
    behind = np.where(to_tail, at_m * per_m + spread.cost[tail], np.inf)
    turns = behind < ahead
    reached = Reached(np.full(len(places), np.inf), np.full(len(places), -1, dtype=np.intp))
    cost = np.where(turns, behind, ahead)
    reached.cost[at] = cost + places.walk_m[at] * metric.walk
    label = spread.label[np.where(turns, tail, head)]
    reached.target[at] = np.where(np.isfinite(cost), label, -1)
    along_one_edge(metric, places, targets, reached)
    return reached


def along_one_edge(metric: Metric, places: Snaps, targets: Snaps, reached: Reached) -> None:
    """Take the way to a target on the very edge of a place, where it passes no node."""
    order = np.argsort(targets.edge, kind="stable")
    order = order[np.searchsorted(targets.edge[order], 0) :]
    edges = targets.edge[order]
    low = np.searchsorted(edges, places.edge)
    count = np.where(places.known, np.searchsorted(edges, places.edge, side="right") - low, 0)
    place, target = np.repeat(np.arange(len(places)), count), order[spans(low, count)]
    edge = places.edge[place]
    ahead_m = targets.at_m[target] - places.at_m[place]
    opens = np.where(ahead_m >= 0, metric.along[edge], metric.against[edge])
    way = np.where(
        np.isfinite(opens) | (ahead_m == 0), np.abs(ahead_m) * metric.per_m[edge], np.inf
    )
    cost = way + (places.walk_m[place] + targets.walk_m[target]) * metric.walk
    Spread(reached.cost, reached.target).relax(place, cost, target)


def spread_from(network: Network, profile: Profile, unit: str, place: Snaps) -> Spread:
    """The search over the whole network from one place: what it costs to get to each node."""
    backwards = reversed_metric(network.metric(profile, unit))
    return reversed_contraction(network, profile, unit).spread(*arrivals(network, backwards, place))


def to_each(
    network: Network, metric: Metric, place: Snaps, targets: Snaps, spread: Spread
) -> Floats:
    """
    What it costs from one place to each target, shape (n,); ``inf`` where there is no way.

    Parameters
    ----------
    spread
        Of `spread_from` for the same place and metric.
    """
    return from_places(network, reversed_metric(metric), targets, place, spread).cost


def reversed_metric(metric: Metric) -> Metric:
    """A metric in which every way leads the other way."""
    return Metric(metric.unit, metric.per_m, metric.against, metric.along, metric.walk)
