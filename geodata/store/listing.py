"""
The list of all versions.

It needs no more than the ledger, which is asked for in SQL as text, so that ``fairreach versions``
answers at once: SQLAlchemy alone takes a quarter of a second to import.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.campaign.provenance import Provenance, RoadSource
from geodata.store.file import APPLICATION_ID, REVISION, DatabaseFile, path_of
from geodata.store.ledger import Ledger, read_ledger


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


def versions_at(url: str, *, wait_s: float) -> tuple[list[VersionInfo], bool]:
    """
    The versions in the database that a URL names, oldest first, and whether there is no other.

    Those whose description is damaged are left out; `Store.faults` tells of them.

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
        ledger = read_ledger(connection.execute)
    return list_versions(ledger), ledger.sealed and not ledger.faults


def is_current(file: DatabaseFile) -> bool:
    """Whether a database is ours and of the newest schema."""
    with file.bare_reading() as connection:
        (identity,) = connection.execute("PRAGMA application_id").fetchone()
        if identity != APPLICATION_ID:
            raise file.foreign()
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return bool(revision == (REVISION,))


def list_versions(ledger: Ledger) -> list[VersionInfo]:
    """The versions whose description is whole, oldest first."""
    seen: set[int] = set()
    found = []
    for number, version in sorted(ledger.versions.items()):
        fresh = tuple(table for table, part in version.parts.items() if part not in seen)
        seen.update(version.parts.values())
        found.append(
            VersionInfo(
                version=number,
                created_at=version.created_at,
                current=number == ledger.current,
                changed=fresh,
                provenance=ledger.provenance(number),
                roads=ledger.road_sources(number),
            )
        )
    return found
