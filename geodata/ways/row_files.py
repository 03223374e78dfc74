"""
Tables of rows at rest: folders named by what they are made from, written once and whole.

A folder holds the arrays of `rows.RowTable`, where the venues meet the roads, and checksums. A new
table takes from those that are there the columns of venues that have not moved.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

from geodata.base.array_folder import Arrays, open_arrays, siblings, sweep, write_arrays
from geodata.base.arrays import Floats, Ints
from geodata.roads.folder import open_network
from geodata.roads.metric import Metric
from geodata.roads.network import Network, Snaps
from geodata.signs.profile import Profile
from geodata.ways.blocks import climb_from
from geodata.ways.contraction import Contraction, WholeContraction, with_sources
from geodata.ways.costs import contraction, edges_of
from geodata.ways.elimination import Costs
from geodata.ways.ends import entries
from geodata.ways.ladder import Climb, Ladder
from geodata.ways.rows import BENEATH, NO_LENGTH, STEP_M, RowTable

FORMAT = 1
COLUMNS = 48
PATIENT = 19
# Minutes and metres of one way as one whole number, so that one search sums up both: millionths
# of a minute, and eighths of a metre up to a thousand kilometres. 2**53 is 1,073 minutes.
PER_MIN, PER_M, LENGTHS = 1e6, 8.0, 2.0**23
MOST = 2.0**53
KEPT = 3  # of one network and profile: today's, and those of versions that one goes back to
MINUTES, LENGTH, STEPS, BELOW, VENUES = "minutes", "length", "steps", "beneath", "venues"


def table_folder(folder: Path, network: Network, profile: Profile, targets: Snaps) -> Path:
    """Where the table of a network, a profile and some venues is, or would be."""
    made = hashlib.sha256(f"{FORMAT} {network.digest} {profile}".encode())
    made.update(venues_of(targets).tobytes())
    return folder / f"{network.digest[:16]}-{profile}-{made.hexdigest()[:32]}"


def venues_of(targets: Snaps) -> Floats:
    """Where venues meet the roads as one array, shape (n, 3): what a column depends on."""
    return np.column_stack([targets.edge, targets.at_m, targets.walk_m]).astype(np.float64)


def open_table(folder: Path) -> RowTable:
    """
    A table, mapped.

    Raises
    ------
    OSError, ValueError
        If it is not there, or is not as it was written.
    """
    arrays = open_arrays(folder, (MINUTES, LENGTH, STEPS, BELOW)).values()
    if [each.dtype for each in arrays] != [np.float32, np.uint16, np.float32, BENEATH]:
        raise ValueError(f"{folder}: it is of another type")
    return RowTable(*arrays)


def build_table(network_folder: Path, profile: Profile, targets: Snaps, final: Path) -> None:
    """
    Make a table and put it in its place; run in a process of its own, for it may take seconds.

    Raises
    ------
    RoadsDamagedError
        If the network cannot be opened.
    OSError
        If the table cannot be written.
    """
    os.nice(PATIENT)  # who waits for an answer goes first
    network = open_network(network_folder)
    write_arrays(final, arrays_of(network, profile, targets, final))
    sweep(final, KEPT)


def arrays_of(network: Network, profile: Profile, targets: Snaps, final: Path) -> Arrays:
    """The arrays of a table; columns that another table has are taken from there."""
    metric, made = network.metric(profile, "min"), contraction(network, profile, "min")
    both = WholeContraction.of(*edges_of(network, profile, pack(metric)))
    spent = climb_from(made, entries(network, metric, targets))
    summed = packed_climb(both, metric, network, targets)
    shape = len(made.core), len(targets)
    minutes, length = np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.uint16)
    missing = take_unmoved(final, venues_of(targets), minutes, length)
    for start in range(0, len(missing), COLUMNS):
        some = missing[start : start + COLUMNS]
        minutes[:, some] = search(made, spent, some).T
        length[:, some] = lengths(search(both, summed, some)).T
    return {
        MINUTES: minutes,
        LENGTH: length,
        STEPS: metres_of(Ladder.of(both, back=False).cost).astype(np.float32),
        BELOW: beneath(made, spent, summed),
        VENUES: venues_of(targets),
    }


def take_unmoved(
    final: Path,
    venues: Floats,
    minutes: npt.NDArray[np.float32],
    length: npt.NDArray[np.uint16],
) -> Ints:
    """Fill the columns of venues that another table holds; which venues are missing then."""
    missing = np.arange(len(venues))
    for old, at, column in same_venues(final, venues, len(minutes)):
        fresh = np.isin(at, missing)
        minutes[:, at[fresh]] = old.minutes[:, column[fresh]]
        length[:, at[fresh]] = old.length[:, column[fresh]]
        missing = np.setdiff1d(missing, at)
    return missing


def same_venues(final: Path, venues: Floats, core: int) -> Iterator[tuple[RowTable, Ints, Ints]]:
    """Tables of the same network and profile, and which venues are which of their columns."""
    for folder in siblings(final):
        with suppress(OSError, ValueError):
            old, table = open_arrays(folder, [VENUES])[VENUES], open_table(folder)
            if table.minutes.shape == table.length.shape == (core, len(old)):
                column = {row.tobytes(): n for n, row in enumerate(old)}
                found = [
                    (n, column[row.tobytes()])
                    for n, row in enumerate(venues)
                    if row.tobytes() in column
                ]
                at = np.array(found, dtype=np.intp).reshape(-1, 2)
                yield table, at[:, 0], at[:, 1]


def packed_climb(made: Contraction, metric: Metric, network: Network, targets: Snaps) -> Climb:
    """The states above venues in packed costs, the walks included."""
    state, cost, place = entries(network, metric, targets).flat()
    _, metres, _ = entries(network, network.metric(metric.profile, "m"), targets).flat()
    whole = np.rint(cost * PER_MIN) * LENGTHS + np.rint(metres * PER_M)
    return Ladder.of(made, back=True).climb(state, place, whole)


def beneath(made: Contraction, spent: Climb, summed: Climb) -> npt.NDArray[np.void]:
    """What lies above venues and beneath the core, from the same climb in minutes and packed."""
    below = np.ones(made.size, dtype=bool)
    below[made.core] = False
    at = np.flatnonzero(below[spent.state])
    at = at[np.argsort(spent.state[at], kind="stable")]
    table = np.empty(len(at), dtype=BENEATH)
    table["state"], table["venue"] = spent.state[at], spent.place[at]
    table["minutes"], table["metres"] = spent.cost[at], metres_of(summed.cost[at])
    return table


def search(made: Contraction, climb: Climb, some: Ints) -> Floats:
    """What it costs from every state of the core to some venues, shape (venues, core)."""
    core_at, column = np.full(made.size, -1), np.full(int(climb.place.max(initial=0)) + 1, -1)
    core_at[made.core] = np.arange(len(made.core))
    column[some[some < len(column)]] = np.arange((some < len(column)).sum())
    here = climb[(core_at[climb.state] >= 0) & (column[climb.place] >= 0)]
    at, source = core_at[here.state], column[here.place]
    graph = with_sources(made.arcs, at, source, here.cost, len(some))
    size = len(made.core)
    found: Floats = dijkstra(graph, indices=np.arange(size, size + len(some)))
    return found[:, :size]


def pack(metric: Metric) -> Floats:
    """Minutes and metres of each whole edge along and against it as one number."""
    minutes = np.rint(metric.metres * metric.per_m * PER_MIN)
    whole: Floats = minutes * LENGTHS + np.rint(metric.metres * PER_M)
    return whole


def lengths(summed: Floats) -> npt.NDArray[np.uint16]:
    """The metres of packed costs, in tens; 65535 where they are not known."""
    tens = np.rint(metres_of(summed) / STEP_M)
    return np.where(np.isfinite(tens), tens, NO_LENGTH).astype(np.uint16)


def metres_of(summed: Costs) -> Floats:
    """The metres of packed costs, NaN where they are not known."""
    known = summed < MOST
    metres: Floats = np.where(known, np.where(known, summed, 0.0) % LENGTHS / PER_M, np.nan)
    return metres
