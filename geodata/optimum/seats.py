"""
Covering and median where venues seat only so many; demand may be split between venues.

Current and Storbeck (1988), Capacitated covering models; Pirkul and Schilling (1991), The maximal
covering location problem with capacities on total workload.
"""

from dataclasses import dataclass, replace

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats
from geodata.base.clock import Clock
from geodata.optimum.covers import Covers
from geodata.optimum.plan import Plan, chosen_of, nothing
from geodata.optimum.problem import Assignment, Status
from geodata.optimum.program import INF, Program
from geodata.optimum.rules import Rules
from geodata.optimum.statement import Outcome

# What of the most persons seated may be lost to floating point once the cost is what counts.
LOST = 1e-9
NOBODY = 1e-7


@dataclass(frozen=True, eq=False, slots=True)
class Seating:
    """
    People, ways and seats.

    Parameters
    ----------
    pairs
        The ways that are allowed, to venues that may be in a plan, from points with people.
    persons
        At each demand point, shape (demands,).
    seats
        Of each venue, shape (venues,).
    """

    pairs: Pairs
    persons: Floats
    seats: Floats

    @classmethod
    def of(cls, pairs: Pairs, persons: Floats, seats: Floats, *, gone: Flags) -> "Seating":
        """What can be seated at all: a way without people or without seats is none."""
        held = ~gone[pairs.venue_at] & (persons[pairs.demand_at] > 0) & (seats[pairs.venue_at] > 0)
        return cls(pairs[held], persons, seats)

    @property
    def widest(self) -> Floats:
        """The most persons who can go each way, shape (n,)."""
        most: Floats = np.minimum(
            self.persons[self.pairs.demand_at], self.seats[self.pairs.venue_at]
        )
        return most

    def merged(self) -> "Seating":
        """The same with points that the same venues can reach as one."""
        nobody = np.zeros(self.pairs.venues, dtype=bool)
        covers = Covers.of(self.pairs, self.persons, gone=nobody).merged()
        pairs = Pairs(
            covers.set_at.astype(np.int32),
            covers.venue_at.astype(np.int32),
            np.zeros(len(covers.venue_at)),
            len(covers),
            covers.venues,
        )
        return Seating(pairs, covers.persons, self.seats)

    def program(self, rules: Rules, cost: Floats, *, least_seated: float) -> Program:
        """
        Who goes which way, under what it costs or brings to go there.

        Parameters
        ----------
        cost
            Of a person on each way; ones ask for the most persons.
        least_seated
            How many persons must be seated.
        """
        program = Program("most" if least_seated < 0 else "least")
        venues = rules.venue_columns(program)
        going = program.columns(cost, self.widest)
        pairs, ways = self.pairs, np.arange(len(self.pairs))
        points, row = np.unique(pairs.demand_at, return_inverse=True)
        program.rows((row, going, 1.0), -INF, self.persons[points], count=len(points))
        held = np.unique(pairs.venue_at)
        program.rows(
            (
                np.concatenate([np.searchsorted(held, pairs.venue_at), np.arange(len(held))]),
                np.concatenate([going, venues[held]]),
                np.concatenate([np.ones(len(ways)), -self.seats[held]]),
            ),
            -INF,
            0.0,
            count=len(held),
        )
        # Nobody goes where no fair is: sharper than the seats alone.
        program.rows(
            (
                np.tile(ways, 2),
                np.concatenate([going, venues[pairs.venue_at]]),
                np.concatenate([np.ones(len(ways)), -self.widest]),
            ),
            -INF,
            0.0,
            count=len(ways),
        )
        if least_seated >= 0:
            program.row(going, 1.0, least_seated)
        return program

    def plan(self, outcome: Outcome, venues: int) -> Plan:
        """A solution as a plan, with who sits where."""
        if outcome.values is None:
            return nothing(outcome.status, venues)
        chosen = chosen_of(outcome, venues)
        going = outcome.values[venues:]
        seated = (going > NOBODY) & chosen[self.pairs.venue_at]
        seats = Assignment(
            self.pairs.demand_at[seated].astype(np.intp),
            self.pairs.venue_at[seated].astype(np.intp),
            going[seated],
        )
        return Plan(outcome.status, chosen, outcome.objective, outcome.bound, seats=seats)


def most_seated(seating: Seating, rules: Rules, clock: Clock) -> Plan:
    """The most persons who find a seat within reach."""
    merged = seating.merged()
    program = merged.program(rules, np.ones(len(merged.pairs)), least_seated=-1.0)
    plan = merged.plan(program.solve(clock), len(rules.kept))
    return replace(plan, seats=seating_in(seating, plan.chosen).seats) if plan.found else plan


def seating_in(seating: Seating, chosen: Flags, *, cheaply: bool = False) -> Plan:
    """Who sits where in a plan: the most persons there can be, and cheaply if that is asked."""
    near = Seating.of(seating.pairs, seating.persons, seating.seats, gone=~chosen)
    rules, venues = Rules(chosen, ~chosen), len(chosen)
    most = near.program(rules, np.ones(len(near.pairs)), least_seated=-1.0).solve(Clock())
    if not cheaply:
        return near.plan(most, venues)
    cost = near.pairs.cost.astype(np.float64)
    least = near.program(rules, cost, least_seated=most.objective).solve(Clock())
    if least.values is None:  # by a rounding too many: as many as there can be, but for that
        fewer = most.objective * (1 - LOST)
        least = near.program(rules, cost, least_seated=fewer).solve(Clock())
    return near.plan(least, venues)


def cheapest_seated(seating: Seating, rules: Rules, clock: Clock) -> Plan:
    """Of the plans that seat the most persons, one whose trips cost the least together."""
    first = most_seated(seating, rules, clock.quiet)
    if first.status is not Status.OPTIMAL or first.seats is None:
        return _with_cost(first, seating) if first.seats else first
    total = float(seating.persons.sum())
    cost = seating.pairs.cost.astype(np.float64)
    least = max(0.0, first.objective - LOST * max(1.0, total))
    program = seating.program(rules, cost, least_seated=least)
    plan = seating.plan(program.solve(clock), len(rules.kept))
    if plan.found:
        seated = seating_in(seating, plan.chosen, cheaply=True)
        return replace(plan, objective=seated.objective, seats=seated.seats)
    return replace(_with_cost(first, seating), status=Status.FEASIBLE)


def _with_cost(plan: Plan, seating: Seating) -> Plan:
    """A plan whose seats were not chosen by their cost, and nothing known of a better one."""
    seats = plan.seats
    if seats is None:
        return plan
    cost = float((seats.persons * cost_of(seating.pairs, seats)).sum())
    return replace(plan, status=Status.FEASIBLE, objective=cost, bound=0.0)


def cost_of(pairs: Pairs, seats: Assignment) -> Floats:
    """What the trip to its seat costs each entry of an assignment; NaN where there is no way."""
    keys = pairs.demand_at.astype(np.int64) * pairs.venues + pairs.venue_at
    asked = seats.demand_at.astype(np.int64) * pairs.venues + seats.venue_at
    at = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
    if not len(keys):
        return np.full(len(asked), np.nan)
    found: Floats = np.where(keys[at] == asked, pairs.cost[at], np.nan)
    return found
