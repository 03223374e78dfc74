"""From a file to a version: read, check against the other tables, store, report."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.campaign.columns import ILLUSTRATIVE
from geodata.campaign.provenance import Provenance
from geodata.campaign.schema import AXES
from geodata.campaign.tables import BASEMAP, DEMAND, DISTRICTS, PLACED, REFERRED_TO, TABLES
from geodata.districts.locate import locate
from geodata.districts.names import Gazetteer
from geodata.districts.statements import contradictions
from geodata.errors import CellProblem, FileRefused, StoreEmptyError
from geodata.files.options import ReadOptions, ReadTable
from geodata.files.read import read_table
from geodata.intake.ground import origin_after, with_kept
from geodata.intake.seats import with_seats
from geodata.intake.stated import renamed_notices, stated_districts
from geodata.store.store import Store

MOST_GROUPS = 16
_MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """
    What an import did, or in a dry run would do.

    Parameters
    ----------
    version
        The version that was made; None in a dry run.
    notices
        What was changed on the way in, and what to know about the result.
    mismatches
        Rows whose stated district is not the one that holds them: indexed by id, columns ``row``
        (of the file), ``name, stated, stated_adcode, adcode``.
    outside
        Rows in no district: indexed by id, columns ``row, lon, lat`` and what describes the row.
    removed
        Rows of other tables that referred to rows which are gone, by table.
    unit
        What the file's rows are: "row" of a sheet, "feature" of a map file.
    """

    table: str
    file: str
    rows: int
    version: int | None
    notices: tuple[str, ...]
    mismatches: pd.DataFrame
    outside: pd.DataFrame
    removed: dict[str, int]
    dry_run: bool
    unit: str = "row"

    def to_dict(self) -> dict[str, object]:
        """For JSON. Lists stop at 1,000 rows; the counts beside them do not."""
        return {
            "table": self.table,
            "file": self.file,
            "rows": self.rows,
            "version": self.version,
            "dry_run": self.dry_run,
            "notices": list(self.notices),
            "mismatch_count": len(self.mismatches),
            "mismatches": _records(self.mismatches),
            "outside_count": len(self.outside),
            "outside": _records(self.outside),
            "removed": dict(self.removed),
        }


def import_file(
    store: Store, path: Path, table: str, options: ReadOptions, *, dry_run: bool = False
) -> ImportReport:
    """
    Replace one table of the current version by a file's content.

    Raises
    ------
    FileRefused
        If anything in the file cannot be used, with every problem; nothing is stored then.
    StoreError
        If the database cannot do its work.
    """
    districts = store.districts()
    read = read_table(path, table, options, Gazetteer.of(districts))
    if table == DISTRICTS.name:
        read = replace(read, frame=with_seats(read.frame))
    problems = [*_unknown_references(store, read), *_too_many_groups(read)]
    if problems:
        raise FileRefused(path, [replace(each, unit=read.unit) for each in problems])
    unmarked = tuple(_unmarked_notices(store, read))
    is_ground = table == BASEMAP.name
    stored, told, origin = _onto_ground(store, read) if is_ground else (read, [], "")
    source = replace(_source(stored, path, options), origin=origin)
    stated = stated_districts(read, _rows(read.frame), districts)
    version, removed = _store(store, stored, source, dry_run=dry_run)
    return ImportReport(
        table=table,
        file=path.name,
        rows=len(read.frame),
        version=version,
        notices=(
            *read.notices,
            *told,
            *unmarked,
            *renamed_notices(stated, districts),
            *_notices(store, read, districts),
        ),
        mismatches=contradictions(stated),
        outside=_outside(read, districts),
        removed=removed,
        dry_run=dry_run,
        unit=read.unit,
    )


def _source(read: ReadTable, path: Path, options: ReadOptions) -> Provenance:
    return Provenance(
        table=read.table,
        file=path.name,
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        datum=options.crs or options.datum.value,
        rows=len(read.frame),
        illustrative=read.illustrative,
    )


def _onto_ground(store: Store, read: ReadTable) -> tuple[ReadTable, list[str], str]:
    """The whole base map with what was read, what to tell, and whose data the rest of it is."""
    held = store.table(BASEMAP.name)
    frame, told = with_kept(held, read.frame)
    current = next((each for each in store.versions() if each.current), None)
    source = current.provenance.get(BASEMAP.name) if current else None
    origin = source.origin if source else ""
    return replace(read, frame=frame), told, origin_after(origin, held, read.frame)


def _store(
    store: Store, read: ReadTable, source: Provenance, *, dry_run: bool
) -> tuple[int | None, dict[str, int]]:
    if dry_run and read.table not in REFERRED_TO:
        return None, {}  # nothing refers to this table: there is nothing to rehearse
    stored = store.replace(
        {read.table: read.frame}, provenance={read.table: source}, rehearse=dry_run
    )
    return stored.version, stored.removed


def _rows(frame: pd.DataFrame) -> pd.Series:
    """The file's row of each row, as a spreadsheet counts."""
    if isinstance(frame.index, pd.RangeIndex):
        return pd.Series(np.arange(2, len(frame) + 2), index=frame.index)
    return frame.index.to_series()


