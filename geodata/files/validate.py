"""A raw table as one of ours: every cell read, or refused with its row and reason."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.campaign.columns import EXAMPLE, ILLUSTRATIVE, PRECISION
from geodata.campaign.schema import AXES, Kind, Table
from geodata.campaign.tables import BASEMAP, DISTRICTS
from geodata.cells.coordinates import (
    is_projected,
    old_system,
    old_system_reason,
    wgs84_transform,
)
from geodata.districts.names import Gazetteer
from geodata.errors import CellProblem, FileRefused, refusal
from geodata.files.axes import (
    axes_given,
    axes_problems,
    datum_notices,
    datum_problems,
    with_axes,
)
from geodata.files.footers import LONE, footer_notice, footers, lone_cells
from geodata.files.free_days import refuse_turned_days
from geodata.files.ground import ground_table
from geodata.files.identity import complete_ids
from geodata.files.options import ReadOptions, ReadTable
from geodata.files.points import Georeference, place_rows
from geodata.files.polygons import polygon_table, shapes_of_rows
from geodata.files.readers import readers_of
from geodata.files.repeats import without_repeats
from geodata.files.seams import seam_notices
from geodata.files.timetable import complete_times
from geodata.files.validator import Validator, column_values, excerpt
from geodata.files.wages import complete_wages
from geodata.formats.headers import Header, find_header, header_problems, normal
from geodata.formats.raw_table import RawTable, is_empty

if TYPE_CHECKING:
    import geopandas as gpd

OF_SHAPES = ".geojson, .gpkg, .kml or a zipped shapefile"
MOST_OF_A_COLUMN = 1_000
REMARKS = ("备注", "说明")


def validate(
    raw: RawTable, path: Path, table: Table, options: ReadOptions, gazetteer: Gazetteer
) -> ReadTable:
    """
    A raw table as a clean one.

    Raises
    ------
    FileRefused
        With every problem found, in the order of the file's rows.
    InputError
        If a reference system cannot be used.
    """
    crs = options.crs or raw.crs
    if options.crs is None and raw.crs is not None and (name := old_system(raw.crs)):
        raise refusal(path, old_system_reason(name))
    to_wgs84, projected = wgs84_transform(crs, options.datum), is_projected(crs)
    header = with_axes(raw, find_header(raw.cells, table))
    problems = list(file_problems(raw, header, table, options))
    if problems:
        raise FileRefused(path, [replace(each, unit=raw.unit) for each in problems])
    validator = validator_of(raw, header, table, options, projected=projected)
    shapes = shapes_of_rows(raw, validator)
    frame = clean_frame(validator, Georeference(shapes, to_wgs84, gazetteer, projected))
    if validator.problems:
        found = first_problems(validator.problems)
        raise FileRefused(path, [replace(each, unit=raw.unit) for each in found])
    told = [*datum_notices(raw, header, options), *shown_notices(raw, header)]
    notices = (*raw.notices, *header.notices(), *told, *validator.all_notices())
    if table.name == DISTRICTS.name:
        notices += tuple(seam_notices(frame))
    return ReadTable(table.name, frame, notices, validator.illustrative, raw.unit)


def file_problems(
    raw: RawTable, header: Header, table: Table, options: ReadOptions
) -> Iterator[CellProblem]:
    """What is wrong with a file before any of its rows is looked at."""
    given = axes_given(raw, header, options)
    yield from header_problems(raw.cells, header, table, given)
    if header.columns:
        row = int(raw.cells.index[header.at]) or None
        yield from axes_problems(header, table, given, row)
        yield from datum_problems(raw, header, options)
    if raw.datum is not None and raw.datum != options.datum.value:
        reason = f"the file says that its coordinates are in this datum; say --datum {raw.datum}"
        yield CellProblem(None, "", raw.datum, reason)
    if table.shapes and raw.geometry is None:
        reason = f"{table.name}: its rows are {table.shape_words}; give {OF_SHAPES}"
        yield CellProblem(None, "", None, reason)


def shown_notices(raw: RawTable, header: Header) -> Iterator[str]:
    """That seekers see a column of remarks, which may be meant for the office alone."""
    at = header.columns.get("notice")
    heading = "" if at is None else str(raw.cells.iloc[header.at, at]).strip()
    if normal(heading) in REMARKS:
        yield (
            f"the column {heading} is shown to seekers, as the notice (公告) of each fair; leave "
            "it out if it is not meant for them"
        )


def validator_of(
    raw: RawTable, header: Header, table: Table, options: ReadOptions, *, projected: bool
) -> Validator:
    """The rows below a header that hold anything but the template's example."""
    body = raw.cells.iloc[header.at + 1 :]
    columns = {name: body.iloc[:, at].tolist() for name, at in header.columns.items()}
    filled = raw.is_filled()[header.at + 1 :]
    example = is_example(table, columns, len(body))
    below, lone = np.zeros(len(body), dtype=bool), dict[int, Any]()
    if raw.geometry is None:
        below = footers(body, header.columns, table)
        lone = lone_cells(body, below | example, header.columns, table)
    is_row = filled & ~example & ~below
    is_row[list(lone)] = False
    left = np.flatnonzero(is_row)
    validator = Validator(
        table,
        options,
        body.index.to_numpy(dtype=np.int64)[left],
        {name: [values[at] for at in left] for name, values in columns.items()},
        readers_of(options, epoch_1904=raw.epoch_1904, projected=projected),
    )
    if raw.no_surplus:
        refuse_surplus(validator, raw, header, body.iloc[left])
    validator.notices += footer_notice(body, below)
    validator.problems += [
        CellProblem(int(body.index[at]), "", excerpt(value), LONE) for at, value in lone.items()
    ]
    empty = int((~filled[: left[-1]]).sum()) if len(left) else 0
    if empty:
        validator.notices.append(f"{empty:,} empty rows between others were passed over")
    if example.any():
        validator.notices.append("the template's example row was passed over")
    if not len(left):
        validator.problems.append(CellProblem(None, "", None, "there is no row below the headings"))
    return validator


