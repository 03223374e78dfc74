"""Fairs and employers that lie elsewhere than their rows state."""

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.campaign.campaign import Campaign
from geodata.campaign.schema import Table
from geodata.districts.statements import mismatches

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Strays:
    """Rows of a table that lie elsewhere than they should: how many, and the first hundred."""

    count: int
    rows: Sequence[object]


def mismatched_rows(campaign: Campaign, table: Table, name: str) -> Strays:
    """Rows whose stated district is not the one that holds them; found once for a campaign."""
    return campaign.cache.get(
        "mismatched", (table.name, name), lambda: _mismatches(campaign, table, name), most=8
    )


def _mismatches(campaign: Campaign, table: Table, name: str) -> Strays:
    found = mismatches(campaign.frame(table), campaign.districts)
    known = campaign.districts[name]
    listed = found.head(MOST_LISTED)[["name", "stated", "adcode"]].itertuples()
    rows = [
        {"id": key, "name": called, "stated": stated, "actual": known.get(code, "")}
        for key, called, stated, code in listed
    ]
    return Strays(len(found), rows)


def outside_rows(campaign: Campaign, table: Table) -> Strays:
    """Rows in no district."""
    found = campaign.frame(table)
    found = found[found["adcode"] == ""]
    listed = found.head(MOST_LISTED)[["name", "lon", "lat"]].itertuples()
    return Strays(len(found), [(key, name, lon, lat) for key, name, lon, lat in listed])
