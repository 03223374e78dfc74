"""What a snapshot can say of itself."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from geodata.campaign.campaign import Campaign, Demand
from geodata.campaign.provenance import Provenance
from geodata.districts.statements import mismatches


def campaign(fairs, employers=None, provenance=()):
    return Campaign(
        version=1,
        districts=gpd.GeoDataFrame(
            {
                "name_zh": ["渝中区", "渝北区"],
                "name_en": ["Yuzhong", "Yubei"],
                "persons": [588_717.0, 2_191_493.0],
                "seat_lon": [106.5, 107.5],
                "seat_lat": [29.5, 29.5],
            },
            geometry=[box(106, 29, 107, 30), box(107, 29, 108, 30)],
            index=pd.Index(["500103", "500112"], name="adcode"),
            crs="EPSG:4326",
        ),
        demand=Demand(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.intp), {"all": np.zeros(0)}),
        fairs=fairs,
        employers=fairs if employers is None else employers,
        openings=pd.DataFrame(),
        basemap=gpd.GeoDataFrame(),
        provenance={
            name: Provenance(name, "f.csv", "2027-01-01", "wgs84", 1, made_up)
            for name, made_up in provenance
        },
    )


def places(*stated_and_actual):
    stated, actual = zip(*stated_and_actual, strict=True) if stated_and_actual else ((), ())
    ids = [f"f{at}" for at in range(len(stated))]
    return pd.DataFrame(
        {
            "name": pd.array([f"fair {key}" for key in ids], dtype="str"),
            "district": pd.array(stated, dtype="str"),
            "adcode": pd.array(actual, dtype="str"),
            "lon": 106.2,
            "lat": 29.5,
            "date": pd.array(["2027-03-01"] * len(ids), dtype="str"),
            "status": pd.array(["planned"] * len(ids), dtype="str"),
        },
        index=pd.Index(ids, name="fair_id", dtype="str"),
    )


@pytest.mark.parametrize("stated", ["渝北", "渝北区", "500112", "Yubei", ""])
def test_a_row_in_the_district_that_it_states_is_no_mismatch(stated):
    assert mismatches(places((stated, "500112")), campaign(places()).districts).empty


def test_a_row_in_another_district_than_it_states_is_listed_with_both():
    found = mismatches(places(("渝中", "500103"), ("渝北", "500103")), campaign(places()).districts)

    assert found.to_dict("index") == {
        "f1": {"name": "fair f1", "stated": "渝北", "stated_adcode": "500112", "adcode": "500103"}
    }


def test_a_row_outside_all_districts_that_states_one_is_a_mismatch():
    found = mismatches(places(("渝北", ""), ("", "")), campaign(places()).districts)

    assert found["adcode"].to_dict() == {"f0": ""}


@pytest.mark.parametrize("actual", ["500103", ""])
def test_a_name_that_is_no_district_of_the_campaign_is_listed_without_a_code(actual):
    found = mismatches(places(("亚特兰蒂斯", actual)), campaign(places()).districts)

    assert found["stated_adcode"].tolist() == [""]


def test_a_table_without_rows_has_no_mismatches():
    assert mismatches(places(), campaign(places()).districts).empty


def test_cancelled_fairs_count_for_nothing_and_set_no_dates():
    fairs = places(("", ""), ("", ""), ("", "")).assign(
        date=["2027-02-01", "2027-03-13", "2027-04-30"],
        status=["cancelled", "planned", "published"],
    )

    assert campaign(fairs).counting.index.tolist() == ["f1", "f2"]
    assert campaign(fairs).dates == (date(2027, 3, 13), date(2027, 4, 30))


def test_a_campaign_without_counting_fairs_has_no_dates():
    assert campaign(places()).dates is None


def test_the_made_up_tables_are_named():
    snapshot = campaign(places(), provenance=[("districts", False), ("fairs", True)])

    assert snapshot.illustrative == ("fairs",)
