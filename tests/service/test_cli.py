"""Every command as a user runs it: what it prints where, its exit code, and never a traceback."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import warm
from click.testing import CliRunner
from openpyxl import load_workbook
from stores import HOSTILE, NOW, small_campaign, store_campaign

from geodata.store.store import Store
from service.cli import main

FAIRS = "fair_id,name,venue,district,lon,lat,date\nf9,New,Hall,500112,106.5,29.5,2027-03-13\n"
BAD = "招聘会名称,举办地点,经度,纬度,日期\nA,B,29.5,106.5,2027-02-30\nB,B,x,29.5,2027-03-01\n"


@pytest.fixture
def own(url):
    """A database of the test's own that holds the small campaign."""
    store_campaign(url, small_campaign())
    return url


@pytest.fixture
def fairreach(tmp_path, monkeypatch):
    """``fairreach(url, *arguments)``: what the command says, run in the test's folder."""
    monkeypatch.chdir(tmp_path)

    def run(url, *arguments, code=0, **settings):
        environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW, **settings}
        done = CliRunner().invoke(
            main, [*map(str, arguments)], env=environment, prog_name="fairreach"
        )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == code, done.output
        return done

    return run


def process(url, command, out=subprocess.PIPE):
    """The same as a process of its own."""
    return warm.Popen(
        [sys.executable, "-m", "service", *command.split()],
        env={**os.environ, "FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW},
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
    )


def require_same(fairreach, url, command):
    """A process and the command say and return the same."""
    with process(url, command) as started:
        out, err = started.communicate(timeout=60)
    here = fairreach(url, *command.split(), code=started.returncode)
    assert (out, err) == (here.stdout, here.stderr)


@pytest.mark.slow
def test_the_process_says_what_the_command_says(fairreach, filled):
    for command in ("coverage --group nobody", "nearest 1 x", "nonsense", "-h"):
        require_same(fairreach, filled, command)
    with warm.cold():
        require_same(fairreach, filled, "coverage --json")


def test_coverage_is_a_table_for_people_and_json_for_programs(fairreach, filled):
    text = fairreach(filled, "coverage").stdout
    body = json.loads(fairreach(filled, "coverage", "--json").stdout)

    assert text.startswith(f"{body['total']['persons_covered']:,} of {body['total']['persons']:,} ")
    assert all(row["adcode"] in text for row in body["districts"])


def test_nearest_lists_fairs_in_order(fairreach, filled):
    text = fairreach(filled, "nearest", "106.51", "29.5", "--k", "2").stdout
    body = json.loads(fairreach(filled, "nearest", "106.51", "29.5", "--json").stdout)

    assert [f["id"] for f in body["features"]] == ["f2", "f5"]
    assert text.index("f2") < text.index("f5")
    one_day = fairreach(filled, "nearest", "106.51", "29.5", "--on", "2027-03-03", "--json").stdout
    assert [f["id"] for f in json.loads(one_day)["features"]] == ["f5"]


def test_nearest_takes_a_district_in_place_of_a_point(fairreach, filled):
    text = fairreach(filled, "nearest", "--district", "500103").stdout
    body = json.loads(fairreach(filled, "nearest", "--district", "500103", "--json").stdout)

    assert "500103区 (500103) by date" in text.splitlines()[0]
    for each in body["features"]:
        assert each["id"] in text
        assert "travel_min" not in each["properties"]


def test_a_place_in_the_west_or_in_no_district_is_answered(fairreach, filled):
    text = fairreach(filled, "nearest", "-106.5", "-29.5").stdout

    assert "the place lies outside every district" in text
    assert text.index("f5") > text.index("f2")


def test_a_terminal_never_gets_a_control_character_of_a_table(fairreach, filled):
    text = fairreach(filled, "nearest", "106.52", "29.51").stdout

    assert "\\x1b" in text
    assert "\x1b" not in text
    body = fairreach(filled, "nearest", "106.52", "29.51", "--json").stdout
    assert "\x1b" not in body
    assert json.loads(body)["features"][0]["properties"]["name"] == HOSTILE


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["coverage", "--threshold-km", "nan"], "--threshold-km"),
        (["coverage", "--threshold-min", "30"], "no travel time"),
        (["coverage", "--travel", "roads"], "--travel"),
        (["nearest", "200", "29"], "LON"),
        (["nearest", "106", "29", "--k", "0"], "--k"),
        (["export", "fairs", "f.pdf"], ".pdf"),
        (["export", "openings", "o.geojson"], "GeoJSON holds places"),
        (["template", "fairs", "t.csv"], ".xlsx"),
        (["versions", "use", "99"], "99"),
        (["map", "m.pdf"], ".html"),
        (["map", "m.html", "--measure", "x"], "--measure"),
        (["map", "none/m.html"], "make it first"),
        (["export", "fairs", "none/f.csv"], "make it first"),
        (["template", "fairs", "none/t.xlsx"], "make it first"),
        (["export", "coverage", "c.csv", "--travel", "roads"], "--travel"),
        (["coverage", "--from", "2027-03-02", "--to", "2027-03-01"], "must not be after"),
        (["coverage", "--group", "nobody"], "it has: all"),
        (["nearest", "106,5", "29.5"], "LON"),
        (["nearest"], "LON"),
        (["nearest", "106", "29", "--district", "500103"], "--district"),
        (["nearest", "--district", "500103", "--travel", "straight"], "leave out travel"),
        (["nearest", "106", "29", "--on", "2027-02-19", "--to", "2027-02-19"], "--on"),
        (["demo", "--start", "2027-13-01"], "--start"),
        (["import", "fairs", "."], "directory"),
        (["import", "fairs", "none.csv"], "none.csv"),
        (["import", "chairs", "x.csv"], "chairs"),
    ],
)
def test_unusable_options_exit_with_2_and_say_why_on_stderr(fairreach, filled, arguments, told):
    done = fairreach(filled, *arguments, code=2)

    assert told in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_an_import_reports_what_it_stored_and_what_lies_elsewhere(fairreach, own, tmp_path):
    (tmp_path / "f.csv").write_text(FAIRS)

    report = json.loads(fairreach(own, "import", "fairs", "f.csv", "--json").stdout)

    assert (report["rows"], report["version"], report["removed"]) == (1, 2, {"openings": 2})
    assert report["mismatches"][0]["stated_adcode"] == "500112"
    assert (
        json.loads(fairreach(own, "coverage", "--json").stdout)["definition"]["fairs_counted"] == 1
    )
    text = fairreach(own, "versions").stdout
    assert text.count("\n") == 4
    fairreach(own, "versions", "use", "1")
    assert json.loads(fairreach(own, "versions", "--json").stdout)[0]["current"]


