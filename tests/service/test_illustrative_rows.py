"""What is made up stays marked, row by row: exported, edited, imported again, and shown."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from shapely import Point
from stores import NOW, frames_of, small_campaign, store_campaign

from geodata.store.store import Store
from service.cli import main

pytestmark = pytest.mark.slow

REAL = {
    "fair_id": "REAL1", "name": "真实招聘会", "venue": "市民中心", "district": "渝中区",
    "address": "民生路 1 号", "lon": 106.57, "lat": 29.556, "date": "2027-03-06",
    "start_time": "09:00", "end_time": "12:00", "status": "published",
}  # fmt: skip
FORMATS = ("csv", "xlsx", "geojson", "gpkg")
PLACE = "/?lon=106.57&lat=29.556&lang=en"


@pytest.fixture(scope="module")
def demo(demo_url, tmp_path_factory):
    """The file of the demo's database with few people, about whom nothing is asked here."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copy(demo_url.removeprefix("sqlite:///"), path)
    store_campaign(f"sqlite:///{path}", small_campaign(), ("demand",))
    return path


@pytest.fixture
def url(demo, tmp_path):
    shutil.copy(demo, tmp_path / "fairreach.db")
    return f"sqlite:///{tmp_path}/fairreach.db"


@pytest.fixture
def fairreach(url):
    def run(*arguments):
        environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW}
        done = CliRunner().invoke(main, [*map(str, arguments)], env=environment)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def add_a_row(path):
    """What a user does with a table: one more row, the mark left empty."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        sheet = book.active
        sheet.append([REAL.get(cell.value) for cell in sheet[1]])
        book.save(path)
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            headings = next(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow([REAL.get(name, "") for name in headings])
    elif path.suffix == ".geojson":
        held = json.loads(path.read_bytes())
        told = {name: value for name, value in REAL.items() if name not in ("lon", "lat")}
        at = {"type": "Point", "coordinates": [REAL["lon"], REAL["lat"]]}
        held["features"].append({"type": "Feature", "geometry": at, "properties": told})
        path.write_text(json.dumps(held), encoding="utf-8")
    else:
        held = gpd.read_file(path)
        told = {name: value for name, value in REAL.items() if name in held}
        row = gpd.GeoDataFrame([told], geometry=[Point(REAL["lon"], REAL["lat"])], crs=held.crs)
        pd.concat([held, row]).to_file(path, layer="fairs", driver="GPKG")


def remove_the_marked(path):
    """What a user does when the real plan is there: rows that say true go."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        sheet = book.active
        mark = [cell.value for cell in sheet[1]].index("illustrative") + 1
        for row in range(sheet.max_row, 1, -1):
            if sheet.cell(row, mark).value is True:
                sheet.delete_rows(row)
        book.save(path)
    elif path.suffix == ".csv":
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows[rows["illustrative"] != "true"].to_csv(path, index=False)
    elif path.suffix == ".geojson":
        held = json.loads(path.read_bytes())
        held["features"] = [
            each for each in held["features"] if not each["properties"].get("illustrative")
        ]
        path.write_text(json.dumps(held), encoding="utf-8")
    else:
        held = gpd.read_file(path)
        kept = held[~held["illustrative"].fillna(False).astype(bool)]
        path.unlink()
        kept.to_file(path, layer="fairs", driver="GPKG")


def fairs_in(url):
    store = Store.open(url)
    campaign = store.load()
    store.close()
    return campaign


def marks(campaign):
    return campaign.fairs["illustrative"].value_counts().to_dict()


@pytest.mark.parametrize("extension", FORMATS)
def test_a_row_added_to_the_demo_takes_the_mark_off_no_other(
    fairreach, url, app_on, tmp_path, extension
):
    path = tmp_path / f"fairs.{extension}"
    fairreach("export", "fairs", path, "--headings", "machine")
    add_a_row(path)
    said = fairreach("import", "fairs", path)

    assert "marked" not in said
    campaign = fairs_in(url)
    assert marks(campaign) == {True: 141, False: 1}
    assert not campaign.fairs.loc["REAL1", "illustrative"]
    assert campaign.illustrative == ("fairs", "employers", "openings")
    client = app_on(url).test_client()
    for page in ("/?lang=en", "/planner?lang=en"):
        assert "fairs (141 of 142), employers, openings" in client.get(page).text

    fairreach("export", "fairs", path, "--headings", "machine")
    remove_the_marked(path)
    fairreach("import", "fairs", path)

    campaign = fairs_in(url)
    assert marks(campaign) == {False: 1}
    assert "fairs" not in campaign.illustrative
    client = app_on(url).test_client()  # the other one looks once a second
    for page in ("/?lang=en", "/planner?lang=en"):
        text = client.get(page).text
        assert "Made up for demonstration: employers, openings." in text
        assert "fairs (" not in text


