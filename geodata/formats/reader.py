"""Which of the readers a file needs; what no reader can read is refused with a remedy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from geodata.errors import FileRefused, refusal
from geodata.formats.archive import SHAPES, unpack_table
from geodata.formats.delimited import read_text_table
from geodata.formats.geojson import read_geojson
from geodata.formats.geopackage import read_geopackage
from geodata.formats.kml import read_kml, read_kmz
from geodata.formats.ods import read_ods
from geodata.formats.raw_table import RawTable
from geodata.formats.shapefile import read_shapefile

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
SQLITE = b"SQLite format 3\x00"
LOOKED_AT = 512


def read_xlsx(path: Path, most_rows: int) -> RawTable:
    """A workbook's first sheet that holds anything; openpyxl is loaded for workbooks alone."""
    from geodata.formats.xlsx import read_workbook  # noqa: PLC0415

    return read_workbook(path, most_rows)


@dataclass(frozen=True, slots=True)
class Format:
    """
    One kind of file.

    Parameters
    ----------
    read
        Its table, of at most so many rows.
    start
        What it begins with; nothing for text.
    is_sheet
        Whether it is a spreadsheet's, of which fewer rows are read.
    """

    read: Callable[[Path, int], RawTable]
    start: bytes = b""
    is_sheet: bool = False


FORMATS: Mapping[str, Format] = {
    ".csv": Format(read_text_table),
    ".tsv": Format(read_text_table),
    ".txt": Format(read_text_table),
    ".xlsx": Format(read_xlsx, ZIP, is_sheet=True),
    ".ods": Format(read_ods, ZIP, is_sheet=True),
    ".geojson": Format(read_geojson),
    ".json": Format(read_geojson),
    ".gpkg": Format(read_geopackage, SQLITE),
    ".kml": Format(read_kml),
    ".kmz": Format(read_kmz, ZIP),
}
ARCHIVE = ".zip"
# Only within an archive, with its companions.
PACKED: Mapping[str, Format] = {**FORMATS, SHAPES: Format(read_shapefile)}
KNOWN = ".csv, .xlsx, .ods, .geojson, .gpkg, .kml, .kmz or .zip"


def read_raw_table(
    path: Path, *, most_rows: int, most_rows_xlsx: int, room: Path | None = None
) -> RawTable:
    """
    A file's table, raw.

    Parameters
    ----------
    path
        Its extension and its first bytes must agree.
    most_rows, most_rows_xlsx
        How many rows below the headings are read before the file is refused.
    room
        Where an archive is unpacked; by default where the system has temporary files.

    Raises
    ------
    FileRefused
        If the file is none of the formats that we read, or is broken.
    """
    extension, start = path.suffix.lower(), beginning(path)
    require_readable(path, extension, start)
    most = (most_rows, most_rows_xlsx)
    if extension != ARCHIVE:
        return read_as(FORMATS[extension], path, *most)
    with TemporaryDirectory(dir=room) as folder:
        table, name = unpack_table(path, Path(folder), PACKED)
        try:
            require_agreement(table, table.suffix, beginning(table))
            raw = read_as(PACKED[table.suffix], table, *most)
        except FileRefused as refused:  # what was unpacked has a name that nobody knows
            raise FileRefused(path, refused.problems) from None
    return replace(raw, notices=(f"the table in it is {name}", *raw.notices))


def read_as(file_format: Format, path: Path, most_rows: int, most_rows_xlsx: int) -> RawTable:
    """A file's table in a format."""
    return file_format.read(path, most_rows_xlsx if file_format.is_sheet else most_rows)


def beginning(path: Path) -> bytes:
    """The first bytes of a file; a folder has none, and a pipe would never give them."""
    if path.exists() and not path.is_file():
        raise refusal(path, "is a folder or a device; give a file")
    try:
        with path.open("rb") as file:
            return file.read(LOOKED_AT)
    except OSError as error:
        raise refusal(path, f"cannot be read: {error.strerror}") from None


def require_readable(path: Path, extension: str, start: bytes) -> None:
    """Refuse a file whose extension or first bytes say that it is none of ours."""
    if len(start) < LOOKED_AT and not start.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise refusal(path, "is empty")
    if start.startswith(OLD_OFFICE):
        raise refusal(
            path,
            "is an old Excel file (.xls) or one with a password; open it and save it as .xlsx "
            "without a password",
        )
    if extension == ".xls":
        raise refusal(path, f"{kind_of(start)} named .xls; open it and save it as .xlsx or .csv")
    if extension in (SHAPES, ".dbf", ".shx"):
        reason = "is one of the files of a layer"
        raise refusal(path, f"{reason}; zip it with its companions (.shp, .dbf, .shx, .prj, .cpg)")
    if extension not in (*FORMATS, ARCHIVE):
        raise refusal(path, f"{extension or 'no extension'}: give {KNOWN}")
    require_agreement(path, extension, start)


def require_agreement(path: Path, extension: str, start: bytes) -> None:
    """Refuse a file that does not begin as its extension says."""
    expected = ZIP if extension == ARCHIVE else PACKED[extension].start
    binary = start.startswith((ZIP, SQLITE))
    if not start.startswith(expected) or (binary and not expected):
        raise refusal(path, f"is no {extension} file: it looks like {kind_of(start)}")


def kind_of(start: bytes) -> str:
    """What a file's first bytes look like, for a sentence."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(ZIP):
        return "a zip archive or .xlsx"
    if start.startswith(SQLITE):
        return "a database or .gpkg"
    if text.startswith((b"<html", b"<!doctype html", b"<table")):
        return "a web page (HTML)"
    if text.startswith(b"<"):
        return "XML"
    if text.startswith((b"{", b"[")):
        return "JSON"
    return "binary data" if b"\x00" in start else "plain text"
