"""What a solver hands on: a plan as it found it, before anybody else has looked at it."""

from dataclasses import dataclass

import numpy as np

from geodata.base.arrays import Flags
from geodata.optimum.problem import Assignment, Status
from geodata.optimum.statement import Outcome


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """
    What a solver says.

    Parameters
    ----------
    status
        As of the answer.
    chosen
        Which venues the plan has, shape (venues,); none without a plan.
    objective, bound
        In the unit of the model's objective.
    twice
        Persons within reach of two venues, of mclp-backup.
    kappa
        Of kolm-pollak.
    seats
        Who sits where, with capacities.
    """

    status: Status
    chosen: Flags
    objective: float = float("nan")
    bound: float = float("nan")
    twice: float | None = None
    kappa: float | None = None
    seats: Assignment | None = None

    @property
    def found(self) -> bool:
        """Whether there is a plan at all."""
        return self.status in (Status.OPTIMAL, Status.FEASIBLE)


def nothing(status: Status, venues: int) -> Plan:
    """No plan, and why."""
    return Plan(status, np.zeros(venues, dtype=bool))


def chosen_of(outcome: Outcome, venues: int) -> Flags:
    """The venues of a program's solution, whose first columns they are."""
    if outcome.values is None:
        return np.zeros(venues, dtype=bool)
    return np.asarray(outcome.values[:venues] > 0.5)


def plan_of(outcome: Outcome, venues: int) -> Plan:
    """A program's solution as a plan, objective and bound as they are."""
    chosen = chosen_of(outcome, venues)
    if outcome.values is None:
        return nothing(outcome.status, venues)
    return Plan(outcome.status, chosen, outcome.objective, outcome.bound)
