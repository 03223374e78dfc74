import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path

import campaigns
import evaluation
import pytest
import statements
import warm
from hypothesis import settings
from shared import built_once

from geodata.campaign.campaign import Campaign

SLOW_S = 0.5
TOLD_S = 3 * SLOW_S
# About what a test of each kind takes: where the time of a run goes, so that it is parted well.
SECONDS = {"package": 60, "evaluation": 10, "browser": 2, "slow": 1}

# A file system in memory, and what has to be free there: a whole run fills half a gigabyte.
MEMORY, ROOM = Path("/dev/shm"), 8 * 2**30
TEMPORARY = "PYTEST_DEBUG_TEMPROOT"

# The same examples in every run; to look for others: pytest --hypothesis-profile=default
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """
    Let what tests write lie in memory where there is room.

    ``make quick`` alone asks ten thousand times that something be on the disk: of the tests that
    store, that took a seventh of the processor's time and more of waiting. To have it on a disk:
    ``--basetemp=FOLDER``, or the variable. Benchmarks have it there.
    """
    said = TEMPORARY in os.environ or config.option.basetemp or config.option.benchmark_only
    if not said and has_room(MEMORY):
        os.environ[TEMPORARY] = str(MEMORY)


def has_room(folder: Path) -> bool:
    """Whether a run may write there."""
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Give the memory back, unless there is something to look at."""
    folder = session.config._tmp_path_factory._basetemp
    is_first = "PYTEST_XDIST_WORKER" not in os.environ
    if is_first and exitstatus == 0 and folder and folder.is_relative_to(MEMORY):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def make_campaign() -> Callable[..., Campaign]:
    """Builds a small campaign from plain tables; see ``campaigns.make_campaign``."""
    return campaigns.make_campaign


@pytest.fixture(scope="session")
def stored_demo(request: pytest.FixtureRequest) -> Path:
    """The folder of a database with the demo campaign; whoever writes to it takes a copy."""
    from geodata.demo.build import store_demo_in_child  # noqa: PLC0415 - seldom needed, and slow

    def store_demo(folder: Path) -> None:
        store_demo_in_child(f"sqlite:///{folder}/fairreach.db", campaigns.DEMO_START)

    return built_once(request, "demo", store_demo)


@pytest.fixture(scope="session")
def demo_url(stored_demo: Path) -> str:
    """The URL of a database that holds the demo campaign; nobody may change it."""
    return f"sqlite:///{stored_demo}/fairreach.db"


@pytest.fixture(scope="session", autouse=True)
def warm_children() -> Iterator[None]:
    """The children that read files begin with their imports done; see ``warm``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geodata.base.sandbox.Popen", warm.Popen)
        yield
    warm.end()


@pytest.fixture(scope="session", autouse=True)
def statements_in_common() -> Iterator[None]:
    """What SQLAlchemy compiles, a third of what storing a small campaign takes, is kept."""
    with pytest.MonkeyPatch.context() as patch:
        statements.share(patch)
        yield


@pytest.fixture(scope="session")
def app_parts_in_common() -> Iterator[None]:
    """Apps have in common what is the same for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        import_module("app_parts").share(patch)  # who makes no app need not load one
        yield


@pytest.fixture
def cold_children() -> Iterator[None]:
    """Children and servers start as they do outside the tests: where starting is the matter."""
    with warm.cold():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """
    Let no garbage be looked for among what lives as long as the run: two seconds of ``make quick``.

    Benchmarks collect what a service would.
    """
    if session.config.option.benchmark_only:
        return (yield)
    gc.disable()
    result = yield
    gc.freeze()
    gc.enable()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, object, object]:
    """
    Let workers read a module one after the other: what the first has compiled, the others load.

    In a fresh checkout, compiling the tests takes twice as long as all the rest of collecting them.
    """
    if not isinstance(collector, pytest.Module):
        return (yield)
    with collector.path.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest modules first: then no worker has long to do when the others are done."""
    modules = [list(each) for _, each in groupby(items, lambda item: item.path)]
    modules.sort(key=lambda module: -sum(map(seconds, module)))
    items[:] = [item for module in modules for item in module]


def seconds(item: pytest.Item) -> float:
    """A guess of what a test takes."""
    return max((SECONDS.get(mark.name, 0) for mark in item.iter_markers()), default=0) or 0.05


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Note the processor's time that a test takes, which others on the machine do not lengthen."""
    before = sum(os.times()[:4])
    result = yield
    item.user_properties.append(("cpu_s", sum(os.times()[:4]) - before))
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "not slow" in terminalreporter.config.option.markexpr:
        for line in unmarked(terminalreporter.stats.get("passed", ())):
            terminalreporter.write_line(line)
    else:
        terminalreporter.write_line(evaluation.summary())


def unmarked(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Lines about tests that take far longer than one that is not marked slow may."""
    took = [(dict(each.user_properties)["cpu_s"], each.nodeid) for each in reports]
    long = sorted((each for each in took if each[0] > TOLD_S), reverse=True)
    return [f"{seconds:.1f} s, and not marked slow: {name}" for seconds, name in long]
