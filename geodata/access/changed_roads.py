"""Costs by road of a what-if: those of its plan, and anew only what a change can change."""

from typing import NamedTuple

import numpy as np

from geodata.access.joins import demand_snaps, fair_snaps
from geodata.access.travel import Unit
from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign, Trial
from geodata.roads.movement import Movement
from geodata.roads.network import Network
from geodata.ways.changed_targets import Leaving, Standing
from geodata.ways.costs import Reached, contraction, from_places
from geodata.ways.ends import entries

SETS_KEPT = 2
# With more changes than that the search over the whole network is about as quick.
MOST_CHANGES = 32


class Way(NamedTuple):
    """How people go over one network, and in which unit that is counted."""

    network: Network
    movement: Movement
    unit: Unit

    @property
    def key(self) -> tuple[str, Movement, Unit]:
        """By which costs are kept."""
        return self.network.digest, self.movement, self.unit


def reach(campaign: Campaign, way: Way, fairs: Ints) -> Reached:
    """
    What it costs the people to get to the nearest of some fairs over one network.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.

    Returns
    -------
    Reached
        Whose ``target`` are such positions.
    """
    if campaign.trial is not None:
        found = reach_in_trial(campaign, campaign.trial, way, fairs)
        if found is not None:
            return found
    costs = search(campaign, way, fairs)
    if campaign.trial is None:
        keep(campaign, way, fairs, costs)
    return Reached(costs.reached.cost, positions(costs.reached.target, fairs))


def search(campaign: Campaign, way: Way, fairs: Ints) -> Standing:
    """The same by a search over the whole network, numbered as the fairs are given."""
    network, metric = way.network, way.network.metric(way.movement, way.unit)
    places = demand_snaps(campaign, network, metric.profile)
    targets = fair_snaps(campaign, network, metric.profile)[fairs]
    ends = entries(network, metric, targets)
    spread = contraction(network, metric.movement, metric.unit).spread(*ends.flat())
    reached = from_places(network, metric, places, targets, spread)
    return Standing(network, metric, targets, spread, reached)


def keep(plan: Campaign, way: Way, fairs: Ints, costs: Standing) -> None:
    """Keep what a search found for the what-ifs of a plan."""
    most = SETS_KEPT * len(plan.networks)
    plan.still.put("roads standing", (way.key, fairs.tobytes()), costs, most=most)


def reach_in_trial(campaign: Campaign, trial: Trial, way: Way, fairs: Ints) -> Reached | None:
    """
    The same for a what-if, from what is known of its plan.

    Returns
    -------
    Reached or None
        None where too much is different.
    """
    plan, was = trial.plan, trial.standing[fairs]
    base = without_gone(plan, way, np.sort(was[was >= 0]))
    if base is None:
        return None
    known, costs = base
    come = np.flatnonzero(~np.isin(was, known))
    if len(come) > MOST_CHANGES:
        return None
    snaps = fair_snaps(campaign, way.network, way.movement.profile)[fairs[come]]
    found = costs.joined_by(snaps, leaving_of(plan, way)) if come.size else costs
    if found is None:
        return None
    now = np.full(len(plan.fairs), -1, dtype=np.intp)
    now[was[was >= 0]] = fairs[was >= 0]
    target = positions(found.reached.target, np.append(now[known], fairs[come]))
    return Reached(found.reached.cost, target)


def without_gone(plan: Campaign, way: Way, standing: Ints) -> tuple[Ints, Standing] | None:
    """
    The costs to fairs of a plan that still stand, nearly all of them; None as `reach_in_trial`.

    Kept: a fair that is dragged has gone at every step, and only where it comes is new.
    """
    known, costs = nearest_known(plan, way, standing)
    stands = np.isin(known, standing)
    if stands.all():
        return known, costs
    less = costs.without(np.flatnonzero(~stands), leaving_of(plan, way))
    if less is None:
        return None
    less = less.renumbered(np.flatnonzero(stands))
    keep(plan, way, known[stands], less)
    return known[stands], less


def nearest_known(plan: Campaign, way: Way, standing: Ints) -> tuple[Ints, Standing]:
    """The costs to that set of a plan's fairs which differs least from those that stand."""
    sets = [
        np.frombuffer(key[1], dtype=np.intp)
        for key in plan.still.keys("roads standing")
        if isinstance(key, tuple) and key[0] == way.key
    ]
    apart = [len(np.setxor1d(each, standing, assume_unique=True)) for each in sets]
    for at in np.argsort(apart, kind="stable"):
        found = plan.still.find("roads standing", (way.key, sets[at].tobytes()))
        if found is not None and apart[at] <= MOST_CHANGES:
            return sets[at], found
    found = search(plan, way, standing)
    keep(plan, way, standing, found)
    return standing, found


def leaving_of(plan: Campaign, way: Way) -> Leaving:
    """Where the people leave for the roads; kept."""

    def find() -> Leaving:
        metric = way.network.metric(way.movement, way.unit)
        return Leaving.of(
            way.network, metric, demand_snaps(plan, way.network, way.movement.profile)
        )

    most = SETS_KEPT * len(plan.networks)
    key = way.network.digest, way.movement.profile
    return plan.still.get("leaving", key, find, most=most)


def positions(target: Ints, fairs: Ints) -> Ints:
    """Which fairs some targets are, -1 where there is none."""
    return np.append(fairs, -1)[target]
