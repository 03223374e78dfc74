"""Costs as a file: the same as the page's, with the ids of the tables."""

import fastparquet
import numpy as np
import pandas as pd
import pytest
from campaigns import make_campaign
from click.testing import CliRunner
from stored_towns import BY_ROAD_MIN, stored_town
from stores import NOW, store_campaign

from geodata.access.costs import trip_costs
from geodata.access.travel import Method, Travel
from geodata.store.store import Store
from service.cli import main

FAIRS = [
    {"fair_id": "f-1", "lon": 106.5, "lat": 29.5},
    {"fair_id": "f-2", "lon": 106.52, "lat": 29.5},
    {"fair_id": "gone", "lon": 106.5, "lat": 29.5, "status": "cancelled"},
]


@pytest.fixture
def run(tmp_path):
    chance = np.random.default_rng(2)
    lon, lat = chance.normal(106.5, 0.05, 300), chance.normal(29.5, 0.05, 300)
    persons = {"all": np.ones(300), "rural": np.full(300, 0.5)}
    url = f"sqlite:///{tmp_path}/fairreach.db"
    store_campaign(
        url,
        make_campaign(demand={"lon": lon, "lat": lat, "persons": persons}, fairs=FAIRS),
    )
    environment = {
        "FAIRREACH_DATABASE_URL": url,
        "FAIRREACH_DATA": str(tmp_path),
        "FAIRREACH_NOW": NOW,
    }

    def call(*arguments):
        return CliRunner(env=environment).invoke(main, ["costs", *arguments])

    call.url = url
    return call


def read(path):
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype={"demand_id": "object", "venue_id": "object"})
    with path.open("rb") as file:
        return fastparquet.ParquetFile(file).to_pandas()


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize(
    "asked",
    [
        (["--threshold-km", "3"], Travel(Method.STRAIGHT), 3_000),
        (
            ["--travel", "estimated", "--threshold-min", "12", "--speed-kmh", "20"],
            Travel(Method.ESTIMATED, speed_kmh=20, unit="min"),
            12,
        ),
        ([], Travel(Method.STRAIGHT), np.inf),
    ],
)
def test_costs_are_those_that_coverage_rests_on(run, tmp_path, suffix, asked):
    options, travel, limit = asked
    file = tmp_path / f"costs{suffix}"

    done = run("-o", str(file), *options)

    assert done.exit_code == 0, done.output
    found = read(file)
    assert list(found.columns) == ["demand_id", "venue_id", "cost"]
    assert sorted(found["venue_id"].unique()) == ["f-1", "f-2"]
    store = Store.open(run.url)
    campaign, rows = store.load(), store.table("demand")
    store.close()
    place = rows.drop_duplicates("demand_id").set_index("demand_id")[["lon", "lat"]]
    places = zip(campaign.demand.lon, campaign.demand.lat, strict=True)
    point = {each: n for n, each in enumerate(places)}
    for fair_id in ("f-1", "f-2"):
        at = campaign.fairs.index.get_loc(fair_id)
        costs = trip_costs(campaign, np.array([at]), travel)
        mine = found[found["venue_id"] == fair_id]
        here = [point[tuple(place.loc[each])] for each in mine["demand_id"]]
        assert sorted(here) == np.flatnonzero(costs.covered_by(limit)).tolist()
        assert mine["cost"].to_numpy() == pytest.approx(costs.cost[here], abs=2e-3, rel=1e-6)
    assert f"{len(found):,} trips" in done.stdout


@pytest.mark.slow
def test_costs_by_road_are_minutes(tmp_path):
    environment = stored_town(tmp_path)
    file = tmp_path / "costs.csv"

    done = CliRunner(env=environment).invoke(main, ["costs", "--travel", "roads", "-o", str(file)])

    assert done.exit_code == 0, done.output
    assert "costs in minutes, travel roads" in done.stdout
    found = read(file)
    across = found[found["venue_id"] == "over-the-river"]["cost"]
    assert across.max() > 5
    assert (found["cost"] - BY_ROAD_MIN).abs().min() < 0.01
    assert len(found) == 4  # who lives where no road is known gets nowhere


@pytest.mark.parametrize(
    "asked",
    [
        (["-o", "costs.txt"], ".parquet or .csv"),
        (["-o", "nowhere/costs.csv"], "is not a folder"),
        (["-o", "costs.csv", "--group", "rural"], "written for everybody"),
        (["-o", "costs.csv", "--region", "50"], "written for everybody"),
        (["-o", "costs.csv", "--travel", "roads"], "no road network"),
        (["-o", "costs.csv", "--threshold-min", "5"], "no travel time"),
        ([], "Missing option"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_no_file(run, tmp_path, monkeypatch, asked):
    options, reason = asked
    monkeypatch.chdir(tmp_path)

    done = run(*options)

    assert done.exit_code == 2
    assert reason in done.stderr
    assert not list(tmp_path.glob("costs*"))


def test_more_pairs_than_memory_holds_want_a_threshold(run, tmp_path, monkeypatch):
    monkeypatch.setattr("service.commands.costs.MOST_PAIRS", 500)
    file = tmp_path / "costs.csv"

    done = run("-o", str(file))

    assert done.exit_code == 2
    assert "300 points and 2 fairs are more pairs than 500" in done.stderr
    assert run("-o", str(file), "--threshold-km", "1").exit_code == 0
