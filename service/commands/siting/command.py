"""``site``: where the next fairs go: by a campaign, or by files of costs and weights."""

from dataclasses import dataclass, fields, replace

import click
import numpy as np

from geodata.campaign.campaign import Campaign
from geodata.decide.explanation import Explainer, Patience
from geodata.decide.given import Files, read_given
from geodata.decide.record import record_of
from geodata.decide.sentences import write_out
from geodata.decide.siting import solve
from geodata.decide.thresholds import NEXT_COSTS, Thresholds
from geodata.errors import QueryRefused, RequestRefused
from geodata.measures.query import CoverageQuery
from geodata.optimum.problem import Model, SitingAnswer
from geodata.siting.campaign_request import (
    COVERING,
    Bounds,
    Siting,
    SitingRequest,
    dispersed_otherwise,
)
from geodata.siting.gains import Gains
from geodata.siting.report import costs_of_plan, gains_of, require_agreement
from geodata.siting.wider import wider
from service.arguments import Arguments
from service.commands.options import as_json, query_options, settings_of, window_options
from service.commands.output import json_result, result
from service.commands.siting.campaign import (
    calendar_record,
    names_of,
    source_text,
    tell_calendar,
    with_account,
)
from service.commands.siting.gains import tell_gains
from service.commands.siting.result import Case, tell, tell_reasons
from service.commands.siting.rules import (
    Asked,
    bounds_of,
    file_options,
    problem_of,
    refuse_together,
    rule_options,
)
from service.commands.stores import stored_campaign
from service.queries import coverage_query

