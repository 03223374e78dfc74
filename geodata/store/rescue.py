"""What is left when something is damaged: which versions are whole, and how to go back to one."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from geodata.errors import StoreDamagedError
from geodata.store.content import (
    REFERRING,
    naming_damage,
    read_cells,
    read_part,
    stray_openings,
)
from geodata.store.demand import read_demand
from geodata.store.ledger import LISTING, Ledger, Part, read_ledger
from geodata.store.sqlite import BACKUP

GO_BACK = "fairreach versions use"


@contextmanager
def advice(connection: Connection, version: int | None = None) -> Iterator[None]:
    """
    Let damage say, besides, which version can be gone back to.

    Parameters
    ----------
    version
        The one that is read; None for the current one.
    """
    try:
        yield
    except StoreDamagedError as error:
        raise StoreDamagedError(f"{error}; {remedy(connection, version)}") from error


def remedy(connection: Connection, version: int | None) -> str:
    """What to do about damage."""
    try:
        ledger = ledger_of(connection)
    except StoreDamagedError:
        return BACKUP
    whole = whole_versions(connection, ledger)
    newest = next(whole, None)
    if newest is None:
        return f"no version is whole: {BACKUP}"
    if not ledger.sealed:
        named = ", ".join(map(str, sorted([newest, *whole])))
        return f"versions that are whole: {named}; make one current with: {GO_BACK} {newest}"
    if newest == (ledger.current if version is None else version):
        return f"begin it anew with: {GO_BACK} {newest}"  # only its history is damaged
    return f"go back with: {GO_BACK} {newest}"


def ledger_of(connection: Connection) -> Ledger:
    """The ledger, as `read_ledger` reads it."""
    with naming_damage(LISTING, None):
        return read_ledger(connection.exec_driver_sql)


def whole_versions(connection: Connection, ledger: Ledger) -> Iterator[int]:
    """The versions of which nothing is damaged, the newest first."""
    faults: dict[object, str | None] = {}
    for version in sorted(ledger.versions, reverse=True):
        if content_fault(connection, ledger, version, faults) is None:
            yield version


def content_fault(
    connection: Connection,
    ledger: Ledger,
    version: int,
    known: dict[object, str | None] | None = None,
) -> str | None:
    """
    What of a version's content is damaged, as a sentence; None if nothing is.

    Parameters
    ----------
    known
        What was found of parts before, so that each is read once.
    """
    found = {} if known is None else known
    parts = ledger.composition(version)
    for part in parts.values():
        if part.id not in found:
            found[part.id] = part_fault(connection, part, version)
        if found[part.id] is not None:
            return found[part.id]
    referring = {name: parts[name] for name in REFERRING if name in parts}
    key = tuple(part.id for part in referring.values())
    if key not in found:
        cells = {name: read_cells(connection, part, version) for name, part in referring.items()}
        found[key] = stray_openings(cells, version)
    return found[key]


def part_fault(connection: Connection, part: Part, version: int) -> str | None:
    """What is wrong with a part, as a sentence; None if nothing is."""
    table = part.source.table
    try:
        if table == "demand":
            read_demand(connection, part, version)
        else:
            read_part(connection, table, part, version)
    except StoreDamagedError as error:
        return str(error)
    return None
