"""``nearest``: the API's answer, for people or as the same JSON."""

from collections.abc import Iterator, Mapping, Sequence

import click
import numpy as np
import pandas as pd

from geodata.access.travel import Method
from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import fairs_of
from geodata.campaign.window import Window
from geodata.errors import QueryRefused
from geodata.search.departure import Locality
from geodata.search.district_fairs import DistrictQuery, district_fairs
from geodata.search.nearest import PUBLISHED, fairs_table, nearest
from geodata.search.nearest_query import NearestQuery
from geodata.search.trips import Notice, Trip
from service.api.geojson import district_fairs_collection, nearest_collection
from service.arguments import Arguments
from service.commands.options import (
    SEEKERS_TRAVEL,
    as_json,
    settings_of,
    traffic,
    walk_kmh,
    window_options,
)
from service.commands.output import illustrative_of, json_result, result, say, table
from service.commands.stores import stored_campaign
from service.commands.ways import NO_TRAFFIC, way_by_road
from service.queries import district_code, district_query, nearest_query
from service.web.records import plain_records

WAYS = {
    Method.ROADS.value: NO_TRAFFIC,
    Method.ESTIMATED.value: "estimated",
    Method.STRAIGHT.value: "straight line",
}
NOTICES: Mapping[Notice, str] = {
    Notice.LONG_WAY: "the way by road is over four times the straight line: a long way round, "
    "or roads are missing",
    Notice.ROADS_MISSING: "roads are known for less than 95 % of the people within 10 km of the "
    "fair",
    Notice.NO_WAY: "no way by road is known, so the trip is estimated",
}


@click.command("nearest", context_settings={"ignore_unknown_options": True})
@click.argument("lon", required=False)
@click.argument("lat", required=False)
@click.option("--district", metavar="NAME", help="In place of a point: code or name.")
@click.option("--k", metavar="N", help="How many fairs (5).")
@click.option("--on", metavar="DATE", help="The one day asked for.")
@click.option("--travel", metavar="METHOD", help=SEEKERS_TRAVEL)
@click.option("--profile", metavar="P", help="drive (default) or walk, on roads.")
@click.option("--speed-kmh", metavar="V", help="Mean speed on the road (30).")
@traffic
@walk_kmh
@window_options
@as_json
def nearest_command(*, as_json: bool, on: str | None, **options: str | None) -> None:
    """The published fairs nearest to a place (degrees, WGS-84), or of a district, from now on."""
    if on is not None:
        if options["from"] is not None or options["to"] is not None:
            raise QueryRefused("on", on, "says the day; leave out --from and --to")
        options |= {"from": on, "to": on}
    settings = settings_of()
    campaign = stored_campaign(settings, options["travel"])
    args = Arguments.of_options(options)
    if options["district"] is not None:
        district = district_query(args, adcode_of(args, campaign), settings.now())
        tell_district(campaign, district, as_json=as_json)
        return
    query = nearest_query(args, settings.now(), campaign)
    if as_json:
        json_result(nearest_collection(campaign, query))
        return
    answer = nearest(campaign, query)
    result(nearest_heading(query, len(answer.trips)) + illustrative_of(campaign.illustrative))
    for line in place_lines(query, answer.place):
        result(line)
    show_fairs(campaign, answer.trips, query.window, by_way=query.travel is None)
    for notice in sorted({notice for trip in answer.trips for notice in trip.notices}):
        say(f"{notice}: {NOTICES[notice]}")


def adcode_of(args: Arguments, campaign: Campaign) -> str:
    """The district that is asked for, beside which nothing is said that only a point has."""
    named = args.text("district")
    for name in ("lon", "lat", "travel", "profile", "speed_kmh", "traffic", "walk_kmh"):
        if args.text(name) is not None:
            raise QueryRefused("district", named, "is no point: leave out %(name)s", name=name)
    return district_code(named or "", campaign)


def tell_district(campaign: Campaign, query: DistrictQuery, *, as_json: bool) -> None:
    """The fairs of a district, for people or as the API's JSON."""
    if as_json:
        json_result(district_fairs_collection(campaign, query))
        return
    fairs = query.window.soonest(campaign, PUBLISHED)
    found = district_fairs(campaign, query.adcode, fairs, query.k)
    name = campaign.gazetteer.names(query.adcode)[0]
    heading = (
        f"{len(found.inside)} published fairs in {name} ({query.adcode}) by date, and the "
        f"{len(found.around)} nearest to its border, {span(query.window)}"
    )
    result(heading + illustrative_of(campaign.illustrative))
    show_fairs(campaign, found.trips, query.window, by_way=False)


def place_lines(query: NearestQuery, place: Locality) -> Iterator[str]:
    """What is known of the place that was asked from."""
    if place.roads_known is False:
        yield "roads are known for less than 95 % of the people within 10 km of the place: " + (
            "ways by road may be wrong" if query.travel else "all ways are estimated"
        )
    if place.roads_known is not None and (place.roads_known or query.travel):
        known = place.walk_m is not None
        told = f"{place.walk_m:,.0f} m to the road" if known else "no road is known within 2 km"
        yield f"from the place: {told}"
    if place.adcode is None:
        yield "the place lies outside every district of the campaign"


def show_fairs(campaign: Campaign, trips: Sequence[Trip], window: Window, *, by_way: bool) -> None:
    """
    The fairs as a table, each with its next session and how many it has.

    By which way each is reached is told where that is not the same for all.
    """
    found = fairs_table(campaign, trips)
    fairs = [fairs_of(campaign)[trip.fair_at] for trip in trips]
    noticed = found["travel_notices"]
    seats = found["precision"] == "district"
    next_ = [window.next_of(fair.times) for fair in fairs]
    hours = [f"{each.start_time}-{each.end_time}".strip("-") for each in next_]
    several = [len(fair.times) for fair in fairs]
    cells = pd.DataFrame(
        {
            "km straight": found["distance_m"] / 1000,
            "min": found["travel_min"],
            **({"way": found["travel_method"].map(WAYS)} if by_way else {}),
            "date": [each.date for each in next_],
            "hours": hours,
            **({"sessions": several} if max(several, default=1) > 1 else {}),
            "fair": found["name"],
            "venue": found["venue"],
            **({"place": np.where(seats, "precision=district", "")} if seats.any() else {}),
            **({"notices": noticed} if noticed.any() else {}),
            "adcode": found["adcode"],
            "fair_id": found.index,
        }
    )
    table(list(cells.columns), [list(row.values()) for row in plain_records(cells)])


def nearest_heading(query: NearestQuery, count: int) -> str:
    """Which fairs are listed, in one line."""
    travel, way = query.travel, "by straight line"
    if travel is None:
        way = f"{NO_TRAFFIC}, or at an estimated {query.estimate_kmh:g} km/h"
    elif travel.by_road:
        traffic = travel.told_traffic
        name, source = (traffic.name, traffic.told_source) if traffic else (None, None)
        way = way_by_road(name, source, travel.walk_kmh)
    elif travel.estimated:
        way = f"by {travel.method.value} road at {travel.speed_kmh:g} km/h"
    return f"the {count} published fairs nearest to the place, {way}, {span(query.window)}"


def span(window: Window) -> str:
    """From when to when."""
    first, minute, last = window.key
    return f"from {f'{first} {minute}'.strip()} to {last or 'the last'}"
