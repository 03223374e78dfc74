"""
What a town's ways cost, found slowly and plainly: networkx over every segment of the raw extract.

Nothing here knows of edges, indexes or elimination. Places are joined by trying every segment on
the town's own plane; lengths are pyproj's.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import networkx as nx
import numpy as np
from pyproj import Geod, Transformer
from towns import Town

from geodata.signs.profile import AGAINST, ALONG, LOCAL_SHIFT, WALK_KMH, Profile
from geodata.signs.tags import highway

GEOD = Geod(ellps="WGS84")
WALK_MIN_PER_M = 60 / (1000 * WALK_KMH)


class Segment(NamedTuple):
    """A piece of a way between two nodes, as one profile uses it."""

    a: int
    b: int
    metres: float
    min_per_m: float
    back_min_per_m: float
    along: bool
    against: bool
    joinable: bool
    way: int  # its position
    local: tuple[bool, bool]  # along and against: open to who starts or ends there alone


class Joined(NamedTuple):
    """Where a place meets the roads: the part of a segment, the walk, and to the next best road."""

    segment: int
    part: float
    walk_m: float
    second_m: float


class Pace(NamedTuple):
    """Times in traffic ÷ those on a free road by class of road, 1 for others; walking speed."""

    slower: Mapping[str, float] = {}
    walk_kmh: float = WALK_KMH

    def of(self, tags: Mapping[str, str], profile: Profile) -> float:
        """How much longer a way with these tags takes than at the usual pace."""
        if tags.get("route") == "ferry":
            return 1.0
        driven = profile is Profile.DRIVE
        return self.slower.get(tags["highway"], 1.0) if driven else WALK_KMH / self.walk_kmh


class RawRoads:
    """The segments of a town that one profile uses, without what the network sets aside."""

    def __init__(self, town: Town, profile: Profile, pace: "Pace | None" = None) -> None:
        self.town, self.pace = town, pace or Pace()
        every = list(segments_of(town, profile, self.pace))
        self.segments = self.kept(every)
        self.set_aside_m = sum(s.metres for s in every) - sum(s.metres for s in self.segments)
        self._to_plane = Transformer.from_pipeline(town.plane.definition)
        self.joinable = np.array([s.joinable for s in self.segments])
        ends = np.array([[town.nodes[s.a], town.nodes[s.b]] for s in self.segments])
        x, y = town.plane.transform(ends[..., 0], ends[..., 1], direction="INVERSE")
        self.tail, self.way = (
            np.stack([x, y], -1)[:, 0],
            np.diff(np.stack([x, y], -1), axis=1)[:, 0],
        )

    def kept(self, every: Sequence[Segment]) -> list[Segment]:
        """The segments that are not set aside."""
        return [every[n] for n in sorted(circulating(every))]

    def join(self, x: float, y: float) -> Joined:
        """The nearest point of any segment that may be joined."""
        there = np.array([x, y]) - self.tail
        length2 = np.maximum((self.way**2).sum(axis=1), 1e-12)
        part = np.clip((there * self.way).sum(axis=1) / length2, 0, 1)
        away = np.hypot(*(there - part[:, None] * self.way).T)
        away[~self.joinable] = np.inf
        best = int(away.argmin())
        foot = self.tail[best] + part[best] * self.way[best]
        feet = self.tail + part[:, None] * self.way
        others = away[np.hypot(*(feet - foot).T) > 1e-3]
        lon, lat = self.town.place(*foot)
        _, _, walk_m = GEOD.inv(*self.town.place(x, y), lon, lat)
        return Joined(best, float(part[best]), walk_m, float(min(others, default=np.inf)))

    def cost(self, people: Sequence[Joined], fairs: Sequence[Joined], unit: str) -> np.ndarray:
        """From each person to each fair, ``inf`` where there is no way, shape (people, fairs)."""
        graph = nx.DiGraph()
        stops: dict[int, list[tuple[float, object]]] = {n: [] for n in range(len(self.segments))}
        walk = 60 / (1000 * self.pace.walk_kmh) if unit == "min" else 1.0
        for kind, joins in (("person", people), ("fair", fairs)):
            for n, join in enumerate(joins):
                stop = (kind, n, "stop")
                stops[join.segment].append((join.part, stop))
                ends = ((kind, n), stop) if kind == "person" else (stop, (kind, n))
                graph.add_edge(*ends, cost=join.walk_m * walk)
        for n, segment in enumerate(self.segments):
            line = [(0.0, segment.a), *sorted(stops[n], key=lambda each: each[0]), (1.0, segment.b)]
            there, again = segment.min_per_m, segment.back_min_per_m
            per_m = (there, again) if unit == "min" else (1.0, 1.0)
            for (start, a), (end, b) in pairwise(line):
                cost, back = ((end - start) * segment.metres * each for each in per_m)
                # Where two places meet the road at one point, both directions are open between.
                if segment.along or end == start:
                    cheapest(graph, a, b, cost)
                if segment.against or end == start:
                    cheapest(graph, b, a, back)
        if len(people) > len(fairs):  # searched from the fewer
            return costs_between(graph.reverse(), ("fair", len(fairs)), ("person", len(people))).T
        return costs_between(graph, ("person", len(people)), ("fair", len(fairs)))


def costs_between(
    graph: nx.DiGraph, sources: tuple[str, int], targets: tuple[str, int]
) -> np.ndarray:
    """From each source to each target, both by kind and how many, ``inf`` where there is no way."""
    (kind, count), (wanted, number) = sources, targets
    costs = np.full((count, number), np.inf)
    for n in range(count):
        found = nx.single_source_dijkstra_path_length(graph, (kind, n), weight="cost")
        costs[n] = [found.get((wanted, m), np.inf) for m in range(number)]
    return costs


def cheapest(graph: nx.DiGraph, a: object, b: object, cost: float) -> None:
    """An arc, unless there is a cheaper one."""
    if a != b and cost < graph.get_edge_data(a, b, {"cost": np.inf})["cost"]:
        graph.add_edge(a, b, cost=cost)


def segments_of(town: Town, profile: Profile, pace: Pace) -> Iterable[Segment]:
    """Every segment of every way that a profile uses."""
    for way, (nodes, tags) in enumerate(town.ways):
        found = highway(tags)
        bits = (ALONG[profile], AGAINST[profile])
        if found is None or not found.directions & sum(bits):
            continue
        pairs = [(a, b) for a, b in pairwise(nodes) if a != b]
        metres = [GEOD.inv(*town.nodes[a], *town.nodes[b])[2] for a, b in pairs]
        speeds = found.kmh if profile is Profile.DRIVE else found.walk_kmh
        min_per_m = [60 / (1000 * kmh) * pace.of(tags, profile) for kmh in speeds]
        if found.minutes:
            min_per_m = [found.minutes / sum(metres)] * 2
        joinable = tags.get("route") != "ferry" and not tags["highway"].startswith("motorway")
        ways = [bool(found.directions & bit) for bit in bits]
        local = tuple(bool(found.directions & bit << LOCAL_SHIFT) for bit in bits)
        for (a, b), length in zip(pairs, metres, strict=True):
            yield Segment(a, b, length, *min_per_m, *ways, joinable, way, local)


def circulating(segments: Sequence[Segment], share: float = 0.05) -> set[int]:
    """Which segments lie neither in small parts of the network nor off its round trips."""
    graph = nx.DiGraph()
    for s in segments:
        graph.add_nodes_from((s.a, s.b))
        graph.add_edges_from([(s.a, s.b)] * s.along + [(s.b, s.a)] * s.against)
    circle = {n: i for i, c in enumerate(nx.strongly_connected_components(graph)) for n in c}
    parts = list(nx.weakly_connected_components(graph))
    mine = [[n for n, s in enumerate(segments) if s.a in part] for part in parts]
    lengths = [sum(segments[n].metres for n in part) for part in mine]
    kept: set[int] = set()
    for part, length in zip(mine, lengths, strict=True):
        if length < min(20_000, share * max(lengths)):
            continue
        trips: dict[int, float] = {}
        for n in part:
            s = segments[n]
            if circle[s.a] == circle[s.b]:
                trips[circle[s.a]] = trips.get(circle[s.a], 0.0) + s.metres
        longest = max(trips, key=trips.__getitem__, default=-1)
        within = [n for n in part if circle[segments[n].a] == circle[segments[n].b] == longest]
        kept.update(within if trips.get(longest, 0.0) > length / 2 else part)
    return kept
