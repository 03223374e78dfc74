"""
What it costs from the roads' core to every fair: made in the background, mapped by all processes.

Until it is there, whoever asks from a place has the whole network searched, with the same answer.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geodata.access.joins import fair_snaps
from geodata.base.arrays import Ints
from geodata.base.limits import Limits
from geodata.base.sandbox import run_in_sandbox
from geodata.campaign.campaign import Campaign
from geodata.errors import FairreachError
from geodata.roads.movement import Movement
from geodata.roads.network import Network, Snaps
from geodata.signs.profile import Profile
from geodata.ways.row_files import build_table, open_table, table_folder
from geodata.ways.rows import Rows

log = logging.getLogger("fairreach")

# 3,000 venues over Chongqing's core are 300 MB; beyond, the search has to do.
MOST_VENUES = 4_096
LIMITS = Limits(memory=3 * 2**30, seconds=900.0)
ROWS_KEPT = 8


@dataclass(frozen=True, eq=False, slots=True)
class FairRows:
    """
    The rows of one network, and which of their columns each fair is.

    Parameters
    ----------
    rows
        By venue.
    column
        By position in ``campaign.fairs``, -1 where no road is known near the fair, shape (fairs,).
    """

    rows: Rows
    column: Ints


def ready_rows(campaign: Campaign, network: Network, movement: Movement) -> FairRows | None:
    """The rows for a movement, if they have been made ready."""
    if not movement.is_usual:
        return None
    key = network.digest, movement.profile
    found: FairRows | None = campaign.cache.find("fair rows", key)
    return found


def prepare_rows(
    campaign: Campaign, roads: Path, folder: Path, profile: Profile = Profile.DRIVE
) -> None:
    """
    Make the rows of a campaign's networks ready, building what is missing in a child process.

    It may take seconds: for a thread of its own. What cannot be had is told to the operator.

    Parameters
    ----------
    roads
        The folder of the networks.
    folder
        That of the tables.
    """
    for name, network in campaign.networks.items():
        try:
            made = rows_of(campaign, network, profile, (roads, folder))
        except (FairreachError, OSError, ValueError) as error:
            log.warning("lists by road stay slow, network %s has no table: %s", name, error)
        else:
            if made is not None:
                key = network.digest, profile
                campaign.cache.put("fair rows", key, made, most=ROWS_KEPT)


def rows_of(
    campaign: Campaign, network: Network, profile: Profile, folders: tuple[Path, Path]
) -> FairRows | None:
    """The rows of one network; None where there are no fairs, or too many for a table."""
    targets, column = venues_of_fairs(fair_snaps(campaign, network, profile))
    if not 0 < len(targets) <= MOST_VENUES:
        return None
    roads, folder = folders
    final = table_folder(folder, network, profile, targets)
    folder.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(final.with_suffix(".lock")):
        try:
            table = open_table(final)
        except (OSError, ValueError):
            source = roads / network.digest
            run_in_sandbox(build_table, source, profile, targets, final, path=source, limits=LIMITS)
            table = open_table(final)
    return FairRows(Rows.of(table, network, network.metric(profile, "min"), targets), column)


def venues_of_fairs(snaps: Snaps) -> tuple[Snaps, Ints]:
    """The places at which fairs meet the roads, each once, and which of them each fair is at."""
    known = np.flatnonzero(snaps.known)
    here = snaps[known]
    places = np.column_stack([here.edge, here.at_m, here.walk_m])
    _, first, at = np.unique(places, axis=0, return_index=True, return_inverse=True)
    column = np.full(len(snaps), -1, dtype=np.intp)
    column[known] = at.ravel()
    return here[first], column


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait for other processes that make the same."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
