"""What the documents promise about speed and size stands there, and has its row in this run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"\d[\d,.]*")
PROMISES = [
    [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in (ROOT / "docs/speed.md").read_text("utf-8").splitlines()
    if re.match(r"\| [\w/]+\.(md|py) \|", line)
]


def sizeless(row: str) -> str:
    """A row's name without its numbers, which are others in a small run."""
    return NUMBER.sub("#", row)


def test_each_promise_stands_where_it_is_said_to():
    for file, promise, _ in PROMISES:
        assert promise in " ".join((ROOT / file).read_text("utf-8").split()), promise


def test_each_promise_has_its_row(request, rows, benchmark):
    if len({Path(str(item.path)) for item in request.session.items}) < 2:
        pytest.skip("holds for a run of all benchmarks")
    printed = {sizeless(row.what) for row in rows}

    lacking = benchmark.pedantic(
        lambda: [row for *_, row in PROMISES if sizeless(row) not in printed], rounds=1
    )

    assert PROMISES
    assert lacking == []
