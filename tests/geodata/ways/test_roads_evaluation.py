"""
The network of a real region against routers that know nothing of ours.

The extract is read here once more, vertex by vertex, into the plainest graph there is: nothing
contracted, nothing set aside. Dijkstra's algorithm on it (scipy's, and networkx' around a few
places) and pandarm's contraction hierarchies have to give what ours gives, one-ways and places
that cannot be reached included.
"""

from array import array
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import evaluation
import networkx as nx
import numpy as np
import osmium
import pandas as pd
import pytest
from evaluation import ROADS
from one_place import from_one_place
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from geodata.base.mercator import to_degrees
from geodata.base.sandbox import run_in_sandbox
from geodata.intake.roads import limits_of
from geodata.roads.build import build
from geodata.roads.folder import open_network, write_network
from geodata.roads.network import Network
from geodata.roads.snapping import snap
from geodata.signs.profile import AGAINST, ALONG, Profile
from geodata.ways.costs import contraction, reversed_contraction

KMH = 35  # every way of the file is unclassified, and none posts a limit
MIN_PER_M = 60 / (1000 * KMH)
CLOSE = {"m": 1.0, "min": 0.1 / 60}  # a metre; a tenth of a second
PER_M = {"m": 1.0, "min": MIN_PER_M}
GEOD = Geod(ellps="WGS84")
PANDARM_NO_WAY = (2**32 - 1) / 1000  # it counts thousandths in 32 bits
SOURCES, TARGETS, APART = 10, 150, 2
AROUND_M, AROUND_DEG = 20_000, 0.25
CLOSE_DEG = 0.05
WKB_HEAD, WKB_POINT = 9, 16  # bytes

pytestmark = evaluation.needed


class Reader(osmium.SimpleHandler):
    """The ways of an extract as they stand in it, with the vertices that they lead over."""

    def __init__(self):
        super().__init__()
        self.refs, self.starts, self.oneway = array("q"), [0], []
        self.lines, self.said = [], set()
        self.written = osmium.geom.WKBFactory()

    def way(self, way):
        tags = way.tags
        self.refs.extend([node.ref for node in way.nodes])
        self.starts.append(len(self.refs))
        self.lines.append(self.written.create_linestring(way, osmium.geom.use_nodes.ALL))
        oneway = tags.get("oneway")
        self.oneway.append(oneway == "yes")
        self.said.add((tags.get("highway"), oneway, len(tags)))

    def places(self):
        """
        Degrees of each vertex of each way, shape (vertices of all ways, 2).

        They stand one after the other in the well-known binary of a line, behind nine other bytes:
        to ask each of a million nodes for them takes most of the reading.
        """
        written = np.frombuffer(bytes.fromhex("".join(self.lines)), dtype=np.uint8)
        vertices = np.diff(self.starts)
        ends = np.cumsum(WKB_HEAD + WKB_POINT * vertices)
        heads = (ends - WKB_POINT * vertices)[:, None] - np.arange(WKB_HEAD, 0, -1)
        return np.delete(written, heads.ravel()).view("<f8").reshape(-1, 2)


@dataclass(frozen=True, eq=False, slots=True)
class Raw:
    """
    The extract as the plainest graph.

    ``tree`` holds its vertices in degrees, ``arcs`` the metres from one to the next as traffic may
    go.
    """

    tree: KDTree
    arcs: Any

    def match(self, lon, lat):
        """The vertex at each place; there has to be one."""
        away, vertex = self.tree.query(np.column_stack([lon, lat]))
        assert away.max() < 1e-7  # a centimetre
        assert len(np.unique(vertex)) == len(vertex)
        return vertex


def read_raw() -> Raw:
    reader = Reader()
    reader.apply_file(str(ROADS), locations=True)
    assert reader.said == {("unclassified", None, 1), ("unclassified", "yes", 2)}
    ids, one, vertex = np.unique(np.array(reader.refs), return_index=True, return_inverse=True)
    at = reader.places()[one]
    way = np.repeat(np.arange(len(reader.oneway)), np.diff(reader.starts))
    first = np.flatnonzero(way[:-1] == way[1:])
    a, b = vertex[first], vertex[first + 1]
    metres = GEOD.inv(*at[a].T, *at[b].T)[2]
    back = ~np.array(reader.oneway)[way[first]]
    ends = np.append(a, b[back]), np.append(b, a[back])
    arcs = csr_array((np.append(metres, metres[back]), ends), shape=(len(ids), len(ids)))
    assert arcs.nnz == len(ends[0])  # two between the same vertices would have been added up
    return Raw(KDTree(at), arcs)


