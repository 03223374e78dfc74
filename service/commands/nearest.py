"""``nearest``: the API's answer, for people or as the same JSON."""

import click
import numpy as np
import pandas as pd

from geodata.access.by_road import usual_method
from geodata.errors import QueryRefused
from geodata.search.nearest import NearestQuery, fairs_table, nearest
from service.api.geojson import nearest_collection
from service.arguments import Arguments, nearest_query
from service.commands.options import TRAVEL, as_json, settings_of, window_options
from service.commands.output import illustrative_of, json_result, result, table
from service.commands.stores import stored_campaign
from service.web.records import plain_records


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
    campaign = stored_campaign(settings, options["travel"])
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
