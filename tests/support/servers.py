"""The production server as a process of its own, for tests that talk to it from outside."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

READY = re.compile(r"ready at (http://\S+)")
STOP_WITHIN_S = 30


@contextmanager
def serving(url: str, *options: str, **settings: str) -> Iterator[str]:
    """The address of ``fairreach serve`` on a database; it ends with the context."""
    with process(url, *options, **settings) as (address, _):
        yield address


@contextmanager
def process(
    url: str, *options: str, **settings: str
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """As `serving`, with the process; what it says on stderr is read by whoever wants it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", "0", "--workers", "1", *options],
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
