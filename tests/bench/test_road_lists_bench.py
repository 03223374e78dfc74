"""
What trips by road cost at any load: all pairs at once, one place to its fairs, lists over HTTP.

The roads are the evaluation file's, or streets that we lay out ourselves.
"""

import shutil
import statistics
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import servers
from bench.load import pace
from bench.size import sized
from scipy.sparse.csgraph import dijkstra

from geodata.access.fair_rows import prepare_rows, ready_rows
from geodata.access.from_place import FromPlace
from geodata.access.trip import farthest
from geodata.base.cache import Cache
from geodata.base.mercator import to_degrees
from geodata.base.place import Place
from geodata.roads.movement import Movement
from geodata.roads.network import Network
from geodata.roads.snapping import snap
from geodata.signs.profile import Profile
from geodata.store.store import Store
from geodata.ways.blocks import trips_between
from geodata.ways.costs import contraction
from geodata.ways.ends import entries
from geodata.ways.track import arcs_of

DRIVE = Movement(Profile.DRIVE)
PEOPLE, PEERS, ASKED = sized((100_000, 5, 300), (500, 2, 5))
FAIRS, SECONDS, PLACES = sized((3_000, 8, 200), (200, 1, 5))
VENUES = sized((141, 1_000), (20, 60))
NOW = "2027-02-18T10:00"
WAIT_S = 300


@pytest.fixture(scope="module")
def plan(imported):
    store = Store.open(imported.url)
    loaded = store.load()
    store.close()
    return loaded


@pytest.fixture(scope="module")
def network(plan) -> Network:
    (only,) = plan.networks.values()
    return only


def lot(network, count, seed):
    """Random places within some hundred metres of a road."""
    draw = np.random.default_rng(seed)
    vertex = draw.integers(0, len(network["east"]), count)
    east, north = (network[axis][vertex] for axis in ("east", "north"))
    away = draw.normal(0, 30_000, (2, count))
    return to_degrees(east + away[0], north + away[1])


@pytest.mark.parametrize("limit", [30.0, 45.0])
@pytest.mark.parametrize("venues", VENUES)
def test_all_pairs_within_a_limit(network, benchmark, report, venues, limit):
    people, halls = (
        snap(network, *lot(network, count, seed), Profile.DRIVE)
        for count, seed in ((PEOPLE, 1), (venues, 2))
    )
    metric = network.metric(DRIVE, "min")
    contraction(network, DRIVE, "min")
    graph = arcs_of(network, metric).arcs
    node, _, at = entries(network, metric, halls).flat()
    starts = node[np.unique(at, return_index=True)[1][:PEERS]]
    begun = time.perf_counter()
    dijkstra(graph, indices=starts, limit=limit)
    searched_s = (time.perf_counter() - begun) * venues / PEERS

    def pairs():
        most = float(farthest(limit))
        return sum(len(each.cost) for each in trips_between(network, metric, people, halls, most))

    found = benchmark.pedantic(pairs, rounds=sized(3, 1))

    ours_s, few = benchmark.stats.stats.median, f" ({PEERS} of them)"
    report(
        f"{PEOPLE:,} places x {venues:,} venues within {limit:g} min | scipy's dijkstra{few}",
        f"{ours_s:.2f} s", f"{searched_s:.2f} s", f"{searched_s / ours_s:.1f}x",
        "2 s" if venues == VENUES[0] else "3 s",
    )  # fmt: skip
    assert found > 0


@pytest.fixture(scope="module", params=VENUES)
def rowed(request, plan, network, imported, tmp_path_factory):
    """The plan with so many published fairs on the roads, and their table made ready."""
    lon, lat = lot(network, request.param, 3)
    fairs = pd.concat([plan.fairs.iloc[:1]] * request.param)
    fairs = fairs.assign(lon=lon, lat=lat, status="published")
    fairs.index = pd.Index([f"f{n}" for n in range(request.param)], name="fair_id")
    made = replace(plan, fairs=fairs, cache=Cache())
    start = time.perf_counter()
    prepare_rows(made, imported.data / "roads", tmp_path_factory.mktemp("rows"))
    assert ready_rows(made, network, DRIVE) is not None
    return made, time.perf_counter() - start


def test_one_place_to_all_fairs(rowed, network, benchmark, report):
    campaign, built_s = rowed
    at = zip(*(axis.tolist() for axis in lot(network, ASKED, 4)), strict=True)
    places = [Place(*each) for each in at]
    every, searched = np.arange(len(campaign.fairs)), replace(campaign, cache=Cache())
    slow = []
    for place in places[: sized(10, 2)]:
        start = time.perf_counter()
        expected = FromPlace.of(searched, place, DRIVE).minutes(every)
        slow.append(time.perf_counter() - start)
        found = FromPlace.of(campaign, place, DRIVE).minutes(every)
        assert found == pytest.approx(expected, abs=2e-3)

    def ask():
        for place in places:
            FromPlace.of(campaign, place, DRIVE).minutes(every)

    benchmark.pedantic(ask, rounds=sized(3, 1), warmup_rounds=1)

    each_ms = 1e3 * benchmark.stats.stats.median / len(places)
    search_ms = 1e3 * statistics.median(slow)
    report(
        f"one place to {len(every):,} fairs by road, join included | search",
        f"{each_ms:.2f} ms", f"{search_ms:.1f} ms", f"{search_ms / each_ms:.0f}x", "2 ms",
    )  # fmt: skip
    report(f"the table of {len(every):,} fairs, made and opened", f"{built_s:.1f} s")


@pytest.fixture(scope="module")
def many(network, imported, tmp_path_factory):
    """A server with the roads and 3,000 fairs on them, its table ready."""
    folder = tmp_path_factory.mktemp("lists") / "data"
    shutil.copytree(imported.data, folder)
    lon, lat = lot(network, FAIRS, 5)
    url = f"sqlite:///{folder}/fairreach.db"
    store = Store.open(url)
    fairs = store.table("fairs")
    fairs = pd.concat([fairs.iloc[:1]] * FAIRS, ignore_index=True).assign(
        fair_id=[f"f{n}" for n in range(FAIRS)], lon=lon, lat=lat, status="published"
    )
    source = store.source("fairs")
    store.replace({"fairs": fairs}, provenance={"fairs": source})
    store.close()
    settings = {"FAIRREACH_NOW": NOW, "FAIRREACH_DATA": str(folder)}
    with servers.serving(url, "--workers", "2", **settings) as address:
        end = time.monotonic() + WAIT_S
        while not list((folder / "rows").glob("*-drive-*/checksums.json")):
            assert time.monotonic() < end
            time.sleep(0.5)
        time.sleep(sized(5, 1))  # until every worker has opened it
        yield address


def test_lists_by_road(many, network, benchmark, report):
    lon, lat = lot(network, PLACES, 6)
    paths = [f"/?lon={x:.5f}&lat={y:.5f}&travel=roads" for x, y in zip(lon, lat, strict=True)]
    straight = [path.replace("roads", "straight") for path in paths]
    pace(many, paths, SECONDS)  # warm
    other = pace(many, straight, SECONDS)

    lists = benchmark.pedantic(pace, (many, paths, SECONDS), rounds=1)

    report(
        f"lists by road of {FAIRS:,} fairs, a place each | straight",
        f"{lists.per_second:,.0f}/s, p99 {lists.p99_ms:.0f} ms",
        f"{other.per_second:,.0f}/s", f"{lists.per_second / other.per_second:.2f}",
        "300/s, p99 100 ms",
    )  # fmt: skip
