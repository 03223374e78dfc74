"""What of a campaign is made up for demonstration, and how much of it."""

from dataclasses import dataclass

import pandas as pd

from geodata.campaign.campaign import Campaign
from geodata.campaign.columns import ILLUSTRATIVE
from geodata.campaign.tables import CAMPAIGN_TABLES


@dataclass(frozen=True, slots=True)
class Illustration:
    """How many rows of a table are made up, and how many there are."""

    table: str
    rows: int
    of: int

    @property
    def mixed(self) -> bool:
        """Whether there are others besides: then each row is to say which it is."""
        return 0 < self.rows < self.of

    @classmethod
    def among(cls, table: str, rows: pd.DataFrame) -> "Illustration":
        """What of some rows of a table is made up."""
        return cls(table, int(rows[ILLUSTRATIVE.name].sum()), len(rows))


def illustrations(campaign: Campaign) -> tuple[Illustration, ...]:
    """The tables of a campaign of which anything is made up, in its order."""

    def count() -> tuple[Illustration, ...]:
        tables = (CAMPAIGN_TABLES[name] for name in campaign.illustrative)
        return tuple(
            Illustration.among(each.name, campaign.frame(each))
            if each.marks_rows
            else Illustration(each.name, *[campaign.provenance[each.name].rows] * 2)
            for each in tables
        )

    return campaign.cache.get("illustrations", "", count, most=1)


def is_mixed(campaign: Campaign, table: str) -> bool:
    """Whether some rows of a table are made up, and some are not."""
    return any(each.mixed for each in illustrations(campaign) if each.table == table)


def illustrations_at(campaign: Campaign, fair_id: str) -> tuple[Illustration, ...]:
    """
    As `illustrations`, for who is told of one fair alone.

    Of employers and openings those of the fair count, as soon as not everything is alike; whether
    a fair among others that are real is made up, it says itself.
    """
    found = illustrations(campaign)
    apart = is_mixed(campaign, "fairs")
    here = rows_at(campaign, fair_id)
    told = [
        Illustration.among(each.table, here[each.table])
        if each.table in here and (apart or each.mixed)
        else each
        for each in found
        if not (apart and each.table == "fairs")
    ]
    return tuple(each for each in told if each.rows)


def rows_at(campaign: Campaign, fair_id: str) -> dict[str, pd.DataFrame]:
    """The openings of a fair, and the employers that offer them."""
    openings = campaign.openings[campaign.openings["fair_id"] == fair_id]
    coming = campaign.employers.index.isin(openings["employer_id"])
    return {"openings": openings, "employers": campaign.employers[coming]}
