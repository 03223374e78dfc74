"""The file for mail, as the command writes it."""

import os
import sys
from pathlib import Path

import warm


def mailed_map(url: str, folder: Path, now: str) -> Path:
    """The map of a database, in English, written into a folder."""
    command = [sys.executable, "-m", "service", "map", "m.html", "--lang", "en"]
    environment = {**os.environ, "FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": now}
    done = warm.run(command, env=environment, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "m.html"
