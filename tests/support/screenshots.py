"""The pictures of the README, made anew: ``python tests/support/screenshots.py``."""

import tempfile
from datetime import date
from pathlib import Path

import chromium
import servers
from playwright.sync_api import sync_playwright

from geodata.demo.build import store_demo_in_child

START = date(2027, 3, 13)
NOW = "2027-03-10T10:00"
IMAGES = Path(__file__).parents[2] / "docs" / "images"
PAGES = {
    "planner.png": ("/planner?lang=en", {"width": 1280, "height": 800}),
    "finder.png": ("/?lang=en&lon=106.55&lat=29.56", {"width": 390, "height": 844}),
}


def take(folder: Path) -> None:
    """Store the demo, serve it, and take a picture of each page as it comes into sight."""
    url = f"sqlite:///{folder}/fairreach.db"
    store_demo_in_child(url, START)
    with servers.serving(url, FAIRREACH_NOW=NOW) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.path(), args=list(chromium.ARGUMENTS)
        )
        for name, (path, size) in PAGES.items():
            page = browser.new_page(viewport=size, locale="en-GB")
            page.goto(address + path)
            page.wait_for_selector("[data-drawn]")
            page.screenshot(path=IMAGES / name)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        take(Path(folder))
