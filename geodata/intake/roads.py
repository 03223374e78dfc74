"""From an OpenStreetMap extract to a version whose numbers rest on its roads."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np

from geodata.base.interrupt import in_one_go
from geodata.base.limits import MEGABYTE, Limits
from geodata.base.sandbox import run_in_sandbox
from geodata.campaign.provenance import RoadSource
from geodata.districts.locate import locate
from geodata.errors import NotFoundError, QueryRefused, RoadsDamagedError, refusal
from geodata.ground.folder import GroundTiles, open_ground, write_ground
from geodata.intake.extracts import read_extracts
from geodata.intake.road_shortcomings import Shortcoming, ground_lacks, shortcomings
from geodata.roads.components import parts_of
from geodata.roads.folder import array_names, open_network, write_network
from geodata.roads.network import Aside, Network, Signs, centres
from geodata.signs.profile import AGAINST, ALONG, Profile
from geodata.signs.tags import KINDS
from geodata.store.store import Store
from geodata.ways.costs import contraction

NAME = re.compile(r"[\w-]{1,64}")
ENDINGS = re.compile(r"(\.osm)?\.(pbf|osm|gz|bz2)$|\.osm$", re.IGNORECASE)
GIBIBYTE = 2**30


@dataclass(frozen=True, slots=True)
class GroundFigures:
    """The ground of a network's extract in figures: its size, its tiles, and places by name."""

    digest: str
    bytes: int
    tiles: int
    places: int


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """
    A network in figures.

    Parameters
    ----------
    source_date
        Day of the extract, ISO text; None where the file does not say.
    bounds
        West, south, east, north in degrees.
    components
        By profile, kilometres of each connected part, the longest first.
    signs
        What it knows of turns, gates and times; None in a network of the earlier format.
    aside
        The longest pieces that are set aside: kilometres, longitude and latitude.
    ground
        None where there is none, or none that can be opened.
    """

    name: str
    file: str
    imported_at: str
    source_date: str | None
    digest: str
    bounds: tuple[float, float, float, float]
    km: float
    km_by_kind: dict[str, float]
    edges: int
    nodes: int
    components: dict[str, list[float]]
    set_aside_km: float
    missing_nodes: int
    bytes: int
    signs: Signs | None
    aside: tuple[Aside, ...]
    ground: GroundFigures | None


@dataclass(frozen=True, slots=True)
class NetworkProblem:
    """Why a network cannot be opened."""

    name: str
    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class RoadsReport:
    """What an import did: the network, the version that rests on it, and what its roads lack."""

    version: int
    network: NetworkFigures
    lacks: list[Shortcoming]

    def to_dict(self) -> dict[str, object]:
        """For JSON."""
        warnings = [asdict(each) for each in self.lacks]
        return {"version": self.version, **asdict(self.network), "warnings": warnings}


def limits_of(*paths: Path) -> Limits:
    """What reading extracts may take; they open to some twenty times their size."""
    size = sum(path.stat().st_size for path in paths if path.exists())
    return Limits(
        memory=min(2 * GIBIBYTE + 64 * size, 16 * GIBIBYTE),
        seconds=min(120 + 8 * size / MEGABYTE, 3600),
    )


def import_roads(
    store: Store, paths: Sequence[Path], name: str | None, tell: Callable[[str], None]
) -> RoadsReport:
    """
    Read extracts, keep the one network that they make, and make a version that rests on it.

    A network of the same name is replaced in the new version; older versions keep theirs.

    Parameters
    ----------
    paths
        ``.osm.pbf``, or the same as ``.osm``, ``.osm.gz`` or ``.osm.bz2``.
    name
        What the network is called; by default after the file, if it is one.
    tell
        Told how far the work is.

    Raises
    ------
    FileRefused
        If the file is no such extract, is cut off or damaged, or holds no roads in the districts.
    QueryRefused
        For a name that cannot be one.
    """
    path = paths[0]
    if name is None:
        if len(paths) > 1:
            raise QueryRefused("name", None, "is needed for a network of several files")
        name = name_of(path)
    if not NAME.fullmatch(name):
        raise QueryRefused("name", name, "must be 1 to 64 letters, digits, _ or -")
    limits = limits_of(*paths)
    taken = run_in_sandbox(read_extracts, paths, path=path, limits=limits, tell=tell)
    known, arrays, ground = taken
    require_in_region(path, Network(known, "", arrays), store.districts())
    tell("writing the network")
    with in_one_go():  # else a network could be left that no version names
        network = open_network(write_network(store.roads, known, arrays))
        contraction(network, Profile.DRIVE, "min")  # whoever starts next finds it at rest
        tiles = write_ground(store.ground, ground) if ground else ""
        files = " + ".join(each.name for each in paths)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        source = RoadSource(name, network.digest, files, now, known.source_date, tiles)
        version = store.replace_roads(source, name)
    return RoadsReport(version, figures_of(source, network, store.ground), lacks(store))


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


