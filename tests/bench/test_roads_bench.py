"""
A real region's roads: reading them, keeping them, and every number that rests on them.

The goals are those of the evaluation file, 11.4 MB of OpenStreetMap. pyrosm, which is no
dependency, takes 14.6 s and 1.75 GB to read it alone; that is what the import's goals stand for.
Where that file is absent, and in a small run, streets that we lay out ourselves stand in for it.
"""

import json
import statistics
from dataclasses import replace
from datetime import date
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bench.size import sized
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.access.costs import trip_costs
from geodata.access.from_place import FromPlace
from geodata.access.joins import demand_snaps, fair_snaps
from geodata.access.travel import Method, Travel
from geodata.base.cache import Cache
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import Changes
from geodata.campaign.trial import apply
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery
from geodata.roads.folder import open_network
from geodata.roads.network import Network
from geodata.search.nearest import nearest
from geodata.search.nearest_query import NearestQuery
from geodata.signs.profile import Profile
from geodata.store.store import Store
from geodata.ways.contraction import Spread
from geodata.ways.costs import contraction, from_places, to_nearest
from geodata.ways.ends import entries
from geodata.ways.states import states_of
from geodata.ways.track import arcs_of
from maps.layers import fair_reach_layer

DRIVE = Profile.DRIVE
QUERY = CoverageQuery(Travel(Method.ROADS), CoverageQuery.default_threshold(Method.ROADS))
FAIRS, MORE_FAIRS = 141, sized(3_000, 200)
ROUNDS, DRAWN = sized((20, 15), (2, 2))
CLOSE_MIN = 1e-3
STEP_DEG, FAR_DEG = 0.01, 0.3
MEGABYTE, GIGABYTE = 1_000_000, 1_000_000_000


@pytest.fixture(scope="module")
def campaign(imported) -> Campaign:
    """The campaign as a server holds it once it has answered: its network is warm."""
    store = Store.open(imported.url)
    loaded = store.load()
    store.close()
    assert len(loaded.fairs) == FAIRS
    coverage(loaded, QUERY)
    return loaded


@pytest.fixture
def network(campaign) -> Network:
    (only,) = campaign.networks.values()
    return only


def report_median(report, benchmark, what: str, goal: str = "") -> None:
    report(what, f"{benchmark.stats.stats.median:.4f} s", goal=goal)


def test_an_extract_is_imported(imported, benchmark, report):
    # A process of its own has done it, once, and measured itself.
    benchmark.pedantic(lambda: None, rounds=1)
    benchmark.extra_info |= {"seconds": imported.seconds, "tree": imported.tree}
    size = sum(file.stat().st_size for file in imported.folder.iterdir())

    report(
        f"import of {imported.extract / MEGABYTE:.1f} MB of roads",
        f"{imported.seconds:.1f} s",
        goal="35 s",
    )
    if imported.tree:
        report("its memory, all processes", f"{imported.tree / GIGABYTE:.2f} GB", goal="1.5 GB")
    report(
        "its memory, the largest of them", f"{imported.largest / GIGABYTE:.2f} GB", goal="1.5 GB"
    )
    report("the network on disk", f"{size / MEGABYTE:.1f} MB", goal="40 MB")


def test_a_network_is_opened(imported, benchmark, report):
    opened = benchmark.pedantic(
        open_network, (imported.folder,), rounds=sized(7, 1), warmup_rounds=1
    )

    report_median(report, benchmark, "opening the network", "0.5 s")
    assert all(isinstance(array.base, np.memmap) for array in opened.arrays.values())


def with_fairs(network: Network, targets: Any) -> tuple[Any, Any]:
    """The whole graph against the traffic, with one more node for each fair, and those nodes."""
    metric, size = network.metric(DRIVE, "min"), states_of(network, DRIVE).size
    node, cost, fair = entries(network, metric, targets).flat()
    order = np.argsort(cost)  # from a fair to one node there may be two ways
    order = order[np.unique(fair[order] * size + node[order], return_index=True)[1]]
    arcs = arcs_of(network, metric).arcs.tocoo()
    row, column = (
        np.append(arcs.coords[0], size + fair[order]),
        np.append(arcs.coords[1], node[order]),
    )
    whole = size + len(targets)
    graph = csr_array((np.append(arcs.data, cost[order]), (row, column)), shape=(whole, whole))
    return graph, size + np.flatnonzero(targets.known)


def test_all_people_to_the_nearest_of_141_fairs_against_dijkstra(
    campaign, network, benchmark, versus, report
):
    metric, size = network.metric(DRIVE, "min"), states_of(network, DRIVE).size
    places = demand_snaps(campaign, network, DRIVE)
    # Of the demo's own fairs half are in Chengdu, where these roads do not lead.
    near = np.flatnonzero(places.known)
    targets = places[np.random.default_rng(7).choice(near, FAIRS, replace=False)]
    graph, fairs = with_fairs(network, targets)

    def ours():
        spread = to_nearest(network, DRIVE, "min", targets)
        return spread, from_places(network, metric, places, targets, spread)

    what = f"{len(places):,} points x {FAIRS} fairs by road"
    match = versus(
        f"{what} | scipy's dijkstra",
        ours,
        lambda: dijkstra(graph, indices=fairs, min_only=True)[:size],
        goal=1,
        rounds=9,
    )

    report_median(report, benchmark, f"{what}, alone", "0.15 s")
    share = len(contraction(network, DRIVE, "min").core) / network.known.nodes
    report("the core, of all nodes", f"{100 * share:.1f} %", goal="7 %")
    spread, reached = match.ours
    assert (np.isfinite(spread.cost) == np.isfinite(match.peer)).all()
    found = np.isfinite(match.peer)
    assert np.abs(spread.cost[found] - match.peer[found]).max() < CLOSE_MIN
    by_peer = from_places(network, metric, places, targets, Spread(match.peer, spread.label))
    assert np.allclose(reached.cost, by_peer.cost, rtol=0, atol=CLOSE_MIN)
    assert np.isfinite(reached.cost[places.known]).mean() > 0.7


