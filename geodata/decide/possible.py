"""Whether any plan keeps all rules of a request."""

from geodata.base.clock import Clock
from geodata.optimum.covering import any_plan
from geodata.optimum.dispersion import both_ways, most_apart
from geodata.optimum.problem import Model, SitingProblem
from geodata.optimum.rules import Rules, ways_of
from geodata.optimum.trips import any_serving

SERVES_ALL = (Model.LSCP, Model.P_MEDIAN, Model.P_CENTER, Model.KOLM_POLLAK)


def is_possible(problem: SitingProblem) -> bool:
    """Whether any plan keeps all rules and serves whom the model must serve."""
    rules, clock = Rules.of(problem), Clock()
    if (rules.kept & rules.gone).any():
        return False
    if not problem.pairs.venues:
        return False
    if problem.model is Model.P_DISPERSION:
        nowhere = problem.pairs[:0]  # how far apart they are does not matter here
        return most_apart(both_ways(nowhere), rules, clock).found
    if problem.model in SERVES_ALL and problem.capacity is None:
        ways = ways_of(problem, rules)
        if len(ways):
            return any_serving(ways, rules, clock).found
    return any_plan(rules, clock).found
