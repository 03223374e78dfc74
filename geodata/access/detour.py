"""How much longer the road is than the straight line, by district."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.base.arrays import Floats
from geodata.base.facts import read_facts
from geodata.campaign.campaign import Campaign
from geodata.districts.changes import PART, kin

# Districts without a measure borrow: Sichuan's that of the plain districts of western Chongqing,
# all others, and places in no district, the middle of Chongqing's.
BORROWED_PLAIN = 1.25
BORROWED_HILLS = 1.40


@cache
def measured_factors() -> dict[str, float]:
    """Road ÷ straight distance by adcode, as measured (docs/data.md gives source and year)."""
    rows = read_facts("circuity-chongqing.csv")
    return {row["adcode"]: float(row["circ_agg"]) for row in rows}


def detour_factor(adcode: str) -> tuple[float, bool]:
    """
    The factor of one district, "" for none, and whether it is borrowed.

    One that has none borrows that of the district that it was, or has become, if one has it.
    """
    measured = measured_factors()
    if adcode in measured:
        return measured[adcode], False
    related = [measured[c] for c, share in kin(adcode).items() if share != PART and c in measured]
    if len(related) == 1:
        return related[0], True
    return (BORROWED_PLAIN if adcode.startswith("51") else BORROWED_HILLS), True


def detour_factors(adcodes: pd.Index) -> pd.DataFrame:
    """
    How much longer the road is than the straight line, by district.

    Parameters
    ----------
    adcodes
        Districts; "" stands for a place in none of them.

    Returns
    -------
    pd.DataFrame
        Indexed by ``adcodes``; ``factor`` and ``borrowed`` (true where the district has no
        measure of its own).
    """
    pairs = [detour_factor(str(adcode)) for adcode in adcodes]
    columns = {"factor": [f for f, _ in pairs], "borrowed": [b for _, b in pairs]}
    return pd.DataFrame(columns, index=adcodes).astype({"factor": "float64", "borrowed": "bool"})


def demand_factors(campaign: Campaign) -> Floats:
    """The detour factor at each demand point, shape (n,)."""
    factors = detour_factors(campaign.districts.index)["factor"].to_numpy()
    # Position -1, in no district, is the last one.
    every: Floats = np.append(factors, BORROWED_HILLS)[campaign.demand.district_at]
    return every


def demand_borrows(campaign: Campaign) -> npt.NDArray[np.bool_]:
    """Whether each demand point's detour factor is borrowed, shape (n,)."""
    borrowed = detour_factors(campaign.districts.index)["borrowed"].to_numpy()
    every: npt.NDArray[np.bool_] = np.append(borrowed, True)[campaign.demand.district_at]
    return every
