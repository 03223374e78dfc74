"""
The people of a version, read by a child process while this one does something else.

To turn a million cells into Python's objects and back takes as long as all else of a version, and
nothing of it is needed but the arrays that it comes to.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader, BufferedWriter
from signal import SIGKILL

import numpy as np

from geodata.base.limits import die_with_parent
from geodata.campaign.tables import DEMAND
from geodata.store.demand import DemandPoints, read_demand
from geodata.store.ledger import Part
from geodata.store.rescue import ledger_of
from geodata.store.sqlite import Database

ENOUGH = 20_000  # rows; fewer are read sooner than a child is forked


class PeopleAhead:
    """The people of the version that was current, on their way."""

    def __init__(self, part: Part, pid: int, told: BufferedReader) -> None:
        self._part = part
        self._pid = pid
        self._told = told

    def take(self, part: Part | None) -> DemandPoints | None:
        """
        Wait for them; None where it is another part that is asked for, or they could not be read.

        Parameters
        ----------
        part
            Whose content is wanted. It is known by its checksums, which the child compared.
        """
        if self._told.closed or part is None or part.checksums != self._part.checksums:
            return None
        with suppress(ValueError, EOFError):  # whoever reads them here is told what is damaged
            return _receive(self._told)
        return None

    def close(self) -> None:
        """End the child, whatever it has come to."""
        if not self._told.closed:
            self._told.close()
            os.kill(self._pid, SIGKILL)
            os.waitpid(self._pid, 0)


@contextmanager
def people_ahead(database: Database) -> Iterator[PeopleAhead | None]:
    """
    Have the people of the current version read from now on; None where they are few.

    This process must not have other threads: it forks.
    """
    part = _current_part(database)
    ahead = _start(database, part) if part and part.source.rows >= ENOUGH else None
    try:
        yield ahead
    finally:
        if ahead is not None:
            ahead.close()


def _current_part(database: Database) -> Part | None:
    with database.reading() as connection:
        ledger = ledger_of(connection)
    if ledger.current is None or ledger.current in ledger.faults:
        return None
    return ledger.composition(ledger.current).get(DEMAND.name)


def _start(database: Database, part: Part) -> PeopleAhead:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return PeopleAhead(part, pid, os.fdopen(reading, "rb"))
    try:
        die_with_parent()
        os.close(reading)
        with database.reading() as connection, os.fdopen(writing, "wb") as told:
            _send(read_demand(connection, part, 0), told)
    finally:
        os._exit(0)  # without a word: whoever reads them after it says what is wrong


def _send(points: DemandPoints, told: BufferedWriter) -> None:
    """Write points as numbers, after a line of JSON that says how many and of which groups."""
    told.write(json.dumps([len(points.lon), *points.persons]).encode() + b"\n")
    told.writelines(
        np.ascontiguousarray(each, dtype=np.float64).data
        for each in (points.lon, points.lat, *points.persons.values())
    )


def _receive(told: BufferedReader) -> DemandPoints:
    count, *groups = json.loads(told.readline())
    rows = np.empty((2 + len(groups), count))
    if told.readinto(rows.data.cast("B")) != rows.nbytes:
        raise EOFError
    return DemandPoints(rows[0], rows[1], dict(zip(groups, rows[2:], strict=True)))
