"""Which class a district is in, and whether what is not known is a large part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.measures.balance import balance_class
from geodata.measures.classes import Breaks
from geodata.measures.measure import MOST, MUCH, Measure, unknown_share

NO_CLASS = "class-none"
OUTSIDE = "outside"

Figures = Mapping[str, Any]
"""A district's figures, as the API gives them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a district is drawn: its class, "" where districts have no colours, and the hatching."""

    kind: str = ""
    is_hatched: bool = False


PLAIN, BEYOND = Look(), Look(OUTSIDE)


def look_of(row: Figures, measure: Measure, breaks: Breaks) -> Look:
    """The look of a district in a measure."""
    value = measure.value(row)
    if value is None:
        return Look(NO_CLASS, is_hatched=True)
    # Fairs are counted wherever they are held; how far they are is unknown without a road.
    hatched = measure.needs_ways and unknown_share(row) >= MUCH
    return Look(f"class-{sum(value >= limit for limit in breaks)}", is_hatched=hatched)


def balance_look(share: float | None, unknown: float) -> Look:
    """
    The look of a district in the map of who gains and who loses.

    Parameters
    ----------
    share
        As `balance_class` has it; None where nothing can be said.
    unknown
        The part of its people of whom one of the two states says nothing.
    """
    if share is None or unknown > MOST:
        return Look(NO_CLASS, is_hatched=True)
    return Look(f"balance-{balance_class(share)}", is_hatched=unknown >= MUCH)
