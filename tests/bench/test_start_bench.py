"""How long one waits for a command that calculates nothing, and for a server."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
import servers
from bench.size import sized

RUNS, STARTS = sized((9, 3), (1, 1))
NOW = "2027-02-18T10:00"
PROGRAM = Path(sys.executable).with_name("fairreach")


@pytest.mark.parametrize("asked", ["--version", "--help", "settings", "versions"])
def test_a_command_answers(demo_url, benchmark, report, asked):
    def run():
        begun = time.perf_counter()
        done = subprocess.run(
            [PROGRAM, asked], env={**os.environ, "FAIRREACH_DATABASE_URL": demo_url},
            capture_output=True, check=True,
        )  # fmt: skip
        assert done.stdout
        return time.perf_counter() - begun

    run()  # the files are read once
    spent = benchmark.pedantic(lambda: [run() for _ in range(RUNS)], rounds=1)

    report(f"fairreach {asked}", f"{statistics.median(spent):.2f} s", goal="0.15 s")


def test_a_warm_start_until_readyz(demo_url, benchmark, report):
    spent = benchmark.pedantic(lambda: [ready_s(demo_url) for _ in range(STARTS)], rounds=1)

    report("start until /readyz", f"{statistics.median(spent):.2f} s", goal="2.5 s")


def test_a_warm_start_with_roads(imported, benchmark, report):
    settings = {"FAIRREACH_DATA": str(imported.data)}

    def start():
        with servers.serving(imported.url, "--workers", "2", FAIRREACH_NOW=NOW, **settings) as at:
            begun = time.perf_counter()
            with urlopen(f"{at}/api/v1/coverage?travel=roads") as response:
                assert response.status == 200
            return time.perf_counter() - begun

    spent = benchmark.pedantic(
        lambda: [ready_s(imported.url, **settings) for _ in range(STARTS)], rounds=1
    )
    first = statistics.median(start() for _ in range(STARTS))

    report("start until /readyz, with roads", f"{statistics.median(spent):.2f} s", goal="3.5 s")
    report("the first coverage by road after it", f"{first:.3f} s", goal="0.3 s")


def ready_s(url: str, **settings: str) -> float:
    """Seconds from the start of a server to its first answer that it is ready."""
    begun = time.perf_counter()
    with servers.serving(url, "--workers", "2", FAIRREACH_NOW=NOW, **settings) as address:
        with urlopen(f"{address}/readyz") as response:
            assert response.status == 200
        return time.perf_counter() - begun
