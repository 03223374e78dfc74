"""Which class a district is in, and whether what is not known is a large part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.measures.measure import Measure, Scale

NO_CLASS = "class-none"
MOST_UNKNOWN = 0.5
MUCH_UNKNOWN = 0.1

Figures = Mapping[str, Any]
"""A district's figures, as the API gives them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a district is drawn: its class, "" where districts have no colours, and the hatching."""

    kind: str = ""
    is_hatched: bool = False


PLAIN = Look()


def look_of(row: Figures, measure: Measure) -> Look:
    """The look of a district in a measure."""
    # Fairs are counted wherever they are held; how far they are is unknown without a road.
    unknown = 0.0 if measure.scale is Scale.PER_100K else unknown_share(row)
    figure = row[measure.figure]
    if figure is None or unknown > MOST_UNKNOWN:
        return Look(NO_CLASS, is_hatched=unknown > MOST_UNKNOWN)
    rank = sum(figure >= limit for limit in measure.breaks)
    return Look(f"class-{rank}", is_hatched=unknown >= MUCH_UNKNOWN)


def unknown_share(row: Figures) -> float:
    """Which part of a district's people live where no road is known."""
    parts = [row[name] or 0 for name in ("persons_covered", "persons_gap", "persons_no_road")]
    return float(parts[-1] / sum(parts)) if sum(parts) else 0.0
