"""From a file to a version, or to a list of everything that is wrong with it."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box
from stores import place_empty

from geodata.campaign.provenance import Provenance
from geodata.districts.statements import mismatches
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.intake.problems import MOST_GROUPS
from geodata.intake.tables import import_file
from geodata.store.store import Store

pytestmark = pytest.mark.slow

FAIRS = """\
fair_id,name,venue,district,lon,lat,date,status
f1,Spring fair,Hall,渝中区,106.5,29.5,2027-03-13,published
f2,North fair,Hall,渝北,106.6,29.5,2027-03-14,planned
f3,Far fair,Hall,,120.0,29.5,2027-03-15,planned
"""
EMPLOYERS = "employer_id,name,lon,lat\ne1,One,106.5,29.5\ne2,Two,107.5,29.5\n"
OPENINGS = "employer_id,fair_id,occupation,headcount\ne1,f1,welder,3\ne2,,fitter,2\n"
OPTIONS = ReadOptions()


def boundaries(east_to=108):
    return gpd.GeoDataFrame(
        {
            "adcode": ["500103", "500112"],
            "name_zh": ["渝中区", "渝北区"],
            "name_en": ["Yuzhong", "Yubei"],
        },
        geometry=[box(106, 29, 107, 30), box(107, 29, east_to, 30)],
        crs="EPSG:4326",
    )


@pytest.fixture
def folder(tmp_path):
    return tmp_path


@pytest.fixture
def empty(folder):
    place_empty(folder / "fairreach.db")
    return Store.open(f"sqlite:///{folder}/fairreach.db")


@pytest.fixture
def store(empty):
    source = Provenance("districts", "d.gpkg", "2027-01-01", "wgs84", 2, False)
    empty.replace({"districts": boundaries()}, provenance={"districts": source})
    return empty


@pytest.fixture
def take(store, folder):
    return taker(store, folder)


def taker(store, folder):
    def take(table, text, **keywords):
        path = folder / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        return import_file(store, path, table, OPTIONS, **keywords)

    return take


def test_a_file_becomes_the_current_version_and_is_reported(store, take):
    report = take("fairs", FAIRS)

    assert (report.rows, report.version, report.file) == (3, 2, "fairs.csv")
    assert store.current_version() == 2
    campaign = store.load()
    assert campaign.fairs["adcode"].to_dict() == {"f1": "500103", "f2": "500103", "f3": ""}
    source = campaign.provenance["fairs"]
    assert (source.file, source.datum, source.rows) == ("fairs.csv", "wgs84", 3)
    assert not source.illustrative


def test_what_lies_elsewhere_than_stated_is_listed_with_its_row(store, take):
    report = take("fairs", FAIRS)

    assert report.mismatches.to_dict("index") == {
        "f2": {
            "row": 3,
            "name": "North fair",
            "stated": "渝北",
            "stated_adcode": "500112",
            "adcode": "500103",
        }
    }
    loaded = store.load()
    found = mismatches(loaded.fairs, loaded.districts)
    pd.testing.assert_frame_equal(report.mismatches.drop(columns="row"), found)


def test_what_lies_in_no_district_is_listed_with_its_row(take):
    report = take("fairs", FAIRS)

    assert report.outside.to_dict("index") == {
        "f3": {"row": 4, "name": "Far fair", "lon": 120.0, "lat": 29.5}
    }


def test_demand_in_no_district_is_stored_and_listed(store, take):
    report = take("demand", "demand_id,lon,lat,persons\na,106.5,29.5,10\nb,120,29.5,7\n")

    assert report.outside["persons"].to_dict() == {"b": 7.0}
    assert store.load().demand.district_at.tolist() == [0, -1]


def test_a_dry_run_reports_the_same_and_stores_nothing(store, take):
    rehearsed = take("fairs", FAIRS, dry_run=True)

    assert (rehearsed.version, rehearsed.dry_run) == (None, True)
    assert store.current_version() == 1
    done = take("fairs", FAIRS)
    assert rehearsed.to_dict() | {"version": 2, "dry_run": False} == done.to_dict()


def test_a_dry_run_tells_which_openings_would_go(store, take):
    take("fairs", FAIRS)
    take("employers", EMPLOYERS)
    take("openings", OPENINGS)

    report = take("employers", EMPLOYERS.replace("e2", "e3"), dry_run=True)

    assert report.removed == {"openings": 1}
    assert len(store.load().openings) == 2
    assert take("employers", EMPLOYERS.replace("e2", "e3")).removed == {"openings": 1}
    assert len(store.load().openings) == 1


def test_openings_of_unknown_employers_and_fairs_are_refused_cell_by_cell(store, take):
    take("fairs", FAIRS)
    take("employers", EMPLOYERS)

    with pytest.raises(FileRefused) as refusal:
        take("openings", OPENINGS + "e9,f9,nurse,1\ne1,f8,nurse,1\n")

    found = {(problem.row, problem.column, problem.value) for problem in refusal.value.problems}
    assert found == {(4, "employer_id", "e9"), (4, "fair_id", "f9"), (5, "fair_id", "f8")}
    assert "none of the 3 fairs" in str(refusal.value.problems[-1])
    assert store.current_version() == 3


def test_openings_before_their_employers_are_refused_in_one_sentence_each(take):
    with pytest.raises(FileRefused) as refusal:
        take("openings", OPENINGS)

    assert [str(problem) for problem in refusal.value.problems] == [
        "employer_id: no employers have been imported yet; import them before their openings",
        "fair_id: no fairs have been imported yet; import them before their openings",
    ]


def test_openings_without_fairs_need_none(store, take):
    take("employers", EMPLOYERS)

    take("openings", "employer_id,occupation,headcount\ne1,welder,3\n")

    assert store.load().openings["fair_id"].tolist() == [""]


def test_too_many_groups_are_refused(take):
    rows = "".join(f"106.5,29.5,1,group_{at}\n" for at in range(MOST_GROUPS + 3))

    with pytest.raises(FileRefused) as refusal:
        take("demand", "lon,lat,persons,group\n" + rows)

    (problem,) = refusal.value.problems
    assert (problem.row, problem.value) == (MOST_GROUPS + 2, f"group_{MOST_GROUPS}")
    assert f"at most {MOST_GROUPS}" in problem.reason


def test_fairs_before_districts_are_stored_outside_and_a_notice_says_so(empty, folder):
    report = taker(empty, folder)("fairs", FAIRS)

    assert report.version == 1
    assert len(report.outside) == 3
    assert report.mismatches.empty
    assert "no districts have been imported yet" in report.notices[-1]
    assert empty.load().fairs["adcode"].tolist() == ["", "", ""]


def test_new_districts_tell_what_they_leave_outside(store, take, folder):
    take("demand", "lon,lat,persons\n106.5,29.5,10\n107.8,29.5,1700\n")
    take("fairs", FAIRS)
    path = folder / "smaller.geojson"
    boundaries(east_to=107.5).to_file(path, driver="GeoJSON")

    report = import_file(store, path, "districts", OPTIONS)

    assert report.rows == 2
    assert [text for text in report.notices if "lie in none of the new districts" in text] == [
        "1 demand points (1,700 persons) lie in none of the new districts",
        "1 fairs lie in none of the new districts",
    ]
    assert store.load().demand.district_at.tolist() == [0, -1]


def test_boundaries_without_seats_get_the_known_ones_or_a_point_within(store, folder):
    path = folder / "own.geojson"
    own = boundaries().assign(adcode=["500103", "999999"])  # Yuzhong's seat is near 106.57, 29.55
    own.to_file(path, driver="GeoJSON")

    import_file(store, path, "districts", OPTIONS)

    kept = store.load().districts
    assert kept.loc["500103", "seat_lon"] == pytest.approx(106.57, abs=0.02)
    assert kept.loc["500103", "seat_lat"] == pytest.approx(29.55, abs=0.02)
    assert 107 < kept.loc["999999", "seat_lon"] < 108


def test_a_refused_file_changes_nothing(store, take):
    with pytest.raises(FileRefused):
        take("fairs", FAIRS.replace("2027-03-13", "2027-02-30"))

    assert store.current_version() == 1


def test_a_report_is_json_and_counts_what_it_does_not_list(take):
    rows = "".join(f"x{at},120,29.5,1\n" for at in range(1_500))

    report = take("demand", "demand_id,lon,lat,persons\n" + rows).to_dict()

    assert json.loads(json.dumps(report)) == report
    assert (report["outside_count"], len(report["outside"])) == (1_500, 1_000)
    assert report["outside"][0] == {
        "id": "x0",
        "row": 2,
        "persons": 1.0,
        "group": "all",
        "lon": 120.0,
        "lat": 29.5,
    }
