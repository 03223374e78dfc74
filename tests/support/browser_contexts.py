"""Contexts of the browser that tests lend each other: a new one fetches and compiles all anew."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Frame, Page

MOST_KEPT = 6
# A site is a host whatever the port, so this stands for every server of the tests.
SITE = "http://127.0.0.1/"
# Each page would fetch and fill a worker of its own: tests that are about it say "allow".
OURS = {"locale": "en-GB", "service_workers": "block"}


def empty_page(context: BrowserContext) -> Page:
    """An empty page of the site: while it is open, the process of its pages lives on."""
    page = context.new_page()
    page.route(SITE, lambda route: route.fulfill(body=""))
    page.goto(SITE)
    return page


@dataclass(eq=False)
class Kept:
    """A context, and the origins that it has been to since they were last forgotten."""

    context: BrowserContext
    origins: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.standing = [empty_page(self.context)]

    def pages(self) -> list[Page]:
        """The pages of the test that is on."""
        return [page for page in self.context.pages if page not in self.standing]

    def new_page(self) -> Page:
        """A page that finds no cookie, no stored data and no worker of a page before."""
        self.context.clear_cookies()
        # Opened by the empty page it begins in that one's process, not in one of its own.
        with self.standing[0].expect_popup() as opened:
            self.standing[0].evaluate("() => void window.open('about:blank')")
        page = opened.value
        if self.origins:
            session = self.context.new_cdp_session(page)
            for origin in self.origins:
                what = {"origin": origin, "storageTypes": "all"}
                session.send("Storage.clearDataForOrigin", what)
            session.detach()
            self.origins.clear()
        page.on("framenavigated", self.note)
        return page

    def note(self, frame: Frame) -> None:
        """Note where a page has gone to."""
        parts = urlsplit(frame.url)
        if parts.netloc:
            self.origins.add(f"{parts.scheme}://{parts.netloc}")


class Contexts:
    """
    The last few contexts, by their settings.

    What the browser has fetched and compiled in one stays there for the next page; nothing else
    does. No two pages are in one at a time, but for those that stand while others come and go.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.kept: dict[str, Kept] = {}

    def new_page(self, settings: dict[str, Any], size: tuple[int, int], *, alone: bool) -> Page:
        """A page of a size in a context with settings, ``alone`` in one that is as good as new."""
        settings = OURS | settings
        scheme = settings.pop("color_scheme", "light")
        viewport = {"width": size[0], "height": size[1]}
        if "is_mobile" in settings:  # which is told to a context with its size alone
            settings["viewport"] = viewport
        if alone:
            page = self.browser.new_context(**{"viewport": viewport} | settings).new_page()
        else:
            page = self._free(settings).new_page()
        if not alone and "is_mobile" not in settings:
            page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        return page

    def stand(self, page: Page) -> None:
        """Let a page stay while others come and go, until it is left."""
        for each in self.kept.values():
            if each.context is page.context:
                each.standing.append(page)

    def leave(self, page: Page) -> None:
        """Close a page with all that it has opened, and its context if it is not kept."""
        context = page.context
        kept = next((each for each in self.kept.values() if each.context is context), None)
        if kept is None:
            context.close()
            return
        context.set_offline(False)
        for each in [page] if page in kept.standing else kept.pages():
            each.close()
        kept.standing = [each for each in kept.standing if not each.is_closed()]

    def close(self) -> None:
        """Close all that is kept."""
        for each in self.kept.values():
            each.context.close()

    def _free(self, settings: dict[str, Any]) -> Kept:
        """A context without pages."""
        key = repr(sorted(settings.items()))
        kept = self.kept.pop(key, None)
        if kept and kept.pages():
            self.kept[key] = kept
            return Kept(self.browser.new_context(**settings))
        if len(self.kept) >= MOST_KEPT:
            empty = (name for name, each in self.kept.items() if len(each.standing) == 1)
            if (oldest := next(empty, None)) is not None:
                self.kept.pop(oldest).context.close()
        self.kept[key] = kept or Kept(self.browser.new_context(**settings))
        return self.kept[key]
