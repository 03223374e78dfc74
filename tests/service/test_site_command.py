"""``fairreach site`` as a planner runs it: files in, a plan out, no database anywhere."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from stores import FAIRS, NOW, small_campaign, store_campaign

from service.cli import main

COSTS = "demand_id,venue_id,cost\na,X,10\na,Y,30\nb,Y,30.0\nb,Z,31\nc,Z,5\n"
WEIGHTS = "demand_id,persons\na,100\nb,50\nc,20\nd,7\n"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """``site("--model", ..., code=0)``: in a folder with the two files of costs and weights."""
    monkeypatch.chdir(tmp_path)
    Path("costs.csv").write_text(COSTS)
    Path("weights.csv").write_text(WEIGHTS)

    def run(*arguments, code=0):
        given = [*map(str, arguments), "--costs", "costs.csv", "--weights", "weights.csv"]
        environment = {"FAIRREACH_DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
        done = CliRunner().invoke(main, ["site", *given], env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == code, done.output
        return done

    return run


def test_a_plan_is_told_with_its_proof_and_makes_no_database(site, tmp_path):
    told = json.loads(site("--model", "mclp", "-p", 1, "--threshold", 30, "--json").stdout)

    assert (told["status"], told["objective"], told["bound"], told["gap"]) == (
        "optimal",
        150,
        150,
        0,
    )
    assert told["chosen"] == ["Y"]
    assert told["unreachable"] == ["d"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["costs.csv", "weights.csv"]


def test_who_goes_where_is_told_if_asked(site):
    told = json.loads(
        site("--model", "p-median", "-p", 2, "--json", "--assignment", "--keep", "Z").stdout
    )

    assert told["chosen"] == ["X", "Z"]
    assert told["objective"] == 100 * 10 + 50 * 31 + 20 * 5
    assert told["assignment"] == [
        {"demand_id": "a", "venue_id": "X", "persons": 100.0},
        {"demand_id": "b", "venue_id": "Z", "persons": 50.0},
        {"demand_id": "c", "venue_id": "Z", "persons": 20.0},
    ]


def test_asking_stops_when_nothing_is_left_to_gain(site):
    said = site("--model", "mclp", "-p", 3, "--threshold", 30).stdout

    assert "3 asked: 2 reach everyone whom a candidate reaches" in said
    assert "7 persons at 1 demand points are out of reach of every candidate" in said


def test_more_counts_beside_what_is_kept(site):
    told = json.loads(
        site("--model", "mclp", "--more", 1, "--keep", "Z", "--threshold", 30, "--json").stdout
    )

    assert told["chosen"] == ["Y", "Z"]


def test_a_plan_that_cannot_be_is_exit_code_1(site):
    said = site("--model", "p-center", "-p", 1, code=1).stdout

    assert said.startswith("infeasible: no plan")


def test_seats_and_a_budget_are_read_from_their_files(site):
    Path("seats.csv").write_text("venue_id,capacity\nX,60\nY,70\nZ,10\n")
    Path("prices.csv").write_text("venue_id,cost\nX,0.1\nY,0.2\nZ,0.3\n")

    told = json.loads(
        site("--model", "mclp", "--budget", 0.3, "--capacities", "seats.csv",
             "--venue-costs", "prices.csv", "--json").stdout
    )  # fmt: skip

    assert told["chosen"] == ["X", "Y"]
    assert told["objective"] == 130


def test_distances_between_venues_need_no_weights(tmp_path):
    costs = tmp_path / "apart.csv"
    costs.write_text("demand_id,venue_id,cost\nA,B,9\nB,A,4\nA,C,7\nC,B,6\n")
    given = ["site", "--model", "p-dispersion", "-p", "2", "--costs", str(costs), "--json"]

    done = CliRunner().invoke(main, given)

    told = json.loads(done.stdout)
    assert (told["objective"], told["chosen"]) == (7, ["A", "C"])


def test_least_and_most_of_a_district(site):
    Path("land.csv").write_text("venue_id,district\nX,渝中\nY,渝中\nZ,巫山\n")

    told = json.loads(
        site("--model", "mclp", "-p", 2, "--threshold", 30, "--districts", "land.csv",
             "--per-district", "渝中=..0", "--json").stdout
    )  # fmt: skip

    assert told["chosen"] == ["Z"]


def test_all_bad_cells_of_all_files_are_told_at_once(site):
    Path("costs.csv").write_text(
        "demand_id,venue_id,cost\na,X,-1\na,Y,nan\nb,Y,inf\nq,Z,31\nc,Z,5\nc,Z,7\n,Z,x\n"
    )
    Path("weights.csv").write_text("demand_id,persons\na,100\nb,-3\nc,\nc,3\n")

    said = site("--model", "mclp", "-p", 1, code=2).stderr.splitlines()

    assert said == [
        "costs.csv: row 8, demand_id: is empty, and is needed",
        "costs.csv: row 2, cost: must be 0 or more (got '-1')",
        "costs.csv: row 3, cost: is no number (got 'nan')",
        "costs.csv: row 4, cost: is no number (got 'inf')",
        "costs.csv: row 8, cost: is no number (got 'x')",
        "costs.csv: row 5, demand_id: is unknown in weights.csv (got 'q')",
        "costs.csv: row 7, venue_id: stands in row 6 already (got 'c, Z')",
        "weights.csv: row 3, persons: must be 0 or more (got '-3')",
        "weights.csv: row 4, persons: is empty, and is needed",
        "weights.csv: row 5, demand_id: stands in row 4 already (got 'c')",
        "costs.csv, weights.csv: 10 problems",
    ]


def test_missing_columns_and_files_are_told_at_once(site):
    Path("weights.csv").write_text("demand_id,people\na,1\n")

    said = site("--model", "mclp", "-p", 1, "--capacities", "none.csv", code=2).stderr

    assert "weights.csv: row 1, persons: this column is missing" in said
    assert "none.csv: cannot be read: No such file or directory" in said


def test_seats_of_unknown_and_missing_venues_are_refused(site):
    Path("seats.csv").write_text("venue_id,capacity\nX,60\nQ,70\nY,1\n")

    said = site("--model", "mclp", "-p", 1, "--capacities", "seats.csv", code=2).stderr

    assert "seats.csv: row 3, venue_id: is unknown in costs.csv (got 'Q')" in said
    assert "seats.csv: venue_id: has no row here, and costs name it (got 'Z')" in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--keep", "Q"], "--keep: is no venue of the costs (got 'Q')"),
        (["--threshold", "nan"], "--threshold: must be a number, 0 or more (got nan)"),
        (["--threshold", "-1"], "--threshold: must be a number, 0 or more (got -1.0)"),
        (["--budget", "3"], "--budget: needs what each venue costs (got 3.0)"),
        (["--more", "1"], "--more: counts what p counts too; give one of them (got 1)"),
        (["--time-limit", "0"], "--time-limit: must be a number of seconds above 0 (got 0.0)"),
        (["--per-district", "x=1..2"], "--per-district: needs --districts"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(site, given, said):
    assert said in site("--model", "mclp", "-p", 1, *given, code=2).stderr


def test_without_a_number_or_a_budget_most_models_have_no_end(site):
    assert "--p: say how many venues, or a budget" in site("--model", "mclp", code=2).stderr


def test_a_sheet_in_chinese_is_read_as_a_csv_file_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = Workbook()
    book.active.append(["出行成本表"])
    book.active.append(["需求点编号", "候选点编号", "费用"])
    for row in (("村一", "礼堂", 12), ("村二", "礼堂", 40), ("村二", "学校", 3)):
        book.active.append(row)
    book.save("costs.xlsx")
    Path("people.csv").write_bytes("需求点编号,人数\n村一,5\n村二,6\n".encode("gb18030"))

    done = CliRunner().invoke(
        main, ["site", "--model", "p-median", "-p", "2", "--json",
               "--costs", "costs.xlsx", "--weights", "people.csv"],
    )  # fmt: skip

    told = json.loads(done.stdout)
    assert told["chosen"] == ["学校", "礼堂"]
    assert told["objective"] == 5 * 12 + 6 * 3


@pytest.fixture
def stored(url):
    """``stored(...)``: by a campaign in a database, with candidates at its districts' seats."""
    store_campaign(url, small_campaign())

    def run(*arguments, code=0):
        environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW}
        done = CliRunner().invoke(main, ["site", *map(str, arguments)], env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == code, done.output
        return done

    return run


def test_a_stored_campaigns_plan_reaches_whom_coverage_counts(stored, url):
    told = json.loads(stored("--model", "mclp", "--more", 0, "--threshold-km", 10, "--json").stdout)
    environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW}
    counted = CliRunner().invoke(
        main,
        ["coverage", "--threshold-km", "10", "--travel", "straight", "--json"],
        env=environment,
    )

    assert told["objective"] == json.loads(counted.stdout)["total"]["persons_covered"]


