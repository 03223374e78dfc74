"""Costs from a file, as a bureau has them, in place of a travel method."""

from pathlib import Path

import click
import numpy as np
import pandas as pd

from geodata.access.pairs import Pairs
from geodata.access.stated import StatedCosts
from geodata.base.arrays import Ints, distinct_points
from geodata.campaign.campaign import Campaign
from geodata.errors import CellProblem, FileRefused
from geodata.files.columns import Columns, read_columns
from service.commands.stores import store_of
from service.config import Settings

MOST_TOLD = 2_000
costs_file = click.option(
    "--costs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Costs of your own in place of a method: demand_id,venue_id,cost; minutes, or metres "
    "with --threshold-km.",
)


def read_stated_costs(path: Path, settings: Settings, campaign: Campaign) -> StatedCosts:
    """
    The costs of a file, by the campaign's demand points and fairs.

    Parameters
    ----------
    path
        ``demand_id,venue_id,cost``: ids of the demand table and of the fairs.

    Raises
    ------
    FileRefused
        If anything in it cannot be used, with every problem.
    """
    found = read_columns(path, ("demand_id", "venue_id"), ("cost",))
    demand = positions(found, "demand_id", demand_points(settings, campaign))
    fairs = {str(fair_id): at for at, fair_id in enumerate(campaign.fairs.index)}
    venue = positions(found, "venue_id", fairs)
    if found.problems:
        raise FileRefused(path, sorted(found.problems, key=lambda each: each.row or 0))
    size = len(campaign.demand), len(campaign.fairs)
    pairs = Pairs.of(demand, venue, found.numbers["cost"], size=size)
    if len(pairs) < len(demand):
        raise FileRefused(path, list(repeats(found, demand * size[1] + venue)))
    return StatedCosts(path.name, pairs.demand_at, pairs.venue_at, pairs.cost)


def demand_points(settings: Settings, campaign: Campaign) -> dict[str, int]:
    """The demand point of every id of the table; several rows may be one point."""
    with store_of(settings) as store:
        rows = store.table("demand", campaign.version)
    _, at = distinct_points(rows[["lon", "lat"]].to_numpy(float))
    return dict(zip(rows["demand_id"].tolist(), at.tolist(), strict=True))


def positions(found: Columns, name: str, known: dict[str, int]) -> Ints:
    """Where the ids of a column stand; unknown ones are added to the problems."""
    column = found.ids[name]
    order = np.array([known.get(each, -1) for each in column.ids] + [-1], dtype=np.intp)
    at = order[column.at]
    given = column.at
    for row in np.flatnonzero((at < 0) & (given >= 0))[:MOST_TOLD].tolist():
        found.refuse(row, name, column.ids[int(given[row])], "is not in the campaign")
    return at


def repeats(found: Columns, key: Ints) -> list[CellProblem]:
    """Pairs that stand there more than once."""
    again = pd.Series(key).duplicated().to_numpy()
    rows = found.rows[again][:MOST_TOLD].tolist()
    return [CellProblem(row, "", None, "this pair stands further up already") for row in rows]
