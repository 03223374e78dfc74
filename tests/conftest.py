from collections.abc import Callable, Iterable
from itertools import groupby

import campaigns
import evaluation
import pytest
from hypothesis import settings

from geodata.campaign.campaign import Campaign

SLOW_S = 0.5
TOLD_S = 5 * SLOW_S
# About what a test of each kind takes: where the time of a run goes, so that it is parted well.
SECONDS = {"package": 60, "evaluation": 10, "browser": 2, "slow": 1}

# The same examples in every run; to look for others: pytest --hypothesis-profile=default
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def make_campaign() -> Callable[..., Campaign]:
    """Builds a small campaign from plain tables; see ``campaigns.make_campaign``."""
    return campaigns.make_campaign


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest modules first: then no worker has long to do when the others are done."""
    modules = [list(each) for _, each in groupby(items, lambda item: item.path)]
    modules.sort(key=lambda module: -sum(map(seconds, module)))
    items[:] = [item for module in modules for item in module]


def seconds(item: pytest.Item) -> float:
    """A guess of what a test takes."""
    return max((SECONDS.get(mark.name, 0) for mark in item.iter_markers()), default=0) or 0.05


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "not slow" in terminalreporter.config.option.markexpr:
        for line in unmarked(terminalreporter.stats.get("passed", ())):
            terminalreporter.write_line(line)
    else:
        terminalreporter.write_line(evaluation.summary())


def unmarked(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Lines about tests that take far longer than one that is not marked slow may."""
    long = sorted((each for each in reports if each.duration > TOLD_S), key=lambda r: -r.duration)
    return [f"{each.duration:.1f} s, and not marked slow: {each.nodeid}" for each in long]
