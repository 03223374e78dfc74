"""Versions at rest: what goes in comes out, and nothing is changed but what was imported."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal
from shapely import box

from geodata.campaign.provenance import Provenance
from geodata.errors import NotFoundError, StoreEmptyError
from geodata.store.store import Store

HOSTILE = "{{ 7*7 }}{% x %}</script>${1}`<img onerror=x>=cmd|' /C calc'!A0\x00\x07\u2028 渝北 😀"


def districts(*, persons=True):
    frame = gpd.GeoDataFrame(
        {
            "adcode": ["500103", "500105"],
            "name_zh": ["渝中区", "江北区"],
            "name_en": ["Yuzhong", "Jiangbei"],
            "persons": [588_717.0, np.nan],
            "seat_lon": [106.5, 107.5],
            "seat_lat": [29.5, 29.5],
            "region": ["", "510100"],
            "geometry": [box(106, 29, 107, 30), box(107, 29, 108, 30)],
        },
        crs="EPSG:4326",
    )
    return frame if persons else frame.drop(columns=["persons", "seat_lon", "seat_lat"])


def demand():
    return pd.DataFrame(
        {
            "demand_id": ["a", "b", "c", "d", "e"],
            "lon": [106.5, 106.5, 107.5, 106.5, 120.0],
            "lat": [29.5, 29.5, 29.5, 29.5, 29.5],
            "persons": [100.0, 60.0, 30.0, 5.0, 7.5],
            "group": ["all", "rural", "all", "rural", "own"],
        }
    )


def fairs(*ids, date="2027-02-18"):
    return pd.DataFrame(
        {
            "fair_id": list(ids),
            "name": [HOSTILE] * len(ids),
            "venue": "市民广场",
            "district": "渝中区",
            "address": "",
            "lon": 106.123456789012345,
            "lat": 29.5,
            "date": date,
            "start_time": "09:00",
            "end_time": "",
            "booths": pd.array([None] + [3] * (len(ids) - 1), dtype="Int64"),
            "expected_seekers": pd.array([2_000] * len(ids), dtype="Int64"),
            "status": "published",
            "precision": "district",
            "services": "s1；职业指导",
            "bring": HOSTILE,
            "notice": "",
            "sessions": f"{date} 09:00; {date} 14:00-17:00",
            "phone": "023-12333 转 1",
            "organiser": HOSTILE,
            "link": "https://example.org/?a=1&b=2",
            "transport": "",
            "illustrative": False,
        }
    )


def employers(*ids):
    return pd.DataFrame(
        {
            "employer_id": list(ids),
            "name": [f"employer {i}" for i in ids],
            "district": "江北",
            "address": "",
            "lon": 107.5,
            "lat": 29.5,
            "sector": "finance",
            "precision": "point",
            "illustrative": False,
        }
    )


def services(*ids):
    words = ("name_en", "name_id", "about", "who", "bring", "venue", "district", "address")
    return pd.DataFrame(
        {
            "service_id": list(ids),
            "name": HOSTILE,
            **{word: f"{word} {HOSTILE}" for word in words},
            "lon": [106.5, *[np.nan] * (len(ids) - 1)],
            "lat": [29.5, *[np.nan] * (len(ids) - 1)],
            "hours": "9:00",
            "link": "https://example.org/",
            "situations": "returning;graduate",
            "illustrative": False,
        }
    )


def policies(*ids):
    frame = services(*ids).rename(columns={"service_id": "policy_id"}).drop(columns="hours")
    frame.insert(7, "conditions", "age >= 16")
    return frame


def openings(*pairs):
    return pd.DataFrame(
        {
            "employer_id": [employer for employer, _ in pairs],
            "fair_id": [fair for _, fair in pairs],
            "occupation": "welder",
            "sector": "automobile",
            "headcount": np.arange(1, len(pairs) + 1),
            "wage_min": pd.array([None] + [4_000] * (len(pairs) - 1), dtype="Int64"),
            "wage_max": pd.array([6_000] * len(pairs), dtype="Int64"),
            "education": "大专",
            "experience": "",
            "illustrative": False,
        }
    )


def basemap():
    return gpd.GeoDataFrame(
        {
            "kind": ["outline"],
            "name_zh": ["四川"],
            "name_en": ["Sichuan"],
            "persons": [np.nan],
            "geometry": [box(100, 28, 106, 32)],
        },
        crs="EPSG:4326",
    )


def everything():
    return {
        "districts": districts(),
        "demand": demand(),
        "fairs": fairs("f2", "f1"),
        "employers": employers("e1", "e2"),
        "openings": openings(("e1", "f1"), ("e2", ""), ("e2", "f2")),
        "services": services("s1", "s2"),
        "policies": policies("p1", "p2"),
        "basemap": basemap(),
    }


def put(store, *, illustrative=False, **tables):
    if illustrative:
        tables = {
            name: table.assign(illustrative=True) if "illustrative" in table else table
            for name, table in tables.items()
        }
    provenance = {
        name: Provenance(name, f"{name}.csv", "2027-01-01", "wgs84", len(table), illustrative)
        for name, table in tables.items()
    }
    return store.replace(tables, provenance=provenance)


@pytest.fixture
def store(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/var/new/fairreach.db")
    yield store
    store.close()


@pytest.mark.parametrize("name", everything())
def test_a_table_comes_back_as_it_was_stored(store, name):
    put(store, **everything())

    kept = store.table(name)

    if isinstance(kept, gpd.GeoDataFrame):
        assert_geodataframe_equal(kept, everything()[name], check_dtype=False)
    else:
        assert_frame_equal(kept, everything()[name])


def test_a_new_store_is_empty_and_says_so(store):
    assert store.current_version() is None
    assert store.versions() == []
    assert store.table("fairs").empty
    assert store.districts().crs == "EPSG:4326"
    with pytest.raises(StoreEmptyError, match="nothing has been imported yet"):
        store.load()


def test_a_campaign_joins_every_point_to_the_district_that_holds_it(store):
    put(store, **everything())

    campaign = store.load()

    assert campaign.version == 1
    assert campaign.fairs["adcode"].to_dict() == {"f1": "500103", "f2": "500103"}
    assert set(campaign.employers["adcode"]) == {"500105"}
    assert campaign.demand.district_at.tolist() == [0, 1, -1]
    assert campaign.districts.index.tolist() == ["500103", "500105"]
    assert list(campaign.provenance) == list(everything())


def test_demand_rows_of_one_place_become_one_point_with_its_groups(store):
    put(store, demand=demand())

    people = store.load().demand

    assert list(people.persons) == ["all", "rural", "own"]
    assert people.lon.tolist() == [106.5, 107.5, 120.0]
    assert people.persons["all"].tolist() == [100, 30, 0]
    assert people.persons["rural"].tolist() == [65, 0, 0]
    assert people.persons["own"].tolist() == [0, 0, 7.5]


def test_demand_agrees_with_a_pivot_of_pandas(store):
    rng = np.random.default_rng(7)
    places = rng.uniform([103, 28], [110, 32], (400, 2))[rng.integers(0, 400, 3_000)]
    frame = pd.DataFrame(places, columns=["lon", "lat"]).assign(
        demand_id=np.arange(3_000).astype(str),
        persons=rng.integers(0, 1_000, 3_000).astype(float),
        group=rng.choice(["all", "working_age", "rural", "age_60_plus"], 3_000),
    )
    put(store, demand=frame)

    people = store.load().demand

    ours = pd.DataFrame(people.persons, index=pd.MultiIndex.from_arrays([people.lon, people.lat]))
    theirs = frame.pivot_table("persons", ["lon", "lat"], "group", aggfunc="sum", fill_value=0.0)
    assert_frame_equal(
        ours.sort_index(), theirs[ours.columns], check_names=False, check_column_type=False
    )


def test_fairs_are_sorted_by_their_day_hour_and_id(store):
    later = fairs("a", "b", date="2027-03-01")
    earlier = fairs("y", "x").assign(start_time=["10:00", "09:00"])
    put(store, fairs=pd.concat([later, earlier]))

    assert store.load().fairs.index.tolist() == ["x", "y", "a", "b"]


def test_a_store_with_fairs_alone_makes_a_campaign(store):
    put(store, fairs=fairs("f1"))

    campaign = store.load()

    assert campaign.fairs["adcode"].tolist() == [""]
    assert len(campaign.demand) == 0
    assert campaign.districts.empty
    assert campaign.openings.empty


def test_boundaries_without_persons_and_seats_are_kept_with_unknowns(store):
    put(store, districts=districts(persons=False))

    kept = store.load().districts

    assert kept[["persons", "seat_lon", "seat_lat"]].isna().all(axis=None)


def test_an_import_changes_one_table_and_shares_the_rest_with_the_version_before(store):
    put(store, **everything(), illustrative=True)
    put(store, fairs=fairs("f1", "f2", "f3"))

    old, new = store.versions()

    assert (old.current, new.current) == (False, True)
    assert old.changed == tuple(everything())
    assert new.changed == ("fairs",)
    assert new.provenance["employers"] == old.provenance["employers"]
    assert store.load().illustrative == tuple(n for n in everything() if n != "fairs")
    assert len(store.load(1).fairs) == 2


def test_use_makes_an_older_version_current_and_the_next_import_builds_on_it(store):
    put(store, fairs=fairs("f1"), employers=employers("e1"))
    put(store, fairs=fairs("f1", "f2"), employers=employers("e1", "e2"))

    store.use(1)
    assert store.current_version() == 1
    stored = put(store, fairs=fairs("f9"))

    assert stored.version == 3
    assert store.load().employers.index.tolist() == ["e1"]
    assert store.load(2).fairs.index.tolist() == ["f1", "f2"]


def test_a_version_that_never_was_is_not_found(store):
    put(store, fairs=fairs("f1"))

    for ask in (store.use, store.load):
        with pytest.raises(NotFoundError, match="there is no version 7"):
            ask(7)
    assert store.current_version() == 1


@pytest.mark.slow
def test_openings_whose_fair_or_employer_has_gone_are_removed_and_counted(store):
    put(store, **everything(), illustrative=True)

    stored = put(store, fairs=fairs("f2"))

    assert stored.removed == {"openings": 1}
    campaign = store.load()
    assert campaign.openings["headcount"].tolist() == [2, 3]
    before = store.load(1).provenance["openings"]
    assert campaign.provenance["openings"] == replace(before, rows=2)
    assert len(store.load(1).openings) == 3
    assert put(store, employers=employers("e1")).removed == {"openings": 2}


def test_new_openings_that_dangle_are_removed_too(store):
    put(store, fairs=fairs("f1"), employers=employers("e1"))

    stored = put(store, openings=openings(("e1", "f1"), ("e1", "f9"), ("e9", ""), ("e1", "")))

    assert stored.removed == {"openings": 2}
    assert store.load().openings["headcount"].tolist() == [1, 4]
    assert store.load().provenance["openings"].rows == 2


def test_a_rehearsal_tells_what_would_go_and_keeps_nothing(store):
    put(store, **everything())
    provenance = {"fairs": store.load().provenance["fairs"]}

    stored = store.replace({"fairs": fairs("f2")}, provenance=provenance, rehearse=True)

    assert (stored.version, stored.removed) == (None, {"openings": 1})
    assert store.current_version() == 1
    assert len(store.load().fairs) == 2
    assert len(store.versions()) == 1
