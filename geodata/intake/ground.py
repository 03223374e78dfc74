"""What an imported base map takes the place of."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geodata.campaign.attribution import BOUNDARIES, NATIONAL_MAP
from geodata.files.options import ReadTable
from geodata.intake.current_rows import CurrentRows


def whole_ground(read: ReadTable, current: CurrentRows) -> tuple[ReadTable, list[str], str]:
    """
    A table as it is to be stored: a base map with what it keeps of the one before.

    Returns
    -------
    tuple
        The table, what to tell, and whose data the kept rows are, "" where none of them is ours.
    """
    held = current.ground
    if held is None:
        return read, [], ""
    frame, told = with_kept(held, read.frame)
    return replace(read, frame=frame), told, origin_after(current.origin, held, read.frame)


def with_kept(
    held: gpd.GeoDataFrame, brought: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """
    The base map after an import: of each kind that the file holds, the file's rows alone.

    Parameters
    ----------
    held
        The rows of before; those of other kinds stay.
    brought
        The rows of the file.

    Returns
    -------
    tuple
        All rows, the kept ones first, and what to tell of those of before.
    """
    replaced = held["kind"].isin(brought["kind"].unique())
    told = []
    if replaced.any():
        told.append(f"replaced: {row_counts(held[replaced])}")
    if not replaced.all():
        told.append(f"kept: {row_counts(held[~replaced])}")
    both = pd.concat([held[~replaced], brought], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=brought.crs), told


def row_counts(ground: gpd.GeoDataFrame) -> str:
    """How many rows of each kind: ``7 outline, 58 settlement``."""
    counts = ground["kind"].value_counts(sort=False)
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items())


def origin_after(origin: str, held: gpd.GeoDataFrame, brought: gpd.GeoDataFrame) -> str:
    """Whose data the kept rows are, as `attribution` names it; "" where none of them is ours."""
    kept = set(held["kind"]) - set(brought["kind"])
    if not kept:
        return ""
    return BOUNDARIES if origin == NATIONAL_MAP and "water" not in kept else origin
