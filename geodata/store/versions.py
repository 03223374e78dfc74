"""New versions: what they consist of is written down, summed up and sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from geodata.campaign.provenance import RoadSource
from geodata.store import checksums
from geodata.store.ledger import Ledger
from geodata.store.schema import (
    MOVES,
    NETWORKS,
    PARTS,
    SEAL,
    VERSION_NETWORKS,
    VERSION_PARTS,
    VERSIONS,
)
from geodata.store.tables import drop_dangling, drop_part, sum_up


def drop_strays(connection: Connection, parts: dict[str, int], *, fresh: bool) -> dict[str, int]:
    """Leave out the openings that refer to what the parts do not hold; how many, by table."""
    given = parts.get("openings")
    kept, removed = drop_dangling(connection, parts)
    if kept is None or not removed:
        return {}
    if fresh and given is not None:
        drop_part(connection, "openings", given)
    parts["openings"] = kept
    return {"openings": removed}


def add_version(connection: Connection, parts: Mapping[str, int], networks: Sequence[int]) -> int:
    """Write down a version; the seal follows when it becomes current."""
    newest = connection.execute(select(func.max(VERSIONS.c.number))).scalar() or 0
    version, created_at = newest + 1, _now()
    sums = [_sum(connection, PARTS, part) or sum_up(connection, part) for part in parts.values()]
    laid = [(network, _sum(connection, NETWORKS, network)) for network in networks]
    composed = list(zip(parts, parts.values(), sums, strict=True))
    checksum = checksums.of_version(version, created_at, composed, laid)
    described = {"number": version, "created_at": created_at, "checksum": checksum}
    connection.execute(insert(VERSIONS).values(described))
    rows = [{"version": version, "table_name": name, "part": part} for name, part in parts.items()]
    if rows:
        connection.execute(insert(VERSION_PARTS), rows)
    if networks:
        roads = [{"version": version, "network": network} for network in networks]
        connection.execute(insert(VERSION_NETWORKS), roads)
    return version


def _sum(connection: Connection, table: Table, key: int) -> str:
    wanted = select(table.c.checksum).where(table.c.id == key)
    checksum: str = connection.execute(wanted).scalar_one()
    return checksum


def add_network(connection: Connection, source: RoadSource) -> int:
    """Write down where a network comes from, and return its id."""
    added = insert(NETWORKS).values(**asdict(source)).returning(NETWORKS.c.id)
    network: int = connection.execute(added).scalar_one()
    checksum = checksums.of_network(network, *astuple(source))
    connection.execute(update(NETWORKS).where(NETWORKS.c.id == network).values(checksum=checksum))
    return network


def begin(connection: Connection, version: int) -> None:
    """Make a version current that has just been made: at the same moment, to the second."""
    made = select(VERSIONS.c.created_at).where(VERSIONS.c.number == version)
    move_to(connection, version, moved_at=connection.execute(made).scalar_one())


def move_to(
    connection: Connection, version: int, *, anew: bool = False, moved_at: str = ""
) -> None:
    """Make a version current, by default now, and seal."""
    moved = insert(MOVES).values(version=version, moved_at=moved_at or _now(), anew=anew)
    connection.execute(moved)
    before = _move_sums(connection)
    last = connection.execute(select(MOVES).order_by(MOVES.c.id.desc()).limit(1)).one()
    _sum_up_move(connection, before[-2] if len(before) > 1 else "", last)
    _seal(connection)


def _sum_up_move(connection: Connection, before: str, move: Row[Any]) -> str:
    row = (move.id, move.version, move.moved_at, int(move.anew))
    checksum = checksums.of_move(before, *row)
    connection.execute(update(MOVES).where(MOVES.c.id == move.id).values(checksum=checksum))
    return checksum


def _move_sums(connection: Connection) -> list[str]:
    return list(connection.scalars(select(MOVES.c.checksum).order_by(MOVES.c.id)))


def _seal(connection: Connection) -> None:
    """Write down which versions and how many moves there are."""
    numbers = list(connection.scalars(select(VERSIONS.c.number)))
    checksum = checksums.of_all(numbers, _move_sums(connection))
    connection.execute(delete(SEAL))
    connection.execute(insert(SEAL).values(id=1, checksum=checksum))


def mend_moves(connection: Connection, ledger: Ledger, version: int) -> None:
    """
    Write the moves down again, with a version in the place of one that cannot be known.

    Their number stays: by it the fairs' changes are counted on.
    """
    if ledger.bad_moves:
        lost = MOVES.c.id.in_(ledger.bad_moves)
        connection.execute(
            update(MOVES).where(lost).values(version=version, moved_at=_now(), anew=True)
        )
    last = ""
    for move in connection.execute(select(MOVES).order_by(MOVES.c.id)).all():
        last = _sum_up_move(connection, last, move)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