def is_example(table: Table, columns: Mapping[str, list[Any]], rows: int) -> npt.NDArray[np.bool_]:
    """Which rows bear the id of a template's example, shape (rows,)."""
    example = np.zeros(rows, dtype=bool)
    for column in table.columns:
        if column.kind is Kind.ID and column.name in columns:
            example |= np.array([value == EXAMPLE for value in columns[column.name]], bool)
    return example


def refuse_surplus(validator: Validator, raw: RawTable, header: Header, body: pd.DataFrame) -> None:
    """Refuse rows of a text file that have more cells than there are headings."""
    headings = raw.cells.iloc[header.at]
    used = [at for at, cell in enumerate(headings) if not is_empty(cell)]
    last = max([*header.columns.values(), *used], default=0)
    for position in range(last + 1, body.shape[1]):
        for at, value in enumerate(body.iloc[:, position]):
            if not is_empty(value):
                reason = "stands right of the last heading; is there a comma in a text unquoted?"
                validator.refuse(at, "", excerpt(value), reason)


def clean_frame(validator: Validator, place: Georeference) -> "pd.DataFrame | gpd.GeoDataFrame":
    """The table, as far as its cells could be read; what could not is among the problems."""
    table = validator.table
    read = {c.name: validator.read(c) for c in table.file_columns if c.kind not in AXES}
    look_for_marks(validator, read[ILLUSTRATIVE.name])
    if table.name == BASEMAP.name:
        return ground_table(validator, read, place)
    if table.shapes:
        return polygon_table(validator, read, place)
    precision = place_rows(validator, read, place) if table.has_points else None
    if "sessions" in read:
        complete_times(validator, read)
    if "wages" in read:
        complete_wages(validator, read)
    if "free_from" in read:
        refuse_turned_days(validator, read)
    if "status" in read and "status" not in validator.raw:
        notice = "there is no column of statuses; every fair is taken as published"
        validator.notices.append(notice)
    frame = pd.DataFrame(
        {column.name: column_values(column, read[column.name]) for column in table.columns},
        index=validator.rows,
    )
    if precision is not None and PRECISION in table.filled:
        frame[PRECISION.name] = pd.array(precision, dtype="str")
    if table.is_placed:
        frame = without_repeats(validator, frame)
    complete_ids(validator, frame)
    return frame


def look_for_marks(validator: Validator, marks: list[bool | None]) -> None:
    """Note whether any row is made up; in a table without marks of rows all of them are then."""
    if ILLUSTRATIVE.name not in validator.raw:
        return
    made_up = sum(map(bool, marks))
    validator.illustrative = made_up > 0
    if 0 < made_up < len(marks) and not validator.table.marks_rows:
        validator.notices.append(
            f"{made_up:,} of {len(marks):,} rows are made up: "
            f"the whole table of {validator.table.name} is marked so"
        )


def first_problems(problems: list[CellProblem]) -> list[CellProblem]:
    """The problems in the file's order, at most a thousand of each column."""
    by_column: Counter[str] = Counter()
    first = []
    for problem in sorted(problems, key=lambda each: each.row or 0):
        by_column[problem.column] += 1
        if by_column[problem.column] <= MOST_OF_A_COLUMN:
            first.append(problem)
    for column, count in by_column.items():
        if count > MOST_OF_A_COLUMN:
            more = f"and {count - MOST_OF_A_COLUMN:,} more cells"
            first.append(CellProblem(None, column, None, more))
    return first
