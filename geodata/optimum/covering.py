"""
Covering: as few venues as cover all, or as many people as few venues cover.

Toregas, Swain, ReVelle and Bergman (1971), The location of emergency service facilities; Church and
ReVelle (1974), The maximal covering location problem; Hogan and ReVelle (1986), Concepts and
applications of backup coverage.
"""

from dataclasses import replace

import numpy as np

from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.clock import Clock
from geodata.optimum.covers import Covers, essential, outdone
from geodata.optimum.plan import Plan, chosen_of, nothing, plan_of
from geodata.optimum.problem import Status
from geodata.optimum.program import INF, Program
from geodata.optimum.rules import Rules

# What persons may be lost to floating point when the first objective bounds the second.
LOST = 1e-9


def fewest(
    covers: Covers,
    rules: Rules,
    clock: Clock,
    *,
    enough: int | None = None,
    cost: Floats | None = None,
) -> Plan:
    """
    The least number of venues that cover all sets, or those that cost the least.

    Parameters
    ----------
    cost
        Of each venue, shape (venues,); by default each is one.
    enough
        A number that will do; the search ends with the first plan of so many.
    """
    open_sets = essential(covers[~covers.covered_by(rules.kept)])
    free = ~rules.kept & ~rules.gone
    # A quota counts venues, so one that covers less may still be needed.
    dropped = np.zeros_like(free)
    if not rules.quotas:
        dropped = outdone(open_sets, rules.cost if cost is None else cost, free=free)
        open_sets = essential(open_sets.without_venues(dropped))
    program = Program()
    rules.deciding(np.zeros_like(free), dropped).venue_columns(
        program, 1.0 if cost is None else cost
    )
    program.rows((open_sets.set_at, open_sets.venue_at, 1.0), 1.0, INF, count=len(open_sets))
    return plan_of(program.solve(clock, target=enough), covers.venues)


def _covered_columns(program: Program, covers: Covers, weight: Floats) -> Ints:
    """Columns that are 1 where a set has a venue of the plan, worth ``weight``, shape (n,)."""
    covered = program.columns(weight)
    sets = np.arange(len(covers))
    program.rows(
        (
            np.concatenate([covers.set_at, sets]),
            np.concatenate([covers.venue_at, covered]),
            np.concatenate([np.ones(len(covers.set_at)), np.full(len(sets), -1.0)]),
        ),
        0.0,
        INF,
        count=len(sets),
    )
    return covered


def most_covered(covers: Covers, rules: Rules, clock: Clock) -> Plan:
    """The most persons who have a venue; sets that only one venue covers are worth its place."""
    settled = covers.covered_by(rules.kept)
    safe = float(covers.persons[settled].sum())
    left = covers[~settled].merged()
    single = left.sizes == 1
    worth = np.zeros(covers.venues)
    np.add.at(worth, left[single].venue_at, left.persons[single])
    several = left[~single]
    program = Program("most")
    rules.venue_columns(program, worth)
    _covered_columns(program, several, several.persons)
    told = clock.scaled(lambda found: found + safe)
    # Merged sets leave a presolve nothing to find.
    plan = plan_of(program.solve(told, presolved=False), covers.venues)
    plan = replace(plan, objective=plan.objective + safe, bound=plan.bound + safe)
    return with_cover(plan, covers)


def with_cover(plan: Plan, covers: Covers) -> Plan:
    """A plan with what its venues cover, of which a solver that was cut short may count less."""
    if plan.status is not Status.FEASIBLE:
        return plan
    return replace(plan, objective=float(covers.persons[covers.covered_by(plan.chosen)].sum()))


def most_covered_twice(covers: Covers, rules: Rules, clock: Clock) -> Plan:
    """Of the plans that cover the most persons, the one that covers the most of them twice."""
    first = most_covered(covers, rules, clock)
    if first.status is not Status.OPTIMAL:
        return replace(first, twice=_twice(covers, first.chosen)) if first.found else first
    merged = covers.merged()
    program = Program("most")
    rules.venue_columns(program)
    once = _covered_columns(program, merged, np.zeros(len(merged)))
    _again_columns(program, merged, once)
    total = float(merged.persons.sum())
    scale = max(1.0, float(merged.persons.max(initial=0.0)))
    program.row(once, merged.persons / scale, (first.objective - LOST * total) / scale)
    second = program.solve(clock.quiet)
    if second.values is None:
        return replace(first, status=Status.FEASIBLE, twice=_twice(covers, first.chosen))
    chosen = chosen_of(second, covers.venues)
    return replace(first, status=second.status, chosen=chosen, twice=_twice(covers, chosen))


def _again_columns(program: Program, covers: Covers, once: Ints) -> Ints:
    """Columns that are 1 where a set has two venues of the plan, worth its persons."""
    again = program.columns(covers.persons)
    sets = np.arange(len(covers))
    three = (covers.set_at, sets, sets)
    columns = (covers.venue_at, once, again)
    values = (np.ones(len(covers.set_at)), np.full(len(sets), -1.0), np.full(len(sets), -1.0))
    program.rows(
        (np.concatenate(three), np.concatenate(columns), np.concatenate(values)),
        0.0,
        INF,
        count=len(sets),
    )
    both = (np.tile(sets, 2), np.concatenate([once, again]), np.repeat([1.0, -1.0], len(sets)))
    program.rows(both, 0.0, INF, count=len(sets))
    return again


def _twice(covers: Covers, chosen: Flags) -> float:
    return float(covers.persons[covers.count_of(chosen) > 1].sum())


def any_plan(rules: Rules, clock: Clock) -> Plan:
    """The smallest plan that keeps the rules, whatever it reaches."""
    program = Program()
    rules.venue_columns(program, 1.0)
    program.row(np.empty(0, dtype=np.intp), 1.0)
    outcome = program.solve(clock.quiet)
    if outcome.values is None:
        return nothing(outcome.status, len(rules.kept))
    return Plan(outcome.status, chosen_of(outcome, len(rules.kept)), 0.0, 0.0)
