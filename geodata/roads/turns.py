"""
Turns that are forbidden: states instead of nodes.

A restriction forbids a run of edges, one after the other. Whoever has travelled the beginning of
such a run stands at a node in a state of their own, a copy of the node from which the run cannot be
completed (Aho and Corasick, 1975, over directed edges). From a copy nobody turns back but at a
dead end: that would only get round the restriction.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Flags, Ints
from geodata.roads.network import Arrays
from geodata.signs.profile import AGAINST, ALONG, Profile
from geodata.signs.restrictions import Restriction

Run = tuple[int, ...]
"""Directed edges, each as its number, or that beyond the number of edges for one against it."""
MOST_EDGES = 64  # of a run
TURNS = ("copy_node", "turn_copy", "turn_edge", "turn_state", "into_edge", "into_copy")


@dataclass(frozen=True, eq=False, slots=True)
class Turns:
    """
    What is forbidden in a network.

    Parameters
    ----------
    arrays
        ``copy_node`` is the node of each copy. From copy ``turn_copy[n]`` one may take the directed
        edge ``turn_edge[n]`` and arrives at ``turn_state[n]``: a node, or beyond their number a
        copy. Directed edge ``into_edge[n]``, taken from a node itself, leads to the copy
        ``into_copy[n]``.
    read, unread
        Restrictions that are kept to, and those whose members cannot be followed.
    """

    arrays: Arrays
    read: int
    unread: int


@dataclass(eq=False)
class Crossings:
    """
    The edges of a network as restrictions speak of them.

    Parameters
    ----------
    way
        OpenStreetMap's number of each edge's way.
    tail, head, directions
        As the network has them.
    node
        OpenStreetMap's number of each node.
    """

    way: Ints
    tail: Ints
    head: Ints
    directions: npt.NDArray[np.uint8]
    node: Ints
    _leaving: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tails = np.append(self.tail, self.head)
        self.heads = np.append(self.head, self.tail)
        along, against = ALONG[Profile.DRIVE], AGAINST[Profile.DRIVE]
        open_ = np.append(self.directions & along, self.directions & against) > 0
        self.open: Flags = open_
        self.by_tail = np.flatnonzero(open_)[np.argsort(self.tails[open_], kind="stable")]
        self.starts = np.searchsorted(self.tails[self.by_tail], np.arange(len(self.node) + 1))

    def leaving(self, node: int) -> list[int]:
        """The directed edges that are open from a node."""
        if node not in self._leaving:
            some = self.by_tail[self.starts[node] : self.starts[node + 1]]
            self._leaving[node] = some.tolist()
        return self._leaving[node]

    def way_of(self, edge: int) -> int:
        """The way of a directed edge."""
        return int(self.way[edge % len(self.way)])

    def back(self, edge: int) -> int:
        """The same edge in the other direction."""
        count = len(self.way)
        return edge - count if edge >= count else edge + count


def turns_of(restrictions: Sequence[Restriction], crossings: Crossings) -> Turns:
    """What restrictions forbid in a network."""
    forbidden: set[Run] = set()
    allowed: dict[Run, set[int]] = {}
    read = unread = 0
    if restrictions:
        members = Members(restrictions, crossings)
        for each in restrictions:
            runs = members.runs(each)
            read, unread = read + bool(runs), unread + (runs is None)
            for run in runs or ():
                if each.only:
                    for at in range(1, len(run)):
                        allowed.setdefault(run[:at], set()).add(run[at])
                else:
                    forbidden.add(run)
    for begun, onward in allowed.items():
        node = int(crossings.heads[begun[-1]])
        forbidden |= {(*begun, each) for each in crossings.leaving(node) if each not in onward}
    return Turns(arrays_of(forbidden, crossings), read, unread)


class Members:
    """The directed edges of the ways and the nodes that restrictions name."""

    def __init__(self, restrictions: Sequence[Restriction], crossings: Crossings) -> None:
        self.crossings = crossings
        named = {way for each in restrictions for way in (*each.from_, *each.via_ways, *each.to)}
        edges = np.flatnonzero(np.isin(crossings.way, list(named)))
        self.of_way: dict[int, list[int]] = {}
        count = len(crossings.way)
        for edge, way in zip(edges.tolist(), crossings.way[edges].tolist(), strict=True):
            for directed in (edge, edge + count):
                if crossings.open[directed]:
                    self.of_way.setdefault(way, []).append(directed)
        vias = [each.via_node for each in restrictions if each.via_node is not None]
        at = np.flatnonzero(np.isin(crossings.node, vias))
        self.node = dict(zip(crossings.node[at].tolist(), at.tolist(), strict=True))

    def runs(self, each: Restriction) -> list[Run] | None:
        """
        The runs that a restriction names.

        None where its members cannot be followed; nothing where no car takes one of its ways.
        """
        ways = (*each.from_, *each.via_ways, *each.to)
        if not (each.from_ and each.to) or not (each.via_ways or each.via_node is not None):
            return None
        if any(way not in self.of_way for way in ways):
            return []
        found: list[Run] = []
        for from_ in each.from_:
            for to in each.to:
                run = self.over(from_, each, to)
                if run is None:
                    return None
                found += [run] if run else []
        return found

    def over(self, from_: int, each: Restriction, to: int) -> Run | None:
        """One run from a way to another; empty where it is closed anyway."""
        if each.via_ways:
            return self.over_ways((from_, *each.via_ways, to))
        node = self.node.get(each.via_node or 0)
        if node is None:
            return None
        crossings = self.crossings
        arriving = [d for d in self.of_way[from_] if crossings.heads[d] == node]
        leaving = [d for d in self.of_way[to] if crossings.tails[d] == node]
        if from_ == to and len(arriving) == 1:
            leaving = [d for d in leaving if d == crossings.back(arriving[0])]
        if len(arriving) > 1 or len(leaving) > 1:
            return None
        return (arriving[0], leaving[0]) if arriving and leaving else ()

    def over_ways(self, ways: Sequence[int]) -> Run | None:
        """The run of fewest edges from the first of some ways over the others to the last."""
        waiting = deque[tuple[Run, int]](((d,), 0) for d in self.of_way[ways[0]])
        seen = {(run[-1], stage) for run, stage in waiting}
        while waiting:
            run, stage = waiting.popleft()
            if stage == len(ways) - 1:
                return run
            for edge, now in self.steps(run[-1], stage, ways):
                if (edge, now) not in seen and len(run) < MOST_EDGES:
                    seen.add((edge, now))
                    waiting.append(((*run, edge), now))
        return None

    def steps(self, edge: int, stage: int, ways: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The edges by which one stays on a way between or gets to the next one."""
        crossings = self.crossings
        for onward in crossings.leaving(int(crossings.heads[edge])):
            if onward == crossings.back(edge):
                continue
            way = crossings.way_of(onward)
            if stage and way == ways[stage]:
                yield onward, stage
            if way == ways[stage + 1]:
                yield onward, stage + 1


