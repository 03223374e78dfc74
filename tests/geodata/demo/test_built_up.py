"""People by built-up land: what a ground shows of it, and that the census stays what it is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from river_city import City, river_city
from stored_city import stored_city
from stored_towns import run
from stores import settings_on

from geodata.base.facts import read_facts
from geodata.campaign.attribution import BUILT_UP, MODEL_ON_GROUND, sources_of
from geodata.demo.boundaries import district_boundaries
from geodata.demo.built_up import _Numbered, batches, built_up_share, street_km_of
from geodata.demo.cells import cells_of
from geodata.demo.population import MOST_PER_CELL, divide, model_people
from geodata.ground.build import build_ground
from geodata.ground.decode import TileLines
from geodata.ground.folder import open_ground, write_ground
from geodata.ground.kinds import Kind
from geodata.store.store import Store
from service.app import create_app

GEOD = Geod(ellps="WGS84")
NO_TOWNS = pd.DataFrame({"lon": [], "lat": [], "persons": [], "district_at": []})
NANAN, WUSHAN = "500108", "500237"
PLACE = st.tuples(st.integers(0, 1000), st.integers(0, 10**5))  # weight, room


def ground_of(city, folder):
    content = build_ground([city.write(folder / "city.osm.pbf")], lambda _: None)
    return open_ground(folder, write_ground(folder, content))


@pytest.fixture(scope="module")
def city():
    return river_city()


@pytest.fixture(scope="module")
def ground(city, tmp_path_factory):
    return ground_of(city, tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def cells():
    """The square kilometres in and around the city."""
    box = shapely.box(106.2, 29.2, 106.95, 29.95)
    return cells_of(gpd.GeoDataFrame(geometry=[box], crs="EPSG:4326"))


def southern_bank():
    """A city whose land along the Yangtze is mapped as built up, most of Nan'an's among it."""
    city = City(106.55, 29.56)
    city.area(shapely.box(106.53, 29.46, 106.66, 29.60), landuse="residential")
    city.way([(106.55, 29.50), (106.60, 29.50), (106.60, 29.55)], "primary")
    return city


def at(cells, lon, lat):
    """The cell whose centre is nearest to a point."""
    return int(np.argmin(np.hypot(cells.lon - lon, cells.lat - lat)))


def test_mapped_blocks_are_built_up_and_the_river_and_the_country_are_not(cells, ground):
    part = built_up_share(cells, [ground])

    assert part[at(cells, 106.50, 29.525)] == 1.0  # within a block of the city
    assert part[at(cells, 106.55, 29.38)] == 0.0  # fields
    assert part[at(cells, 106.38, 29.30)] == 0.0  # the Yangtze
    assert ((part >= 0) & (part <= 1)).all()
    assert 4 * 4 < part.sum() < 17 * 17


def test_where_no_land_is_mapped_the_streets_say_so(cells, ground):
    part = built_up_share(cells, [ground])
    grid = at(cells, 106.62, 29.64)  # streets every 340 m: 5.5 km in a square kilometre

    assert 0.3 < part[grid] < 0.8


def test_every_kilometre_of_street_counts_once_whatever_tiles_it_crosses(cells, ground, city):
    (addresses,) = batches(ground)
    streets = TileLines.of(ground, addresses, (Kind.STREET,))

    km = street_km_of(_Numbered(cells), streets).sum()

    ways = [nodes for nodes, tags in city.ways if tags.get("highway") == "residential"]
    lines = [zip(*(city.nodes[node] for node in nodes), strict=True) for nodes in ways]
    drawn = sum(GEOD.line_length(*line) for line in lines)
    assert km == pytest.approx(drawn / 1_000, rel=0.01)


def test_a_hole_in_built_up_land_is_not_built_up(tmp_path):
    town = City(106.55, 29.56)
    block, hole = (shapely.Point(106.55, 29.55).buffer(each) for each in (0.05, 0.02))
    rings = [[tuple(p) for p in each.exterior.coords] for each in (block, hole)]
    for ring in rings:
        town.way(ring, "")
    members = [("w", 1, "outer"), ("w", 2, "inner")]
    town.relations.append((members, {"type": "multipolygon", "landuse": "residential"}))
    cells = cells_of(gpd.GeoDataFrame(geometry=[block.buffer(0.02)], crs="EPSG:4326"))

    part = built_up_share(cells, [ground_of(town, tmp_path)])

    assert part[at(cells, 106.55, 29.55)] == 0.0
    assert part[at(cells, 106.515, 29.55)] == 1.0
    whole, gone = (abs(GEOD.geometry_area_perimeter(each)[0]) for each in (block, hole))
    square_km = (whole - gone) / 1e6
    assert part.sum() == pytest.approx(square_km, rel=0.02)


@pytest.fixture(scope="module")
def census():
    names = ["pop_2020", "urban", "rural", "age_15_59", "age_60p"]
    return pd.DataFrame(read_facts("census-2020-districts.csv"))[names].astype("int64")


@pytest.fixture(scope="module")
def districts():
    return district_boundaries()


@pytest.mark.slow
def test_the_census_stays_what_it_is_and_only_where_people_live_changes(
    districts, census, tmp_path
):
    land, ground = {}, ground_of(southern_bank(), tmp_path)

    def told(cells):
        land["part"] = built_up_share(cells, [ground])
        return land["part"]

    before = model_people(districts, census, NO_TOWNS)
    people = model_people(districts, census, NO_TOWNS, told)

    at_district = people.cells.district_at
    for group, column in (("all", "pop_2020"), ("rural", "rural"), ("working_age", "age_15_59")):
        sums = np.bincount(at_district, weights=people.persons[group])
        assert sums.tolist() == census[column].tolist(), group
    assert sum(people.placed_by.values()) == census["pop_2020"].sum()
    assert people.placed_by["ground"] > 0
    codes = districts["adcode"].tolist()
    nanan, far = (at_district == codes.index(code) for code in (NANAN, WUSHAN))
    urban = people.persons["all"] - people.persons["rural"]
    assert (urban[nanan & (land["part"] == 0)] == 0).all()
    assert (people.persons["all"][nanan] <= MOST_PER_CELL).all()
    assert (people.persons["all"][nanan] != before.persons["all"][nanan]).any()
    # Nothing is known of Wushan: there it is as before.
    assert people.persons["all"][far].tolist() == before.persons["all"][far].tolist()
    # Where settlements are sound they know more.
    town = pd.DataFrame({"lon": [106.65], "lat": [29.51], "persons": [9e5], "district_at": [0]})
    town = town.assign(district_at=codes.index(NANAN))
    around = model_people(districts, census, town, lambda _: land["part"])
    assert around.placed_by["settlements"] == census["urban"][codes.index(NANAN)]


@given(
    total=st.integers(0, 10**6),
    places=st.lists(PLACE, min_size=1, max_size=40),
)
def test_all_are_divided_for_whom_there_is_room_and_nobody_else(total, places):
    weights, room = (np.array(each) for each in zip(*places, strict=True))

    placed = divide(total, weights, room)

    assert placed.sum() == min(total, room[weights > 0].sum())
    assert (placed <= room).all()
    assert (placed[weights == 0] == 0).all()


@pytest.mark.slow
def test_the_command_places_people_by_the_ground_that_was_imported(tmp_path):
    environment = stored_city(tmp_path, southern_bank())
    nothing = {**environment, "FAIRREACH_DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"}
    refused = run(nothing, "demo", "--people", "ground")
    assert refused.exit_code == 2
    assert "import an extract first" in refused.stderr

    done = run(environment, "demo", "--start", "2027-03-13")

    assert done.exit_code == 0, done.stderr
    assert "by built-up land and streets" in done.stderr
    store = Store.open(environment["FAIRREACH_DATABASE_URL"], roads=tmp_path / "roads")
    demand = store.source("demand")
    store.close()
    assert demand.origin == MODEL_ON_GROUND
    assert 0 < demand.placed_by["ground"] < 0.2
    assert "by built-up land and streets" in demand.file
    assert any(BUILT_UP in source.tables for source in sources_of({"demand": demand}))
    url = environment["FAIRREACH_DATABASE_URL"]
    page = create_app(settings_on(url, FAIRREACH_DATA=str(tmp_path))).test_client()
    text = page.get("/planner?lang=en").text
    assert "by built-up land and streets" in text
    assert "Built-up land and streets: © OpenStreetMap" in text