def _unknown_references(store: Store, read: ReadTable) -> Iterator[CellProblem]:
    for column, table in TABLES[read.table].references.items():
        stated = read.frame[column]
        known = store.table(table)[TABLES[table].id_column]
        unknown = ~stated.isin(known) & (stated != "")
        if known.empty and unknown.any():
            reason = f"no {table} have been imported yet; import them before their {read.table}"
            yield CellProblem(None, column, None, reason)
            continue
        reason = f"none of the {len(known):,} {table} has this id; import {table} first"
        for row, value in zip(_rows(read.frame)[unknown], stated[unknown], strict=True):
            yield CellProblem(int(row), column, value, reason)


def _too_many_groups(read: ReadTable) -> Iterator[CellProblem]:
    if read.table != DEMAND.name:
        return
    first = read.frame["group"].drop_duplicates()
    if len(first) > MOST_GROUPS:
        row = _rows(read.frame)[first.index[MOST_GROUPS]]
        reason = f"this is group number {MOST_GROUPS + 1} of {len(first)}; at most {MOST_GROUPS}"
        yield CellProblem(int(row), "group", first.iloc[MOST_GROUPS], reason)


def _outside(read: ReadTable, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    table = TABLES[read.table]
    if not table.has_points:
        return pd.DataFrame(columns=["row", *AXES])
    frame = read.frame.assign(row=_rows(read.frame)).set_index(table.id_column)
    at = locate(districts, frame["lon"].to_numpy(), frame["lat"].to_numpy())
    columns = ["row", *table.caption, *AXES]
    outside: pd.DataFrame = frame.loc[(at < 0) & frame["lon"].notna(), columns]
    return outside


def _notices(store: Store, read: ReadTable, districts: gpd.GeoDataFrame) -> Iterator[str]:
    if read.table == DISTRICTS.name:
        yield from _outside_notices(store, read.frame)
    elif TABLES[read.table].has_points and districts.empty:
        yield (
            "no districts have been imported yet, so every row counts as outside all districts, "
            "and stated districts could not be checked"
        )


def _unmarked_notices(store: Store, read: ReadTable) -> Iterator[str]:
    """How many rows lose their mark: it is easily lost in a file from elsewhere."""
    table = TABLES[read.table]
    if not table.marks_rows or table.id_column is None:
        return
    before, mark = store.table(table.name), ILLUSTRATIVE.name
    made_up = before[table.id_column][before[mark]]
    lost = int((read.frame[table.id_column].isin(made_up) & ~read.frame[mark]).sum())
    if lost:
        yield (
            f"{lost:,} rows have the id of a row that was marked as made up, and are not marked "
            f"any more; if they still are, write yes in the column {mark} (示例数据)"
        )


def _outside_notices(store: Store, districts: pd.DataFrame) -> Iterator[str]:
    """What of the present campaign lies in none of the new districts."""
    try:
        campaign = store.load()
    except StoreEmptyError:
        return
    demand = campaign.demand
    out = locate(districts, demand.lon, demand.lat) < 0
    if out.any():
        persons = demand.persons.get("all")
        people = "" if persons is None else f" ({persons[out].sum():,.0f} persons)"
        yield f"{out.sum():,} demand points{people} lie in none of the new districts"
    for table in PLACED:
        lon, lat = (campaign.frame(table)[axis].to_numpy() for axis in AXES)
        count = int((locate(districts, lon, lat) < 0).sum())
        if count:
            yield f"{count:,} {table.name} lie in none of the new districts"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    listed = frame.head(_MOST_LISTED)
    records: list[Any] = listed.to_dict(orient="records")
    return [{"id": key, **record} for key, record in zip(listed.index, records, strict=True)]
