"""
Speed is measured against a peer in the same run, never against a clock that another machine set.

``versus`` times a callable of ours and one of the peer's in turns; ``report`` adds any other
figure. Both end up in the table that closes the run.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import pytest

HEADER = ("what", "ours", "peer", "ratio", "goal")
ROWS = pytest.StashKey[list[tuple[str, str, str, str, str]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = []


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[..., None]:
    """``report(what, ours, peer="", ratio="", goal="")`` adds a row of text to the table."""

    def add(what: str, ours: str, peer: str = "", ratio: str = "", goal: str = "") -> None:
        request.config.stash[ROWS].append((what, ours, peer, ratio, goal))

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

        answer = benchmark.pedantic(ours, setup=before, rounds=rounds, iterations=1)
        ours_median, peer_median = benchmark.stats.stats.median, statistics.median(peer_s)
        ratio = peer_median / ours_median
        benchmark.extra_info |= {"peer_s": peer_median, "ratio": ratio, "goal": goal}
        report(what, f"{ours_median:.3f} s", f"{peer_median:.3f} s", f"{ratio:.1f}x", f"{goal:g}x")
        return Match(answer, answers[-1], ratio)

    return play


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = terminalreporter.config.stash[ROWS]
    if not rows:
        return
    widths = [max(len(row[at]) for row in (HEADER, *rows)) for at in range(len(HEADER))]
    terminalreporter.section("against the peer, in the same run")
    for row in (HEADER, *rows):
        cells = [row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]
        terminalreporter.write_line(" | ".join(cells))
