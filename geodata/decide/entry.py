"""
What would have to change for a venue to enter: people, money or trips, each solved again.

A figure is told only where both plans are proven, and where a plan with the venue and with that
change was found that is as good as the best without: it draws level then.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags
from geodata.decide.checker import Recount
from geodata.decide.reasons import (
    SAME,
    Alternative,
    is_proven,
    loss_of,
    served,
    with_venue,
    without_burdens,
)
from geodata.optimum.problem import Model, SitingAnswer, SitingProblem, Status

COVERING = (Model.MCLP, Model.MCLP_BACKUP)
BY_TRIPS = (Model.P_MEDIAN, Model.P_CENTER, Model.KOLM_POLLAK)
# How often a figure is narrowed down, and how near to the least that does it.
MOST_TRIED, NEAR = 12, 0.01
Seconds = Callable[[], float | None]


@dataclass(frozen=True, slots=True)
class Needs:
    """
    What would make the best plan with a venue as good as the best of all; each alone does it.

    Parameters
    ----------
    persons
        So many more within reach of it whom nothing else in the plan reaches; of lscp, so many of
        those who are there already and whom the plan with it leaves out.
    venue_cost
        What it may cost, where there is a budget.
    trip
        By how much every trip to it would have to cost less, in the unit of the costs.
    """

    persons: float | None = None
    venue_cost: float | None = None
    trip: float | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """
    A venue that is not in the best plan.

    Parameters
    ----------
    problem
        The request, which may have venues that only such a question may use.
    best
        Its best plan.
    venue
        Position of the venue.
    seconds
        How long the next request may take; 0 or less where the time is over.
    """

    problem: SitingProblem
    best: SitingAnswer
    venue: int
    seconds: Seconds = lambda: None

    def plan(self) -> Alternative:
        """The best plan with it."""
        return self.of(self.problem)

    def of(self, problem: SitingProblem) -> Alternative:
        """The best plan with it of a request that is changed."""
        return with_venue(problem, self.best, self.venue, time_limit_s=self.seconds())

    def needs(self, found: Alternative) -> Needs:
        """
        What would bring it in.

        Parameters
        ----------
        found
            The best plan with it.
        """
        by_seats = self.problem.capacity is not None and self.problem.model is Model.P_MEDIAN
        if by_seats or not (is_proven(self.best) and found.answer.status is Status.OPTIMAL):
            return Needs()
        if self.venue in self.best.chosen:
            return Needs()
        is_open = bool(found.loss) or self.venue in self.problem.must_go
        cost = self.venue_cost() if is_open else None
        if not found.loss or found.is_tie:
            return Needs(venue_cost=cost)
        if self.problem.model in COVERING:
            return Needs(self.persons(found.loss), cost)
        if self.problem.model is Model.LSCP:
            return Needs(self.persons_left(), cost)
        trip = self.trip(found) if self.problem.model in BY_TRIPS else None
        return Needs(None, cost, trip)

    def persons(self, loss: float) -> float | None:
        """So many more people beside it; None where it does not seat them."""
        problem, pairs = self.problem, self.problem.pairs
        beside = Pairs.of(
            np.append(pairs.demand_at, pairs.demands),
            np.append(pairs.venue_at, self.venue),
            np.append(pairs.cost, 0.0),
            size=(pairs.demands + 1, pairs.venues),
        )
        more = replace(problem, pairs=beside, persons=np.append(problem.persons, loss))
        return loss if self.is_level(more) else None

    def persons_left(self) -> float | None:
        """
        Whom the best plan with it leaves out that has no more venues than the best of all.

        Did it reach them, too, that plan would serve all.
        """
        problem = without_burdens(self.problem, self.venue)
        number = len(self.best.chosen)
        limited = replace(problem, model=Model.MCLP, p=number)
        plan = self.of(limited).answer
        if not (plan.has_plan and is_proven(plan)):
            return None
        chosen = np.zeros(problem.pairs.venues, dtype=bool)
        chosen[plan.chosen] = True
        left = served(problem) & ~Recount(limited, chosen).reached
        at, pairs = np.flatnonzero(left), problem.pairs
        reaching = Pairs.of(
            np.append(pairs.demand_at, at),
            np.append(pairs.venue_at, np.full(len(at), self.venue)),
            np.append(pairs.cost, np.zeros(len(at))),
            size=(pairs.demands, pairs.venues),
        )
        persons = float(problem.persons[left].sum())
        return persons if self.is_level(replace(problem, pairs=reaching)) else None

    def venue_cost(self) -> float | None:
        """The most that it may cost, to a yuan or a thousandth of the budget; None for nothing."""
        budget, cost = self.problem.budget, self.problem.venue_cost
        if budget is None or cost is None:
            return None

        def left(asked: float) -> float | None:
            """What the rest of a plan leaves that is no worse with it at such a cost."""
            paid = cost.copy()
            paid[self.venue] = asked
            each = self.of(replace(self.problem, venue_cost=paid))
            if not self.is_no_worse(each):
                return None
            others = np.setdiff1d(each.answer.chosen, [self.venue])
            return max(asked, budget - float(cost[others].sum()))

        if (level := left(0.0)) is None:
            return None
        above = budget
        for _ in range(MOST_TRIED):
            if above - level <= max(1.0, budget / 1000) or self.is_over:
                break
            middle = (level + above) / 2
            more = left(middle)
            level, above = (level, middle) if more is None else (more, max(above, more))
        return level

    def trip(self, found: Alternative) -> float | None:
        """How much less each trip to it may have to cost, to a hundredth; None where none helps."""
        there = self.problem.pairs.venue_at == self.venue
        farthest = float(self.problem.pairs.cost[there].max(initial=0.0))
        too_little, enough = 0.0, None
        for asked in self.tried_trips(found, farthest):
            if self.is_level(self.nearer(there, asked)):
                enough = asked
                break
            too_little = asked
        if enough is None:
            return None
        for _ in range(MOST_TRIED):
            if enough - too_little <= NEAR * enough or self.is_over:
                break
            middle = (too_little + enough) / 2
            if self.is_level(self.nearer(there, middle)):
                enough = middle
            else:
                too_little = middle
        return enough

    def tried_trips(self, found: Alternative, farthest: float) -> Iterator[float]:
        """What is tried first: as much as would do for those who would go there, then more."""
        loss = found.loss or 0.0
        if self.problem.model is Model.P_MEDIAN:
            loss /= max(1.0, self.persons_there(found.answer))
        while loss < farthest and not self.is_over:
            yield loss
            loss *= 2
        yield farthest

    def persons_there(self, answer: SitingAnswer) -> float:
        """For how many it is the nearest of a plan."""
        pairs = self.problem.pairs
        mine = pairs[np.isin(pairs.venue_at, answer.chosen)]
        nearest = np.full(pairs.demands, np.inf)
        np.minimum.at(nearest, mine.demand_at, mine.cost)
        own = mine[mine.venue_at == self.venue]
        near = own.demand_at[own.cost <= nearest[own.demand_at]]
        return float(self.problem.persons[near].sum())

    def nearer(self, there: Flags, less: float) -> SitingProblem:
        """The request with the same trips to it, each of which costs so much less."""
        pairs = self.problem.pairs
        cost = pairs.cost.astype(float)
        cost[there] = np.maximum(cost[there] - less, 0.0)
        return replace(self.problem, pairs=replace(pairs, cost=cost))

    @property
    def is_over(self) -> bool:
        """Whether there is no time left."""
        seconds = self.seconds()
        return seconds is not None and seconds <= 0

    def is_level(self, problem: SitingProblem) -> bool:
        """Whether the best plan with it of a request that is changed is as good as the best."""
        return not self.is_over and self.is_no_worse(self.of(problem))

    def is_no_worse(self, each: Alternative) -> bool:
        """Whether a plan with it is as good as the best, or better."""
        worse = loss_of(self.problem, self.best, each.answer)
        return worse is not None and worse <= SAME * max(1.0, abs(self.best.objective or 0.0))