def crossings(network: Network, profile: Profile):
    """The nodes to which a profile may go, and a vertex of each."""
    edge = np.flatnonzero(network["directions"] & (ALONG[profile] | AGAINST[profile]))
    node = np.append(network["tail"][edge], network["head"][edge])
    node, at = np.unique(node, return_index=True)
    return node, np.append(network["first"][edge], network["first"][edge + 1] - 1)[at]


def bends(network: Network, profile: Profile):
    """The vertices of a profile's edges that are no nodes."""
    begins = np.flatnonzero(network["directions_at"] & (ALONG[profile] | AGAINST[profile]))
    return begins[~np.isin(begins, network["first"])]


def degrees(network: Network, vertex):
    return to_degrees(network["east"][vertex], network["north"][vertex])


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Network, Raw]:
    """Our network as it is stored and opened, and the plain graph."""
    with ThreadPoolExecutor(1) as pool:
        limits = limits_of(ROADS)
        built = pool.submit(run_in_sandbox, build, ROADS, path=ROADS, limits=limits, tell=len)
        raw = read_raw()
        known, arrays = built.result()
    return open_network(write_network(tmp_path_factory.mktemp("roads"), known, arrays)), raw


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """
    Nodes drawn by lot, the sources among the targets, and the metres between them.

    ``node`` is ours and ``vertex`` the plain graph's, shape (targets,); the first are the sources.
    ``metres`` is scipy's answer, shape (sources, targets).
    """

    node: Any
    vertex: Any
    metres: Any


@pytest.fixture(scope="module")
def nodes(both):
    """All nodes on which one drives, and the vertex of each."""
    network, raw = both
    node, vertex = crossings(network, Profile.DRIVE)
    return node, raw.match(*degrees(network, vertex))


@pytest.fixture(scope="module")
def drawn(both, nodes):
    """Most of the nodes anywhere; some in the small parts that are connected to nothing else."""
    _, raw = both
    node, vertex = nodes
    _, part = connected_components(raw.arcs, connection="weak")
    apart = part[vertex] != np.bincount(part[vertex]).argmax()
    lot = np.random.default_rng(2016)
    anywhere = lot.choice(len(node), TARGETS - 2 * APART, replace=False)
    islands = lot.choice(np.flatnonzero(apart), 2 * APART, replace=False)
    chosen = np.concatenate([islands[:APART], anywhere, islands[APART:]])
    metres = dijkstra(raw.arcs, indices=vertex[chosen[:SOURCES]])[:, vertex[chosen]]
    return Drawn(node[chosen], vertex[chosen], metres)


def from_node(network: Network, profile: Profile, unit: str, node: int):
    """What it costs from one node to every other."""
    here = np.array([node]), np.zeros(1), np.zeros(1, dtype=np.intp)
    return reversed_contraction(network, profile, unit).spread(*here).cost


def agree(ours, theirs, unit: str) -> None:
    """The same places are reached, at the same cost."""
    assert (np.isfinite(ours) == np.isfinite(theirs)).all()
    reached = np.isfinite(theirs)
    assert np.abs(ours[reached] - theirs[reached]).max() < CLOSE[unit]


@pytest.mark.parametrize("unit", ["m", "min"])
def test_between_1500_pairs_of_nodes_it_costs_what_dijkstra_finds_on_every_vertex(
    both, drawn, unit
):
    network, _ = both
    ours = [from_node(network, Profile.DRIVE, unit, node) for node in drawn.node[:SOURCES]]

    agree(np.array(ours)[:, drawn.node], drawn.metres * PER_M[unit], unit)

    # What they agree on is no easy matter: some are not reached, and the way back is another.
    assert np.isfinite(drawn.metres).sum() > 1000
    assert np.isinf(drawn.metres).sum() > 100
    among = np.where(np.isfinite(drawn.metres), drawn.metres, 0)[:, :SOURCES]
    assert np.abs(among - among.T).max() > 100


@pytest.mark.parametrize("unit", ["m", "min"])
def test_from_every_node_it_costs_what_dijkstra_finds_to_the_nearest_of_150(
    both, nodes, drawn, unit
):
    network, raw = both
    node, vertex = nodes
    found, _, source = dijkstra(
        raw.arcs.T.tocsr(), indices=drawn.vertex, min_only=True, return_predecessors=True
    )

    ours = contraction(network, Profile.DRIVE, unit).spread(
        drawn.node, np.zeros(TARGETS), np.arange(TARGETS)
    )

    agree(ours.cost[node], found[vertex] * PER_M[unit], unit)
    nearest = np.append(drawn.vertex, -1)[ours.label[node]]
    other = (nearest != source[vertex]) & np.isfinite(found[vertex])
    assert other.mean() < 1e-4  # as near to one as to the other


