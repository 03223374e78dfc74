"""Features whose columns of coordinates say another place than their shapes."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.base.arrays import Floats
from geodata.base.geodesy import distances_m
from geodata.campaign.schema import AXES
from geodata.cells.coordinates import SWAPPED
from geodata.files.validator import Validator

# Rounded columns and those of another datum lie within it.
FARTHEST_M = 1_000.0
TOLD_FROM_M = 50.0


def compare_columns(validator: Validator, lon: Floats, lat: Floats) -> Iterator[str]:
    """
    Refuse features whose columns lie far from their shapes, and tell where they lie apart.

    Parameters
    ----------
    lon, lat
        The shapes' own, in WGS-84, shape (n,).
    """
    if not set(AXES) <= set(validator.raw):
        return
    x, y = (
        pd.to_numeric(pd.Series(validator.raw[axis], dtype=object), errors="coerce").to_numpy(float)
        for axis in AXES
    )
    with np.errstate(invalid="ignore"):
        known = np.isfinite(lon) & np.isfinite(lat) & (np.abs(x) <= 180) & (np.abs(y) <= 180)
    apart = np.zeros(len(lon))
    south = np.clip(y, -90, 90)
    apart[known] = distances_m(lon[known], lat[known], x[known], south[known])
    for at in np.flatnonzero(apart > FARTHEST_M).tolist():
        reason = (
            f"columns and shape lie {apart[at] / 1000:,.0f} km apart (the shape is at "
            f"{lon[at]:.4f}, {lat[at]:.4f}); correct one, or leave the columns out"
        )
        if np.hypot(x[at] - lat[at], y[at] - lon[at]) < 0.1:
            reason = f"in the columns, {SWAPPED}"
        validator.refuse(at, "lon", f"{x[at]:g}, {y[at]:g}", reason)
    most = apart.max(initial=0.0)
    if TOLD_FROM_M < most <= FARTHEST_M:
        yield (
            f"columns of coordinates and shapes lie up to {most:,.0f} m apart; the shapes were "
            "taken"
        )
