"""
The list of all versions.

It is asked for in SQL as text, so that ``fairreach versions`` answers at once: SQLAlchemy alone
takes a quarter of a second to import.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.campaign.provenance import Provenance, RoadSource
from geodata.store.file import APPLICATION_ID, REVISION, DatabaseFile, path_of

TABLES = (
    "districts", "demand", "fairs", "employers", "openings", "services", "policies", "basemap",
)  # fmt: skip
"""What a campaign is made of, in its own order."""
VERSIONS = "SELECT number, created_at FROM versions ORDER BY number"
CURRENT = "SELECT version FROM moves ORDER BY id DESC LIMIT 1"
PARTS = """
    SELECT held.version, (SELECT min(version) FROM version_parts WHERE part = parts.id),
           parts.table_name, file, imported_at, datum, "rows", illustrative
    FROM version_parts AS held JOIN parts ON parts.id = held.part
"""
ROADS = """
    SELECT held.version, name, digest, file, imported_at, source_date
    FROM version_networks AS held JOIN networks ON networks.id = held.network ORDER BY name
"""
Rows = Iterable[Any]


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """
    One version as `Store.versions` lists it.

    ``changed`` names the tables that came into being with it, ``provenance`` covers all that it
    holds; ``roads`` are its road networks; ``created_at`` is ISO text in UTC.
    """

    version: int
    created_at: str
    current: bool
    changed: tuple[str, ...]
    provenance: Mapping[str, Provenance]
    roads: tuple[RoadSource, ...]


def versions_at(url: str, *, wait_s: float) -> list[VersionInfo]:
    """
    Every version in the database that a URL names, oldest first.

    Raises
    ------
    StoreMissingError
        If there is no database.
    StoreError
        As `Store.open`.
    """
    file = DatabaseFile(path_of(url), wait_s)
    file.require()
    if not is_current(file):
        from geodata.store.sqlite import Database  # noqa: PLC0415  (an older schema is rare)

        Database.open(url, create=False, wait_s=wait_s).close()
    with file.bare_reading() as connection:
        return list_versions(connection.execute)


def is_current(file: DatabaseFile) -> bool:
    """Whether a database is ours and of the newest schema."""
    with file.bare_reading() as connection:
        (identity,) = connection.execute("PRAGMA application_id").fetchone()
        if identity != APPLICATION_ID:
            raise file.foreign()
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return bool(revision == (REVISION,))


def list_versions(query: Callable[[str], Rows]) -> list[VersionInfo]:
    """
    Every version, oldest first.

    Parameters
    ----------
    query
        Runs one of the statements above, all in one transaction, and returns its rows.
    """
    current = next((version for (version,) in query(CURRENT)), None)
    first: dict[tuple[int, str], int] = {}
    sources: dict[tuple[int, str], Provenance] = {}
    for version, since, table, file, imported_at, datum, rows, illustrative in query(PARTS):
        first[version, table] = since
        source = Provenance(table, file, imported_at, datum, rows, bool(illustrative))
        sources[version, table] = source
    roads = [(version, RoadSource(*source)) for version, *source in query(ROADS)]
    return [
        VersionInfo(
            version=number,
            created_at=created_at,
            current=number == current,
            changed=tuple(table for table in TABLES if first.get((number, table)) == number),
            provenance={t: sources[number, t] for t in TABLES if (number, t) in sources},
            roads=tuple(source for version, source in roads if version == number),
        )
        for number, created_at in query(VERSIONS)
    ]
