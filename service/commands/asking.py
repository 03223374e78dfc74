"""``coverage`` and ``nearest``: the API's answers, for people or as the same JSON."""

from collections.abc import Sequence
from dataclasses import asdict

import click
import numpy as np
import orjson
import pandas as pd

from geodata.access.by_road import usual_method
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused
from geodata.measures.coverage import Figures, coverage
from geodata.measures.definition import Definition
from geodata.search.nearest import NearestQuery, fairs_table, nearest
from service.api.geojson import nearest_collection
from service.arguments import Arguments, coverage_query, nearest_query
from service.commands.options import (
    TRAVEL,
    as_json,
    query_options,
    settings_of,
    store_of,
    window_options,
)
from service.commands.output import json_result, result, table
from service.config import Settings
from service.web.records import plain_records


def loaded(settings: Settings) -> Campaign:
    """The store's current campaign."""
    store = store_of(settings)
    try:
        return store.load()
    finally:
        store.close()


@click.command("coverage")
@query_options
@window_options
@as_json
def coverage_command(*, as_json: bool, **options: str | None) -> None:
    """Who lives within reach of a fair, by district, the least covered first."""
    campaign = loaded(settings_of())
    query = coverage_query(Arguments.of_options(options), usual_method(campaign))
    found = coverage(campaign, query)
    if as_json:
        json_result(orjson.dumps(found.to_dict()))
        return
    result(heading(found.definition, found.total))
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
    people = ["persons", "covered", "gap", "cannot reach"]
    if found.definition.roads:
        cells["no road known"] = rows["persons_no_road"].to_numpy()
        people.append("no road known")
    cells[people] = cells[people].round().astype("int64")
    table(list(cells.columns), [list(row.values()) for row in plain_records(cells)])
    if found.total.persons_no_road:
        told = f"{found.total.persons_no_road:,.0f} persons live where no road is known"
        result(f"{told}; they are counted in none of the other figures")
    if found.outside.points:
        told = "{points:,} demand points with {persons:,} persons lie in no district"
        result(f"{told.format(**asdict(found.outside))}; they are counted nowhere above")


def fairs_of(definition: Definition) -> str:
    """How many fairs count, and how many of them nobody reaches by road."""
    told = f"{definition.fairs_counted} fairs"
    if definition.roads and definition.roads.fairs_no_road:
        told += f" ({definition.roads.fairs_no_road} of them where no road is known)"
    return told


DENOMINATORS = {
    "persons_in_districts": "in a district",
    "persons_near_a_road": "in a district and near a road that is known",
}


def heading(definition: Definition, total: Figures) -> str:
    """What the numbers are, in one line."""
    percent = "-" if total.coverage is None else f"{total.coverage:.1%}"
    return (
        f"{total.persons_covered:,.0f} of {total.persons:,.0f} persons covered ({percent}): "
        f"{method_of(definition)}, within {threshold_of(definition)}, "
        f"{definition.from_ or '-'} to {definition.to or '-'}, "
        f"{fairs_of(definition)}, group {definition.group}, "
        f"of the persons of that group who live {DENOMINATORS[definition.denominator]}"
        f"{illustrative_of(definition.illustrative)}"
    )


def method_of(definition: Definition) -> str:
    """The travel method in words."""
    if definition.roads:
        names = ", ".join(network.name for network in definition.roads.networks)
        return f"by road, profile {definition.roads.profile}, network {names}"
    if definition.speed_kmh is None:
        return "straight line"
    return f"{definition.travel} at {definition.speed_kmh:g} km/h"


def threshold_of(definition: Definition) -> str:
    """The threshold with its unit."""
    km = definition.threshold_km
    return f"{definition.threshold_min:g} min" if km is None else f"{km:g} km"


def illustrative_of(tables: Sequence[str]) -> str:
    """A warning where something is made up."""
    return f"; illustrative: {', '.join(tables)}" if tables else ""


@click.command("nearest", context_settings={"ignore_unknown_options": True})
@click.argument("lon")
@click.argument("lat")
@click.option("--k", metavar="N", help="How many fairs (5).")
@click.option("--on", metavar="DATE", help="The one day asked for.")
@click.option("--travel", metavar="METHOD", help=TRAVEL)
@click.option("--profile", metavar="P", help="drive (default) or walk, on roads.")
@click.option("--speed-kmh", metavar="V", help="Mean speed on the road (30).")
@window_options
@as_json
def nearest_command(*, as_json: bool, on: str | None, **options: str | None) -> None:
    """The published fairs nearest to a place (degrees, WGS-84), from now on."""
    if on is not None:
        if options["from"] is not None or options["to"] is not None:
            raise QueryRefused("on", on, "says the day; leave out --from and --to")
        options |= {"from": on, "to": on}
    settings = settings_of()
    campaign = loaded(settings)
    args = Arguments.of_options(options)
    query = nearest_query(args, settings.now(), usual_method(campaign))
    if as_json:
        json_result(nearest_collection(campaign, query))
        return
    answer = nearest(campaign, query)
    found, place = fairs_table(campaign, answer, query.travel.method), answer.place
    result(nearest_heading(query, len(found)) + illustrative_of(campaign.illustrative))
    if query.travel.by_road:
        known = place.walk_m is not None
        told = f"{place.walk_m:,.0f} m to the road" if known else "no road is known within 2 km"
        result(f"from the place: {told}")
    if place.adcode is None:
        result("the place lies outside every district of the campaign")
    seats = found["precision"] == "district"
    hours = (found["start_time"] + "-" + found["end_time"]).str.strip("-")
    cells = pd.DataFrame(
        {
            "km straight": found["distance_m"] / 1000,
            "min": found["travel_min"],
            "date": found["date"],
            "hours": hours,
            "fair": found["name"],
            "venue": found["venue"],
            **({"place": np.where(seats, "precision=district", "")} if seats.any() else {}),
            "adcode": found["adcode"],
            "fair_id": found.index,
        }
    )
    table(list(cells.columns), [list(row.values()) for row in plain_records(cells)])


def nearest_heading(query: NearestQuery, count: int) -> str:
    """Which fairs are listed, in one line."""
    first, minute, last = query.window.key
    travel, way = query.travel, "by straight line"
    if travel.by_road:
        way = f"by road, profile {travel.profile.value}"
    elif travel.estimated:
        way = f"by {travel.method.value} road at {travel.speed_kmh:g} km/h"
    since = f"{first} {minute}".strip()
    return (
        f"the {count} published fairs nearest to the place, {way}, "
        f"from {since} to {last or 'the last'}"
    )