def arrays_of(forbidden: set[Run], crossings: Crossings) -> Arrays:
    """The copies of nodes that forbidden runs ask for, and how one gets on from them."""
    begun = sorted({run[:at] for run in forbidden for at in range(1, len(run))})
    copy = {run: at for at, run in enumerate(begun)}
    nodes = len(crossings.node)
    rows: list[tuple[int, int, int]] = []
    for run, at in copy.items():
        for edge in onward(run, crossings):
            state = state_after((*run, edge), forbidden, copy)
            if state is not None:
                to = int(crossings.heads[edge]) if state < 0 else nodes + state
                rows.append((at, edge, to))
    turns = np.array(rows, dtype=np.intp).reshape(-1, 3)
    into = [(run[0], at) for run, at in copy.items() if len(run) == 1]
    first = np.array(into, dtype=np.intp).reshape(-1, 2)
    last = np.array([run[-1] for run in begun], dtype=np.intp)
    columns = (crossings.heads[last], *turns.T, *first.T)
    return dict(zip(TURNS, columns, strict=True))


def onward(run: Run, crossings: Crossings) -> list[int]:
    """The edges that lead on from the end of a run: not back but at a dead end."""
    leaving = crossings.leaving(int(crossings.heads[run[-1]]))
    on = [edge for edge in leaving if edge != crossings.back(run[-1])]
    return on or leaving


def state_after(run: Run, forbidden: set[Run], copy: dict[Run, int]) -> int | None:
    """The copy in which a run ends, -1 for the node itself; None where it is forbidden."""
    ends = [run[at:] for at in range(len(run))]
    if any(each in forbidden for each in ends):
        return None
    return next((copy[each] for each in ends if each in copy), -1)
