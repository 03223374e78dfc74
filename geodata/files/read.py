"""
The door: a file from outside becomes a clean table, or a list of everything wrong with it.

A file is opened and validated in a child process with limits; see ``sandbox`` for those,
``formats`` for what is read, ``headers``, ``cells``, ``dates`` and ``coordinates`` for what cells
may hold.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from geodata.base.sandbox import run_in_sandbox
from geodata.campaign.tables import TABLES
from geodata.errors import InputError
from geodata.files.options import ReadOptions, ReadTable

if TYPE_CHECKING:
    from geodata.districts.names import Gazetteer

UNPACKED = (".zip",)


def read_table(path: Path, table: str, options: ReadOptions, gazetteer: "Gazetteer") -> ReadTable:
    """
    Read a table from a file.

    Parameters
    ----------
    path
        Its extension says the format; see ``formats``.
    table
        One of ``campaign.tables.TABLES``.
    options
        What the user says about the file.
    gazetteer
        The districts that rows may name.

    Raises
    ------
    FileRefused
        If anything in the file cannot be used, with every problem; also if reading it takes more
        time or memory than a file of its size may.
    InputError
        If an option cannot be used.
    """
    if table not in TABLES:
        raise InputError(f"{table}: there is no table of that name; choose {', '.join(TABLES)}")
    if path.suffix.lower() not in UNPACKED:
        return run_in_sandbox(parse, path, table, options, gazetteer, path=path)
    with TemporaryDirectory() as room:  # ours to sweep, for a child that is killed sweeps nothing
        return run_in_sandbox(parse, path, table, options, gazetteer, Path(room), path=path)


def parse(
    path: Path,
    table: str,
    options: ReadOptions,
    gazetteer: "Gazetteer",
    room: Path | None = None,
) -> ReadTable:
    """Read a table here and now; `read_table` calls this in a child."""
    from geodata.files.validate import validate  # noqa: PLC0415
    from geodata.formats.reader import read_raw_table  # noqa: PLC0415  (GDAL is set up there, in the child only)

    known = TABLES[table]
    raw = read_raw_table(
        path, most_rows=known.most_rows, most_rows_xlsx=known.most_rows_xlsx, room=room
    )
    return validate(raw, path, known, options, gazetteer)