@pytest.fixture(params=[FAIRS, MORE_FAIRS])
def plan(request, campaign) -> Campaign:
    """The campaign with so many fairs, answered once."""
    if request.param == FAIRS:
        return campaign
    at = np.random.default_rng(5).integers(0, len(campaign.demand), request.param)
    fairs = pd.concat([campaign.fairs.iloc[:1]] * request.param).assign(
        lon=campaign.demand.lon[at] + STEP_DEG / 2,
        lat=campaign.demand.lat[at],
        adcode=np.append(campaign.districts.index, "")[campaign.demand.district_at[at]],
    )
    fairs.index = pd.Index([f"f{n:04}" for n in range(request.param)], name="fair_id")
    made = replace(campaign, fairs=fairs, cache=Cache(), still=Cache())
    coverage(made, QUERY)
    return made


@pytest.mark.parametrize(("named", "step_deg"), [("near", STEP_DEG), ("far", FAR_DEG)])
def test_one_fair_is_moved_and_every_number_made_again(plan, benchmark, report, named, step_deg):
    fairs, took, cpu = plan.counting, [], []

    def moved():
        fair = fairs.iloc[7 * len(took) % len(fairs)]
        place = f"{fair['lon'] + step_deg:.5f},{fair['lat']:.5f}"
        return (Changes.of({"move": [f"{fair.name}@{place}"]}),), {}

    def numbers(changes):
        start, start_cpu = perf_counter(), process_time()
        made = coverage(apply(plan, changes, date(2027, 3, 1)), QUERY)
        took.append(perf_counter() - start)
        cpu.append(process_time() - start_cpu)
        return made

    made = benchmark.pedantic(numbers, setup=moved, rounds=ROUNDS, warmup_rounds=1)

    what = f"one fair of {len(fairs):,} moved {named}"
    report_median(report, benchmark, f"{what}, all numbers again", "0.03 s")
    report(f"{what}, time of the processor", f"{statistics.median(cpu):.4f} s")
    report(f"{what}, the slowest of {ROUNDS} moves", f"{max(took):.4f} s")
    assert made.definition.fairs_counted == len(fairs)
    assert made.total.persons_covered > 0


def test_the_reach_of_one_fair_is_drawn(campaign, network, benchmark, report):
    fairs = iter(np.flatnonzero(fair_snaps(campaign, network, DRIVE).known).tolist())

    def another():
        return (campaign, QUERY, next(fairs)), {}

    drawn = benchmark.pedantic(fair_reach_layer, setup=another, rounds=DRAWN, warmup_rounds=1)

    report_median(report, benchmark, "one fair's reach by road", "0.1 s")
    (feature,) = json.loads(drawn)["features"]
    assert feature["geometry"]["coordinates"]


@pytest.fixture
def places(campaign):
    """Where people live who can get to a fair, by lot: one for each round."""
    costs = trip_costs(campaign, QUERY.fairs(campaign), QUERY.travel)
    able = np.flatnonzero(np.isfinite(costs.cost))
    lot = np.random.default_rng(7).choice(able, 100, replace=False)
    demand = campaign.demand
    return zip(demand.lon[lot].tolist(), demand.lat[lot].tolist(), strict=True)


def test_one_place_to_its_nearest_fairs(campaign, places, benchmark, report):
    def ask():
        lon, lat = next(places)
        return (campaign, NearestQuery(Place(lon, lat), travel=Travel(Method.ROADS))), {}

    found = benchmark.pedantic(nearest, setup=ask, rounds=ROUNDS, warmup_rounds=1)

    report_median(report, benchmark, "one place to its nearest fairs by road")
    assert list(found.travel_min) == sorted(found.travel_min)


def test_one_way_to_a_fair(campaign, places, benchmark, report):
    def ask():
        lon, lat = next(places)
        query = NearestQuery(Place(lon, lat), k=1, travel=Travel(Method.ROADS))
        return (campaign, query), {}

    def draw(campaign, query):
        there = FromPlace.of(campaign, query.place, DRIVE)
        answer = nearest(campaign, query, there=there)
        return there.way(answer.fair_at[0]), answer

    drawn, answer = benchmark.pedantic(draw, setup=ask, rounds=ROUNDS, warmup_rounds=1)

    report_median(report, benchmark, "the nearest fair and the way there")
    assert drawn.minutes == pytest.approx(answer.travel_min[0], abs=CLOSE_MIN)
