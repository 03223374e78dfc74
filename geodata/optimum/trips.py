"""
Plans by the trips of all: everybody who can be served is, by the nearest venue of the plan.

What is to be least is a sum over people: their trips, or what an equal plan counts in their place.
"""

from dataclasses import dataclass, replace

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats
from geodata.base.clock import Clock
from geodata.optimum.covering import fewest
from geodata.optimum.covers import Covers
from geodata.optimum.median import least_cost
from geodata.optimum.median_program import Ladder
from geodata.optimum.plan import Plan, plan_of
from geodata.optimum.problem import Status
from geodata.optimum.program import Program
from geodata.optimum.rules import Rules

# Above so many cells a table of all trips has no room; the pairs alone are then used.
MOST_CELLS = 60_000_000


@dataclass(frozen=True, eq=False, slots=True)
class Burdens:
    """
    What serving each point by each pair adds to the sum.

    Parameters
    ----------
    pairs
        The ways that are allowed; none to venues that must go.
    burden
        Of each pair, persons included, shape (n,).
    """

    pairs: Pairs
    burden: Floats

    def total(self, chosen: Flags) -> float:
        """What a plan adds up to; ``inf`` if it leaves somebody unserved."""
        pairs = replace(self.pairs, cost=self.burden)
        return float(nearest_costs(pairs, chosen)[np.unique(pairs.demand_at)].sum())


def any_serving(pairs: Pairs, rules: Rules, clock: Clock) -> Plan:
    """Some plan that serves all who can be served, or why there is none."""
    covers = Covers.of(pairs, np.zeros(pairs.demands), gone=rules.gone)
    return fewest(covers, rules, clock.quiet, enough=rules.most)


def least_total(burdens: Burdens, rules: Rules, clock: Clock, serving: Flags) -> Plan:
    """
    The plan with the least sum.

    Parameters
    ----------
    serving
        A plan that serves all.
    """
    pairs = burdens.pairs
    points, venues = np.unique(pairs.demand_at), np.union1d(pairs.venue_at, rules.kept.nonzero()[0])
    most = rules.most if rules.most is not None else len(venues)
    if not rules.number_alone or len(points) * len(venues) > MOST_CELLS:
        return _by_program(burdens, rules, clock)
    if most >= len(venues) or most <= rules.kept.sum():
        chosen = rules.kept.copy()
        if most >= len(venues):
            chosen[venues] = True
        total = burdens.total(chosen)
        return Plan(Status.OPTIMAL, chosen, total, total)
    return _by_search(burdens, rules, clock, serving)


def _by_search(burdens: Burdens, rules: Rules, clock: Clock, serving: Flags) -> Plan:
    """By branch and bound on a table of all trips, in which no way is worse than any plan."""
    pairs = burdens.pairs
    points, row = np.unique(pairs.demand_at, return_inverse=True)
    venues = np.union1d(pairs.venue_at, rules.kept.nonzero()[0])
    worst = 2.0 * burdens.total(serving) + 1.0
    costs = np.full((len(venues), len(points)), worst)
    costs[np.searchsorted(venues, pairs.venue_at), row] = np.minimum(burdens.burden, worst)
    kept = np.flatnonzero(rules.kept[venues])
    plan = least_cost(costs, kept, rules.most or 0, clock, start=np.flatnonzero(serving[venues]))
    chosen = np.zeros(pairs.venues, dtype=bool)
    chosen[venues[plan.chosen]] = True
    return replace(plan, chosen=chosen)


def _by_program(burdens: Burdens, rules: Rules, clock: Clock) -> Plan:
    """By HiGHS, whatever the rules."""
    program = Program()
    columns = rules.venue_columns(program)
    ladder = Ladder.of_pairs(burdens.pairs, burdens.burden, rules.kept)
    least = ladder.add_to(program, columns)
    told = clock.scaled(lambda found: clock.scale(found + least))
    plan = plan_of(program.solve(told), len(rules.kept))
    return replace(plan, objective=plan.objective + least, bound=plan.bound + least)


def nearest_costs(pairs: Pairs, chosen: Flags) -> Floats:
    """What the trip to the nearest chosen venue costs each point, ``inf`` without a way."""
    held = chosen[pairs.venue_at]
    least = np.full(pairs.demands, np.inf)
    np.minimum.at(least, pairs.demand_at[held], pairs.cost[held])
    return least
