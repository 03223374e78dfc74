"""
Which versions there are, what each consists of, where that came from, and which is current.

All rows that describe the content, read at once and verified: they are few.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from geodata.campaign.provenance import Provenance, RoadSource
from geodata.campaign.tables import CAMPAIGN_TABLES
from geodata.errors import NOTHING_IMPORTED, NotFoundError, StoreDamagedError, StoreEmptyError
from geodata.store import checksums

Query = Callable[[str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """One imported table at rest: where it came from, and the checksum of each of its columns."""

    id: int
    source: Provenance
    checksums: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """A version: its parts by table in the campaign's order, its networks by id."""

    number: int
    created_at: str
    parts: Mapping[str, int]
    networks: Sequence[int]


@dataclass(frozen=True, slots=True)
class Move:
    """When a version became current; ``anew`` if the history of the fairs begins again there."""

    id: int
    version: int
    at: str
    anew: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    The verified rows.

    Parameters
    ----------
    versions, parts, networks
        By number and id.
    moves
        The last is the current version's.
    faults
        What is damaged of a version, as a sentence, by its number.
    bad_moves
        Those whose row is not as it was written.
    sealed
        Whether no version and no move is missing, and none of the moves is bad.
    """

    versions: Mapping[int, Version]
    parts: Mapping[int, Part]
    networks: Mapping[int, RoadSource]
    moves: Sequence[Move]
    faults: Mapping[int, str]
    bad_moves: frozenset[int]
    sealed: bool

    @property
    def current(self) -> int | None:
        """The current version; None while nothing has been imported, or if it cannot be known."""
        return self.moves[-1].version if self.sealed and self.moves else None

    def choose(self, version: int | None) -> int:
        """
        A version that is there, and whose description is whole; the current one for None.

        Raises
        ------
        NotFoundError, StoreEmptyError, StoreDamagedError
        """
        self.require_sealed()
        number = self.current if version is None else version
        if number is None:
            raise StoreEmptyError(NOTHING_IMPORTED)
        self.require(number)
        return number

    def base(self, version: int | None = None) -> tuple[dict[str, Part], int]:
        """
        What a version consists of, and its number; nothing and 0 while there is no current one.

        Raises
        ------
        NotFoundError, StoreDamagedError
            As `choose`.
        """
        self.require_sealed()
        if version is None and self.current is None:
            return {}, 0
        number = self.choose(version)
        return self.composition(number), number

    def require_sealed(self) -> None:
        """Raise `StoreDamagedError` unless it is known which version is current."""
        if not self.sealed:
            raise StoreDamagedError(UNSEALED)

    def require(self, version: int) -> None:
        """Raise `NotFoundError` or `StoreDamagedError` unless a version's description is whole."""
        if version in self.faults:
            raise StoreDamagedError(self.faults[version])
        if version not in self.versions:
            raise NotFoundError(f"there is no version {version}")

    def composition(self, version: int) -> dict[str, Part]:
        """The part of each table in a version, in the campaign's order."""
        held = self.versions[version].parts
        return {table: self.parts[part] for table, part in held.items()}

    def networks_of(self, version: int | None) -> Sequence[int]:
        """The ids of a version's networks, by name; none of no version."""
        ids = self.versions[version].networks if version else ()
        return sorted(ids, key=lambda network: self.networks[network].name)

    def provenance(self, version: int) -> dict[str, Provenance]:
        """Where each table of a version came from."""
        return {table: part.source for table, part in self.composition(version).items()}

    def road_sources(self, version: int | None) -> tuple[RoadSource, ...]:
        """The road networks of a version, by name."""
        return tuple(self.networks[network] for network in self.networks_of(version))


DESCRIBING = {
    "versions": "number, created_at, checksum",
    "parts": (
        'id, table_name, file, imported_at, datum, "rows", illustrative, origin, placed_by,'
        " checksums, checksum"
    ),
    "version_parts": "version, table_name, part",
    "networks": "id, name, digest, file, imported_at, source_date, ground, checksum",
    "version_networks": "version, network",
    "moves": "id, version, moved_at, anew, checksum",
    "seal": "id, checksum",
}
LISTING = "what says which versions there are"
ORIGIN_LOST = "version %(version)s: where %(what)s came from is damaged (table parts or networks)"
COMPOSING = "tables versions, version_parts and version_networks"
UNSEALED = (
    "the rows that say which version is current are damaged (tables moves, seal and versions)"
)


