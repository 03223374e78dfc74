"""Scenarios at rest: each under its name, with a checksum, beside the versions."""

import json
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select

from geodata.campaign.changes import Changes
from geodata.campaign.scenario import Scenario
from geodata.errors import InputError, NotFoundError, StoreDamagedError
from geodata.store import checksums
from geodata.store.schema import SCENARIOS, VERSIONS
from geodata.store.sqlite import Database

MOST_SCENARIOS = 1000


class Saved(NamedTuple):
    """A scenario, and when it was saved (ISO, UTC)."""

    scenario: Scenario
    saved_at: str


class Scenarios:
    """The scenarios of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, scenario: Scenario, *, again: bool = False) -> None:
        """
        Keep a scenario.

        Parameters
        ----------
        again
            Whether it may take the place of one of the same name.

        Raises
        ------
        InputError
            If there is one of that name, or there are too many.
        NotFoundError
            If there is no version such as its own.
        """
        with self._database.writing() as connection:
            wanted = select(VERSIONS.c.number).where(VERSIONS.c.number == scenario.version)
            if connection.execute(wanted).first() is None:
                raise NotFoundError(f"there is no version {scenario.version}")
            names = list(connection.execute(select(SCENARIOS.c.name)).scalars())
            if scenario.name in names and not again:
                raise InputError(
                    f"there is a scenario {scenario.name!r}; --replace takes its place"
                )
            if scenario.name not in names and len(names) >= MOST_SCENARIOS:
                raise InputError(f"there are {len(names):,} scenarios; remove one first")
            connection.execute(delete(SCENARIOS).where(SCENARIOS.c.name == scenario.name))
            connection.execute(insert(SCENARIOS).values(**row_of(scenario)))

    def every(self) -> list[Saved]:
        """
        All of them, by name.

        Raises
        ------
        StoreDamagedError
            If one is not as it was written.
        """
        with self._database.reading() as connection:
            rows = connection.execute(select(SCENARIOS).order_by(SCENARIOS.c.name))
            return [read_row(row) for row in rows]

    def get(self, name: str) -> Scenario:
        """
        The one of a name.

        Raises
        ------
        NotFoundError
            If there is none.
        StoreDamagedError
            If it is not as it was written.
        """
        with self._database.reading() as connection:
            return read_row(require_row(connection, name)).scenario

    def remove(self, name: str) -> None:
        """Forget the one of a name; NotFoundError if there is none."""
        with self._database.writing() as connection:
            require_row(connection, name)
            connection.execute(delete(SCENARIOS).where(SCENARIOS.c.name == name))


def require_row(connection: Connection, name: str) -> Row[tuple[object, ...]]:
    """The row of a name."""
    found = connection.execute(select(SCENARIOS).where(SCENARIOS.c.name == name)).first()
    if found is None:
        raise NotFoundError(f"there is no scenario {name[:64]!r}")
    return found


def row_of(scenario: Scenario) -> dict[str, object]:
    """The row that holds a scenario."""
    row: dict[str, object] = {
        "name": scenario.name,
        "note": scenario.note,
        "version": scenario.version,
        "changes": json.dumps(scenario.changes.texts()),
        "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return row | {"checksum": checksums.of_row("scenarios", *row.values())}


def read_row(row: Row[tuple[object, ...]]) -> Saved:
    """The scenario that a row holds."""
    name, note, version, changes, saved_at, checksum = (str(cell) for cell in row)
    if checksum != checksums.of_row("scenarios", name, note, int(version), changes, saved_at):
        raise StoreDamagedError(f"the scenario {name[:64]!r} is damaged (table scenarios)")
    return Saved(Scenario(name, int(version), Changes.of(json.loads(changes)), note), saved_at)
