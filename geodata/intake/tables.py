"""From a file to a version: read, check against the other tables, store, report."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.campaign.tables import DISTRICTS, TABLES
from geodata.districts.names import Gazetteer
from geodata.districts.statements import contradictions
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.files.read import read_table
from geodata.intake.current_rows import current_rows
from geodata.intake.ground import whole_ground
from geodata.intake.notices import outside_notices, renamed_notices, unmarked_notices
from geodata.intake.problems import problems
from geodata.intake.seats import with_seats
from geodata.intake.whereabouts import whereabouts
from geodata.store.store import Store

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
    gazetteer = Gazetteer.of(districts)
    read = read_table(path, table, options, gazetteer)
    if table == DISTRICTS.name:
        read = replace(read, frame=with_seats(read.frame))
    current = current_rows(store, TABLES[table])
    if found := problems(read, current.ids):
        raise FileRefused(path, found)
    where = whereabouts(read, districts, gazetteer)
    whole, told, origin = whole_ground(read, current)
    source = whole.provenance(path.name, options, origin)
    stored = store.replace({table: whole.frame}, provenance={table: source}, rehearse=dry_run)
    return ImportReport(
        table=table,
        file=path.name,
        rows=len(read.frame),
        version=stored.version,
        notices=(
            *read.notices,
            *told,
            *unmarked_notices(read, current.made_up),
            *renamed_notices(where.stated, gazetteer),
            *outside_notices(store, read, districts),
        ),
        mismatches=contradictions(where.stated),
        outside=where.outside,
        removed=stored.removed,
        dry_run=dry_run,
        unit=read.unit,
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    listed = frame.head(_MOST_LISTED)
    records: list[Any] = listed.to_dict(orient="records")
    return [{"id": key, **record} for key, record in zip(listed.index, records, strict=True)]
