"""Whoever connects and says nothing, or half of it, keeps no reader waiting."""

import re
import resource
import select
import signal
import socket
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import servers
from stores import NOW

from service.server import MOST_CONNECTIONS, STOP_WITHIN_S, connections_held, open_files

pytestmark = pytest.mark.slow

REQUEST = b"GET /api/v1/fairs HTTP/1.1\r\nHost: localhost\r\n"
HALF = b"GET /planner HTTP/1.1\r\nHost: local"
# Few enough to be done with before anybody is given up, also on a busy machine.
READERS = 20
# On a busy machine all this may take longer than the silent ones are given. Readers who have to
# wait for them never come first.
ATTEMPTS = 8
OF_THE_TESTS = 200


@pytest.fixture
def room():
    """How many connections the tests themselves may hold."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield hard - OF_THE_TESTS
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def address(filled):
    with servers.serving(filled, FAIRREACH_NOW=NOW) as address:
        yield address


@contextmanager
def silent(port, number):
    """Connections that send nothing, half a header, or nothing more after an answer, in turns."""
    with ExitStack() as held:
        connections = [held.enter_context(connected(port)) for _ in range(number)]
        for connection in connections[1::3]:
            connection.sendall(HALF)
        for connection in connections[2::3]:
            connection.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for connection in connections[2::3]:
            answer = connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
            assert answer.endswith(b"\r\n\r\n")
        yield connections


def connected(port):
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def read(port):
    """The first line of the answer to one reader."""
    with connected(port) as connection:
        connection.sendall(REQUEST + b"Connection: close\r\n\r\n")
        with connection.makefile("rb") as answer:
            line = answer.readline().decode()
            answer.read()
    return line.strip()


def ended(connections):
    """How many of the connections the server has closed."""
    poll = select.poll()
    for connection in connections:
        poll.register(connection, select.POLLIN)
    return len(poll.poll(0))


def port_of(address):
    return int(address.rsplit(":", 1)[1])


def all_listen(address, workers):
    """Wait until every process accepts connections."""
    end = time.monotonic() + 30
    while servers.listeners(address) < workers:
        assert time.monotonic() < end
        time.sleep(0.05)


# Of two processes with 1,024 files each, or with as many as the system lets them have.
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only /proc tells who listens")
@pytest.mark.parametrize(("soft", "hard", "number"), [(1024, 1024, 1200), (1024, 65536, 2000)])
def test_readers_are_answered_while_silent_connections_are_held(filled, room, soft, hard, number):
    hard = min(hard, room + OF_THE_TESTS)
    if room < number:
        pytest.skip(f"the tests may not hold {number} connections here")
    limits = {"files": (soft, hard), "FAIRREACH_NOW": NOW}
    with servers.process(filled, "--workers", "2", **limits) as (address, server):
        all_listen(address, 2)
        assert any(all_read_at_once(port_of(address), number) for _ in range(ATTEMPTS))
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=60)
        assert time.monotonic() - began < STOP_WITHIN_S  # none had to be killed

    held, each = map(
        int, re.search(r"holds (\d+) connections at once, (\d+) in each", err).groups()
    )
    assert number < held == 2 * each
    assert each < hard


def all_read_at_once(port, number):
    """Whether all readers are answered before any silent connection is given up."""
    with silent(port, number) as connections:
        assert {read(port) for _ in range(READERS)} == {"HTTP/1.1 200 OK"}
        return ended(connections) == 0


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only /proc tells open files")
def test_more_than_it_holds_wait_until_the_silent_ones_are_given_up(filled):
    with servers.process(filled, files=(128, 256), FAIRREACH_NOW=NOW) as (address, server):
        worker = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().strip()
        with silent(port_of(address), 120) as first, ExitStack() as more:
            for _ in range(80):
                more.enter_context(connected(port_of(address)))

            assert read(port_of(address)) == "HTTP/1.1 200 OK"
            assert ended(first) > 0
            open_now = len(list(Path(f"/proc/{worker}/fd").iterdir()))
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=60)

    assert open_now < 256
    assert "holds 128 connections at once" in err


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", b"Content-Length: 9000\r\n"),
        (b"x" * 10, b"Content-Length: 9000\r\n"),
        (b"", b"Content-Length: 9000\r\nExpect: 100-continue\r\n"),
        (b"5\r\nab", b"Transfer-Encoding: chunked\r\n"),
    ],
)
def test_who_never_sends_a_body_is_answered_and_let_go(address, body, headers):
    with connected(port_of(address)) as connection:
        connection.sendall(REQUEST + headers + b"\r\n" + body)
        with connection.makefile("rb") as answer:
            assert b" 200 " in answer.readline()
            answer.read()  # to its end: the server has closed
    assert read(port_of(address)) == "HTTP/1.1 200 OK"


@pytest.mark.parametrize("workers", [1, 2, 16, 64])
@pytest.mark.parametrize("files", [64, 256, 1024, 4096, 65_536, 1_048_576])
def test_some_files_are_kept_for_all_else_and_memory_is_bounded(files, workers):
    held = connections_held(files, workers)

    assert 1 <= held <= files - min(256, files // 2)
    assert held * workers <= MOST_CONNECTIONS


def test_the_soft_limit_is_raised_to_the_hard_one():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), hard))
    try:
        assert open_files() == resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 512
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
