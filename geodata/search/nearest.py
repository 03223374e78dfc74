"""The fairs nearest to one place: what a job seeker asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geodata.access.from_place import FromPlace
from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign
from geodata.search.departure import Locality, departure
from geodata.search.nearest_query import NearestQuery
from geodata.search.road_trips import trips
from geodata.search.trips import Trip

PUBLISHED = ("published",)


@dataclass(frozen=True, slots=True)
class Nearest:
    """
    The fairs nearest to a place, in order.

    Parameters
    ----------
    trips
        To each; fairs equally far (to the millimetre) by their next session: date, time, id.
    place
        Where was asked from.
    there
        The search by road from there, for whoever asks for other fairs; None without.
    """

    trips: tuple[Trip, ...]
    place: Locality
    there: FromPlace | None = field(default=None, repr=False, compare=False)

    @property
    def fair_at(self) -> tuple[int, ...]:
        """Positions in ``campaign.fairs``."""
        return tuple(trip.fair_at for trip in self.trips)

    @property
    def distance_m(self) -> tuple[float, ...]:
        """Geodesic on WGS-84 to each, metres."""
        return tuple(trip.metres for trip in self.trips)

    @property
    def travel_min(self) -> tuple[float | None, ...]:
        """Minutes to each; None where the method gives none."""
        return tuple(trip.minutes for trip in self.trips)


def nearest(
    campaign: Campaign,
    query: NearestQuery,
    statuses: tuple[str, ...] = PUBLISHED,
    among: Ints | None = None,
    there: FromPlace | None = None,
) -> Nearest:
    """
    The fairs nearest to a place, quickly enough for every request.

    Parameters
    ----------
    campaign
        Whose fairs.
    query
        From where, how many, when and how.
    statuses
        Which fairs a seeker may be shown.
    among
        Positions of the fairs to choose from, the soonest first; by default all of the query's
        window with these statuses.
    there
        The search by road from that place (`Nearest.there`), where it has been made already.

    Raises
    ------
    QueryRefused
        If the query goes by roads and the campaign has none.
    """
    if among is None:
        among = query.window.soonest(campaign, statuses)
    start = departure(campaign, query, there)
    return Nearest(tuple(trips(start, among, query.k)), start.locality, start.there)


def fairs_table(campaign: Campaign, found: Sequence[Trip]) -> pd.DataFrame:
    """
    The fairs at the ends of some trips as a table.

    Returns
    -------
    pd.DataFrame
        Rows of ``campaign.fairs`` in order, with ``distance_m``, ``travel_min`` (NaN where the
        method gives none), ``travel_method`` and ``travel_notices``, parted by spaces.
    """
    table = campaign.fairs.iloc[[trip.fair_at for trip in found]].copy()
    table["distance_m"] = np.array([trip.metres for trip in found], dtype=float)
    table["travel_min"] = np.array([trip.minutes for trip in found], dtype=float)
    table["travel_method"] = [trip.method.value for trip in found]
    table["travel_notices"] = [" ".join(trip.notices) for trip in found]
    return table
