"""Which versions there are, what each consists of, and which is current."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from geodata.campaign.provenance import Provenance, RoadSource
from geodata.errors import NOTHING_IMPORTED, NotFoundError, StoreEmptyError
from geodata.store.schema import (
    CONTENT,
    MOVES,
    NETWORKS,
    PARTS,
    VERSION_NETWORKS,
    VERSION_PARTS,
    VERSIONS,
)
from geodata.store.tables import drop_part, without_dangling


def _current(connection: Connection) -> int | None:
    latest = select(MOVES.c.version).order_by(MOVES.c.id.desc()).limit(1)
    version: int | None = connection.execute(latest).scalar()
    return version


def _require(connection: Connection, version: int) -> None:
    known = select(VERSIONS.c.number).where(VERSIONS.c.number == version)
    if connection.execute(known).scalar() is None:
        raise NotFoundError(f"there is no version {version}")


def _chosen(connection: Connection, version: int | None) -> int:
    if version is not None:
        _require(connection, version)
        return version
    current = _current(connection)
    if current is None:
        raise StoreEmptyError(NOTHING_IMPORTED)
    return current


def _composition(connection: Connection, version: int | None) -> dict[str, int]:
    """The part of each table in a version, in the campaign's order."""
    held = select(VERSION_PARTS.c.table_name, VERSION_PARTS.c.part)
    parts = dict(connection.execute(held.where(VERSION_PARTS.c.version == version)).all())
    return {name: parts[name] for name in CONTENT if name in parts}


def _provenance(connection: Connection, version: int) -> dict[str, Provenance]:
    wanted = (
        select(
            PARTS.c.table_name,
            PARTS.c.file,
            PARTS.c.imported_at,
            PARTS.c.datum,
            PARTS.c.rows,
            PARTS.c.illustrative,
        )
        .join(VERSION_PARTS, VERSION_PARTS.c.part == PARTS.c.id)
        .where(VERSION_PARTS.c.version == version)
    )
    found = {row.table_name: Provenance(*row) for row in connection.execute(wanted)}
    return {name: found[name] for name in CONTENT if name in found}


def _road_rows(version: int | None) -> Select[Any]:
    return (
        select(NETWORKS)
        .join(VERSION_NETWORKS, VERSION_NETWORKS.c.network == NETWORKS.c.id)
        .where(VERSION_NETWORKS.c.version == version)
        .order_by(NETWORKS.c.name)
    )


def _road_sources(connection: Connection, version: int | None) -> tuple[RoadSource, ...]:
    rows = connection.execute(_road_rows(version))
    return tuple(
        RoadSource(row.name, row.digest, row.file, row.imported_at, row.source_date) for row in rows
    )


def _networks(connection: Connection, version: int | None) -> list[int]:
    return [row.id for row in connection.execute(_road_rows(version))]


def _remove_dangling(
    connection: Connection, parts: dict[str, int], *, fresh: bool
) -> dict[str, int]:
    given = parts.get("openings")
    kept, removed = without_dangling(connection, parts)
    if kept is None or not removed:
        return {}
    if fresh and given is not None:
        drop_part(connection, "openings", given)
    parts["openings"] = kept
    return {"openings": removed}


def _add_version(connection: Connection, parts: Mapping[str, int], networks: Sequence[int]) -> int:
    newest = connection.execute(select(func.max(VERSIONS.c.number))).scalar() or 0
    version = newest + 1
    connection.execute(insert(VERSIONS).values(number=version, created_at=_now()))
    rows = [{"version": version, "table_name": name, "part": part} for name, part in parts.items()]
    if rows:
        connection.execute(insert(VERSION_PARTS), rows)
    if networks:
        roads = [{"version": version, "network": network} for network in networks]
        connection.execute(insert(VERSION_NETWORKS), roads)
    return version


def _move_to(connection: Connection, version: int) -> None:
    connection.execute(insert(MOVES).values(version=version, moved_at=_now()))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
