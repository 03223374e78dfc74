"""The file of the embedded database, as SQLite itself opens it; every failure is a sentence."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from geodata.base.shortage import DISK_FULL, shortage
from geodata.errors import StoreBusyError, StoreDamagedError, StoreError, StoreMissingError

REVISION = "0011"
APPLICATION_ID = 0x46524348  # "FRCH" in the file's header: this file is ours
ELSEWHERE = "put a backup in its place, or name another file in FAIRREACH_DATABASE_URL"
DAMAGED = f"it is damaged; {ELSEWHERE}"
CLOSED = "it cannot be opened or written; is it a file, in a folder that this account may write?"
ANSWERS: dict[int, tuple[type[StoreError], str]] = {
    0: (StoreDamagedError, DAMAGED),  # the driver's own: text that is none
    sqlite3.SQLITE_BUSY: (
        StoreBusyError,
        "another process is holding it; try again when that has finished",
    ),
    sqlite3.SQLITE_LOCKED: (StoreBusyError, "it is in use; try again when that has finished"),
    sqlite3.SQLITE_NOTADB: (StoreDamagedError, f"it is no database, or damaged; {ELSEWHERE}"),
    sqlite3.SQLITE_CORRUPT: (StoreDamagedError, DAMAGED),
    sqlite3.SQLITE_ERROR: (StoreDamagedError, DAMAGED),
    sqlite3.SQLITE_CANTOPEN: (StoreError, CLOSED),
    sqlite3.SQLITE_READONLY: (StoreError, CLOSED),
    sqlite3.SQLITE_PERM: (StoreError, CLOSED),
    sqlite3.SQLITE_FULL: (StoreError, f"{DISK_FULL}; nothing was changed"),
    sqlite3.SQLITE_IOERR: (StoreError, "the disk cannot be read or written; nothing was changed"),
}
ADDRESS = re.compile(
    r"(?P<driver>[\w+]+)://(?P<host>[^/?]*)(?:/(?P<file>[^?]*))?(?P<query>\?.*)?", re.DOTALL
)
# A file in WAL mode needs a new index of some room, even to be read, unless nobody shares it.
WANTS_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


class DatabaseFile:
    """
    One SQLite file.

    Parameters
    ----------
    path
        Absolute.
    wait_s
        How long to wait for another process's lock, in seconds.
    """

    def __init__(self, path: Path, wait_s: float) -> None:
        self.path = path
        self.wait_s = wait_s

    def stamp(self) -> tuple[int, ...]:
        """What changes when the file is written to, or another takes its place."""
        try:
            found = self.path.stat()
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def require(self) -> None:
        """
        Refuse a file that is not there.

        Raises
        ------
        StoreMissingError
            With the path.
        """
        if not is_there(self.path):
            raise StoreMissingError(f"there is no database at {self.path}")

    def connect(self) -> sqlite3.Connection:
        """A bare connection, with durability and foreign keys switched on."""
        try:
            return self._connection("NORMAL")
        except sqlite3.OperationalError as error:
            if error_code(error) not in WANTS_ROOM:
                raise
            # Alone with the file, SQLite keeps that index in memory: a full disk can be read.
            return self._connection("EXCLUSIVE")

    def _connection(self, locking: str) -> sqlite3.Connection:
        # mode=rw: a file that has gone must not come back empty.
        uri = f"file:{quote(str(self.path))}?mode=rw"
        connection = sqlite3.connect(uri, uri=True, timeout=self.wait_s, isolation_level=None)
        try:
            connection.execute(f"PRAGMA locking_mode={locking}")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def bare_reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees one state throughout, without SQLAlchemy's help."""
        with self.plain_errors(), closing(self.connect()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Say in our words what SQLite says in its own."""
        try:
            yield
        except sqlite3.Error as error:
            raise self.plain_error(error) from error
        except UnicodeDecodeError as error:
            raise StoreDamagedError(f"{self.path}: {DAMAGED}") from error

    def plain_error(self, error: BaseException | None) -> StoreError:
        """One of SQLite's errors as one of ours."""
        if not is_there(self.path):
            return StoreError(f"{self.path}: the database is gone; was it moved or deleted?")
        code = error_code(error)
        if code in WANTS_ROOM and (lacking := shortage(self.path)):
            return StoreError(f"{self.path}: {lacking}; nothing was changed")
        kind, sentence = ANSWERS.get(code, (StoreError, f"the database says: {error}"))
        return kind(f"{self.path}: {sentence}")

    def foreign(self) -> StoreDamagedError:
        """What to say of a database of another program."""
        return StoreDamagedError(f"{self.path}: this file is no database of fairreach; {ELSEWHERE}")


def error_code(error: BaseException | None) -> int:
    """SQLite's code of an error, 0 where it has none; the rest tells variants apart."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def path_of(url: str) -> Path:
    """
    The file behind a ``sqlite:///relative`` or ``sqlite:////absolute`` URL.

    Raises
    ------
    StoreError
        If the URL names anything else.
    """
    parsed = ADDRESS.fullmatch(url)
    if parsed is None:
        raise StoreError(f"{url!r} is no database address; write sqlite:///folder/file.db")
    driver, host, file, query = parsed.group("driver", "host", "file", "query")
    if driver.partition("+")[0] in {"postgresql", "postgres"}:
        raise StoreError("PostgreSQL is not supported yet; use sqlite:///folder/file.db")
    if driver not in {"sqlite", "sqlite+pysqlite"}:
        raise StoreError(f"{driver} is not supported; use sqlite:///folder/file.db")
    if host:
        raise StoreError("the address needs three slashes: sqlite:///folder/file.db")
    if not file or file == ":memory:" or query:
        raise StoreError("the database must be a file on disk: sqlite:///folder/file.db")
    return Path(file).absolute()


def is_there(path: Path) -> bool:
    """Whether there is something at a path that we may look at."""
    try:
        return path.exists()
    except OSError:  # a folder that may not be entered
        return False
