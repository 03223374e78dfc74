"""The server makes the table for lists by road in the background, and answers all the while."""

import csv
import json
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from servers import process
from stored_towns import HERE, TOWN, place_query, run, stored_town

WITHIN_S = 60


@pytest.fixture
def environment(tmp_path):
    return stored_town(tmp_path)


def tables(environment):
    return set(Path(environment["FAIRREACH_DATA"], "rows").glob("*-drive-*/checksums.json"))


def wait_for_tables(environment, count):
    end = time.monotonic() + WITHIN_S
    while len(tables(environment)) < count:
        assert time.monotonic() < end
        time.sleep(0.1)


def listed(address):
    query = urlencode(place_query(HERE) | {"travel": "roads"})
    with urlopen(f"{address}/api/v1/fairs/nearest?{query}", timeout=WITHIN_S) as answer:
        found = json.load(answer)
    return [(f["id"], f["properties"]["travel_min"]) for f in found["features"]]


def import_fair(folder, environment, x, y):
    lon, lat = TOWN.place(x, y)
    file = folder / "fairs.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["fair_id", "name", "venue", "lon", "lat", "date", "status"])
        rows.writerow(["new", "新", "馆", lon, lat, "2027-02-21", "published"])
    done = run(environment, "import", "fairs", str(file))
    assert done.exit_code == 0, done.stderr


@pytest.mark.slow
def test_all_workers_share_one_table_and_lists_stay_the_same(environment, tmp_path):
    with process(environment["FAIRREACH_DATABASE_URL"], "--workers", "2", **environment) as (
        address,
        server,
    ):
        first = listed(address)
        wait_for_tables(environment, 1)
        for _ in range(20):
            assert listed(address) == first
        assert [name for name, _ in first] == ["this-bank", "over-the-river"]

        import_fair(tmp_path, environment, -600, 1250)
        end = time.monotonic() + WITHIN_S
        while [name for name, _ in listed(address)] != ["new"]:
            assert time.monotonic() < end
        wait_for_tables(environment, 2)
        assert [name for name, _ in listed(address)] == ["new"]
        assert server.poll() is None


@pytest.mark.slow
def test_a_table_that_is_there_is_taken_after_a_restart(environment):
    url = environment["FAIRREACH_DATABASE_URL"]
    with process(url, **environment) as (address, _):
        first = listed(address)
        wait_for_tables(environment, 1)
    (made,) = tables(environment)
    before = made.stat().st_mtime_ns
    with process(url, **environment) as (address, _):
        assert listed(address) == first
        assert listed(address) == first
    assert {each.stat().st_mtime_ns for each in tables(environment)} == {before}
