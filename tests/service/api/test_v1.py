"""The JSON API, against geodesics and sums that it did not make itself."""

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from stores import DEMAND, EMPLOYERS, FAIRS, HOSTILE, OPENINGS, small_campaign, store_campaign

GEOD = Geod(ellps="WGS84")
API = "/api/v1"


def get(client, path, status=200):
    response = client.get(f"{API}{path}")
    assert response.status_code == status, response.text
    return response.get_json()


def test_districts_are_geojson_with_all_their_names(client):
    body = get(client, "/districts")

    assert body["type"] == "FeatureCollection"
    assert [f["id"] for f in body["features"]] == ["500103", "500112", "510104"]
    assert body["features"][0]["geometry"]["type"] == "Polygon"
    assert {"adcode", "name_zh", "name_en"} <= body["features"][0]["properties"].keys()


def test_fairs_come_by_date_with_the_tables_columns_cancelled_ones_too(client):
    body = get(client, "/fairs")

    dates = [f["properties"]["date"] for f in body["features"]]
    assert dates == sorted(dates)
    assert {f["properties"]["status"] for f in body["features"]} == {
        "published", "planned", "cancelled",
    }  # fmt: skip
    assert body["total"] == 5
    assert body["features"][1]["properties"]["booths"] == 40
    assert body["features"][0]["properties"]["booths"] is None


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("bbox=106,29,107,30", ["f1", "f2"]),
        ("from=2027-03-01&to=2027-03-02", ["f3", "f4"]),
        ("district=510104", ["f4", "f5"]),
        ("limit=2&offset=1", ["f2", "f3"]),
        ("bbox=0,0,1,1", []),
    ],
)
def test_fairs_are_chosen_by_place_days_district_and_page(client, query, ids):
    assert [f["id"] for f in get(client, f"/fairs?{query}")["features"]] == ids


def test_one_fair_comes_with_its_employers_and_openings(client):
    properties = get(client, "/fairs/f2")["properties"]

    assert properties["name"] == HOSTILE
    assert [e["employer_id"] for e in properties["employers"]] == ["e1", "e2"]
    assert sum(o["headcount"] for o in properties["openings"]) == 35


