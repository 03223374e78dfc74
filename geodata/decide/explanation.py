"""All reasons of an answer at once, with the names of its venues, as programs read them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, islice
from operator import length_hint
from typing import TypeVar

import numpy as np

from geodata.base.arrays import Ints
from geodata.base.clock import Clock
from geodata.decide.clash import KEPT, clash_of
from geodata.decide.entry import Entry
from geodata.decide.lean import lean
from geodata.decide.reasons import (
    Alternative,
    Cancellation,
    Step,
    cancellation,
    other_plans,
    problem_with,
    value_of_more,
)
from geodata.decide.siting import solve
from geodata.decide.thresholds import NEXT_COSTS, Thresholds
from geodata.decide.ways_out import FEWER_KEPT, WayOut
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
        left = self.whole.remaining_s
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
    wider
        The request with further venues behind its own, none of which a plan may have: those about
        which it is asked, too. None where there are none.
    """

    problem: SitingProblem
    answer: SitingAnswer
    venue_ids: Sequence[str]
    thresholds: Thresholds = NEXT_COSTS
    patience: Patience = field(default_factory=Patience)
    wider: SitingProblem | None = None

    def clash(self) -> Record:
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
        wider = None if self.wider is None else lean(self.wider)
        return replace(self, problem=lean(self.problem), wider=wider)

    def why_not(self, venues: Sequence[int]) -> Record:
        """What the best plan with each of some venues loses, and what it takes the place of."""
        cut: list[str] = []
        told = [self._entry(at) for at in self._in_time(venues, "why_not", cut)]
        return {"why_not": told} | completeness(cut)

    def _entry(self, at: int) -> Record:
        """The best plan with a venue, and what would have to change for it to enter."""
        problem = self.problem if self.wider is None else self.wider
        entry = Entry(problem, self.answer, at, lambda: self.patience.next_s)
        found = entry.plan()
        is_barred = found.answer.status is Status.INFEASIBLE
        return {
            "venue_id": self.venue_ids[at],
            **self._plan(found),
            "gain": found.gain if found.is_better else None,
            "needs": asdict(entry.needs(found)),
            "barred_by": self._bars(problem_with(problem, self.answer, at)) if is_barred else [],
        }

    def _bars(self, problem: SitingProblem) -> list[Record]:
        """The rules that keep a venue out: those that clash with it and with what is kept."""
        clash = clash_of(problem, self.thresholds, time_limit_s=self.patience.next_s)
        rules = clash.rules if clash else ()
        return [sentence(rule) for rule in rules if rule.text != KEPT]

    def all(self, why_not: Sequence[int] = ()) -> Record:
        """
        All reasons; those for which there was no time are missing, and that is said.

        What matters most comes first: what is asked, the places of the plan, what each number up to
        the next after theirs is worth. Other plans, then still more places, are cut off before.
        """
        cut: list[str] = []
        asked = [self._entry(at) for at in self._in_time(why_not, "why_not", cut)]
        lost = [
            self._loss(at, cancellation(self.problem, self.answer, at, time_limit_s=self._next_s))
            for at in self._in_time(self._free, "without", cut)
        ]
        steps = iter(self._steps("more", cut))
        wanted = list(islice(steps, len(self._free) + 2))
        plans = other_plans(self.problem, self.answer, time_limit_s=self._next_s)
        others = list(self._in_time(plans, "others", cut))
        cut += ["others" for each in others if each.loss is None]
        return {
            "why_not": asked,
            "without": lost,
            "others": [self._plan(each) for each in others if each.loss is not None],
            "more": [self._step(each) for each in chain(wanted, steps)],
        } | completeness(cut)

    @property
    def _free(self) -> list[int]:
        """The places of the plan that need not be there."""
        kept = set(self.problem.keep.tolist())
        return [at for at in self.answer.chosen.tolist() if at not in kept]

    def _steps(self, part: str, cut: list[str]) -> Iterator[Step]:
        """What each number is worth; nothing where no number is asked for."""
        if self.problem.p is not None:
            steps = value_of_more(self.problem, time_limit_s=self._next_s)
            yield from self._in_time(steps, part, cut)

    @property
    def _next_s(self) -> float | None:
        return self.patience.next_s

    def _in_time(self, each: Iterable[T], part: str, cut: list[str]) -> Iterator[T]:
        """Those that are begun before the time is over; else their part is noted as cut off."""
        left = iter(each)
        while not (self.patience.whole.is_over and length_hint(left, 1)):
            found = next(left, None)
            if found is None:
                return
            yield found
        cut.append(part)

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
            "venues": self._names(freed) if answer.has_plan else [],
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
            "chosen": self._names(each.answer.chosen),
            "added": self._names(new),
            "dropped": self._names(old) if each.answer.has_plan else [],
        }

    def _loss(self, at: int, each: Cancellation) -> Record:
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
            "chosen": self._names(step.best.chosen),
            "nested_objective": step.nested.objective,
            "nested": self._names(step.nested.chosen),
            "price_of_nesting": step.price,
        }

    def _names(self, venues: Ints) -> list[str]:
        return [self.venue_ids[at] for at in venues.tolist()]


def completeness(cut: Iterable[str]) -> Record:
    """Whether there was time for all reasons, and which have not all been told."""
    parts = list(dict.fromkeys(cut))
    return {"is_complete": not parts, "cut_off": parts}


def sentence(said: Sentence) -> Record:
    """A sentence that a page can say in its reader's language."""
    return {"text": said.text, "details": dict(said.details)}
