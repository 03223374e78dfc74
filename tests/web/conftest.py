"""The real server in a real browser, which notes every request, violation and error of a page."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import chromium
import pytest
import servers
from browser_contexts import Contexts
from playwright.sync_api import Browser, Page, sync_playwright
from stores import NOW, small_campaign, store_campaign
from weeks import weeks_campaign

DEMO_NOW = "2027-03-10T10:00"
WATCH = """
    document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`);
    });
    window.ran = [];
    window.alert = (text) => window.ran.push(text);
"""
# Pages that stand open: each of them makes all others of the browser dearer.
MOST_STANDING = 3
# At the top, in type of the usual size, no card open, with the map in its first view.
AT_FIRST = """async (hash) => {
    const frames = () => new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(done)));
    document.documentElement.style.fontSize = "";
    window.scrollTo(0, 0);
    const { current } = window.fairreach ?? {};
    for (const { ground } of current?.all ?? []) ground.map.closePopup().stop();
    await frames();
    if (hash) location.hash = hash;
    else {
        history.replaceState(history.state, "", location.pathname + location.search);
        for (const frame of current?.all ?? []) frame.goHome();
    }
    await frames();
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = chromium.path() is None
    if missing and os.environ.get("CI"):
        raise pytest.UsageError("there is no browser, and nothing may be left out here")
    skip = pytest.mark.skip(reason="there is no Chromium; see CONTRIBUTING.md")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def demo(demo_url: str) -> Iterator[str]:
    """The address of a server on the demo campaign, three days before its first fair."""
    with servers.serving(demo_url, FAIRREACH_NOW=DEMO_NOW) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a small campaign whose names would like to be code."""
    url = f"sqlite:///{tmp_path_factory.mktemp('hostile')}/fairreach.db"
    store_campaign(url, small_campaign())
    with servers.serving(url, FAIRREACH_NOW=NOW) as address:
        yield address


@pytest.fixture(scope="session")
def weeks_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with a small campaign with a fair a day; nobody may change it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('weeks')}/fairreach.db"
    store_campaign(url, weeks_campaign())
    return url


@pytest.fixture(scope="session")
def weeks(weeks_url: str) -> Iterator[str]:
    """The address of a server on the small campaign, three days before its first fair."""
    with servers.serving(weeks_url, FAIRREACH_NOW=DEMO_NOW) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.path(), args=list(chromium.ARGUMENTS)
        )
        yield launched
        launched.close()


@dataclass
class Visit:
    """A page and what it did."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def goto(self, url: str, *, drawn: bool = True) -> Page:
        self.page.goto(url)
        if drawn:
            self.page.wait_for_selector("[data-drawn]")
        return self.page


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Contexts]:
    kept = Contexts(browser)
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def map_page(hostile: str, contexts: Contexts) -> Iterator[Page]:
    """A planner's page that the tests of one module share: they call the parts of its script."""
    # In a window of its own, in which no other page comes before it.
    page = contexts.new_page({}, (1280, 800), alone=True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{hostile}/planner?lang=en")
    page.wait_for_selector("[data-drawn]")
    yield page
    contexts.leave(page)
    assert errors == []


def begin(contexts: Contexts, size: tuple[int, int], *, alone: bool, **settings: Any) -> Visit:
    """A new page that notes what it does."""
    page = contexts.new_page(settings, size, alone=alone)
    page.set_default_timeout(60_000)  # a busy machine is no fault of the page
    page.add_init_script(WATCH)
    made = Visit(page)
    page.on("request", lambda request: made.hosts.add(urlsplit(request.url).netloc))
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on(
        "console", lambda said: made.complaints.append(said.text) if said.type == "error" else None
    )
    return made


@pytest.fixture
def visit(contexts: Contexts) -> Iterator[Callable[..., Visit]]:
    """
    ``visit(width=..., ...)``: a new page; at the end it must have complained of nothing.

    ``alone``: in a browser that has seen nothing before, not even our scripts.
    ``service_workers="allow"``: with the worker that keeps pages for when there is no connection.
    """
    visits: list[Visit] = []

    def make(
        *, width: int = 1280, height: int = 800, alone: bool = False, **settings: Any
    ) -> Visit:
        made = begin(contexts, (width, height), alone=alone, **settings)
        visits.append(made)
        return made

    yield make
    for each in visits:
        if each.page.evaluate("window.ran ?? []"):
            each.complaints.append("something ran")
        contexts.leave(each.page)
        assert each.complaints == []


@pytest.fixture(scope="module")
def standing(contexts: Contexts) -> Iterator[dict[str, Visit]]:
    """The last pages that the tests of a module have looked at, by address and settings."""
    pages: dict[str, Visit] = {}
    yield pages
    for each in pages.values():
        contexts.leave(each.page)


def take_back(page: Page, address: str, size: tuple[int, int] | None) -> None:
    """Take back what a test before has changed of a page that stands."""
    page.bring_to_front()  # behind another one it would draw no more than a frame a second
    if size:
        page.set_viewport_size({"width": size[0], "height": size[1]})
    there = unquote(page.url).partition("#")[0] == unquote(address).partition("#")[0]
    assert there, f"a test that looked at {address} has left for {page.url}"
    page.evaluate(AT_FIRST, urlsplit(address).fragment)


@pytest.fixture
def look(contexts: Contexts, standing: dict[str, Visit]) -> Iterator[Callable[..., Visit]]:
    """
    ``look(address, width=..., ...)``: a page that stands there for all tests of a module.

    They change nothing but its size and its colours, or take back what they change. It is at the
    top and its map in its first view; no test may have made it complain.
    """
    looked: list[Visit] = []

    def at(
        address: str,
        *,
        width: int = 1280,
        height: int = 800,
        color_scheme: str = "light",
        drawn: bool = True,
        **settings: Any,
    ) -> Visit:
        size = (width, height)
        name = f"{address} {sorted(settings.items())}"
        seen = standing.pop(name, None)
        if seen is None:
            for oldest in [*standing][: 1 - MOST_STANDING]:
                contexts.leave(standing.pop(oldest).page)
            seen = begin(contexts, size, alone=False, color_scheme=color_scheme, **settings)
            seen.goto(address, drawn=drawn)
            contexts.stand(seen.page)
        else:
            seen.page.emulate_media(color_scheme=color_scheme, media="null")
            take_back(seen.page, address, None if "is_mobile" in settings else size)
        standing[name] = seen
        looked.append(seen)
        return seen

    yield at
    for each in looked:
        if each.page.evaluate("window.ran ?? []"):
            each.complaints.append("something ran")
        complaints, each.complaints = each.complaints, []
        assert complaints == []
