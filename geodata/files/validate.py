"""A raw grid judged as one of our tables: every cell read, or told with its row and reason."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.campaign.districts import Gazetteer
from geodata.campaign.schema import EXAMPLE, PRECISION, Column, Kind, Table
from geodata.errors import CellProblem, FileRefused
from geodata.files import cells as reading
from geodata.files.cells import CellRefused, PartsRefused, Reader, is_empty
from geodata.files.coordinates import (
    coordinate_reader,
    covering_notices,
    is_projected,
    misplaced,
    mover,
    polygons_at,
    shape_problems,
)
from geodata.files.dates import day_reader, read_hours, read_time
from geodata.files.headers import find_header, header_problems
from geodata.files.raw_table import Grid
from geodata.files.read import ReadOptions, ReadTable

MOST_LISTED = 1_000
PREFIX = {
    "fair_id": "f", "employer_id": "e", "demand_id": "d", "service_id": "s", "policy_id": "p",
}  # fmt: skip
# Kinds of numbers, and between which bounds a plain one is right whatever else is known.
PLAIN = {
    Kind.LON: (-180, 180),
    Kind.LAT: (-180, 180),
    Kind.PERSONS: (0, reading.LARGEST_PERSONS),
    Kind.COUNT: (0, reading.LARGEST_COUNT),
}
POLYGONS = ("Polygon", "MultiPolygon")
IDENTITY_DIGITS = 6
NOT_FINITE = "is no finite number"


@dataclass(slots=True)
class Judge:
    """
    One table in the making.

    Parameters
    ----------
    rows
        The file's number of each row that is left.
    raw
        Raw cells of each of our columns that is there.
    problems, changes
        What was found, and what was changed how often.
    """

    table: Table
    options: ReadOptions
    rows: npt.NDArray[np.int64]
    raw: Mapping[str, list[Any]]
    readers: Mapping[Kind, Reader]
    problems: list[CellProblem] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)

    def refuse(self, at: int, column: str, value: object, reason: str) -> None:
        """Tell of one cell; ``at`` is its position among the rows left."""
        self.problems.append(CellProblem(int(self.rows[at]), column, value, reason))

    def read(self, column: Column) -> list[Any]:
        """The cells of a column; None where they are empty or refused."""
        values = self.raw.get(column.name)
        if values is None:
            return [None] * len(self.rows)
        if column.kind in PLAIN:
            return self.read_numbers(column, values)
        return self.read_each(column, values, range(len(values)), [None] * len(values))

    def read_numbers(self, column: Column, values: list[Any]) -> list[Any]:
        """As `read`; plain numbers all at once, so that millions of them take seconds."""
        plain = [v if type(v) in (str, int, float) else None for v in values]
        numbers = pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce").to_numpy(float)
        least, most = PLAIN[column.kind]
        good = (numbers >= least) & (numbers <= most)
        if column.kind is Kind.COUNT:
            good &= numbers % 1 == 0
        read: list[Any] = numbers.tolist()
        # What is left is empty, wrong, or written in another way.
        return self.read_each(column, values, np.flatnonzero(~good).tolist(), read)

    def read_each(
        self, column: Column, values: list[Any], positions: Any, read: list[Any]
    ) -> list[Any]:
        """Read the cells at some positions one by one into ``read``."""
        reader = self.readers[column.kind]
        for at in positions:
            value = values[at]
            if is_empty(value):
                read[at] = None
                if column.needed and column.kind not in (Kind.LON, Kind.LAT):
                    self.refuse(at, column.name, None, "is empty, and is needed")
                continue
            try:
                read[at] = reader(value, self.tell)
            except PartsRefused as refusal:
                read[at] = None
                for part, reason in refusal.parts:
                    self.refuse(at, column.name, shown(part), reason)
            except CellRefused as refusal:
                read[at] = None
                self.refuse(at, column.name, shown(value), str(refusal))
        return read

    def tell(self, change: str) -> None:
        """Count a change, to be told once."""
        self.changes[change] += 1


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """
    How rows come to their place.

    Parameters
    ----------
    shapes
        Those of a file of features, a shape for each row that is left; else None.
    move
        From what the file's coordinates are given in to WGS-84.
    gazetteer
        Districts whose seat may stand for a point.
    projected
        Whether the file's coordinates are metres.
    """

    shapes: npt.NDArray[np.object_] | None
    move: Callable[..., Any]
    gazetteer: Gazetteer
    projected: bool


def shown(value: Any) -> object:
    """A cell's value as a problem shows it."""
    if isinstance(value, str) and len(value) > 80:
        return f"{value[:79]}…"
    return value if isinstance(value, str | int | float) else str(value)


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


