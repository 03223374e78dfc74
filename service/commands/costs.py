"""``costs``: what the trip from every demand point to every fair costs, as a file of pairs."""

from pathlib import Path

import click
import numpy as np

from geodata.access.trip_pairs import Venues, trip_pairs
from geodata.base.arrays import distinct_points
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused
from geodata.export.costs import require_cost_file, write_costs
from geodata.measures.query import CoverageQuery
from service.arguments import Arguments
from service.commands.options import query_options, require_folder, settings_of, window_options
from service.commands.output import result
from service.commands.stores import store_of, stored_campaign
from service.config import Settings
from service.queries import coverage_query

# Ids, positions and costs of so many are some 5 GB while they are written.
MOST_PAIRS = 200_000_000
UNSET = {"threshold_km": None, "threshold_min": None}


@click.command("costs")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    callback=require_folder,
    help="The file: .parquet or .csv.",
)
@query_options
@window_options
def costs_command(output: Path, **options: str | None) -> None:
    """
    Write what the trip from every demand point to every counting fair costs.

    Columns: demand_id, venue_id (the fair's id), cost: minutes, or metres where the method has no
    minutes or --threshold-km is given. A pair beyond the threshold, or without a way, is left out;
    without a threshold all that can be reached are written.
    """
    require_cost_file(output)
    for name in ("group", "region"):
        if options[name] is not None:
            reason = "counts for coverage: costs are written for everybody"
            raise QueryRefused(name, options[name], reason)
    settings, args = settings_of(), Arguments.of_options(options)
    campaign = stored_campaign(settings, options["travel"])
    query = coverage_query(args, campaign)
    limited = any(options[name] is not None for name in UNSET)
    fairs = query.fairs(campaign)
    if not limited and len(campaign.demand) * len(fairs) > MOST_PAIRS:
        raise QueryRefused(
            "threshold_min",
            None,
            "is needed: %(points)s points and %(fairs)s fairs are more pairs than %(most)s",
            points=f"{len(campaign.demand):,}",
            fairs=f"{len(fairs):,}",
            most=f"{MOST_PAIRS:,}",
        )
    pairs = trip_pairs(
        campaign,
        Venues.of_fairs(campaign, fairs),
        query.travel,
        query.limit if limited else np.inf,
    )
    ids = demand_ids(settings, campaign), campaign.fairs.index[fairs].tolist()
    count = write_costs(pairs, *ids, output)
    result(f"{output}: {count:,} trips, {describe(query, limited=limited)}")


def demand_ids(settings: Settings, campaign: Campaign) -> list[str]:
    """The id of each demand point: that of its first row, for a point may have a row a group."""
    with store_of(settings) as store:
        rows = store.table("demand", campaign.version)
    first, _ = distinct_points(rows[["lon", "lat"]].to_numpy(float))
    ids: list[str] = rows["demand_id"].iloc[first].tolist()
    return ids


def describe(query: CoverageQuery, *, limited: bool) -> str:
    """Method, unit and limit in a line."""
    unit = "minutes" if query.travel.unit == "min" else "metres"
    within = f", at most {query.threshold.value:g} {query.threshold.unit}" if limited else ""
    return f"costs in {unit}, travel {query.travel.method.value}{within}"
