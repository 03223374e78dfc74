"""A raw grid judged as one of our tables: every cell read, or told with its row and reason."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.campaign.districts import Gazetteer
from geodata.campaign.schema import Kind, Table
from geodata.campaign.tables import EXAMPLE, PRECISION
from geodata.errors import CellProblem, FileRefused
from geodata.files.cells import is_empty
from geodata.files.coordinates import (
    covering_notices,
    is_projected,
    mover,
)
from geodata.files.headers import find_header, header_problems
from geodata.files.identity import PREFIX, name_rows
from geodata.files.options import ReadOptions, ReadTable
from geodata.files.points import Whereabouts, put_points
from geodata.files.polygons import districts, shapes_left
from geodata.files.raw_table import Grid
from geodata.files.validator import Judge, readers_of, shown, typed

MOST_LISTED = 1_000


def judge(
    grid: Grid, path: Path, table: Table, options: ReadOptions, gazetteer: Gazetteer
) -> ReadTable:
    """
    A grid as a clean table.

    Raises
    ------
    FileRefused
        With every problem found, in the order of the file's rows.
    InputError
        If a reference system cannot be used.
    """
    crs = options.crs or grid.crs
    move = mover(crs, options.datum)
    header = find_header(grid.cells, table)
    given = ("lon", "lat") if grid.geometry is not None else ()
    problems = list(header_problems(grid.cells, header, table, given))
    if grid.datum is not None and grid.datum != options.datum.value:
        problems.append(CellProblem(
            None, "", grid.datum,
            f"the file says that its coordinates are in this datum; say --datum {grid.datum}",
        ))  # fmt: skip
    if table.name == "districts" and grid.geometry is None:
        problems.append(CellProblem(None, "", None, "districts are polygons; give .geojson/.gpkg"))
    if problems:
        raise FileRefused(path, problems)
    projected = is_projected(crs)
    found = start(grid, table, options, header.columns, projected=projected)
    notices = list(grid.notices)
    if header.at:
        notices.append(f"{header.at} rows above the headings were passed over as titles")
    if header.unknown:
        notices.append(f"columns not known here were left out: {', '.join(header.unknown[:20])}")
    where = Whereabouts(shapes_left(grid, found), move, gazetteer, projected)
    frame = finished(found, where)
    if found.problems:
        raise FileRefused(path, listed(found.problems))
    notices += found.notices
    notices += [f"{text} ({n:,} times)" for text, n in found.changes.items()]
    if isinstance(frame, gpd.GeoDataFrame):
        notices += covering_notices(frame)
    return ReadTable(table.name, frame, tuple(notices))


def start(
    grid: Grid, table: Table, options: ReadOptions, columns: Mapping[str, int], *, projected: bool
) -> Judge:
    """The rows of a grid below its header that hold anything."""
    header_at = find_header(grid.cells, table).at
    body = grid.cells.iloc[header_at + 1 :]
    values = {name: body.iloc[:, at].tolist() for name, at in columns.items()}
    holds = np.zeros(len(body), dtype=bool)
    for at in range(body.shape[1]):
        column = body.iloc[:, at]
        holds |= ~np.fromiter((is_empty(v) for v in column), dtype=bool, count=len(body))
    if grid.geometry is not None:
        holds |= True
    example = np.zeros(len(body), dtype=bool)
    for name in PREFIX:
        example |= np.array([v == EXAMPLE for v in values.get(name, [None] * len(body))], bool)
    left = np.flatnonzero(holds & ~example)
    found = Judge(
        table,
        options,
        body.index.to_numpy(dtype=np.int64)[left],
        {name: [cells[at] for at in left] for name, cells in values.items()},
        readers_of(options, epoch_1904=grid.epoch_1904, projected=projected),
    )
    if grid.no_surplus:
        refuse_surplus(found, body.iloc[left], max(columns.values(), default=0), grid, header_at)
    inside = int((~holds[: left[-1]]).sum()) if len(left) else 0
    if inside:
        found.notices.append(f"{inside:,} empty rows between others were passed over")
    if example.any():
        found.notices.append("the template's example row was passed over")
    if not len(left):
        found.problems.append(CellProblem(None, "", None, "there is no row below the headings"))
    return found


def refuse_surplus(found: Judge, body: pd.DataFrame, last: int, grid: Grid, header_at: int) -> None:
    """Refuse rows of a text file that have more cells than there are headings."""
    headed = [at for at, cell in enumerate(grid.cells.iloc[header_at]) if not is_empty(cell)]
    for position in range(max([last, *headed]) + 1, body.shape[1]):
        for at, value in enumerate(body.iloc[:, position]):
            if not is_empty(value):
                reason = "stands right of the last heading; is there a comma in a text unquoted?"
                found.refuse(at, "", shown(value), reason)


def finished(found: Judge, where: Whereabouts) -> pd.DataFrame | gpd.GeoDataFrame:
    """The table, as far as its cells could be read; what could not is among the problems."""
    read = {c.name: found.read(c) for c in found.table.known if c.kind not in (Kind.LON, Kind.LAT)}
    if found.table.name == "districts":
        return districts(found, read, where)
    precision = put_points(found, read, where) if found.table.has_points else None
    if "start_time" in read:
        take_hours(found, read)
    frame = pd.DataFrame(
        {c.name: typed(c, read[c.name]) for c in found.table.columns}, index=found.rows
    )
    name_rows(found, frame)
    if precision is not None and PRECISION in found.table.also:
        frame["precision"] = pd.array(precision, dtype="str")
    return frame


def take_hours(found: Judge, read: dict[str, list[Any]]) -> None:
    """Fill the two times from one cell, and see that a fair ends after it starts."""
    starts, ends = read["start_time"], read["end_time"]
    for at, hours in enumerate(read["hours"]):
        if hours:
            starts[at], ends[at] = starts[at] or hours[0], ends[at] or hours[1]
        if starts[at] and ends[at] and ends[at] <= starts[at]:
            found.refuse(at, "end_time", ends[at], f"ends before it starts, at {starts[at]}")
    if "status" not in found.raw:
        found.notices.append("there is no column of statuses; every fair is taken as published")


def listed(problems: list[CellProblem]) -> list[CellProblem]:
    """The problems in the file's order, at most a thousand of each column."""
    by_column: Counter[str] = Counter()
    kept = []
    for problem in sorted(problems, key=lambda each: each.row or 0):
        by_column[problem.column] += 1
        if by_column[problem.column] <= MOST_LISTED:
            kept.append(problem)
    for column, count in by_column.items():
        if count > MOST_LISTED:
            kept.append(CellProblem(None, column, None, f"and {count - MOST_LISTED:,} more cells"))
    return kept