def readers_of(options: ReadOptions, *, epoch_1904: bool, projected: bool) -> Mapping[Kind, Reader]:
    """How each kind of cell is read."""
    return {
        Kind.TEXT: reading.read_text,
        Kind.DISTRICT: reading.read_text,
        Kind.ID: reading.read_id,
        Kind.ADCODE: reading.read_adcode,
        Kind.LON: coordinate_reader("lon", projected=projected),
        Kind.LAT: coordinate_reader("lat", projected=projected),
        Kind.DATE: day_reader(options.year, epoch_1904=epoch_1904),
        Kind.TIME: read_time,
        Kind.HOURS: read_hours,
        Kind.COUNT: reading.read_count,
        Kind.PERSONS: reading.read_persons,
        Kind.STATUS: reading.read_status,
        Kind.GROUP: reading.read_group,
        Kind.SITUATIONS: reading.read_situations,
        Kind.CONDITIONS: reading.read_conditions,
        Kind.LINK: reading.read_link,
    }


def shapes_left(grid: Grid, found: Judge) -> npt.NDArray[np.object_] | None:
    """The shapes of the rows that are left, without their heights."""
    if grid.geometry is None:
        return None
    place = pd.Series(np.arange(len(grid.geometry)), index=grid.cells.index[1:])
    shapes: npt.NDArray[np.object_] = grid.geometry[place.reindex(found.rows).to_numpy()]
    if shapely.has_z(shapes).any():
        found.notices.append("heights (Z) were left out")
        shapes = shapely.force_2d(shapes)
    return shapes


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


def typed(column: Column, values: list[Any]) -> Any:
    """A column's values as the stored table has them."""
    match column.kind:
        case Kind.LON | Kind.LAT | Kind.PERSONS:
            return np.array([np.nan if v is None else v for v in values], dtype=float)
        case Kind.COUNT if column.needed:
            return np.array([0 if v is None else v for v in values], dtype=np.int64)
        case Kind.COUNT:
            return pd.array([pd.NA if v is None else int(v) for v in values], dtype="Int64")
        case Kind.STATUS:
            return pd.array(["published" if v is None else v for v in values], dtype="str")
        case Kind.GROUP:
            return pd.array(["all" if v is None else v for v in values], dtype="str")
    return pd.array(["" if v is None else v for v in values], dtype="str")


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


def put_points(found: Judge, read: dict[str, list[Any]], where: Whereabouts) -> list[str]:
    """Longitude and latitude of every row, and whether they are those of a point or a district."""
    lon, lat = stated_points(found, where)
    refused = {(p.row, p.column) for p in found.problems}
    half = np.isfinite(lon) != np.isfinite(lat)
    if not where.projected:
        found.problems += misplaced(lon, lat, found.rows)
    lon, lat = map(np.array, where.move(lon, lat))
    stated = read.get("precision", [None] * len(lon))
    precision = ["district" if word == "district" else "point" for word in stated]
    placed = 0
    for at in np.flatnonzero(~(np.isfinite(lon) & np.isfinite(lat))).tolist():
        row = int(found.rows[at])
        if refused & {(row, "lon"), (row, "lat"), (row, "geometry")}:
            continue
        if not found.table.needs_points:
            lon[at] = lat[at] = np.nan
            if half[at]:
                found.refuse(at, "lon", None, "there is only half a point; give lon and lat")
            continue
        seat = seat_of(found, read, at, where.gazetteer)
        if seat is not None:
            lon[at], lat[at], precision[at] = *seat, "district"
            placed += 1
    read["lon"], read["lat"] = lon.tolist(), lat.tolist()
    if placed:
        found.notices.append(f"{placed:,} rows without a point were put at their district's seat")
    return precision


