"""How a sheet is written in each of the four formats."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson
import pandas as pd
import pyogrio
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from pandas.api.types import is_numeric_dtype
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS

from geodata.base.datum import Datum
from geodata.campaign.schema import AXES
from geodata.errors import InputError
from geodata.export.sheet import Sheet, cells_of
from geodata.formats.formulas import shield

ROWS_AT_ONCE = 20_000
MOST_XLSX_ROWS = 1_048_576
MOST_XLSX_CHARACTERS = 32_767
# What XML cannot carry is written as Office Open XML writes it, _x0001_; and so is the underscore
# of a text that looks like that already (ECMA-376 part 1, 22.9.2.19).
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# The shifted datums are secret offsets from WGS-84 on its ellipsoid, and no register has them.
SHIFTED = """GEOGCRS["{name}",
 DATUM["{name}",ELLIPSOID["WGS 84",6378137,298.257223563]],
 CS[ellipsoidal,2],AXIS["longitude",east],AXIS["latitude",north],UNIT["degree",0.0174532925199433]]
"""
CRS_NAMES = {Datum.GCJ02: "GCJ-02", Datum.BD09: "BD-09"}


def write_csv(sheet: Sheet, path: Path) -> None:
    """
    RFC 4180 in UTF-8 with a byte order mark; notes as further columns in every row.

    Texts that a spreadsheet would run are shielded, and are themselves again when they come in.
    """
    rows = with_words(sheet.rows).assign(
        **{name: value for name, value in sheet.flat_notes().items() if not_total(name)}
    )
    rows = rows.assign(**{name: shielded_texts(rows[name]) for name in rows.columns})
    rows.rename(columns=sheet.headings).to_csv(
        path, index=False, encoding="utf-8-sig", lineterminator="\r\n"
    )


def shielded_texts(column: pd.Series) -> pd.Series:
    """A column whose texts no spreadsheet runs; what is no text stays as it is."""
    if is_numeric_dtype(column):
        return column
    return column.map(lambda value: shield(value) if isinstance(value, str) else value)


def with_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with true and false as JSON has them, not as Python."""
    flags = rows.select_dtypes("bool")
    words = {True: "true", False: "false"}
    return rows.assign(**{str(name): flag.map(words) for name, flag in flags.items()})


def not_total(note: str) -> bool:
    """Whether a note explains every row, rather than adding the rows up."""
    return note.startswith("definition_")


def write_geojson(sheet: Sheet, path: Path) -> None:
    """RFC 7946; notes and any datum other than WGS-84 as foreign members."""
    head: dict[str, Any] = {"type": "FeatureCollection", "name": sheet.name, **sheet.notes}
    if sheet.datum is not Datum.WGS84:
        head["datum"] = sheet.datum.value
    with path.open("wb") as file:
        file.write(orjson.dumps(head)[:-1] + b',"features":[')
        for number, some in enumerate(features(sheet)):
            file.write((b",\n" if number else b"\n") + b",\n".join(map(orjson.dumps, some)))
        file.write(b"\n]}\n")


def features(sheet: Sheet) -> Iterator[list[dict[str, Any]]]:
    """The rows as GeoJSON features, some thousands at a time."""
    for start in range(0, len(sheet.rows), ROWS_AT_ONCE):
        some = slice(start, start + ROWS_AT_ONCE)
        rows = sheet.properties.iloc[some]
        names = [str(name) for name in rows.columns]
        table = zip(*(cells_of(rows[name]) for name in names), strict=True)
        yield [
            {"type": "Feature", "geometry": shape, "properties": dict(zip(names, row, strict=True))}
            for shape, row in zip(shapes(sheet, some), table, strict=True)
        ]


