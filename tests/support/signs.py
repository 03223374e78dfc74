"""
What the ways of towns with signs cost, by exhaustive search.

Streets meet at their ends alone. The search goes from crossing to crossing and remembers the last
streets that it took, so that every run that a restriction names is seen as it is; it knows nothing
of copies, layers or elimination. Only the meaning of the tags is taken from the code. All that one
may come to, with what one remembers there, is found once; from each place scipy's Dijkstra goes
over it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from raw_roads import WALK_MIN_PER_M, Joined, RawRoads, Segment, circulating
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from signed_towns import Street
from towns import Town

from geodata.signs.access import passage
from geodata.signs.profile import ALONG, LOCAL_SHIFT, Profile

MOST = 3  # streets that are remembered: runs are of four at most
LEAVING, PUBLIC, ARRIVING = range(3)
UNITS = ("m", "min")


class SignedRoads(RawRoads):
    """A town as one profile uses it, with all its signs."""

    def __init__(self, town: Town, profile: Profile) -> None:
        self.profile = profile
        super().__init__(town, profile)
        self.onward: dict[object, list[Move]] = {}
        for move in [*self.streets(), *self.passages]:
            self.onward.setdefault(move.start, []).append(move)
        self.by_street = {m.street: m for ms in self.onward.values() for m in ms if m.street}
        self.forbidden = self.runs() if profile is Profile.DRIVE else set()
        self.entered: dict[Move, list[int]] = {}
        self.begun = {run[:n] for run in self.forbidden for n in range(1, len(run))}

    def kept(self, every: Sequence[Segment]) -> list[Segment]:
        """The segments that are not set aside; what nobody else gets to is for residents alone."""
        parted = [self.parted(n, every) for n in range(len(every))]
        parted += [each for n in range(len(every)) for each in self.through(every[n], parted[n])]
        stays = sorted(circulating(parted))
        kept = [parted[n] for n in stays]
        public = [n for n, each in enumerate(kept) if any(open_to_all(each))]
        if any(True in each.local for each in kept):
            seen = [only_public(kept[n]) for n in public]
            found = circulating(seen, 0.5)
            for n, at in enumerate(public):
                if n not in found:
                    kept[at] = kept[at]._replace(local=(True, True))
        self.passages = [move for each in kept if each.way < 0 for move in passages_of(each)]
        # A place is joined where its street is; only there are the ends nodes of the town.
        self.parted_ends = [(each.a, each.b) for each in kept if each.way >= 0]
        return [
            each._replace(a=town_node(each.a), b=town_node(each.b))
            for each in kept
            if each.way >= 0
        ]

    def parted(self, n: int, every: Sequence[Segment]) -> Segment:
        """A segment of which an end at a gate is a vertex of its own."""
        each = every[n]
        nodes = self.town.ways[each.way][0]
        first = n == 0 or every[n - 1].way != each.way
        last = n == len(every) - 1 or every[n + 1].way != each.way
        a: object = (nodes[0], each.way, 0) if first and each.a in self.town.node_tags else each.a
        b: object = (nodes[-1], each.way, 1) if last and each.b in self.town.node_tags else each.b
        return each._replace(a=a, b=b)

    def through(self, each: Segment, parted: Segment) -> Iterator[Segment]:
        """From the sides of gates to their middles, for whom they let through."""
        bit = ALONG[self.profile]
        for vertex, node in ((parted.a, each.a), (parted.b, each.b)):
            if vertex == node:
                continue
            let = passage(self.town.node_tags[node])
            if let & bit:
                local = bool(let & bit << LOCAL_SHIFT)
                yield Segment(vertex, node, 0, 1, 1, True, True, False, -1, (local, local))

    def streets(self) -> Iterator["Move"]:
        """Whole ways in the directions in which they are open."""
        for way in sorted({each.way for each in self.segments}):
            at = [n for n, each in enumerate(self.segments) if each.way == way]
            one = self.segments[at[0]]
            assert len(at) == len(pairs_of(self.town, way))
            start, end = self.parted_ends[at[0]][0], self.parted_ends[at[-1]][1]
            metres = sum(self.segments[n].metres for n in at)
            if one.along:
                yield Move(start, end, metres, one.min_per_m, one.local[0], (way, False))
            if one.against:
                yield Move(end, start, metres, one.back_min_per_m, one.local[1], (way, True))

    def runs(self) -> set[tuple[Street, ...]]:
        """Every run of streets that nobody may take."""
        forbidden, allowed = set(), {}
        for members, tags in self.town.relations:
            run = self.run_of([ref - 1 for kind, ref, _ in members if kind == "w"])
            if run is None:
                continue
            if tags["restriction"].startswith("no_"):
                forbidden.add(run)
            else:
                for n in range(1, len(run)):
                    allowed.setdefault(run[:n], set()).add(run[n])
        for begun, onward in allowed.items():
            for move in self.onward[self.by_street[begun[-1]].end]:
                if move.street not in onward:
                    forbidden.add((*begun, move.street))
        return forbidden

    def run_of(self, ways: list[int]) -> tuple[Street, ...] | None:
        """The streets of a restriction, each in the direction that leads to the next."""
        run = []
        for n, way in enumerate(ways):
            towards = ways[n + 1] if n + 1 < len(ways) else ways[n - 1]
            other = {self.town.ways[towards][0][0], self.town.ways[towards][0][-1]}
            back = self.town.ways[way][0][-1] not in other
            run.append((way, back if n + 1 < len(ways) else not back))
        return tuple(run) if all(street in self.by_street for street in run) else None

    def exhaustive(
        self, people: Sequence[Joined], fairs: Sequence[Joined], unit: str
    ) -> np.ndarray:
        """From each person to each fair by trying everything, shape (people, fairs)."""
        walk = WALK_MIN_PER_M if unit == "min" else 1.0
        costs = np.full((len(people), len(fairs)), np.inf)
        at = [(self.segments[j.segment].way, self.metres_to(j)) for j in [*people, *fairs]]
        for n, person in enumerate(people):
            found = self.search(*at[n], unit)
            for m, fair in enumerate(fairs):
                way, there_m = at[len(people) + m]
                least = self.enter(found, way, there_m, unit)
                least = min(least, self.direct(at[n], (way, there_m), unit))
                costs[n, m] = least + (person.walk_m + fair.walk_m) * walk
        return costs

    def metres_to(self, joined: Joined) -> float:
        """How far from the beginning of its way a place is joined."""
        way = self.segments[joined.segment].way
        before = [
            each.metres for each in self.segments[: joined.segment] if each.way == way
        ]  # fmt: skip
        return sum(before) + joined.part * self.segments[joined.segment].metres

    def direct(self, a: tuple[int, float], b: tuple[int, float], unit: str) -> float:
        """The way within one street."""
        move = self.by_street.get((a[0], b[1] < a[1]))
        if a[0] != b[0] or move is None:
            return np.inf
        return abs(b[1] - a[1]) * move.per_m(unit)

    def search(self, way: int, at_m: float, unit: str) -> np.ndarray:
        """The least cost of each state."""
        found = np.full(len(self.states.number), np.inf)
        for back in (False, True):
            move = self.by_street.get((way, back))
            if move is not None:
                rest = at_m if back else move.metres - at_m
                start = self.states.number[beginning(move)]
                onward = dijkstra(self.states.arcs[unit], indices=start)
                found = np.minimum(found, rest * move.per_m(unit) + onward)
        return found

    @cached_property
    def states(self) -> "States":
        """All that one may come to from any street."""
        every = [beginning(move) for move in self.by_street.values()]
        number = {state: n for n, state in enumerate(every)}
        costs: dict[tuple[int, int], tuple[float, float]] = {}
        for n, state in enumerate(every):  # it grows
            for move, after in self.steps(state):
                if after not in number:
                    number[after] = len(every)
                    every.append(after)
                arc = (n, number[after])
                more = tuple(move.metres * move.per_m(unit) if move else 0.0 for unit in UNITS)
                assert costs.setdefault(arc, more) == more
        ends = tuple(np.array(list(costs)).T)
        shape = (len(every), len(every))
        each = zip(UNITS, np.array(list(costs.values())).T, strict=True)
        return States(number, {unit: csr_array((cost, ends), shape=shape) for unit, cost in each})

    def steps(self, state: tuple) -> Iterator[tuple["Move | None", tuple]]:
        """What one may do next: begin the next phase, or take a street."""
        vertex, phase, memory = state
        if phase < ARRIVING:
            yield None, (vertex, phase + 1, memory)
        for move in self.may_take(vertex, memory):
            if move.local == (phase != PUBLIC):
                seen = (*memory, move.street)[-MOST:] if move.street else ()
                yield move, (move.end, phase, seen)

    def may_take(self, vertex: object, memory: tuple[Street, ...]) -> list["Move"]:
        """The streets that one may turn into."""
        every = self.onward.get(vertex, [])
        if any(memory[n:] in self.begun for n in range(len(memory))):
            way, back = memory[-1]
            on = [each for each in every if each.street != (way, not back)]
            every = on or every
        return [
            each
            for each in every
            if each.street is None
            or not any((*memory[n:], each.street) in self.forbidden for n in range(len(memory)))
        ]

    def enter(self, found: np.ndarray, way: int, at_m: float, unit: str) -> float:
        """The least cost of a place on a street, over its ends."""
        least = np.inf
        for back in (False, True):
            move = self.by_street.get((way, back))
            if move is not None:
                onto = ((move.metres - at_m) if back else at_m) * move.per_m(unit)
                least = min(least, found[self.entries(move)].min(initial=np.inf) + onto)
        return least

    def entries(self, move: "Move") -> list[int]:
        """The states in which one may turn into a street."""
        if move not in self.entered:
            self.entered[move] = [
                n
                for (vertex, phase, memory), n in self.states.number.items()
                if vertex == move.start
                and move.local == (phase != PUBLIC)
                and move in self.may_take(vertex, memory)
            ]
        return self.entered[move]


@dataclass(frozen=True)
class Move:
    """A street in one direction, or a passage through a gate (no street)."""

    start: object
    end: object
    metres: float
    min_per_m: float
    local: bool
    street: Street | None

    def per_m(self, unit: str) -> float:
        """Cost of a metre."""
        return self.min_per_m if unit == "min" else 1.0


@dataclass(frozen=True)
class States:
    """
    Where one may be, at what phase and with what in memory.

    ``number`` counts them, ``arcs`` holds for each unit what it costs from one to the next.
    """

    number: dict[tuple, int]
    arcs: dict[str, csr_array]


def beginning(move: Move) -> tuple:
    """The state of who began on a street, at its end."""
    return move.end, LEAVING if move.local else PUBLIC, (move.street,)


def passages_of(each: Segment) -> list[Move]:
    """Both ways between a gate's side and its middle."""
    return [
        Move(each.a, each.b, 0.0, 1.0, each.local[0], None),
        Move(each.b, each.a, 0.0, 1.0, each.local[1], None),
    ]


def town_node(vertex: object) -> int:
    """The town's node that a vertex, or the side of a gate, is."""
    return vertex[0] if isinstance(vertex, tuple) else vertex


def open_to_all(each: Segment) -> tuple[bool, bool]:
    """Whether a segment is open to everybody along and against."""
    return each.along and not each.local[0], each.against and not each.local[1]


def only_public(each: Segment) -> Segment:
    """A segment as everybody may use it."""
    along, against = open_to_all(each)
    return each._replace(along=along, against=against)


def pairs_of(town: Town, way: int) -> list[int]:
    """The segments of a way."""
    nodes = town.ways[way][0]
    return [n for n in range(len(nodes) - 1) if nodes[n] != nodes[n + 1]]