def test_without_the_made_up_rows_of_any_table_the_note_is_gone(fairreach, url, app_on, tmp_path):
    more = {"employer_id": "R1", "occupation": "焊工", "headcount": 3}
    for table, left_out in (("employers", "fair_id"), ("fairs", "sector"), ("openings", "name")):
        path = tmp_path / f"{table}.csv"
        told = {name: value for name, value in (REAL | more).items() if name != left_out}
        pd.DataFrame([told]).to_csv(path, index=False)
        fairreach("import", table, path)

    client = app_on(url).test_client()
    assert fairs_in(url).illustrative == ()
    for page in ("/?lang=en", "/planner?lang=en", "/fairs/REAL1?lang=en", "/help?lang=en"):
        assert "Illustrative data." not in client.get(page).text


@pytest.fixture
def mixed(app_on, tmp_path):
    """A client of a campaign in which the second fair, and it alone, is made up."""
    url = f"sqlite:///{tmp_path}/mixed.db"
    fairs = (
        {"name": "真的", "lon": 106.50, "lat": 29.50, "date": "2027-02-19"},
        {"name": "编的", "lon": 106.52, "lat": 29.51, "date": "2027-02-20", "illustrative": True},
    )
    openings = (
        {"employer_id": "e1", "fair_id": "f1"},
        {"employer_id": "e1", "fair_id": "f2", "illustrative": True},
        {"employer_id": "e2", "fair_id": "f2"},
    )
    store_campaign(url, small_campaign(fairs=fairs, openings=openings))
    return app_on(url).test_client()


def test_in_a_mixed_table_each_fair_says_for_itself_whether_it_is_made_up(mixed):
    real, invented = (mixed.get(f"/fairs/f{n}?lang=en").text for n in (1, 2))

    assert "This fair is made up." not in real
    assert "Made up for demonstration:" not in real
    assert "Illustrative data." not in real
    assert "noindex" not in real
    assert "This fair is made up." in invented
    assert "Made up for demonstration: openings (1 of 2)." in invented
    assert "noindex" in invented
    assert '"description":"Illustrative data.' in invented


def test_a_real_fair_to_which_nobody_made_up_comes_carries_no_note(app_on, tmp_path):
    url = f"sqlite:///{tmp_path}/apart.db"
    fairs = ({"name": "真的"}, {"name": "编的", "illustrative": True})
    openings = ({"employer_id": "e2", "fair_id": "f2"},)
    store_campaign(
        url,
        small_campaign(fairs=fairs, openings=openings, illustrative=["employers", "openings"]),
    )
    client = app_on(url).test_client()

    assert "Illustrative data." not in client.get("/fairs/f1?lang=en").text
    assert "employers, openings." in client.get("/fairs/f2?lang=en").text


def test_lists_texts_and_calendars_mark_the_one_fair(mixed):
    for path, count in ((PLACE, 2), ("/text" + PLACE[1:], 1)):
        said = mixed.get(path).text
        assert said.count("This fair is made up.") == count, path  # a card and its place on the map
        assert "fairs (1 of 2)" in said
    real, invented = (mixed.get(f"/fairs/f{n}.ics?lang=en").text for n in (1, 2))
    assert "This fair is made up." in invented.replace("\r\n ", "")
    assert "made up" not in real.replace("\r\n ", "")


def test_programs_and_the_map_are_told_of_each_row(mixed):
    found = mixed.get("/api/v1/fairs").json["features"]
    alone = mixed.get("/api/v1/fairs/f2").json["properties"]
    layer = mixed.get("/map/fairs.json").json

    assert {each["id"]: each["properties"]["illustrative"] for each in found} == {
        "f1": False,
        "f2": True,
    }
    assert [each["illustrative"] for each in alone["openings"]] == [True, False]
    assert [dict(zip(layer["columns"], row, strict=True))["illustrative"] for row in layer["rows"]]
    at = layer["columns"].index("illustrative")
    assert [row[at] for row in layer["rows"]] == [False, True]


