"""
The classes of a measure, which colour the districts.

They fit a campaign and a group, and nothing else: whoever compares two thresholds, methods or
windows sees the same colours for the same numbers.
"""

from math import floor, log10

import numpy as np

from geodata.campaign.campaign import Campaign
from geodata.measures.measure import Measure, Scale
from geodata.measures.people import Districts
from geodata.measures.query import CoverageQuery

Breaks = tuple[float, float, float, float]
# Of the persons in the district in the middle: 800,000 give 50, 100, 250 and 500 thousand.
OF_DISTRICT = (1 / 16, 1 / 8, 1 / 3, 2 / 3)
# Of the campaign's own fairs per 100,000 persons.
OF_MEAN = (1 / 4, 1 / 2, 1, 5 / 2)
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
LEAST_DISTRICT = 16.0


def class_breaks(campaign: Campaign, measure: Measure, query: CoverageQuery) -> Breaks:
    """
    Upper bounds of the first four of five classes; the fifth is everything above.

    Parameters
    ----------
    query
        Of it only the group counts.

    Raises
    ------
    QueryRefused
        If the campaign has no such group.
    """
    if measure.breaks is not None:
        return measure.breaks

    campaign = campaign.plan  # a what-if is coloured as its plan

    def choose() -> Breaks:
        districts = Districts.of(campaign, None)
        *persons, total = districts.sums(query.persons(campaign)).tolist()
        if measure.scale is Scale.PERSONS:
            living = [each for each in persons if each > 0]
            middle = max(float(np.median(living)) if living else 0.0, LEAST_DISTRICT)
            return round_breaks(middle, OF_DISTRICT)
        mean = len(campaign.counting) * 1e5 / total if total else 0.0
        return round_breaks(mean or 1.0, OF_MEAN)

    key = (measure.name, query.group)
    return campaign.cache.get("class breaks", key, choose, most=32)


def round_breaks(whole: float, parts: Breaks) -> Breaks:
    """Parts of a number, each as the nearest of 1, 2, 2.5 and 5 times a power of ten."""
    a, b, c, d = (round_number(whole * part) for part in parts)
    return a, b, c, d


def round_number(number: float) -> float:
    """The nearest of 1, 2, 2.5 and 5 times a power of ten, by ratio."""
    power = 10.0 ** floor(log10(number))
    nearest = min(ROUND, key=lambda each: abs(log10(number / power / each)))
    return float(f"{nearest * power:.3g}")