def test_on_foot_one_walks_against_the_one_ways(both):
    network, raw = both
    node, vertex = crossings(network, Profile.WALK)
    chosen = np.random.default_rng(4).choice(len(node), 250, replace=False)
    node, vertex = node[chosen], raw.match(*degrees(network, vertex[chosen]))

    ours = [from_node(network, Profile.WALK, "m", each)[node] for each in node[:3]]

    both_ways = raw.arcs.maximum(raw.arcs.T)
    agree(np.array(ours), dijkstra(both_ways, indices=vertex[:3])[:, vertex], "m")


def test_places_between_crossings_are_joined_where_they_are(both):
    network, raw = both
    chosen = np.random.default_rng(5).choice(bends(network, Profile.DRIVE), 250, replace=False)
    lon, lat = degrees(network, chosen)
    vertex = raw.match(lon, lat)
    joins = snap(network, lon, lat, Profile.DRIVE)
    assert joins.walk_m.max() < 0.01

    theirs = dijkstra(raw.arcs, indices=vertex[:4])[:, vertex]
    for unit, per_m in PER_M.items():
        ours = [
            from_one_place(network, Profile.DRIVE, unit, joins[at : at + 1], joins)
            for at in range(4)
        ]
        agree(np.array(ours), theirs * per_m, unit)


def around(raw: Raw, here, half_deg: float):
    """The vertices in a square of degrees around a place."""
    return np.flatnonzero((np.abs(raw.tree.data - here) <= half_deg).all(axis=1))


def test_around_a_few_nodes_it_costs_what_networkx_finds(both, nodes):
    network, raw = both
    node, vertex = nodes
    for at in np.random.default_rng(6).choice(len(node), 3, replace=False):
        # No way of so many metres leaves the square around a circle of so many.
        inside = around(raw, raw.tree.data[vertex[at]], AROUND_DEG)
        graph = nx.from_scipy_sparse_array(raw.arcs[inside][:, inside], create_using=nx.DiGraph)
        start = int(np.searchsorted(inside, vertex[at]))
        found = nx.single_source_dijkstra_path_length(graph, start, cutoff=AROUND_M)
        theirs = np.full(len(raw.tree.data), np.inf)
        theirs[inside[list(found)]] = list(found.values())
        near = theirs[vertex] < AROUND_M - 1
        ours = from_node(network, Profile.DRIVE, "m", node[at])[node]

        agree(ours[near], theirs[vertex[near]], "m")
        assert (ours[~near] > AROUND_M - 2).all()
        assert near.sum() > 100


@pytest.mark.filterwarnings("ignore:Unsigned integer")  # it says so where there is no way
def test_around_a_few_nodes_it_costs_what_pandarm_finds(both, nodes):
    network, raw = both
    node, vertex = nodes
    lot = np.random.default_rng(7)
    here = raw.tree.data[vertex[lot.choice(len(node))]]
    # Sources close together, so that one square holds all ways of so many metres from any of them:
    # pandarm takes half a minute to prepare the whole region.
    inside = around(raw, here, AROUND_DEG + CLOSE_DEG)
    source = lot.choice(np.flatnonzero(np.isin(vertex, around(raw, here, CLOSE_DEG))), SOURCES)
    target = lot.choice(np.flatnonzero(np.isin(vertex, inside)), TARGETS)

    lengths = pandarm_lengths(raw, inside, vertex[source], vertex[target])

    near = lengths < AROUND_M - 1
    ours = [from_node(network, Profile.DRIVE, "m", each)[node[target]] for each in node[source]]
    agree(np.array(ours)[near], lengths[near], "m")
    assert (np.array(ours)[~near] > AROUND_M - 2).all()
    assert near.sum() > 100
    assert (~near).sum() > 100


def pandarm_lengths(raw: Raw, inside, source, target):
    """Metres between vertices of a part of the graph, shape (sources, targets)."""
    arcs = raw.arcs[inside][:, inside].tocoo()
    row, column = arcs.coords
    # It cuts lengths off at the millimetre: over ten thousand vertices that is several metres.
    metres = pd.DataFrame({"m": arcs.data + 0.0005})
    lon, lat = (pd.Series(each) for each in raw.tree.data[inside].T)
    network = import_module("pandarm").Network(
        lon, lat, pd.Series(row), pd.Series(column), metres, twoway=False, crs=4326
    )
    a, b = (np.searchsorted(inside, each) for each in (source, target))
    pairs = np.repeat(a, len(b)), np.tile(b, len(a))
    lengths = np.array(network.shortest_path_lengths(*pairs)).reshape(len(a), len(b))
    return np.where(lengths >= PANDARM_NO_WAY, np.inf, lengths)
