"""The embedded database file: created whole, checked when opened, and every failure a sentence."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

from sqlalchemy import Connection, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from geodata.errors import StoreBusyError, StoreDamagedError, StoreError

REVISION = "0004"
_APPLICATION_ID = 0x46524348  # "FRCH" in the file's header: this file is ours
_ELSEWHERE = "put a backup in its place, or name another file in FAIRREACH_DATABASE_URL"
_DAMAGED = f"it is damaged; {_ELSEWHERE}"
_CLOSED = "it cannot be opened or written; is it a file, in a folder that this account may write?"
_ANSWERS: dict[int, tuple[type[StoreError], str]] = {
    0: (StoreDamagedError, _DAMAGED),  # the driver's own: text that is none
    sqlite3.SQLITE_BUSY: (
        StoreBusyError,
        "another process is holding it; try again when that has finished",
    ),
    sqlite3.SQLITE_LOCKED: (StoreBusyError, "it is in use; try again when that has finished"),
    sqlite3.SQLITE_NOTADB: (StoreDamagedError, f"it is no database, or damaged; {_ELSEWHERE}"),
    sqlite3.SQLITE_CORRUPT: (StoreDamagedError, _DAMAGED),
    sqlite3.SQLITE_ERROR: (StoreDamagedError, _DAMAGED),
    sqlite3.SQLITE_CANTOPEN: (StoreError, _CLOSED),
    sqlite3.SQLITE_READONLY: (StoreError, _CLOSED),
    sqlite3.SQLITE_PERM: (StoreError, _CLOSED),
    sqlite3.SQLITE_FULL: (StoreError, "the disk is full; nothing was changed"),
    sqlite3.SQLITE_IOERR: (StoreError, "the disk cannot be read or written; nothing was changed"),
}


class Database:
    """
    One SQLite file.

    Every transaction has a connection of its own, closed at its end: nothing is held that a fork
    could share or that a file moved away could leave behind.

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
        self.engine = create_engine("sqlite://", creator=self.connect, poolclass=NullPool)
        event.listen(self.engine, "begin", _begin)

    @classmethod
    def open(cls, url: str, *, create: bool, wait_s: float) -> "Database":
        """Open the file that ``url`` names, at the newest schema; create it if it is missing."""
        database = cls(path_of(url), wait_s)
        if not _is_there(database.path):
            if not create:
                raise StoreError(f"{database.path}: there is no database")
            _create(database.path)
        database._bring_up_to_date()
        return database

    def connect(self) -> sqlite3.Connection:
        """A bare connection, with durability and foreign keys switched on."""
        # mode=rw: a file that has gone must not come back empty.
        uri = f"file:{quote(str(self.path))}?mode=rw"
        connection = sqlite3.connect(uri, uri=True, timeout=self.wait_s, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Let go of everything."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state throughout, and blocks no writer."""
        with self._said_plainly(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start: all of it is kept or nothing."""
        with self._said_plainly(), self.engine.connect() as plain:
            connection = plain.execution_options(fairreach_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._plain(error.orig) from error
        except sqlite3.Error as error:
            raise self._plain(error) from error
        except (SQLAlchemyError, UnicodeDecodeError) as error:  # rows or words that make no sense
            raise StoreDamagedError(f"{self.path}: {_DAMAGED}") from error

    def _plain(self, error: BaseException | None) -> StoreError:
        if not _is_there(self.path):
            return StoreError(f"{self.path}: the database is gone; was it moved or deleted?")
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells variants apart
        kind, sentence = _ANSWERS.get(code, (StoreError, f"the database says: {error}"))
        return kind(f"{self.path}: {sentence}")

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            if connection.exec_driver_sql("PRAGMA application_id").scalar() != _APPLICATION_ID:
                raise StoreDamagedError(
                    f"{self.path}: this file is no database of fairreach; {_ELSEWHERE}"
                )
            revision = _revision(connection)
        if revision != REVISION:
            self._upgrade()

    def _upgrade(self) -> None:
        # Alembic costs every command a tenth of a second, and few ever need it.
        from geodata.store import migrations  # noqa: PLC0415

        with self.writing() as connection:
            revision = _revision(connection)
            if revision is None:
                raise StoreDamagedError(f"{self.path}: {_DAMAGED}")
            if revision not in migrations.known_revisions():
                raise StoreError(
                    f"{self.path}: it was written by a newer fairreach (schema {revision}, "
                    f"this one knows {REVISION}); use that version, or {_ELSEWHERE}"
                )
            migrations.upgrade(connection)


def path_of(url: str) -> Path:
    """
    The file behind a ``sqlite:///relative`` or ``sqlite:////absolute`` URL.

    Raises
    ------
    StoreError
        If the URL names anything else.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(
            f"{url!r} is no database address; write sqlite:///folder/file.db"
        ) from None
    backend = parsed.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        raise StoreError("PostgreSQL is not supported yet; use sqlite:///folder/file.db")
    if backend != "sqlite" or parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise StoreError(f"{parsed.drivername} is not supported; use sqlite:///folder/file.db")
    if not parsed.database or parsed.database == ":memory:" or parsed.query:
        raise StoreError("the database must be a file on disk: sqlite:///folder/file.db")
    return Path(parsed.database).absolute()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that may not be entered
        return False


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("fairreach_begin", "BEGIN")
    connection.exec_driver_sql(begin)


def _revision(connection: Connection) -> str | None:
    revision: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    return revision


def _create(path: Path) -> None:
    """Build an empty database beside ``path`` and put it there whole, unless another has."""
    if _orphaned_log(path):
        raise StoreDamagedError(
            f"{path}: the database is gone, but its log {path.name}-wal is there; {_ELSEWHERE}"
        )
    draft = path.with_name(f".{path.name}.{token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_empty(draft)
        _place(draft, path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the database cannot be created ({error})") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _orphaned_log(path: Path) -> bool:
    # SQLite would replay it into the new file. Looked at twice: another process may just be
    # creating both.
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0 and not path.exists()


def _write_empty(draft: Path) -> None:
    from geodata.store import migrations  # noqa: PLC0415  (as above)

    draft.unlink(missing_ok=True)
    draft.touch(exist_ok=False)
    database = Database(draft, wait_s=0)
    with database.writing() as connection:
        migrations.upgrade(connection)
    with closing(database.connect()) as raw:
        raw.execute(f"PRAGMA application_id={_APPLICATION_ID}")
        raw.execute("PRAGMA journal_mode=WAL")
    database.close()


def _place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if path.exists():
            return
        draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
