"""Costs of trips as a table of pairs: Parquet or CSV, by extension."""

from collections.abc import Sequence
from pathlib import Path

import fastparquet
import numpy as np
import pandas as pd

from geodata.access.pairs import Pairs
from geodata.base.atomic import atomic_file
from geodata.errors import InputError

COLUMNS = ("demand_id", "venue_id", "cost")
FORMATS = (".parquet", ".csv")
ROWS_AT_ONCE = 1_000_000


def require_cost_file(path: Path) -> None:
    """
    Refuse a name that says no format, before anything is calculated.

    Raises
    ------
    InputError
        Unless it ends in .parquet or .csv.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path}: costs are written to {' or '.join(FORMATS)}")


def write_costs(
    pairs: Pairs, demand_ids: Sequence[str], venue_ids: Sequence[str], path: Path
) -> int:
    """
    Write pairs with their ids; how many there are.

    Parameters
    ----------
    demand_ids, venue_ids
        By the positions in the pairs.
    path
        Its extension chooses the format.

    Raises
    ------
    InputError
        If the extension is none of ours.
    FairreachError
        If the file cannot be written.
    """
    require_cost_file(path)
    codes = pairs.demand_at, pairs.venue_at
    columns = [
        # The stubs know no categories in arrays of objects.
        pd.Categorical.from_codes(at, categories=np.array(ids, dtype=object))  # type: ignore[call-overload]
        for at, ids in zip(codes, (demand_ids, venue_ids), strict=True)
    ]
    frame = pd.DataFrame(dict(zip(COLUMNS, [*columns, pairs.cost], strict=True)))
    with atomic_file(path) as part:
        if path.suffix.lower() == ".csv":
            write_csv(frame, part)
        else:
            fastparquet.write(str(part), frame, compression="ZSTD", write_index=False)
    return len(frame)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Rows by the million, so that their text never stands in memory at once."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\r\n")
        for start in range(0, len(frame), ROWS_AT_ONCE):
            rows = frame.iloc[start : start + ROWS_AT_ONCE]
            rows.to_csv(file, index=False, header=False, lineterminator="\r\n")
