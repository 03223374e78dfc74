"""Districts: the answer of geopandas on every point, names in every form people write them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.demo.boundaries import district_boundaries
from geodata.districts.boundary_package import boundary_polygons
from geodata.districts.cities import city_of
from geodata.districts.locate import display, locate, with_adcodes
from geodata.districts.names import Gazetteer
from geodata.districts.statements import mismatches
from geodata.errors import FairreachError


@pytest.fixture(scope="module")
def districts() -> gpd.GeoDataFrame:
    return district_boundaries().set_index("adcode")


def test_the_region_has_38_and_20_districts_and_the_census_sums(districts):
    persons = districts["persons"].groupby(districts.index.map(city_of))

    assert persons.size().to_dict() == {"500000": 38, "510100": 20}
    assert persons.sum().to_dict() == {"500000": 32_054_159, "510100": 20_937_757}


def test_a_district_that_the_package_lacks_is_named():
    with pytest.raises(FairreachError, match="999999"):
        boundary_polygons("district", ["999999"])


@pytest.mark.slow
def test_points_get_the_district_that_geopandas_gives_them(districts):
    rng = np.random.default_rng(20)
    west, south, east, north = districts.total_bounds
    lon, lat = rng.uniform(west, east, 50_000), rng.uniform(south, north, 50_000)

    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    joined = points.sjoin(districts.reset_index()[["geometry"]], how="left", predicate="intersects")
    peer = joined["index_right"].groupby(joined.index).min().fillna(-1).astype(int)

    assert locate(districts, lon, lat).tolist() == peer.tolist()


def test_a_point_on_a_border_belongs_to_the_first_of_the_two_districts_alone(districts):
    jiangbei, yubei = districts.index.get_loc("500105"), districts.index.get_loc("500112")
    border = shapely.intersection(districts.geometry["500105"], districts.geometry["500112"])
    lon, lat = shapely.get_coordinates(border)[:50].T

    assert set(locate(districts, lon, lat)) == {min(jiangbei, yubei)}
    assert set(locate(districts.iloc[::-1], lon, lat)) == {len(districts) - 1 - yubei}


def test_a_point_on_a_border_contradicts_neither_of_its_districts(districts):
    border = shapely.intersection(districts.geometry["500105"], districts.geometry["500112"])
    lon, lat = shapely.get_coordinates(border)[:3].T
    inside = districts.geometry["500105"].representative_point()
    places = pd.DataFrame(
        {
            "name": list("abcd"),
            "district": ["江北区", "渝北区", "渝中区", "渝北区"],
            "lon": [*lon, inside.x],
            "lat": [*lat, inside.y],
        }
    )

    meant = Gazetteer.of(districts).meanings(places["district"])
    found = mismatches(with_adcodes(places, districts, meant), districts)

    assert found["name"].tolist() == ["c", "d"]


def test_no_points_and_no_districts_are_no_trouble(districts):
    assert locate(districts, np.empty(0), np.empty(0)).tolist() == []
    assert locate(districts.iloc[:0], np.array([106.5]), np.array([29.5])).tolist() == [-1]


@pytest.mark.parametrize(
    ("text", "adcode"),
    [
        ("500112", "500112"),
        ("５００１１２", "500112"),
        ("渝北区", "500112"),
        ("渝北", "500112"),
        ("重庆市渝北区", "500112"),
        ("Yubei District", "500112"),
        (" yubei ", "500112"),
        ("Nan'an", "500108"),
        ("Nanan District", "500108"),
        ("酉阳土家族苗族自治县", "500242"),
        ("酉阳", "500242"),
        ("Youyang", "500242"),
        ("简阳市", "510185"),
        ("成都市锦江区", "510104"),
        ("忠县", "500233"),
        ("两江新区", None),
        ("", None),
        ("区", None),
    ],
)
def test_a_district_is_known_by_code_full_short_and_english_name(districts, text, adcode):
    gazetteer = Gazetteer.of(districts)

    assert gazetteer.resolve(text) == adcode
    assert Gazetteer.from_json(gazetteer.to_json()).resolve(text) == adcode


def test_every_name_of_every_district_leads_back_to_it(districts):
    gazetteer = Gazetteer.of(districts)

    for adcode, zh, en in districts[["name_zh", "name_en"]].itertuples(name=None):
        assert {gazetteer.resolve(name) for name in (adcode, zh, en)} == {adcode}


def test_a_name_that_two_districts_share_stands_for_neither():
    rows = [
        ["330205", "江北区", "Jiangbei District", 121.5, 29.9],
        ["500105", "江北区", "Jiangbei District", 106.5, 29.6],
        ["500103", "", "", 106.5, 29.5],
    ]
    gazetteer = Gazetteer.from_json(rows)

    assert [gazetteer.resolve(text) for text in ("江北区", "江北", "Jiangbei", "")] == [None] * 4
    assert gazetteer.resolve("500105") == "500105"
    assert gazetteer.resolve("重庆市江北区") == "500105"


def test_a_seat_lies_in_its_district(districts):
    gazetteer = Gazetteer.of(districts)
    lon, lat = np.array([gazetteer.seat(adcode) for adcode in districts.index]).T

    assert locate(districts, lon, lat).tolist() == list(range(len(districts)))
    with pytest.raises(KeyError):
        gazetteer.seat("999999")


def test_the_displayed_districts_have_fewer_vertices_and_still_share_their_borders(districts):
    shown = display(districts)

    assert shapely.get_num_coordinates(shown.geometry.to_numpy()).sum() < 13_000
    assert shapely.coverage_is_valid(shown.geometry.to_numpy())
    assert shown.index.equals(districts.index)
