"""A plan and its reasons, for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.decide.sentences import write_out
from geodata.optimum.problem import Assignment, Model, SitingAnswer, SitingProblem
from geodata.siting.campaign_request import Siting
from service.commands.output import result, table

COLUMNS = ["venue", "name", "kind", "district", "yuan", "seats"]
UNITS = {
    Model.LSCP: "venues",
    Model.MCLP: "persons covered",
    Model.MCLP_BACKUP: "persons covered",
    Model.P_MEDIAN: "persons times cost",
    Model.P_CENTER: "the greatest cost of a trip",
    Model.P_DISPERSION: "the least distance between two venues",
    Model.KOLM_POLLAK: "the equally-distributed equivalent cost of a trip",
}


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """
    A request, and what its positions are called.

    Parameters
    ----------
    problem
        The request.
    demand_ids, venue_ids
        Of its positions.
    names
        What venues are called beside their ids, if they are, and what they cost and seat.
    unit
        Of costs, "" where a file does not say.
    persons_no_road
        Those who are left out because no road is known where they live.
    siting
        The request as it is held against its campaign; None where files are all there is.
    why_not
        Positions of the venues, and behind them of the places, that are asked about.
    """

    problem: SitingProblem
    demand_ids: Sequence[str]
    venue_ids: Sequence[str]
    names: Sequence[tuple[str, ...]] | None = None
    unit: str = ""
    persons_no_road: float = 0.0
    siting: Siting | None = None
    why_not: Sequence[int] = ()


def tell(case: Case, answer: SitingAnswer) -> None:
    """The answer."""
    problem = case.problem
    if answer.objective is None:
        result(f"{answer.status}: no figure" if answer.has_plan else f"{answer.status}: no plan")
    else:
        proof = "" if answer.bound is None else f", bound {answer.bound:,.6g}, gap {answer.gap:.3%}"
        unit = f"{UNITS[problem.model]}{f' ({case.unit})' if case.unit else ''}"
        result(f"{answer.status}: {answer.objective:,.10g} {unit}{proof}")
    if answer.has_plan and problem.model is not Model.P_DISPERSION:
        result(f"{answer.persons_reached:,.0f} of {answer.persons:,.0f} persons are reached")
    if case.persons_no_road:
        result(f"{case.persons_no_road:,.0f} persons live where no road is known, and are left out")
    for sentence in answer.sentences:
        result(str(sentence))
    if len(answer.chosen):
        tell_venues(case, answer)
    if answer.assignment is not None:
        tell_seats(answer.assignment, case)


def tell_venues(case: Case, answer: SitingAnswer) -> None:
    """The venues of the plan."""
    kept = set(case.problem.keep.tolist())
    chosen = answer.chosen.tolist()
    if case.names is None:
        table(["venue", ""], [(case.venue_ids[at], "kept" if at in kept else "") for at in chosen])
        return
    new = [at for at in chosen if at not in kept]
    if kept:
        result(f"{len(kept)} fairs are kept; beside them {len(new)}:")
    if new:
        rows = [(case.venue_ids[at], *case.names[at]) for at in new]
        table(COLUMNS[: len(rows[0])], rows)


def tell_seats(seats: Assignment, case: Case) -> None:
    """Who goes where."""
    ends = (seats.demand_at.tolist(), seats.venue_at.tolist(), seats.persons.tolist())
    rows = [(case.demand_ids[d], case.venue_ids[v], n) for d, v, n in zip(*ends, strict=True)]
    table(["demand", "goes to", "persons"], rows)


def tell_reasons(reasons: Mapping[str, object]) -> None:
    """Why the plan is as it is, a table for each kind of reason."""
    for name, heading in HEADINGS.items():
        rows = write_out(reasons.get(name))
        if not isinstance(rows, list) or not rows:
            continue
        result("")
        result(heading)
        if not isinstance(rows[0], dict):
            for row in rows:
                result(f"- {row}")
            continue
        columns = [key for key in rows[0] if key not in UNTOLD]
        table(columns, [[words(row[key]) for key in columns] for row in rows])


HEADINGS = {
    "blocked_by": "These rules clash; without any one of them there is a plan:",
    "ways_out": "Each of these alone makes a plan possible:",
    "without": "What the plan loses without each venue, and with its best replacement:",
    "why_not": "What the best plan with a venue loses:",
    "others": "Other plans within 1 % that differ in at least two venues:",
    "more": "What the plans of more and more venues are worth, each for itself and nested:",
}
NEEDS = {
    "persons": "%.10g more persons",
    "venue_cost": "a venue cost of %.10g",
    "trip": "trips shorter by %.4g",
}
UNTOLD = ("chosen", "nested", "status")


def words(value: object) -> object:
    """A cell of a reason: lists as words, and what a venue needs with its figures."""
    if isinstance(value, Mapping):
        told = [NEEDS[name] % each for name, each in value.items() if each is not None]
        return ", or ".join(told)
    return ", ".join(map(str, value)) if isinstance(value, list) else value
