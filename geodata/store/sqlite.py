"""The embedded database file: created whole, checked when opened; a failure is a sentence."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, Select, create_engine, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from geodata.base.atomic import draft_folder, flush
from geodata.base.shortage import failure, shortage
from geodata.errors import StoreDamagedError, StoreError
from geodata.store.file import (
    APPLICATION_ID,
    DAMAGED,
    ELSEWHERE,
    REVISION,
    DatabaseFile,
    is_there,
    path_of,
)

ROWS_AT_ONCE = 20_000
BACKUP = "put a backup in its place, or name another file in FAIRREACH_DATABASE_URL"


class Database(DatabaseFile):
    """
    A SQLite file under SQLAlchemy.

    Every transaction has a connection of its own, closed at its end: nothing is held that a fork
    could share or that a file moved away could leave behind.
    """

    def __init__(self, path: Path, wait_s: float) -> None:
        super().__init__(path, wait_s)
        self.is_new = False
        self.engine = create_engine("sqlite://", creator=self.connect, poolclass=NullPool)
        event.listen(self.engine, "begin", _begin)

    @classmethod
    def open(cls, url: str, *, create: bool, wait_s: float) -> "Database":
        """Open the file that ``url`` names, at the newest schema; create it if it is missing."""
        database = cls(path_of(url), wait_s)
        if create and not is_there(database.path):
            database.is_new = create_database(database.path)
        database.require()
        database._bring_up_to_date()
        return database

    def close(self) -> None:
        """Let go of everything."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state throughout, and blocks no writer."""
        with self.plain_errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start: all of it is kept or nothing."""
        with self.plain_errors(), self.engine.connect() as plain:
            connection = plain.execution_options(fairreach_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Say in our words what SQLite and SQLAlchemy say in theirs."""
        with super().plain_errors():
            try:
                yield
            except DBAPIError as error:
                raise self.plain_error(error.orig) from error
            except SQLAlchemyError as error:  # rows or words that make no sense
                raise StoreDamagedError(f"{self.path}: {DAMAGED}") from error

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
                raise self.foreign()
            revision = _revision(connection)
        if revision != REVISION:
            self._upgrade()

    def _upgrade(self) -> None:
        # Alembic costs every command a tenth of a second, and few ever need it.
        from geodata.store import migrations  # noqa: PLC0415

        with self.writing() as connection:
            revision = _revision(connection)
            if revision is None:
                raise StoreDamagedError(f"{self.path}: {DAMAGED}")
            if revision not in migrations.known_revisions():
                raise StoreError(
                    f"{self.path}: it was written by a newer fairreach (schema {revision}, "
                    f"this one knows {REVISION}); use that version, or {ELSEWHERE}"
                )
            migrations.upgrade(connection)


def raw(connection: Connection, statement: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The driver's own rows: none of our types needs converting, and there may be millions."""
    cursor = connection.execute(statement).cursor
    while rows := cursor.fetchmany(ROWS_AT_ONCE) if cursor is not None else ():
        yield from rows


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("fairreach_begin", "BEGIN")
    connection.exec_driver_sql(begin)


def _revision(connection: Connection) -> str | None:
    revision: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    return revision


def create_database(path: Path) -> bool:
    """
    Build an empty database beside ``path`` and put it there whole; False if another was faster.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    if _orphaned_log(path):
        raise StoreDamagedError(
            f"{path}: the database is gone, but its log {path.name}-wal is there; {ELSEWHERE}"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft_folder(path) as folder:
            draft = folder / path.name
            try:
                _write_empty(draft)
                return _place(draft, path)
            except StoreError as error:  # its sentence names the draft
                reason = shortage(draft, error) or "its disk does not take it"
                raise StoreError(f"{path}: the database cannot be created: {reason}") from error
    except OSError as error:
        reason = failure(path, error)
        raise StoreError(f"{path}: the database cannot be created: {reason}") from error


def _orphaned_log(path: Path) -> bool:
    # SQLite would replay it into the new file. Looked at twice: another process may just be
    # creating both.
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0 and not path.exists()


def _write_empty(draft: Path) -> None:
    from geodata.store import migrations  # noqa: PLC0415  (as above)

    draft.touch(exist_ok=False)
    database = Database(draft, wait_s=0)
    with database.writing() as connection:
        migrations.upgrade(connection)
    with database.plain_errors(), closing(database.connect()) as raw:
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.execute("PRAGMA journal_mode=WAL")
    database.close()


def _place(draft: Path, path: Path) -> bool:
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        draft.replace(path)
    flush(path.parent)
    return True