def stated_points(found: Judge, where: Whereabouts) -> tuple[Any, Any]:
    """The coordinates that a file gives, NaN where there are none or they were refused."""
    if where.shapes is None:
        columns = (found.read(found.table.column(axis)) for axis in ("lon", "lat"))
        lon, lat = (np.array([np.nan if v is None else v for v in each], float) for each in columns)
        return lon, lat
    points = where.shapes.copy()
    there = np.ones(len(points), dtype=bool)
    if not found.table.needs_points:
        there = ~(shapely.is_missing(points) | shapely.is_empty(points))
        points[~there] = None
    wrong = list(shape_problems(points[there], ("Point",), found.rows[there]))
    found.problems += wrong
    points[np.isin(found.rows, [problem.row or 0 for problem in wrong])] = None
    return shapely.get_x(points), shapely.get_y(points)


def seat_of(
    found: Judge, read: Mapping[str, list[Any]], at: int, gazetteer: Gazetteer
) -> tuple[float, float] | None:
    """The seat of the district that a row without a point names; None if it was refused."""
    stated = read.get("district", [None] * (at + 1))[at]
    if not stated:
        found.refuse(at, "lon", None, "there is neither a point nor a district; give lon and lat")
    elif not found.options.place_by_district:
        found.refuse(
            at, "lon", None,
            f"there is no point; give lon and lat, or use --place-by-district to put the row at "
            f"the seat of {stated}",
        )  # fmt: skip
    elif (adcode := gazetteer.resolve(stated)) is None:
        found.refuse(at, "district", stated, "is no district that is known, and there is no point")
    else:
        return gazetteer.seat(adcode)
    return None


def name_rows(found: Judge, frame: pd.DataFrame) -> None:
    """Give an id to every row without one, and refuse an id that is there twice."""
    column = found.table.id_column
    if column is None:
        return
    ids = frame[column].tolist()
    stated = [at for at, name in enumerate(ids) if name]
    first: dict[str, int] = {}
    for at in stated:
        before = first.setdefault(ids[at], at)
        if before != at:
            found.refuse(at, column, ids[at], f"is also the id of row {found.rows[before]}")
    if len(stated) == len(ids):
        return
    made = identities(frame, found.table)
    taken = set(first)
    for at, name in enumerate(ids):
        if not name:
            ids[at] = free_name(f"{PREFIX[column]}-{made[at]}", taken)
            taken.add(ids[at])
    frame[column] = pd.array(ids, dtype="str")


def identities(frame: pd.DataFrame, table: Table) -> list[str]:
    """What makes each row the same row at the next import, in 16 hexadecimal digits."""
    columns = [
        frame[name].round(IDENTITY_DIGITS).tolist() if name in ("lon", "lat") else frame[name]
        for name in table.identity
    ]
    return [
        hashlib.sha256("\x1f".join(map(str, row)).encode()).hexdigest()[:16]
        for row in zip(*columns, strict=True)
    ]


def free_name(name: str, taken: set[str]) -> str:
    """The name, or the first of ``name-2``, ``name-3``... that is not taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def districts(found: Judge, read: dict[str, list[Any]], where: Whereabouts) -> gpd.GeoDataFrame:
    """Districts with their polygons."""
    shapes = where.shapes
    found.problems += shape_problems(shapes, POLYGONS, found.rows) if shapes is not None else []
    first: dict[str, int] = {}
    for at, code in enumerate(read["adcode"]):
        if code and first.setdefault(code, at) != at:
            found.refuse(at, "adcode", code, f"is also that of row {found.rows[first[code]]}")
    if found.problems or shapes is None:
        return gpd.GeoDataFrame()
    moved = polygons_at(shapes, where.move)
    for at, polygon in enumerate(moved):
        west, south, east, north = polygon.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            found.refuse(at, "geometry", None, "does not lie on earth; are these metres? use --crs")
    unnamed = sum(not name for name in read["name_en"])
    if unnamed:
        found.notices.append(f"{unnamed:,} districts without an English name keep the Chinese one")
    read["name_en"] = [en or zh for en, zh in zip(read["name_en"], read["name_zh"], strict=True)]
    columns = {c.name: typed(c, read[c.name]) for c in found.table.columns}
    return gpd.GeoDataFrame(columns, geometry=moved, crs="EPSG:4326", index=found.rows)


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
