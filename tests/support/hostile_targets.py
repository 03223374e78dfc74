"""What a child process may be asked to do, for tests of its limits."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from geodata.errors import CellProblem, FileRefused, QueryRefused


def table(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"n": range(rows)})


def refuse(path: Path) -> None:
    raise FileRefused(path, [CellProblem(3, "lon", "x", "is no number")])


def refuse_query() -> None:
    raise QueryRefused("crs", "x", "must be at most %(most)s", most=3)


def hang_up() -> None:
    """Close the pipe for the answer, and everything else, and stay."""
    os.closerange(3, 100)
    time.sleep(600)


def spin() -> None:
    while True:
        pass


def sleep(_: Path) -> None:
    time.sleep(600)


def swallow() -> int:
    parts = []
    while True:
        parts.append(bytearray(2**24))
        parts[-1][::4096] = b"x" * 4096


def abort() -> None:
    os.abort()


def leave() -> None:
    os._exit(3)


def fail() -> float:
    return 1 / 0


def recurse() -> None:
    recurse()


def chatter() -> str:
    print("garbage on stdout")
    print("garbage on stderr", file=sys.stderr)
    os.write(1, b"\x80\x04more garbage")
    return "clean"


def breed(note: Path) -> None:
    """Start a child of its own, say which, and wait for ever."""
    breed_and_leave(note, then=lambda: time.sleep(600))


def breed_and_leave(note: Path, then: Callable[[], None] = leave) -> None:
    """Start a child of its own, say which, and end before it."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    note.write_text(f"{os.getpid()} {child.pid}")
    then()


def recite(lines: list[str], tell: Callable[[str], None]) -> list[str]:
    """Tell every line, and give all of them back."""
    for line in lines:
        tell(line)
    return lines


def recite_and_fail(lines: list[str], tell: Callable[[str], None]) -> float:
    recite(lines, tell)
    return 1 / 0


def recite_and_refuse(path: Path, tell: Callable[[str], None]) -> None:
    tell("one")
    refuse(path)


def recite_and_abort(lines: list[str], tell: Callable[[str], None]) -> None:
    recite(lines, tell)
    os.abort()
