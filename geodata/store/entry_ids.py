"""What calendars know a database's fairs by, at rest: made once, and kept through every version."""

from collections.abc import Iterable
from secrets import token_hex

from sqlalchemy import Connection, delete, insert, select

from geodata.campaign.entry_ids import EntryIds
from geodata.errors import StoreDamagedError
from geodata.store import checksums
from geodata.store.schema import CALENDAR

NAMESPACE_BYTES = 10
DAMAGED = "what calendars know the fairs by is damaged (table calendar)"


def read_entry_ids(connection: Connection) -> EntryIds:
    """
    What a database was given when it was made.

    Raises
    ------
    StoreDamagedError
        If it is not as it was written.
    """
    rows = [tuple(row) for row in connection.execute(select(CALENDAR))]
    if len(rows) != 1 or rows[0][-1] != checksums.of_row("calendar", *rows[0][:-1]):
        raise StoreDamagedError(DAMAGED)
    _, namespace, earlier, _ = rows[0]
    return EntryIds(namespace, frozenset(filter(None, earlier.split("\n"))))


def new_row(earlier: Iterable[str]) -> dict[str, object]:
    """The row of a database that has none, with a namespace of its own."""
    row = {"id": 1, "namespace": token_hex(NAMESPACE_BYTES), "earlier": "\n".join(sorted(earlier))}
    return row | {"checksum": checksums.of_row("calendar", *row.values())}


def mend_entry_ids(connection: Connection) -> None:
    """Begin anew with what calendars know the fairs by, where it is damaged."""
    try:
        read_entry_ids(connection)
    except StoreDamagedError:
        connection.execute(delete(CALENDAR))
        connection.execute(insert(CALENDAR).values(**new_row(())))
