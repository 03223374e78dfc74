"""The land that is drawn as reached is that from which people are counted as covered."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from campaigns import make_campaign
from towns import BRIDGE, Town, on_roads, random_town, river_town, town_campaign

from geodata.access.costs import trip_costs
from geodata.access.travel import Method, Travel
from geodata.measures.catchment import land_beyond, land_unreachable, land_within, reach
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold
from geodata.roads.network import centres
from geodata.signs.profile import Profile
from geodata.ways.isochrones import land, runs

QUERIES = [
    CoverageQuery(Travel(Method.ROADS, profile), Threshold(value, unit))
    for profile in Profile
    for value, unit in ((6, "min"), (25, "min"), (2.5, "km"), (600, "min"))
]
FAIRS = np.array([0, 1])
EVERYWHERE = {"500103": (-180, -90, 180, 90)}


def people_at_centres(network, fairs):
    """A campaign with one person at the centre of every square of the lattice."""
    cells = network.known.cells
    lon, lat = centres(cells, np.arange(len(cells)))
    demand = {"lon": lon, "lat": lat, "persons": {"all": np.ones(len(lon))}}
    rows = [dict(zip(("lon", "lat"), fair, strict=True)) for fair in fairs]
    return on_roads(make_campaign(demand=demand, fairs=rows, districts=EVERYWHERE), town=network)


def agrees(network, fairs, query):
    """Squares and persons, wherever the cost is not within 1 m or 0.1 s of the threshold."""
    campaign = people_at_centres(network, fairs)
    demand, at = campaign.demand, np.arange(len(fairs))
    costs = trip_costs(campaign, at, query.travel)
    cost = costs.cost
    clear = np.abs(cost - query.limit) > (1 / 600 if costs.unit == "min" else 1.0)
    covered = coverage(campaign, query).covered
    drawn = shapely.contains_xy(land_within(campaign, query, at), demand.lon, demand.lat)
    differ = clear & (drawn != covered)
    assert not differ.any(), f"{differ.sum()} of {len(drawn)} squares"
    # What is unknown to the person at a square's centre is no land at all.
    beyond = shapely.contains_xy(land_beyond(campaign, query, at), demand.lon, demand.lat)
    never = shapely.contains_xy(land_unreachable(campaign, query, at), demand.lon, demand.lat)
    assert (beyond[clear] == (np.isfinite(cost) & ~covered)[clear]).all()
    assert (drawn.astype(int) + beyond + never <= 1).all()
    return covered


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize("crossing", [BRIDGE, None], ids=["bridge", "nothing"])
def test_a_square_is_in_the_land_if_a_person_at_its_centre_is_covered(tmp_path, query, crossing):
    town = river_town(crossing)
    network = town.network(tmp_path)

    assert agrees(network, [town.place(540, 1250)], query).any()


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_land_of_a_random_town_is_that_of_its_people(tmp_path, seed, profile):
    town = random_town(seed)
    network = town.network(tmp_path)
    query = CoverageQuery(Travel(Method.ROADS, profile), Threshold(25, "min"))

    covered = agrees(network, [town.place(0, 0), town.place(1800, 900)], query)

    assert 0 < covered.sum() < len(covered)


def test_the_land_beside_a_motorway_is_reached_as_its_people_reach_it(tmp_path):
    """The nearest road that one drives on may be one that nobody walks on."""
    town = Town()
    town.grid(0, 0, 4, 4)
    town.way([(2000, 1000), (2000, 3200), (0, 3200), (0, 2000)], "motorway", oneway="no")
    network = town.network(tmp_path)
    query = CoverageQuery(Travel(Method.ROADS), Threshold(12, "min"))

    agrees(network, [town.place(1000, 1000)], query)


def test_the_land_along_a_straight_road_is_reached_as_its_people_reach_it(tmp_path):
    """A road over a plain or a bridge over a strait may have no corner for many kilometres."""
    town = Town()
    town.grid(0, 0, 2, 2)
    town.way([(1000, 500), (15_000, 500)], "primary")
    campaign = town_campaign(town, town.network(tmp_path), [(8_000, 600, 1)], [(500, 500)])
    query = CoverageQuery(Travel(Method.ROADS), Threshold(30, "min"))

    assert coverage(campaign, query).covered.all()
    land_there = land_within(campaign, query, np.array([0]))
    assert land_there.contains(shapely.Point(town.place(8_000, 600)))


def test_the_land_beyond_the_last_road_is_reached_as_its_people_reach_it(tmp_path):
    town = Town()
    town.grid(0, 0, 4, 4)
    people = [(1000, -1500, 1), (1000, 3500, 1), (-1500, 1000, 1), (3500, 1000, 1)]
    campaign = town_campaign(town, town.network(tmp_path), people, [(1000, 1000)])
    query = CoverageQuery(Travel(Method.ROADS), Threshold(40, "min"))

    assert coverage(campaign, query).covered.all()
    land_there = land_within(campaign, query, np.array([0]))
    where = campaign.demand.lon, campaign.demand.lat
    assert shapely.contains_xy(land_there, *where).tolist() == [True] * 4


def test_the_land_of_two_networks_is_that_of_both(tmp_path):
    made = {}
    for name, lon in (("east", 107.5), ("west", 106.5)):
        town = Town(lon, 29.5)
        town.grid(0, 0, 4, 4)
        (tmp_path / name).mkdir()
        made[name] = town, town.network(tmp_path / name)
    halls = [town.place(0, 0) for town, _ in made.values()]
    rows = [dict(zip(("lon", "lat"), hall, strict=True)) for hall in halls]
    networks = {name: network for name, (_, network) in made.items()}
    campaign = on_roads(make_campaign(fairs=rows), **networks)
    query = CoverageQuery(Travel(Method.ROADS), Threshold(30, "min"))

    areas = reach(campaign, query, ["f1", "f2"])
    both = land_within(campaign, query, FAIRS)

    assert not areas.geometry["f1"].intersects(areas.geometry["f2"])
    for geometry, hall in zip(areas.geometry, halls, strict=True):
        assert geometry.contains(shapely.Point(hall))
    assert both.symmetric_difference(areas.union_all()).area < 1e-12


def test_a_longer_threshold_never_loses_land(tmp_path):
    town = random_town(5)
    campaign = town_campaign(town, town.network(tmp_path), [], [(0, 0)], districts=EVERYWHERE)
    areas = [
        land_within(
            campaign, CoverageQuery(Travel(Method.ROADS), Threshold(m, "min")), np.array([0])
        )
        for m in (5, 12, 13, 30, 90)
    ]

    for less, more in pairwise(areas):
        assert less.difference(more).area < 1e-12
    assert all(each.is_valid for each in areas)
    assert 0 < areas[0].area < areas[2].area < areas[-1].area


def test_land_ends_with_the_districts(tmp_path):
    town = Town()
    town.grid(-2000, 0, 8, 4)
    west_half = {"500103": (106, 29, town.place(0, 0)[0], 30)}
    network = town.network(tmp_path)
    query = CoverageQuery(Travel(Method.ROADS), Threshold(60, "min"))

    halves, whole = (
        land_within(
            town_campaign(town, network, [], [(0, 0)], districts=districts), query, np.array([0])
        )
        for districts in (west_half, {})
    )

    cell = network.known.cells.side / 100
    east = town.plane.transform(halves.bounds[2], halves.bounds[3], direction="INVERSE")[0]
    assert abs(east) <= cell
    assert whole.contains(shapely.Point(town.place(1900, 1000)))
    assert whole.covers(halves)


def test_no_squares_are_no_land(tmp_path):
    town = Town()
    town.grid(0, 0, 3, 3)
    network = town.network(tmp_path)
    size = len(network["drive_cell"])

    none = land(network, Profile.DRIVE, np.zeros(size, dtype=bool))
    every = land(network, Profile.DRIVE, np.ones(size, dtype=bool))

    assert none.is_empty
    assert every.is_valid
    assert every.contains(shapely.Point(town.place(750, 750)))
    assert [each.tolist() for each in runs(np.empty(0, dtype=np.intp), 7)] == [[], [], []]


def test_runs_of_squares_end_at_the_end_of_a_row():
    found = runs(np.array([0, 1, 2, 4, 5, 6, 9]), 5)

    row, west, east = (each.tolist() for each in found)
    assert (row, west, east) == ([0, 0, 1, 1], [0, 4, 0, 4], [3, 5, 2, 5])


def test_no_fairs_reach_no_land(tmp_path):
    town = Town()
    town.grid(0, 0, 3, 3)
    campaign = town_campaign(town, town.network(tmp_path), [], [(0, 0)])
    nothing = np.empty(0, dtype=np.intp)

    for query in QUERIES:
        assert land_within(campaign, query, nothing).is_empty
        assert len(reach(campaign, query, [])) == 0
        unreached = land_unreachable(campaign, query, nothing)
        assert unreached.contains(shapely.Point(town.place(750, 750)))
