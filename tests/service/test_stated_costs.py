"""Coverage by costs from a file: a bureau's own, or ours written out."""

import json

import pytest
from stored_towns import run, stored_town

from geodata.store.store import Store

MINUTES = ["--threshold-min", "5"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    return stored_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def ids(environment):
    store = Store.open(environment["FAIRREACH_DATABASE_URL"])
    found = store.table("demand")["demand_id"].tolist()
    store.close()
    return found


def covered(environment, *arguments):
    done = run(environment, "coverage", "--json", *arguments)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("limit", [MINUTES, ["--threshold-min", "11"], ["--threshold-km", "3"]])
def test_costs_that_were_written_out_give_the_same_coverage(environment, tmp_path, suffix, limit):
    file = tmp_path / f"costs{suffix}"
    unit = ["--threshold-km", "100"] if "km" in limit[0] else []
    written = run(environment, "costs", "--travel", "roads", "-o", str(file), *unit)
    assert written.exit_code == 0, written.output

    ours = covered(environment, "--travel", "roads", *limit)
    theirs = covered(environment, "--costs", str(file), *limit)

    same = ("persons_covered", "mean_cost")
    assert [theirs["total"][n] for n in same] == pytest.approx([ours["total"][n] for n in same])
    assert theirs["definition"]["travel"] == "stated"
    assert theirs["definition"]["costs"] == file.name
    # Who lives where no road is known has no way in the file, and is not covered: never unknown.
    assert theirs["total"]["persons_no_road"] == 0
    assert theirs["total"]["persons_unreachable"] > ours["total"]["persons_unreachable"]


def test_a_cost_at_the_threshold_is_within_it(environment, ids, tmp_path):
    file = tmp_path / "own.csv"
    file.write_text(f"需求点编号,场地编号,成本\n{ids[0]},this-bank,5\n{ids[1]},this-bank,5.001\n")

    found = covered(environment, "--costs", str(file), *MINUTES)

    assert found["total"]["persons_covered"] == 900
    text = run(environment, "coverage", "--costs", str(file), *MINUTES).stdout
    assert "costs of own.csv, within 5 min" in text


def test_everything_wrong_with_a_file_is_told_at_once(environment, ids, tmp_path):
    file = tmp_path / "own.csv"
    rows = [
        f"{ids[0]},this-bank,5",
        "nobody,this-bank,5",
        f"{ids[0]},nowhere,5",
        f"{ids[0]},over-the-river,-1",
        f"{ids[1]},this-bank,far",
        f"{ids[1]},this-bank,nan",
    ]
    file.write_text("demand_id,venue_id,cost\n" + "\n".join(rows))

    done = run(environment, "coverage", "--costs", str(file), *MINUTES)

    assert done.exit_code == 2
    for row, column, value in (
        (3, "demand_id", "nobody"),
        (4, "venue_id", "nowhere"),
        (5, "cost", "-1"),
        (6, "cost", "far"),
        (7, "cost", "nan"),
    ):
        (line,) = [each for each in done.stderr.splitlines() if f"row {row}, {column}" in each]
        assert value in line


def test_a_pair_that_stands_there_twice_is_refused(environment, ids, tmp_path):
    file = tmp_path / "own.csv"
    row = f"{ids[0]},this-bank,5\n"
    file.write_text("demand_id,venue_id,cost\n" + row + row)

    done = run(environment, "coverage", "--costs", str(file))

    assert done.exit_code == 2
    assert "row 3: this pair stands further up" in done.stderr


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--travel", "roads"], "beside a file of costs"),
        (["--traffic", "free"], "beside a file of costs"),
        (["--close", "this-bank"], "knows no fair"),
    ],
)
def test_a_file_stands_in_place_of_a_method(environment, ids, tmp_path, more, reason):
    file = tmp_path / "own.csv"
    file.write_text(f"demand_id,venue_id,cost\n{ids[0]},this-bank,5\n")

    done = run(environment, "coverage", "--costs", str(file), *more)

    assert done.exit_code == 2
    assert reason in done.stderr


def test_no_file_is_no_travel_method_of_the_pages(environment):
    done = run(environment, "coverage", "--travel", "stated")

    assert done.exit_code == 2
    assert "straight, estimated, roads" in done.stderr
