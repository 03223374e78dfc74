"""The people whom no fair reaches as JSON for the map: cells, as columns and rows."""

from collections.abc import Sequence
from typing import TypeAlias

import orjson
import pandas as pd

from geodata.campaign.campaign import Campaign
from geodata.measures.gaps import Box, gaps, gaps_near
from geodata.measures.query import CoverageQuery

CELL_DIGITS = 3  # cells of a kilometre need no more
COLUMNS = ("lon", "lat", "persons", "cell_m")

Rows: TypeAlias = Sequence[tuple[float, float, int, int]]


def gaps_layer(campaign: Campaign, query: CoverageQuery) -> bytes:
    """The uncovered people as cells, as columns and rows; persons rounded to one."""
    return campaign.cache.get(
        "map gaps", query, lambda: orjson.dumps(_told(_cells(campaign, query))), most=8
    )


def gaps_near_layer(campaign: Campaign, query: CoverageQuery, box: Box) -> bytes:
    """As `gaps_layer`, in finer cells, those cells whose centres lie in a box of degrees."""
    return orjson.dumps(_told(_cells(campaign, query, box)))


def other_gaps(
    campaign: Campaign, query: CoverageQuery, box: Box | None = None
) -> dict[str, Sequence[object]]:
    """
    What the layer of a what-if has otherwise than its plan's.

    As that layer, in a box or of the whole, but with those rows alone that the plan's has not, and
    with ``gone``: the numbers, from 0, of the plan's rows that are no more.
    """
    plan = campaign.plan
    was = plan.cache.get("map cells", (query, box), lambda: _cells(plan, query, box), most=8)
    now = _cells(campaign, query, box)
    before, after = set(was), set(now)
    gone = [number for number, row in enumerate(was) if row not in after]
    return _told([row for row in now if row not in before]) | {"gone": gone}


def _cells(campaign: Campaign, query: CoverageQuery, box: Box | None = None) -> Rows:
    return _rows(gaps(campaign, query) if box is None else gaps_near(campaign, query, box))


def _rows(cells: pd.DataFrame) -> Rows:
    places = [cells[name].round(CELL_DIGITS).tolist() for name in ("lon", "lat")]
    whole = [cells[name].round().astype(int).tolist() for name in ("persons", "cell_m")]
    return list(zip(*places, *whole, strict=True))


def _told(rows: Rows) -> dict[str, Sequence[object]]:
    return {"columns": COLUMNS, "rows": rows}
