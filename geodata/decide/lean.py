"""The same request with fewer demand points: reasons ask it many times over."""

from dataclasses import replace

import numpy as np

from geodata.access.pairs import Pairs
from geodata.optimum.covers import Covers
from geodata.optimum.problem import Model, SitingProblem


def lean(problem: SitingProblem) -> SitingProblem:
    """
    A request with the same plans and figures, in which points that the same venues cover are one.

    Whom a kept venue covers is covered in every plan, and is one point, too. Only for mclp without
    capacities and without an assignment; any other request stays as it is.
    """
    if problem.model is not Model.MCLP or problem.capacity is not None or problem.assignment:
        return problem
    pairs = problem.pairs
    if problem.threshold is not None:
        pairs = pairs.within(problem.threshold)
    kept = np.zeros(pairs.venues, dtype=bool)
    kept[problem.keep] = True
    safe = np.zeros(pairs.demands, dtype=bool)
    safe[pairs.demand_at[kept[pairs.venue_at]]] = True
    nowhere = np.ones(pairs.demands, dtype=bool)
    nowhere[pairs.demand_at] = False
    none = np.zeros(pairs.venues, dtype=bool)
    merged = Covers.of(pairs[~safe[pairs.demand_at]], problem.persons, gone=none).merged()
    sets = len(merged)
    persons = np.append(merged.persons, [problem.persons[some].sum() for some in (safe, nowhere)])
    ends = problem.keep[:1]
    demand_at = np.append(merged.set_at, np.full(len(ends), sets))
    venue_at = np.append(merged.venue_at, ends)
    cost = np.zeros(len(demand_at))
    size = (sets + 2, pairs.venues)
    fewer = Pairs.of(demand_at, venue_at, cost, size=size)
    return replace(problem, pairs=fewer, persons=persons, threshold=None)
