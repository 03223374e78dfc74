"""Jobs of the real server: several processes, killed ones, a queue that others ask through."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
import servers
from stores import NOW, store_campaign

from service.jobs.work import places

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="only /proc tells the children"),
]

PATH = "/api/v1/siting"
# Some places and candidates at random, all alike: no plan is proven within a minute.
PLACES, SITES = 3_000, 500
SETTINGS = {"FAIRREACH_NOW": NOW, "FAIRREACH_SITING": "on", "FAIRREACH_TRUSTED_PROXIES": "1"}


@pytest.fixture(scope="module")
def hard_url(tmp_path_factory, make_campaign):
    chance = np.random.default_rng(3)
    lon, lat = chance.uniform(106, 107, PLACES), chance.uniform(29, 30, PLACES)
    demand = {"lon": lon, "lat": lat, "persons": {"all": chance.integers(1, 9, PLACES)}}
    url = f"sqlite:///{tmp_path_factory.mktemp('hard')}/fairreach.db"
    store_campaign(url, make_campaign(demand=demand))
    return url


@pytest.fixture
def server(hard_url, tmp_path):
    """The address of a server of two processes, and its process."""
    settings = SETTINGS | {"FAIRREACH_DATA": str(tmp_path)}
    with servers.process(hard_url, "--workers", "2", **settings) as (address, process):
        yield address, process


def hard_body():
    chance = np.random.default_rng(4)
    points = zip(chance.uniform(106, 107, SITES), chance.uniform(29, 30, SITES), strict=True)
    own = [
        {"venue_id": f"v{n}", "name": "x", "lon": round(x, 4), "lat": round(y, 4)}
        for n, (x, y) in enumerate(points)
    ]
    return {"model": "p-median", "p": 60, "keep": [], "candidates": own}


def ask(address, method, path, body=None, asker="192.0.2.1"):
    """Status, headers and body of an answer; each is a connection of its own, to either process."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    headers = {"Host": "localhost", "X-Forwarded-For": asker, "Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    told = json.loads(content) if "json" in response.headers["Content-Type"] else content
    return response.status, response.headers, told


def begin(address, asker="192.0.2.1"):
    status, headers, told = ask(address, "POST", PATH, hard_body(), asker)
    assert status == 202, told
    return headers["Location"]


def state(address, job):
    return ask(address, "GET", job)[2]["state"]


def solvers():
    """Every child of a server that does a job."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parts = (folder / "cmdline").read_bytes().split(b"\0")
            status = (folder / "stat").read_text().rpartition(")")[2].split()
            if b"service.jobs.child" in parts and status[0] not in "ZX":
                found.append(int(folder.name))
    return found


def mine(parents):
    """The solvers whose parents are among some processes."""
    found = []
    for pid in solvers():
        with suppress(OSError):
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) in parents:
                found.append(pid)
    return found


def workers(process):
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


def wait_until(happens, within_s=90):
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if found := happens():
            return found
        time.sleep(0.1)
    return pytest.fail("it did not happen")


def test_every_process_knows_of_a_job_and_any_stops_it(server):
    address, process = server
    job = begin(address)
    wait_until(lambda: mine(workers(process)))

    states = {state(address, job) for _ in range(20)}
    assert states == {"running"}
    assert ask(address, "POST", PATH, hard_body())[0] == 429
    (pid,) = mine(workers(process))
    assert os.getpriority(os.PRIO_PROCESS, pid) == 19

    assert ask(address, "DELETE", job)[2]["state"] == "stopped"
    wait_until(lambda: not mine(workers(process)))
    assert {state(address, job) for _ in range(20)} == {"stopped"}


def test_no_more_are_solved_at_once_than_cores_allow_and_pages_go_on(server):
    address, process = server
    jobs = [begin(address, f"192.0.2.{n}") for n in range(1, places() + 3)]
    wait_until(lambda: len(mine(workers(process))) == places())

    for _ in range(10):
        began = time.monotonic()
        assert ask(address, "GET", "/?district=500103")[0] == 200
        assert time.monotonic() - began < 20  # it answers at all
        assert len(mine(workers(process))) <= places()
    states = [state(address, job) for job in jobs]
    assert states.count("running") == places()
    assert states.count("queued") == 2
    waiting = [ask(address, "GET", job)[2]["waiting_before"] for job in jobs]
    assert [each for each in waiting if each is not None] == [0, 1]
    for job in jobs:
        ask(address, "DELETE", job)


def test_a_job_goes_on_after_its_worker_was_killed(server):
    address, process = server
    job = begin(address)
    (child,) = wait_until(lambda: mine(workers(process)))
    parent = int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])

    os.kill(parent, signal.SIGKILL)

    wait_until(lambda: not Path(f"/proc/{child}").exists() or child not in solvers())

    def goes_on():
        with suppress(OSError):
            return state(address, job) == "running" and mine(workers(process))
        return False

    wait_until(goes_on)
    ask(address, "DELETE", job)


def test_no_solver_outlives_a_server_that_is_killed_and_another_server_goes_on(hard_url, tmp_path):
    settings = SETTINGS | {"FAIRREACH_DATA": str(tmp_path)}
    with servers.process(hard_url, "--workers", "2", **settings) as (address, process):
        job = begin(address)
        (child,) = wait_until(lambda: mine(workers(process)))
        process.kill()
        process.wait(timeout=30)
        wait_until(lambda: child not in solvers())
    with servers.process(hard_url, "--workers", "2", **settings) as (address, process):
        assert state(address, job) in {"queued", "running"}
        wait_until(lambda: mine(workers(process)))
        assert ask(address, "DELETE", job)[2]["state"] == "stopped"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_ends_takes_its_solvers_along(hard_url, tmp_path, end):
    settings = SETTINGS | {"FAIRREACH_DATA": str(tmp_path)}
    with servers.process(hard_url, "--workers", "2", **settings) as (address, process):
        begin(address)
        (child,) = wait_until(lambda: mine(workers(process)))
        process.send_signal(end)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=60)
        wait_until(lambda: child not in solvers())
        assert process.returncode == 0


def test_who_asks_and_for_what_stand_in_no_log_and_the_address_in_no_file(hard_url, tmp_path):
    settings = SETTINGS | {"FAIRREACH_DATA": str(tmp_path)}
    with servers.process(hard_url, **settings) as (address, process):
        job = begin(address, "203.0.113.77")
        wait_until(lambda: mine(workers(process)))
        kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
        ask(address, "DELETE", job, asker="203.0.113.77")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)

    assert b"203.0.113" not in kept
    assert "203.0.113" not in out + err
    assert job.rpartition("/")[2] not in out + err
