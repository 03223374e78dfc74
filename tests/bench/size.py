"""How much a run measures: as much as the figures stand for, or just enough to see it work."""

import os
from typing import TypeVar

T = TypeVar("T")

SMALL = os.environ.get("BENCH_SIZE", "") == "small"


def sized(full: T, small: T) -> T:
    """The first, or the second where ``BENCH_SIZE=small`` asks for a small run."""
    return small if SMALL else full