# Without a threshold everybody is paired with every venue; above so many the memory is not there.
MOST_PAIRS = 40_000_000
OF_CAMPAIGNS = (
    "travel", "profile", "threshold_km", "threshold_min", "group", "region", "speed_kmh",
    "from", "to",
)  # fmt: skip
OF_FILES = ("weights", "venue_costs", "districts")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be told."""

    time_limit: float | None
    assignment: bool
    explain: bool
    as_json: bool


@click.command("site")
@click.option("--model", type=click.Choice([*map(str, Model)]), required=True, help="What counts.")
@rule_options
@query_options
@window_options
@file_options
@click.option("--time-limit", type=float, metavar="S", help="Seconds; then the best so far.")
@click.option("--assignment", is_flag=True, help="Tell who goes where.")
@click.option("--explain", is_flag=True, help="Tell why, or what blocks it; takes longer.")
@click.option(
    "--why-not", multiple=True, metavar="ID|LON,LAT", help="Tell why a venue or place is not in it."
)
@as_json
@click.pass_context
def site_command(context: click.Context, /, *, model: str, **options: object) -> None:
    """
    The best plan for fairs, proven.

    Without --costs by the stored campaign: its fairs are kept, and more are sought at the imported
    candidates, else at district seats and settlements. With --costs and --weights by files alone,
    without any database.
    """
    asked = Asked(**{each.name: options.pop(each.name) for each in fields(Asked)})  # type: ignore[arg-type]
    wanted = Wanted(**{each.name: options.pop(each.name) for each in fields(Wanted)})  # type: ignore[arg-type]
    require_seconds(wanted.time_limit)
    kind = Model(model)
    by_files = options["costs"] is not None
    case = (given_case if by_files else campaign_case)(kind, asked, wanted, options)
    answer = solve(case.problem, time_limit_s=wanted.time_limit)
    if case.siting is not None:
        answer = with_account(case.siting, answer)
    if not wanted.assignment:
        answer = replace(answer, assignment=None)
    show(case, answer, wanted)
    context.exit(0 if answer.has_plan else 1)


def show(case: Case, answer: SitingAnswer, wanted: Wanted) -> None:
    """The answer, and its reasons if they are wanted."""
    reasons, changed = reasons_of(case, answer, wanted), check_gains(case, answer)
    if wanted.as_json:
        record = record_of(case.problem, answer, case.demand_ids, case.venue_ids)
        record |= {"reasons": write_out(reasons)} if reasons else {}
        record |= {"persons_no_road": case.persons_no_road} if case.names else {}
        if case.siting is not None:
            record |= {"gains": changed.to_dict() if changed else None}
            record |= calendar_record(case.siting, answer, settings_of().now().date())
        json_result(record)
        return
    tell(case, answer)
    if changed:
        tell_gains(changed, case.persons_no_road)
    if case.siting is not None:
        result(source_text(case.siting))
        tell_calendar(case.siting, answer, settings_of().now().date())
    tell_reasons(reasons)


def reasons_of(case: Case, answer: SitingAnswer, wanted: Wanted) -> dict[str, object]:
    """The reasons that are wanted, and what blocks a request whether it is wanted or not."""
    thresholds = Thresholds.of(case.siting) if case.siting else NEXT_COSTS
    patience = Patience(wanted.time_limit)
    problem, ids = case.problem, case.venue_ids
    beside = None
    if case.siting and answer.has_plan:
        beside = wider(case.siting, problem)
        ids = [*map(str, case.siting.asked.table.index)]
    explainer = Explainer(problem, answer, ids, thresholds, patience, beside)
    if not answer.has_plan:
        return explainer.clash()
    if wanted.explain:
        return explainer.leaner.all(case.why_not)
    return explainer.leaner.why_not(case.why_not) if case.why_not else {}


def check_gains(case: Case, answer: SitingAnswer) -> Gains | None:
    """Who gains and who loses by the plan of a campaign, which is held against coverage first."""
    if case.siting is None:
        return None
    costs = costs_of_plan(case.siting, answer)
    require_agreement(case.siting, answer, costs)
    return None if costs is None else gains_of(case.siting, costs)


def require_seconds(time_limit: float | None) -> None:
    """Refuse a time limit that is none."""
    if time_limit is not None and not 0 < time_limit < float("inf"):
        raise QueryRefused("time_limit", time_limit, "must be a number of seconds above 0")


def given_case(model: Model, asked: Asked, wanted: Wanted, options: dict[str, object]) -> Case:
    """The request that files are."""
    refuse_together(
        [(name, options[name]) for name in OF_CAMPAIGNS], "counts without --costs alone"
    )
    refuse_together(
        [
            ("may_go", asked.may_go),
            ("replace", asked.replace),
            ("expected", asked.expected),
            ("seekers", asked.seekers),
        ],
        "counts without --costs alone: files hold what is kept and who counts",
    )
    apart = model is Model.P_DISPERSION
    paths = {name: options[name] for name in ("costs", *OF_FILES)}
    paths["capacities"] = asked.capacities
    if asked.own_seats:
        raise QueryRefused("capacities", None, "needs a file: costs say nothing of seats")
    if paths["weights"] is None and not apart:
        raise QueryRefused("weights", None, "is needed: how many persons live where")
    if apart:
        paths["weights"] = None
    given = read_given(Files(**paths, between_venues=apart))  # type: ignore[arg-type]
    problem = problem_of(model, given, asked, assignment=wanted.assignment)
    places = {venue: at for at, venue in enumerate(given.venue_ids)}
    for venue in asked.why_not:
        if venue not in places:
            raise QueryRefused("why_not", venue, "is no venue of the request")
    why_not = [places[venue] for venue in asked.why_not]
    return Case(problem, given.demand_ids, given.venue_ids, why_not=why_not)


def campaign_case(model: Model, asked: Asked, wanted: Wanted, options: dict[str, object]) -> Case:
    """The request about the stored campaign."""
    files = [(name, options[name]) for name in OF_FILES]
    refuse_together(
        [*files, ("capacities", None if asked.own_seats else asked.capacities)],
        "counts with --costs alone; what the candidates of a campaign seat and cost is imported: "
        "fairreach import candidates",
    )
    refuse_together(
        [("threshold", asked.threshold)],
        "counts with --costs alone; of a campaign give --threshold-km or --threshold-min",
    )
    campaign = stored_campaign(settings_of(), text(options["travel"]))
    arguments = Arguments.of_options({name: options[name] for name in OF_CAMPAIGNS})
    query = coverage_query(arguments, campaign)
    limited = options["threshold_km"] is not None or options["threshold_min"] is not None
    limited = (limited or model in COVERING) and model is not Model.P_DISPERSION
    siting = siting_of(campaign, model, query, asked, limited=limited)
    problem = replace(
        siting.problem(),
        assignment=wanted.assignment or siting.is_seated,
        aversion=asked.aversion,
        kappa=asked.kappa,
    )
    sites, names = siting.sites.table, names_of(siting.sites)
    points = [point_name(campaign, at) for at in np.flatnonzero(siting.persons).tolist()]
    unit = query.travel.unit if model not in COVERING else ""
    known = siting.asked.at
    why_not = [*dict.fromkeys(known[each] for each in asked.why_not)]
    ids = [*map(str, sites.index)]
    return Case(problem, points, ids, names, unit, siting.persons_no_road, siting, why_not)


def siting_of(
    campaign: Campaign, model: Model, query: CoverageQuery, asked: Asked, *, limited: bool
) -> Siting:
    """What is asked, held against the campaign."""
    bounds = {code: Bounds(least, most) for code, least, most in map(bounds_of, asked.per_district)}
    request = SitingRequest(
        model,
        query,
        limited=limited,
        p=asked.p,
        budget=asked.budget,
        more=asked.more,
        keep=kept_fairs(campaign, query, asked),
        may_go=asked.may_go,
        must_go=asked.must_go,
        per_district=bounds,
        seekers=asked.seekers,
        expected=asked.expected,
        seats=asked.own_seats or None,
        why_not=asked.why_not,
    )
    if problems := [*dispersed_otherwise(request)]:
        raise RequestRefused(problems)
    siting = Siting.of(campaign, request)
    require_room(siting)
    return siting


def kept_fairs(campaign: Campaign, query: CoverageQuery, asked: Asked) -> tuple[str, ...]:
    """The ids that every plan has: those named, and all fairs unless these may be replaced."""
    loose = {*asked.may_go, *asked.must_go, *asked.keep}
    held = () if asked.replace else campaign.fairs.index[query.fairs(campaign)]
    return (*asked.keep, *(str(each) for each in held if each not in loose))


def require_room(siting: Siting) -> None:
    """Refuse to pair everybody with every venue where that is more than memory holds."""
    points, venues = siting.size
    if not siting.request.limited and points * venues > MOST_PAIRS:
        raise QueryRefused(
            "threshold_km",
            None,
            "is needed: %(pairs)s trips are more than there is memory for (%(most)s)",
            pairs=f"{points * venues:,}",
            most=f"{MOST_PAIRS:,}",
        )


def point_name(campaign: Campaign, at: int) -> str:
    """What a demand point is called: it has no name but its place."""
    return f"{campaign.demand.lon[at]:.6f},{campaign.demand.lat[at]:.6f}"


def text(value: object) -> str | None:
    """An option that is text."""
    return value if isinstance(value, str) else None
