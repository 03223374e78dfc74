"""
Zip archives: looked through before anything is unpacked, and never unpacked by their names.

What leaves the archive is written under a name of ours, so that no name in it leads anywhere.
"""

import errno
import shutil
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geodata.errors import refusal

MOST_UNPACKED = 400 * 2**20
MOST_PARTS = 2_000
UTF8_NAMES = 0x800
PASSWORD = 0x1
SHAPES = ".shp"
COMPANIONS = (".dbf", ".shx", ".prj", ".cpg")
# What may lie beside a table without being one; a text is a table only where nothing else is.
NOTES = (".txt",)
OFFICE = ("[Content_Types].xml", "mimetype")
LISTED = 5
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """
    One file of an archive.

    Parameters
    ----------
    name
        As it was meant, with ``/`` between folders.
    info
        As the archive has it.
    """

    name: str
    info: zipfile.ZipInfo

    @property
    def stem(self) -> str:
        """Its name without extension, by which companions find each other."""
        return str(PurePosixPath(self.name).with_suffix("")).casefold()

    @property
    def extension(self) -> str:
        """Its extension in small letters."""
        return PurePosixPath(self.name).suffix.lower()


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """
    An archive that may be unpacked.

    Raises
    ------
    FileRefused
        If it is broken, protected, or opens to more than we would hold.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                reason = f"opens to more than {MOST_UNPACKED // 2**20} MB or {MOST_PARTS:,} files"
                raise refusal(path, f"{reason}; save only the table anew")
            if any(part.flag_bits & PASSWORD for part in parts):
                raise refusal(path, "is protected with a password; save it without one")
            yield archive
    except BROKEN as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise refusal(path, "cannot be unpacked: the disk is full") from None
        raise refusal(path, "is cut off or broken; save it anew") from None


def members(path: Path, archive: zipfile.ZipFile) -> list[Member]:
    """
    The files of an archive, without those that systems put there for themselves.

    Raises
    ------
    FileRefused
        For a link, or a name that leads out of the archive's folder.
    """
    found = [Member(name_of(part), part) for part in archive.infolist() if not part.is_dir()]
    for member in found:
        if stat.S_ISLNK(member.info.external_attr >> 16):
            raise refusal(path, f"holds a link ({member.name[:80]}); zip the file itself")
        if leads_out(member.name):
            reason = f"holds a name that leads out of its folder ({member.name[:80]})"
            raise refusal(path, f"{reason}; zip the files alone")
    return [member for member in found if not is_hidden(member.name)]


def name_of(part: zipfile.ZipInfo) -> str:
    """A name as it was meant: programs in China write GBK where the format has UTF-8 or CP437."""
    name = part.filename
    if not part.flag_bits & UTF8_NAMES and not name.isascii():
        written = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = written.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    return name.replace("\\", "/")


def leads_out(name: str) -> bool:
    """Whether a name means a place outside the folder where an archive is unpacked."""
    return name.startswith("/") or name[1:2] == ":" or ".." in PurePosixPath(name).parts


def is_hidden(name: str) -> bool:
    """Whether a system put a file there for itself: ``__MACOSX/._a.shp``, ``.DS_Store``."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1].lower() == "thumbs.db"


def unpack_table(path: Path, room: Path, readable: Collection[str]) -> tuple[Path, str]:
    """
    Unpack the one table of an archive, with its companions.

    Parameters
    ----------
    room
        An empty folder.
    readable
        The extensions of tables that are read.

    Returns
    -------
    The table in the room, and its name in the archive.

    Raises
    ------
    FileRefused
        If there is none, or several.
    """
    with open_archive(path) as archive:
        inside = members(path, archive)
        table = only_table(path, inside, readable)
        for member in [table, *companions(path, table, inside)]:
            target = room / f"table{member.extension}"
            with archive.open(member.info) as content, target.open("xb") as file:
                shutil.copyfileobj(content, file)
    return room / f"table{table.extension}", table.name


def only_table(path: Path, inside: Sequence[Member], readable: Collection[str]) -> Member:
    """The one member that is a table."""
    tables = [each for each in inside if each.extension in readable]
    real = [each for each in tables if each.extension not in NOTES] or tables
    if len(real) > 1:
        raise refusal(path, f"holds several tables: {name_list(real)}; zip only the one")
    if real:
        return real[0]
    if any(each.name in OFFICE for each in inside):
        raise refusal(
            path, "is an office file named .zip; give it its own extension, .xlsx or .ods"
        )
    if any(each.extension == ".dbf" for each in inside):
        raise refusal(path, "holds a .dbf without its .shp; zip all files of the layer")
    what = f": {name_list(inside)}" if inside else ""
    raise refusal(path, f"holds no table that is read{what}; zip one, or give the file itself")


def companions(path: Path, table: Member, inside: Sequence[Member]) -> list[Member]:
    """The files that belong to the shapes of a table; none for another table."""
    if table.extension != SHAPES:
        return []
    beside = {
        each.extension: each
        for each in inside
        if each.stem == table.stem and each.extension in COMPANIONS
    }
    if ".dbf" not in beside:
        reason = f"lacks {PurePosixPath(table.name).stem[:80]}.dbf, which holds the columns"
        raise refusal(path, f"{reason}; zip all files of the layer")
    return list(beside.values())


def name_list(some: Sequence[Member]) -> str:
    """Names for a sentence, the first of many."""
    more = ", …" if len(some) > LISTED else ""
    return ", ".join(each.name[:80] for each in some[:LISTED]) + more
