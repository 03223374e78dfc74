"""Which of the readers a file needs; what no reader can read is refused with a remedy."""

from pathlib import Path

from geodata.errors import refusal
from geodata.files.delimited import read_text_table
from geodata.files.geojson import read_geojson
from geodata.files.geopackage import read_geopackage
from geodata.files.raw_table import RawTable
from geodata.files.xlsx import read_workbook

TEXT = (".csv", ".tsv", ".txt")
GEOJSON = (".geojson", ".json")
KNOWN = ".csv, .xlsx, .geojson or .gpkg"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
SQLITE = b"SQLite format 3\x00"
LOOKED_AT = 512


def read_raw_table(path: Path, *, most_rows: int, most_rows_xlsx: int) -> RawTable:
    """
    A file's table, raw.

    Parameters
    ----------
    path
        Its extension and its first bytes must agree.
    most_rows, most_rows_xlsx
        How many rows below the headings are read before the file is refused.

    Raises
    ------
    FileRefused
        If the file is none of the formats that we read, or is broken.
    """
    extension, start = path.suffix.lower(), beginning(path)
    require_readable(path, extension, start)
    if extension in TEXT:
        return read_text_table(path, most_rows)
    if extension == ".xlsx":
        return read_workbook(path, most_rows_xlsx)
    if extension in GEOJSON:
        return read_geojson(path, most_rows)
    return read_geopackage(path, most_rows)


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
    expected = {".xlsx": ZIP, ".gpkg": SQLITE}.get(extension)
    if expected is not None and not start.startswith(expected):
        raise refusal(path, f"is no {extension} file: it looks like {kind_of(start)}")
    if expected is None and start.startswith((ZIP, SQLITE)):
        raise refusal(path, f"is no {extension} file: it looks like {kind_of(start)}")
    if extension not in (*TEXT, *GEOJSON, ".xlsx", ".gpkg"):
        raise refusal(path, f"{extension or 'no extension'}: give {KNOWN}")


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
