"""Reading and writing versions, against pandas' own way to a database in the same run."""

import sqlite3
from contextlib import closing

import numpy as np
import pandas as pd
from bench.size import sized

from geodata.campaign.provenance import Provenance
from geodata.districts.names import Gazetteer
from geodata.files.options import ReadOptions
from geodata.files.read import read_table
from geodata.store.store import Store

POINTS = sized(90_000, 1_000)
MOST_POINTS = sized(500_000, 5_000)
GROUPS = ("all", "working_age", "rural", "age_60_plus")


def demand(points):
    rng = np.random.default_rng(7)
    rows = points * len(GROUPS)
    return pd.DataFrame(
        {
            "demand_id": [f"d{row:07x}" for row in range(rows)],
            "lon": np.repeat(rng.uniform(103, 110, points), len(GROUPS)),
            "lat": np.repeat(rng.uniform(28, 32, points), len(GROUPS)),
            "persons": rng.uniform(0, 500, rows),
            "group": np.tile(GROUPS, points),
        }
    )


def put(store, frame):
    source = Provenance("demand", "d.csv", "2027-01-01T00:00:00+00:00", "wgs84", len(frame), False)
    return store.replace({"demand": frame}, provenance={"demand": source})


def test_a_campaign_of_the_demos_size_loads_quicker_than_pandas_reads_it(versus, tmp_path):
    path = tmp_path / "fairreach.db"
    store = Store.open(f"sqlite:///{path}")
    frame = demand(POINTS)
    put(store, frame)

    def pandas_reads():
        with closing(sqlite3.connect(path)) as connection:
            rows = pd.read_sql('SELECT lon, lat, persons, "group" FROM demand', connection)
        return rows.pivot_table("persons", ["lon", "lat"], "group", aggfunc="sum")

    played = versus(
        f"loading {len(frame):,} demand rows", store.load, pandas_reads, goal=1, rounds=3
    )

    for group in GROUPS:
        ours = played.ours.demand.persons[group].sum()
        assert np.isclose(ours, played.peer[group].sum(), rtol=1e-12)


def test_two_million_rows_are_stored(benchmark, report, tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/fairreach.db")
    frame = demand(MOST_POINTS)

    stored = benchmark.pedantic(put, (store, frame), rounds=1)

    report(f"storing {len(frame):,} demand rows", f"{benchmark.stats.stats.median:.3f} s")
    assert stored.version == 1


def test_two_million_rows_are_read_from_a_file(benchmark, report, tmp_path):
    file, frame = tmp_path / "demand.csv", demand(MOST_POINTS)
    frame.to_csv(file, index=False)

    read = benchmark.pedantic(read_table, (file, "demand", ReadOptions(), Gazetteer(())), rounds=1)

    spent = f"{benchmark.stats.stats.median:.1f} s"
    report(f"reading {len(frame):,} demand rows from CSV", spent, goal="120 s")
    assert len(read.frame) == len(frame)
