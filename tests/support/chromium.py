"""The browser of the tests: found, fetched, or said plainly to be missing."""

import shutil
import subprocess
import sys
from pathlib import Path

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # pages that follow each other share what has been compiled
    # No page of a test lives so long that the last compiler pays, and few that the last but one;
    # most are gone before 16 MB of garbage are.
    "--js-flags=--no-opt --invocation-count-for-maglev=2000 --min-semi-space-size=16",
)
# Without a window of its own and what belongs to one, a page costs a third less.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def path() -> str | None:
    """The path of a Chromium or Chrome on this machine, the system's own first."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found or MAC.exists():
        return found or str(MAC)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - half a second, seldom needed

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


def main() -> None:
    """Fetch a browser where there is none."""
    if path():
        return
    print("No Chromium here: fetching one for the browser tests", file=sys.stderr)
    fetched = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False
    )
    if fetched.returncode or not path():
        print(
            "No browser could be fetched: the tests marked 'browser' are LEFT OUT of this run.\n"
            "Install Chromium (Debian: apt-get install chromium) to run them.",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
