"""Small towns as OpenStreetMap extracts: streets in metres around an origin, real files on disk."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from campaigns import make_campaign
from pyproj import CRS, Transformer

from geodata.base.cache import Cache
from geodata.campaign.campaign import Campaign
from geodata.campaign.provenance import RoadSource
from geodata.roads.build import build
from geodata.roads.folder import open_network, write_network
from geodata.roads.network import Network

ORIGIN = 106.5, 29.5
BLOCK_M = 500
Point = tuple[float, float]


@cache
def plane_at(lon: float, lat: float) -> Transformer:
    """From metres around an origin to degrees; true to scale within 1e-6 for some kilometres."""
    plane = CRS.from_proj4(f"+proj=tmerc +lat_0={lat} +lon_0={lon} +k=1 +ellps=WGS84 +units=m")
    return Transformer.from_crs(plane, "EPSG:4326", always_xy=True)


class Town:
    """
    Nodes and ways, by number as OpenStreetMap has them.

    Points are metres east and north of the origin; the same point is the same node, unless `node`
    makes another one there.
    """

    def __init__(self, lon: float = ORIGIN[0], lat: float = ORIGIN[1]) -> None:
        self.plane = plane_at(lon, lat)
        self.nodes: dict[int, Point] = {}  # lon, lat as a file has them, seven digits
        self.ways: list[tuple[list[int], dict[str, str]]] = []
        self.node_tags: dict[int, dict[str, str]] = {}
        self.relations: list[tuple[list[tuple[str, int, str]], dict[str, str]]] = []
        self.timestamp = ""  # of the header
        self.box: tuple[float, float, float, float] | None = None  # of the header: west, south, ...
        self._at: dict[Point, int] = {}

    def place(self, x: float, y: float) -> Point:
        """Longitude and latitude of a point."""
        lon, lat = self.plane.transform(x, y)
        return lon, lat

    def places(self, points: Any) -> tuple[np.ndarray, np.ndarray]:
        """Longitudes and latitudes of points, shape (n, 2)."""
        x, y = np.array(points, dtype=float).reshape(-1, 2).T
        return self.plane.transform(x, y)

    def node(self, x: float, y: float, number: int | None = None) -> int:
        """A new node, whatever else lies there."""
        number = len(self.nodes) + 1 if number is None else number
        lon, lat = self.place(x, y)
        self.nodes[number] = round(lon, 7), round(lat, 7)
        return number

    def way(self, points: Sequence[Point | int], highway: str = "residential", **tags: str) -> None:
        """A way over points or nodes; ``highway=""`` leaves that tag out."""
        nodes = [p if isinstance(p, int) else self._node_at(p) for p in points]
        self.ways.append((nodes, ({"highway": highway} if highway else {}) | tags))

    def sign(self, point: Point | int, **tags: str) -> int:
        """Tags of a point or a node: a gate, a bollard."""
        node = point if isinstance(point, int) else self._node_at(point)
        self.node_tags[node] = tags
        return node

    def forbid(
        self, from_: int, via: Point | Sequence[int], to: int, restriction: str, **tags: str
    ) -> None:
        """A restriction from a way, by number, over a point or over ways to a way."""
        over = [("w", way, "via") for way in via]
        if len(via) == 2 and isinstance(via, tuple):
            over = [("n", self._node_at(via), "via")]
        members = [("w", from_, "from"), *over, ("w", to, "to")]
        self.relations.append((members, {"type": "restriction", "restriction": restriction} | tags))

    def _node_at(self, point: Point) -> int:
        if point not in self._at:
            self._at[point] = self.node(*point)
        return self._at[point]

    def grid(
        self, west: float, south: float, columns: int, rows: int, highway: str = "residential"
    ) -> None:
        """Streets around so many blocks."""
        xs = [west + BLOCK_M * n for n in range(columns + 1)]
        ys = [south + BLOCK_M * n for n in range(rows + 1)]
        for x in xs:
            self.way([(x, y) for y in ys], highway)
        for y in ys:
            self.way([(x, y) for x in xs], highway)

    def write(self, path: Path) -> Path:
        """The extract, in the format that the name says."""
        header = osmium.io.Header()
        if self.timestamp:
            header.set("osmosis_replication_timestamp", self.timestamp)
        if self.box:
            low, high = self.box[:2], self.box[2:]
            header.add_box(osmium.osm.Box(osmium.osm.Location(*low), osmium.osm.Location(*high)))
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            for number, place in self.nodes.items():
                tags = self.node_tags.get(number, {})
                writer.add_node(osmium.osm.mutable.Node(id=number, location=place, tags=tags))
            for number, (nodes, tags) in enumerate(self.ways, 1):
                writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=tags))
            for number, (members, tags) in enumerate(self.relations, 1):
                relation = osmium.osm.mutable.Relation(id=number, members=members, tags=tags)
                writer.add_relation(relation)
        return path

    def network(self, folder: Path) -> Network:
        """The network that the extract gives, written and opened."""
        path = self.write(folder / "town.osm.pbf")
        return open_network(write_network(folder / "roads", *build(path, untold)))


def untold(_: str) -> None:
    """Nobody listens."""


def river_town(crossing: dict[str, str] | None, **origin: float) -> Town:
    """
    Two banks of 24.5 km of residential streets each, and a river of 1 km between them.

    The west bank spans x from -3000 to -500, the east bank 500 to 3000, both y from 0 to 2000. The
    way over the river, if any, leads from (-500, 0) to (500, 0) and has these tags.
    """
    town = Town(**origin)
    town.grid(-3000, 0, 5, 4)
    town.grid(500, 0, 5, 4)
    if crossing is not None:
        town.way([(-500, 0), (500, 0)], **{"highway": ""} | crossing)
    return town


BRIDGE = {"highway": "primary", "bridge": "yes"}
FERRY = {"route": "ferry", "duration": "00:20"}


def spur_town(**origin: float) -> Town:
    """
    A grid of streets and a road that leads out of it into land without any other: a hole.

    The grid spans x from -3000 to -500 and y from 0 to 2000, the road leads on along y = 0 to
    (20000, 0).
    """
    town = Town(**origin)
    town.grid(-3000, 0, 5, 4)
    town.way([(-500, 0), (20_000, 0)], "primary")
    return town


def horseshoe_town(width_m: float, depth_m: float) -> Town:
    """One road from (0, 0) north, across and back south to (width, 0): 2 depths and a width."""
    town = Town()
    town.way([(0, 0), (0, depth_m), (width_m, depth_m), (width_m, 0)], "primary")
    return town


def on_roads(campaign: Campaign, **networks: Network) -> Campaign:
    """A campaign whose version rests on networks."""
    sources = tuple(
        RoadSource(name, network.digest, f"{name}.osm.pbf", "2027-01-01T00:00Z", "2026-12-31")
        for name, network in networks.items()
    )
    return replace(campaign, road_sources=sources, networks=networks, cache=Cache(), still=Cache())


def town_campaign(
    town: Town, network: Network, people: Any, fairs: Sequence[Point], **more: Any
) -> Campaign:
    """A campaign on one network: (x, y, persons) and (x, y) in the town's metres."""
    rows = [dict(zip(("lon", "lat"), town.place(*fair), strict=True)) for fair in fairs]
    demand = [(*town.place(x, y), persons) for x, y, persons in people]
    return on_roads(make_campaign(demand=demand, fairs=rows, **more), town=network)


