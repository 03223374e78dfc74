"""What the numbers of a coverage rest on: what a query asks for, as one campaign has it."""

from dataclasses import dataclass
from typing import Self

from geodata.base.arrays import Floats, Ints
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.measures.people import Districts
from geodata.measures.query import CoverageQuery


@dataclass(frozen=True, eq=False, slots=True)
class Basis:
    """
    A query, and what it comes to in a campaign: found once, and handed on.

    Parameters
    ----------
    query
        What is asked for.
    window
        The days whose fairs count.
    persons
        Of the group at every demand point, shape (n,).
    fairs
        Positions in ``campaign.fairs`` of the fairs that count, ascending.
    districts
        Those that are counted, and where the people are among them.
    """

    query: CoverageQuery
    window: Window
    persons: Floats
    fairs: Ints
    districts: Districts

    @classmethod
    def of(cls, campaign: Campaign, query: CoverageQuery) -> Self:
        """
        What a query comes to.

        Raises
        ------
        QueryRefused
            If the campaign has no such group, or no such region.
        """
        window, persons = query.window(campaign), query.persons(campaign)
        districts = Districts.of(campaign, query.region)
        return cls(query, window, persons, window.fairs(campaign), districts)