def test_more_fairs_are_told_beside_those_that_are_kept(stored):
    said = stored("--model", "mclp", "--more", 1, "--threshold-km", 10).stdout

    assert "fairs are kept; beside them" in said


@pytest.fixture
def halls(stored, url):
    """As ``stored``, with a table of candidates."""
    candidates = (
        {"venue_id": "north", "name": "北馆", "lon": 106.9, "lat": 29.9, "capacity": 300, "cost": 9,
         "free_from": "2027-02-19", "free_to": "2027-02-20"},
        {"venue_id": "south", "name": "南馆", "lon": 107.51, "lat": 29.5, "capacity": 2000,
         "cost": 5},
    )  # fmt: skip
    store_campaign(url, small_campaign(candidates=candidates, fairs=FAIRS[:1], openings=()))
    return stored


def test_imported_candidates_are_taken_and_a_budget_and_their_seats_hold(halls):
    said = halls("--model", "mclp", "--budget", 9, "--threshold-km", 10, "--from", "2027-02-18",
                 "--to", "2027-03-20").stdout  # fmt: skip

    assert "candidates: the imported table (2 rows of candidates.csv)" in said
    assert "1,400 of" in said
    assert re.search(r"north +北馆 +candidate +500103 +9 +300\n", said)
    assert "the venues that are added cost 9 of 9 yuan; fairs that stay are paid for" in said
    assert "north: it is free only from 2027-02-19 to 2027-02-20" in said
    told = json.loads(
        halls("--model", "mclp", "--budget", 14, "--capacities", "--threshold-km", 10, "--expected",
              6000, "--json").stdout
    )  # fmt: skip
    assert (told["objective"], told["spent"], told["capacities"]) == (1600, 14, True)
    assert told["candidates_from"] == "table"
    assert "assignment" not in told
    assert {each["venue_id"] for each in told["warnings"]} == {"north", "south"}
    assert "6000" in str(told["warnings"])


