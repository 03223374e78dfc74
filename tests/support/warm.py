"""
Python processes whose imports are done already: half a second of each child, two of each server.

A process that has only imported, and runs no thread, forks for whoever asks. The fork becomes a
child of the asker, with the files, folder, environment and arguments of a process of its own, and
runs its module from the first line. What starts, how long that takes and what a fresh interpreter
does is tested on cold processes: those of ``subprocess``.
"""

import ctypes
import inspect
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from fork_server import ABOVE

FORK_SERVER_FILE = Path(__file__).with_name("fork_server.py")
PR_SET_CHILD_SUBREAPER = 36
OF_SERVICE = (
    "service.commands.serve",
    "service.server",
    "service.api.siting_child",
    "service.brief.task",
)
# What is imported ahead, for each module that is run; others start cold.
IMPORTS = {
    "geodata.base.sandbox": (
        "geodata.files.validate",
        "geodata.formats.xlsx",
        "geodata.files.columns",
        "geodata.intake.roads",
        "geodata.intake.scenarios",
    ),
    "service.jobs.child": OF_SERVICE,
    "service": OF_SERVICE,
}
RUN_WITHIN_S = 60
LINUX = sys.platform.startswith("linux")
SIGNATURE = inspect.signature(subprocess.Popen._execute_child)  # type: ignore[attr-defined]


class ForkServer:
    """The process that forks, and the way to ask it."""

    def __init__(self, modules: Sequence[str]) -> None:
        self.owner = os.getpid()
        self.asked, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-P", str(FORK_SERVER_FILE), str(theirs.fileno()), *modules]
            self.process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # it ends with its asker, not with a key
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        assert self.asked.recv(16) == b"ready"

    def child(self, wanted: dict[str, Any], files: Sequence[int]) -> int:
        """The id of a new child of this process."""
        with ALONE, adopting():
            socket.send_fds(self.asked, [json.dumps(wanted).encode()], files)
            return int(self.asked.recv(16))

    def end(self) -> None:
        self.asked.close()
        self.process.wait()


@contextmanager
def adopting() -> Iterator[None]:
    """Orphans among this process's descendants become its children meanwhile."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0)


FORK_SERVERS: dict[Sequence[str], ForkServer] = {}
"""By what they have imported."""
ALONE = Lock()  # who adopts is the whole process
STARTING = Lock()  # threads of one app start their children at the same time
COLD: list[None] = []


@contextmanager
def cold() -> Iterator[None]:
    """Every process starts as it does outside the tests meanwhile."""
    COLD.append(None)
    try:
        yield
    finally:
        COLD.pop()


def end() -> None:
    """End the processes that fork."""
    while FORK_SERVERS:
        FORK_SERVERS.popitem()[1].end()


def fork_server(module: str) -> ForkServer | None:
    """The process that forks those of a module; none in a fork of the tests."""
    modules = IMPORTS[module]
    if modules not in FORK_SERVERS:
        with STARTING:
            if modules not in FORK_SERVERS:
                FORK_SERVERS[modules] = ForkServer(modules)
    found = FORK_SERVERS[modules]
    return found if found.owner == os.getpid() else None


def module_of(command: Sequence[str]) -> str | None:
    """The module that a command runs, if its imports can be done ahead."""
    options = list(command[1:])
    if command[0] == sys.executable and options[:1] == ["-P"]:
        options.pop(0)
    known = command[0] == sys.executable and options[:1] == ["-m"] and options[1] in IMPORTS
    return options[1] if LINUX and known and not COLD else None


class Popen(subprocess.Popen[Any]):
    """As ``subprocess`` has it; a module that is known here begins with its imports done."""

    def _execute_child(self, *values: Any) -> None:
        given = SIGNATURE.bind(self, *values).arguments
        command = [os.fspath(each) for each in given["args"]]
        module = None if given["shell"] else module_of(command)
        streams = ("p2cread", "c2pwrite", "errwrite")
        most = max(*(given[each] for each in streams), *given["pass_fds"])
        warm = fork_server(module) if module and most < ABOVE else None
        if warm is None:
            super()._execute_child(*values)  # type: ignore[misc]
            return
        files = [given[each] for each in streams]
        files = [number if theirs == -1 else theirs for number, theirs in enumerate(files)]
        passed = sorted(given["pass_fds"])
        wanted = {
            "module": module,
            "arguments": command[command.index(str(module)) + 1 :],
            "folder": os.fspath(given["cwd"] or Path.cwd()),
            "environment": dict(os.environ if given["env"] is None else given["env"]),
            "session": given["start_new_session"],
            "group": given["process_group"],
            "finds_here": "-P" not in command,
            "passed": passed,
            "asker": os.getpid(),
        }
        self.pid = warm.child(wanted, [*files, *passed])
        self._child_created = True
        ends = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(given[each] for each in ends))  # type: ignore[attr-defined]


def run(command: Sequence[str], **options: Any) -> "subprocess.CompletedProcess[str]":
    """What a command says and its exit code."""
    with Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    ) as process:
        out, err = process.communicate(timeout=RUN_WITHIN_S)
    return subprocess.CompletedProcess(command, process.returncode, out, err)
