"""Costs by road of a what-if: those of its plan, and anew only what a change can change."""

from dataclasses import dataclass

import numpy as np

from geodata.access.travel import Unit
from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign, Trial
from geodata.roads.movement import Movement
from geodata.roads.network import Network, Snaps
from geodata.ways.changed_targets import Leaving, Standing
from geodata.ways.costs import Reached

SETS_KEPT = 2
# With more changes than that the search over the whole network is about as quick.
MOST_CHANGES = 32


@dataclass(frozen=True, eq=False, slots=True)
class Way:
    """
    How people go over one network, and in which unit that is counted.

    Parameters
    ----------
    people, fairs
        Where those of a campaign meet its roads, cancelled fairs too.
    """

    network: Network
    movement: Movement
    unit: Unit
    people: Snaps
    fairs: Snaps

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
        found = reach_in_trial(campaign.trial, way, fairs)
        if found is not None:
            return found
    costs = search(way, way.fairs[fairs])
    if campaign.trial is None:
        keep(campaign, way, fairs, costs)
    return Reached(costs.reached.cost, positions(costs.reached.target, fairs))


def search(way: Way, targets: Snaps) -> Standing:
    """The same by a search over the whole network, numbered as the targets are given."""
    metric = way.network.metric(way.movement, way.unit)
    return Standing.of(way.network, metric, way.people, targets)


def keep(plan: Campaign, way: Way, fairs: Ints, costs: Standing) -> None:
    """Keep what a search found for the what-ifs of a plan."""
    most = SETS_KEPT * len(plan.networks)
    plan.still.put("roads standing", (way.key, fairs.tobytes()), costs, most=most)


def reach_in_trial(trial: Trial, way: Way, fairs: Ints) -> Reached | None:
    """
    The same for a what-if, from what is known of its plan.

    Returns
    -------
    Reached or None
        None where too much is different.
    """
    plan, was = trial.plan, trial.standing[fairs]
    now = np.full(len(plan.fairs), -1, dtype=np.intp)
    now[was[was >= 0]] = fairs[was >= 0]
    base = without_gone(plan, way, now)
    if base is None:
        return None
    known, costs = base
    come = np.flatnonzero(~np.isin(was, known))
    if len(come) > MOST_CHANGES:
        return None
    snaps = way.fairs[fairs[come]]
    found = costs.joined_by(snaps, leaving_of(plan, way)) if come.size else costs
    if found is None:
        return None
    target = positions(found.reached.target, np.append(now[known], fairs[come]))
    return Reached(found.reached.cost, target)


def without_gone(plan: Campaign, way: Way, now: Ints) -> tuple[Ints, Standing] | None:
    """
    The costs to fairs of a plan that still stand, nearly all of them; None as `reach_in_trial`.

    Kept: a fair that is dragged has gone at every step, and only where it comes is new.

    Parameters
    ----------
    now
        The position of each of the plan's fairs in the what-if, -1 once it has gone.
    """
    known, costs = nearest_known(plan, way, now)
    stands = now[known] >= 0
    if stands.all():
        return known, costs
    less = costs.without(np.flatnonzero(~stands), leaving_of(plan, way))
    if less is None:
        return None
    keep(plan, way, known[stands], less)
    return known[stands], less


def nearest_known(plan: Campaign, way: Way, now: Ints) -> tuple[Ints, Standing]:
    """The costs to that set of a plan's fairs which differs least from those that stand."""
    standing = np.flatnonzero(now >= 0)
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
    found = search(way, way.fairs[now[standing]])
    keep(plan, way, standing, found)
    return standing, found


def leaving_of(plan: Campaign, way: Way) -> Leaving:
    """Where the people leave for the roads; kept."""

    def find() -> Leaving:
        metric = way.network.metric(way.movement, way.unit)
        return Leaving.of(way.network, metric, way.people)

    most = SETS_KEPT * len(plan.networks)
    key = way.network.digest, way.movement.profile
    return plan.still.get("leaving", key, find, most=most)


def positions(target: Ints, fairs: Ints) -> Ints:
    """Which fairs some targets are, -1 where there is none."""
    return np.append(fairs, -1)[target]
