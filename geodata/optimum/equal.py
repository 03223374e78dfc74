"""
The most equal plan: the least equally-distributed equivalent cost.

Kolm (1976), Unequal inequalities; Pollak (1971), Additive utility functions and linear Engel
curves; Logan and others (2021), Measuring inequalities in urban systems.
"""

from dataclasses import dataclass, replace

import numpy as np

from geodata.base.arrays import Floats
from geodata.optimum.plan import Plan

# An exponent that no plan comes near which is as good as the one that gave the scale.
ENDLESS = 60.0


def kappa_of(costs: Floats, persons: Floats, aversion: float) -> float:
    """
    The steepness that an aversion to inequality means for trips of this length.

    ``κ = a · Σ w·x ÷ Σ w·x²``; 0 where all trips cost nothing.
    """
    squares = float((persons * costs**2).sum())
    return aversion * float((persons * costs).sum()) / squares if squares else 0.0


def equivalent(costs: Floats, persons: Floats, kappa: float) -> float:
    """
    The cost that, paid by everybody, is as bad as these are.

    ``EDE = ln(Σ w·e^(κ·x) ÷ Σ w) ÷ κ``; the mean where κ is 0.
    """
    total = float(persons.sum())
    if not total:
        return 0.0
    if kappa == 0.0:
        return float((persons * costs).sum()) / total
    most = float(costs.max())
    mean = float((persons * np.exp(kappa * (costs - most))).sum()) / total
    return most + float(np.log(mean)) / kappa


@dataclass(frozen=True, slots=True)
class Equaliser:
    """
    Between costs of trips and the numbers whose sum is least in the most equal plan.

    Parameters
    ----------
    kappa
        Not negative.
    near
        The equivalent cost of some plan: numbers are about 1 a person then.
    persons
        All who are counted.
    """

    kappa: float
    near: float
    persons: float

    def burden(self, costs: Floats) -> Floats:
        """What a trip adds for each person; what exceeds all of that plan is as good as endless."""
        if self.kappa == 0.0:
            return costs
        found: Floats = np.exp(np.minimum(self.kappa * (costs - self.near), ENDLESS))
        return found

    def equivalent(self, total: float) -> float:
        """The equivalent cost of a sum of burdens."""
        mean = total / self.persons if self.persons else 0.0
        if self.kappa == 0.0:
            return mean
        return max(0.0, self.near + float(np.log(mean)) / self.kappa) if mean > 0 else 0.0

    def plan(self, plan: Plan) -> Plan:
        """A plan of the least sum, in costs of trips."""
        objective, bound = map(self.equivalent, (plan.objective, plan.bound))
        return replace(plan, objective=objective, bound=bound, kappa=self.kappa)
