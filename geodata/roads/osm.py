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
from geodata.roads.tags import Highway, highway

MOST_VERTICES = 60_000_000
TELL_EVERY = 10_000
FORMATS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
DATES = ("osmosis_replication_timestamp", "timestamp")
# Ids may be as large as 64 bits hold; a table by id would be as large as the largest.
LOCATIONS = "sparse_mem_array"
FIRST_YEAR = 2004  # OpenStreetMap's own


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
    kind, kmh, directions, minutes
        By way, as `Highway` has them; ``minutes`` NaN where not stated.
    newest
        When a way was last edited, ISO text, "" where unknown.
    """

    ids: Any = field(default_factory=lambda: array("q"))
    x: Any = field(default_factory=lambda: array("i"))
    y: Any = field(default_factory=lambda: array("i"))
    starts: Any = field(default_factory=lambda: array("q", [0]))
    kind: Any = field(default_factory=lambda: array("B"))
    kmh: Any = field(default_factory=lambda: array("f"))
    directions: Any = field(default_factory=lambda: array("B"))
    minutes: Any = field(default_factory=lambda: array("f"))
    newest: str = ""

    def add(self, nodes: Any, found: Highway) -> None:
        """Append one way."""
        ids, x, y = zip(*[(node.ref, node.x, node.y) for node in nodes], strict=True)
        self.ids.extend(ids)
        self.x.extend(x)
        self.y.extend(y)
        self.starts.append(len(self.ids))
        self.kind.append(found.kind)
        self.kmh.append(found.kmh)
        self.directions.append(found.directions)
        self.minutes.append(np.nan if found.minutes is None else found.minutes)

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
    latest = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    for number, way in enumerate(highways(path), 1):
        if number % TELL_EVERY == 0:
            tell(f"{number:,} ways read")
        found = highway(way.tags)  # a dict of its tags would double the time of all
        if found is None or len(way.nodes) < 2:
            continue
        if len(ways.ids) + len(way.nodes) > MOST_VERTICES:
            reason = f"holds more than {MOST_VERTICES:,} vertices of roads; cut out the region"
            raise refusal(path, reason)
        ways.add(way.nodes, found)
        latest = max(latest, way.timestamp)
    stated = stated_date(path)
    if stated or latest.year > FIRST_YEAR:
        ways.newest = stated or latest.date().isoformat()
    return ways


def highways(path: Path) -> Iterator[Any]:
    """The ways with a tag of ours; each is valid only until the next."""
    found = osmium.FileProcessor(file_of(path), osmium.osm.NODE | osmium.osm.WAY).with_locations(
        LOCATIONS
    )
    only_ways = found.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    return iter(only_ways.with_filter(osmium.filter.KeyFilter("highway", "route")))


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
