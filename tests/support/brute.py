"""Every plan of a small request, tried one by one: what the solvers are compared with."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from geodata.access.pairs import Pairs
from geodata.optimum.problem import Model, Quota, SitingProblem


@dataclass(frozen=True)
class Best:
    """The best objective, what comes after it, and all plans that have both."""

    objective: float
    plans: tuple[tuple[int, ...], ...]


def best(problem: SitingProblem) -> Best | None:
    """By trying all; None where no plan keeps the rules."""
    kappa = _kappa(problem)
    worth = {plan: _worth(problem, plan, kappa) for plan in _plans(problem)}
    worth = {plan: value for plan, value in worth.items() if value is not None}
    if not worth:
        return None
    top = min(worth.values())
    same = tuple(p for p, v in worth.items() if np.allclose(v, top, rtol=1e-9, atol=1e-9))
    return Best(abs(top[-1] if problem.model is Model.P_MEDIAN else top[0]), same)


def _plans(problem: SitingProblem) -> Iterator[tuple[int, ...]]:
    venues = range(problem.pairs.venues)
    for size in range(problem.pairs.venues + 1):
        for plan in combinations(venues, size):
            if _allowed(problem, set(plan)):
                yield plan


def _allowed(problem: SitingProblem, plan: set[int]) -> bool:
    p, exact = problem.p, problem.model is Model.P_DISPERSION
    if p is not None and (len(plan) > p or (exact and len(plan) != p)):
        return False
    if not set(problem.keep.tolist()) <= plan or set(problem.must_go.tolist()) & plan:
        return False
    if problem.budget is not None:
        spent = math.fsum(problem.venue_cost[at] for at in plan)
        if spent > problem.budget + 1e-9:
            return False
    return all(
        q.least <= len(plan & set(q.venue_at.tolist())) <= (math.inf if q.most is None else q.most)
        for q in problem.quotas
    )


@cache
def ways(problem: SitingProblem) -> dict[tuple[int, int], float]:
    """The cost of each pair that is allowed."""
    pairs, limit = problem.pairs, problem.threshold
    rows = zip(pairs.demand_at.tolist(), pairs.venue_at.tolist(), pairs.cost.tolist(), strict=True)
    return {(d, v): c for d, v, c in rows if limit is None or c <= limit * (1 + 1e-9)}


def _nearest(problem: SitingProblem, plan: tuple[int, ...]) -> list[float]:
    known = ways(problem)
    return [
        min((known.get((d, v), math.inf) for v in plan), default=math.inf)
        for d in range(problem.pairs.demands)
    ]


def _reachable(problem: SitingProblem) -> list[int]:
    gone = set(problem.must_go.tolist())
    return sorted({d for d, v in ways(problem) if v not in gone})


def _worth(problem: SitingProblem, plan: tuple[int, ...], kappa: float) -> tuple[float, ...] | None:
    """What is to be least, in the order in which it counts; None for a plan that leaves people."""
    if problem.model is Model.P_DISPERSION:
        return (-_apart(problem, plan),)
    if problem.capacity is not None:
        return _seated(problem, plan)
    if problem.model in (Model.MCLP, Model.MCLP_BACKUP):
        return _covered(problem, plan)
    near = _nearest(problem, plan)
    served = [(problem.persons[d], near[d]) for d in _reachable(problem)]
    if any(math.isinf(cost) for _, cost in served):
        return None
    worth = {
        Model.LSCP: lambda: float(len(plan)),
        Model.P_MEDIAN: lambda: sum(w * c for w, c in served),
        Model.P_CENTER: lambda: max((c for _, c in served), default=0.0),
        Model.KOLM_POLLAK: lambda: _equivalent(served, kappa),
    }
    return (worth[problem.model](),)


def _covered(problem: SitingProblem, plan: tuple[int, ...]) -> tuple[float, ...]:
    known, persons = ways(problem), problem.persons
    counts = [sum((d, v) in known for v in plan) for d in range(len(persons))]
    once = -sum(w for w, n in zip(persons, counts, strict=True) if n)
    twice = -sum(w for w, n in zip(persons, counts, strict=True) if n > 1)
    return (once,) if problem.model is Model.MCLP else (once, twice)


def _equivalent(served: list[tuple[float, float]], kappa: float) -> float:
    total = sum(w for w, _ in served)
    if not total:
        return 0.0
    if not kappa:
        return sum(w * c for w, c in served) / total
    return math.log(sum(w * math.exp(kappa * c) for w, c in served) / total) / kappa


def _kappa(problem: SitingProblem) -> float:
    if problem.kappa is not None or problem.model is not Model.KOLM_POLLAK:
        return problem.kappa or 0.0
    gone = set(problem.must_go.tolist())
    everything = tuple(v for v in range(problem.pairs.venues) if v not in gone)
    for plan in (tuple(problem.keep.tolist()), everything):
        near = _nearest(problem, plan)
        kept = [(w, c) for w, c in zip(problem.persons, near, strict=True) if c < math.inf]
        squares = sum(w * c * c for w, c in kept)
        if squares:
            return problem.aversion * sum(w * c for w, c in kept) / squares
    return 0.0


def _apart(problem: SitingProblem, plan: tuple[int, ...]) -> float:
    known = ways(problem)
    return min(
        (known[a, b] for a in plan for b in plan if a != b and (a, b) in known), default=math.inf
    )


def _seated(problem: SitingProblem, plan: tuple[int, ...]) -> tuple[float, ...]:
    """The most persons who find a seat, and, for the median, the least cost of seating so many."""
    open_ = [(d, v, c) for (d, v), c in ways(problem).items() if v in plan]
    if not open_:
        return (0.0,) if problem.model is Model.MCLP else (0.0, 0.0)
    demands, venues = problem.pairs.demands, problem.pairs.venues
    rows = np.zeros((demands + venues, len(open_)))
    for at, (d, v, _) in enumerate(open_):
        rows[d, at] = rows[demands + v, at] = 1.0
    limits = np.concatenate([problem.persons, problem.capacity])
    most = linprog(-np.ones(len(open_)), A_ub=rows, b_ub=limits)
    total = -float(most.fun)
    if problem.model is Model.MCLP:
        return (-total,)
    cost = linprog(
        [c for _, _, c in open_],
        A_ub=rows,
        b_ub=limits,
        A_eq=np.ones((1, len(open_))),
        b_eq=[total],
    )
    if cost.status:
        cost = linprog(
            [c for _, _, c in open_],
            A_ub=np.vstack([rows, -np.ones(len(open_))]),
            b_ub=[*limits, -total + 1e-9],
        )
    return (-round(total, 6), float(cost.fun))


@dataclass(frozen=True)
class Draw:
    """Which rules a random request has."""

    model: Model
    seats: bool = False


def drawn(draw: Draw, seed: int) -> SitingProblem:
    """A small random request, with each rule now and then."""
    rng = np.random.default_rng(seed)
    is_dispersion = draw.model is Model.P_DISPERSION
    venues = int(rng.integers(2, 8))
    demands = venues if is_dispersion else int(rng.integers(1, 12))
    full = rng.random() < 0.5
    held = np.argwhere(rng.random((demands, venues)) < (1.0 if full else 0.55))
    whole = rng.random() < 0.6
    cost = rng.integers(0, 12, len(held)).astype(float) if whole else rng.random(len(held)) * 12
    persons = rng.integers(0, 60, demands).astype(float)
    if rng.random() < 0.3:
        persons = rng.random(demands) * 50
    problem = SitingProblem(
        draw.model,
        Pairs.of(held[:, 0], held[:, 1], cost, size=(demands, venues)),
        persons,
        p=int(rng.integers(0 if not is_dispersion else 1, venues + 2)),
        threshold=None if is_dispersion or rng.random() < 0.4 else float(rng.integers(1, 9)),
    )
    return _with_rules(problem, draw, rng)


def _with_rules(problem: SitingProblem, draw: Draw, rng: np.random.Generator) -> SitingProblem:
    venues = problem.pairs.venues
    order = rng.permutation(venues)
    if rng.random() < 0.4:
        problem = replace(problem, keep=np.sort(order[: rng.integers(1, 3)]))
    if rng.random() < 0.3:
        problem = replace(problem, must_go=np.sort(order[-rng.integers(1, 3) :]))
    if rng.random() < 0.3:
        prices = rng.integers(0, 9, venues).astype(float) / 10
        budget = float(rng.integers(0, 25)) / 10
        problem = replace(problem, venue_cost=prices, budget=budget)
        if rng.random() < 0.5 and draw.model is not Model.P_DISPERSION:
            problem = replace(problem, p=None)
    if draw.model is Model.LSCP and rng.random() < 0.7:
        problem = replace(problem, p=None)
    if rng.random() < 0.3:
        part = rng.integers(0, 2, venues)
        quotas = tuple(
            Quota(np.flatnonzero(part == at), int(rng.integers(0, 2)), int(rng.integers(1, 4)))
            for at in (0, 1)
        )
        problem = replace(problem, quotas=quotas)
    if draw.seats:
        problem = replace(problem, capacity=rng.integers(0, 90, venues).astype(float))
    return problem
