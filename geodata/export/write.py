"""
Files that leave fairreach: GeoJSON, GeoPackage, CSV and XLSX, by extension.

CSV and XLSX are headed by words or by the columns' names, the others by names alone. What was
calculated is written in words by ``report``.

Text leaves as it is stored, but in CSV, where an apostrophe goes before what a spreadsheet would
run (``'=cmd``) and is taken off again at import. In XLSX every text is a text cell, so that
``=cmd`` is no formula.

Coordinates leave in the datum asked for. A GeoPackage names it in its reference system. GeoJSON is
WGS-84 by its standard; one in another datum is written all the same, because maps made in that
datum can show nothing else, and says so in a top-level member ``datum``. CSV and XLSX have no
place for it: who reads them back must state the datum again.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from geodata.base.atomic import atomic_file
from geodata.base.datum import Datum
from geodata.campaign.campaign import Campaign
from geodata.campaign.headings import heading
from geodata.campaign.tables import TABLES
from geodata.errors import InputError
from geodata.export.contents import sheet_of
from geodata.export.sheet import Sheet
from geodata.export.writers import write_csv, write_geojson, write_geopackage, write_xlsx
from geodata.measures.query import CoverageQuery

WRITERS: Mapping[str, Callable[[Sheet, Path], None]] = {
    ".geojson": write_geojson,
    ".gpkg": write_geopackage,
    ".csv": write_csv,
    ".xlsx": write_xlsx,
}


def export(
    campaign: Campaign,
    what: str,
    path: Path,
    *,
    datum: Datum = Datum.WGS84,
    query: CoverageQuery | None = None,
) -> int:
    """
    Write one of a campaign's tables, or what was calculated from it, to a file.

    Parameters
    ----------
    campaign
        What to export from. Its demand has no ids any more; ``export_sheet`` writes them too.
    what
        One of ``campaign.tables.TABLES`` or ``contents.CALCULATED``.
    path
        Its extension chooses the format: .geojson, .gpkg, .csv or .xlsx.
    datum
        Of the coordinates in the file.
    query
        For ``coverage`` and ``gaps``; by default 10 km on the straight line.

    Returns
    -------
    int
        How many rows were written.

    Raises
    ------
    InputError
        For an unknown table or extension, a folder, or a table that the format cannot hold.
    FairreachError
        If the file cannot be written.
    """
    require_file(path)
    return write(sheet_of(campaign, what, query), path, datum)


def export_sheet(
    sheet: Sheet, path: Path, *, datum: Datum = Datum.WGS84, language: str | None = None
) -> int:
    """
    Write a table as the store holds it; otherwise as :func:`export`.

    Parameters
    ----------
    sheet
        Of one of ``campaign.tables.TABLES``.
    language
        Of the headings of CSV and XLSX, which ``import`` reads in each; None heads them by the
        columns' names, which stand in the other formats always.
    """
    require_file(path)
    return write(sheet if language is None else with_headings(sheet, language), path, datum)


def with_headings(sheet: Sheet, language: str) -> Sheet:
    """The sheet of a table with headings in a language."""
    columns = TABLES[sheet.name].file_columns
    return replace(sheet, headings={each.name: heading(each, language) for each in columns})


def require_file(path: Path) -> None:
    """
    Refuse a path that names no file of ours.

    Raises
    ------
    InputError
        For an unknown extension, a folder, or a folder that is not there.
    """
    if path.suffix.lower() not in WRITERS:
        known = ", ".join(WRITERS)
        raise InputError(f"{path.name}: the extension chooses the format; use one of {known}")
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise InputError(f"{path.parent} is not a folder; make it first")


def write(sheet: Sheet, path: Path, datum: Datum) -> int:
    """Write a sheet of WGS-84 in the datum asked for; how many rows it had."""
    extension = path.suffix.lower()
    require_fit(sheet, extension)
    with atomic_file(path) as part:
        WRITERS[extension](sheet.in_datum(datum), part)
    return len(sheet.rows)


def require_fit(sheet: Sheet, extension: str) -> None:
    """
    Refuse a table that a format would lose something of.

    Raises
    ------
    InputError
        With the formats that can hold it.
    """
    if extension == ".geojson" and sheet.geometry is None:
        raise InputError(
            f"{sheet.name} lie nowhere, and GeoJSON holds places; use .csv, .xlsx or .gpkg"
        )
    table = TABLES.get(sheet.name)
    if extension in (".csv", ".xlsx") and table is not None and table.shapes:
        raise InputError(
            f"{sheet.name}: its rows are {table.shape_words}, which {extension} cannot hold;"
            " use .geojson or .gpkg"
        )
