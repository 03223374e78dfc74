"""What a seeker looks for, besides where and when: read from a query, and applied to fairs."""

from dataclasses import dataclass
from typing import Self

from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign
from geodata.search.openings import OpeningCounts, Wanted, openings_at_fairs
from geodata.search.services import fairs_offering
from service.arguments import Arguments

MOST_OPENINGS = 100_000
ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Filters:
    """
    Which fairs are worth listing.

    Parameters
    ----------
    wanted
        Which openings count.
    least
        How many of them a fair must have.
    services
        Text that must stand among the services offered at the fair.
    """

    wanted: Wanted = ALL
    least: int = 0
    services: str = ""

    @classmethod
    def of(cls, args: Arguments) -> Self:
        """
        The filters that a query states.

        Raises
        ------
        QueryRefused
            If one of them cannot be used.
        """
        occupation, sector = args.text("occupation") or "", args.text("sector") or ""
        return cls(
            Wanted(occupation.strip(), sector.strip()),
            args.whole("min_openings", 0, least=0, most=MOST_OPENINGS),
            (args.text("services") or "").strip(),
        )

    @property
    def any(self) -> bool:
        """Whether they leave anything out."""
        return self != type(self)()

    @property
    def searching(self) -> bool:
        """Whether only some openings count."""
        return self.wanted != ALL

    def openings(self, campaign: Campaign) -> OpeningCounts:
        """The openings that count, by fair."""
        return openings_at_fairs(campaign, self.wanted)

    def fairs(self, campaign: Campaign, at: Ints) -> Ints:
        """Those of the fairs at some positions that are worth listing."""
        least = max(self.least, 1 if self.searching else 0)
        if least:
            at = at[self.openings(campaign).openings[at] >= least]
        if self.services:
            at = at[fairs_offering(campaign, self.services)[at]]
        return at

    def to_dict(self) -> dict[str, object]:
        """As parameters of an address; those at their default left out."""
        return {
            "occupation": self.wanted.occupation or None,
            "sector": self.wanted.sector or None,
            "min_openings": self.least or None,
            "services": self.services or None,
        }