@pytest.mark.slow
def test_a_dry_run_says_the_same_and_stores_nothing(fairreach, own, tmp_path):
    (tmp_path / "f.csv").write_text(FAIRS)
    (tmp_path / "bad.csv").write_text(BAD)

    text = fairreach(own, "import", "fairs", "f.csv", "--dry-run").stdout
    bad = fairreach(own, "import", "fairs", "bad.csv", "--dry-run", code=2).stderr

    assert "would be stored" in text
    assert bad == fairreach(own, "import", "fairs", "bad.csv", code=2).stderr
    assert len(json.loads(fairreach(own, "versions", "--json").stdout)) == 1


@pytest.mark.slow
def test_every_problem_of_a_file_is_named_and_nothing_is_stored(fairreach, own, tmp_path):
    (tmp_path / "bad.csv").write_text(BAD)

    lines = fairreach(own, "import", "fairs", "bad.csv", code=2).stderr.splitlines()

    assert [line.split(":")[1].strip() for line in lines[:3]] == [
        "row 2, date", "row 2, lon", "row 3, lon",
    ]  # fmt: skip
    assert "(got 'x')" in lines[2]
    assert lines[-1] == "bad.csv: 3 problems; nothing was stored"
    told = json.loads(fairreach(own, "import", "fairs", "bad.csv", "--json", code=2).stdout)
    assert [p["row"] for p in told["problems"]] == [2, 2, 3]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "extension"),
    [("employers", "xlsx"), ("openings", "csv"), ("demand", "gpkg"), ("districts", "geojson")],
)
def test_every_table_goes_out_and_comes_in_with_the_same_coverage(fairreach, own, table, extension):
    before = json.loads(fairreach(own, "coverage", "--json").stdout)
    fairreach(own, "export", table, f"t.{extension}")
    fairreach(own, "import", table, f"t.{extension}")

    after = json.loads(fairreach(own, "coverage", "--json").stdout)
    assert after["definition"].pop("campaign_version") == 2
    assert before["definition"].pop("campaign_version") == 1
    assert after == before


@pytest.mark.slow
@pytest.mark.parametrize("table", ["services", "policies"])
def test_a_filled_template_of_the_catalogue_is_taken_and_given_out_again(fairreach, own, table):
    fairreach(own, "template", table, "t.xlsx")
    book = load_workbook("t.xlsx")
    page = book.worksheets[0]
    page.append([f"x{n}" if c.value == "EXAMPLE" else c.value for n, c in enumerate(page[2])])
    book.save("t.xlsx")

    fairreach(own, "import", table, "t.xlsx")
    fairreach(own, "export", table, "out.csv", "--headings", "machine")

    rows = pd.read_csv("out.csv", dtype=str)
    assert rows["link"].tolist() == ["https://www.example.gov.cn/"]
    assert rows["situations"].tolist() == ["returning;graduate"]


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["geojson", "gpkg", "csv", "xlsx"])
def test_what_is_exported_comes_in_again_unchanged(fairreach, own, tmp_path, extension):
    name = f"fairs.{extension}"
    fairreach(own, "export", "fairs", name, "--datum", "gcj02")
    fairreach(own, "import", "fairs", name, "--datum", "gcj02")
    fairreach(own, "export", "fairs", "again.csv", "--headings", "machine")
    fairreach(own, "versions", "use", "1")
    fairreach(own, "export", "fairs", "before.csv", "--headings", "machine")

    again, before = (pd.read_csv(tmp_path / f"{n}.csv", dtype=str) for n in ("again", "before"))
    points = ["lon", "lat"]
    assert again.drop(columns=points).equals(before.drop(columns=points))
    off = again[points].astype(float) - before[points].astype(float)
    assert off.abs().to_numpy().max() < 1e-8
    assert HOSTILE in before["name"].tolist()


