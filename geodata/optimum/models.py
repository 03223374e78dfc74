"""Which solver makes the plan of each model."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.clock import Clock
from geodata.optimum.center import shortest_longest
from geodata.optimum.covering import any_plan, fewest, most_covered, most_covered_twice
from geodata.optimum.covers import Covers
from geodata.optimum.dispersion import both_ways, most_apart
from geodata.optimum.equal import Equaliser, equivalent, kappa_of
from geodata.optimum.plan import Plan
from geodata.optimum.problem import Model, SitingProblem
from geodata.optimum.rules import Rules, ways_of
from geodata.optimum.seats import Seating, cheapest_seated, most_seated
from geodata.optimum.trips import Burdens, any_serving, least_total, nearest_costs


def best_plan(problem: SitingProblem, rules: Rules, clock: Clock) -> Plan:
    """The plan of a request by its model's solver, or why there is none."""
    if problem.model is Model.P_DISPERSION:
        return most_apart(both_ways(problem.pairs), rules, clock)
    ways = ways_of(problem, rules)
    if not len(ways):
        return _reaching_nobody(problem, rules, clock)
    return SOLVERS[problem.model](problem, ways, rules, clock)


def _reaching_nobody(problem: SitingProblem, rules: Rules, clock: Clock) -> Plan:
    """Where nobody can be reached, the smallest plan is as good as any."""
    plan = any_plan(rules, clock)
    if not plan.found:
        return plan
    count = float(plan.chosen.sum()) if problem.model is Model.LSCP else 0.0
    twice = 0.0 if problem.model is Model.MCLP_BACKUP else None
    return replace(plan, objective=count, bound=count, twice=twice)


def _lscp(problem: SitingProblem, ways: Pairs, rules: Rules, clock: Clock) -> Plan:
    return fewest(Covers.of(ways, problem.persons, gone=rules.gone), rules, clock)


def _mclp(problem: SitingProblem, ways: Pairs, rules: Rules, clock: Clock) -> Plan:
    if problem.capacity is not None:
        seating = Seating.of(ways, problem.persons, problem.capacity, gone=rules.gone)
        return most_seated(seating, rules, clock)
    return most_covered(Covers.of(ways, problem.persons, gone=rules.gone), rules, clock)


def _backup(problem: SitingProblem, ways: Pairs, rules: Rules, clock: Clock) -> Plan:
    return most_covered_twice(Covers.of(ways, problem.persons, gone=rules.gone), rules, clock)


def _median(problem: SitingProblem, ways: Pairs, rules: Rules, clock: Clock) -> Plan:
    if problem.capacity is not None:
        seating = Seating.of(ways, problem.persons, problem.capacity, gone=rules.gone)
        return cheapest_seated(seating, rules, clock)
    serving = any_serving(ways, rules, clock)
    if not serving.found:
        return serving
    burden = ways.cost * problem.persons[ways.demand_at]
    return least_total(Burdens(ways, burden), rules, clock, serving.chosen)


def _center(_: SitingProblem, ways: Pairs, rules: Rules, clock: Clock) -> Plan:
    return shortest_longest(ways, rules, clock)


def _kolm_pollak(problem: SitingProblem, ways: Pairs, rules: Rules, clock: Clock) -> Plan:
    serving = any_serving(ways, rules, clock)
    if not serving.found:
        return serving
    kappa = problem.kappa if problem.kappa is not None else _kappa(problem, ways, rules)
    points = np.unique(ways.demand_at)
    persons = problem.persons[points]
    start = nearest_costs(ways, serving.chosen)[points]
    equaliser = Equaliser(kappa, equivalent(start, persons, kappa), float(persons.sum()))
    burden = equaliser.burden(ways.cost.astype(np.float64)) * problem.persons[ways.demand_at]
    told = clock.scaled(equaliser.equivalent)
    return equaliser.plan(least_total(Burdens(ways, burden), rules, told, serving.chosen))


def _kappa(problem: SitingProblem, ways: Pairs, rules: Rules) -> float:
    """From the kept venues where they reach somebody, else from all that may be in a plan."""
    for chosen in (rules.kept, ~rules.gone):
        costs = nearest_costs(ways, chosen)
        served = np.isfinite(costs)
        kappa = kappa_of(costs[served], problem.persons[served], problem.aversion)
        if kappa > 0.0:
            return kappa
    return 0.0


Solver = Callable[[SitingProblem, Pairs, Rules, Clock], Plan]
SOLVERS: Mapping[Model, Solver] = {
    Model.LSCP: _lscp,
    Model.MCLP: _mclp,
    Model.MCLP_BACKUP: _backup,
    Model.P_MEDIAN: _median,
    Model.P_CENTER: _center,
    Model.KOLM_POLLAK: _kolm_pollak,
}
