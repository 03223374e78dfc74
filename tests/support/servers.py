"""The production server as a process of its own, for tests that talk to it from outside."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import warm

READY = re.compile(r"ready at (http://\S+)")
STOP_WITHIN_S = 60
# Takes on limits of its own before it becomes the server.
LIMITED = """
import os, resource, sys
soft, hard, *command = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_NOFILE, (int(soft), int(hard)))
os.execv(command[0], command)
"""


@contextmanager
def serving(url: str, *options: str, **settings: str) -> Iterator[str]:
    """The address of ``fairreach serve`` on a database; it ends with the context."""
    with process(url, *options, **settings) as (address, _):
        yield address


@contextmanager
def process(
    url: str, *options: str, files: tuple[int, int] | None = None, **settings: str
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """
    As `serving`, with the process; what it says on stderr is read by whoever wants it.

    ``files`` are its soft and hard limit on open files, by default those of the tests.
    """
    limited = [sys.executable, "-c", LIMITED, *map(str, files)] if files else []
    command = [sys.executable, "-m", "service", "serve", "--port", "0", "--workers", "1", *options]
    server = warm.Popen(
        [*limited, *command],
        env={**os.environ, "FAIRREACH_RATE_LIMIT": "0", "FAIRREACH_DATABASE_URL": url, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        for line in server.stdout:
            if found := READY.search(line):
                yield found[1], server
                break
        else:
            raise AssertionError(server.communicate()[1])
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
        server.communicate(timeout=STOP_WITHIN_S)


def listeners(address: str) -> int:
    """How many processes listen at an address of 127.0.0.1, where the system tells."""
    _, port = address.rsplit(":", 1)
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    return sum(row[1].endswith(f":{int(port):04X}") and row[3] == "0A" for row in rows)
