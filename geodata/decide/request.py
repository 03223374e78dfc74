"""Requests that cannot be meant as they are, refused before anything is solved."""

from collections.abc import Iterator

import numpy as np

from geodata.errors import QueryRefused
from geodata.optimum.problem import Model, SitingProblem, translatable

SEATED = (Model.MCLP, Model.P_MEDIAN)


def require_sound(problem: SitingProblem) -> None:
    """
    Refuse a request that contradicts itself or lacks what its model needs.

    Raises
    ------
    QueryRefused
        Of the first thing that is wrong.
    """
    for parameter, value, reason in _mistakes(problem):
        raise QueryRefused(parameter, value, reason)


def _mistakes(problem: SitingProblem) -> Iterator[tuple[str, object, str]]:
    if problem.model is not Model.LSCP and problem.p is None and problem.budget is None:
        yield "p", None, translatable("say how many venues, or a budget")
    if problem.p is None and problem.model is Model.P_DISPERSION:
        yield "p", None, translatable("p-dispersion needs the number of venues")
    if problem.p is not None and problem.p < 0:
        yield "p", problem.p, translatable("must not be negative")
    yield from _numbers(problem)
    if problem.budget is not None and problem.venue_cost is None:
        yield "budget", problem.budget, translatable("needs what each venue costs")
    if problem.capacity is not None and problem.model not in SEATED:
        yield "capacities", str(problem.model), translatable("count for mclp and p-median alone")
    if problem.threshold is not None and problem.model is Model.P_DISPERSION:
        yield "threshold", problem.threshold, translatable("has no meaning for p-dispersion")
    yield from _shapes(problem)


def _numbers(problem: SitingProblem) -> Iterator[tuple[str, object, str]]:
    numbers = {
        "budget": problem.budget,
        "threshold": problem.threshold,
        "kappa": problem.kappa,
        "aversion": problem.aversion,
    }
    for name, value in numbers.items():
        if value is not None and not 0 <= value < np.inf:
            yield name, value, translatable("must be a number, 0 or more")


def _shapes(problem: SitingProblem) -> Iterator[tuple[str, object, str]]:
    pairs = problem.pairs
    arrays = [
        ("weights", problem.persons, pairs.demands),
        ("venue_costs", problem.venue_cost, pairs.venues),
        ("capacities", problem.capacity, pairs.venues),
        ("costs", pairs.cost.astype(np.float64, copy=False), len(pairs.demand_at)),
    ]
    for name, values, size in arrays:
        if values is None or (name == "weights" and problem.model is Model.P_DISPERSION):
            continue
        if values.shape != (size,):
            yield name, values.shape, translatable("are not as many as they belong to")
        elif not (np.isfinite(values) & (values >= 0)).all():
            yield name, None, translatable("must be numbers, 0 or more")
