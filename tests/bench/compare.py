"""
The rows of another revision's benchmarks beside ours: ``make bench BASE=REVISION``.

That revision is measured first, by its own benchmarks in a checkout of its own, then this one; what
else the machine does meanwhile is in the difference.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rows import HEADER, PART
from evaluation import NAME, ROADS

ROOT = Path(__file__).parents[2]
FIGURE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
BENCH = ("-m", "pytest", "--benchmark-only", "--benchmark-columns=median,stddev,rounds",
         "-p", "no:cacheprovider", "tests/bench")  # fmt: skip
PACKAGES = ("service", "geodata", "maps")
# Older revisions look for the evaluation data beside their checkout only.
DATA = "shared/data"


def main(revision: str) -> int:
    """Measure both and print their rows; 1 where a benchmark of this checkout fails, else 0."""
    with checkout(revision) as folder:
        before, ended_before = measured(folder, python_of(folder))
    now, ended_now = measured(ROOT, Path(sys.executable))
    print(f"\n{revision} was measured first, then this checkout.")
    for name, ended in ((revision, ended_before), ("this checkout", ended_now)):
        if ended:
            print(f"The run of {name} ended with {ended}: rows may be lacking.")
    print("", *side_by_side(revision, before, now), sep="\n")
    return int(ended_now != 0)


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """A folder with the files of a revision, gone afterwards."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        (Path(folder) / DATA).mkdir(parents=True)
        (Path(folder) / DATA / NAME).symlink_to(ROADS)
        git("worktree", "add", "--detach", "--quiet", str(base), revision)
        try:
            yield base
        finally:
            git("worktree", "remove", "--force", str(base))


def git(*arguments: str) -> None:
    """A command of git on this repository."""
    subprocess.run(["git", "-C", ROOT, *arguments], check=True)


def python_of(folder: Path) -> Path:
    """The Python for a checkout: ours where all that is pinned is the same, else one of its own."""
    lock = "requirements.lock"
    if (folder / lock).read_bytes() == (ROOT / lock).read_bytes():
        return Path(sys.executable)
    subprocess.run(["make", "-C", folder, "install", "VENV=.venv"], check=True)
    return folder / ".venv/bin/python"


def measured(folder: Path, python: Path) -> tuple[dict[str, str], int]:
    """The rows that a checkout's benchmarks print, which are shown as they come, and their end."""
    # Our environment holds this checkout; what stands in PYTHONPATH is found before it.
    # Nothing tells it of a pytest that may have started us.
    given = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    environment = given | {"PYTHONPATH": str(folder), "FAIRREACH_RATE_LIMIT": "0"}
    # Where Python is told to write no bytecode, a fresh checkout would be compiled at every start.
    compiling = [python, "-m", "compileall", "-q", *PACKAGES]
    subprocess.run(compiling, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    lines = []
    with subprocess.Popen(
        [python, *BENCH], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip("\n"))
    return figures(lines), run.returncode


def figures(lines: list[str]) -> dict[str, str]:
    """Our figure of each row of the table that closes a run."""
    # A row's name may hold the sign that parts the columns, its other cells do not.
    cells = [line.rsplit(PART, len(HEADER) - 1) for line in lines]
    starts = [n for n, row in enumerate(cells) if tuple(map(str.strip, row)) == HEADER]
    rows = takewhile(lambda row: len(row) == len(HEADER), cells[starts[-1] + 1 :] if starts else ())
    return {row[0].strip(): row[1].strip() for row in rows}


def side_by_side(revision: str, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Rows of text: what, there, here, and here divided by there."""
    rows = [("what", revision, "now", "now / before")]
    for what in dict.fromkeys((*now, *before)):
        there, here = before.get(what, "-"), now.get(what, "-")
        rows.append((what, there, here, ratio(there, here)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        PART.join((row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:]))) for row in rows
    ]


def ratio(there: str, here: str) -> str:
    """The first figure here divided by the first one there."""
    found = [FIGURE.match(text) for text in (there, here)]
    before, now = (float(each[0].replace(",", "")) if each else 0.0 for each in found)
    return f"{now / before:.2f}" if before and now else "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
