"""``import``: tables in."""

from pathlib import Path
from typing import Any

import click

from geodata.base.datum import Datum
from geodata.campaign.tables import TABLES
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.intake.tables import ImportReport, import_file
from service.commands.options import as_json, datum, settings_of
from service.commands.output import json_result, result, say, table
from service.commands.stores import store_of

MOST_LISTED = 50


@click.command("import")
@click.argument("table_name", metavar="TABLE", type=click.Choice(tuple(TABLES)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@datum
@click.option("--crs", metavar="EPSG:n", help="Projected or other coordinates.")
@click.option("--year", type=click.IntRange(1900, 2200), help="Of dates without one.")
@click.option("--place-by-district", is_flag=True, help="Put rows without a point at the seat.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and store nothing.")
@as_json
def import_command(
    *, table_name: str, file: Path, dry_run: bool, as_json: bool, **options: Any
) -> None:
    """
    Replace TABLE by what FILE holds, or list its problems.

    FILE is CSV, XLSX, ODS, GeoJSON, GeoPackage, KML, KMZ, or a ZIP of one table or shapefile.
    """
    reading = ReadOptions(**options | {"datum": Datum(options["datum"])})
    try:
        with store_of(settings_of(), create=not dry_run) as store:
            report = import_file(store, file, table_name, reading, dry_run=dry_run)
    except FileRefused as refused:
        if as_json:
            json_result(refusal_record(refused))
        raise
    if as_json:
        json_result(report.to_dict())
    else:
        show_report(report)


def refusal_record(refused: FileRefused) -> dict[str, Any]:
    """A refused file for programs."""
    return {
        "file": refused.path.name,
        "stored": False,
        "problems": [
            {
                "row": p.row,
                "unit": p.unit,
                "column": p.column,
                "value": json_value(p.value),
                "reason": p.reason,
            }
            for p in refused.problems
        ],
    }


def json_value(value: object) -> object:
    """A cell's value as JSON can hold it."""
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def show_report(report: ImportReport) -> None:
    """What an import did, for people."""
    for notice in report.notices:
        say(f"{report.file}: {notice}")
    done = "would be stored" if report.dry_run else f"stored as version {report.version}"
    result(f"{report.table}: {report.rows:,} rows of {report.file} {done}")
    for name, count in report.removed.items():
        gone = "would be removed" if report.dry_run else "removed"
        result(f"{name}: {count:,} rows {gone}, because what they referred to is gone")
    stated = "rows whose stated district is not the one that holds them"
    show_rows(stated, report.mismatches.rename(columns={"row": report.unit}))
    show_rows("rows in no district", report.outside.rename(columns={"row": report.unit}))


def show_rows(what: str, rows: Any) -> None:
    """A part of a report as a table with a heading, the first rows of many."""
    if rows.empty:
        return
    more = f", the first {MOST_LISTED}" if len(rows) > MOST_LISTED else ""
    result(f"{len(rows):,} {what}{more}:")
    shown = rows.head(MOST_LISTED).reset_index()
    table(list(shown.columns), shown.to_numpy(dtype=object).tolist())
