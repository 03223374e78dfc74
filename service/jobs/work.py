"""What can be done in a job, and how much of it at once."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import floor
from pathlib import Path

from geodata.base.limits import Limits
from service.jobs.job import Json

GIGABYTE = 2**30
LONGEST_S = 180.0
Tell = Callable[[float | None, float | None, float | None], None]
"""Told the best so far, its bound and the gap between them."""
Doing = Callable[[Mapping[str, Json], Mapping[str, Json], Tell], Json]
"""A function of a module: takes arguments, surroundings and whom to tell; returns what JSON has."""
QUOTA = Path("/sys/fs/cgroup/cpu.max")


@dataclass(frozen=True, slots=True)
class Work:
    """
    Something that a room hands in to be done in jobs.

    Parameters
    ----------
    function
        Where a child process finds the `Doing`: ``package.module:name``.
    surroundings
        What it needs of the installation; in no file, and the same for all its jobs.
    limits
        What one job may take.
    """

    function: str
    surroundings: Mapping[str, Json] = field(default_factory=dict)
    limits: Limits = field(default_factory=lambda: Limits(memory_share(), LONGEST_S))


def cores() -> int:
    """How many processors this process may use."""
    with suppress(AttributeError, OSError):
        allowed = len(os.sched_getaffinity(0))
        return max(1, min(allowed, quota(allowed)))
    return os.cpu_count() or 1


def quota(otherwise: int) -> int:
    """How many processors the time is worth that a container is given."""
    with suppress(OSError, ValueError):
        most, _, period = QUOTA.read_text().partition(" ")
        return max(1, floor(int(most) / int(period)))
    return otherwise


def places() -> int:
    """How many jobs are worked on at once, in all processes together: one core stays free."""
    return max(1, cores() - 1)


def memory_share() -> int:
    """Bytes that one job may take: its share of the machine's memory, from 1 to 3 GiB."""
    with suppress(ValueError, OSError, AttributeError):
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return min(max(whole // (places() + 1), GIGABYTE), 3 * GIGABYTE)
    return GIGABYTE