def read_ledger(query: Query) -> Ledger:
    """
    Read and verify everything that describes the content.

    Parameters
    ----------
    query
        Runs a statement, all of them in one transaction, and returns its rows as the driver does.

    Raises
    ------
    StoreDamagedError
        If rows make no sense at all; a row that is damaged is told by the ledger.
    """
    try:
        return _ledger({table: _rows(query, table) for table in DESCRIBING})
    except (ValueError, TypeError) as error:
        raise StoreDamagedError(f"{LISTING} is damaged") from error


def _ledger(read: Mapping[str, Sequence[tuple[Any, ...]]]) -> Ledger:
    parts, networks = _parts(read["parts"]), _networks(read["networks"])
    versions, faults = _versions(read, parts, networks)
    moves, bad_moves = _moves(read["moves"])
    seal = checksums.of_all(
        [row[0] for row in read["versions"]], [row[-1] for row in read["moves"]]
    )
    return Ledger(
        versions=versions,
        parts=parts,
        networks=networks,
        moves=moves,
        faults=faults,
        bad_moves=bad_moves,
        sealed=read["seal"] == [(1, seal)] and not bad_moves,
    )


def _rows(query: Query, table: str) -> list[tuple[Any, ...]]:
    """Rows as the driver gives them, by the primary key."""
    rows = [tuple(row) for row in query(f"SELECT {DESCRIBING[table]} FROM {table}")]  # noqa: S608  (our own words)
    return sorted(rows, key=lambda row: (repr(type(row[0])), row))


def _parts(rows: Sequence[tuple[Any, ...]]) -> dict[int, Part]:
    """Those that are whole."""
    return {
        row[0]: Part(row[0], _source(row[1:9]), orjson.loads(row[9]))
        for row in rows
        if row[-1] == checksums.of_row("parts", *row[:-1])
    }


def _source(row: Sequence[Any]) -> Provenance:
    table, file, imported_at, datum, rows, illustrative, origin, placed_by = row
    shares = orjson.loads(placed_by)
    return Provenance(table, file, imported_at, datum, rows, bool(illustrative), origin, shares)


def _networks(rows: Sequence[tuple[Any, ...]]) -> dict[int, RoadSource]:
    """Those that are whole."""
    return {
        row[0]: RoadSource(*row[1:-1]) for row in rows if row[-1] == checksums.of_network(*row[:-1])
    }


def _versions(
    read: Mapping[str, Sequence[tuple[Any, ...]]],
    parts: Mapping[int, Part],
    networks: Mapping[int, RoadSource],
) -> tuple[dict[int, Version], dict[int, str]]:
    """The versions that are whole, and what is wrong with the others."""
    part_sums, network_sums = ({row[0]: row[-1] for row in read[t]} for t in ("parts", "networks"))
    held, laid = _by_version(read["version_parts"]), _by_version(read["version_networks"])
    versions, faults = {}, {}
    for number, created_at, checksum in read["versions"]:
        composed = [(table, part, part_sums.get(part)) for table, part in held.get(number, ())]
        roads = [(network, network_sums.get(network)) for (network,) in laid.get(number, ())]
        by_table = {table: part for table, part, _ in composed}
        lost = [f"the {table}" for table, part in by_table.items() if part not in parts]
        lost += ["its roads" for network, _ in roads if network not in networks]
        if checksum != checksums.of_version(number, created_at, composed, roads):
            faults[number] = f"what version {number} consists of is damaged ({COMPOSING})"
        elif lost:
            faults[number] = ORIGIN_LOST % {"version": number, "what": lost[0]}
        else:
            ordered = {table: by_table[table] for table in CAMPAIGN_TABLES if table in by_table}
            networks_of = tuple(network for network, _ in roads)
            versions[number] = Version(number, created_at, ordered, networks_of)
    return versions, faults


def _by_version(rows: Sequence[tuple[Any, ...]]) -> dict[object, list[tuple[Any, ...]]]:
    found: dict[object, list[tuple[Any, ...]]] = {}
    for version, *more in rows:
        found.setdefault(version, []).append(tuple(more))
    return found


def _moves(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Move], frozenset[int]]:
    """All moves that are whole, and the ids of the others."""
    before = ["", *(row[-1] for row in rows)]
    bad = frozenset(
        row[0]
        for row, last in zip(rows, before, strict=False)
        if row[-1] != checksums.of_move(last, *row[:-1])
    )
    whole = [row for row in rows if row[0] not in bad]
    return [Move(id_, version, at, bool(anew)) for id_, version, at, anew, _ in whole], bad