@pytest.mark.slow
def test_an_own_workbook_in_gcj02_changes_the_map(fairreach, own, tmp_path):
    fairreach(own, "template", "fairs", "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    row = [None, "春风", "市场", "500103区", None, 106.51, 29.50, "2月20日", "上午9:00"]
    book.worksheets[0].append([*row, None, None, None, "计划"])
    book.save(tmp_path / "t.xlsx")

    fairreach(own, "import", "fairs", "t.xlsx", "--datum", "gcj02", "--year", "2027")

    body = json.loads(fairreach(own, "coverage", "--json").stdout)
    assert body["definition"]["from"] == "2027-02-20"
    fairreach(own, "export", "fairs", "f.gpkg")
    point = gpd.read_file(tmp_path / "f.gpkg").geometry[0]
    assert 0.003 < 106.51 - point.x < 0.006  # what GCJ-02 adds there


def test_an_empty_database_says_how_to_begin(fairreach, url):
    Store.open(url).close()

    done = fairreach(url, "coverage", code=1)

    assert "nothing has been imported" in done.stderr


def test_a_damaged_database_gives_one_clear_line(fairreach, tmp_path):
    path = tmp_path / "fairreach.db"
    path.write_bytes(b"this is no database" * 100)

    done = fairreach(f"sqlite:///{path}", "coverage", code=1)

    assert len(done.stderr.splitlines()) == 1
    assert "fairreach.db" in done.stderr


@pytest.mark.slow
def test_a_locked_database_gives_one_clear_line(fairreach, own, tmp_path):
    (tmp_path / "f.csv").write_text(FAIRS)
    with sqlite3.connect(own.removeprefix("sqlite:///"), isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = fairreach(own, "import", "fairs", "f.csv", code=1, FAIRREACH_WAIT_S="1")
        other.execute("ROLLBACK")
    other.close()

    assert len(done.stderr.splitlines()) <= 2
    assert "another process is holding it; try again when that has finished" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_result_that_cannot_be_written_gives_one_clear_line(filled):
    with Path("/dev/full").open("w") as full, process(filled, "coverage", full) as done:
        _, err = done.communicate(timeout=60)

    assert (done.returncode, err) == (1, "No space left on device\n")


@pytest.mark.slow
def test_a_reader_that_has_enough_ends_the_command_quietly(filled):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe, process(filled, "coverage --json", pipe) as done:
        _, err = done.communicate(timeout=60)

    assert err == ""


@pytest.mark.parametrize(
    "address", ["nonsense", "postgresql://me:s3cret@db/x", "sqlite:///.", "sqlite://var/y.db"]
)
def test_an_address_that_is_no_database_gives_one_clear_line(fairreach, address):
    done = fairreach(address, "coverage", code=1)

    assert len(done.stderr.splitlines()) == 1
    assert "s3cret" not in done.stderr


def test_settings_lists_every_variable_and_a_misspelt_one(fairreach, filled):
    done = fairreach(filled, "settings", "--json", FAIRREACH_PROT="1")

    names = [row["variable"] for row in json.loads(done.stdout)]
    assert {"FAIRREACH_DATABASE_URL", "FAIRREACH_DATA", "FAIRREACH_NOW", "FAIRREACH_PORT"} <= set(
        names
    )
    assert "FAIRREACH_PROT" in done.stderr
    assert "FAIRREACH_PORT" in fairreach(filled, "settings", code=2, FAIRREACH_PORT="x").stderr


def test_help_is_there_without_a_database(fairreach, url, tmp_path):
    text = fairreach(url, "--help").stdout

    for command in ("serve", "import", "coverage", "nearest", "export", "template", "map",
                    "versions", "demo", "settings"):  # fmt: skip
        assert command in text
        fairreach(url, command, "--help")
    assert not (tmp_path / "fairreach.db").exists()


@pytest.mark.slow
def test_a_place_that_is_a_districts_seat_is_marked_in_the_list(fairreach, own, tmp_path):
    row = "f1,A,V,500103,{},2027-03-01\nf2,B,V,,106.5;29.5,2027-03-01\n"
    text = "fair_id;name;venue;district;lon;lat;date\n" + row.format(",").replace(",", ";")
    (tmp_path / "f.csv").write_text(text)
    fairreach(own, "import", "fairs", "f.csv", "--place-by-district")

    lines = fairreach(own, "nearest", "106.5", "29.5").stdout.splitlines()

    (marked,) = [line for line in lines if "precision=district" in line]
    assert marked.endswith("f1")
