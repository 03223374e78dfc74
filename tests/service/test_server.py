"""The production server: it starts, answers, tells nobody where seekers are, and ends."""

import json
import os
import signal
import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import servers
import warm
from stores import NOW, settings_on, small_campaign, store_campaign

from service.app import create_app
from service.server import STOP_WITHIN_S, prepare

pytestmark = pytest.mark.slow

HEAD = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
RUDE = {
    "a very long address": b"GET /api/v1/coverage?group=" + b"x" * 200_000 + HEAD + b"\r\n",
    "a very long header": b"GET /healthz" + HEAD + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
    "a thousand headers": b"GET /healthz" + HEAD + b"X: y\r\n" * 1000 + b"\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET /healthz" + HEAD + b"Host: evil.example\r\n\r\n",
    "a host in Chinese": b"GET / HTTP/1.1\r\nHost: \xe6\xb8\x9d\r\nConnection: close\r\n\r\n",
    "raw bytes in the address": b"GET /api/v1/fairs/\xff\xfe" + HEAD + b"\r\n",
    "bytes that are no UTF-8": b"GET /api/v1/fairs/%ff%00" + HEAD + b"\r\n",
    "an unasked body": b"GET /healthz" + HEAD + b"Content-Length: 9000\r\n\r\n" + b"z" * 9000,
    "a form": b"POST /api/v1/coverage" + HEAD + b"Content-Length: 2\r\n\r\nzz",
    "a length below nothing": b"GET /healthz" + HEAD + b"Content-Length: -1\r\n\r\n",
    "a broken chunk": b"GET /healthz" + HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an unknown method": b"BREW /planner" + HEAD + b"\r\n",
    "a way up": b"GET /assets/../../etc/passwd" + HEAD + b"\r\n",
    "another place": b"GET //evil.example/%2e%2e" + HEAD + b"\r\n",
    "a tag that is none": b"GET /api/v1/coverage" + HEAD + b'If-None-Match: "\xff, W/\r\n\r\n',
    "no encodings": b"GET /api/v1/gaps" + HEAD + b"Accept-Encoding: gzip;q=nan, \xff\r\n\r\n",
    "no languages": b"GET /planner" + HEAD + b"Accept-Language: \xff;q=x,,;q=1e9\r\n\r\n",
    "a type that is not there": b"GET /api/v1/fairs" + HEAD + b"Accept: image/png\r\n\r\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def address(filled):
    """A server that started as it does for its users; the others have their imports done."""
    with ExitStack() as stack:
        with warm.cold():
            address = stack.enter_context(servers.serving(filled, FAIRREACH_NOW=NOW))
        yield address


@pytest.fixture
def fails(filled, tmp_path):
    """``fails(*options)``: exit code and stderr of a server that does not start."""

    def run(*options, **settings):
        done = warm.run(
            [sys.executable, "-m", "service", "serve", *options],
            env={**os.environ, "FAIRREACH_DATABASE_URL": filled, **settings},
            cwd=tmp_path,
        )
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
        return done.returncode, done.stderr

    return run


def raw(address, request):
    """The first line of the answer to bytes on a bare connection."""
    port = int(address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as answer:
            return answer.readline().decode()


def fetch(address, path, **headers):
    try:
        with urlopen(Request(address + path, headers=headers), timeout=60) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


def test_a_started_server_answers_pages_and_api(address):
    assert fetch(address, "/readyz")[0] == 200
    assert fetch(address, "/planner")[0] == 200
    assert json.loads(fetch(address, "/api/v1/fairs")[1])["total"] == 5
    assert fetch(address, "/", Host="evil.example")[0] == 400


@pytest.mark.parametrize("what", RUDE)
def test_whatever_bytes_arrive_the_answer_is_no_500_and_the_service_goes_on(address, what):
    _, status, *_ = raw(address, RUDE[what]).split()

    assert status in {"200", "400", "404", "405", "431"}
    assert fetch(address, "/healthz")[0] == 200


def test_a_new_version_is_served_without_a_restart(url):
    store_campaign(url, small_campaign())
    with servers.serving(url, FAIRREACH_NOW=NOW) as address:
        assert json.loads(fetch(address, "/api/v1/fairs")[1])["total"] == 5
        store_campaign(url, small_campaign(fairs=()), only=("fairs", "openings"))
        wait_until(lambda: json.loads(fetch(address, "/api/v1/fairs")[1])["total"] == 0)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_all_its_workers_in_good_order(filled, end):
    # Most of the workers are still loading when the signal comes.
    with servers.process(filled, "--workers", "6") as (address, server):
        workers, began = children(server.pid), time.monotonic()
        server.send_signal(end)
        server.communicate(timeout=60)

    assert server.returncode == 0
    # None had to be killed; Granian may say so on a busy machine of one that has just ended.
    assert time.monotonic() - began < STOP_WITHIN_S
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    with pytest.raises(OSError, match="refused"):
        fetch(address, "/healthz")


def children(pid):
    """The processes that a process has started, where the system tells."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return listed.read_text().split() if listed.exists() else []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only /proc tells the workers")
def test_the_main_process_loads_once_what_its_workers_share(filled, url):
    full, empty = create_app(settings_on(filled)), create_app(settings_on(url))

    assert prepare(full) is prepare(full) is full.extensions["fairreach"].snapshots.current()
    assert prepare(empty) is None


def test_a_worker_that_is_killed_is_replaced(filled):
    with servers.process(filled) as (address, server):
        (worker,) = children(server.pid)
        os.kill(int(worker), signal.SIGKILL)
        wait_until(lambda: answers(address))

        assert children(server.pid) != [worker]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only /proc tells the workers")
def test_no_worker_outlives_a_server_that_is_killed(filled):
    with servers.process(filled, "--workers", "2") as (address, server):
        wait_until(lambda: len(children(server.pid)) == 2)
        workers = children(server.pid)
        server.kill()
        server.wait(timeout=60)

        wait_until(lambda: not any(map(lives, workers)))
        with pytest.raises(OSError, match="refused"):
            fetch(address, "/healthz")


def lives(pid):
    """Whether a process runs: one that has ended may stand in the list until it is fetched."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def answers(address):
    try:
        return fetch(address, "/readyz")[0] == 200
    except OSError:
        return False


def wait_until(happens):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if happens():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen within a minute")


def test_where_a_seeker_is_stands_in_no_log(filled):
    with servers.process(filled, FAIRREACH_NOW=NOW) as (address, server):
        here = "lon=106.51234&lat=29.54321"
        for path in (
            f"/?{here}",
            f"/?{here}x",
            f"/api/v1/fairs/nearest?{here}",
            f"/fairs/f2?{here}",
        ):
            fetch(address, path)
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=60)

    assert "106.5" not in out + err
    assert "29.5" not in out + err


def test_a_port_that_is_taken_gives_one_clear_line(fails):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = fails("--port", str(port))

    assert told == (1, f"port {port} is taken by another program; choose one with --port\n")


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "::2"])
def test_a_host_of_another_machine_gives_one_clear_line(fails, host):
    code, err = fails("--host", host, "--port", "0")

    assert code == 2
    assert err.startswith(f"{host} is no address of this machine: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "options",
    [("--port", "65536"), ("--port", "http"), ("--workers", "0"), ("--host", ""),
     ("--host", "http://localhost"), ("--host", "a b")],
)  # fmt: skip
def test_an_option_that_cannot_be_used_is_named(fails, options):
    code, err = fails(*options)

    assert code == 2
    assert options[0] in err


def test_a_damaged_database_keeps_the_server_from_starting_with_one_clear_line(fails, tmp_path):
    path = tmp_path / "damaged.db"
    path.write_bytes(b"this is no database" * 100)

    code, err = fails("--port", "0", FAIRREACH_DATABASE_URL=f"sqlite:///{path}")

    assert code == 1
    assert "damaged.db" in err
    assert err.count("\n") == 1


def test_an_empty_service_shows_how_to_begin(url):
    with servers.serving(url) as address:
        status, page = fetch(address, "/", **{"Accept-Language": "en"})

    assert status == 503
    assert b"fairreach demo" in page
