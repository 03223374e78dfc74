"""All reasons of an answer at once, with the names of its venues, as programs read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TypeVar

import numpy as np

from geodata.base.arrays import Ints
from geodata.decide.clash import clash_of
from geodata.decide.lean import lean
from geodata.decide.reasons import (
    Alternative,
    Cancellation,
    Step,
    cancelled,
    other_plans,
    value_of_more,
    with_venue,
)
from geodata.decide.siting import solve
from geodata.decide.thresholds import NEXT_COSTS, Thresholds
from geodata.decide.ways_out import FEWER_KEPT, WayOut
from geodata.optimum.clock import Clock
from geodata.optimum.problem import Sentence, SitingAnswer, SitingProblem, Status

T = TypeVar("T")
Record = dict[str, object]
# A way out is possible whether or not its best plan is found in time.
WAY_OUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long reasons may take.

    Parameters
    ----------
    each_s
        Seconds for each of the requests that the reasons are; None for no limit.
    whole
        When no further one is begun.
    """

    each_s: float | None = None
    whole: Clock = field(default_factory=Clock)

    @property
    def next_s(self) -> float | None:
        """Seconds for the next request."""
        left = self.whole.left
        if self.each_s is None:
            return left if np.isfinite(left) else None
        return min(self.each_s, left)


@dataclass(frozen=True, slots=True)
class Explainer:
    """
    Why a plan is as it is, or what blocks it.

    Parameters
    ----------
    venue_ids
        The names of the positions of venues.
    thresholds
        How a threshold is told, and which longer ones are tried.
    """

    problem: SitingProblem
    answer: SitingAnswer
    venue_ids: Sequence[str]
    thresholds: Thresholds = NEXT_COSTS
    patience: Patience = field(default_factory=Patience)

    def blocked(self) -> Record:
        """The rules that clash, and what would help; neither where nobody proved it impossible."""
        clash = None
        if self.answer.status is Status.INFEASIBLE:
            clash = clash_of(self.problem, self.thresholds, time_limit_s=self.patience.next_s)
        rules, ways = (clash.rules, clash.ways_out) if clash else ((), ())
        return {
            "blocked_by": [sentence(rule) for rule in rules],
            "ways_out": [self._way_out(way) for way in ways],
        }

    @property
    def leaner(self) -> "Explainer":
        """The same of a request that is solved faster."""
        return replace(self, problem=lean(self.problem))

    def why_not(self, venues: Sequence[int]) -> Record:
        """What the best plan with each of some venues loses, and what it takes the place of."""
        asked = [
            (at, with_venue(self.problem, self.answer, at, time_limit_s=self.patience.next_s))
            for at in self._in_time(venues)
        ]
        told = [{"venue_id": self.venue_ids[at], **self._plan(one)} for at, one in asked]
        return {"why_not": told, "is_complete": not self._is_over}

    def all(self, why_not: Sequence[int] = ()) -> Record:
        """All reasons; those for which there was no time are missing, and that is said."""
        kept, seconds = set(self.problem.keep.tolist()), self.patience.next_s
        free = [at for at in self.answer.chosen.tolist() if at not in kept]
        asked = self.why_not(why_not)
        lost = [
            (at, cancelled(self.problem, self.answer, at, time_limit_s=self.patience.next_s))
            for at in self._in_time(free)
        ]
        others = other_plans(self.problem, self.answer, time_limit_s=seconds)
        steps: Iterator[Step] = iter(())
        if self.problem.p is not None:
            steps = value_of_more(self.problem, time_limit_s=seconds)
        found = {
            "without": [self._lost(at, each) for at, each in lost],
            "others": [self._plan(each) for each in self._in_time(others)],
            "more": [self._step(each) for each in self._in_time(steps)],
        }
        return asked | found | {"is_complete": not self._is_over}

    @property
    def _is_over(self) -> bool:
        return self.patience.whole.is_over

    def _in_time(self, each: Sequence[T] | Iterator[T]) -> Iterator[T]:
        """Those that are begun before the time is over."""
        return takewhile(lambda _: not self._is_over, each)

    def _way_out(self, way: WayOut) -> Record:
        """A way out with its best plan, and which venues that plan drops or takes up."""
        left = self.patience.next_s
        seconds = WAY_OUT_S if left is None else min(WAY_OUT_S, left)
        answer = solve(way.problem, time_limit_s=seconds)
        loosened = np.array(way.loosened, dtype=np.intp)
        is_kept = way.sentence.text == FEWER_KEPT
        freed = loosened[np.isin(loosened, answer.chosen, invert=is_kept)]
        return {
            "change": sentence(way.sentence),
            "venues": self._named(freed) if answer.has_plan else [],
            "status": answer.status.value,
            "objective": answer.objective,
            "persons_reached": answer.persons_reached if answer.has_plan else None,
        }

    def _plan(self, each: Alternative) -> Record:
        new = np.setdiff1d(each.answer.chosen, self.answer.chosen)
        old = np.setdiff1d(self.answer.chosen, each.answer.chosen)
        return {
            "status": each.answer.status.value,
            "objective": each.answer.objective,
            "loss": each.loss,
            "is_tie": each.is_tie,
            "chosen": self._named(each.answer.chosen),
            "added": self._named(new),
            "dropped": self._named(old) if each.answer.has_plan else [],
        }

    def _lost(self, at: int, each: Cancellation) -> Record:
        return {
            "venue_id": self.venue_ids[at],
            "loss": each.alone.loss,
            "replacement": None if each.replacement is None else self.venue_ids[each.replacement],
            "loss_replaced": each.replaced.loss,
            "status": each.replaced.answer.status.value,
        }

    def _step(self, step: Step) -> Record:
        return {
            "more": step.more,
            "objective": step.best.objective,
            "chosen": self._named(step.best.chosen),
            "nested_objective": step.nested.objective,
            "nested": self._named(step.nested.chosen),
            "price_of_nesting": step.price,
        }

    def _named(self, venues: Ints) -> list[str]:
        return [self.venue_ids[at] for at in venues.tolist()]


def sentence(said: Sentence) -> Record:
    """A sentence that a page can say in its reader's language."""
    return {"text": said.text, "details": dict(said.details)}
