"""
Speed is measured against a peer in the same run, never against a clock that another machine set.

``versus`` times a callable of ours and one of the peer's in turns; ``report`` adds any other
figure. Both end up in the table that closes the run. ``BENCH_SIZE=small`` runs everything once in a
small size, which shows that it works and measures nothing.
"""

import shutil
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import warm
from bench.roads import Import, import_into
from bench.rows import TITLE, Row, table
from bench.size import SMALL

ROWS = pytest.StashKey[list[Row]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = []


@pytest.fixture(scope="module", autouse=True)
def cold_starts() -> Iterator[None]:
    """What is measured starts as it does outside the tests."""
    with warm.cold():
        yield


@pytest.fixture(scope="module")
def demo_url(stored_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the demo, for the tests of one file."""
    folder = shutil.copytree(stored_demo, tmp_path_factory.mktemp("copy") / "demo")
    return f"sqlite:///{folder}/fairreach.db"


@pytest.fixture(scope="session")
def imported(stored_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Import:
    """The demo's tables, and the roads imported beside them by a fresh process."""
    folder = tmp_path_factory.mktemp("roads")
    data = shutil.copytree(stored_demo, folder / "demo")
    return import_into(f"sqlite:///{data}/fairreach.db", folder)


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[..., None]:
    """
    ``report(what, ours, peer="", ratio="", goal="")`` adds a row of text to the table.

    No two have one name: revisions are compared by it.
    """

    def add(what: str, ours: str, peer: str = "", ratio: str = "", goal: str = "") -> None:
        assert what not in {row.what for row in request.config.stash[ROWS]}
        request.config.stash[ROWS].append(Row(what, ours, peer, ratio, goal))

    return add


@dataclass(frozen=True, slots=True)
class Match:
    """What both sides answered in their last round, and how much quicker ours was."""

    ours: Any
    peer: Any
    ratio: float


@pytest.fixture
def versus(benchmark: Any, report: Callable[..., None]) -> Callable[..., Match]:
    """
    ``versus(what, ours, peer, goal, rounds=5, fresh=None)`` times both sides in turns.

    ``fresh`` is called, untimed, before each round; what it returns is given to ``ours``.
    """

    def play(
        what: str,
        ours: Callable[..., Any],
        peer: Callable[[], Any],
        *,
        goal: float,
        rounds: int = 5,
        fresh: Callable[[], tuple[Any, ...]] | None = None,
    ) -> Match:
        peer_s, answers = [], []

        def before() -> tuple[tuple[Any, ...], dict[str, Any]]:
            start = perf_counter()
            answers.append(peer())
            peer_s.append(perf_counter() - start)
            del answers[:-1]
            return (fresh() if fresh else ()), {}

        times = 1 if SMALL else rounds
        answer = benchmark.pedantic(ours, setup=before, rounds=times, iterations=1)
        ours_median, peer_median = benchmark.stats.stats.median, statistics.median(peer_s)
        ratio = peer_median / ours_median
        benchmark.extra_info |= {"peer_s": peer_median, "ratio": ratio, "goal": goal}
        report(what, f"{ours_median:.3f} s", f"{peer_median:.3f} s", f"{ratio:.1f}x", f"{goal:g}x")
        return Match(answer, answers[-1], ratio)

    return play


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> list[Row]:
    """The rows of the table so far."""
    return request.config.stash[ROWS]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask last whether every promise has its row."""
    items.sort(key=lambda item: item.path.name == "test_promises_bench.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = terminalreporter.config.stash[ROWS]
    if not rows:
        return
    terminalreporter.section(TITLE)
    for line in table(rows):
        terminalreporter.write_line(line)