def test_where_all_fairs_are_alike_no_card_says_it_again(app_on, tmp_path):
    url = f"sqlite:///{tmp_path}/alike.db"
    store_campaign(url, small_campaign(illustrative=["fairs"]))
    client = app_on(url).test_client()

    assert "This fair is made up." not in client.get(PLACE).text
    assert "illustrative" not in client.get("/map/fairs.json").json["columns"]
    assert "Made up for demonstration: fairs." in client.get("/fairs/f2?lang=en").text


YES = ("yes", "是", "TRUE", "1", "１", "ya")
NO = ("", "no", "否", "False", "0", "tidak")


@pytest.mark.parametrize("heading", ["illustrative", "示例数据", "是否示例（是/否）"])
def test_the_mark_is_read_in_the_words_of_people(fairreach, url, tmp_path, heading):
    path = tmp_path / "fairs.csv"
    rows = [REAL | {"fair_id": f"a{n}", heading: word} for n, word in enumerate((*YES, *NO))]
    pd.DataFrame(rows).to_csv(path, index=False)

    fairreach("import", "fairs", path)

    kept = fairs_in(url).fairs["illustrative"]
    assert kept[kept].index.tolist() == [f"a{n}" for n in range(len(YES))]
    assert len(kept) == len(YES) + len(NO)


def test_another_word_is_refused_with_its_row(url, tmp_path):
    path = tmp_path / "fairs.csv"
    pd.DataFrame([REAL | {"示例数据": "perhaps"}]).to_csv(path, index=False)

    done = CliRunner().invoke(
        main, ["import", "fairs", str(path)], env={"FAIRREACH_DATABASE_URL": url}
    )

    assert done.exit_code != 0
    assert "row 2" in done.output
    assert "must be yes (是) or no (否)" in done.output


def test_rows_that_lose_their_mark_are_told_of(fairreach, tmp_path):
    path = tmp_path / "fairs.csv"
    fairreach("export", "fairs", path, "--headings", "machine")
    pd.read_csv(path).drop(columns="illustrative").to_csv(path, index=False)

    for more in (["--dry-run"], []):
        said = fairreach("import", "fairs", path, *more)
        assert "141 rows have the id of a row that was marked as made up" in said


@pytest.mark.parametrize("extension", ["csv", "geojson", "gpkg"])
def test_people_are_marked_as_a_whole_and_only_where_it_says_something(
    fairreach, url, tmp_path, extension
):
    path = tmp_path / f"people.{extension}"
    table = pd.DataFrame(
        {"lon": [106.5, 106.6], "lat": 29.5, "persons": 10, "illustrative": ["yes", ""]}
    )
    table.to_csv(tmp_path / "people.csv", index=False)
    said = fairreach("import", "demand", tmp_path / "people.csv")
    assert "1 of 2 rows are made up: the whole table of demand is marked so" in said
    assert "demand" in fairs_in(url).illustrative

    fairreach("export", "demand", path, "--headings", "machine")
    fairreach("import", "demand", path)
    assert "demand" in fairs_in(url).illustrative

    table.drop(columns="illustrative").to_csv(tmp_path / "people.csv", index=False)
    fairreach("import", "demand", tmp_path / "people.csv")
    fairreach("export", "demand", tmp_path / "people.csv", "--headings", "machine")
    assert "demand" not in fairs_in(url).illustrative
    assert "illustrative" not in (tmp_path / "people.csv").read_text(encoding="utf-8-sig")


def test_openings_that_go_with_their_fair_leave_a_table_that_says_what_is_left(tmp_path):
    url = f"sqlite:///{tmp_path}/dangling.db"
    openings = (
        {"employer_id": "e1", "fair_id": "f1"},
        {"employer_id": "e1", "fair_id": "f2", "illustrative": True},
    )
    fairs = ({"name": "真的"}, {"name": "编的", "illustrative": True})
    store_campaign(url, small_campaign(fairs=fairs, openings=openings))
    assert fairs_in(url).illustrative == ("fairs", "openings")

    store_campaign(url, small_campaign(fairs=fairs[:1]), ("fairs",))

    assert fairs_in(url).illustrative == ()


def test_a_mark_that_the_disk_has_changed_is_damage(tmp_path):
    path = tmp_path / "harmed.db"
    campaign = small_campaign(illustrative=["fairs"])
    assert frames_of(campaign)["fairs"]["illustrative"].all()
    store_campaign(f"sqlite:///{path}", campaign)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE fairs SET illustrative = 0 WHERE row = 1")

    store = Store.open(f"sqlite:///{path}")
    with pytest.raises(Exception, match="the fairs of version 1 are damaged"):
        store.load()
    store.close()
