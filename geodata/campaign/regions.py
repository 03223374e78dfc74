"""Regions: the cities whose districts a campaign has, each of them a whole to plan for."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.base.arrays import Flags
from geodata.campaign.campaign import Campaign
from geodata.districts.cities import city_of
from geodata.errors import QueryRefused

REGIONS_KEPT = 8
NAMES = {"500000": ("重庆", "Chongqing"), "510100": ("成都", "Chengdu")}


def region_of(districts: pd.DataFrame) -> npt.NDArray[np.object_]:
    """
    The region of each district: the city that its row states, else the one that its code names.

    Returns
    -------
    NDArray
        Codes, shape (n,).
    """
    stated = districts["region"] if "region" in districts else [""] * len(districts)
    pairs = zip(stated, districts.index, strict=True)
    return np.array([region or city_of(adcode) for region, adcode in pairs], dtype=object)


def region_of_district(campaign: Campaign, adcode: str) -> str:
    """The region of one district; KeyError where there is no such one."""
    at = campaign.districts.index.get_loc(adcode)
    return str(region_of(campaign.districts)[at])


def regions(campaign: Campaign) -> tuple[str, ...]:
    """The codes of a campaign's regions, in order."""
    return tuple(sorted(set(region_of(campaign.districts))))


def region_name(region: str, language: str) -> str:
    """A region as it is called in ``zh`` or ``en``; its code where we know no name."""
    names = NAMES.get(region)
    return region if names is None else names[language != "zh"]


def districts_in(campaign: Campaign, region: str | None) -> Flags:
    """
    Which districts belong to a region, by position in ``campaign.districts``; None takes all.

    Raises
    ------
    QueryRefused
        If the campaign has no such region.
    """
    if region is None:
        return np.ones(len(campaign.districts), dtype=bool)
    if region not in (known := regions(campaign)):
        raise QueryRefused(
            "region",
            region,
            "the campaign has no such region; it has: %(regions)s",
            regions=", ".join(known) or "none",
        )
    return np.asarray(region_of(campaign.districts) == region)


def lives_in(campaign: Campaign, region: str | None) -> Flags:
    """Whether each demand point lies in a district of a region, shape (n,); kept."""

    def find() -> Flags:
        within: Flags = np.append(districts_in(campaign, region), False)  # position -1 is outside
        return within[campaign.demand.district_at]

    return campaign.still.get("lives in", (campaign.demand, region), find, most=REGIONS_KEPT)
