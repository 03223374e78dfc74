"""What it costs from many places to the nearest of many targets, and from one place to each."""

from dataclasses import dataclass

import numpy as np

from geodata.base.arrays import Floats, Ints, spans
from geodata.roads.metric import Metric
from geodata.roads.movement import Use
from geodata.roads.network import Network, Snaps
from geodata.signs.profile import Profile
from geodata.ways.contraction import Contraction, Spread
from geodata.ways.contraction_file import Edges, kept_contraction
from geodata.ways.ends import entries, exits
from geodata.ways.states import states_of


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


def contraction(network: Network, use: Use, unit: str) -> Contraction:
    """A network made ready for one metric; kept with it."""
    metric = network.metric(use, unit)

    def contract() -> Contraction:
        edges = edges_of(network, metric.profile, metric.metres * metric.per_m)
        if not metric.movement.is_usual:
            return Contraction.of(*edges).beside(contraction(network, metric.profile, unit))
        return kept_contraction(network.folder, edges) if network.folder else Contraction.of(*edges)

    return network.derive("contraction", metric.movement, unit, contract)


def edges_of(network: Network, profile: Profile, cost: Floats) -> Edges:
    """
    What is contracted of a network.

    Parameters
    ----------
    cost
        Of each whole edge along and against it, shape (2, edges).
    """
    states = states_of(network, profile)
    tail, head = (np.asarray(network[name], dtype=np.intp) for name in ("tail", "head"))
    whole = np.where(states.plain, cost, np.inf)
    arcs = states.arcs
    side, edge = np.divmod(arcs.edge, network.edges)
    further = cost[side, edge]
    return (
        np.append(tail, arcs.source),
        np.append(head, arcs.target),
        np.append(whole[0], further),
        np.append(whole[1], np.full(len(further), np.inf)),
        states.size,
    )


def reversed_contraction(network: Network, use: Use, unit: str) -> Contraction:
    """The same for costs from one place to many."""

    def turn() -> Contraction:
        return contraction(network, use, unit).reversed()

    movement = network.metric(use, unit).movement
    return network.derive("reversed contraction", movement, unit, turn)


def to_nearest(network: Network, use: Use, unit: str, targets: Snaps) -> Spread:
    """What it costs each state to get to the nearest of some targets."""
    ends = entries(network, network.metric(use, unit), targets)
    return contraction(network, use, unit).spread(*ends.flat())


def from_places(
    network: Network, metric: Metric, places: Snaps, targets: Snaps, spread: Spread
) -> Reached:
    """
    What it costs places to get to the nearest target, once the costs of the states are known.

    Parameters
    ----------
    spread
        Of `to_nearest` for the same targets and metric.
    """
    place, target, cost = on_one_edge(metric, places, targets)
    least = exits(network, metric, places).least(spread, len(places))
    least.relax(place, cost, target)
    return Reached(least.cost, least.label)


def on_one_edge(metric: Metric, places: Snaps, targets: Snaps) -> tuple[Ints, Ints, Floats]:
    """
    Places, the targets on their very edge, and the cost of the way that passes no node.

    Places at the two ends of an edge are at its nodes: they are on no way of residents.
    """
    order = np.argsort(targets.edge, kind="stable")
    order = order[np.searchsorted(targets.edge[order], 0) :]
    edges = targets.edge[order]
    low = np.searchsorted(edges, places.edge)
    count = np.where(places.known, np.searchsorted(edges, places.edge, side="right") - low, 0)
    place, target = np.repeat(np.arange(len(places)), count), order[spans(low, count)]
    edge = places.edge[place]
    ahead_m = targets.at_m[target] - places.at_m[place]
    side = (ahead_m < 0).astype(np.intp)
    way = np.abs(ahead_m) * metric.per_m[side, edge]
    through = metric.local[side, edge] & (np.abs(ahead_m) >= metric.metres[edge])
    way = np.where((metric.open[side, edge] & ~through) | (ahead_m == 0), way, np.inf)
    return place, target, way + (places.walk_m[place] + targets.walk_m[target]) * metric.walk


def spread_from(network: Network, use: Use, unit: str, place: Snaps) -> Spread:
    """The search over the whole network from one place: what it costs to get to each state."""
    ends = exits(network, network.metric(use, unit), place)
    return reversed_contraction(network, use, unit).spread(*ends.flat())


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
    least = entries(network, metric, targets).least(spread, len(targets)).cost
    _, target, cost = on_one_edge(metric, place, targets)
    np.minimum.at(least, target, cost)
    return least
