"""The people whom no fair reaches as JSON for the map: cells, as columns and rows."""

from collections.abc import Sequence

import numpy as np
import orjson
import pandas as pd

from geodata.base.arrays import Floats
from geodata.campaign.campaign import Campaign
from geodata.measures.gaps import Box, gaps, gaps_near
from geodata.measures.query import CoverageQuery

DIGITS = {"lon": 3, "lat": 3, "persons": 0, "cell_m": 0}
"""Decimals; cells of a kilometre need no more."""
COLUMNS = tuple(DIGITS)


def gaps_layer(campaign: Campaign, query: CoverageQuery) -> bytes:
    """The uncovered people as cells, as columns and rows; persons rounded to one."""
    return campaign.cache.get(
        "map gaps", query, lambda: orjson.dumps(_columns(_cells(campaign, query))), most=8
    )


def gaps_near_layer(campaign: Campaign, query: CoverageQuery, box: Box) -> bytes:
    """As `gaps_layer`, in finer cells, those cells whose centres lie in a box of degrees."""
    return orjson.dumps(_columns(_cells(campaign, query, box)))


def other_gaps(
    campaign: Campaign, query: CoverageQuery, box: Box | None = None
) -> dict[str, Sequence[object]]:
    """
    What the layer of a what-if has otherwise than its plan's.

    As that layer, in a box or of the whole, but with those rows alone that the plan's has not, and
    with ``gone``: the numbers, from 0, of the plan's rows that are no more.
    """
    plan = campaign.plan

    def look() -> tuple[list[bytes], frozenset[bytes]]:
        marks = _marks(_cells(plan, query, box))
        return marks, frozenset(marks)

    was, before = plan.cache.get("map cells", (query, box), look, most=8)
    cells = _cells(campaign, query, box)
    now = _marks(cells)
    left = before.difference(now)
    gone = [number for number, mark in enumerate(was) if mark in left] if left else []
    come = [number for number, mark in enumerate(now) if mark not in before]
    return _columns(cells.iloc[come]) | {"gone": gone}


def _cells(campaign: Campaign, query: CoverageQuery, box: Box | None = None) -> pd.DataFrame:
    return gaps(campaign, query) if box is None else gaps_near(campaign, query, box)


def _marks(cells: pd.DataFrame) -> list[bytes]:
    """All that is told of each cell, in one value that is quick to compare."""
    told = np.column_stack([_round(cells, name) for name in COLUMNS])
    marks: list[bytes] = told.view(f"V{told.itemsize * len(COLUMNS)}").ravel().tolist()
    return marks


def _columns(cells: pd.DataFrame) -> dict[str, Sequence[object]]:
    places = [_round(cells, name).tolist() for name in COLUMNS[:2]]
    whole = [_round(cells, name).astype(int).tolist() for name in COLUMNS[2:]]
    return {"columns": COLUMNS, "rows": list(zip(*places, *whole, strict=True))}


def _round(cells: pd.DataFrame, name: str) -> Floats:
    return cells[name].to_numpy(dtype=np.float64).round(DIGITS[name])