def shapes(sheet: Sheet, some: slice) -> list[dict[str, Any] | None]:
    """The geometries of some rows as GeoJSON, outer rings anticlockwise; None for no place."""
    if sheet.polygons is not None:
        oriented: Any = shapely.orient_polygons(sheet.polygons[some])
        return [shape.__geo_interface__ for shape in oriented]
    points = sheet.rows[list(AXES)].iloc[some].to_numpy(dtype=float).tolist()
    return [
        {"type": "Point", "coordinates": [lon, lat]} if lon == lon else None  # noqa: PLR0124 (NaN)
        for lon, lat in points
    ]


def write_geopackage(sheet: Sheet, path: Path) -> None:
    """One layer, or a table without geometry; notes as a second table of names and values."""
    if sheet.geometry is None:
        rows = sheet.properties
    else:
        crs = CRS.from_epsg(4326)
        if sheet.datum is not Datum.WGS84:
            crs = CRS.from_wkt(SHIFTED.format(name=CRS_NAMES[sheet.datum]))
        rows = gpd.GeoDataFrame(sheet.properties, geometry=sheet.geometry, crs=crs)
    try:
        pyogrio.write_dataframe(rows, path, layer=sheet.name, driver="GPKG")
        if sheet.notes:
            notes = pd.DataFrame(note_rows(sheet), columns=["name", "value"], dtype="str")
            pyogrio.write_dataframe(notes, path, layer="definition", driver="GPKG", append=True)
    except (DataSourceError, DataLayerError) as error:
        raise OSError(str(error)) from error


def note_rows(sheet: Sheet) -> list[tuple[str, str]]:
    """The notes as pairs of text, "" for what is unknown."""
    return [(n, "" if v is None else str(v)) for n, v in sheet.flat_notes().items()]


def write_xlsx(sheet: Sheet, path: Path) -> None:
    """
    One sheet of rows, text as text cells; notes on a second sheet.

    Raises
    ------
    InputError
        If there are more rows or longer texts than a sheet can hold.
    """
    require_sheet(sheet)
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name)
    page.append([sheet.headings.get(name, name) for name in sheet.rows.columns])
    columns = [cells_of(sheet.rows[name]) for name in sheet.rows.columns]
    for row in zip(*columns, strict=True):
        page.append([cell_of(page, value) for value in row])
    if sheet.notes:
        page = book.create_sheet("definition")
        for name, value in sheet.flat_notes().items():
            page.append([name, cell_of(page, value)])
    save_book(book, path)


def save_book(book: Workbook, path: Path) -> None:
    """Write a workbook; packed in memory, for a zip file on a full disk ends in a traceback."""
    path.write_bytes(book_bytes(book))


def book_bytes(book: Workbook) -> bytes:
    """A workbook as its file holds it."""
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def require_sheet(sheet: Sheet) -> None:
    """Refuse what a sheet of .xlsx cannot hold, before anything is written."""
    if len(sheet.rows) >= MOST_XLSX_ROWS:
        raise InputError(
            f"{sheet.name}: {len(sheet.rows):,} rows are more than a sheet of .xlsx holds"
            f" ({MOST_XLSX_ROWS - 1:,} and a header); use .csv, .geojson or .gpkg"
        )
    texts = [column for _, column in sheet.rows.items() if not is_numeric_dtype(column)]
    longest = max((len(xml_text(text)) for column in texts for text in column), default=0)
    if longest > MOST_XLSX_CHARACTERS:
        raise InputError(
            f"{sheet.name}: a text of {longest:,} characters is longer than a cell of .xlsx holds"
            f" ({MOST_XLSX_CHARACTERS:,}); use .csv, .geojson or .gpkg"
        )


def xml_text(text: str) -> str:
    """A text as it stands in Office Open XML."""
    return NOT_IN_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def cell_of(page: Any, value: Any) -> Any:
    """A cell that holds a text as text, never as a formula or an error, or a number exactly."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return WriteOnlyCell(page, value=value)
    # openpyxl itself would write 16 digits of a number; it takes 17 to give all of them back.
    cell = WriteOnlyCell(page, value=xml_text(value) if isinstance(value, str) else repr(value))
    cell.data_type = "s" if isinstance(value, str) else "n"
    return cell