def random_town(seed: int, side: int = 9) -> Town:
    """
    A town of crooked blocks, with what makes roads hard: one-ways, parallel ways, loops, dead ends.

    Parameters
    ----------
    side
        How many crossings lie along each side.
    """
    chance = np.random.default_rng(seed)
    town = Town(*chance.uniform((100, 20), (130, 45)))
    jitter = chance.uniform(-0.35, 0.35, (side, side, 2))
    crossing = (np.stack(np.mgrid[:side, :side], -1) + jitter - side / 2) * 600
    nodes = [[town.node(*crossing[i, j]) for j in range(side)] for i in range(side)]

    def street(a: tuple[int, int], b: tuple[int, int], bends: int = 1) -> None:
        line = np.linspace(crossing[a], crossing[b], bends + 2)[1:-1]
        between = [town.node(*each) for each in line + chance.normal(0, 60, line.shape)]
        town.way([nodes[a[0]][a[1]], *between, nodes[b[0]][b[1]]], **random_tags(chance))

    for i in range(side):
        for j in range(side):
            for a, b in ((i + 1, j), (i, j + 1)):
                if max(a, b) == side or chance.random() < 0.12:
                    continue
                # Some streets have a second one beside them, between the same two crossings.
                for _ in range(1 + (chance.random() < 0.1)):
                    street((i, j), (a, b), int(chance.integers(0, 3)))
    for _ in range(side):  # loops that begin and end at one crossing, and dead ends
        i, j = chance.integers(0, side, 2)
        corners = np.array([(150, 60), (190, 170), (60, 150)]) + chance.normal(0, 15, (3, 2))
        loop = [town.node(*each) for each in crossing[i, j] + corners]
        town.way([nodes[i][j], *loop, nodes[i][j]], **random_tags(chance))
        i, j = chance.integers(0, side, 2)
        town.way([nodes[i][j], town.node(*(crossing[i, j] + chance.normal(0, 150, 2)))])
    return town


def random_tags(chance: np.random.Generator) -> dict[str, str]:
    """A kind of road, sometimes one-way or with a limit posted."""
    kinds = ("residential", "primary", "tertiary", "service", "footway", "motorway")
    tags = {"highway": str(chance.choice(kinds, p=(0.5, 0.15, 0.15, 0.05, 0.1, 0.05)))}
    oneway = str(chance.choice(["", "yes", "-1", "no"], p=(0.65, 0.15, 0.1, 0.1)))
    posted = str(chance.choice(["", "30", "60", "20 mph"], p=(0.7, 0.1, 0.1, 0.1)))
    return tags | {k: v for k, v in (("oneway", oneway), ("maxspeed", posted)) if v}
