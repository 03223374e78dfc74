"""Immutable versions at rest: what an import adds, what a snapshot is loaded from."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from sqlalchemy import func, insert, select

from geodata.campaign.campaign import Campaign
from geodata.campaign.provenance import Provenance, RoadSource
from geodata.errors import RoadsDamagedError
from geodata.roads.folder import open_network
from geodata.roads.network import Network
from geodata.store.listing import VersionInfo, list_versions
from geodata.store.loading import snapshot
from geodata.store.schema import (
    MOVES,
    NETWORKS,
)
from geodata.store.sqlite import Database
from geodata.store.tables import add_part, read_part
from geodata.store.versions import (
    _add_version,
    _chosen,
    _composition,
    _current,
    _move_to,
    _networks,
    _provenance,
    _remove_dangling,
    _require,
    _road_rows,
    _road_sources,
)

log = logging.getLogger("fairreach")

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
        self._open: dict[str, Network] = {}

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
    def is_new(self) -> bool:
        """Whether the database was missing, and made when it was opened."""
        return self._database.is_new

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def current_version(self) -> int | None:
        """The current version's number; None while nothing has been imported."""
        with self._database.reading() as connection:
            return _current(connection)

    def moves(self) -> int:
        """How often a version became the current one; 0 while nothing has been imported."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(MOVES)).scalar_one()

    def versions(self) -> list[VersionInfo]:
        """Every version, oldest first."""
        with self._database.reading() as connection:
            return list_versions(connection.exec_driver_sql)

    def use(self, version: int) -> None:
        """
        Make a version current.

        Raises
        ------
        NotFoundError
            If there is no such version.
        """
        with self._database.writing() as connection:
            _require(connection, version)
            if version != _current(connection):
                _move_to(connection, version)

    def load(self, version: int | None = None) -> Campaign:
        """
        A version in memory; the current one unless another is named.

        Raises
        ------
        StoreEmptyError
            If nothing has been imported yet.
        NotFoundError
            If there is no such version.
        """
        with self._database.reading() as connection:
            number = _chosen(connection, version)
            return snapshot(
                connection,
                number,
                _composition(connection, number),
                _provenance(connection, number),
                self._opened(_road_sources(connection, number)),
            )

    def road_sources(self, version: int | None = None) -> tuple[RoadSource, ...]:
        """The road networks of a version, the current one unless another is named."""
        with self._database.reading() as connection:
            return _road_sources(connection, version or _current(connection))

    def _opened(
        self, sources: tuple[RoadSource, ...]
    ) -> tuple[tuple[RoadSource, ...], dict[str, Network]]:
        """The networks that can be opened; those opened before are used again."""
        found: dict[str, Network] = {}
        for each in sources:
            try:
                known = self._open.get(each.digest)
                found[each.name] = known or open_network(self.roads / each.digest)
            except RoadsDamagedError as error:  # the pages say which network is not there
                log.warning("%s", error)
        self._open = {network.digest: network for network in found.values()}
        return sources, found

    def table(self, name: str, version: int | None = None) -> pd.DataFrame | gpd.GeoDataFrame:
        """One table as it was imported; empty, with its columns, where there is none."""
        with self._database.reading() as connection:
            number = _current(connection) if version is None else _chosen(connection, version)
            return read_part(connection, name, _composition(connection, number).get(name))

    def districts(self) -> gpd.GeoDataFrame:
        """The current version's districts as a `Campaign` holds them, without loading the rest."""
        return self.table("districts").set_index("adcode")

    def replace(
        self,
        tables: Mapping[str, pd.DataFrame],
        *,
        provenance: Mapping[str, Provenance],
        rehearse: bool = False,
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
        """
        with self._database.writing() as connection:
            parts = _composition(connection, _current(connection))
            parts |= {name: add_part(connection, provenance[name], tables[name]) for name in tables}
            removed = _remove_dangling(connection, parts, fresh="openings" in tables)
            if rehearse:
                connection.rollback()
                return Stored(None, removed)
            roads = _networks(connection, _current(connection))
            version = _add_version(connection, parts, roads)
            _move_to(connection, version)
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
            current = _current(connection)
            kept = [row.id for row in connection.execute(_road_rows(current)) if row.name != name]
            if source is not None:
                added = insert(NETWORKS).values(**asdict(source)).returning(NETWORKS.c.id)
                kept.append(connection.execute(added).scalar_one())
            version = _add_version(connection, _composition(connection, current), kept)
            _move_to(connection, version)
        return version
