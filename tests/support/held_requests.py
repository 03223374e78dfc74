"""Requests of a page that wait, so that answers come late or in another order."""

import re

from playwright.sync_api import Page, Route

PAUSE_MS = 20
MOST_PAUSES = 3000  # as long as a page may take


class Held:
    """Requests of a page that wait until they are let go."""

    def __init__(self, page: Page, path: str) -> None:
        self.page, self.pattern = page, re.compile(re.escape(path))
        self.routes: list[Route] = []
        page.route(self.pattern, self.hold)

    def hold(self, route: Route) -> None:
        """Keep a request back."""
        self.routes.append(route)

    def wait(self, number: int) -> None:
        """Wait until so many requests are held."""
        for _ in range(MOST_PAUSES):
            if len(self.routes) >= number:
                return
            self.page.wait_for_timeout(PAUSE_MS)
        raise AssertionError(f"{len(self.routes)} of {number} requests came")

    def let_go(self, which: int) -> None:
        """Let one of them go on to the server and answer."""
        with self.page.expect_response(self.pattern):
            self.routes[which].continue_()

    def refuse(self, which: int) -> None:
        """Let one of them fail as without a network."""
        self.routes[which].abort()
