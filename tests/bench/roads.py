"""The roads that are measured, and an import of them by a process of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.size import SMALL
from evaluation import ROADS
from towns import Town

ROOT = Path(__file__).parents[2]
BLOCKS = 40
IMPORT = """
import sys
from pathlib import Path
from geodata.intake.roads import import_roads
from geodata.store.store import Store
store = Store.open(sys.argv[1])
import_roads(store, [Path(sys.argv[2])], None, lambda line: None)
store.close()
"""
# Runs that in a child, and measures it and all that it starts: their memory together ("tree", each
# shared page once; 0 where the system does not tell), and that of the largest of them.
MEASURE = """
import json, resource, subprocess, sys, time
from pathlib import Path

def held(pid):
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        own = sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, ValueError):  # it has ended
        return 0
    return own + sum(map(held, below))

start, most = time.perf_counter(), 0
child = subprocess.Popen([sys.executable, "-P", "-c", *sys.argv[1:]])
while child.poll() is None:
    most = max(most, held(child.pid))
    time.sleep(0.1)
seconds = time.perf_counter() - start
largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
kilobytes = 1024 if sys.platform.startswith("linux") else 1
print(json.dumps({"seconds": seconds, "tree": most * 1024, "largest": largest * kilobytes}))
sys.exit(child.returncode)
"""


@dataclass(frozen=True, slots=True)
class Import:
    """A campaign with the roads, and what it took to import them into it; sizes in bytes."""

    url: str
    extract: int
    seconds: float
    largest: int
    tree: int

    @property
    def data(self) -> Path:
        """The folder of the database and its networks."""
        return Path(self.url.removeprefix("sqlite:///")).parent

    @property
    def folder(self) -> Path:
        """Of the stored network."""
        (only,) = (self.data / "roads").iterdir()
        return only


def import_into(url: str, folder: Path) -> Import:
    """Import an extract into a database; ``folder`` is for one that has to be made first."""
    extract = ROADS if ROADS.is_file() and not SMALL else streets(folder)
    said = subprocess.run(
        [sys.executable, "-P", "-c", MEASURE, IMPORT, url, str(extract)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return Import(url, extract.stat().st_size, **json.loads(said))


def streets(folder: Path) -> Path:
    """An extract with streets around blocks of half a kilometre, in the middle of Chongqing."""
    town = Town()
    town.grid(-250 * BLOCKS, -250 * BLOCKS, BLOCKS, BLOCKS)
    for _, tags in town.ways[::3]:  # or nothing would tell a way there from the way back
        tags["oneway"] = "yes"
    return town.write(folder / "streets.osm.pbf")
