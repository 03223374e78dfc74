"""What a child process may take, and that it ends with its parent."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 2**20
PR_SET_PDEATHSIG = 1
ENFORCED = sys.platform.startswith("linux")
"""Whether the system itself holds a child to its memory, and ends it with its parent."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may take: bytes of memory and seconds."""

    memory: int
    seconds: float

    @classmethod
    def of(cls, size: int) -> "Limits":
        """The limits for a file of so many bytes: 1 GiB and 15 s, to 3 GiB and 120 s at most."""
        more = max(0.0, size / MEGABYTE - 1)
        return cls(
            memory=int(min(3 * 1024, 1024 + 24 * more)) * MEGABYTE,
            seconds=min(120.0, 15 + 1.2 * more),
        )


def childs_environment() -> dict[str, str]:
    """What a child is started with: it finds this package, and calculates with one thread."""
    here = str(Path(__file__).parents[2])
    path = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": path}


def hold_to(limits: Limits) -> None:
    """Have the system hold this process to its limits."""
    if ENFORCED:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def die_with_parent() -> None:
    """
    Have the system end this process when its parent ends.

    To Linux the parent is the thread that started it, which must live on.
    """
    if ENFORCED:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def resident(pid: int) -> int:
    """Bytes of memory that a process holds, as ``ps`` says; 0 once it is gone."""
    asked = ["/bin/ps", "-o", "rss=", "-p", str(pid)]
    told = subprocess.run(  # noqa: S603  (a number alone)
        asked, capture_output=True, text=True, check=False
    ).stdout.strip()
    return int(told) * 1024 if told.isdigit() else 0
