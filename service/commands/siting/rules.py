"""The rules of a plan as options give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from geodata.base.arrays import Ints
from geodata.decide.given import Given
from geodata.errors import QueryRefused
from geodata.optimum.problem import Model, Quota, SitingProblem
from service.commands.options import option_group

FILE = click.Path(path_type=Path)
# What --capacities is without a file.
OWN_SEATS = Path()
file_options = option_group(
    click.option("--costs", type=FILE, metavar="FILE", help="demand_id, venue_id, cost."),
    click.option("--weights", type=FILE, metavar="FILE", help="demand_id, persons."),
    click.option(
        "--capacities",
        type=FILE,
        is_flag=False,
        flag_value=OWN_SEATS,
        metavar="[FILE]",
        help="venue_id, capacity; without a file the candidates' own seats.",
    ),
    click.option("--venue-costs", type=FILE, metavar="FILE", help="venue_id, cost."),
    click.option("--districts", type=FILE, metavar="FILE", help="venue_id, district."),
)
rule_options = option_group(
    click.option("-p", "--p", type=int, metavar="P", help="Most venues, those kept included."),
    click.option("--more", type=int, metavar="N", help="Most venues beside those kept."),
    click.option("--budget", type=float, metavar="B", help="Most that the venues cost."),
    click.option(
        "--expected", type=click.IntRange(0), metavar="N", help="Visitors of each new fair."
    ),
    click.option("--threshold", type=float, metavar="T", help="Most that a trip of a file costs."),
    click.option("--keep", multiple=True, metavar="ID", help="A venue of every plan; repeat it."),
    click.option("--may-go", multiple=True, metavar="ID", help="A fair that may be left out."),
    click.option("--replace", is_flag=True, help="Keep no fair that is not named."),
    click.option("--must-go", multiple=True, metavar="ID", help="A venue of no plan; repeat it."),
    click.option(
        "--per-district",
        multiple=True,
        metavar="D=L..M",
        help="Least and most venues of a district, either may be left out; repeat it.",
    ),
    click.option("--seekers", metavar="OCCUPATION", help="Count its seekers without an opening."),
    click.option("--aversion", type=float, default=1.0, metavar="A", help="To inequality (1)."),
    click.option("--kappa", type=float, metavar="K", help="In place of the aversion."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules as options give them."""

    p: int | None
    more: int | None
    budget: float | None
    expected: int | None
    threshold: float | None
    keep: tuple[str, ...]
    may_go: tuple[str, ...]
    must_go: tuple[str, ...]
    replace: bool
    per_district: tuple[str, ...]
    seekers: str | None
    aversion: float
    kappa: float | None
    capacities: Path | None
    why_not: tuple[str, ...]

    @property
    def own_seats(self) -> bool:
        """Whether the seats are those of the campaign's candidates."""
        return self.capacities == OWN_SEATS


def problem_of(model: Model, given: Given, asked: Asked, *, assignment: bool) -> SitingProblem:
    """The request, with positions in place of ids."""
    keep = given.positions("keep", asked.keep)
    return SitingProblem(
        model,
        given.pairs,
        given.persons,
        p=number_of(asked, len(keep)),
        budget=asked.budget,
        threshold=asked.threshold,
        keep=keep,
        must_go=given.positions("must_go", asked.must_go),
        venue_cost=given.venue_cost,
        capacity=given.capacity,
        quotas=tuple(quota_of(text, given) for text in asked.per_district),
        aversion=asked.aversion,
        kappa=asked.kappa,
        assignment=assignment,
    )


def number_of(asked: Asked, kept: int) -> int | None:
    """How many venues in all."""
    if asked.more is None:
        return asked.p
    if asked.p is not None:
        raise QueryRefused("more", asked.more, "counts what p counts too; give one of them")
    if asked.more < 0:
        raise QueryRefused("more", asked.more, "must not be negative")
    return kept + asked.more


def bounds_of(text: str) -> tuple[str, int, int | None]:
    """``district=least..most`` as a name and its bounds."""
    name, _, bounds = text.rpartition("=")
    least, dots, most = bounds.partition("..")
    if not name or not dots or not all(part.isdecimal() or not part for part in (least, most)):
        raise QueryRefused("per_district", text, "must be like 500101=1..3, 500101=1.. or =..3")
    return name, int(least or 0), int(most) if most else None


def quota_of(text: str, given: Given) -> Quota:
    """The rule of a district of a file."""
    name, least, most = bounds_of(text)
    return Quota(venues_in(name, given), least, most, name)


def refuse_together(given: Sequence[tuple[str, object]], reason: str) -> None:
    """Refuse the first of some options that is given."""
    for name, value in given:
        if value not in (None, (), False):
            raise QueryRefused(name, str(value), reason)


def venues_in(name: str, given: Given) -> Ints:
    """The venues of a district."""
    if given.district is None:
        raise QueryRefused("per_district", name, "needs --districts, a file of venue_id, district")
    at = np.flatnonzero(np.array(given.district) == name)
    if not len(at):
        raise QueryRefused("per_district", name, "is the district of no venue")
    return at
