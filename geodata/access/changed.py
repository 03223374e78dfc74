"""Straight distances of a what-if: those of its plan, and anew only what a change can change."""

from typing import NamedTuple

import numpy as np

from geodata.base.arrays import Floats, Ints
from geodata.base.geodesy import FARTHEST_BY_FORMULA_M, ecef, geodesic_m
from geodata.base.point_tree import PointTree
from geodata.campaign.campaign import Campaign, Trial

# A line is not shorter than its chord, but for what floating point takes off.
CHORD_GUARD_M = 1e-3
SETS_KEPT = 4
FEW = 8


class Nearest(NamedTuple):
    """
    The nearest of some fairs to each of n demand points.

    Parameters
    ----------
    metres
        Length of the geodesic, ``inf`` without any fair, shape (n,).
    fair_at
        Position of that fair, -1 without one, shape (n,).
    """

    metres: Floats
    fair_at: Ints


def tree_of(campaign: Campaign, fairs: Ints) -> PointTree:
    """The places of some fairs, at least one."""
    table = campaign.fairs.iloc[fairs]
    return PointTree.of(table["lon"].to_numpy(), table["lat"].to_numpy())


def nearest_in_trial(campaign: Campaign, trial: Trial, fairs: Ints) -> Nearest:
    """
    The nearest of some fairs of a what-if.

    Where a fair stands as it stood, the plan's distances hold. Of the people whose nearest fair is
    gone the next one is looked for, and fairs that have come take those who are nearer to them.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``, ascending.
    """
    was = trial.standing[fairs]
    stood = was >= 0
    metres, plan_at = nearest_standing(trial.plan, np.sort(was[stood]))
    position = np.full(len(trial.plan.fairs) + 1, -1, dtype=np.intp)
    position[was[stood]] = fairs[stood]
    found = Nearest(metres, position[plan_at])
    fresh = fairs[~stood]
    return with_fresh(campaign, found, fresh) if fresh.size else found


def nearest_standing(plan: Campaign, standing: Ints) -> Nearest:
    """The nearest of those fairs of a plan that still stand; kept apart from the plan's own."""

    def measure() -> Nearest:
        metres, fair_at = nearest_known(plan, standing)
        lost = np.flatnonzero(~np.isin(fair_at, standing))
        if standing.size and lost.size:
            tree, demand = tree_of(plan, standing), plan.demand
            metres[lost], place_at = tree.nearest(demand.lon[lost], demand.lat[lost])
            fair_at[lost] = standing[tree.first[place_at]]
        elif lost.size:
            metres[lost], fair_at[lost] = np.inf, -1
        return Nearest(metres, fair_at)

    return plan.still.get("standing", standing.tobytes(), measure, most=SETS_KEPT)


def nearest_known(plan: Campaign, standing: Ints) -> Nearest:
    """A copy of the plan's distances to a set of fairs that holds these; else to none."""
    for key in reversed(plan.cache.keys("straight")):
        if isinstance(key, bytes) and np.isin(standing, np.frombuffer(key, dtype=np.intp)).all():
            kept = plan.cache.find("straight", key)
            if kept is not None:
                return Nearest(kept.metres.copy(), kept.fair_at.copy())
    size = len(plan.demand)
    return Nearest(np.full(size, np.inf), np.full(size, -1, dtype=np.intp))


def with_fresh(campaign: Campaign, found: Nearest, fresh: Ints) -> Nearest:
    """What is found once fairs have come: only who may be nearer to one of them is measured."""
    tree, demand = tree_of(campaign, fresh), campaign.demand
    here = demand_ecef(campaign)
    chord, place_at = nearest_chord(here, tree)
    near = np.flatnonzero(chord <= np.minimum(found.metres, FARTHEST_BY_FORMULA_M) + CHORD_GUARD_M)
    far = np.flatnonzero((found.metres > FARTHEST_BY_FORMULA_M) & (chord > FARTHEST_BY_FORMULA_M))
    metres, fair_at = found.metres.copy(), found.fair_at.copy()
    place = place_at[near]
    nearer = geodesic_m(here[near], tree.tree.data[place], chord[near])
    gain = nearer < metres[near]
    metres[near[gain]], fair_at[near[gain]] = nearer[gain], fresh[tree.first[place[gain]]]
    if far.size:
        exact, place = tree.nearest(demand.lon[far], demand.lat[far])
        gain = exact < metres[far]
        metres[far[gain]], fair_at[far[gain]] = exact[gain], fresh[tree.first[place[gain]]]
    return Nearest(metres, fair_at)


def nearest_chord(here: Floats, tree: PointTree) -> tuple[Floats, Ints]:
    """The chord to the nearest place and which place; few are quicker looked at one by one."""
    places = np.asarray(tree.tree.data)
    if len(places) > FEW:
        chord, place_at = tree.tree.query(here)
        return np.asarray(chord), np.asarray(place_at, dtype=np.intp)
    least, place_at = np.full(len(here), np.inf), np.zeros(len(here), dtype=np.intp)
    for number, place in enumerate(places):
        apart = here - place
        chord2 = np.einsum("ij,ij->i", apart, apart)
        place_at[chord2 < least] = number
        np.minimum(least, chord2, out=least)
    return np.sqrt(least), place_at


def demand_ecef(campaign: Campaign) -> Floats:
    """Where the people are, earth-centred, metres, shape (n, 3); kept."""
    demand = campaign.demand
    return campaign.still.get("ecef", "", lambda: ecef(demand.lon, demand.lat), most=1)
