"""
What a server process holds in ten minutes of mixed load, while tables are imported twenty times.

It may grow while caches fill and the first versions are swapped; then it has to stay as it is.
"""

import csv
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

import numpy as np
import servers
from bench.load import answer, connect
from bench.processes import children, resident
from bench.size import SMALL, sized

SECONDS, IMPORTS = sized((600, 20), (15, 3))
NOW = "2027-03-10T10:00"
READERS = 3
ASKED_BY_CONNECTION = 25
PAUSE_S = 0.02  # between two questions of a reader: some load, not as much as there can be
SAMPLE_EVERY_S = 0.5
MOST_GROWTH = 1.1
MEGABYTE = 1e6
MIXED = (
    "/?lon={lon:.4f}&lat={lat:.4f}&lang={lang}",
    "/api/v1/fairs/nearest?lon={lon:.4f}&lat={lat:.4f}&k=5",
    "/?lon={lon:.4f}&lat={lat:.4f}&occupation=" + quote("焊工") + "&min_openings=5",
    "/calendar.ics?lon={lon:.4f}&lat={lat:.4f}&radius_km={km}",
    "/api/v1/places?q={letters}",
    "/planner?threshold_km={km}&lang={lang}",
    "/api/v1/coverage?threshold_km={km}",
    "/fairs/{fair}?lang={lang}",
    "/api/v1/coverage?travel=estimated&threshold_min={km}&group={group}",
    "/map/gaps.json?threshold_km={km}&group={group}",
    "/map/fairs.json",
    "/fairs/{fair}.ics",
    "/map/reach.json?threshold_km={km}",
    "/help?lon={lon:.4f}&lat={lat:.4f}&lang={lang}",
    "/map/employers.json",
    "/api/v1/gaps?travel=estimated&threshold_min={km}",
    "/text?lon={lon:.4f}&lat={lat:.4f}",
    "/api/v1/fairs?limit=100",
    "/planner?travel=estimated&group={group}&lang={lang}",
    "/map/base.json",
)


def test_what_a_worker_holds_settles_under_load_and_imports(demo_url, benchmark, report, tmp_path):
    tables = exported(demo_url, tmp_path)
    with servers.process(demo_url, "--workers", "2", FAIRREACH_NOW=NOW) as (address, server):
        workers = children(server.pid)
        with readers(address, fair_ids(tables["fairs"])) as asked:
            held = benchmark.pedantic(watched, (demo_url, tables, workers), rounds=1)
        assert children(server.pid) == workers, "a worker has ended by itself"
        assert len(asked) > SECONDS

    first, second, last = (part.max() for part in np.array_split(held.max(axis=1), 3))
    late = held[len(held) // 2 :].max(axis=1)
    slope = np.polyfit(np.arange(len(late)), late, 1)[0] * 60 / SAMPLE_EVERY_S
    minutes = f"{SECONDS / 60:g} minutes of load, {IMPORTS} imports"
    report(f"most of a worker's memory, last third of {minutes}", f"{last / MEGABYTE:.0f} MB",
           f"{second / MEGABYTE:.0f} MB second third", f"{last / second:.2f}",
           f"{MOST_GROWTH}")  # fmt: skip
    report("most of it, first third", f"{first / MEGABYTE:.0f} MB")
    report("its slope over the last half", f"{slope / MEGABYTE:+.1f} MB a minute")
    # So short a run is over before the caches are full.
    assert SMALL or last <= MOST_GROWTH * second


def exported(url: str, folder: Path) -> dict[str, Path]:
    """The tables that are imported again and again, as files."""
    files = {name: folder / f"{name}.csv" for name in ("fairs", "openings", "employers")}
    for name, file in files.items():
        command(url, "export", name, str(file), "--headings", "machine")
    return files


def command(url: str, *arguments: str) -> None:
    """A command as a user runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env={**os.environ, "FAIRREACH_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def fair_ids(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [row["fair_id"] for row in csv.DictReader(lines)]


def watched(url: str, tables: dict[str, Path], workers: list[int]) -> np.ndarray:
    """
    Bytes held by each worker, sample by sample, while tables are imported in equal steps.

    It lasts until all are imported, which a busy machine may put off.
    """
    begun, held = time.monotonic(), []
    with ThreadPoolExecutor(1) as importer:
        imports = [
            importer.submit(import_at, begun + n * SECONDS / IMPORTS, url, *each)
            for n, each in enumerate(islice(cycle(tables.items()), IMPORTS))
        ]
        while time.monotonic() - begun < SECONDS or not all(each.done() for each in imports):
            held.append([resident(worker) for worker in workers])
            time.sleep(SAMPLE_EVERY_S)
        for each in imports:
            each.result()
    return np.array(held)


def import_at(moment: float, url: str, table: str, file: Path) -> None:
    """Import a table then, or at once where it is later already."""
    time.sleep(max(0.0, moment - time.monotonic()))
    command(url, "import", table, str(file))


@contextmanager
def readers(address: str, fairs: list[str]) -> Iterator[list[str]]:
    """Readers who ask for everything in turns; all that they have asked."""
    stop, asked, failed = threading.Event(), [], []

    def read(seed: int) -> None:
        draw, turns = np.random.default_rng(seed), cycle(MIXED[seed:] + MIXED[:seed])
        while not stop.is_set() and not failed:
            # A new connection now and then: it may come to the other worker.
            with closing(connect(address)) as connection:
                for pattern in islice(turns, ASKED_BY_CONNECTION):
                    path = pattern.format(**facts(draw, fairs))
                    status, _ = answer(connection, path)
                    asked.append(path)
                    if status != 200:
                        failed.append(f"{path}: {status}")
                    if stop.wait(PAUSE_S) or failed:
                        break

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failed == []


def facts(draw: np.random.Generator, fairs: list[str]) -> dict[str, object]:
    """What a question is about, by lot."""
    return {
        "lon": draw.uniform(104, 108),
        "lat": draw.uniform(29, 31),
        "km": draw.integers(5, 60),
        "letters": "".join(draw.choice(list("abcjlnwxyz"), 2)),
        "group": draw.choice(["all", "rural", "working_age", "age_60_plus"]),
        "lang": draw.choice(["zh", "en", "id"]),
        "fair": draw.choice(fairs),
    }
