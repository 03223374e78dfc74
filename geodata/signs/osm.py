"""An OpenStreetMap extract, read once from beginning to end: the ways that people travel on."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import osmium

from geodata.errors import FileRefused, refusal
from geodata.signs.access import DRIVE_KEYS, WALK_KEYS, is_passed, passage
from geodata.signs.conditions import is_timed
from geodata.signs.restrictions import Restriction, is_timed_turn, restriction
from geodata.signs.tags import Highway, usual_highway

MOST_VERTICES = 60_000_000
TELL_EVERY = 10_000
FORMATS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
DATES = ("osmosis_replication_timestamp", "timestamp")
# Ids may be as large as 64 bits hold; a table by id would be as large as the largest.
LOCATIONS = "sparse_mem_array"
FIRST_YEAR = 2004  # OpenStreetMap's own
NODES, WAYS, RELATIONS = osmium.osm.NODE, osmium.osm.WAY, osmium.osm.RELATION
WAY_KEYS = ("highway", "route", "man_made", "railway", "public_transport")
NODE_KEYS = tuple(dict.fromkeys(("barrier", *DRIVE_KEYS, *WALK_KEYS)))


@dataclass(slots=True)
class Ways:
    """
    The ways of an extract, one after the other.

    Parameters
    ----------
    ids
        Node of each vertex, as OpenStreetMap numbers it.
    x, y
        Its longitude and latitude, units of 1e-7 degrees; what cannot be is a missing node.
    starts
        First vertex of each way, and the number of all.
    number, version
        Of each way, as OpenStreetMap numbers it, and which edit of it this is.
    kind, directions, minutes
        By way, as `Highway` has them; ``minutes`` NaN where not stated.
    kmh, kmh_back, walk_kmh, walk_kmh_back
        By way, the speeds along and against it.
    squares
        Positions of the ways that are outlines of places one may cross.
    gates
        What is passed of nodes that are not open to all, by their number, as `access.passage`.
    restrictions
        Of turns, for cars.
    timed
        The ways, nodes and restrictions of which something holds at some times only: kind and
        number.
    newest
        When a way was last edited, ISO text, "" where unknown.
    """

    ids: Any = field(default_factory=lambda: array("q"))
    x: Any = field(default_factory=lambda: array("i"))
    y: Any = field(default_factory=lambda: array("i"))
    starts: Any = field(default_factory=lambda: array("q", [0]))
    number: Any = field(default_factory=lambda: array("q"))
    version: Any = field(default_factory=lambda: array("q"))
    kind: Any = field(default_factory=lambda: array("B"))
    kmh: Any = field(default_factory=lambda: array("f"))
    kmh_back: Any = field(default_factory=lambda: array("f"))
    walk_kmh: Any = field(default_factory=lambda: array("f"))
    walk_kmh_back: Any = field(default_factory=lambda: array("f"))
    directions: Any = field(default_factory=lambda: array("B"))
    minutes: Any = field(default_factory=lambda: array("f"))
    squares: list[int] = field(default_factory=list)
    gates: dict[int, int] = field(default_factory=dict)
    restrictions: list[Restriction] = field(default_factory=list)
    timed: set[tuple[str, int]] = field(default_factory=set)
    newest: str = ""

    def add(self, way: Any, found: Highway) -> None:
        """Append one way as it was read."""
        ids, x, y = zip(*[(node.ref, node.x, node.y) for node in way.nodes], strict=True)
        self.append(way.id, (ids, x, y), found)
        self.version[-1] = way.version
        if found.square and ids[0] == ids[-1]:
            self.squares.append(len(self.kind) - 1)

    def append(self, number: int, vertices: tuple[Any, Any, Any], found: Highway) -> None:
        """Append one way over vertices: their numbers, longitudes and latitudes."""
        for column, values in zip((self.ids, self.x, self.y), vertices, strict=True):
            column.extend(values)
        self.starts.append(len(self.ids))
        self.number.append(number)
        self.version.append(0)
        self.kind.append(found.kind)
        self.kmh.append(found.kmh[0])
        self.kmh_back.append(found.kmh[1])
        self.walk_kmh.append(found.walk_kmh[0])
        self.walk_kmh_back.append(found.walk_kmh[1])
        self.directions.append(found.directions)
        self.minutes.append(np.nan if found.minutes is None else found.minutes)
        if found.timed:
            self.timed.add(("w", number))

    def column(self, name: str) -> npt.NDArray[Any]:
        """One of the above as numpy has it."""
        values: npt.NDArray[Any] = np.asarray(getattr(self, name))
        return values


def read_ways(path: Path, tell: Callable[[str], None]) -> Ways:
    """
    Read every way that people drive or walk on.

    Parameters
    ----------
    tell
        Told from time to time how far the reading is.

    Raises
    ------
    FileRefused
        If the file is no OpenStreetMap file, is cut off or damaged, or holds no such way.
    """
    if not path.name.lower().endswith(FORMATS):
        raise refusal(path, f"is no OpenStreetMap file by its name; read are {', '.join(FORMATS)}")
    try:
        ways = gather(path, tell)
    except FileRefused:
        raise
    except (RuntimeError, ValueError, OSError, KeyError, osmium.InvalidLocationError) as error:
        told = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        reason = f"is no OpenStreetMap file, or is cut off or damaged ({told}); download it anew"
        raise refusal(path, reason) from None
    if not len(ways.kind):
        raise refusal(path, "holds no road that people drive or walk on")
    return ways


def gather(path: Path, tell: Callable[[str], None]) -> Ways:
    """The ways of a file, in its order."""
    ways = Ways()
    tell(f"reading the roads of {path.name}")  # nodes come first, and of them nothing is told
    latest = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    for number, each in enumerate(what_matters(path), 1):
        if number % TELL_EVERY == 0:
            tell(f"{number:,} ways and nodes read")
        if each.is_node():
            note_gate(ways, each)
        elif each.is_relation():
            note_restriction(ways, each)
        else:
            latest = max(latest, note_way(ways, each, path))
    stated = stated_date(path)
    if stated or latest.year > FIRST_YEAR:
        ways.newest = stated or latest.date().isoformat()
    return ways


def note_gate(ways: Ways, node: Any) -> None:
    """Keep a node that not everybody passes, and note one that says so of some times."""
    passed = passage(node.tags)
    if not is_passed(passed):
        ways.gates[node.id] = passed
    if is_timed(node.tags):
        ways.timed.add(("n", node.id))


def note_restriction(ways: Ways, relation: Any) -> None:
    """Keep a restriction of turns for cars, and note one that holds at some times."""
    found = restriction(relation)
    if found is not None:
        ways.restrictions.append(found)
    if is_timed_turn(relation.tags):
        ways.timed.add(("r", relation.id))


def note_way(ways: Ways, way: Any, path: Path) -> datetime:
    """Keep a way that people travel on, and say when it was edited."""
    found = usual_highway(way.tags)  # a dict of its tags would double the time of all
    if found is None or len(way.nodes) < 2:
        return datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    if len(ways.ids) + len(way.nodes) > MOST_VERTICES:
        reason = f"holds more than {MOST_VERTICES:,} vertices of roads; cut out the region"
        raise refusal(path, reason)
    ways.add(way, found)
    edited: datetime = way.timestamp
    return edited


def what_matters(path: Path) -> Iterator[Any]:
    """The nodes, ways and relations with a tag of ours; each is valid only until the next."""
    found = osmium.FileProcessor(file_of(path), NODES | WAYS | RELATIONS).with_locations(LOCATIONS)
    filters = (
        (osmium.filter.KeyFilter(*NODE_KEYS), NODES),
        (osmium.filter.KeyFilter(*WAY_KEYS), WAYS),
        (osmium.filter.TagFilter(("type", "restriction")), RELATIONS),
    )
    for each, kind in filters:
        found = found.with_filter(each.enable_for(kind))
    return iter(found)


def file_of(path: Path) -> Any:
    """The file in the format that its ending names, whatever its case."""
    ending = next(each for each in FORMATS if path.name.lower().endswith(each))
    return osmium.io.File(str(path.absolute()), ending.removeprefix("."))


def stated_date(path: Path) -> str:
    """The day of the extract as its header states it, "" where it does not."""
    with osmium.io.Reader(file_of(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
        stated = next(filter(None, (header.get(name) for name in DATES)), "")
    try:
        return datetime.fromisoformat(stated).date().isoformat() if stated else ""
    except ValueError:
        return ""