def networks(store: Store) -> list[NetworkFigures | NetworkProblem]:
    """The networks of the current version, by name."""
    return [network_of(store, source) for source in store.road_sources()]


def network_of(store: Store, source: RoadSource) -> NetworkFigures | NetworkProblem:
    """A network in figures, or why it cannot be opened."""
    try:
        return figures_of(source, open_network(store.roads / source.digest), store.ground)
    except RoadsDamagedError as error:
        return NetworkProblem(source.name, source.file, str(error))


def lacks(store: Store) -> list[Shortcoming]:
    """What the networks of the current version lack, those that cannot be opened left out."""
    opened: dict[str, Network] = {}
    bare: list[Shortcoming] = []
    for source in store.road_sources():
        with suppress(RoadsDamagedError):
            opened[source.name] = open_network(store.roads / source.digest)
            if ground := ground_of(store.ground, source.ground):
                bare += ground_lacks(source.name, ground)
    return [*shortcomings(store.districts(), opened), *bare]


def figures_of(source: RoadSource, network: Network, grounds: Path) -> NetworkFigures:
    """A network in figures, and its ground, which lies in a folder of such."""
    metres, kind = network["metres"], network["kind"]
    km = np.bincount(kind, metres, len(KINDS)) / 1000
    west, south, east, north = (round(degrees, 4) for degrees in network.bounds)
    return NetworkFigures(
        name=source.name,
        file=source.file,
        imported_at=source.imported_at,
        source_date=source.source_date or None,
        digest=network.digest,
        bounds=(west, south, east, north),
        km=round(float(metres.sum()) / 1000, 1),
        km_by_kind={k: round(float(n), 1) for k, n in zip(KINDS, km, strict=True) if n > 0},
        edges=network.edges,
        nodes=network.known.nodes,
        components={profile.value: component_km(network, profile) for profile in Profile},
        set_aside_km=network.known.set_aside_km,
        missing_nodes=network.known.missing_nodes,
        bytes=sum(network[name].nbytes for name in array_names(network)),
        signs=network.known.signs,
        aside=network.known.aside,
        ground=ground_figures(grounds, source.ground),
    )


def ground_figures(folder: Path, digest: str) -> GroundFigures | None:
    """A ground in figures; None where there is none, or none that can be opened."""
    ground = ground_of(folder, digest)
    if ground is None:
        return None
    return GroundFigures(digest, ground.bytes, len(ground.numbers), len(ground.landmarks))


def ground_of(folder: Path, digest: str) -> GroundTiles | None:
    """A ground by its digest; None where there is none, or none that can be opened."""
    with suppress(RoadsDamagedError):
        return open_ground(folder, digest) if digest else None
    return None


def component_km(network: Network, profile: Profile) -> list[float]:
    """Kilometres of each connected part that a profile uses, the longest first."""
    mine = np.flatnonzero(network["directions"] & (ALONG[profile] | AGAINST[profile]))
    if not mine.size:
        return []
    tail, head = (np.asarray(network[name][mine], dtype=np.intp) for name in ("tail", "head"))
    km = np.bincount(parts_of(tail, head, "weak")[tail], network["metres"][mine]) / 1000
    return sorted((round(float(each), 1) for each in km if each > 0), reverse=True)
