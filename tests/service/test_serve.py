"""The production server: it starts, answers, tells nobody where seekers are, and ends."""

import json
import signal
import socket
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import servers
from stores import NOW, small_campaign, store_campaign


def fetch(address, path, **headers):
    try:
        with urlopen(Request(address + path, headers=headers), timeout=10) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


def test_a_started_server_answers_pages_and_api(filled):
    with servers.serving(filled, FAIRREACH_NOW=NOW) as address:
        assert fetch(address, "/readyz")[0] == 200
        assert fetch(address, "/planner")[0] == 200
        assert json.loads(fetch(address, "/api/v1/fairs")[1])["total"] == 5
        assert fetch(address, "/", Host="evil.example")[0] == 400


def test_a_new_version_is_served_without_a_restart(url):
    store_campaign(url, small_campaign())
    with servers.serving(url, FAIRREACH_NOW=NOW) as address:
        assert json.loads(fetch(address, "/api/v1/fairs")[1])["total"] == 5
        store_campaign(url, small_campaign(fairs=()), only=("fairs", "openings"))
        for _ in range(50):
            if json.loads(fetch(address, "/api/v1/fairs")[1])["total"] == 0:
                return
            time.sleep(0.1)
    pytest.fail("the new version was not served")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_in_good_order(filled, end):
    with servers.process(filled, "--workers", "2") as (address, server):
        assert fetch(address, "/healthz")[0] == 200
        server.send_signal(end)
        assert server.wait(timeout=30) == 0
        with pytest.raises(OSError, match="refused"):
            fetch(address, "/healthz")


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
        out, err = server.communicate(timeout=30)

    assert "106.5" not in out + err
    assert "29.5" not in out + err


def test_a_port_that_is_taken_gives_one_clear_line(filled):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "service", "serve", "--port", str(port)],
            env={"PATH": "/usr/bin:/bin", "FAIRREACH_DATABASE_URL": filled},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert done.returncode == 1
    assert done.stderr == f"port {port} is taken by another program; choose one with --port\n"


def test_an_empty_service_shows_how_to_begin(url):
    with servers.serving(url) as address:
        status, page = fetch(address, "/", **{"Accept-Language": "en"})

    assert status == 503
    assert b"fairreach demo" in page
