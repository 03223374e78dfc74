"""From an OpenStreetMap extract to a version whose numbers rest on its roads."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from geodata.base.sandbox import MEGABYTE, Limits, run_limited
from geodata.campaign.districts import locate
from geodata.campaign.provenance import RoadSource
from geodata.errors import NotFoundError, QueryRefused, RoadsDamagedError, refusal
from geodata.roads.build import build
from geodata.roads.components import parts_of
from geodata.roads.folder import open_network, write_network
from geodata.roads.network import Network, centres
from geodata.roads.profile import AGAINST, ALONG, Profile
from geodata.roads.tags import KINDS
from geodata.store.store import Store

NAME = re.compile(r"[\w-]{1,64}")
ENDINGS = re.compile(r"(\.osm)?\.(pbf|osm|gz|bz2)$|\.osm$", re.IGNORECASE)
GIBIBYTE = 2**30


@dataclass(frozen=True, slots=True)
class RoadsReport:
    """What an import did: the network, and the version that rests on it."""

    version: int
    source: RoadSource
    about: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"version": self.version, **self.about}


def limits_of(path: Path) -> Limits:
    """What reading an extract may take; it opens to some twenty times its size."""
    size = path.stat().st_size if path.exists() else 0
    return Limits(
        memory=min(2 * GIBIBYTE + 64 * size, 16 * GIBIBYTE),
        seconds=min(120 + 8 * size / MEGABYTE, 3600),
    )


def import_roads(
    store: Store, path: Path, name: str | None, tell: Callable[[str], None]
) -> RoadsReport:
    """
    Read an extract, keep its network, and make a version that rests on it.

    A network of the same name is replaced in the new version; older versions keep theirs.

    Parameters
    ----------
    path
        ``.osm.pbf``, or the same as ``.osm``, ``.osm.gz`` or ``.osm.bz2``.
    name
        What the network is called; by default after the file.
    tell
        Told how far the work is.

    Raises
    ------
    FileRefused
        If the file is no such extract, is cut off or damaged, or holds no roads in the districts.
    QueryRefused
        For a name that cannot be one.
    """
    name = name_of(path) if name is None else name
    if not NAME.fullmatch(name):
        raise QueryRefused("name", name, "must be 1 to 64 letters, digits, _ or -")
    known, arrays = run_limited(build, path, path=path, limits=limits_of(path), tell=tell)
    require_in_region(path, Network(known, "", arrays), store.districts())
    tell("writing the network")
    network = open_network(write_network(store.roads, known, arrays))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    source = RoadSource(name, network.digest, path.name, now, known.source_date)
    version = store.replace_roads(source, name)
    return RoadsReport(version, source, about(source, network))


def name_of(path: Path) -> str:
    """A name after a file: ``chongqing-latest`` for ``chongqing-latest.osm.pbf``."""
    stem = ENDINGS.sub("", path.name)
    return re.sub(r"[^\w-]+", "-", stem).strip("-")[:64] or "roads"


def require_in_region(path: Path, network: Network, districts: gpd.GeoDataFrame) -> None:
    """Refuse a network none of whose land lies in a district; without districts all will do."""
    if districts.empty:
        return
    cell = np.union1d(network["drive_cell"], network["walk_cell"]).astype(np.intp)
    if not (locate(districts, *centres(network.known.cells, cell)) >= 0).any():
        west, south, east, north = network.bounds
        raise refusal(
            path,
            f"has no roads in the campaign's {len(districts)} districts: it spans "
            f"{west:.2f} to {east:.2f} east and {south:.2f} to {north:.2f} north",
        )


def remove_roads(store: Store, name: str) -> int:
    """
    Make a version without the network of a name.

    Raises
    ------
    NotFoundError
        If the current version has none of that name.
    """
    if name not in {source.name for source in store.road_sources()}:
        raise NotFoundError(f"there is no road network {name!r}")
    return store.replace_roads(None, name)


def described(store: Store) -> list[dict[str, Any]]:
    """The networks of the current version, each with what `about` tells, or ``problem``."""
    told = []
    for source in store.road_sources():
        try:
            told.append(about(source, open_network(store.roads / source.digest)))
        except RoadsDamagedError as error:
            told.append({"name": source.name, "file": source.file, "problem": str(error)})
    return told


def about(source: RoadSource, network: Network) -> dict[str, Any]:
    """A network in figures: extent, length by kind of road, size, date."""
    metres, kind = network["metres"], network["kind"]
    km = np.bincount(kind, metres, len(KINDS)) / 1000
    west, south, east, north = (round(degrees, 4) for degrees in network.bounds)
    return {
        "name": source.name,
        "file": source.file,
        "imported_at": source.imported_at,
        "source_date": source.source_date or None,
        "digest": network.digest,
        "bounds": [west, south, east, north],
        "km": round(float(metres.sum()) / 1000, 1),
        "km_by_kind": {k: round(float(n), 1) for k, n in zip(KINDS, km, strict=True) if n > 0},
        "edges": network.edges,
        "nodes": network.known.nodes,
        "components": {str(p): parts(network, p) for p in Profile},
        "set_aside_km": network.known.set_aside_km,
        "missing_nodes": network.known.missing_nodes,
        "bytes": sum(array.nbytes for array in network.arrays.values()),
    }


def parts(network: Network, profile: Profile) -> list[float]:
    """Kilometres of each connected part that a profile uses, the longest first."""
    mine = np.flatnonzero(network["directions"] & (ALONG[profile] | AGAINST[profile]))
    if not mine.size:
        return []
    tail, head = (np.asarray(network[name][mine], dtype=np.intp) for name in ("tail", "head"))
    km = np.bincount(parts_of(tail, head, "weak")[tail], network["metres"][mine]) / 1000
    return sorted((round(float(each), 1) for each in km if each > 0), reverse=True)
