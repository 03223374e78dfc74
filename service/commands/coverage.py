"""``coverage``: the API's answer, for people or as the same JSON."""

from dataclasses import asdict
from math import isfinite
from typing import Any

import click
import orjson
import pandas as pd

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS
from geodata.campaign.regions import region_name
from geodata.errors import QueryRefused
from geodata.measures.coverage import Coverage, coverage
from geodata.measures.definition import Definition
from geodata.measures.figures import Figures
from geodata.measures.measure import WAIT
from geodata.measures.query import CoverageQuery
from service.arguments import Arguments
from service.commands.options import (
    as_json,
    change_options,
    query_options,
    settings_of,
    window_options,
)
from service.commands.output import illustrative_of, json_result, result, table
from service.commands.stated import costs_file, read_stated_costs
from service.commands.stores import stored_campaign
from service.commands.ways import way_by_road
from service.queries import changes_of, coverage_query, trial_campaign
from service.web.records import plain_records


@click.command("coverage")
@query_options
@window_options
@change_options
@costs_file
@click.option("--measure", metavar="M", help="wait: the days until the next fair, too.")
@as_json
def coverage_command(*, as_json: bool, **options: Any) -> None:
    """
    Who lives within reach of a fair, by district, the least covered first.

    With --measure wait it says, too, how many days it is from the first one until half of a
    district's people have had a fair within reach.

    --add, --move, --close and --redate say what would be if fairs were elsewhere or on other days;
    they may be repeated, and store nothing. One session of several is meant by its beginning:
    ID@2027-02-18T08:30.
    """
    campaign, query = asked_campaign(options)
    found = coverage(campaign, query)
    if as_json:
        json_result(orjson.dumps(found.to_dict()))
        return
    result(heading(found.definition, found.total))
    cells = cells_of(found)
    table(list(cells.columns), [list(row.values()) for row in plain_records(cells)])
    if found.total.persons_no_road:
        told = f"{found.total.persons_no_road:,.0f} persons live where no road is known"
        result(f"{told}: whether a fair is within their reach is unknown")
    if found.outside.points:
        told = "{points:,} demand points with {persons:,} persons lie in no district"
        result(f"{told.format(**asdict(found.outside))}; they are counted nowhere above")


def asked_campaign(options: dict[str, Any]) -> tuple[Campaign, CoverageQuery]:
    """The plan, or the what-if, that is asked about, and what is asked."""
    costs = options.pop("costs", None)
    settings, args = settings_of(), Arguments.of_options(dict(options))
    plan = stored_campaign(settings, options["travel"])
    if costs is not None and any(args.every(kind) for kind in KINDS):
        raise QueryRefused("costs", str(costs), "knows no fair that was added or moved")
    stated = None if costs is None else read_stated_costs(costs, settings, plan)
    query = coverage_query(args, plan, stated)
    return trial_campaign(plan, changes_of(args), query, settings.now().date()), query


def cells_of(found: Coverage) -> pd.DataFrame:
    """The districts as a table for the terminal, the least covered first."""
    rows = found.districts.sort_values(["coverage", "persons"], ascending=[True, False])
    named, scale = ("km", 1e-3) if found.definition.cost_unit == "m" else ("min", 1)
    cells = pd.DataFrame(
        {
            "adcode": rows.index,
            "district": rows["name_zh"].to_numpy(),
            "": rows["name_en"].to_numpy(),
            "persons": rows["persons"].to_numpy(),
            "covered": rows["persons_covered"].to_numpy(),
            "gap": rows["persons_gap"].to_numpy(),
            "%": rows["coverage"].to_numpy() * 100,
            "fairs": rows["fairs"].to_numpy(),
            f"mean {named}": rows["mean_cost"].to_numpy() * scale,
            f"p90 {named}": rows["p90_cost"].to_numpy() * scale,
            "cannot reach": rows["persons_unreachable"].to_numpy(),
        }
    )
    if WAIT.figure in rows:
        known = {row["adcode"]: WAIT.value(row) for row in found.to_dict()["districts"]}
        cells["wait, days"] = [told_days(known[str(adcode)]) for adcode in rows.index]
    people = ["persons", "covered", "gap", "cannot reach"]
    if found.definition.roads:
        cells.insert(6, "unknown", rows["persons_no_road"].to_numpy())
        cells.insert(8, "% of known", rows["coverage_known"].to_numpy() * 100)
        people.append("unknown")
    cells[people] = cells[people].round().astype("int64")
    return cells


def told_days(days: float | None) -> str:
    """How long half of the people wait, in words where that is no number."""
    if days is None:
        return "unknown"
    return f"{days:.0f}" if isfinite(days) else "none"


def fairs_of(definition: Definition) -> str:
    """How many fairs count, and how many of them nobody reaches by road."""
    told = f"{definition.fairs_counted} fairs"
    if definition.roads and definition.roads.fairs_no_road:
        told += f" ({definition.roads.fairs_no_road} of them where no road is known)"
    return told


def heading(definition: Definition, total: Figures) -> str:
    """What the numbers are, in one line."""
    percent = "-" if total.coverage is None else f"{total.coverage:.1%}"
    return (
        f"{what_if(definition)}{total.persons_covered:,.0f} of {total.persons:,.0f} persons "
        f"covered ({percent}): "
        f"{method_of(definition)}, within {threshold_of(definition)}, "
        f"{definition.from_ or '-'} to {definition.to or '-'}, "
        f"{fairs_of(definition)}, group {definition.group}, "
        f"of all persons of that group who live in {where_of(definition)}"
        f"{illustrative_of(definition.illustrative)}"
    )


def what_if(definition: Definition) -> str:
    """What is otherwise than in the plan; "" where nothing is."""
    return f"what if {', '.join(definition.changes)}: " if definition.changes else ""


def where_of(definition: Definition) -> str:
    """Whose districts are counted."""
    if definition.region is None:
        return "a district"
    return f"a district of {region_name(definition.region, 'en')} ({definition.region})"


def method_of(definition: Definition) -> str:
    """The travel method in words."""
    if definition.roads:
        names = ", ".join(network.name for network in definition.roads.networks)
        roads = definition.roads
        way = way_by_road(roads.traffic, roads.traffic_source, roads.walk_kmh)
        return f"{way}, profile {roads.profile}, network {names}"
    if definition.costs is not None:
        return f"costs of {definition.costs}"
    if definition.speed_kmh is None:
        return "straight line"
    return f"{definition.travel} at {definition.speed_kmh:g} km/h"


def threshold_of(definition: Definition) -> str:
    """The threshold with its unit."""
    km = definition.threshold_km
    return f"{definition.threshold_min:g} min" if km is None else f"{km:g} km"
