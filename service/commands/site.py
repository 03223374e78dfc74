"""``site``: where the next fairs go, from files of costs and weights."""

from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from geodata.base.arrays import Ints
from geodata.decide.given import Files, Given, read_given
from geodata.decide.problem import Model, Quota, SitingAnswer, SitingProblem
from geodata.decide.record import record_of
from geodata.decide.siting import solve
from geodata.errors import QueryRefused
from service.commands.options import as_json, option_group
from service.commands.output import json_result, result, table

UNITS = {
    Model.LSCP: "venues",
    Model.MCLP: "persons covered",
    Model.MCLP_BACKUP: "persons covered",
    Model.P_MEDIAN: "persons times cost",
    Model.P_CENTER: "the greatest cost of a trip",
    Model.P_DISPERSION: "the least distance between two venues",
    Model.KOLM_POLLAK: "the equally-distributed equivalent cost of a trip",
}
FILE = click.Path(path_type=Path)
file_options = option_group(
    click.option("--costs", type=FILE, metavar="FILE", help="demand_id, venue_id, cost."),
    click.option("--weights", type=FILE, metavar="FILE", help="demand_id, persons."),
    click.option("--capacities", type=FILE, metavar="FILE", help="venue_id, capacity."),
    click.option("--venue-costs", type=FILE, metavar="FILE", help="venue_id, cost."),
    click.option("--districts", type=FILE, metavar="FILE", help="venue_id, district."),
)
rule_options = option_group(
    click.option("-p", "--p", type=int, metavar="P", help="Most venues, those kept included."),
    click.option("--more", type=int, metavar="N", help="Most venues beside those kept."),
    click.option("--budget", type=float, metavar="B", help="Most that the venues cost."),
    click.option("--threshold", type=float, metavar="T", help="Most that a trip costs."),
    click.option("--keep", multiple=True, metavar="ID", help="A venue of every plan; repeat it."),
    click.option("--must-go", multiple=True, metavar="ID", help="A venue of no plan; repeat it."),
    click.option(
        "--per-district",
        multiple=True,
        metavar="D=L..M",
        help="Least and most venues of a district, either may be left out; repeat it.",
    ),
    click.option("--aversion", type=float, default=1.0, metavar="A", help="To inequality (1)."),
    click.option("--kappa", type=float, metavar="K", help="In place of the aversion."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules as options give them."""

    p: int | None
    more: int | None
    budget: float | None
    threshold: float | None
    keep: tuple[str, ...]
    must_go: tuple[str, ...]
    per_district: tuple[str, ...]
    aversion: float
    kappa: float | None


@click.command("site")
@click.option(
    "--model",
    type=click.Choice([model.value for model in Model]),
    required=True,
    help="What counts.",
)
@rule_options
@file_options
@click.option(
    "--time-limit", type=float, metavar="S", help="Seconds until the best so far is told."
)
@click.option("--assignment", is_flag=True, help="Tell who goes where.")
@as_json
@click.pass_context
def site_command(  # noqa: PLR0913  (an option each)
    context: click.Context,
    /,
    *,
    model: str,
    costs: Path | None,
    weights: Path | None,
    capacities: Path | None,
    venue_costs: Path | None,
    districts: Path | None,
    time_limit: float | None,
    assignment: bool,
    as_json: bool,
    **rules: object,
) -> None:
    """The best plan for fairs, proven; by files, without a campaign and without a database."""
    asked = Asked(**rules)  # type: ignore[arg-type]  # click has seen to the types
    kind = Model(model)
    if costs is None:
        raise QueryRefused("costs", None, "is needed: what each trip costs")
    if weights is None and kind is not Model.P_DISPERSION:
        raise QueryRefused("weights", None, "is needed: how many persons live where")
    require_seconds(time_limit)
    apart = kind is Model.P_DISPERSION
    files = Files(
        costs, None if apart else weights, capacities, venue_costs, districts, between_venues=apart
    )
    given = read_given(files)
    problem = problem_of(kind, given, asked, assignment=assignment)
    answer = solve(problem, time_limit_s=time_limit)
    if as_json:
        json_result(record_of(problem, answer, given.demand_ids, given.venue_ids))
    else:
        tell(problem, answer, given)
    context.exit(0 if answer.has_plan else 1)


def require_seconds(time_limit: float | None) -> None:
    """Refuse a time limit that is none."""
    if time_limit is not None and not 0 < time_limit < float("inf"):
        raise QueryRefused("time_limit", time_limit, "must be a number of seconds above 0")


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


def quota_of(text: str, given: Given) -> Quota:
    """``district=least..most`` as a rule."""
    name, _, bounds = text.rpartition("=")
    least, dots, most = bounds.partition("..")
    if not name or not dots or not all(part.isdecimal() or not part for part in (least, most)):
        raise QueryRefused("per_district", text, "must be like 500101=1..3, 500101=1.. or =..3")
    return Quota(venues_in(name, given), int(least or 0), int(most) if most else None, name)


def venues_in(name: str, given: Given) -> Ints:
    """The venues of a district."""
    if given.district is None:
        raise QueryRefused("per_district", name, "needs --districts, a file of venue_id, district")
    at = np.flatnonzero(np.array(given.district) == name)
    if not len(at):
        raise QueryRefused("per_district", name, "is the district of no venue")
    return at


def tell(problem: SitingProblem, answer: SitingAnswer, given: Given) -> None:
    """The answer for people."""
    if answer.objective is None:
        result(f"{answer.status}: no figure" if answer.has_plan else f"{answer.status}: no plan")
    else:
        proof = "" if answer.bound is None else f", bound {answer.bound:,.6g}, gap {answer.gap:.3%}"
        unit = UNITS[problem.model]
        result(f"{answer.status}: {answer.objective:,.6g} {unit}{proof}")
    if answer.has_plan and problem.model is not Model.P_DISPERSION:
        result(f"{answer.persons_reached:,.0f} of {answer.persons:,.0f} persons are reached")
    for sentence in answer.sentences:
        result(str(sentence))
    if len(answer.chosen):
        kept = set(problem.keep.tolist())
        rows = [
            (given.venue_ids[at], "kept" if at in kept else "") for at in answer.chosen.tolist()
        ]
        table(["venue", ""], rows)
    if answer.assignment is not None:
        seats = answer.assignment
        rows_of_seats = zip(
            seats.demand_at.tolist(), seats.venue_at.tolist(), seats.persons.tolist(), strict=True
        )
        table(
            ["demand", "goes to", "persons"],
            [(given.demand_ids[d], given.venue_ids[v], n) for d, v, n in rows_of_seats],
        )
