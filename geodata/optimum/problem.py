"""What is asked of siting, and what it answers."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Floats, Ints


class Model(StrEnum):
    """What makes one plan better than another."""

    LSCP = "lscp"
    MCLP = "mclp"
    P_MEDIAN = "p-median"
    P_CENTER = "p-center"
    P_DISPERSION = "p-dispersion"
    MCLP_BACKUP = "mclp-backup"
    KOLM_POLLAK = "kolm-pollak"


class Status(StrEnum):
    """What an answer is."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


def _nothing() -> Ints:
    return np.empty(0, dtype=np.intp)


@dataclass(frozen=True, eq=False, slots=True)
class Quota:
    """
    How many of some venues a plan may have.

    Parameters
    ----------
    venue_at
        Their positions: those of a district.
    least, most
        Bounds on their number, both included.
    name
        Of the district, as it stands in sentences.
    """

    venue_at: Ints
    least: int = 0
    most: int | None = None
    name: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class SitingProblem:
    """
    One request for a plan.

    Parameters
    ----------
    model
        What makes one plan better than another.
    pairs
        The ways from demand points to venues; for p-dispersion, between venues.
    persons
        At each demand point, shape (demands,); not used by p-dispersion.
    p
        The most venues a plan has, those kept included; p-dispersion has exactly so many.
    budget
        The most that a plan's venues cost together, in place of ``p`` or beside it.
    threshold
        The most that a trip may cost, in the unit of the costs; None allows every pair.
    keep, must_go
        Positions of venues that every plan has, and that none has.
    venue_cost
        Of each venue, shape (venues,); needed with a budget.
    capacity
        Persons whom each venue seats, shape (venues,); for mclp and p-median.
    quotas
        Least and most per district.
    aversion, kappa
        How much kolm-pollak shuns inequality; ``kappa`` itself in place of the one that follows
        from the aversion and the trips.
    assignment
        Whether the answer tells who goes where.
    """

    model: Model
    pairs: Pairs
    persons: Floats
    p: int | None = None
    budget: float | None = None
    threshold: float | None = None
    keep: Ints = field(default_factory=_nothing)
    must_go: Ints = field(default_factory=_nothing)
    venue_cost: Floats | None = None
    capacity: Floats | None = None
    quotas: tuple[Quota, ...] = ()
    aversion: float = 1.0
    kappa: float | None = None
    assignment: bool = False


def translatable(text: str) -> str:
    """A text that stands apart from its sentence, marked for whoever gathers texts."""
    return text


OUT_OF_REACH = translatable(
    "%(persons)s persons at %(points)s demand points are out of reach of every candidate"
)
"""What an answer of covering warns of."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    Something to be told about an answer.

    ``text`` has named placeholders (``"%(asked)s asked"``), so that the pages can say it in the
    reader's language; ``details`` fills them.
    """

    text: str
    details: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.text % dict(self.details)


@dataclass(frozen=True, eq=False, slots=True)
class Assignment:
    """Who goes where: persons of a demand point and their venue; split where seats are short."""

    demand_at: Ints
    venue_at: Ints
    persons: Floats


@dataclass(frozen=True, eq=False, slots=True)
class SitingAnswer:
    """
    What came of a request.

    Parameters
    ----------
    status
        ``optimal``: proven. ``feasible``: a plan that the time limit cut short of a proof.
        ``infeasible``: proven that there is none. ``stopped``: out of time before any was found.
    objective, bound, gap
        Of the plan, what no plan can be better than, and ``|bound - objective| ÷
        max(1, |objective|)``. The objective is of lscp the venues, mclp and mclp-backup the
        persons covered, p-median the sum of persons times cost, p-center the greatest cost,
        p-dispersion the least distance, kolm-pollak the equally-distributed equivalent cost.
        None where there is none.
    chosen
        Positions of the plan's venues, ascending, those kept included.
    persons, persons_reached, persons_unreachable
        All, those whom the plan reaches, and those whom no venue can reach that may be in a plan.
    unreachable
        Positions of the demand points that no such venue can reach, ascending.
    persons_twice
        Those who are within reach of two venues of the plan, of mclp-backup.
    kappa
        Which was used, of kolm-pollak.
    assignment
        Who goes where, if it was asked for.
    sentences
        What else is to be told.
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    chosen: Ints = field(default_factory=_nothing)
    persons: float = 0.0
    persons_reached: float = 0.0
    persons_unreachable: float = 0.0
    unreachable: Ints = field(default_factory=_nothing)
    persons_twice: float | None = None
    kappa: float | None = None
    assignment: Assignment | None = None
    sentences: tuple[Sentence, ...] = ()

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan."""
        return self.status in (Status.OPTIMAL, Status.FEASIBLE)
