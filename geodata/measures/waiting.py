"""How many days it is until the next fair within reach, for the people of each district."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from geodata.access.travel import Method
from geodata.access.trip import within
from geodata.access.trip_pairs import Venues, trip_pairs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.quantile import weighted_quantile, weighted_quantiles
from geodata.campaign.campaign import Campaign
from geodata.measures.basis import Basis
from geodata.measures.query import CoverageQuery

HALF = 0.5
DAYS_KEPT = 400
MOST_AT_ONCE = 256  # fairs: more pairs would take more room than a server has
Bits: TypeAlias = npt.NDArray[np.uint8]


def wait_days(campaign: Campaign, basis: Basis, known: Flags) -> Floats:
    """
    How long the person in the middle of each district waits, and of all in a last place.

    Parameters
    ----------
    known
        Of which demand points it is known how one travels, shape (n,).
    """
    days, here = waits(campaign, basis), basis.districts
    return median_days(days, basis.persons * known, here.at, len(here.index))


def waits(campaign: Campaign, basis: Basis) -> Floats:
    """
    Days from the first one asked for to the first fair within reach of each demand point.

    Whom a fair of any of the days reaches, coverage counts as covered, and nobody else.

    Returns
    -------
    ndarray
        0 for a fair on that very day, ``inf`` where none is held within reach on the days asked
        for, shape (n,).

    Raises
    ------
    QueryRefused
        As `trip_pairs`, but for the costs of a file.
    """
    found = np.full(len(campaign.demand), np.inf)
    first, _, last = basis.window.key
    held = {day: fairs for day, fairs in fairs_by_day(campaign).items() if first <= day <= last}
    reached = reached_by_day(campaign, basis.query, held)
    for day in sorted(held, reverse=True):
        away = (date.fromisoformat(day) - date.fromisoformat(first)).days
        found[np.unpackbits(reached[day], count=len(found)).astype(bool)] = away
    return found


def fairs_by_day(campaign: Campaign) -> Mapping[str, Ints]:
    """By each day on which counting fairs are held, as ISO text, their positions."""

    def gather() -> dict[str, Ints]:
        days = campaign.counting_days.groupby("date")["fair_at"]
        return {str(day): np.sort(at.to_numpy(dtype=np.intp)) for day, at in days}

    return campaign.cache.get("fairs by day", "", gather, most=1)


def reached_by_day(
    campaign: Campaign, query: CoverageQuery, held: Mapping[str, Ints]
) -> dict[str, Bits]:
    """
    Whom the fairs of each day reach, a bit for each demand point.

    Kept by where the fairs are and how one gets there: other days that are asked for cost nothing
    more, and a what-if only the days that it changes.

    Parameters
    ----------
    held
        The fairs of each day.
    """
    places = campaign.fairs[["lon", "lat"]].to_numpy(dtype=float)
    is_stated = query.travel.method is Method.STATED  # of fairs, whatever place they are at
    asked = query.travel, query.limit
    kept = {
        day: ((fairs if is_stated else places[fairs]).tobytes(), *asked)
        for day, fairs in held.items()
    }
    found = {day: campaign.still.find("reached on a day", key) for day, key in kept.items()}
    missing = [day for day, bits in found.items() if bits is None]
    for some in batches(missing, held):
        flags = reached_at_once(campaign, query, [held[day] for day in some])
        for day, each in zip(some, flags, strict=True):
            found[day] = np.packbits(each)
            campaign.still.put("reached on a day", kept[day], found[day], most=DAYS_KEPT)
    return {day: bits for day, bits in found.items() if bits is not None}


def batches(days: list[str], held: Mapping[str, Ints]) -> Iterator[list[str]]:
    """The days in parts that are looked at together."""
    some: list[str] = []
    for day in days:
        if some and sum(len(held[each]) for each in [*some, day]) > MOST_AT_ONCE:
            yield some
            some = []
        some.append(day)
    if some:
        yield some


def reached_at_once(campaign: Campaign, query: CoverageQuery, days: list[Ints]) -> Iterator[Flags]:
    """Whom the fairs of each of some days reach."""
    travel, limit = query.travel, query.limit
    if travel.stated is not None:
        costs, near = travel.stated, within(travel.stated.cost.astype(float), limit)
        for fairs in days:
            point = costs.demand_at[near & np.isin(costs.fair_at, fairs)]
            yield flags_at(point.astype(np.intp), campaign)
        return
    fairs = np.concatenate(days)
    day_of = np.repeat(np.arange(len(days)), [len(each) for each in days])
    pairs = trip_pairs(campaign, Venues.of_fairs(campaign, fairs), travel, limit)
    for day in range(len(days)):
        point = pairs.demand_at[day_of[pairs.venue_at] == day]
        yield flags_at(point.astype(np.intp), campaign)


def flags_at(points: Ints, campaign: Campaign) -> Flags:
    """Flags of all demand points, set at some."""
    flags = np.zeros(len(campaign.demand), dtype=bool)
    flags[points] = True
    return flags


def median_days(days: Floats, persons: Floats, at: Ints, districts: int) -> Floats:
    """
    How long the person in the middle waits, in each district, and of all in a last place.

    The least number of days within which at least half of the persons have had a fair within
    reach. NaN where fewer than half of them have one on any of the days, or nobody lives.

    Parameters
    ----------
    days
        As `waits` gives them.
    persons
        Who are counted at each point, shape (n,).
    at
        Position of each point's district, -1 in none, shape (n,).
    districts
        How many there are.
    """
    inside = np.flatnonzero((at >= 0) & (persons > 0))
    spent, weight, place = days[inside], persons[inside], at[inside]
    reached = np.isfinite(spent)
    never = float(spent[reached].max(initial=0.0)) + 1
    spent = np.where(reached, spent, never)
    found = np.append(
        weighted_quantiles(spent, weight, place, districts, HALF),
        weighted_quantile(spent, weight, HALF),
    )
    return np.where(found == never, np.nan, found)
