"""Immutable versions at rest: what an import adds, what a snapshot is loaded from."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, func, select

from geodata.campaign.campaign import Campaign
from geodata.campaign.provenance import Provenance, RoadSource
from geodata.campaign.tables import REFERRED_TO
from geodata.errors import InputError, StoreDamagedError
from geodata.store.ahead import PeopleAhead, people_ahead
from geodata.store.content import read_part, require_references
from geodata.store.entry_ids import mend_entry_ids, read_entry_ids
from geodata.store.history import has_past, past
from geodata.store.ledger import Ledger
from geodata.store.listing import VersionInfo, list_versions
from geodata.store.loading import snapshot
from geodata.store.opened import Grounds, Networks, Surroundings
from geodata.store.rescue import advice, content_fault, ledger_of
from geodata.store.scenarios import Scenarios
from geodata.store.schema import MOVES
from geodata.store.sqlite import Database
from geodata.store.tables import add_part
from geodata.store.versions import (
    add_network,
    add_version,
    begin,
    drop_strays,
    mend_moves,
    move_to,
)

DEFAULT_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Stored:
    """What a replacement did: the new version (None in a rehearsal), rows removed by table."""

    version: int | None
    removed: dict[str, int]


class Store:
    """All versions of one campaign, in one database that several processes may share."""

    def __init__(self, database: Database, roads: Path | None = None) -> None:
        self._database = database
        self.roads = roads or database.path.parent / "roads"
        self._networks = Networks(self.roads)
        self._grounds = Grounds(self.roads.with_name("ground"))

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = True,
        wait_s: float = DEFAULT_WAIT_S,
        roads: Path | None = None,
    ) -> "Store":
        """
        Open the database that a ``sqlite:///`` URL names.

        Parameters
        ----------
        create
            Make a missing database and its folders. One that is there is never replaced.
        wait_s
            How long to wait for another process's write lock, in seconds.
        roads
            The folder of road networks; by default ``roads`` beside the database.

        Raises
        ------
        StoreMissingError
            If there is none, and none is to be made.
        StoreError
            If it cannot be opened, is damaged, is another program's or of a newer schema.
        """
        return cls(Database.open(url, create=create, wait_s=wait_s), roads)

    @property
    def path(self) -> Path:
        """The database's file."""
        return self._database.path

    @property
    def ground(self) -> Path:
        """The folder of grounds, beside that of road networks."""
        return self._grounds.folder

    @property
    def scenarios(self) -> Scenarios:
        """The scenarios that are kept beside the versions."""
        return Scenarios(self._database)

    @property
    def is_new(self) -> bool:
        """Whether the database was missing, and made when it was opened."""
        return self._database.is_new

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def current_version(self) -> int | None:
        """The current version's number; None while nothing has been imported."""
        with self._reading() as (_, ledger):
            ledger.require_sealed()
            return ledger.current

    def moves(self) -> int:
        """How often a version became the current one; 0 while nothing has been imported."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(MOVES)).scalar_one()

    def versions(self) -> list[VersionInfo]:
        """Every version whose description is whole, oldest first; what is not, `faults` tells."""
        with self._reading() as (_, ledger):
            return list_versions(ledger)

    def faults(self) -> list[str]:
        """What is damaged of all that describes the content, in sentences."""
        with self._reading() as (connection, ledger):
            found = list(ledger.faults.values())
            try:
                with advice(connection):
                    ledger.require_sealed()
                    read_entry_ids(connection)
            except StoreDamagedError as error:
                found.append(str(error))
            return found

    def use(self, version: int) -> bool:
        """
        Make a version current.

        Returns
        -------
        bool
            Whether the history of its fairs had to begin anew, because what was before is damaged.

        Raises
        ------
        NotFoundError
            If there is no such version.
        StoreDamagedError
            If it is damaged.
        """
        with self._database.writing() as connection:
            with advice(connection, version):
                ledger = ledger_of(connection)
                ledger.require(version)
                fault = content_fault(connection, ledger, version)
                if fault is not None:
                    raise StoreDamagedError(fault)
            anew = not has_past(connection, ledger, version)
            mend_entry_ids(connection)
            if not ledger.sealed:
                mend_moves(connection, ledger, version)
            if anew or version != ledger.current:
                move_to(connection, version, anew=anew)
        return anew

    def people_ahead(self) -> AbstractContextManager[PeopleAhead | None]:
        """Have the people of the current version read; see `geodata.store.ahead.people_ahead`."""
        return people_ahead(self._database)

    def load(self, version: int | None = None, ahead: PeopleAhead | None = None) -> Campaign:
        """
        A version in memory; the current one unless another is named, its people from ``ahead``.

        Raises
        ------
        StoreEmptyError
            If nothing has been imported yet.
        NotFoundError
            If there is no such version.
        StoreDamagedError
            If anything of it is not as it was written: what, and which version to go back to.
        """
        with self._reading() as (connection, ledger), advice(connection, version):
            number = ledger.choose(version)
            sources = ledger.road_sources(number)
            around = Surroundings(sources, self._networks.of(sources), self._grounds.of(sources))
            return snapshot(connection, ledger, number, around, ahead)

    def verify(self, version: int) -> None:
        """Read a version without keeping it; raises as `load`."""
        with self._reading() as (connection, ledger), advice(connection, version):
            ledger.choose(version)
            fault = content_fault(connection, ledger, version)
            if fault is not None:
                raise StoreDamagedError(fault)
            past(connection, ledger, version)
            read_entry_ids(connection)

    def stamp(self) -> tuple[int, ...]:
        """What changes whenever the file is written to, or another takes its place."""
        return self._database.stamp()

    @contextmanager
    def _reading(self) -> Iterator[tuple[Connection, Ledger]]:
        with self._database.reading() as connection:
            with advice(connection):
                ledger = ledger_of(connection)
            yield connection, ledger

    def road_sources(self, version: int | None = None) -> tuple[RoadSource, ...]:
        """The road networks of a version, the current one unless another is named."""
        with self._reading() as (connection, ledger), advice(connection, version):
            ledger.require_sealed()
            number = ledger.current if version is None else ledger.choose(version)
            return ledger.road_sources(number)

    def table(self, name: str, version: int | None = None) -> pd.DataFrame | gpd.GeoDataFrame:
        """One table as it was imported; empty, with its columns, where there is none."""
        with self._reading() as (connection, ledger), advice(connection, version):
            parts, number = ledger.base(version)
            return read_part(connection, name, parts.get(name), number)

    def source(self, name: str) -> Provenance | None:
        """Where a table of the current version came from; None where there is none."""
        with self._reading() as (connection, ledger), advice(connection):
            parts, _ = ledger.base()
            return parts[name].source if name in parts else None

    def districts(self) -> gpd.GeoDataFrame:
        """The current version's districts as a `Campaign` holds them, without loading the rest."""
        return self.table("districts").set_index("adcode")

    def replace(
        self,
        tables: Mapping[str, pd.DataFrame],
        *,
        provenance: Mapping[str, Provenance],
        rehearse: bool = False,
        on: int | None = None,
    ) -> Stored:
        """
        Make a new version that differs from the current one in these tables, and make it current.

        Openings whose employer or fair the new version does not hold are left out of it.

        Parameters
        ----------
        tables
            Frames as the door reads them, by table name.
        provenance
            Where each came from.
        rehearse
            Do everything, then undo it: what would be removed is known, nothing is kept.
        on
            The version that must be current; any, where it is not said.

        Raises
        ------
        InputError
            If another version has become current.
        """
        if rehearse and REFERRED_TO.isdisjoint(tables):
            return Stored(None, {})  # nothing refers to them: nothing would be removed
        with self._database.writing() as connection:
            with advice(connection):
                ledger = ledger_of(connection)
                held, current = ledger.base()
                if on not in (None, current):
                    raise InputError(f"version {current} has become current meanwhile; try again")
                require_references(connection, held, current, set(tables))
            parts = {name: part.id for name, part in held.items()}
            parts |= {name: add_part(connection, provenance[name], tables[name]) for name in tables}
            removed = drop_strays(connection, parts, fresh="openings" in tables)
            if rehearse:
                connection.rollback()
                return Stored(None, removed)
            version = add_version(connection, parts, ledger.networks_of(current))
            begin(connection, version)
        return Stored(version, removed)

    def replace_roads(self, source: RoadSource | None, name: str) -> int:
        """
        Make a new version in which the network of a name is another one, or gone.

        Parameters
        ----------
        source
            The network that takes the name; None removes it.

        Returns
        -------
        int
            The new version, which is current.
        """
        with self._database.writing() as connection:
            with advice(connection):
                ledger = ledger_of(connection)
                held, current = ledger.base()
            kept = [
                network
                for network in ledger.networks_of(current)
                if ledger.networks[network].name != name
            ]
            if source is not None:
                kept.append(add_network(connection, source))
            parts = {table: part.id for table, part in held.items()}
            version = add_version(connection, parts, kept)
            begin(connection, version)
        return version