def test_of_any_place_it_is_told_what_it_may_cost_and_the_plan_stays_the_same(halls):
    asked = ("--model", "mclp", "--budget", 14, "--threshold-km", 10)
    plain = json.loads(halls(*asked, "--json").stdout)

    told = json.loads(halls(*asked, "--why-not", "107.51,29.51", "--json").stdout)

    (why,) = told.pop("reasons")["why_not"]
    assert told == plain
    assert (why["venue_id"], why["loss"]) == ("107.51000,29.51000", 0)
    assert why["needs"]["venue_cost"] == 5
    said = halls(*asked, "--why-not", "107.51,29.51").stdout
    assert "107.51000,29.51000" in said
    assert "a venue cost of 5" in said
    refused = halls(*asked, "--why-not", "0,0", code=2).stderr
    assert "--why-not: lies outside all districts of this campaign (got '0,0')" in refused


def test_a_budget_that_buys_nothing_is_refused_in_a_sentence(halls):
    said = halls("--model", "mclp", "--budget", 4, "--threshold-km", 10, code=2).stderr

    assert "--budget: pays for no candidate: the cheapest, 南馆 (south), costs 5 (got 4.0)" in said


def test_options_of_the_other_kind_of_request_are_refused(stored, site):
    assert (
        "--weights: counts with --costs alone"
        in stored("--model", "mclp", "-p", 1, "--weights", "x.csv", code=2).stderr
    )
    assert (
        "--group: counts without --costs alone"
        in site("--model", "mclp", "-p", 1, "--group", "rural", code=2).stderr
    )
    assert (
        "--replace: counts without --costs alone"
        in site("--model", "mclp", "-p", 1, "--replace", code=2).stderr
    )


def test_reasons_are_told_with_the_plan(site):
    told = json.loads(
        site("--model", "mclp", "-p", 1, "--threshold", 30, "--explain", "--why-not", "Z",
             "--json").stdout
    )["reasons"]  # fmt: skip

    assert told["without"] == [
        {
            "venue_id": "Y",
            "loss": 150.0,
            "replacement": "X",
            "loss_replaced": 50.0,
            "status": "optimal",
        }
    ]
    assert [(each["venue_id"], each["loss"]) for each in told["why_not"]] == [("Z", 130.0)]
    assert [step["objective"] for step in told["more"]] == [0.0, 150.0, 170.0, 170.0]


def test_what_blocks_a_request_is_told_with_ways_out(site):
    said = site("--model", "p-center", "-p", 1, "--explain", code=1).stdout

    assert "- 1 venues at most" in said
    assert "2 venues in place of 1" in said


def test_a_venue_that_nobody_knows_has_no_why(site):
    assert (
        "--why-not: is no venue of the request (got 'Q')"
        in site("--model", "mclp", "-p", 1, "--why-not", "Q", code=2).stderr
    )
