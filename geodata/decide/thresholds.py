"""Longer thresholds that an impossible request is tried with, and how a threshold is told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from geodata.optimum.problem import Sentence, SitingProblem, translatable
from geodata.siting.campaign_request import Siting

MOST_LONGER = 64
# How far beyond the threshold trips are looked for, first near and then far.
STAGES = (1.25, 2.0)
EVERYONE = translatable("everyone whom a candidate can reach is served")
WITHIN: Mapping[str, str] = {
    "": translatable("everyone whom a candidate can reach within %(threshold)s is served"),
    "min": translatable("everyone whom a candidate can reach within %(threshold)s min is served"),
    "km": translatable("everyone whom a candidate can reach within %(threshold)s km is served"),
}
LONGER: Mapping[str, str] = {
    "": translatable("%(count)s in place of %(asked)s as the threshold"),
    "min": translatable("%(count)s in place of %(asked)s minutes"),
    "km": translatable("%(count)s in place of %(asked)s km"),
}
Changed = Iterator[tuple[float, SitingProblem]]


def next_costs(problem: SitingProblem) -> Changed:
    """The next costs above the threshold that any trip has."""
    if problem.threshold is None:
        return
    longer = np.unique(problem.pairs.cost[problem.pairs.cost > problem.threshold])
    for cost in longer[:MOST_LONGER].tolist():
        yield cost, replace(problem, threshold=cost)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """
    Parameters
    ----------
    longer
        The next thresholds above that of a request, the least first, and the request with each.
    unit
        In which they are told: ``min``, ``km``, or "" where nobody says.
    scale
        What one of that unit costs.
    """

    longer: Callable[[SitingProblem], Changed] = next_costs
    unit: str = ""
    scale: float = 1.0

    @classmethod
    def of(cls, siting: Siting) -> "Thresholds":
        """Round ones of a campaign: its trips are paired anew as far as they may then go."""
        threshold = siting.request.query.threshold

        def longer(problem: SitingProblem) -> Changed:
            return longer_of(siting, problem)

        return cls(longer, threshold.unit, threshold.cost(1.0))

    def rule(self, threshold: float | None) -> Sentence:
        """That everybody is served who can be."""
        if threshold is None:
            return Sentence(EVERYONE)
        return Sentence(WITHIN[self.unit], (("threshold", self.text(threshold)),))

    def change(self, threshold: float, asked: float) -> Sentence:
        """One in place of another."""
        details = (("count", self.text(threshold)), ("asked", self.text(asked)))
        return Sentence(LONGER[self.unit], details)

    def text(self, threshold: float) -> str:
        """A threshold in its unit."""
        return f"{threshold / self.scale:g}"


NEXT_COSTS = Thresholds()


def longer_of(siting: Siting, problem: SitingProblem) -> Changed:
    """The next round thresholds of a campaign, up to twice its own."""
    threshold = siting.request.query.threshold
    if problem.threshold is None:
        return
    step, begun = step_of(threshold.value), threshold.value
    for stage in STAGES:
        until = threshold.value * stage
        pairs = siting.pairs_within(threshold.cost(until))
        for value in np.arange(np.floor(begun / step) + 1, np.floor(until / step) + 1) * step:
            limit = threshold.cost(round(float(value), 6))
            yield limit, replace(problem, pairs=pairs.within(limit), threshold=limit)
        begun = until


def step_of(value: float) -> float:
    """By how much one goes on from a threshold: 1 from 10 on, a tenth below, and so on."""
    return float(min(1.0, 10 ** (np.floor(np.log10(value)) - 1)))
