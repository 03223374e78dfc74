"""What is made up, in words."""

from collections.abc import Iterator

from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import AnyFair
from geodata.campaign.illustration import (
    Illustration,
    illustrations,
    illustrations_at,
    is_mixed,
)
from service.words import numbers
from service.words.labels import TABLES
from service.words.language import gettext

BENEATH = "basemap"  # what only orients is not told of


def illustration_note(campaign: Campaign, fair: AnyFair | None = None) -> str:
    """
    What is made up, after the words that something is; "" where nothing is.

    Parameters
    ----------
    fair
        The one that a page is about; None for a page about many.
    """
    return " ".join(sentences(campaign, fair))


def sentences(campaign: Campaign, fair: AnyFair | None) -> Iterator[str]:
    """The fair itself where others are real, then the tables."""
    found = illustrations_at(campaign, fair.fair_id) if fair else illustrations(campaign)
    if fair and fair.illustrative and is_mixed(campaign, "fairs"):
        yield gettext("This fair is made up.")
    told = [table_words(each) for each in found if each.table != BENEATH]
    if told:
        tables = gettext(", ").join(told)
        yield gettext("Made up for demonstration: %(tables)s.", tables=tables)


def table_words(each: Illustration) -> str:
    """A table, with how many of its rows are made up where not all of them are."""
    name = str(TABLES.get(each.table, each.table))
    if not each.mixed:
        return name
    n, most = map(numbers.decimal_number, (each.rows, each.of))
    return gettext("%(table)s (%(n)s of %(all)s)", table=name, n=n, all=most)