@pytest.mark.parametrize("travel", ["", "&travel=straight"])
def test_the_nearest_fairs_are_in_order_with_geodesic_metres(client, travel):
    body = get(client, f"/fairs/nearest?lon=106.51&lat=29.505&k=3{travel}")

    assert [f["id"] for f in body["features"]] == ["f2", "f5"]
    for feature in body["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        _, _, metres = GEOD.inv(106.51, 29.505, lon, lat)
        assert feature["properties"]["distance_m"] == pytest.approx(metres, abs=1)
        # Without roads the usual way is estimated.
        assert (feature["properties"]["travel_min"] is None) is bool(travel)
        method = "straight" if travel else "estimated"
        assert feature["properties"]["travel_method"] == method


@pytest.mark.parametrize(("lon", "lat"), [(180, 0), (-180, 0), (0, 90), (0, -90), (106.5, 29.5)])
def test_any_place_on_earth_has_geodesic_distances_to_a_metre(client, lon, lat):
    body = get(client, f"/fairs/nearest?lon={lon}&lat={lat}&k=50")

    told = [f["properties"]["distance_m"] for f in body["features"]]
    there = [f["geometry"]["coordinates"] for f in body["features"]]
    assert told == sorted(told)
    assert told == pytest.approx([GEOD.inv(lon, lat, *each)[2] for each in there], abs=1)


@pytest.mark.slow
def test_the_nearest_of_many_fairs_are_those_that_pyproj_finds(app_on, url):
    draw = np.random.default_rng(5)
    places = np.column_stack([draw.uniform(104, 108, 300), draw.uniform(29, 31, 300)])
    fairs = [{"lon": lon, "lat": lat, "date": "2027-03-01"} for lon, lat in places]
    store_campaign(url, small_campaign(fairs=fairs, openings=()))
    client = app_on(url).test_client()

    for lon, lat in draw.uniform([104, 29], [108, 31], (10, 2)).round(6):
        _, _, metres = GEOD.inv(*np.broadcast_arrays(lon, lat, *places.T))
        expected = [f"f{n + 1}" for n in np.argsort(metres)[:7]]
        body = get(client, f"/fairs/nearest?lon={lon}&lat={lat}&k=7")
        assert [f["id"] for f in body["features"]] == expected


@pytest.mark.parametrize(
    ("now", "ids"),
    [
        ("2027-02-18T09:29", {"f1", "f2", "f5"}),
        ("2027-02-18T09:31", {"f2", "f5"}),
        ("2027-02-19T12:01", {"f5"}),
        ("2027-03-04T00:00", set()),
        ("2027-02-18T01:29+00:00", {"f1", "f2", "f5"}),
    ],
)
def test_a_fair_is_past_when_its_hours_are_over_by_the_injected_clock(app_on, filled, now, ids):
    client = app_on(filled, FAIRREACH_NOW=now).test_client()

    found = get(client, "/fairs/nearest?lon=106.5&lat=29.5&k=50")["features"]

    assert {f["id"] for f in found} == ids


def test_a_seeker_is_shown_published_fairs_that_are_not_over(client):
    # Now is 10:00 on 18 February: f1 ended at 9:30 that day, f3 is planned, f4 cancelled.
    names = {f["id"] for f in get(client, "/fairs/nearest?lon=106.5&lat=29.5&k=50")["features"]}

    assert names == {"f2", "f5"}


def test_estimated_minutes_are_straight_metres_times_the_factor_over_the_speed(client):
    body = get(client, "/fairs/nearest?lon=106.51&lat=29.505&k=1&travel=estimated&speed_kmh=40")

    (feature,) = body["features"]
    factor = body["place"]["factor"]
    metres = feature["properties"]["distance_m"]
    assert feature["properties"]["travel_min"] == pytest.approx(
        metres * factor / (40_000 / 60), abs=0.01
    )
    assert body["definition"]["travel"] == "estimated"


def test_a_place_outside_the_region_is_answered_and_told(client):
    body = get(client, "/fairs/nearest?lon=120.2&lat=30.2&k=2")

    assert body["place"]["adcode"] is None
    assert len(body["features"]) == 2


def test_coverage_counts_the_persons_of_the_demand_points(client):
    body = get(client, "/coverage?threshold_km=50&from=2027-02-19&to=2027-02-19")

    near = sum(
        persons
        for lon, lat, persons in DEMAND[:4]
        if GEOD.inv(lon, lat, 106.52, 29.51)[2] <= 50_000
    )
    assert body["total"]["persons_covered"] == near
    assert body["total"]["persons"] == sum(persons for *_, persons in DEMAND[:4])
    assert body["outside"] == {"points": 1, "persons": 7}
    assert body["definition"]["fairs_counted"] == 1
    assert {
        "adcode", "name_zh", "name_en", "persons", "persons_covered", "persons_gap", "coverage",
        "fairs", "mean_cost", "p90_cost", "persons_unreachable",
    } <= body["districts"][0].keys()  # fmt: skip


def test_the_threshold_is_inclusive(client):
    # The whole numbers of metres on both sides of the one point's distance to the one fair.
    _, _, metres = GEOD.inv(106.51, 29.50, 106.52, 29.51)
    days = "from=2027-02-19&to=2027-02-19"
    exact = get(client, f"/coverage?threshold_km={metres / 1000!r}&{days}")
    less = get(client, f"/coverage?threshold_km={(metres - 0.001) / 1000!r}&{days}")

    assert exact["total"]["persons_covered"] == 1000
    assert less["total"]["persons_covered"] == 0


def test_cancelled_fairs_never_count_and_planned_ones_do(client):
    assert (
        get(client, "/coverage?from=2027-03-02&to=2027-03-02")["definition"]["fairs_counted"] == 0
    )
    assert (
        get(client, "/coverage?from=2027-03-01&to=2027-03-01")["definition"]["fairs_counted"] == 1
    )


def test_nobody_can_reach_no_fair_and_that_is_null_and_not_infinity(client):
    body = get(client, "/coverage?from=2030-01-01&to=2030-01-02")

    assert body["total"]["mean_cost"] is None
    assert body["total"]["persons_unreachable"] == body["total"]["persons"]


@pytest.mark.parametrize("km", [1, 10, 45.5, 200, 500])
def test_coverage_by_district_is_what_geopandas_and_pyproj_count(client, km):
    body = get(client, f"/coverage?threshold_km={km}")

    features = get(client, "/districts?geometry=full")["features"]
    areas = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    lon, lat, persons = np.array(DEMAND).T
    people = gpd.GeoDataFrame({"persons": persons}, geometry=gpd.points_from_xy(lon, lat, crs=4326))
    fairs = [f for f in FAIRS if f.get("status") != "cancelled"]
    away = [[GEOD.inv(x, y, f["lon"], f["lat"])[2] for f in fairs]
            for x, y in zip(lon, lat, strict=True)]  # fmt: skip
    people["metres"] = np.min(away, axis=1)
    joined = gpd.sjoin(people, areas[["adcode", "geometry"]])
    for row in body["districts"]:
        mine = joined[joined["adcode"] == row["adcode"]]
        near = mine[mine["metres"] <= km * 1000]
        assert row["persons"] == mine["persons"].sum()
        assert row["persons_covered"] == near["persons"].sum()
        assert row["persons_gap"] == row["persons"] - row["persons_covered"]
        mean = np.average(mine["metres"], weights=mine["persons"])
        assert row["mean_cost"] == pytest.approx(mean, abs=1)


def test_what_seekers_and_programs_wrote_comes_back_as_the_same_text(client):
    (fair,) = [f for f in get(client, "/fairs")["features"] if f["id"] == "f2"]
    properties = get(client, "/fairs/f2")["properties"]

    assert fair["properties"]["name"] == properties["name"] == HOSTILE
    assert properties["employers"][0]["name"] == EMPLOYERS[0]["name"] == HOSTILE
    assert [o["headcount"] for o in properties["openings"]] == [
        o["headcount"] for o in OPENINGS if o["fair_id"] == "f2"
    ]
    for value in ("{{7*7}}", "</script>", "%(x)s %s", "=cmd|'!A0", "${1}`", "渝北 😀"):
        response = client.get(f"{API}/fairs", query_string={"district": value})
        assert response.get_json()["errors"][0]["value"] == value


def test_gaps_add_up_to_the_gap_of_the_coverage(client):
    query = "threshold_km=5"

    cells = get(client, f"/gaps?{query}")["features"]

    gap = get(client, f"/coverage?{query}")["total"]["persons_gap"]
    assert sum(cell["properties"]["persons"] for cell in cells) == pytest.approx(gap)


@pytest.mark.parametrize("path", ["/districts", "/fairs", "/coverage", "/gaps", "/fairs/f2"])
def test_an_answer_is_not_sent_again_to_who_has_it(client, path):
    first = client.get(f"{API}{path}")

    again = client.get(f"{API}{path}", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"


def test_a_new_version_changes_the_tag_and_is_served_within_a_second(app_on, url):
    store_campaign(url, small_campaign())
    client = app_on(url).test_client()
    first = client.get(f"{API}/fairs")
    assert first.get_json()["total"] == 5

    store_campaign(url, small_campaign(fairs=()), only=("fairs", "openings"))
    client.application.extensions["fairreach"].snapshots.every_s = 0.0
    second = client.get(f"{API}/fairs")

    assert second.get_json()["total"] == 0
    assert second.headers["ETag"] != first.headers["ETag"]


def test_where_a_seeker_is_is_kept_by_nobody(client):
    response = client.get(f"{API}/fairs/nearest?lon=106.51&lat=29.505")

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "106.51," not in response.text


def test_answers_are_compressed_for_who_can_read_that(client):
    response = client.get(f"{API}/districts", headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]


def test_the_fairs_of_a_district_come_without_minutes_those_in_it_first(client):
    body = get(client, "/districts/500103/fairs?k=50")

    order = [
        (each["properties"]["adcode"] != "500103", each["properties"]["border_m"])
        for each in body["features"]
    ]
    assert order == sorted(order)
    assert order[0] == (False, 0.0)
    assert "travel_min" not in body["features"][0]["properties"]
    assert client.get(f"{API}/districts/500199/fairs").status_code == 404
